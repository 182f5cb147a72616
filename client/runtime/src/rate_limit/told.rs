//! Reads what a server tells of its limits in the headers of an answer.

mod list;

use crate::operation::Bucket;
use http::{HeaderMap, HeaderName, header::DATE};
use list::{Bare, Item};
use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

/// A window or a reset that is longer counts as absent: no call waits for it.
const LONGEST: Duration = Duration::from_hours(24);

/// A reset beyond this is no number of seconds from now, but of those since 1970.
const EPOCH: Duration = Duration::from_secs(1_000_000_000);

/// What a server tells of one of its limits. It is one client's view of the moment: other clients may share the limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// What the server calls the limit.
    pub policy: Option<String>,
    /// So many requests, at least 1, in each window of this length, more than none and at most 24 hours.
    pub quota: Option<(u32, Duration)>,
    /// How many requests are left of the quota.
    pub remaining: Option<u32>,
    /// How long it is from the answer until there are more, at most 24 hours.
    pub reset: Option<Duration>,
}

impl Told {
    /// Which of the buckets of a request it is about: the one of its name, else the only one there is.
    pub(crate) fn bucket(&self, buckets: &[&'static Bucket]) -> Option<&'static Bucket> {
        let named = buckets.iter().find(|bucket| self.policy.as_deref() == Some(bucket.name));
        named.or(if let [only] = buckets { Some(only) } else { None }).copied()
    }
}

/// What the headers of an answer tell, one entry for each limit, from the first of these forms that tells anything:
///
/// 1. `RateLimit` and `RateLimit-Policy`, as in draft-ietf-httpapi-ratelimit-headers-08 and later:
///    `RateLimit: "default";r=50;t=30` and `RateLimit-Policy: "default";q=100;w=60`. A limit that counts something other
///    than requests is left out.
/// 2. `RateLimit-Limit`, `-Remaining` and `-Reset`, as in the drafts up to -06. The limit may name windows, as in
///    `10, 10;w=1, 1000;w=3600`; those that `RateLimit-Policy` names count too.
/// 3. `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
/// 4. `X-Rate-Limit-Limit`, `-Remaining` and `-Reset`.
///
/// In all but the first a reset is a number of seconds from the answer, or, beyond 10^9, a Unix time. That is read against
/// the answer's `Date`, so that the two clocks need not agree, or against `now` when it has none; a time in the past is
/// now.
///
/// What cannot be read, is negative, has no meaning (a quota of nothing, a window of no length) or is longer than 24 hours
/// counts as absent, and so do values that contradict each other: more left than there is, one limit stated twice.
pub(crate) fn told(headers: &HeaderMap, now: SystemTime) -> Vec<Told> {
    // Most answers tell nothing, and this is asked of each.
    let may_tell =
        |name: &HeaderName| ["ratelimit", "x-rate"].iter().any(|start| name.as_str().starts_with(start));
    if !headers.keys().any(may_tell) {
        return Vec::new();
    }
    let mut told = by_name(headers);
    for names in TRIPLES {
        if told.is_empty() {
            told = by_triple(headers, names, now);
        }
    }
    told
}

/// The limit, what remains of it, its reset, and further windows.
const TRIPLES: [[&str; 4]; 3] = [
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy"],
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-policy"],
    ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "x-rate-limit-policy"],
];

fn by_name(headers: &HeaderMap) -> Vec<Told> {
    let policies = items(headers, "ratelimit-policy");
    let states = items(headers, "ratelimit");
    let names: BTreeSet<&str> = policies.iter().chain(&states).filter_map(name).collect();
    let told = names.into_iter().filter(|name| !counts_others(&policies, name)).filter_map(|name| {
        let (policy, state) = (only(&policies, name), only(&states, name));
        let limit = policy.and_then(|policy| limit(policy.param("q")?));
        let window = policy.and_then(|policy| window(policy.param("w")?));
        let told = Told {
            policy: Some(name.to_owned()),
            quota: limit.zip(window),
            remaining: state.and_then(|state| count(state.param("r")?)),
            reset: state.and_then(|state| seconds(state.param("t")?)),
        };
        told.checked(limit)
    });
    told.collect()
}

fn by_triple(headers: &HeaderMap, names: [&str; 4], now: SystemTime) -> Vec<Told> {
    let [limits, remaining, reset, policies] = names;
    let limits = items(headers, limits);
    let policies = items(headers, policies);
    let quotas = limits.iter().chain(&policies);
    let quotas: BTreeSet<(u32, Duration)> =
        quotas.filter_map(|item| Some((limit(&item.value)?, window(item.param("w")?)?))).collect();
    // The first limit is the one that the others are about. Its window is known when just one goes with it.
    let limit = limits.first().and_then(|item| limit(&item.value));
    let mut own = quotas.iter().copied().filter(|(max, _)| Some(*max) == limit);
    let quota = own.next().filter(|_| own.next().is_none());
    let told = Told {
        policy: None,
        quota,
        remaining: text(headers, remaining).and_then(digits),
        reset: text(headers, reset).and_then(|reset| until(reset, headers, now)),
    };
    let others = quotas.iter().copied().filter(|other| Some(*other) != quota);
    let others = others.map(|other| Told { quota: Some(other), ..Told::default() });
    told.checked(limit).into_iter().chain(others).collect()
}

impl Told {
    /// Leaves out what contradicts itself: of two numbers, nobody knows which is wrong. `None` when nothing is told.
    fn checked(mut self, limit: Option<u32>) -> Option<Self> {
        if self.remaining.zip(limit).is_some_and(|(remaining, limit)| remaining > limit) {
            (self.quota, self.remaining) = (None, None);
        }
        (self.quota.is_some() || self.remaining.is_some()).then_some(self)
    }
}

/// The members of a list that may be split over several lines; none when one of them cannot be read.
fn items(headers: &HeaderMap, field: &str) -> Vec<Item> {
    let lines = headers.get_all(field).iter().map(|line| line.to_str().ok());
    let lines: Option<Vec<&str>> = lines.collect();
    lines.and_then(|lines| list::parse(&lines.join(","))).unwrap_or_default()
}

fn name(item: &Item) -> Option<&str> {
    match &item.value {
        Bare::Text(name) => Some(name),
        _ => None,
    }
}

/// The member of this name, unless there are two.
fn only<'a>(items: &'a [Item], wanted: &str) -> Option<&'a Item> {
    let mut found = items.iter().filter(|item| name(item) == Some(wanted));
    found.next().filter(|_| found.next().is_none())
}

