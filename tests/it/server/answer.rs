//! What the server does with one request.

use super::Request;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::watch,
    time::{MissedTickBehavior, interval},
};

/// What to do with one request. Unless it says otherwise, the request is read and recorded first.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Answer, and keep the connection open.
    Respond(Response),
    /// Answer with what follows from all requests so far, this one included.
    Compute(fn(&[Request]) -> Response),
    /// Announce a body longer by so many bytes than the one that is sent, and close.
    Truncate(Response, usize),
    /// Announce a body longer by so many bytes than the one that is sent, and keep the connection open without the rest.
    Stall(Response, usize),
    /// Answer, each byte of the body so long after the one before it, and keep the connection open.
    Drip(Response, Duration),
    /// Send these bytes, whatever they are, and close.
    Raw(&'static str),
    /// Send the first text, and then the second again and again, until the peer closes the connection.
    Endless(&'static str, &'static str),
    /// Close the connection when the first byte arrives, and record nothing: the peer sees a reset.
    CloseUnread,
    /// End the stream in order when the first byte arrives, and record nothing.
    EndUnread,
    /// Close the connection: the peer sees the stream end in order.
    CloseUnanswered,
    /// Reset the connection.
    ResetUnanswered,
    /// Keep the connection open without an answer until the server is dropped.
    Hang,
}

impl Answer {
    /// Whether the request is read first.
    pub(super) fn is_to_a_request(&self) -> bool {
        !matches!(self, Self::CloseUnread | Self::EndUnread)
    }

    /// Does it; `false` when the connection is to be closed.
    pub(super) async fn play(
        self,
        stream: &mut BufReader<TcpStream>,
        record: &watch::Sender<Vec<Request>>,
    ) -> io::Result<bool> {
        match self {
            Self::Respond(response) => {
                stream.write_all(&response.encoded(0)).await?;
                Ok(true)
            }
            Self::Compute(compute) => {
                let response = compute(&record.borrow());
                stream.write_all(&response.encoded(0)).await?;
                Ok(true)
            }
            Self::Truncate(response, missing) => {
                stream.write_all(&response.encoded(missing)).await?;
                Ok(false)
            }
            Self::Stall(response, missing) => {
                stream.write_all(&response.encoded(missing)).await?;
                std::future::pending().await
            }
            Self::Drip(response, pace) => {
                drip(stream, &response, pace).await?;
                Ok(true)
            }
            Self::Raw(text) => {
                stream.write_all(text.as_bytes()).await?;
                Ok(false)
            }
            Self::Endless(start, piece) => {
                stream.write_all(start.as_bytes()).await?;
                let many = piece.repeat(4096_usize.div_ceil(piece.len()));
                loop {
                    stream.write_all(many.as_bytes()).await?;
                }
            }
            // Closing alone would end the stream in order, because the bytes are read already.
            Self::CloseUnread | Self::ResetUnanswered => {
                stream.get_ref().set_zero_linger()?;
                Ok(false)
            }
            Self::EndUnread => {
                stream.shutdown().await?;
                // Closing before the peer does would reset the connection, because of the bytes that are not read yet.
                stream.read_to_end(&mut Vec::new()).await?;
                Ok(false)
            }
            Self::CloseUnanswered => Ok(false),
            Self::Hang => std::future::pending().await,
        }
    }
}

async fn drip(stream: &mut BufReader<TcpStream>, response: &Response, pace: Duration) -> io::Result<()> {
    stream.get_ref().set_nodelay(true)?;
    stream.write_all(&response.head(0)).await?;
    let mut ticks = interval(pace);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for byte in &response.body {
        ticks.tick().await;
        stream.write_u8(*byte).await?;
    }
    Ok(())
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
        let mut bytes = self.head(missing);
        bytes.extend(&self.body);
        bytes
    }

    fn head(&self, missing: usize) -> Vec<u8> {
        let mut lines = vec![format!("HTTP/1.1 {} Scripted", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        // RFC 9110, section 8.6: an answer without content by definition announces no length.
        if self.status != 204 {
            lines.push(format!("content-length: {}", self.body.len() + missing));
        }
        let mut bytes = lines.join("\r\n").into_bytes();
        bytes.extend(b"\r\n\r\n");
        bytes
    }
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Respond(response)
    }
}
