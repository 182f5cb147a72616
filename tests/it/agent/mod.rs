//! The short way of the client: over real sockets, and where time matters against a platform in the same process.

mod images;
mod logs;
pub(crate) mod platform;
mod reconcile;
mod requests;
mod runs;
mod search;
mod wait;

use crate::{secrecy::TOKEN, server::Server};
use codegen_client::{Agent, Client, RetryPolicy};

/// The agents of organization 7, on this server. A call sends one request, so that the script says all that happens.
pub(crate) fn agent(server: &Server) -> Agent {
    let client = Client::builder().base_url(&server.url).token(TOKEN).retry(RetryPolicy::none()).build();
    Agent::with_client(client.expect("a valid client"), 7)
}
