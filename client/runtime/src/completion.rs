//! What a request lacks until it is sent, such as a body that is read from files.

use crate::{BoxFuture, pending::Pending};
use std::sync::Arc;

/// Makes what the request lacks.
pub(crate) type Completion = Arc<dyn Fn(Pending) -> BoxFuture<Pending> + Send + Sync>;

impl Pending {
    /// Changes the request when it is sent, inside the deadline of the call. For the handwritten part of a client.
    #[doc(hidden)]
    pub fn completed_by<F>(mut self, complete: impl Fn(Self) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Self> + Send + 'static,
    {
        self.completion = Some(Arc::new(move |pending| Box::pin(complete(pending))));
        self
    }

    /// Turns the request into one that cannot be sent: an [`InvalidRequest`](crate::Cause::InvalidRequest) that says why.
    /// For the handwritten part of a client.
    #[doc(hidden)]
    pub fn refused(mut self, why: impl Into<String>) -> Self {
        self.refuse(why.into());
        self
    }
}
