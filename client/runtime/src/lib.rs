//! All behaviour of a call; knows no API.

#[doc(hidden)]
pub mod tagged_union;