/// Whether the limit of this name is one of bytes or the like. The drafts differ in whether requests are one or many.
fn counts_others(policies: &[Item], wanted: &str) -> bool {
    let mut units =
        policies.iter().filter(|item| name(item) == Some(wanted)).filter_map(|item| item.param("qu"));
    units.any(|unit| !matches!(unit, Bare::Text(unit) if unit == "requests" || unit == "request"))
}

fn limit(value: &Bare) -> Option<u32> {
    count(value).filter(|limit| *limit > 0)
}

fn window(value: &Bare) -> Option<Duration> {
    seconds(value).filter(|window| !window.is_zero())
}

fn count(value: &Bare) -> Option<u32> {
    match value {
        Bare::Integer(count) => u32::try_from(*count).ok(),
        _ => None,
    }
}

fn seconds(value: &Bare) -> Option<Duration> {
    match value {
        Bare::Integer(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
        _ => None,
    }
    .filter(|time| *time <= LONGEST)
}

/// The value of a field that has one, unless several lines differ.
fn text<'a>(headers: &'a HeaderMap, field: &str) -> Option<&'a str> {
    let mut lines = headers.get_all(field).iter();
    let first = lines.next()?;
    if lines.any(|line| line != first) { None } else { first.to_str().ok().map(str::trim) }
}

fn digits(text: &str) -> Option<u32> {
    // `parse` alone takes a sign.
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// How long it is until a reset, in seconds or as a Unix time, fractions included.
fn until(reset: &str, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    // `parse` alone takes a sign, an exponent and names.
    let is_number = reset.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let reset = Duration::try_from_secs_f64(reset.parse().ok().filter(|_| is_number)?).ok()?;
    let wait = if reset > EPOCH {
        let now =
            text(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
        SystemTime::UNIX_EPOCH.checked_add(reset)?.duration_since(now).unwrap_or(Duration::ZERO)
    } else {
        reset
    };
    Some(wait).filter(|wait| *wait <= LONGEST)
}

#[cfg(test)]
mod tests;
