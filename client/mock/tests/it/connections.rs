//! Faults as a bare socket sees them.

use codegen_client::operations::users::GET_CURRENT_USER;
use codegen_mock::{
    Mock,
    faults::{Fault, Rule},
};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// Long enough for a busy machine, for what comes at once.
const SOON: Duration = Duration::from_secs(30);

const HOUR: Duration = Duration::from_secs(3600);

async fn mock(fault: Fault) -> Mock {
    Mock::builder().fault(Rule::new(fault)).start().await.expect("a mock")
}

fn address(mock: &Mock) -> SocketAddr {
    mock.url.trim_start_matches("http://").parse().expect("an address")
}

pub(crate) async fn connect(mock: &Mock) -> TcpStream {
    TcpStream::connect(address(mock)).await.expect("a connection")
}

/// Asks for the owner of the token.
async fn ask(mock: &Mock, stream: &mut TcpStream) {
    let request =
        format!("GET /v1/users/me HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer {}\r\n\r\n", mock.token);
    stream.write_all(request.as_bytes()).await.expect("a request is sent");
}

/// All that comes, and how it ends.
pub(crate) async fn rest(stream: &mut TcpStream) -> (Vec<u8>, io::Result<usize>) {
    let mut bytes = Vec::new();
    let end = timeout(SOON, stream.read_to_end(&mut bytes)).await.expect("an end");
    (bytes, end)
}

/// A request is in the record.
async fn arrived(mock: &Mock) {
    let arrived = async {
        while mock.arrivals().all().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, arrived).await.expect("it arrives");
}

/// An answer has begun to come.
async fn answered(stream: &mut TcpStream) {
    assert_eq!(timeout(SOON, stream.read_u8()).await.expect("in time").expect("an answer"), b'H');
}

/// The head of an answer, and what has come of its body.
pub(crate) fn split(bytes: &[u8]) -> (&str, &[u8]) {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    (std::str::from_utf8(&bytes[..end]).expect("text"), &bytes[end..])
}

fn content_length(head: &str) -> u64 {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    line.expect("a length").parse().expect("a number")
}

#[tokio::test]
async fn a_reset_is_a_reset_and_nothing_comes_before_it() {
    for fault in [Fault::ResetBefore, Fault::ResetAfter, Fault::Refuse(Duration::ZERO)] {
        let mock = mock(fault.clone()).await;
        let mut stream = connect(&mock).await;
        ask(&mock, &mut stream).await;
        let (bytes, end) = rest(&mut stream).await;
        assert_eq!(
            end.expect_err("no end in good order").kind(),
            io::ErrorKind::ConnectionReset,
            "{fault:?}"
        );
        assert!(bytes.is_empty(), "{fault:?}: {bytes:?}");
        assert_eq!(mock.arrivals().all()[0].status, None);
    }
}

#[tokio::test]
async fn a_torn_answer_ends_in_good_order_after_half_of_it() {
    let mock = mock(Fault::Truncate).await;
    let mut stream = connect(&mock).await;
    ask(&mock, &mut stream).await;
    let (bytes, end) = rest(&mut stream).await;
    end.expect("no reset");
    let (head, body) = split(&bytes);
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(body.starts_with(b"{"));
    assert_eq!(body.len() as u64, content_length(head) / 2);
}

