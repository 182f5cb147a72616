//! The token of these tests, and the proof that a text does not show it.

use codegen_client::{Bytes, Error, ErrorKind};
use codegen_runtime::OperationError;
use std::{
    error::Error as StdError,
    fmt::{Debug, Write as _},
};

/// A token with characters that JSON and URLs may write in other ways.
pub(crate) const TOKEN: &str = "sk-5e/c2e7+8d0b=41f9";

/// The token as it is, and as JSON and URLs may write it.
pub(crate) fn forms() -> [String; 4] {
    let escaped: Vec<String> = TOKEN.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    [
        TOKEN.to_owned(),
        TOKEN.replace('/', "\\/"),
        escaped.concat(),
        TOKEN.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D"),
    ]
}

/// Asserts that the text shows the token in no form.
pub(crate) fn assert_hides_token(text: &str) {
    // The last one is what remains when only a part of the token was found.
    for form in forms().iter().map(String::as_str).chain(["8d0b"]) {
        assert!(!text.contains(form), "the token shows as {form} in {text}");
    }
}

/// Asserts that the `Debug` of a value does not show the token.
pub(crate) fn assert_hides_token_in(value: &impl Debug) {
    assert_hides_token(&format!("{value:?}\n{value:#?}"));
}

/// Everything that an error says, in every way of saying it, asserted to hide the token.
pub(crate) fn everything_said<E: OperationError<Kind = ErrorKind>>(error: &Error<E>) -> String {
    let body = String::from_utf8_lossy(error.body().unwrap_or(&Bytes::new())).into_owned();
    let mut text = format!(
        "{error}\n{error:?}\n{error:#?}\n{:?}\n{:?}\n{:?}\n{:?}\n{body}",
        error.cause(),
        error.headers(),
        error.api(),
        error.request_id()
    );
    text += &chain(error);
    assert_hides_token(&text);
    text
}

/// The `Display` and `Debug` of every error in the chain.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = write!(text, "\n{error}\n{error:?}");
        next = error.source();
    }
    text
}
