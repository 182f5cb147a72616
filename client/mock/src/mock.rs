//! A stand-in that runs.

use crate::{
    Builder,
    faults::Rule,
    limits::{Arrivals, Limit},
    platform::Landmarks,
    server::Server,
};
use codegen_client::{Agent, BuildError, Client, Quota, types::AgentRun};
use std::{collections::BTreeMap, io, sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// How long a request may be on its way within one machine after its client has given up on it.
const LONGEST_TRAVEL: Duration = Duration::from_secs(1);

/// A stand-in for the platform, on a port of this machine. Dropping it stops it: it answers what it has received, resets what
/// a fault stalls, and closes its connections. One on which a part of a request has come, or a part of an answer has left,
/// stays until that is done or the client leaves.
///
/// It runs on the tokio runtime that starts it, by tokio's clock. A paused clock does not suit it: that jumps ahead while
/// bytes travel.
#[derive(Debug)]
#[must_use = "it stops when it is dropped"]
#[non_exhaustive]
pub struct Mock {
    /// Where it is, as [`Client::builder`] takes it for `base_url`.
    pub url: String,
    /// A token that it takes, the first of them if it takes more.
    pub token: String,
    /// An organization that has repositories, users and integrations.
    pub org_id: i64,
    /// An organization without repositories, in which no run can be started.
    pub empty_org_id: i64,
    /// A sandbox whose setup has written a log.
    pub sandbox_id: i64,
    /// A sandbox whose setup has written none yet.
    pub new_sandbox_id: i64,
    server: Arc<Server>,
    quotas: BTreeMap<&'static str, Quota>,
    /// Dropped with the mock, which is how the server learns of it.
    _running: oneshot::Sender<()>,
}

impl Mock {
    /// One with the limits that the description of the API states, a sliding log, and time as it is.
    ///
    /// # Errors
    ///
    /// When no port of this machine can be opened.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime, as everything that opens a port there.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// What may be different.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn new(
        url: String,
        tokens: &[String],
        landmarks: Landmarks,
        server: Arc<Server>,
        running: oneshot::Sender<()>,
    ) -> Self {
        let enforced = server.enforces_limits();
        let quota = |limit: &Limit| {
            let requests = if enforced { limit.requests } else { u32::MAX };
            Quota::new(requests, server.clock().real(limit.window)).travel(LONGEST_TRAVEL)
        };
        let quotas = server.limits().iter().map(|(name, limit)| (*name, quota(limit))).collect();
        Self {
            url,
            token: tokens.first().cloned().unwrap_or_default(),
            org_id: landmarks.org_id,
            empty_org_id: landmarks.empty_org_id,
            sandbox_id: landmarks.sandbox_id,
            new_sandbox_id: landmarks.new_sandbox_id,
            server,
            quotas,
            _running: running,
        }
    }

    /// The start of a client of it: with its address, its token, and its limits in the client's time.
    pub fn client(&self) -> codegen_client::Builder<Client> {
        let client = Client::builder().base_url(&self.url).token(self.token.as_str());
        self.quotas.iter().fold(client, |client, (name, quota)| client.bucket(name, *quota))
    }

    /// The agents of [`org_id`](field@Self::org_id), by such a client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the token cannot be sent in a header.
    pub fn agent(&self) -> Result<Agent, BuildError> {
        Ok(Agent::with_client(self.client().build()?, self.org_id))
    }

    /// What has arrived until now.
    #[must_use]
    pub fn arrivals(&self) -> Arrivals {
        self.server.arrivals()
    }

    /// Every run of every organization, oldest first, as it is now. No request is needed, and none is counted.
    #[must_use]
    pub fn runs(&self) -> Vec<AgentRun> {
        self.server.runs()
    }

    /// Lets something go wrong from now on, after all rules that are there.
    pub fn add_fault(&self, rule: Rule) {
        self.server.add_rules([rule]);
    }

    /// Lets nothing go wrong any more: all rules are over, and where connections are refused they are taken up again soon.
    /// What a request has met stays with it: one that is stalled stays so, and one that was to be reset still is. But it
    /// does not begin to refuse the connections of others.
    pub fn clear_faults(&self) {
        self.server.clear_rules();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{Fault, Rule};
    use tokio::{io::AsyncWriteExt, net::TcpStream, task::yield_now, time::timeout};

    /// Each request that is being served holds the server.
    #[tokio::test]
    async fn a_stalled_request_ends_when_its_client_leaves() {
        let mock = Mock::builder().fault(Rule::new(Fault::StallAfter)).start().await.expect("a mock");
        let idle = Arc::strong_count(&mock.server);
        let address = mock.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let request = format!(
            "GET /v1/users/me HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer {}\r\n\r\n",
            mock.token
        );
        stream.write_all(request.as_bytes()).await.expect("it is sent");
        let until = async |done: &dyn Fn() -> bool| {
            let wait = async {
                while !done() {
                    yield_now().await;
                }
            };
            timeout(Duration::from_secs(30), wait).await.expect("it happens");
        };
        until(&|| mock.arrivals().all().len() == 1).await;
        assert!(Arc::strong_count(&mock.server) > idle);
        drop(stream);
        until(&|| Arc::strong_count(&mock.server) == idle).await;
    }
}
