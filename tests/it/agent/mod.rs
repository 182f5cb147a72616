//! The short way of the client over real sockets.

mod images;
mod requests;
mod runs;

use crate::{secrecy::TOKEN, server::Server};
use codegen_client::{Agent, Client};

/// The agents of organization 7, on this server.
pub(crate) fn agent(server: &Server) -> Agent {
    let client = Client::builder().base_url(&server.url).token(TOKEN).build();
    Agent::with_client(client.expect("a valid client"), 7)
}
