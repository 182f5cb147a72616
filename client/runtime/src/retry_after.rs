//! How long a server asks to wait.

use http::{HeaderMap, header::DATE, header::RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// A longer wait counts as this one. No API means it; a client that believed it would be parked for good.
const LONGEST: Duration = Duration::from_hours(24);

/// The wait that the headers ask for, from the moment they were received.
///
/// `retry-after-ms` comes first, then `Retry-After` as a number of seconds, fractions included, then as a date. A date is
/// read against the answer's `Date`, or against `now` when it has none; one in the past asks for no wait. A value that
/// is negative or makes no sense counts as absent.
pub(crate) fn hint(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let milliseconds = text("retry-after-ms").and_then(number).map(|value| value / 1_000.0).and_then(seconds);
    milliseconds
        .or_else(|| {
            let after = text(RETRY_AFTER.as_str())?;
            match number(after) {
                Some(value) => seconds(value),
                None => date(after, text(DATE.as_str()), now),
            }
        })
        .map(|wait| wait.min(LONGEST))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn seconds(value: f64) -> Option<Duration> {
    if !value.is_finite() || value < 0.0 {
        return None;
    }
    Some(Duration::try_from_secs_f64(value).unwrap_or(LONGEST))
}

fn date(after: &str, date: Option<&str>, now: SystemTime) -> Option<Duration> {
    let after = httpdate::parse_http_date(after).ok()?;
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    Some(after.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

    const NOW: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn of(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let map = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        hint(&map, httpdate::parse_http_date(NOW).unwrap())
    }

    #[test]
    fn each_form_is_read() {
        let ms = |value| Some(Duration::from_millis(value));
        for (headers, expected) in [
            (&[("retry-after", "7")][..], ms(7_000)),
            (&[("retry-after", " 1.5 ")], ms(1_500)),
            (&[("retry-after", "0")], ms(0)),
            (&[("retry-after-ms", "250"), ("retry-after", "7")], ms(250)),
            (&[("retry-after-ms", "soon"), ("retry-after", "7")], ms(7_000)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")], ms(10_000)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")], ms(0)),
            (
                &[
                    ("retry-after", "Sun, 06 Nov 2044 08:50:00 GMT"),
                    ("date", "Sun, 06 Nov 2044 08:49:30 GMT"),
                ],
                ms(30_000),
            ),
            (&[("retry-after", "99999999")], ms(86_400_000)),
            (&[("retry-after", "1e300")], ms(86_400_000)),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "tomorrow")], None),
            (&[("retry-after", "")], None),
            (&[], None),
        ] {
            assert_eq!(of(headers), expected, "{headers:?}");
        }
    }
}
