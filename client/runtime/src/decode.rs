//! Turns the bytes of an answer into values.

use crate::operation::Content;
use bytes::Bytes;
use serde::{
    de::value::{BytesDeserializer, StrDeserializer, UnitDeserializer},
    de::{DeserializeOwned, IntoDeserializer},
};
use std::{error::Error as StdError, fmt};

/// A body that is said to be JSON.
#[derive(Clone, Copy)]
pub struct Json<'a>(&'a [u8]);

impl<'a> Json<'a> {
    /// Wraps the bytes of a body.
    #[must_use]
    pub fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    /// Decodes the body. A blank one counts as `null`.
    ///
    /// # Errors
    ///
    /// When the body is no JSON, or not the JSON of a `T`; the error names the place.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        let blank = self.0.iter().all(u8::is_ascii_whitespace);
        let body = if blank { b"null" } else { self.0 };
        // Keeping track of the place costs as much as decoding: it is looked for only where there is something to say.
        if let Ok(value) = serde_json::from_slice(body) {
            return Ok(value);
        }
        let mut reader = serde_json::Deserializer::from_slice(body);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            // A dot stands for the whole body.
            DecodeError {
                path: if path == "." { String::new() } else { path },
                message: error.inner().to_string(),
            }
        })?;
        reader.end().map_err(DecodeError::whole)?;
        Ok(value)
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.0.len())
    }
}

/// Why a body is not what it should be. Holds text alone, from which the token has been removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    message: String,
}

impl DecodeError {
    /// The body as a whole is wrong.
    pub(crate) fn whole(message: impl fmt::Display) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }

    /// Where in the JSON, as in `items[3].id`; empty when it is the body as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn map_text(self, change: impl Fn(String) -> String) -> Self {
        Self { path: change(self.path), message: change(self.message) }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for DecodeError {}

/// Decodes a 2xx body.
pub(crate) fn success<T: DeserializeOwned>(content: Content, body: &Bytes) -> Result<T, DecodeError> {
    type Plain = serde::de::value::Error;
    match content {
        Content::Empty => {
            let nothing: UnitDeserializer<Plain> = ().into_deserializer();
            T::deserialize(nothing).map_err(DecodeError::whole)
        }
        Content::Json => Json(body).read(),
        Content::Text => {
            let text = std::str::from_utf8(body).map_err(DecodeError::whole)?;
            T::deserialize(StrDeserializer::<Plain>::new(text)).map_err(DecodeError::whole)
        }
        Content::Bytes => T::deserialize(BytesDeserializer::<Plain>::new(body)).map_err(DecodeError::whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_content_has_its_type() {
        let body = Bytes::from_static("[1, \"ü\"]".as_bytes());
        assert_eq!(success::<(u8, String)>(Content::Json, &body).unwrap(), (1, "ü".to_owned()));
        assert_eq!(success::<String>(Content::Text, &body).unwrap().as_bytes(), body);
        assert_eq!(success::<Bytes>(Content::Bytes, &body).unwrap(), body);
        assert_eq!(success::<()>(Content::Empty, &body), Ok(()));
        assert!(success::<String>(Content::Text, &Bytes::from_static(&[0xff])).is_err());
        assert_eq!(success::<Bytes>(Content::Bytes, &Bytes::from_static(&[0xff])).unwrap(), [0xff][..]);
    }

    #[test]
    fn a_blank_body_is_null() {
        assert_eq!(success::<Option<u8>>(Content::Json, &Bytes::from_static(b" \n")), Ok(None));
        assert!(success::<u8>(Content::Json, &Bytes::new()).is_err());
    }

    #[test]
    fn an_error_names_the_place() {
        #[derive(Debug, serde::Deserialize)]
        struct Page {
            #[expect(dead_code, reason = "only decoding is of interest")]
            items: Vec<u8>,
        }
        let error = Json::new(br#"{"items":[1,"x"]}"#).read::<Page>().unwrap_err();
        assert_eq!(error.path(), "items[1]");
        assert!(error.to_string().contains("invalid type"), "{error}");
        assert_eq!(Json::new(b"<html>").read::<u8>().unwrap_err().path(), "");
        assert!(Json::new(b"1 2").read::<u8>().is_err());
    }
}
