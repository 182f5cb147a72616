//! What a run of chaos takes place in: a stand-in with short windows, and clients of two tokens.

use codegen_client::{
    Agent, Bucket, Quota, RetryPolicy,
    operations::{
        AGENT_CONTROL, AGENT_CREATION, AGENT_LISTING, AGENT_LOGS, AGENT_STATUS, DIRECTORY,
        PULL_REQUEST_EDITING, SETUP_COMMANDS,
    },
};
use codegen_mock::Mock;
use std::{error::Error, time::Duration};

/// How many requests of each bucket a token may make in a [`WINDOW`]: a little less than the plans would make if nothing held
/// them back, so that most buckets are used up again and again. The API's own limits have windows of up to a minute, and
/// fifty thousand calls would take days.
pub(crate) const LIMITS: [(&Bucket, u32); 8] = [
    (&AGENT_CREATION, 30),
    (&AGENT_CONTROL, 17),
    (&SETUP_COMMANDS, 5),
    (&PULL_REQUEST_EDITING, 5),
    (&AGENT_STATUS, 26),
    (&AGENT_LISTING, 32),
    (&AGENT_LOGS, 14),
    (&DIRECTORY, 12),
];

pub(crate) const WINDOW: Duration = Duration::from_millis(500);

/// How long a request may be on its way after its client gave up on it.
///
/// On one machine the bytes are there at once, but the stand-in reads them when its turn comes: after all other tasks that are
/// ready, and after whatever else the machine does. It is a guess on the safe side, as any such number is: the longest that
/// a thread of a busy machine does not run is some hundred milliseconds.
pub(crate) const TRAVEL: Duration = Duration::from_secs(2);

/// Each belongs to one user; the limits of the two count apart.
const TOKENS: [&str; 2] = ["the-first-token-of-chaos", "the-second-token-of-chaos"];

/// How many clients share the limits of one token.
const CLIENTS: usize = 2;

/// The longest body that the clients read: longer than any page of runs, shorter than what is huge.
const LONGEST_BODY: usize = 1 << 20;

/// A stand-in, and agents that call it: those of the first token, then those of the second.
pub(crate) async fn start(seed: u64) -> Result<(Mock, Vec<Agent>), Box<dyn Error + Send + Sync>> {
    let run_time = Duration::from_millis(300)..=Duration::from_secs(2);
    let mock = Mock::builder().seed(seed).tokens(TOKENS).run_time(run_time).failures(0.2);
    let mock = LIMITS.iter().fold(mock, |mock, (bucket, limit)| mock.quota(bucket, *limit, WINDOW));
    let mock = mock.start().await?;
    let mut agents = Vec::new();
    for token in TOKENS {
        for _ in 0..CLIENTS {
            let client = mock.client().token(token).max_response_bytes(LONGEST_BODY);
            let client = client.retry(
                RetryPolicy::attempts(4).backoff(Duration::from_millis(20), Duration::from_millis(400)),
            );
            let quota = |limit| Quota::new(limit, WINDOW).travel(TRAVEL);
            let client = LIMITS
                .iter()
                .fold(client, |client, (bucket, limit)| client.bucket(bucket.name, quota(*limit)));
            agents.push(Agent::with_client(client.build()?, mock.org_id));
        }
    }
    Ok((mock, agents))
}
