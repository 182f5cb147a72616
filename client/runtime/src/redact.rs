//! Removes the token from everything that a failure keeps.

use crate::{
    auth::{Auth, basic},
    encode::escape,
    error::BoxError,
    transport::TransportError,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::IgnoredAny;
use std::{error::Error as StdError, fmt, ops::Range, sync::Arc};

const REDACTED: &str = "[redacted]";

/// The shortest token that is looked for. A shorter one is no secret, and is likely to be a part of ordinary words.
const SHORTEST: usize = 8;

/// The longest way to write one character of a token: `\u` and four digits.
const LONGEST_ESCAPE: usize = 6;

/// A token in every form in which it may show: as it is, and as it looks on the wire, in a URL and in JSON; the longest first, so
/// that no form leaves a rest of another. They are worked out once for a token, because every call looks for them.
pub(crate) struct Forms(Vec<SecretString>);

impl Forms {
    /// The forms of a token, and of the password in it when there is one.
    pub(crate) fn of(auth: Auth, token: &SecretString) -> Self {
        let token = token.expose_secret();
        let password = token.split_once(':').filter(|_| auth == Auth::Basic).map(|(_, password)| password);
        let mut forms: Vec<String> = Vec::new();
        for secret in [Some(token), password].into_iter().flatten().filter(|secret| secret.len() >= SHORTEST)
        {
            let json = serde_json::Value::from(secret).to_string();
            let json = json[1..json.len() - 1].to_owned();
            forms.extend([secret.to_owned(), basic(secret), escape(secret), json.replace('/', "\\/"), json]);
        }
        Self::sorted(forms.into_iter().map(SecretString::from).collect())
    }

    fn sorted(mut forms: Vec<SecretString>) -> Self {
        forms.sort_by(|a, b| {
            let (a, b) = (a.expose_secret(), b.expose_secret());
            b.len().cmp(&a.len()).then_with(|| a.cmp(b))
        });
        forms.dedup_by(|a, b| a.expose_secret() == b.expose_secret());
        Self(forms)
    }
}

impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Forms({})", self.0.len())
    }
}

/// The tokens that the requests of one call carried.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Option<Arc<Forms>>);

impl Secrets {
    /// Adds a token.
    pub(crate) fn add(&mut self, forms: &Arc<Forms>) {
        self.0 = Some(match self.0.take() {
            Some(known) if !Arc::ptr_eq(&known, forms) => {
                Arc::new(Forms::sorted(known.0.iter().chain(&forms.0).cloned().collect()))
            }
            _ => forms.clone(),
        });
    }

    /// The body as it may be shown. What is JSON stays JSON.
    pub(crate) fn redact_bytes(&self, bytes: &Bytes) -> Bytes {
        self.redact(bytes, true).map_or_else(|| bytes.clone(), Bytes::from)
    }

    /// The body as it may be decoded: a JSON body loses the token in its strings alone, so that the numbers of a body
    /// decode although a token of digits looks like them.
    pub(crate) fn redact_strings(&self, bytes: &Bytes) -> Bytes {
        self.redact(bytes, false).map_or_else(|| bytes.clone(), Bytes::from)
    }

    /// The first `most` bytes, without a token: neither a whole one nor the start of one that goes on after them.
    pub(crate) fn redact_start(&self, bytes: &Bytes, most: usize) -> Bytes {
        if bytes.len() <= most {
            return self.redact_bytes(bytes);
        }
        let longest = self.forms().first().map_or(0, |longest| longest.expose_secret().len());
        let margin = LONGEST_ESCAPE * longest;
        let start = Bytes::copy_from_slice(&bytes[..bytes.len().min(most + margin)]);
        let unsure = if start.len() < bytes.len() { margin } else { 0 };
        let clean = self.redact_bytes(&start);
        clean.slice(..clean.len().saturating_sub(unsure).min(most))
    }

