//! A scripted HTTP/1.1 server on a real socket of this machine: it records what arrives and does what the script says.
//!
//! The requests of all connections share the script: the first to arrive gets the first answer. A request after the last
//! answer gets status 501, which no test expects. Only [`Answer::Drip`] waits for the clock.

#![expect(clippy::unwrap_used, reason = "a test whose server fails has failed")]

mod answer;

pub(crate) use answer::{Answer, Response};

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
    time::Instant,
};

/// A running server; it stops, and closes its connections, when it is dropped.
pub(crate) struct Server {
    /// Where it listens, such as `http://127.0.0.1:40123`, without a trailing slash.
    pub(crate) url: String,
    requests: watch::Receiver<Vec<Request>>,
    task: AbortHandle,
}

/// One request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// In upper case.
    pub(crate) method: String,
    /// Percent-encoded as sent.
    pub(crate) path: String,
    /// What follows the first `?`, as sent.
    pub(crate) query: Option<String>,
    /// In the order sent, the names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The whole body, without the framing of chunks.
    pub(crate) body: Vec<u8>,
    /// When its last byte had been read.
    pub(crate) arrived: Instant,
}

impl Request {
    /// The value of the first header `name`, which is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        Some(value)
    }
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    pub(crate) async fn start(answers: impl IntoIterator<Item = impl Into<Answer>>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), answers)
    }

    /// Starts a server that takes connections from here.
    pub(crate) fn on(listener: TcpListener, answers: impl IntoIterator<Item = impl Into<Answer>>) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (record, requests) = watch::channel(Vec::new());
        let script =
            Arc::new(Script { answers: Mutex::new(answers.into_iter().map(Into::into).collect()), record });
        let task = tokio::spawn(async move {
            // Dropped with this task, and all connections with it.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let script = Arc::clone(&script);
                // A connection that ends early is what many tests are about.
                connections.spawn(async move { script.play(stream).await.unwrap_or_default() });
                while connections.try_join_next().is_some() {}
            }
        });
        Self { url, requests, task: task.abort_handle() }
    }

    /// Every request so far, in the order in which they had arrived completely.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// Waits until `count` requests have arrived completely, and returns all so far.
    pub(crate) async fn received(&self, count: usize) -> Vec<Request> {
        let mut requests = self.requests.clone();
        requests.wait_for(|requests| requests.len() >= count).await.unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the connections share.
struct Script {
    answers: Mutex<VecDeque<Answer>>,
    record: watch::Sender<Vec<Request>>,
}

impl Script {
    /// Serves one connection until the peer or the script closes it.
    async fn play(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        // The script goes on when a request begins to arrive: an idle connection takes no answer.
        while !stream.fill_buf().await?.is_empty() {
            let answer = self.answers.lock().unwrap().pop_front();
            let answer = answer.unwrap_or_else(|| Response::new(501).into());
            if answer.is_to_a_request() {
                let request = read_request(&mut stream).await?;
                self.record.send_modify(|requests| requests.push(request));
            }
            if !answer.play(&mut stream, &self.record).await? {
                break;
            }
        }
        Ok(())
    }
}

/// Reads one request. What is not HTTP/1.1 ends the connection.
async fn read_request(stream: &mut BufReader<TcpStream>) -> io::Result<Request> {
    let first = read_line(stream).await?;
    let [method, target, "HTTP/1.1"] = first.split(' ').collect::<Vec<_>>()[..] else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, first));
    };
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query,
        headers: Vec::new(),
        body: Vec::new(),
        arrived: Instant::now(),
    };
    loop {
        let line = read_line(stream).await?;
        if line.is_empty() {
            break;
        }
        let (name, value) =
            line.split_once(':').ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, line.as_str()))?;
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    request.body = if request.header("transfer-encoding") == Some("chunked") {
        read_chunks(stream).await?
    } else {
        let length = request.header("content-length").unwrap_or("0");
        let length = length.parse().map_err(|_| io::ErrorKind::InvalidData)?;
        read_exactly(stream, length).await?
    };
    request.arrived = Instant::now();
    Ok(request)
}

/// Reads a body in chunks (RFC 9112, section 7.1), without extensions and trailers.
async fn read_chunks(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = read_line(stream).await?;
        let length = usize::from_str_radix(&length, 16).map_err(|_| io::ErrorKind::InvalidData)?;
        body.extend(read_exactly(stream, length).await?);
        read_line(stream).await?;
        if length == 0 {
            return Ok(body);
        }
    }
}

