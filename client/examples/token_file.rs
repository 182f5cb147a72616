//! Takes the token from a file that somebody else renews: it is read again when the platform refuses the token.
//!
//! In the platform's documentation: the advice to keep tokens in a secret store and to renew them now and then. With this a renewal
//! needs no restart. `cargo run --example token_file -- 7` is for organization 7.

use codegen_client::{Agent, AnyError, Builder, Client, TokenSource};
use std::{error::Error, path::Path};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let org_id = std::env::args().nth(1).ok_or("which organization? give its id")?.parse()?;
    let agent = agent(Client::builder(), Path::new("/run/secrets/codegen"), org_id)?;
    println!("{}", agent.me().await?.github_username);
    Ok(())
}

/// The agents of an organization, by a client with the token in this file.
pub(crate) fn agent(builder: Builder<Client>, token: &Path, org_id: i64) -> Result<Agent, AnyError> {
    let client = builder.token_source(TokenSource::file(token)).build()?;
    Ok(Agent::with_client(client, org_id))
}