    pub(crate) fn redact_text(&self, text: String) -> String {
        let found = ranges(text.as_bytes(), self.forms(), false);
        if found.is_empty() {
            return text;
        }
        let found = found.into_iter().map(|range| (range, false)).collect();
        String::from_utf8_lossy(&replace(text.as_bytes(), found)).into_owned()
    }

    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        let forms = self.forms();
        for value in headers.values_mut() {
            if !ranges(value.as_bytes(), forms, false).is_empty() {
                *value = HeaderValue::from_static(REDACTED);
            }
        }
    }

    /// `None` when there is nothing to replace.
    fn redact(&self, text: &[u8], numbers: bool) -> Option<Vec<u8>> {
        let forms = self.forms();
        let anywhere = ranges(text, forms, false);
        if anywhere.is_empty() {
            return None;
        }
        let found: Vec<(Range<usize>, bool)> = if serde_json::from_slice::<IgnoredAny>(text).is_ok() {
            let strings = strings(text);
            let in_string = |range: &Range<usize>| {
                let next = strings.partition_point(|string| string.end < range.end);
                strings.get(next).is_some_and(|string| string.start <= range.start)
            };
            let mut found: Vec<(Range<usize>, bool)> = Vec::new();
            for range in ranges(text, forms, true) {
                if in_string(&range) {
                    found.push((range, false));
                } else if numbers && found.last().is_none_or(|(last, _)| last.end <= range.start) {
                    // A number that shows the token more than once is replaced, and looked at, once.
                    found.push((number(text, range), true));
                }
            }
            found
        } else {
            anywhere.into_iter().map(|range| (range, false)).collect()
        };
        (!found.is_empty()).then(|| replace(text, found))
    }

    /// Keeps the error as it is unless some text of it shows a token; then only its redacted text remains.
    pub(crate) fn redact_error(&self, error: TransportError) -> TransportError {
        error.map_source(|source| {
            let debug = format!("{source:?}");
            let mut text = source.to_string();
            let mut deeper: Option<&dyn StdError> = source.source();
            while let Some(error) = deeper {
                text = format!("{text}: {error}");
                deeper = error.source();
            }
            let clean = self.redact_text(text.clone());
            let keeps_quiet = clean == text && self.redact_text(debug.clone()) == debug;
            if keeps_quiet { source } else { BoxError::from(clean) }
        })
    }

    fn forms(&self) -> &[SecretString] {
        self.0.as_ref().map_or(&[], |forms| &forms.0)
    }
}

/// Where a form is, written as it is or with the escapes of JSON; in order, and none overlaps another. In `json` a form
/// starts and ends with a whole character, never inside an escape.
fn ranges(text: &[u8], forms: &[SecretString], json: bool) -> Vec<Range<usize>> {
    let forms: Vec<&[u8]> = forms.iter().map(|form| form.expose_secret().as_bytes()).collect();
    let (mut found, mut at) = (Vec::new(), 0);
    // The next byte that is no part of an escape that began before it.
    let mut whole = 0;
    while at < text.len() && !forms.is_empty() {
        let starts_whole = at == whole;
        if starts_whole {
            whole = character(text, at).1;
        }
        let ends = forms.iter().filter_map(|form| {
            let escaped = if starts_whole { end_of_escaped(text, at, form) } else { None };
            let plain = || text[at..].starts_with(form).then_some(at + form.len()).filter(|_| !json);
            escaped.or_else(plain)
        });
        match ends.max() {
            Some(end) => {
                found.push(at..end);
                (at, whole) = (end, whole.max(end));
            }
            None => at += 1,
        }
    }
    found
}

/// Where the form ends that starts here, when each of its characters may be an escape.
fn end_of_escaped(text: &[u8], start: usize, form: &[u8]) -> Option<usize> {
    form.iter().try_fold(start, |at, expected| {
        let (byte, next) = if at < text.len() { character(text, at) } else { return None };
        (byte == Some(*expected)).then_some(next)
    })
}

