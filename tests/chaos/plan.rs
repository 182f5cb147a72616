//! What a task is going to call, and how: a function of the seed and of the task's number.

use codegen_client::Priority;
use fastrand::Rng;
use std::time::Duration;

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// Tells it from all other calls of a run of chaos.
    pub(crate) call: u64,
    pub(crate) what: What,
    /// Which of the runs that the task knows it is about, counted from the newest and round and round.
    pub(crate) run: usize,
    pub(crate) deadline: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) priority: Priority,
    /// When its caller loses interest and drops it.
    pub(crate) leaves: Option<Duration>,
}

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Starts a run.
    Start(Identity),
    Resume,
    SetupCommands,
    Ban,
    Unban,
    EditPullRequest,
    GetRun,
    /// Reads a run, or takes an old answer.
    GetRunOrOld,
    ListRuns {
        pages: usize,
    },
    Logs {
        pages: usize,
    },
    /// Waits for the end of a run.
    Wait,
    /// Reads who the caller is, or takes an old answer.
    MeOrOld,
    ListRepositories,
}

/// How a caller can find out what became of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Not at all.
    None,
    /// The client makes an id and searches.
    Made,
    /// The caller gives an id, and the client searches.
    Own,
}

/// The calls of a task, in their order.
pub(crate) fn plan(seed: u64, task: usize, calls: usize) -> impl Iterator<Item = Step> {
    let mut rng = Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(task as u64));
    let first = task as u64 * 1_000_000;
    (first..).take(calls).map(move |call| step(&mut rng, call))
}

fn step(rng: &mut Rng, call: u64) -> Step {
    let ms = Duration::from_millis;
    Step {
        call,
        what: what(rng),
        run: rng.usize(..8),
        // The shortest are passed whenever there is a queue.
        deadline: ms(match rng.u8(..20) {
            0 => rng.u64(20..300),
            1..=3 => rng.u64(500..1_500),
            _ => rng.u64(2_000..4_000),
        }),
        attempt_timeout: ms(rng.u64(300..700)),
        priority: match rng.u8(..5) {
            0 => Priority::Interactive,
            1 => Priority::Background,
            _ => Priority::Default,
        },
        leaves: (rng.u8(..20) == 0).then(|| ms(rng.u64(..400))),
    }
}

fn what(rng: &mut Rng) -> What {
    match rng.u8(..100) {
        0..28 => What::Start(match rng.u8(..3) {
            0 => Identity::None,
            1 => Identity::Made,
            _ => Identity::Own,
        }),
        28..36 => What::Resume,
        36..40 => What::SetupCommands,
        40..44 => What::Ban,
        44..47 => What::Unban,
        47..51 => What::EditPullRequest,
        51..65 => What::GetRun,
        65..72 => What::GetRunOrOld,
        72..80 => What::ListRuns { pages: rng.usize(1..4) },
        80..88 => What::Logs { pages: rng.usize(1..3) },
        88..90 => What::Wait,
        90..96 => What::MeOrOld,
        _ => What::ListRepositories,
    }
}
