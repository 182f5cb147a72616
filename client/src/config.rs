//! Configuration from the environment, as the platform's documentation advises.

use crate::{Agent, AnyError, BuildError, Builder, Client, TokenSource};
use std::{fmt, num::IntErrorKind};

/// Holds the API token.
const TOKEN: &str = "CODEGEN_API_TOKEN";
/// Holds the number of the organization.
const ORG_ID: &str = "CODEGEN_ORG_ID";
/// Holds the base URL, when it is not the platform's own.
const BASE_URL: &str = "CODEGEN_BASE_URL";

impl Client {
    /// Starts a client with the token of `CODEGEN_API_TOKEN` and, where it is set, the base URL of `CODEGEN_BASE_URL`.
    ///
    /// The token is read again from the environment when the API refuses it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a variable is missing, empty or not Unicode.
    pub fn from_env_builder() -> Result<Builder<Self>, ConfigError> {
        required(TOKEN)?;
        let builder = Self::builder().token_source(TokenSource::env(TOKEN));
        Ok(match optional(BASE_URL)? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// A client as [`from_env_builder`](Self::from_env_builder) starts it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a variable is missing, empty or wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        // The base URL is all that the environment states and `build` checks.
        Self::from_env_builder()?.build().map_err(ConfigError::BaseUrl)
    }
}

impl Agent {
    /// The agents of the organization `CODEGEN_ORG_ID`, by a client as [`Client::from_env`] makes it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a variable is missing, empty or wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        let org_id = org_id(&required(ORG_ID)?)?;
        Ok(Self::with_client(Client::from_env()?, org_id))
    }
}

fn org_id(text: &str) -> Result<i64, ConfigError> {
    match text.parse::<i64>() {
        Ok(number) if number > 0 => Ok(number),
        Err(error) if matches!(error.kind(), IntErrorKind::PosOverflow) => {
            Err(ConfigError::OrgId { problem: "is too large for a number" })
        }
        Ok(_) | Err(_) => Err(ConfigError::OrgId { problem: "is no positive number" }),
    }
}

fn required(name: &'static str) -> Result<String, ConfigError> {
    optional(name)?.ok_or(ConfigError::Missing { name })
}

/// The variable without the white space around it; `None` when it is not set.
fn optional(name: &'static str) -> Result<Option<String>, ConfigError> {
    #[expect(clippy::disallowed_methods, reason = "this is the configuration code")]
    match std::env::var(name) {
        Ok(value) if value.trim().is_empty() => Err(ConfigError::Empty { name }),
        Ok(value) => Ok(Some(value.trim().to_owned())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::NotUnicode { name }),
    }
}

/// What to do about the variable, as the end of a sentence.
fn advice(name: &str) -> &'static str {
    match name {
        TOKEN | ORG_ID => ": find its value at https://codegen.com/token",
        BASE_URL => ": unset it to use the platform's own",
        _ => "",
    }
}

/// What is wrong with the environment. Nothing was sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The variable is not set.
    Missing {
        /// The variable.
        name: &'static str,
    },
    /// The variable is set to nothing.
    Empty {
        /// The variable.
        name: &'static str,
    },
    /// The variable is not Unicode.
    NotUnicode {
        /// The variable.
        name: &'static str,
    },
    /// `CODEGEN_ORG_ID` is no number of an organization.
    OrgId {
        /// What is wrong with it. The value is not shown: it may be the token, in the wrong variable.
        problem: &'static str,
    },
    /// `CODEGEN_BASE_URL` is no base URL.
    BaseUrl(BuildError),
    /// The client cannot be built with these settings.
    Build(BuildError),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "the environment variable {name} is not set{}", advice(name)),
            Self::Empty { name } => write!(f, "the environment variable {name} is empty{}", advice(name)),
            Self::NotUnicode { name } => {
                write!(f, "the environment variable {name} is not Unicode{}", advice(name))
            }
            Self::OrgId { problem } => {
                write!(f, "the environment variable {ORG_ID} {problem}{}", advice(ORG_ID))
            }
            Self::BaseUrl(_) => {
                write!(f, "the environment variable {BASE_URL} is no base URL{}", advice(BASE_URL))
            }
            Self::Build(_) => f.write_str("the client cannot be built from the environment"),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::BaseUrl(error) | Self::Build(error) => Some(error),
            _ => None,
        }
    }
}

impl From<BuildError> for ConfigError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

impl From<ConfigError> for AnyError {
    fn from(error: ConfigError) -> Self {
        Self::unsent(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_is_a_positive_number() {
        assert_eq!(org_id("42").expect("a number"), 42);
        for (text, problem) in [
            ("0", "no positive number"),
            ("-1", "no positive number"),
            ("acme", "no positive number"),
            ("9999999999999999999", "too large for a number"),
        ] {
            let error = org_id(text).expect_err(text);
            assert!(error.to_string().contains(problem), "{error}");
            assert!(error.to_string().contains("CODEGEN_ORG_ID"), "{error}");
        }
    }
}