/// The character that starts here, as far as a token can hold it, and where the next one starts.
fn character(text: &[u8], at: usize) -> (Option<u8>, usize) {
    if text[at] != b'\\' {
        return (Some(text[at]), at + 1);
    }
    match text.get(at + 1) {
        Some(byte @ (b'"' | b'\\' | b'/')) => (Some(*byte), at + 2),
        Some(b't') => (Some(b'\t'), at + 2),
        Some(b'b' | b'f' | b'n' | b'r') => (None, at + 2),
        Some(b'u') => {
            let digits = text.get(at + 2..at + LONGEST_ESCAPE);
            let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
            match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
                Some(code) => (u8::try_from(code).ok(), at + LONGEST_ESCAPE),
                None => (None, at + 1),
            }
        }
        _ => (Some(b'\\'), at + 1),
    }
}

/// Where the strings of a JSON text are, without their quotes.
fn strings(json: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut opened, mut at) = (Vec::new(), None, 0);
    while at < json.len() {
        match (json[at], opened) {
            (b'"', None) => opened = Some(at + 1),
            (b'"', Some(start)) => {
                found.push(start..at);
                opened = None;
            }
            (b'\\', Some(_)) => at += 1,
            _ => {}
        }
        at += 1;
    }
    found
}

/// The whole number of a JSON text that a range is a part of.
fn number(json: &[u8], range: Range<usize>) -> Range<usize> {
    let part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let before = json[..range.start].iter().rev().take_while(|byte| part(byte)).count();
    let after = json[range.end..].iter().take_while(|byte| part(byte)).count();
    range.start - before..range.end + after
}