async fn read_exactly(stream: &mut BufReader<TcpStream>, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Reads a line without its end. A stream that ends inside a line is an error.
async fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    match line.strip_suffix("\r\n") {
        Some(text) => Ok(text.to_owned()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::io::AsyncWriteExt;

    async fn connect(server: &Server) -> TcpStream {
        TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap()
    }

    /// Reads until `end` stands at the end.
    async fn read_until(stream: &mut TcpStream, end: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(end) {
            let byte = stream.read_u8().await.unwrap_or_else(|error| panic!("{error} after {text:?}"));
            text.push(byte.into());
        }
        text
    }

    #[tokio::test]
    async fn records_requests_and_answers_in_order_on_one_connection() {
        let server =
            Server::start([Response::json(200, r#"{"id":1}"#), Response::new(204).header("x-last", "yes")])
                .await;
        let mut stream = connect(&server).await;
        let head = "POST /a%20b?q=1&q=%3F?x HTTP/1.1\r\nHost: localhost\r\nX-Trace:  7 \r\nContent-Length: 4\r\n\r\n";
        stream.write_all(format!("{head}ab\r\n").as_bytes()).await.unwrap();
        let answer = read_until(&mut stream, "}").await;
        assert_eq!(
            answer,
            "HTTP/1.1 200 Scripted\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"id\":1}"
        );
        let chunked =
            "PUT /c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        stream.write_all(chunked.as_bytes()).await.unwrap();
        assert_eq!(read_until(&mut stream, "\r\n\r\n").await, "HTTP/1.1 204 Scripted\r\nx-last: yes\r\n\r\n");

        let requests = server.requests();
        let headers = [("host", "localhost"), ("x-trace", "7"), ("content-length", "4")];
        let first = Request {
            method: "POST".to_owned(),
            path: "/a%20b".to_owned(),
            query: Some("q=1&q=%3F?x".to_owned()),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: b"ab\r\n".to_vec(),
            arrived: requests[0].arrived,
        };
        assert_eq!(requests[0], first);
        assert_eq!((requests[1].path.as_str(), requests[1].query.as_deref()), ("/c", None));
        assert_eq!(requests[1].body, b"abc0123456789");
        assert_eq!(requests.len(), 2);
    }

    #[tokio::test]
    async fn a_request_after_the_last_answer_gets_501() {
        let server = Server::start([Answer::CloseUnanswered; 0]).await;
        let mut stream = connect(&server).await;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let answer = read_until(&mut stream, "\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
    }

    #[tokio::test]
    async fn closes_before_it_reads_or_before_it_answers() {
        let (reset, end) = (io::ErrorKind::ConnectionReset, io::ErrorKind::UnexpectedEof);
        for (answer, seen, requests) in [
            (Answer::CloseUnread, reset, 0),
            (Answer::EndUnread, end, 0),
            (Answer::ResetUnanswered, reset, 1),
            (Answer::CloseUnanswered, end, 1),
        ] {
            let server = Server::start([answer.clone()]).await;
            let mut stream = connect(&server).await;
            stream.write_all(b"GET /lost HTTP/1.1\r\n\r\n").await.unwrap();
            assert_eq!(stream.read_u8().await.unwrap_err().kind(), seen, "{answer:?}");
            assert_eq!(server.requests().len(), requests, "{answer:?}");
        }
    }

    #[tokio::test]
    async fn sends_bytes_as_they_are_slowly_or_without_an_end() {
        let slow = Response::new(200).body("123");
        let server = Server::start([
            Answer::Drip(slow.clone(), Duration::from_millis(1)),
            Answer::Stall(slow, 1),
            Answer::Raw("no HTTP"),
            Answer::Endless("a start", "and more"),
        ])
        .await;
        for expected in ["length: 3\r\n\r\n123", "length: 4\r\n\r\n123", "no HTTP"] {
            let mut stream = connect(&server).await;
            stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
            read_until(&mut stream, expected).await;
        }
        let mut stream = connect(&server).await;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let mut received = vec![0; 10 << 20];
        stream.read_exact(&mut received).await.unwrap();
        assert!(received.starts_with(b"a startand moreand more"));
    }

    #[tokio::test]
    async fn a_truncated_body_is_shorter_than_announced() {
        let server = Server::start([Answer::Truncate(Response::new(200).body("12345"), 3)]).await;
        let mut stream = connect(&server).await;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer, "HTTP/1.1 200 Scripted\r\ncontent-length: 8\r\n\r\n12345");
    }

    #[tokio::test]
    async fn a_request_hangs_until_the_server_is_dropped() {
        let server = Server::start([Answer::Hang]).await;
        let address = server.url.strip_prefix("http://").unwrap().to_owned();
        let mut stream = connect(&server).await;
        stream.write_all(b"GET /slow HTTP/1.1\r\n\r\n").await.unwrap();
        assert_eq!(server.received(1).await[0].path, "/slow");
        drop(server);
        let error = stream.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        let error = TcpStream::connect(address).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }

    #[tokio::test]
    async fn a_body_of_10_mb_arrives_whole() {
        let body: Vec<u8> = (0..10 << 20).map(|place: u32| place.to_le_bytes()[1]).collect();
        let server = Server::start([Response::new(200).body(body.clone())]).await;
        let mut stream = connect(&server).await;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        read_until(&mut stream, "\r\n\r\n").await;
        let mut received = vec![0; body.len()];
        stream.read_exact(&mut received).await.unwrap();
        assert!(received == body, "the bytes differ");
    }
}
