//! A complete crate around the generated modules: a manifest and a `lib.rs`.

use crate::{
    Tree,
    model::Api,
    render::{self, Header},
};
use quote::quote;

/// Wraps the generated modules of `tree` into a package.
///
/// `name` is the crate's name, `runtime` the path of `codegen-runtime`.
pub(crate) fn package(api: &Api, tree: &Tree, name: &str, runtime: &str, header: &Header<'_>) -> Tree {
    let mut package = Tree::default();
    for (path, text) in tree.iter() {
        package.insert(&format!("src/generated/{path}"), text.to_owned());
    }
    let root = super::Module::new(
        "lib.rs",
        format!("A client of {}.", api.title),
        quote! {
            #[rustfmt::skip]
            mod generated;
            pub use codegen_runtime::{
                Attempt, Body, BoxFuture, BoxStream, BucketUsage, Budget, BuildError, Builder, Bytes, Call, Cause, Error,
                Failure, Freshness, HeaderMap, LocalBudget, Method, Operation, OperationError, Permit, Policy, Priority,
                Provenance, Quota, RateLimiter, Request, Response, RetryPolicy, Safety, SecretString, Sent, StaleCause,
                StatusCode, TokenSource, Transport, TransportError, Undocumented, UnknownBucket, Usage, WouldExceed,
            };
            pub use generated::{Client, ErrorKind, operations, types};

            /// The failure of any call: what `?` collects in a function that makes several calls.
            pub type AnyError = codegen_runtime::AnyError<ErrorKind>;
        },
    );
    package.insert("src/lib.rs", render::rust(header, &root));
    // TOML's basic strings escape what JSON's do.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let manifest = [
        "[package]".to_owned(),
        format!("name = {}", quoted(name)),
        "version = \"0.1.0\"".to_owned(),
        "edition = \"2024\"".to_owned(),
        String::new(),
        "[dependencies]".to_owned(),
        format!("codegen-runtime = {{ path = {} }}", quoted(runtime)),
        "serde = { version = \"1\", features = [\"derive\"] }".to_owned(),
        "serde_json = \"1\"".to_owned(),
        String::new(),
        "[features]".to_owned(),
        "# Counters, histograms and gauges of every call, through the facade of the `metrics` crate."
            .to_owned(),
        "metrics = [\"codegen-runtime/metrics\"]".to_owned(),
        String::new(),
        "# The crate stands alone, wherever it is written.".to_owned(),
        "[workspace]".to_owned(),
    ];
    package.insert("Cargo.toml", render::text(header, &manifest));
    package
}