/// Writes the placeholder over each range, as a string of its own where the flag says so.
fn replace(text: &[u8], found: Vec<(Range<usize>, bool)>) -> Vec<u8> {
    let (mut out, mut done) = (Vec::with_capacity(text.len()), 0);
    for (range, quoted) in found {
        out.extend_from_slice(&text[done..range.start]);
        let quote: &[u8] = if quoted { b"\"" } else { b"" };
        out.extend([quote, REDACTED.as_bytes(), quote].concat());
        done = range.end;
    }
    out.extend_from_slice(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Sent;

    fn secrets(token: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add(&Arc::new(Forms::of(Auth::Bearer, &SecretString::from(token))));
        secrets
    }

    #[test]
    fn every_form_of_a_token_disappears() {
        let secrets = secrets("se/cr\"et+value");
        for text in [
            "<p>se/cr\"et+value</p>",
            r#"{"token":"se/cr\"et+value"}"#,
            r#"{"token":"se\/cr\"et+value"}"#,
            "GET /?key=se%2Fcr%22et%2Bvalue",
        ] {
            let clean = secrets.redact_text(text.to_owned());
            assert!(clean.contains(REDACTED) && !clean.contains("cr"), "{clean}");
            assert_eq!(secrets.redact_bytes(&Bytes::from(text.to_owned())), clean.as_bytes());
        }
        assert_eq!(secrets.redact_bytes(&Bytes::from_static(b"quiet")), "quiet");
    }

    #[test]
    fn a_password_is_found_in_its_encoded_form() {
        let encoded = basic("user:password");
        assert_eq!(secrets("user:password").redact_text(format!("<{encoded}>")), "<[redacted]>");
    }

    #[test]
    fn an_escaped_token_disappears_and_other_escapes_stay() {
        let secrets = secrets("secret-token");
        let escaped: Vec<String> = "secret-token".bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        let body = format!(r#"{{"a":["<{}>"]}}"#, escaped.concat());
        assert_eq!(secrets.redact_bytes(&body.into()), r#"{"a":["<[redacted]>"]}"#);
        // Neither a body that is cut nor one that only looks like JSON hides it.
        let part = format!(r#"{{"a":"{}""#, escaped.concat());
        assert_eq!(secrets.redact_bytes(&part.into()), r#"{"a":"[redacted]""#);
        assert_eq!(secrets.redact_text(format!("at `{}`", escaped.concat())), "at `[redacted]`");
        let harmless = Bytes::from_static(br#"{ "a": "\u00e4" }"#);
        assert_eq!(secrets.redact_bytes(&harmless), harmless);
    }

    #[test]
    fn json_stays_json() {
        let digits = secrets("12345678");
        let body = Bytes::from_static(br#"{"id":12345678,"of":-912345678e1,"a":"12345678","big":1e400}"#);
        assert_eq!(
            digits.redact_bytes(&body),
            r#"{"id":"[redacted]","of":"[redacted]","a":"[redacted]","big":1e400}"#
        );
        assert_eq!(
            digits.redact_strings(&body),
            r#"{"id":12345678,"of":-912345678e1,"a":"[redacted]","big":1e400}"#
        );
        let page = Bytes::from_static(b"<p>12345678</p>");
        assert_eq!(digits.redact_strings(&page), "<p>[redacted]</p>");
        // The token begins with the `n` of an escape, which is no `n`.
        let newline = secrets("nsecret-token");
        let body = Bytes::from_static(br#"["\nsecret-token", "\\nsecret-token"]"#);
        assert_eq!(newline.redact_bytes(&body), r#"["\nsecret-token", "\\[redacted]"]"#);
    }

    #[test]
    fn a_number_that_repeats_the_token_is_read_once() {
        let body = Bytes::from("12345678".repeat(32 << 10));
        assert_eq!(secrets("12345678").redact_bytes(&body), "\"[redacted]\"");
        assert_eq!(secrets("12345678").redact_strings(&body), body);
    }

    #[test]
    fn the_attempts_of_a_call_add_each_token_once() {
        let forms = |token: &str| Arc::new(Forms::of(Auth::Bearer, &SecretString::from(token)));
        let (first, second) = (forms("first-token"), forms("second-token"));
        let mut secrets = Secrets::default();
        for token in [&first, &first, &second, &second] {
            secrets.add(token);
        }
        assert_eq!(secrets.forms().len(), first.0.len() + second.0.len());
        assert_eq!(secrets.redact_text("first-token second-token".to_owned()), "[redacted] [redacted]");
    }

    #[test]
    fn a_password_is_found_without_its_user() {
        let mut secrets = Secrets::default();
        secrets.add(&Arc::new(Forms::of(Auth::Basic, &SecretString::from("user:pass:word"))));
        assert_eq!(secrets.redact_text("user, pass:word".to_owned()), "user, [redacted]");
        assert_eq!(secrets.redact_text("user:pass:word".to_owned()), "[redacted]");
    }

    #[test]
    fn a_cut_leaves_no_part_of_a_token() {
        let secrets = secrets("secret-token");
        for before in 0..40 {
            let body = Bytes::from(format!("secret-token{}secret-token and more", ".".repeat(before)));
            let start = secrets.redact_start(&body, 30);
            assert!(start.len() <= 30 && !start.windows(2).any(|two| two == b"se"), "{start:?}");
        }
        assert_eq!(secrets.redact_start(&Bytes::from_static(b"0123456789"), 4), "0123");
    }

    #[test]
    fn a_short_token_is_no_secret() {
        assert_eq!(secrets("message").redact_text("message".into()), "message");
    }

    #[test]
    fn an_error_is_replaced_only_when_it_shows_a_token() {
        let secrets = secrets("topsecrettoken");
        let shown = |source: std::io::Error| {
            let error = secrets.redact_error(TransportError::new(Sent::Maybe, source));
            let source = error.source().unwrap();
            (source.is::<std::io::Error>(), format!("{source} {source:?}"))
        };
        assert!(shown(std::io::Error::other("reset")).0);
        let (kept, text) = shown(std::io::Error::other("sent topsecrettoken"));
        assert!(!kept && text.contains("sent [redacted]") && !text.contains("topsecret"), "{text}");
    }
}
