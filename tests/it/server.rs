//! A scripted HTTP/1.1 server on a real socket of this machine: it records what arrives and does what the script says.
//!
//! The requests of all connections share the script: the first to arrive gets the first answer. A request after the last
//! answer gets status 501, which no test expects. Nothing here waits for the clock.

#![expect(clippy::unwrap_used, reason = "a test whose server fails has failed")]

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
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
}

impl Request {
    /// The value of the first header `name`, which is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        Some(value)
    }
}

/// What to do with one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Answer, and keep the connection open.
    Respond(Response),
    /// Answer with what follows from all requests so far, this one included.
    Compute(fn(&[Request]) -> Response),
    /// Announce a body longer by so many bytes than the one that is sent, and close.
    Truncate(Response, usize),
    /// Close the connection when the first byte arrives, and record nothing: the peer sees a reset.
    CloseUnread,
    /// Read and record the request, then close the connection.
    CloseUnanswered,
    /// Read and record the request, then keep the connection open without an answer until the server is dropped.
    Hang,
}

/// A status, headers and a body. The length of the body is announced as `content-length`.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Response {
    /// An answer with this status and nothing else.
    pub(crate) fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// An answer with this status and JSON text.
    pub(crate) fn json(status: u16, text: &str) -> Self {
        Self::new(status).header("content-type", "application/json").body(text)
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The answer on the wire, with a `content-length` that is too large by `missing`.
    fn encoded(&self, missing: usize) -> Vec<u8> {
        let mut lines = vec![format!("HTTP/1.1 {} Scripted", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        // RFC 9110, section 8.6: an answer without content by definition announces no length.
        if self.status != 204 {
            lines.push(format!("content-length: {}", self.body.len() + missing));
        }
        let mut bytes = lines.join("\r\n").into_bytes();
        bytes.extend(b"\r\n\r\n");
        bytes.extend(&self.body);
        bytes
    }
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Respond(response)
    }
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    pub(crate) async fn start(answers: impl IntoIterator<Item = impl Into<Answer>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
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
            if matches!(answer, Some(Answer::CloseUnread)) {
                // Closing alone would end the stream in order, because the bytes are read already.
                stream.get_ref().set_zero_linger()?;
                return Ok(());
            }
            let request = read_request(&mut stream).await?;
            self.record.send_modify(|requests| requests.push(request));
            match answer {
                Some(Answer::Respond(response)) => stream.write_all(&response.encoded(0)).await?,
                Some(Answer::Compute(compute)) => {
                    let response = compute(&self.record.borrow());
                    stream.write_all(&response.encoded(0)).await?;
                }
                Some(Answer::Truncate(response, missing)) => {
                    stream.write_all(&response.encoded(missing)).await?;
                    return Ok(());
                }
                Some(Answer::CloseUnread | Answer::CloseUnanswered) => return Ok(()),
                Some(Answer::Hang) => std::future::pending().await,
                None => stream.write_all(&Response::new(501).encoded(0)).await?,
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
        let server = Server::start([Answer::CloseUnread, Answer::CloseUnanswered]).await;
        let mut stream = connect(&server).await;
        stream.write_all(b"GET /unread HTTP/1.1\r\n\r\n").await.unwrap();
        let error = stream.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        assert_eq!(server.requests(), []);

        let mut stream = connect(&server).await;
        stream.write_all(b"GET /unanswered HTTP/1.1\r\n\r\n").await.unwrap();
        let error = stream.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(server.requests()[0].path, "/unanswered");
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
