//! Reads the log of a run, page by page or as it is written.

use crate::{
    BoxFuture, BoxStream, Error, Response,
    operations::agents::{GetAgentRunLogs, GetAgentRunLogsError},
    types::{AgentRunLog, AgentRunStatus, AgentRunWithLogs},
};
use codegen_runtime::Part;

/// A look at a run together with its log; await it for one page, or stream its `items()`, or [`follow`](Logs::follow) it.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Logs {
    call: GetAgentRunLogs,
}

codegen_runtime::options!(Logs => call);

impl Logs {
    pub(super) fn new(call: GetAgentRunLogs) -> Self {
        Self { call }
    }

    /// How many entries to leave out at the start.
    pub fn skip(self, skip: i64) -> Self {
        Self { call: self.call.skip(skip) }
    }

    /// The most entries that one answer may hold.
    pub fn limit(self, limit: i64) -> Self {
        Self { call: self.call.limit(limit) }
    }

    /// Whether the newest entries come first.
    pub fn reverse(self, reverse: bool) -> Self {
        Self { call: self.call.reverse(reverse) }
    }

    /// Every page of what is there now, one after the other.
    #[must_use]
    pub fn pages(self) -> BoxStream<Result<Response<AgentRunWithLogs>, Error<GetAgentRunLogsError>>> {
        self.call.pages()
    }

    /// Every entry that is there now, page after page.
    #[must_use]
    pub fn items(self) -> BoxStream<Result<AgentRunLog, Error<GetAgentRunLogsError>>> {
        self.call.items()
    }

    /// Every entry, those that are still to be written included: oldest first, whatever [`reverse`](Self::reverse) says, each
    /// once and without a gap, from the first one or from where [`skip`](Self::skip) says.
    ///
    /// It asks for more at once where there is more, and else as often as the rate limit allows for: after 1 s at the
    /// earliest, after its window when nothing is left of it. It ends when the run has ended and everything was read. A failure that
    /// passes by itself (a lost connection, a timeout, 408, 429, 500, 502, 503, 504) means to ask again later; any other is the
    /// last item. The limits of time hold for each request. When the answers do not say how far the run has got, the stream
    /// has no end.
    #[must_use]
    pub fn follow(self) -> BoxStream<Result<AgentRunLog, Error<GetAgentRunLogsError>>> {
        codegen_runtime::follow(self.call.reverse(false), |page| Part {
            ended: page.status.as_ref().is_some_and(AgentRunStatus::has_ended),
            items: page.logs,
            total: page.total_logs,
        })
    }
}

impl IntoFuture for Logs {
    type Output = Result<Response<AgentRunWithLogs>, Error<GetAgentRunLogsError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.call.into_future()
    }
}
