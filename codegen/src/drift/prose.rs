//! Rate limits in sentences: `Rate limit: 60 requests per 30 seconds.` -> 60 in 30 s.
//!
//! What is read is a whole number, a noun such as `requests` or none, a word such as `per` or a slash, and a length of time. Without
//! a noun only `per` and the slash will do: `10 in 5 minutes` may be anything.

use std::time::Duration;

/// How many requests fit in which window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Limit {
    pub(super) requests: u64,
    pub(super) per: Duration,
}

/// The limits that a text states, sorted, each once.
pub(super) fn limits(text: &str) -> Vec<Limit> {
    let tokens = tokens(text);
    let mut limits: Vec<Limit> = (0..tokens.len()).filter_map(|at| limit(&tokens[at..])).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

/// Whether a text speaks of rate limits.
pub(super) fn speaks_of_limits(text: &str) -> bool {
    let words: Vec<String> = tokens(text).into_iter().map(str::to_lowercase).collect();
    let is_limit = |word: &str| matches!(word, "limit" | "limits" | "limited" | "limiting");
    words.windows(2).any(|pair| pair[0] == "rate" && is_limit(&pair[1]))
        || words.iter().any(|word| word.strip_prefix("rate").is_some_and(is_limit))
}

const NOUNS: [&str; 10] =
    ["request", "requests", "call", "calls", "req", "reqs", "query", "queries", "operation", "operations"];

fn limit(tokens: &[&str]) -> Option<Limit> {
    let (first, mut rest) = tokens.split_first()?;
    let requests = number(first)?;
    let is = |token: &&str, words: &[&str]| words.iter().any(|word| token.eq_ignore_ascii_case(word));
    rest = rest.split_first().filter(|(token, _)| is(token, &["api", "http"])).map_or(rest, |(_, rest)| rest);
    let (has_noun, mut rest) = match rest.split_first() {
        Some((token, after)) if is(token, &NOUNS) => (true, after),
        _ => (false, rest),
    };
    let (link, after) = rest.split_first()?;
    let links =
        is(link, &["per", "/"]) || (has_noun && is(link, &["every", "each", "in", "within", "a", "an"]));
    if !links {
        return None;
    }
    rest = after;
    // `in any 30 seconds`, `every single minute`.
    rest = rest
        .split_first()
        .filter(|(token, _)| is(token, &["any", "a", "each", "one"]))
        .map_or(rest, |(_, rest)| rest);
    let (token, after) = rest.split_first()?;
    let (count, unit) = match number(token) {
        Some(count) => (count, *after.first()?),
        None => (1, *token),
    };
    let per = count.checked_mul(seconds(unit)?)?;
    (requests > 0 && per > 0).then(|| Limit { requests, per: Duration::from_secs(per) })
}

/// A whole number, with commas between its thousands or without.
fn number(token: &str) -> Option<u64> {
    if !token.contains(',') {
        return token.parse().ok();
    }
    let groups: Vec<&str> = token.split(',').collect();
    let (first, others) = groups.split_first()?;
    let is_grouped = (1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3);
    is_grouped.then(|| groups.concat().parse().ok()).flatten()
}

fn seconds(unit: &str) -> Option<u64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    })
}

/// Words, numbers (with the commas and points inside them) and slashes. Another sign between two words parts them: it is a token
/// too, unless it is one of those that mark text up or join words.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let belongs = |sign: char| {
            if is_number { sign.is_ascii_digit() || matches!(sign, ',' | '.') } else { sign.is_alphabetic() }
        };
        let length = rest.find(|sign| !belongs(sign)).unwrap_or(rest.len());
        if length > 0 {
            let (token, after) = rest.split_at(length);
            tokens.push(token.trim_end_matches([',', '.']));
            // The end of a sentence stands between what belongs to it and what follows.
            if token.ends_with([',', '.']) {
                tokens.push(&token[token.len() - 1..]);
            }
            rest = after;
        } else {
            let (token, after) = rest.split_at(first.len_utf8());
            if !first.is_whitespace() && !matches!(first, '*' | '_' | '`' | '-' | '~') {
                tokens.push(token);
            }
            rest = after;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The limits as pairs of requests and seconds.
    fn read(text: &str) -> Vec<(u64, u64)> {
        limits(text).into_iter().map(|Limit { requests, per }| (requests, per.as_secs())).collect()
    }

    #[test]
    fn limits_are_read_as_people_write_them() {
        for (text, expected) in [
            ("Rate limit: 10 requests per minute.", (10, 60)),
            ("Returns all.\n\nRate limit: 60 requests per 30 seconds.", (60, 30)),
            ("limited to **1,000 API requests per hour**", (1_000, 3_600)),
            ("(rate limit: 5/min)", (5, 60)),
            ("5 req / 10 s", (5, 10)),
            ("at most 20 calls every 2 Minutes", (20, 120)),
            ("100 requests in any 10-second window", (100, 10)),
            ("100 requests within a minute", (100, 60)),
            ("no more than 3 requests a day", (3, 86_400)),
            ("`60` requests per `30` seconds", (60, 30)),
            ("12 per second", (12, 1)),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn several_limits_of_one_text_are_all_read_once() {
        let text = "100 requests per hour, 10 requests per minute; that is 10 requests per minute.";
        assert_eq!(read(text), [(10, 60), (100, 3_600)]);
    }

    #[test]
    fn other_numbers_are_no_limits() {
        for text in [
            "",
            "Returns up to 100 items per page.",
            "The token expires in 10 minutes.",
            "Runs 5 in 10 minutes.",
            "10 requests. Per minute, the log grows.",
            "1. Requests per minute are counted.",
            "1.5 requests per minute",
            "-",
            "10 requests per",
            "0 requests per minute",
            "10 requests per 0 seconds",
            "99999999999999999999 requests per second",
            "1 request per 99999999999999999999 days",
            "1,0 requests per second",
            "10 requests per fortnight",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn what_speaks_of_limits_is_known_though_it_cannot_be_read() {
        for text in ["Rate limits apply.", "This is rate-limited.", "RATE LIMITED", "see ratelimits"] {
            assert!(speaks_of_limits(text), "{text}");
        }
        for text in ["", "The limit is 10.", "Rates an item.", "Limits the rate.", "moderate limits"] {
            assert!(!speaks_of_limits(text), "{text}");
        }
    }
}
