//! Checks the headers that a caller sets.

use http::{
    HeaderName, HeaderValue,
    header::{
        AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, EXPECT, HOST, PROXY_AUTHORIZATION, TE, TRAILER,
        TRANSFER_ENCODING, UPGRADE,
    },
};

/// The headers that say how the connection carries the request, which the transport alone knows.
const RESERVED: [HeaderName; 10] = [
    CONNECTION,
    CONTENT_LENGTH,
    EXPECT,
    HOST,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// The headers that carry secrets by their definition.
const SECRET: [HeaderName; 3] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];

/// A header that a caller may set, marked sensitive where it carries a secret; else what is wrong with it, without its
/// value.
pub(crate) fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed: HeaderName = name.parse().map_err(|_| format!("{name:?} is no valid header name"))?;
    if RESERVED.contains(&parsed) {
        return Err(format!("the header `{name}` belongs to the connection and cannot be set"));
    }
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        format!("the value of the header `{name}` holds a character that a header cannot carry")
    })?;
    value.set_sensitive(SECRET.contains(&parsed));
    Ok((parsed, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_connection_says_cannot_be_set() {
        for name in ["Host", "expect", "Upgrade", "TE", "Trailer", "Keep-Alive", "Proxy-Connection"] {
            assert!(checked(name, "x").unwrap_err().contains("belongs to the connection"), "{name}");
        }
    }

    #[test]
    fn secrets_are_marked() {
        for (name, secret) in
            [("Authorization", true), ("proxy-authorization", true), ("Cookie", true), ("x-other", false)]
        {
            assert_eq!(checked(name, "x").unwrap().1.is_sensitive(), secret, "{name}");
        }
    }
}
