//! Requests that no client of ours writes.

use crate::connections::{connect, rest, split};
use codegen_client::operations::agents::CREATE_AGENT_RUN;
use codegen_mock::{
    Mock,
    faults::{Fault, Rule},
};
use tokio::io::AsyncWriteExt;

/// The head and the body of the answer to these bytes.
async fn answer(mock: &Mock, request: &str) -> (String, String) {
    let mut stream = connect(mock).await;
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let (bytes, end) = rest(&mut stream).await;
    end.expect("no reset");
    let (head, body) = split(&bytes);
    (head.to_owned(), String::from_utf8(body.to_vec()).expect("text"))
}

/// A start of a run, after which the connection is closed.
fn start(mock: &Mock, host: &str, scheme: &str) -> String {
    let (org, token, body) = (mock.org_id, &mock.token, r#"{"prompt": "Mend it"}"#);
    format!(
        "POST {host}/v1/organizations/{org}/agent/run HTTP/1.1\r\nHost: mock\r\nAuthorization: {scheme} {token}\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_request_that_is_written_as_for_a_proxy_is_the_same_request() {
    let mock = Mock::start().await.expect("a mock");
    for host in ["", "http://elsewhere.example"] {
        let (head, _) = answer(&mock, &start(&mock, host, "Bearer")).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    }
    assert_eq!(mock.arrivals().duplicates(&CREATE_AGENT_RUN), 1);
    mock.add_fault(Rule::new(Fault::Redirect));
    let (head, _) = answer(&mock, &start(&mock, "http://elsewhere.example", "Bearer")).await;
    let location = head.lines().find_map(|line| line.strip_prefix("location: ")).expect("another host");
    let path = format!("/v1/organizations/{}/agent/run", mock.org_id);
    assert_eq!(location, format!("http://redirected.invalid{path}"));
}

#[tokio::test]
async fn only_the_token_has_to_be_written_to_the_letter() {
    let mock = Mock::builder().tokens(["Zoë"]).start().await.expect("a mock");
    for (scheme, status) in [("bearer", 200), ("BEARER", 200), ("Basic", 401), ("Bearer x", 401), ("B", 401)]
    {
        let (head, _) = answer(&mock, &start(&mock, "", scheme)).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{scheme}: {head}");
    }
    let other = start(&mock, "", "Bearer").replace("Zoë", "zoë");
    assert!(answer(&mock, &other).await.0.starts_with("HTTP/1.1 401 "));
    let arrivals = mock.arrivals();
    assert_eq!(arrivals.all().iter().filter(|arrival| arrival.token == Some(0)).count(), 2);
}

/// The bodies are as long as they say, or end too early, so that nothing is left that would reset the connection.
#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_in_json() {
    let mock = Mock::start().await.expect("a mock");
    let too_long = "x".repeat((64 << 20) + 1);
    let runs = format!("/v1/organizations/{}/agent/run", mock.org_id);
    for path in [runs.as_str(), "/_mock/faults"] {
        let head = format!("POST {path} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n");
        for (rest, status) in [
            (format!("Content-Length: {}\r\n\r\n{too_long}", too_long.len()), 413),
            ("Transfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(), 400),
        ] {
            let (head, body) = answer(&mock, &(head.clone() + &rest)).await;
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {head}");
            let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
            assert!(body["detail"].is_string(), "{path}: {body}");
        }
    }
    assert!(mock.arrivals().all().is_empty());
}
