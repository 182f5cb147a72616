//! Values of the operational vocabulary that several stages read.

use std::time::Duration;

/// A length of time such as `500ms`, `60s`, `5m` or `1h`: a positive integer and a unit, nothing else.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    let seconds = |each: u64| number.checked_mul(each).map(Duration::from_secs);
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => seconds(1),
        "m" => seconds(60),
        "h" => seconds(3600),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_positive_integer_and_a_unit() {
        let milliseconds = |text| duration(text).map(|duration| duration.as_millis());
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("60s"), Some(60_000));
        assert_eq!(milliseconds("5m"), Some(300_000));
        assert_eq!(milliseconds("1h"), Some(3_600_000));
        for wrong in [
            "",
            "60",
            "s",
            "0s",
            "-1s",
            "+1s",
            "1.5s",
            "1 s",
            "1d",
            "1M",
            "1s ",
            "5124095576030432h",
            "99999999999999999999s",
        ] {
            assert_eq!(duration(wrong), None, "{wrong:?}");
        }
    }
}
