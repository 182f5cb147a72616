//! Checks the base URL.

use super::BuildError;
use crate::{encode, transport};
use http::Uri;

/// A base URL that is fine.
pub(super) struct BaseUrl {
    /// Without a trailing slash.
    pub(super) url: String,
    /// Its host and port.
    pub(super) server: (String, u16),
    /// The same for every spelling of it.
    pub(super) account: String,
    /// Whether it needs TLS.
    pub(super) tls: bool,
}

/// Checks a base URL as the caller wrote it.
pub(super) fn check(url: &str) -> Result<BaseUrl, BuildError> {
    let url = url.trim_end_matches('/');
    if url.is_empty() {
        return Err(BuildError::MissingBaseUrl);
    }
    let tls = match url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(BuildError::BaseUrlScheme { url: shown(url) }),
    };
    if url.contains(['?', '#']) {
        return Err(BuildError::BaseUrlQuery);
    }
    let invalid = || BuildError::BaseUrlInvalid { url: shown(url) };
    let parsed: Uri = url.parse().map_err(|_| invalid())?;
    let authority = parsed.authority().ok_or_else(invalid)?;
    if authority.as_str().contains('@') {
        return Err(BuildError::BaseUrlUserInfo);
    }
    let after_host = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    let no_port = !after_host.is_empty() && authority.port_u16().is_none();
    if authority.host().is_empty() || no_port || encode::path::strays(parsed.path()) {
        return Err(invalid());
    }
    // The parser of the default transport has the last word: it knows more about hosts.
    if !transport::reqwest::accepts(url) {
        return Err(invalid());
    }
    let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let (scheme, host) = (if tls { "https" } else { "http" }, authority.host().to_ascii_lowercase());
    let account = format!("{scheme}://{host}:{port}{}", parsed.path().trim_end_matches('/'));
    Ok(BaseUrl { url: url.to_owned(), server: (host, port), account, tls })
}

/// A base URL as it may be shown: parts that may hold a secret are not.
pub(super) fn shown(url: &str) -> String {
    if url.contains(['@', '?', '#']) { "(not shown)".to_owned() } else { url.to_owned() }
}
