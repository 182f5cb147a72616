//! What the generated types can do beyond holding their fields.

use crate::types::{
    AgentRun, AgentRunLog, AgentRunWithLogs, PullRequest, ValidationError, ValidationIssue,
    ValidationLocation,
};
use jiff::{Timestamp, civil::DateTime, tz::Offset};
use std::{fmt, time::SystemTime};

impl ValidationIssue {
    /// Where in the request the problem is: the parts of `loc` joined by dots, such as `body.prompt`.
    #[must_use]
    pub fn location(&self) -> String {
        let parts: Vec<String> = self.loc.iter().map(ToString::to_string).collect();
        parts.join(".")
    }
}

impl fmt::Display for ValidationLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(name) => f.write_str(name),
            Self::Integer(index) => write!(f, "{index}"),
            Self::Unknown(value) => write!(f, "{value}"),
        }
    }
}

impl fmt::Display for ValidationError {
    /// Each problem with its place, such as `body.prompt: field required; query.limit: too large`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, issue) in self.detail.iter().flatten().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", issue.location(), issue.msg)?;
        }
        Ok(())
    }
}

/// The time in a text that is no ISO 8601 timestamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampError {
    text: String,
}

impl TimestampError {
    /// The text as the API sent it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no ISO 8601 timestamp", self.text)
    }
}

impl std::error::Error for TimestampError {}

/// Reads an ISO 8601 timestamp. The API does not state its exact format: one without an offset is taken as UTC.
fn read(text: &str) -> Result<SystemTime, TimestampError> {
    let with_offset = text.parse::<Timestamp>();
    let timestamp = with_offset.or_else(|_| Offset::UTC.to_timestamp(text.parse::<DateTime>()?));
    timestamp.and_then(SystemTime::try_from).map_err(|_| TimestampError { text: text.to_owned() })
}

macro_rules! created {
    ($($ty:ty),*) => {$(
        impl $ty {
            /// When it was created: `created_at` as a time, `None` when the API does not say.
            ///
            /// A timestamp without an offset is taken as UTC.
            ///
            /// # Errors
            ///
            /// [`TimestampError`] when the text is no ISO 8601 timestamp; the field keeps it.
            pub fn created(&self) -> Result<Option<SystemTime>, TimestampError> {
                self.created_at.as_deref().map(read).transpose()
            }
        }
    )*};
}

created!(AgentRun, AgentRunLog, AgentRunWithLogs);

impl PullRequest {
    /// When it was created: `created_at` as a time.
    ///
    /// A timestamp without an offset is taken as UTC.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] when the text is no ISO 8601 timestamp; the field keeps it.
    pub fn created(&self) -> Result<SystemTime, TimestampError> {
        read(&self.created_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn timestamps_are_read_with_and_without_an_offset() {
        let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_750_000_000_500);
        for text in [
            "2025-06-15T15:06:40.500Z",
            "2025-06-15T17:06:40.5+02:00",
            "2025-06-15 15:06:40.500000",
            "2025-06-15T15:06:40.5",
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        let error = read("yesterday").expect_err("no timestamp");
        assert_eq!(error.to_string(), "\"yesterday\" is no ISO 8601 timestamp");
    }
}
