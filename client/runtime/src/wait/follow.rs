//! Reads a list that still grows.

use super::{pace, passes};
use crate::{BoxStream, call::Call, error::Error, paging::Place};
use futures_util::{TryStreamExt, stream};
use tokio::time::sleep;

/// A part of a list that still grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// Its items, oldest first.
    pub items: Vec<T>,
    /// How many items there are in all, when the answer says so.
    pub total: Option<i64>,
    /// Whether what writes the list has ended.
    pub ended: bool,
}

/// The items of a list that still grows, each of them once and in order, until what writes it has ended.
///
/// The list has pages by offset, oldest items first, and an item keeps its offset. The stream starts at the offset that the
/// request states, else at the first item. It asks for more at once where there is more, and else when half of what then
/// remains of the rate limits would be used: after 1 s at the earliest and the window of the tightest limit at the latest.
///
/// It ends when an answer holds nothing new that was asked for after another had said that the end has come: the server may
/// have looked at the list a moment before it looked for the end, and an item may have been added in between.
///
/// A failure that passes by itself (a lost connection, a timeout, 408, 429, 500, 502, 503, 504), after whatever repeats the
/// retry policy of the request allows, means to ask again later. Any other is the last item of the stream. The limits of time
/// hold for each request.
#[must_use]
pub fn follow<C, T>(call: C, split: fn(C::Success) -> Part<T>) -> BoxStream<Result<T, Error<C::Failure>>>
where
    C: Call + Clone,
    T: Send + 'static,
{
    let parts = stream::try_unfold(Some(Reader::new(call)), move |reader| async move {
        let Some(mut reader) = reader else { return Ok(None) };
        let answer = reader.next().await?;
        let Part { items, total, ended } = split(answer);
        reader.offset = reader.offset.saturating_add(items.len() as u64);
        let over = ended && reader.ended && items.is_empty();
        let complete = total.is_some_and(|total| u64::try_from(total).unwrap_or(0) <= reader.offset);
        reader.rests = !ended && (complete || items.is_empty());
        reader.ended = ended;
        Ok(Some((stream::iter(items.into_iter().map(Ok)), (!over).then_some(reader))))
    });
    Box::pin(parts.try_flatten())
}

/// Where the reading stands.
struct Reader<C> {
    call: C,
    offset: u64,
    /// Whether nothing new is to be expected at once.
    rests: bool,
    /// Whether the last answer said that the end has come.
    ended: bool,
}

impl<C: Call + Clone> Reader<C> {
    fn new(call: C) -> Self {
        let mut offset = 0;
        let call = call.map_pending(|pending| {
            let place = Place::start(pending);
            offset = place.offset;
            place.request
        });
        Self { call, offset, rests: false, ended: false }
    }

    /// The next part, however often it takes to get it.
    async fn next(&mut self) -> Result<C::Success, Error<C::Failure>> {
        loop {
            let (call, limits) = pace::limits(self.call.clone());
            if self.rests {
                sleep(pace::interval(&limits, 1)).await;
            }
            let offset = self.offset;
            let call = call.map_pending(|pending| match pending.pagination() {
                Some(paging) => pending.query(paging.offset, offset),
                None => pending.refused("the operation has no pages, so that it cannot be followed"),
            });
            match call.into_future().await {
                Err(error) if passes(&error) => self.rests = true,
                answer => return Ok(answer?.into_inner()),
            }
        }
    }
}
