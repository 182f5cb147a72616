//! Checks the headers that a caller sets.

use http::{
    HeaderName, HeaderValue,
    header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING},
};

/// A header that a caller may set; else what is wrong with it, without its value.
pub(crate) fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed: HeaderName = name.parse().map_err(|_| format!("{name:?} is no valid header name"))?;
    if [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&parsed) {
        return Err(format!("the header `{name}` belongs to the connection and cannot be set"));
    }
    let value = HeaderValue::from_str(value).map_err(|_| {
        format!("the value of the header `{name}` holds a character that a header cannot carry")
    })?;
    Ok((parsed, value))
}
