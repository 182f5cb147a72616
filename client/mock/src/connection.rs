//! One connection, which a handler can end in other ways than by an answer.

use crate::port::Port;
use axum::{extract::connect_info::Connected, response::Response, serve::IncomingStream};
use std::{
    io,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A socket that ends as its [`Ending`] says. The one that serves it takes that for a failed write, and drops it.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    ending: Ending,
}

/// How the connection of a request ends; shared by the socket and the handlers of its requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ending(Arc<OnceLock<End>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// By a reset, in place of the next byte that would be written.
    Reset,
    /// In good order, as soon as all that has been written has left.
    Flushed,
}

impl Ending {
    /// Resets the connection in place of an answer, which this stands for.
    pub(crate) fn reset(&self) -> Response {
        // A connection that ends already cannot end better.
        let _ = self.0.set(End::Reset);
        Response::default()
    }

    /// Closes the connection once all that is written now has left.
    pub(crate) fn close_when_flushed(&self) {
        let _ = self.0.set(End::Flushed);
    }
}

impl Connected<IncomingStream<'_, Port>> for Ending {
    fn connect_info(stream: IncomingStream<'_, Port>) -> Self {
        stream.io().ending.clone()
    }
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, ending: Ending::default() }
    }

    fn before_write(&self) -> io::Result<()> {
        if self.ending.0.get() == Some(&End::Reset) {
            // What makes closing it, which comes next, a reset.
            self.stream.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }

    fn before_flush(&self) -> io::Result<()> {
        match self.ending.0.get() {
            // Whoever flushes has written everything to the socket; that sends it before it closes.
            Some(End::Flushed) => Err(io::ErrorKind::ConnectionAborted.into()),
            Some(End::Reset) | None => Ok(()),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.before_write()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.before_write()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.before_flush()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
