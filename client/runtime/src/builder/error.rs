//! What can be wrong with the settings of a client.

use crate::{budgets::UnknownBucket, error::BoxError};
use std::{error::Error as StdError, fmt};

/// What is wrong with the settings of a client. Never shows a token.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The API's description states no base URL, and none was given.
    MissingBaseUrl,
    /// The base URL starts with neither `http://` nor `https://`.
    BaseUrlScheme {
        /// The base URL, unless it may hold a secret.
        url: String,
    },
    /// The base URL holds a user or a password.
    BaseUrlUserInfo,
    /// The base URL holds a query or a fragment.
    BaseUrlQuery,
    /// The base URL is no URL.
    BaseUrlInvalid {
        /// The base URL, unless it may hold a secret.
        url: String,
    },
    /// The API needs a token and none was given.
    MissingToken,
    /// The token is empty.
    EmptyToken,
    /// The token holds a character that a header cannot carry.
    InvalidToken,
    /// A header's name or value is invalid.
    Header {
        /// What is wrong with it; never its value.
        message: String,
    },
    /// A header for every request is the one that carries the token.
    TokenHeader {
        /// Its name in lowercase.
        name: String,
    },
    /// The proxy's URL is invalid.
    Proxy {
        /// What is wrong with it.
        source: BoxError,
    },
    /// The text holds no certificate, or a broken one.
    RootCertificate {
        /// What is wrong with it.
        source: BoxError,
    },
    /// The quota of a rate limit was given that there is not.
    Bucket(UnknownBucket),
    /// A proxy or certificates were given together with a transport that would ignore them.
    TransportOptions,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingBaseUrl => {
                f.write_str("the API's description states no base URL: give one with `.base_url(..)`")
            }
            Self::BaseUrlScheme { url } => {
                write!(f, "the base URL `{url}` must start with `https://` or `http://`")
            }
            Self::BaseUrlUserInfo => {
                f.write_str("the base URL must not hold a user or a password: give the token with `.token(..)`")
            }
            Self::BaseUrlQuery => f.write_str("the base URL must not hold a query or a fragment"),
            Self::BaseUrlInvalid { url } => write!(f, "the base URL `{url}` is no valid URL"),
            Self::MissingToken => f.write_str(
                "the API needs a token: give one with `.token(..)`, or say where it is with `.token_source(..)`",
            ),
            Self::EmptyToken => f.write_str("the token is empty"),
            Self::InvalidToken => f.write_str(
                "the token holds a character that a header cannot carry, or white space at its start or end",
            ),
            Self::Header { message } => f.write_str(message),
            Self::TokenHeader { name } => write!(
                f,
                "the header `{name}` carries the token: give the token with `.token(..)` or `.token_source(..)`",
            ),
            Self::Bucket(unknown) => unknown.fmt(f),
            Self::Proxy { .. } => f.write_str("the proxy's URL is invalid"),
            Self::RootCertificate { .. } => f.write_str("the root certificate cannot be read"),
            Self::TransportOptions => f.write_str(
                "a transport of your own ignores `.proxy(..)` and `.root_certificate_pem(..)`: set them up in it",
            ),
        }
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Proxy { source } | Self::RootCertificate { source } => Some(source.as_ref()),
            _ => None,
        }
    }
}
