//! The properties that hold whatever goes wrong, each a function of the evidence that says where it does not.

use super::evidence::{End, Evidence, Record, Seen};
use codegen_client::{Safety, Sent, operations::agents::CREATE_AGENT_RUN};
use codegen_mock::limits::most_in_a_window;
use std::{collections::BTreeMap, time::Duration};

/// A property: what it says of each place where it is violated.
pub(crate) type Judge = fn(&Evidence) -> Vec<String>;

/// All of them.
pub(crate) const JUDGES: [Judge; 10] = [
    within_the_limits,
    nothing_acts_twice,
    no_run_is_lost,
    no_act_is_denied,
    what_was_not_sent_did_not_act,
    what_succeeded_acted,
    what_may_be_repeated_did_not_act,
    no_answer_is_to_another_question,
    every_call_ends,
    every_permit_comes_back,
];

/// What all of them say.
pub(crate) fn violations(evidence: &Evidence) -> Vec<String> {
    JUDGES.iter().flat_map(|judge| judge(evidence)).collect()
}

/// The most requests of one token in any window of a bucket, refused ones included.
pub(crate) fn most(evidence: &Evidence, bucket: &str, window: Duration) -> usize {
    let mut by_token: BTreeMap<usize, Vec<Duration>> = BTreeMap::new();
    for seen in &evidence.arrivals {
        if seen.operation.policy.rate_limit.iter().any(|paid| paid.name == bucket) {
            by_token.entry(seen.token).or_default().push(seen.at);
        }
    }
    by_token.values().map(|arrivals| most_in_a_window(arrivals, window)).max().unwrap_or_default()
}

/// No more requests than the limit arrive in any window of any bucket, for any token, whoever sent them.
pub(crate) fn within_the_limits(evidence: &Evidence) -> Vec<String> {
    let over = evidence.limits.iter().filter_map(|(bucket, limit, window)| {
        let most = most(evidence, bucket.name, *window);
        (most > *limit).then(|| format!("{}: {most} requests within {window:?}, not {limit}", bucket.name))
    });
    over.collect()
}

/// No unsafe call is carried out twice, and no start makes two runs, whether its caller stayed or left.
pub(crate) fn nothing_acts_twice(evidence: &Evidence) -> Vec<String> {
    let runs = repeated(evidence.started.iter().map(|run| run.call));
    let acts = act_twice(evidence).map(|(call, count)| format!("call {call} was carried out {count} times"));
    let runs = runs.map(|(call, count)| format!("call {call} started {count} runs"));
    let equal = evidence.arrivals.iter().filter(|seen| seen.duplicate && is_unsafe(seen));
    let equal = equal.map(|seen| format!("carried out for an equal request before: {seen}"));
    acts.chain(runs).chain(equal).collect()
}

/// The unsafe calls that were carried out more than once, and how often.
pub(crate) fn act_twice(evidence: &Evidence) -> impl Iterator<Item = (u64, usize)> {
    let acts = evidence.arrivals.iter().filter(|seen| seen.acted && is_unsafe(seen));
    repeated(acts.filter_map(|seen| seen.call))
}

fn is_unsafe(seen: &Seen) -> bool {
    seen.operation.policy.safety == Safety::Unsafe
}

/// Each run that exists was given to its caller; or its caller was told that there may be one, by the id that is stored with
/// the run if it asked for one; or its caller left, and then it alone can know: it was told nothing, as it wanted.
pub(crate) fn no_run_is_lost(evidence: &Evidence) -> Vec<String> {
    let records: BTreeMap<u64, &Record> =
        evidence.records.iter().map(|record| (record.call, record)).collect();
    let lost = evidence.started.iter().filter_map(|run| {
        let Some(record) = records.get(&run.call) else {
            return Some(format!("run {} was started by nobody", run.id));
        };
        let known = match &record.end {
            End::Answered { id, .. } => *id == Some(run.id),
            End::Failed { unknown, client_request_id, .. } => {
                *unknown
                    && *client_request_id == run.client_request_id
                    && record.identified == client_request_id.is_some()
            }
            End::Left => true,
            End::Mistaken | End::Hung => false,
        };
        (!known).then(|| format!("run {} is lost: {record}", run.id))
    });
    lost.collect()
}

