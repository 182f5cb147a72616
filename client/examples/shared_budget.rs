//! Lets clients with different tokens pay from one budget. Those with the same token do so by themselves.
//!
//! It asks who owns the token of `CODEGEN_API_TOKEN`, and the one in a file: `cargo run --example shared_budget -- token.txt`.

use codegen_client::{AnyError, BuildError, Builder, Client, LocalBudget, TokenSource};
use std::{env, error::Error, sync::Arc};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = env::args().nth(1).ok_or("which file holds the second token?")?;
    let second = Client::from_env_builder()?.token_source(TokenSource::file(token));
    let clients = sharing([Client::from_env_builder()?, second])?;
    for owner in owners(&clients).await? {
        println!("{owner}");
    }
    Ok(())
}

/// Clients that together send no more requests than one of them may.
pub(crate) fn sharing(builders: [Builder<Client>; 2]) -> Result<[Client; 2], BuildError> {
    let budget = Arc::new(LocalBudget::default());
    let [first, second] = builders.map(|builder| builder.budget(Arc::clone(&budget)).build());
    Ok([first?, second?])
}

/// The owner of each client's token.
pub(crate) async fn owners(clients: &[Client]) -> Result<Vec<String>, AnyError> {
    let mut owners = Vec::new();
    for client in clients {
        owners.push(client.get_current_user().await?.into_inner().github_username);
    }
    Ok(owners)
}
