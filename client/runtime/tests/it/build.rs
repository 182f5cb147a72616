//! Mistakes that are found before any request.

use crate::api::{Client, ErrorKind, TOKEN};
use codegen_runtime::{AnyError, Auth, BuildError, Builder, Failure, TokenSource};
use std::error::Error as _;

fn failure(builder: Builder<Client>) -> String {
    let error = builder.build().expect_err("the settings are wrong");
    let text = format!("{error} {error:?} {:?}", error.source());
    assert!(!text.contains("secret"), "{text}");
    error.to_string()
}

#[test]
fn a_base_url_is_checked() {
    for (url, expected) in [
        ("", "states no base URL"),
        ("api.example.com", "must start with `https://`"),
        ("localhost:8080", "must start with `https://`"),
        ("ftp://api.example.com", "must start with `https://`"),
        ("https://user:secret@api.example.com", "must not hold a user"),
        ("https://api.example.com?key=secret", "must not hold a query"),
        ("https://api.example.com/#secret", "must not hold a query"),
        ("https://", "must start with"),
        ("https:///path", "is no valid URL"),
        ("https://a b", "is no valid URL"),
        ("https://a:99999", "is no valid URL"),
        ("https://a:", "is no valid URL"),
        ("https://a/../b", "is no valid URL"),
        ("https://a/api/%2e%2e/admin", "is no valid URL"),
        ("https://a/api/.%2E/admin", "is no valid URL"),
        ("https://a/api\\..\\admin", "is no valid URL"),
        ("http://300.1.1.1", "is no valid URL"),
        ("http://[v1.x]", "is no valid URL"),
        ("http://xn--", "is no valid URL"),
    ] {
        let text = failure(Client::builder().token(TOKEN).base_url(url));
        assert!(text.contains(expected), "{url}: {text}");
    }
    for url in ["https://a.example/", "HTTP://127.0.0.1:1/v1//", "http://[::1]:8080"] {
        assert!(Client::builder().token(TOKEN).base_url(url).build().is_ok(), "{url}");
    }
    assert!(failure(Builder::new("", Auth::None, &[])).contains(".base_url("));
}

#[test]
fn a_token_is_checked_and_never_printed() {
    assert!(failure(Client::builder()).contains(".token(..)"));
    assert!(failure(Client::builder().token("")).contains("empty"));
    for token in ["secret\nsecret", "secret ", "s\u{e9}cret secret\u{7f}"] {
        assert!(failure(Client::builder().token(token)).contains("character"));
    }
    assert!(Client::builder().token_source(TokenSource::env("NOBODY_SETS_THIS")).build().is_ok());
    assert!(Builder::<Client>::new("http://a", Auth::None, &[]).build().is_ok());
}

#[test]
fn other_settings_are_checked() {
    assert!(failure(Client::builder().token(TOKEN).header("a b", "secret")).contains("header name"));
    assert!(failure(Client::builder().token(TOKEN).header("a", "secret\n")).contains("`a`"));
    for proxy in ["::", "socks5://127.0.0.1:1", "ftp://127.0.0.1", "127.0.0.1:3128", "http://", "http:x"] {
        assert!(failure(Client::builder().token(TOKEN).proxy(proxy)).contains("proxy"), "{proxy}");
    }
    assert!(Client::builder().token(TOKEN).proxy("HTTPS://user:pass@127.0.0.1:3128").build().is_ok());
    for pem in ["secret", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(failure(Client::builder().token(TOKEN).root_certificate_pem(pem)).contains("certificate"));
    }
    let server = crate::memory::Server::new([]);
    let own = Client::builder().token(TOKEN).transport(server.transport()).proxy("http://127.0.0.1:1");
    assert!(matches!(own.build(), Err(BuildError::TransportOptions)));
}

#[test]
fn the_header_of_the_token_is_no_default_header() {
    let text = failure(Client::builder().token(TOKEN).header("Authorization", "Bearer secret"));
    assert!(text.contains("`authorization`") && text.contains(".token(..)"), "{text}");
    let text =
        failure(Builder::new("http://a", Auth::Header("X-Key"), &[]).token(TOKEN).header("x-key", "secret"));
    assert!(text.contains("`x-key`"), "{text}");
    for auth in [Auth::None, Auth::Header("X-Key"), Auth::Query("key")] {
        let builder = Builder::<Client>::new("http://a", auth, &[]).token(TOKEN);
        assert!(builder.header("Authorization", "Basic x").build().is_ok(), "{auth:?}");
    }
}

#[test]
fn building_and_calling_share_an_error() {
    fn build() -> Result<Client, AnyError<ErrorKind>> {
        Ok(Client::builder().build()?)
    }
    let error = build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::InvalidRequest));
    assert!(error.to_string().contains("needs a token") && error.attempts().is_empty());
}
