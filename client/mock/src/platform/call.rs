//! A request to an operation, and the values in it.

use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// A request that was let through and has the form that the operation states.
///
/// Its methods panic when they are asked for what that form does not have: the operation is not the one that its handler takes
/// it for.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// When it arrived.
    pub(crate) at: Duration,
    /// The values in its `path` and its `query`, by name, and its `body`.
    pub(crate) input: &'a Value,
}

impl Call<'_> {
    /// An integer in the path.
    pub(crate) fn path_id(&self, name: &str) -> i64 {
        stated(name, self.input["path"][name].as_i64())
    }

    /// Text in the query that has to be there.
    pub(crate) fn required(&self, name: &str) -> &str {
        stated(name, self.input["query"][name].as_str())
    }

    /// An integer in the query that has to be there.
    pub(crate) fn required_id(&self, name: &str) -> i64 {
        stated(name, self.integer(name))
    }

    /// Text in the query.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.input["query"][name].as_str()
    }

    /// An integer in the query.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.input["query"][name].as_i64()
    }

    /// A yes or no in the query; no where there is none.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.input["query"][name].as_bool().unwrap_or(false)
    }

    /// The body, as the generated type of the input.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> T {
        stated("body", T::deserialize(&self.input["body"]).ok())
    }
}

#[expect(clippy::panic, reason = "the form has been checked, and the tests call every handler: see `Call`")]
fn stated<T>(name: &str, value: Option<T>) -> T {
    value.unwrap_or_else(|| panic!("the form of the operation does not have such a {name}"))
}
