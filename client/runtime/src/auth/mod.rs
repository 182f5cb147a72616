//! How a request proves who sends it.

mod cell;
mod read;
mod token;

pub(crate) use cell::{Held, TokenCell};
pub(crate) use token::{Flaw, validate};
pub use token::{TokenError, TokenSource};

use crate::encode::escape;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

/// How requests carry the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// They do not.
    None,
    /// `Authorization: Bearer <token>`.
    Bearer,
    /// `Authorization: Basic <token>`. A token with a colon is `user:password` and is encoded; base64 has no colon, so any
    /// other token is taken as encoded already.
    Basic,
    /// The token alone, in the header of this name.
    Header(&'static str),
    /// The token alone, in the query parameter of this name.
    Query(&'static str),
}

/// Where one request carries the token.
pub(crate) enum Credential {
    Header(HeaderName, HeaderValue),
    /// A name and a value, both escaped.
    Query(String, String),
}

impl Auth {
    /// `None` when nothing is to be carried, or when the token or the header's name cannot be.
    pub(crate) fn credential(self, token: &SecretString) -> Option<Credential> {
        let token = token.expose_secret();
        let (name, value) = match self {
            Self::None => return None,
            Self::Bearer => (AUTHORIZATION, format!("Bearer {token}")),
            Self::Basic => (AUTHORIZATION, format!("Basic {}", basic(token))),
            Self::Header(name) => (name.parse().ok()?, token.to_owned()),
            Self::Query(name) => {
                return Some(Credential::Query(escape(name), escape(token)));
            }
        };
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        Some(Credential::Header(name, value))
    }

    /// Whether the caller put something of their own where the token goes.
    pub(crate) fn is_overridden_by(self, headers: &HeaderMap) -> bool {
        match self {
            Self::Bearer | Self::Basic => headers.contains_key(AUTHORIZATION),
            Self::Header(name) => headers.contains_key(name),
            Self::None | Self::Query(_) => false,
        }
    }
}

/// What of a `Basic` token goes on the wire.
pub(crate) fn basic(token: &str) -> String {
    if token.contains(':') { BASE64_STANDARD.encode(token) } else { token.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_and_a_password_are_encoded_as_in_rfc_7617() {
        for (text, expected) in [
            (":", "Og=="),
            ("f:", "Zjo="),
            ("fo:", "Zm86"),
            ("Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("a:\u{3fb}\u{fff}", "YTrPu+C/vw=="),
        ] {
            assert_eq!(basic(text), expected);
        }
        assert_eq!(basic("encoded already"), "encoded already");
    }

    #[test]
    fn each_scheme_puts_the_token_in_its_place() {
        let token = SecretString::from("user:pass word");
        let header = |auth: Auth| match auth.credential(&token) {
            Some(Credential::Header(name, value)) => {
                assert!(value.is_sensitive());
                format!("{name}: {}", value.to_str().unwrap())
            }
            _ => panic!("no header"),
        };
        assert_eq!(header(Auth::Bearer), "authorization: Bearer user:pass word");
        assert_eq!(header(Auth::Basic), "authorization: Basic dXNlcjpwYXNzIHdvcmQ=");
        assert_eq!(header(Auth::Header("X-Key")), "x-key: user:pass word");
        let Some(Credential::Query(name, value)) = Auth::Query("key").credential(&token) else {
            panic!("no query")
        };
        assert_eq!((&*name, &*value), ("key", "user%3Apass%20word"));
        assert!(Auth::None.credential(&token).is_none());
    }
}
