//! Removes the token from everything that a failure keeps.

use crate::{auth::basic, encode::escape, error::BoxError, transport::TransportError};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::{error::Error as StdError, sync::Arc};

const REDACTED: &str = "[redacted]";

/// The shortest token that is looked for. A shorter one is no secret, and is likely to be a part of ordinary words.
const SHORTEST: usize = 8;

/// The tokens that the requests of one call carried.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Vec<Arc<SecretString>>);

impl Secrets {
    pub(crate) fn add(&mut self, token: &Arc<SecretString>) {
        if token.expose_secret().len() >= SHORTEST {
            self.0.push(token.clone());
        }
    }

    pub(crate) fn redact_bytes(&self, bytes: Bytes) -> Bytes {
        let mut out = bytes;
        for form in self.forms() {
            let form = form.expose_secret().as_bytes();
            if find(&out, form).is_some() {
                out = replace(&out, form).into();
            }
        }
        self.redact_escaped(&out).unwrap_or(out)
    }

    /// The first `most` bytes, without a token: neither a whole one nor the start of one that goes on after them.
    pub(crate) fn redact_start(&self, bytes: &Bytes, most: usize) -> Bytes {
        if bytes.len() <= most {
            return self.redact_bytes(bytes.clone());
        }
        let margin = self.forms().first().map_or(0, |longest| longest.expose_secret().len());
        let start = Bytes::copy_from_slice(&bytes[..bytes.len().min(most + margin)]);
        let unsure = if start.len() < bytes.len() { margin } else { 0 };
        let clean = self.redact_bytes(start);
        clean.slice(..clean.len().saturating_sub(unsure).min(most))
    }

    /// JSON may write any character as `\u` and four digits, a token too.
    fn redact_escaped(&self, json: &[u8]) -> Option<Bytes> {
        if self.0.is_empty() || find(json, b"\\u").is_none() {
            return None;
        }
        let plain = serde_json::from_slice::<serde_json::Value>(json).ok()?.to_string();
        let clean = self.redact_text(plain.clone());
        (clean != plain).then(|| clean.into())
    }

    pub(crate) fn redact_text(&self, text: String) -> String {
        let mut out = text;
        for form in self.forms() {
            if out.contains(form.expose_secret()) {
                out = out.replace(form.expose_secret(), REDACTED);
            }
        }
        out
    }

    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        let forms = self.forms();
        for value in headers.values_mut() {
            if forms.iter().any(|form| find(value.as_bytes(), form.expose_secret().as_bytes()).is_some()) {
                *value = HeaderValue::from_static(REDACTED);
            }
        }
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

    /// Each token as it is, and as it looks on the wire, in a URL and in JSON; the longest first, so that no form leaves a
    /// rest of another.
    fn forms(&self) -> Vec<SecretString> {
        let mut forms: Vec<String> = Vec::new();
        for token in &self.0 {
            let token = token.expose_secret();
            let json = serde_json::Value::from(token).to_string();
            let json = json[1..json.len() - 1].to_owned();
            forms.extend([token.to_owned(), basic(token), escape(token), json.replace('/', "\\/"), json]);
        }
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        forms.into_iter().map(SecretString::from).collect()
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn replace(text: &[u8], part: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(at) = find(rest, part) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[at + part.len()..];
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Sent;

    fn secrets(token: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add(&Arc::new(SecretString::from(token)));
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
            assert_eq!(secrets.redact_bytes(Bytes::from(text.to_owned())), clean.as_bytes());
        }
        assert_eq!(secrets.redact_bytes(Bytes::from_static(b"quiet")), "quiet");
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
        assert_eq!(secrets.redact_bytes(body.into()), r#"{"a":["<[redacted]>"]}"#);
        let harmless = Bytes::from_static(br#"{ "a": "\u00e4" }"#);
        assert_eq!(secrets.redact_bytes(harmless.clone()), harmless);
    }

    #[test]
    fn a_cut_leaves_no_part_of_a_token() {
        let secrets = secrets("secret-token");
        for before in 0..40 {
            let body = Bytes::from(format!("secret-token{}secret-token and more", ".".repeat(before)));
            let start = secrets.redact_start(&body, 30);
            assert!(start.len() <= 30 && find(&start, b"se").is_none(), "{start:?}");
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