/// Whoever made an unsafe call that was carried out got its answer, or was told that it may have been carried out; or left.
pub(crate) fn no_act_is_denied(evidence: &Evidence) -> Vec<String> {
    let requests = by_call(&evidence.arrivals);
    let denied = evidence.records.iter().filter(|record| {
        record.operation.policy.safety == Safety::Unsafe
            && matches!(record.end, End::Failed { unknown: false, .. })
            && requests.get(&record.call).into_iter().flatten().any(|seen| seen.acted)
    });
    denied.map(|record| format!("it was carried out: {record}")).collect()
}

/// Of what surely was not sent, the server did nothing. Of a call that may be repeated without harm, and of which no request
/// is said to have been sent, it saw nothing.
pub(crate) fn what_was_not_sent_did_not_act(evidence: &Evidence) -> Vec<String> {
    let requests = by_call(&evidence.arrivals);
    let unsent =
        evidence.records.iter().filter(|record| matches!(record.end, End::Failed { sent: Sent::No, .. }));
    let wrong = unsent.filter(|record| {
        let mut requests = requests.get(&record.call).into_iter().flatten();
        requests.any(|seen| seen.acted || record.operation.policy.safety != Safety::Unsafe)
    });
    wrong.map(|record| format!("sent after all: {record}")).collect()
}

/// What is called a success happened: the server answered a request of the call with a 2xx and, if it is unsafe, carried it
/// out; and what was started exists.
pub(crate) fn what_succeeded_acted(evidence: &Evidence) -> Vec<String> {
    let requests = by_call(&evidence.arrivals);
    let runs: BTreeMap<i64, u64> = evidence.started.iter().map(|run| (run.id, run.call)).collect();
    let wrong = evidence.records.iter().filter(|record| {
        let End::Answered { id, found } = record.end else { return false };
        let needs_act = record.operation.policy.safety == Safety::Unsafe;
        let served = |seen: &&Seen| {
            // What was found again had no answer.
            let answered = found || seen.status.is_some_and(|status| (200..300).contains(&status));
            answered && (seen.acted || !needs_act)
        };
        let never = record.marked && !requests.get(&record.call).into_iter().flatten().any(served);
        let is_start = record.operation.id == CREATE_AGENT_RUN.id;
        never || is_start && id.and_then(|id| runs.get(&id)) != Some(&record.call)
    });
    wrong.map(|record| format!("it never happened: {record}")).collect()
}

/// An unsafe call that may be repeated, by what its error says, did nothing.
pub(crate) fn what_may_be_repeated_did_not_act(evidence: &Evidence) -> Vec<String> {
    let requests = by_call(&evidence.arrivals);
    let offered = evidence.records.iter().filter(|record| {
        record.operation.policy.safety == Safety::Unsafe
            && matches!(record.end, End::Failed { retryable: true, .. })
    });
    let wrong =
        offered.filter(|record| requests.get(&record.call).into_iter().flatten().any(|seen| seen.acted));
    wrong.map(|record| format!("a repeat would act twice: {record}")).collect()
}

/// What is answered is what was asked.
pub(crate) fn no_answer_is_to_another_question(evidence: &Evidence) -> Vec<String> {
    let mistaken = evidence.records.iter().filter(|record| matches!(record.end, End::Mistaken));
    mistaken.map(|record| format!("an answer to something else: {record}")).collect()
}

/// No call goes on long after its deadline, and nothing panics.
pub(crate) fn every_call_ends(evidence: &Evidence) -> Vec<String> {
    let hung = evidence.records.iter().filter(|record| matches!(record.end, End::Hung));
    let hung = hung.map(|record| format!("it goes on and on: {record}"));
    hung.chain(evidence.panics.iter().map(|panic| format!("a panic: {panic}"))).collect()
}

/// When all that counts has left the window, nothing is used of any limit, and nobody waits.
pub(crate) fn every_permit_comes_back(evidence: &Evidence) -> Vec<String> {
    evidence.held.iter().map(|held| format!("held for ever: {held}")).collect()
}

/// The requests of each call.
fn by_call(arrivals: &[Seen]) -> BTreeMap<u64, Vec<&Seen>> {
    let mut requests: BTreeMap<u64, Vec<&Seen>> = BTreeMap::new();
    for seen in arrivals {
        if let Some(call) = seen.call {
            requests.entry(call).or_default().push(seen);
        }
    }
    requests
}

/// What comes more than once, and how often.
fn repeated(calls: impl Iterator<Item = u64>) -> impl Iterator<Item = (u64, usize)> {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    calls.for_each(|call| *counts.entry(call).or_default() += 1);
    counts.into_iter().filter(|(_, count)| *count > 1)
}
