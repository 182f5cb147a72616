//! A run whose start loses its answer on the way.

use codegen_client::{Agent, operations::agents::CREATE_AGENT_RUN};
use codegen_mock::Mock;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

/// The address of a way to the stand-in that loses the first answer: it takes it, and closes the connection.
async fn lossy(mock: &Mock) -> SocketAddr {
    let behind = mock.url.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut first = true;
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&behind).await.expect("the stand-in");
            if !first {
                tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
                continue;
            }
            first = false;
            let (mut from_client, _to_client) = client.split();
            let (mut from_server, mut to_server) = server.split();
            let forward = async {
                let mut bytes = [0; 1024];
                loop {
                    let count = from_client.read(&mut bytes).await.expect("a request");
                    to_server.write_all(&bytes[..count]).await.expect("the stand-in reads");
                }
            };
            tokio::select! {
                () = forward => {}
                answer = from_server.read_u8() => assert_eq!(answer.expect("an answer"), b'H'),
            }
        }
    });
    address
}

#[tokio::test]
async fn a_lost_start_is_found_again() {
    let mock = Mock::start().await.expect("a mock");
    let client = mock.client().base_url(format!("http://{}", lossy(&mock).await)).build().expect("a client");
    let agent = Agent::with_client(client, mock.org_id);
    let run = agent.run("Mend it").reconcile().client_request_id("order-1").await.expect("a run");
    assert_eq!(run.id(), 1001);
    assert_eq!(
        run.metadata.as_ref().and_then(|metadata| metadata["client_request_id"].as_str()),
        Some("order-1")
    );
    assert_eq!(mock.arrivals().requests(&CREATE_AGENT_RUN), 1);
}