#[tokio::test]
async fn the_port_stays_taken_while_connections_are_refused() {
    let mock = mock(Fault::Refuse(HOUR)).await;
    let mut refused = connect(&mock).await;
    ask(&mock, &mut refused).await;
    rest(&mut refused).await.1.expect_err("a reset");
    // No connection is left that would take the port.
    let other = TcpSocket::new_v4().expect("a socket");
    assert_eq!(other.bind(address(&mock)).expect_err("it is taken").kind(), io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn connections_are_refused_and_those_that_are_open_served() {
    let mock = Mock::start().await.expect("a mock");
    let mut open = connect(&mock).await;
    mock.add_fault(Rule::new(Fault::Refuse(HOUR)).times(1));
    let mut refused = connect(&mock).await;
    ask(&mock, &mut refused).await;
    rest(&mut refused).await.1.expect_err("a reset");

    let error = TcpStream::connect(address(&mock)).await.expect_err("nobody listens");
    assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    ask(&mock, &mut open).await;
    answered(&mut open).await;

    mock.clear_faults();
    let mut again = reconnect(&mock).await;
    ask(&mock, &mut again).await;
    answered(&mut again).await;
    assert_eq!(mock.arrivals().requests(&GET_CURRENT_USER), 3);
}

#[tokio::test]
async fn a_refusal_that_is_cleared_before_it_begins_does_not_begin() {
    let late = Duration::from_millis(100);
    let mock = Mock::builder()
        .fault(Rule::new(Fault::Refuse(HOUR)).times(1))
        .fault(Rule::new(Fault::Delay(late..=late)))
        .start()
        .await
        .expect("a mock");
    let mut refused = connect(&mock).await;
    ask(&mock, &mut refused).await;
    arrived(&mock).await;
    mock.clear_faults();
    rest(&mut refused).await.1.expect_err("a reset");
    let mut next = reconnect(&mock).await;
    ask(&mock, &mut next).await;
    answered(&mut next).await;
}

#[tokio::test]
async fn a_refusal_is_over_after_its_time_and_can_come_again() {
    let mock = mock(Fault::Refuse(Duration::from_millis(30))).await;
    for _ in 0..5 {
        let mut stream = reconnect(&mock).await;
        ask(&mock, &mut stream).await;
        rest(&mut stream).await.1.expect_err("a reset");
    }
    assert_eq!(mock.arrivals().all().len(), 5);
}

/// A connection, as soon as there is one.
async fn reconnect(mock: &Mock) -> TcpStream {
    let connect = async {
        loop {
            match TcpStream::connect(address(mock)).await {
                Ok(stream) => return stream,
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused),
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, connect).await.expect("it listens again")
}

#[tokio::test]
async fn a_stalled_request_ends_with_the_mock() {
    for fault in [Fault::StallBefore, Fault::StallAfter] {
        let mock = mock(fault).await;
        let mut stream = connect(&mock).await;
        ask(&mock, &mut stream).await;
        let nothing = timeout(Duration::from_millis(50), stream.read_u8()).await;
        assert!(nothing.is_err(), "{nothing:?}");
        drop(mock);
        let (bytes, end) = rest(&mut stream).await;
        assert_eq!(end.expect_err("a reset").kind(), io::ErrorKind::ConnectionReset);
        assert!(bytes.is_empty());
    }
}

#[tokio::test]
async fn a_late_answer_comes_at_once_when_the_mock_stops() {
    let mock = mock(Fault::Delay(HOUR..=Duration::MAX)).await;
    let mut stream = connect(&mock).await;
    ask(&mock, &mut stream).await;
    arrived(&mock).await;
    drop(mock);
    let (bytes, end) = rest(&mut stream).await;
    end.expect("no reset");
    assert!(split(&bytes).0.starts_with("HTTP/1.1 200 "));
}

/// More than there is memory: it can only be made while it is sent.
#[tokio::test]
async fn a_huge_answer_is_made_while_it_is_sent() {
    let bytes = 1 << 45;
    let mock = mock(Fault::Huge { bytes }).await;
    let mut stream = connect(&mock).await;
    ask(&mock, &mut stream).await;
    let mut start = vec![0; 1 << 20];
    timeout(SOON, stream.read_exact(&mut start)).await.expect("in time").expect("the start of it");
    let (head, body) = split(&start);
    assert_eq!(content_length(head), bytes);
    assert!(body.starts_with(b"{") && body.ends_with(b"    "));
}

#[tokio::test]
async fn a_huge_answer_has_the_length_that_it_says() {
    // One that is longer by itself stays as it is.
    for (bytes, filled) in [(100_000, true), (1, false)] {
        let mock = mock(Fault::Huge { bytes }).await;
        let mut stream = connect(&mock).await;
        ask(&mock, &mut stream).await;
        answered(&mut stream).await;
        // What has begun to answer closes the connection after that.
        drop(mock);
        let (answer, end) = rest(&mut stream).await;
        end.expect("no reset");
        let (head, body) = split(&answer);
        assert_eq!(content_length(head), body.len() as u64);
        assert_eq!((body.len() as u64 == bytes, body.ends_with(b" ")), (filled, filled));
        let value: serde_json::Value = serde_json::from_slice(body).expect("JSON and blanks");
        assert_eq!(value["id"], 1);
    }
}
