//! Bodies that are no good.

use crate::connection::Ending;
use axum::body::{Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

/// What fills a body up.
static BLANKS: [u8; 1 << 14] = [b' '; 1 << 14];

/// Promises a whole text and gives half of it. Then the connection ends.
#[derive(Debug)]
pub(super) struct Torn {
    promised: u64,
    half: Option<Bytes>,
    connection: Ending,
}

impl Torn {
    pub(super) fn new(text: &Bytes, connection: Ending) -> Self {
        Self { promised: text.len() as u64, half: Some(text.slice(..text.len() / 2)), connection }
    }
}

impl HttpBody for Torn {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.half.take() {
            Some(half) => {
                self.connection.close_when_flushed();
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            // Nobody is woken: what comes next is the end of the connection, once the half has left.
            None => Poll::Pending,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}

/// A text, and blanks up to a length. They are never in memory at once.
#[derive(Debug)]
pub(super) struct Filled {
    text: Option<Bytes>,
    left: u64,
}

impl Filled {
    pub(super) fn new(text: Bytes, length: u64) -> Self {
        let left = length.max(text.len() as u64);
        Self { text: Some(text), left }
    }
}

impl HttpBody for Filled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let part = self.text.take().unwrap_or_else(|| {
            let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(BLANKS.len());
            Bytes::from_static(&BLANKS[..length])
        });
        self.left -= part.len() as u64;
        Poll::Ready((!part.is_empty()).then_some(Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
