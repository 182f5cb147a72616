//! What a request holds, judged by the JSON Schemas of `schemas.json`: the one place that decides what is malformed.

mod form;
mod issue;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use form::Form;
pub(crate) use issue::Issue;
