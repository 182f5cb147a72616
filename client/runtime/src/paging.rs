//! Walks through the pages of an operation.

use crate::{BoxStream, call::Call, error::Error, pending::Pending, response::Response};
use futures_util::{TryStreamExt, stream};
use serde_json::Value;

type Page<C> = Response<<C as Call>::Success>;
type Result<T, C> = std::result::Result<T, Error<<C as Call>::Failure>>;

impl Pending {
    /// The pages, each requested when the stream is polled for it.
    ///
    /// `size` tells how many items a page has, and how many there are in all. The first page is the one at the offset that
    /// the request states, else at 0. The stream ends before an empty page that is not the first, when the offset reaches the
    /// total, and after an error. An offset that is no whole number from 0 is an error. The limits of time hold for each page.
    /// An operation that has no pages is one page.
    ///
    /// Each page begins where the one before it ended, by the number of items: one that the server adds or removes before that
    /// place meanwhile makes the stream repeat an item, or leave one out.
    #[must_use]
    pub fn pages<C: Call>(
        self,
        size: fn(&C::Success) -> (usize, Option<i64>),
    ) -> BoxStream<Result<Page<C>, C>> {
        Box::pin(stream::try_unfold(Some(Place::start(self)), move |place: Option<Place>| async move {
            let Some(place) = place else { return Ok(None) };
            let page = place.request().send::<C>().await?;
            let (items, total) = size(&page);
            if items == 0 && !place.first {
                return Ok(None);
            }
            let next = place.after(items, total);
            Ok(Some((page, next)))
        }))
    }

    /// The items of all pages, each page requested when the stream is polled for its first item.
    ///
    /// `split` takes a page apart into its items, and how many there are in all. See [`Pending::pages`].
    #[must_use]
    #[expect(clippy::type_complexity, reason = "generated code passes a closure and never writes the type")]
    pub fn items<C: Call, T: Send + 'static>(
        self,
        split: fn(C::Success) -> (Vec<T>, Option<i64>),
    ) -> BoxStream<Result<T, C>> {
        let pages = stream::try_unfold(Some(Place::start(self)), move |place: Option<Place>| async move {
            let Some(place) = place else { return Ok(None) };
            let (items, total) = split(place.request().send::<C>().await?.into_inner());
            let next = place.after(items.len(), total);
            Ok(Some((stream::iter(items.into_iter().map(Ok)), next)))
        });
        Box::pin(pages.try_flatten())
    }
}

/// Where the next page starts.
pub(crate) struct Place {
    pub(crate) request: Pending,
    pub(crate) offset: u64,
    first: bool,
}

impl Place {
    /// The place at the offset that the request states, else at 0.
    pub(crate) fn start(mut request: Pending) -> Self {
        let name = request.pagination().map_or("", |paging| paging.offset);
        let offset = match request.query_value(name).filter(|offset| !offset.is_null()).map(Value::as_u64) {
            None => 0,
            Some(Some(offset)) => offset,
            Some(None) => {
                request.refuse(format!(
                    "pages cannot start at an offset `{name}` that is no whole number from 0"
                ));
                0
            }
        };
        Self { offset, request, first: true }
    }

    fn request(&self) -> Pending {
        match self.request.pagination() {
            // The first request is left as the caller wrote it.
            Some(paging) if !self.first => self.request.clone().query(paging.offset, self.offset),
            _ => self.request.clone(),
        }
    }

    /// The place after a page of so many items; `None` after the last.
    fn after(self, items: usize, total: Option<i64>) -> Option<Self> {
        self.request.pagination()?;
        let offset = self.offset.saturating_add(items as u64);
        let complete = total.is_some_and(|total| u64::try_from(total).unwrap_or(0) <= offset);
        (items > 0 && !complete).then_some(Self { offset, first: false, ..self })
    }
}
