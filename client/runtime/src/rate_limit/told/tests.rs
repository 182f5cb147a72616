//! Each form that servers use, and what hostile or broken ones send.

use super::*;
use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

/// Tuesday, 14 November 2023, 22:13:20 UTC.
const NOW: u64 = 1_700_000_000;

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

/// One line for each limit: name, quota/window, what remains, reset.
fn read(lines: &[(&'static str, &str)]) -> String {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let show = |told: &Told| {
        let policy = told.policy.as_ref().map_or("-".to_owned(), |name| format!("{name:?}"));
        let quota = told.quota.map_or("-".to_owned(), |(max, window)| format!("{max}/{window:?}"));
        let remaining = told.remaining.map_or("-".to_owned(), |left| left.to_string());
        let reset = told.reset.map_or("-".to_owned(), |reset| format!("{reset:?}"));
        format!("{policy} {quota} {remaining} {reset}")
    };
    told(&headers(lines), now).iter().map(show).collect::<Vec<_>>().join(", ")
}

fn check(table: &[(&[(&'static str, &str)], &str)]) {
    for (lines, expected) in table {
        assert_eq!(read(lines), *expected, "{lines:?}");
    }
}

#[test]
fn named_limits_are_joined_with_their_policies() {
    check(&[
        (&[], ""),
        (
            &[("ratelimit", r#""default";r=50;t=30"#), ("ratelimit-policy", r#""default";q=100;w=60"#)],
            r#""default" 100/60s 50 30s"#,
        ),
        (&[("ratelimit", r#""default";r=50;t=30"#)], r#""default" - 50 30s"#),
        (&[("ratelimit", r#""default";r=50"#)], r#""default" - 50 -"#),
        (&[("ratelimit", r#""default";r=0;t=0"#)], r#""default" - 0 0ns"#),
        (&[("ratelimit-policy", r#""default";q=100;w=60"#)], r#""default" 100/60s - -"#),
        // Without a window a quota is no rate.
        (&[("ratelimit-policy", r#""default";q=100"#)], ""),
        (
            &[("ratelimit", r#""default";r=9"#), ("ratelimit-policy", r#""default";q=10"#)],
            r#""default" - 9 -"#,
        ),
        // Tokens, other parameters and their order do not matter.
        (
            &[
                ("ratelimit", "default;pk=:cHVi:;t=30;r=50;x"),
                ("ratelimit-policy", r#"default;w=60;pk=:cHVi:;q=100;comment="as agreed, for now""#),
            ],
            r#""default" 100/60s 50 30s"#,
        ),
        // Several limits, in one line or in several, in any order.
        (
            &[
                ("ratelimit", r#""hour";r=900;t=1800, "burst";r=4;t=1"#),
                ("ratelimit-policy", r#""burst";q=5;w=1"#),
                ("ratelimit-policy", r#""hour";q=1000;w=3600, "day";q=5000;w=86400"#),
            ],
            r#""burst" 5/1s 4 1s, "day" 5000/86400s - -, "hour" 1000/3600s 900 1800s"#,
        ),
        (&[("ratelimit", r#""a, \"b\"";r=1"#)], r#""a, \"b\"" - 1 -"#),
    ]);
}

#[test]
fn limits_of_other_things_than_requests_are_left_out() {
    for (unit, counts) in [
        (r#""requests""#, true),
        (r#""request""#, true),
        ("requests", true),
        (r#""content-bytes""#, false),
        (r#""concurrent-requests""#, false),
        ("1", false),
        (":cmVxdWVzdHM=:", false),
    ] {
        let policy = format!(r#""x";q=100;qu={unit};w=60"#);
        let lines = [("ratelimit", r#""x";r=1;t=9"#), ("ratelimit-policy", policy.as_str())];
        assert_eq!(read(&lines), if counts { r#""x" 100/60s 1 9s"# } else { "" }, "{unit}");
    }
}

#[test]
fn the_older_fields_are_read() {
    check(&[
        (&[("ratelimit-limit", "10"), ("ratelimit-remaining", "3"), ("ratelimit-reset", "40")], "- - 3 40s"),
        (
            &[("ratelimit-limit", "10, 10;w=60"), ("ratelimit-remaining", "3"), ("ratelimit-reset", "40")],
            "- 10/60s 3 40s",
        ),
        (&[("ratelimit-limit", "10;w=60"), ("ratelimit-remaining", "3")], "- 10/60s 3 -"),
        (
            &[
                ("ratelimit-limit", r#"10, 10;w=1;burst=1000, 1000;w=3600;comment="x""#),
                ("ratelimit-remaining", "3"),
            ],
            "- 10/1s 3 -, - 1000/3600s - -",
        ),
        (
            &[
                ("ratelimit-limit", "100"),
                ("ratelimit-policy", "100;w=60"),
                ("ratelimit-remaining", "99"),
                ("ratelimit-reset", "50"),
            ],
            "- 100/60s 99 50s",
        ),
        // Stated in both places, it is still one limit.
        (&[("ratelimit-limit", "10, 10;w=60"), ("ratelimit-policy", "10;w=60")], "- 10/60s - -"),
        // Two windows go with the limit: which one the rest is about is unknown, but both are limits.
        (
            &[("ratelimit-limit", "10, 10;w=1, 10;w=60"), ("ratelimit-remaining", "3")],
            "- - 3 -, - 10/1s - -, - 10/60s - -",
        ),
        (&[("ratelimit-remaining", "0"), ("ratelimit-reset", "1.5")], "- - 0 1.5s"),
        (&[("ratelimit-remaining", " 7 ")], "- - 7 -"),
        (&[("ratelimit-remaining", "7"), ("ratelimit-remaining", "7")], "- - 7 -"),
        // A limit without a window, or a reset alone, says nothing.
        (&[("ratelimit-limit", "10")], ""),
        (&[("ratelimit-reset", "10")], ""),
        // Some send a time here, too.
        (&[("ratelimit-remaining", "3"), ("ratelimit-reset", "1700000040")], "- - 3 40s"),
        (
            &[
                ("x-ratelimit-limit", "10, 10;w=60"),
                ("x-ratelimit-remaining", "3"),
                ("x-ratelimit-reset", "40"),
            ],
            "- 10/60s 3 40s",
        ),
        (
            &[("x-rate-limit-limit", "10"), ("x-rate-limit-remaining", "3"), ("x-rate-limit-reset", "40")],
            "- - 3 40s",
        ),
    ]);
}

#[test]
fn a_reset_is_a_time_or_a_number_of_seconds() {
    let date = ("date", "Tue, 14 Nov 2023 22:13:00 GMT");
    for (reset, own_clock, servers_clock) in [
        ("40", "40s", "40s"),
        ("0", "0ns", "0ns"),
        ("0.25", "250ms", "250ms"),
        ("86400", "86400s", "86400s"),
        ("86401", "-", "-"),
        ("1000000000", "-", "-"),
        // A Unix time, read against the server's own clock when it states it.
        ("1700000040", "40s", "60s"),
        ("1700000040.5", "40.5s", "60.5s"),
        ("1700000000", "0ns", "20s"),
        ("1699999990", "0ns", "10s"),
        ("1000000001", "0ns", "0ns"),
        ("1700086400", "86400s", "-"),
        ("1700086401", "-", "-"),
        // In milliseconds, it is far in the future.
        ("1700000040000", "-", "-"),
        ("99999999999999999999999", "-", "-"),
        ("-5", "-", "-"),
        ("+5", "-", "-"),
        ("1e1", "-", "-"),
        ("inf", "-", "-"),
        ("NaN", "-", "-"),
        ("1.2.3", "-", "-"),
        (".", "-", "-"),
        ("", "-", "-"),
        ("10s", "-", "-"),
        ("5, 5", "-", "-"),
        ("Tue, 14 Nov 2023 22:14:00 GMT", "-", "-"),
    ] {
        let lines = [("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", reset), date];
        assert_eq!(read(&lines[..2]), format!("- - 3 {own_clock}"), "{reset:?}");
        assert_eq!(read(&lines), format!("- - 3 {servers_clock}"), "{reset:?} with a date");
    }
    let broken = [("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", "1700000040"), ("date", "today")];
    assert_eq!(read(&broken), "- - 3 40s");
}

#[test]
fn the_first_form_that_tells_anything_is_taken() {
    let new = ("ratelimit", r#""a";r=1"#);
    let old = ("ratelimit-remaining", "2");
    let foreign = ("x-ratelimit-remaining", "3");
    let dashed = ("x-rate-limit-remaining", "4");
    check(&[
        (&[dashed, foreign, old, new], r#""a" - 1 -"#),
        (&[dashed, foreign, old], "- - 2 -"),
        (&[dashed, foreign], "- - 3 -"),
        (&[dashed], "- - 4 -"),
        (&[("ratelimit", "limit=100, remaining=50, reset=5"), foreign], "- - 3 -"),
        (&[("ratelimit-reset", "40"), foreign], "- - 3 -"),
    ]);
}

#[test]
fn what_makes_no_sense_is_absent() {
    check(&[
        // Named limits: an unreadable member spoils its field, and no other.
        (&[("ratelimit", r#""a";r=50;t=30, garbage garbage"#)], ""),
        (&[("ratelimit", r#""a";r=50;t=30,"#)], ""),
        (&[("ratelimit", "(\"a\" \"b\");r=1")], ""),
        (&[("ratelimit", "\"ä\";r=1")], ""),
        (&[("ratelimit", r#""a";r=1"#), ("ratelimit", "?")], ""),
        (&[("ratelimit", r#""a";r=1;t=2"#), ("ratelimit-policy", "@@@")], r#""a" - 1 2s"#),
        (&[("ratelimit", "5;r=1")], ""),
        // A number that cannot be spoils itself alone.
        (&[("ratelimit", r#""a";r=-1;t=30"#)], ""),
        (&[("ratelimit", r#""a";r=50;t=-30"#)], r#""a" - 50 -"#),
        (&[("ratelimit", r#""a";r=50;t=86401"#)], r#""a" - 50 -"#),
        (&[("ratelimit", r#""a";r=50;t=999999999999999"#)], r#""a" - 50 -"#),
        (&[("ratelimit", r#""a";r=50;t=9999999999999999"#)], ""),
        (&[("ratelimit", r#""a";r=4294967295"#)], r#""a" - 4294967295 -"#),
        (&[("ratelimit", r#""a";r=4294967296"#)], ""),
        (&[("ratelimit", r#""a";r=1.5"#)], ""),
        (&[("ratelimit", r#""a";r="1""#)], ""),
        (&[("ratelimit", r#""a";r"#)], ""),
        (&[("ratelimit-policy", r#""a";q=0;w=60"#)], ""),
        (&[("ratelimit-policy", r#""a";q=-5;w=60"#)], ""),
        (&[("ratelimit-policy", r#""a";q=5;w=0"#)], ""),
        (&[("ratelimit-policy", r#""a";q=5;w=-60"#)], ""),
        (&[("ratelimit-policy", r#""a";q=5;w=86401"#)], ""),
        // More left than there is; one limit stated twice.
        (&[("ratelimit", r#""a";r=11;t=1"#), ("ratelimit-policy", r#""a";q=10;w=60"#)], ""),
        (&[("ratelimit", r#""a";r=11;t=1"#), ("ratelimit-policy", r#""a";q=10"#)], ""),
        (
            &[("ratelimit", r#""a";r=10;t=1"#), ("ratelimit-policy", r#""a";q=10;w=60"#)],
            r#""a" 10/60s 10 1s"#,
        ),
        (&[("ratelimit", r#""a";r=1, "a";r=2"#)], ""),
        (&[("ratelimit", r#""a";r=1"#), ("ratelimit-policy", r#""a";q=5;w=1,"a";q=6;w=1"#)], r#""a" - 1 -"#),
        // The older fields.
        (&[("ratelimit-remaining", "-1")], ""),
        (&[("ratelimit-remaining", "+1")], ""),
        (&[("ratelimit-remaining", "1.0")], ""),
        (&[("ratelimit-remaining", "")], ""),
        (&[("ratelimit-remaining", "many")], ""),
        (&[("ratelimit-remaining", "١")], ""),
        (&[("ratelimit-remaining", "4294967296")], ""),
        (&[("ratelimit-remaining", "7"), ("ratelimit-remaining", "8")], ""),
        (&[("ratelimit-limit", "10, 10;w=60"), ("ratelimit-remaining", "11")], ""),
        (&[("ratelimit-limit", "10"), ("ratelimit-remaining", "11"), ("ratelimit-reset", "1")], ""),
        (&[("ratelimit-limit", "0, 0;w=60"), ("ratelimit-remaining", "0")], "- - 0 -"),
        (&[("ratelimit-limit", "10;w=0"), ("ratelimit-remaining", "3")], "- - 3 -"),
        (&[("ratelimit-limit", "10 per minute"), ("ratelimit-remaining", "3")], "- - 3 -"),
        (&[("ratelimit-limit", "-10, -10;w=60"), ("ratelimit-remaining", "3")], "- - 3 -"),
    ]);
}

#[test]
fn a_flood_of_limits_is_ignored() {
    let many: Vec<String> = (0..5_000).map(|n| format!("\"{n}\";r=1")).collect();
    assert_eq!(read(&[("ratelimit", &many.join(","))]), "");
    assert!(!read(&[("ratelimit", &many[..100].join(","))]).is_empty());
    let mut headers = HeaderMap::new();
    for line in &many {
        headers.append("ratelimit-policy", line.parse().unwrap());
    }
    assert!(told(&headers, SystemTime::UNIX_EPOCH).is_empty());
}

proptest! {
    #[test]
    fn no_headers_make_it_panic(
        lines in proptest::collection::vec((0..14_usize, r#"([a-z"]{0,4}[;=, ]?[-0-9.]{0,17}){0,4}|\PC{0,20}"#), 0..6),
        now in 0..u64::from(u32::MAX),
    ) {
        let fields = TRIPLES.concat();
        let mut headers = HeaderMap::new();
        for (at, value) in lines {
            let name = *fields.get(at).unwrap_or(&["ratelimit", "date"][at % 2]);
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(name, value);
            }
        }
        for told in told(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(now)) {
            prop_assert!(told.quota.is_some() || told.remaining.is_some());
            prop_assert!(told.reset.is_none_or(|reset| reset <= LONGEST));
            if let Some((max, window)) = told.quota {
                prop_assert!(max > 0 && !window.is_zero() && window <= LONGEST);
                prop_assert!(told.remaining.is_none_or(|remaining| remaining <= max));
            }
        }
    }
}
