//! The house rules: what a document must say beyond being an OpenAPI document.
//!
//! Rules read the span tree, after the loader has checked its structure; they tolerate the absence of
//! anything. Each file holds the rules of one theme. A mistake is reported once, at the place that a person
//! must edit.

mod allows;
mod bodies;
mod bounds;
mod calls;
mod components;
mod compositions;
mod context;
mod deprecations;
mod descriptions;
mod directions;
mod discriminators;
mod endless;
mod errors;
mod examples;
mod extensions;
mod formats;
mod levels;
mod limits;
mod names;
mod operations;
mod pages;
mod parameters;
mod paths;
mod repeats;
mod responses;
mod schemas;
mod secrets;
mod security;
mod suggest;
#[cfg(test)]
mod tests;
mod unions;
mod untyped;
mod values;
mod versions;
mod waits;
mod walk;
mod words;

pub(crate) use allows::Allows;
pub use levels::{Level, Levels, LevelsError};

use crate::{
    document::Document,
    problem::{Problems, Rule, Severity, Span},
};
use context::Context;
use std::collections::BTreeSet;

/// Every house rule, theme by theme.
pub(crate) static RULES: &[&Rule] = &[
    &operations::OPERATION_ID_MISSING,
    &operations::OPERATION_ID_DUPLICATE,
    &operations::OPERATION_ID_STYLE,
    &operations::ONE_TAG,
    &operations::UNDECLARED_TAG,
    &operations::MISSING_SUMMARY,
    &descriptions::MISSING_DESCRIPTION,
    &parameters::PATH_PARAMETER_MISSING,
    &parameters::PATH_PARAMETER_UNUSED,
    &parameters::PATH_PARAMETER_OPTIONAL,
    &parameters::DUPLICATE_PARAMETER,
    &paths::AMBIGUOUS_PATHS,
    &paths::PATH_TEMPLATE,
    &paths::MISSING_SERVER,
    &paths::SERVER_TRAILING_SLASH,
    &security::AUTHORIZATION_PARAMETER,
    &security::SECURITY_UNDEFINED,
    &security::MISSING_SECURITY,
    &security::UNAUTHORIZED_UNDOCUMENTED,
    &responses::SUCCESS_MISSING,
    &responses::ERROR_MISSING,
    &responses::ERROR_MESSAGE_REQUIRED,
    &responses::RETRY_AFTER_TYPE,
    &limits::MISSING_RATE_LIMIT,
    &limits::UNKNOWN_BUCKET,
    &limits::UNUSED_BUCKET,
    &limits::RATE_LIMIT_REASON,
    &limits::BAD_BUCKET,
    &limits::RATE_LIMITED_UNDOCUMENTED,
    &calls::MISSING_RETRY,
    &calls::BAD_RETRY,
    &calls::RETRY_METHOD,
    &calls::BAD_STALE,
    &calls::BAD_TIMEOUT,
    &errors::ERROR_WITHOUT_KIND,
    &errors::UNKNOWN_ERROR,
    &errors::UNUSED_ERROR,
    &errors::ERROR_STATUS,
    &errors::BAD_ERROR,
    &pages::BAD_PAGINATION,
    &waits::BAD_WAIT,
    &extensions::BAD_ENUM_EXTENSION,
    &extensions::UNKNOWN_EXTENSION,
    &schemas::ENUM_DUPLICATE,
    &schemas::ENUM_TYPE,
    &schemas::REQUIRED_UNDEFINED,
    &schemas::NULLABLE_WITHOUT_TYPE,
    &schemas::ARRAY_WITHOUT_ITEMS,
    &untyped::UNTYPED_PROPERTY,
    &unions::AMBIGUOUS_UNION,
    &unions::DISCRIMINATOR_MAPPING,
    &components::UNUSED_COMPONENT,
    &allows::BAD_ALLOW,
    &allows::UNUSED_ALLOW,
    &bodies::SUCCESS_WITHOUT_BODY,
    &bodies::ERROR_WITHOUT_BODY,
    &bodies::BODY_WITHOUT_SCHEMA,
    &bounds::EMPTY_RANGE,
    &bounds::EMPTY_ENUM,
    &bounds::BAD_PATTERN,
    &bounds::INTEGER_RANGE,
    &bounds::KEYWORD_OF_OTHER_TYPE,
    &compositions::ALL_OF_CONFLICT,
    &compositions::DEEP_INLINE,
    &deprecations::DEPRECATED_WITHOUT_ADVICE,
    &directions::READ_ONLY_REQUIRED,
    &directions::ONE_WAY_BOTH,
    &discriminators::DISCRIMINATOR_VALUE,
    &endless::ENDLESS_SCHEMA,
    &examples::INVALID_EXAMPLE,
    &examples::INVALID_DEFAULT,
    &formats::UNKNOWN_FORMAT,
    &names::RESERVED_NAME,
    &repeats::RETRY_WITHOUT_REASON,
    &repeats::REFUSED_UNDOCUMENTED,
    &repeats::RETRY_AFTER_MISSING,
    &repeats::REPEATED_BUCKET,
    &secrets::UNMARKED_SECRET,
    &versions::REPEATED_VERSION,
    &words::DUPLICATE_SUMMARY,
    &words::UNUSED_TAG,
];

/// Runs every house rule. The problems are in the order of their places.
pub(crate) fn check(document: &Document) -> Problems {
    let context = Context::new(document);
    let mut problems = Problems::default();
    for rules in [
        operations::check,
        descriptions::check,
        parameters::check,
        paths::check,
        security::check,
        responses::check,
        limits::check,
        calls::check,
        errors::check,
        pages::check,
        waits::check,
        extensions::check,
        schemas::check,
        untyped::check,
        unions::check,
        components::check,
        bodies::check,
        bounds::check,
        compositions::check,
        deprecations::check,
        directions::check,
        discriminators::check,
        endless::check,
        examples::check,
        formats::check,
        names::check,
        repeats::check,
        secrets::check,
        versions::check,
        words::check,
    ] {
        rules(&context, &mut problems);
    }
    problems.sort();
    // What is shared (a component, a parameter of a path, a YAML alias) is met once per use.
    let mut seen: BTreeSet<(&str, Span, String)> = BTreeSet::new();
    problems.retain(|problem| seen.insert((problem.rule.id, problem.span, problem.message.clone())));
    problems
}

/// A rule whose violations leave a usable client.
const fn warning(id: &'static str, summary: &'static str, explanation: &'static str) -> Rule {
    Rule { id, severity: Severity::Warning, summary, explanation, fixable: false }
}

/// A rule without which no sensible client can be generated.
const fn error(id: &'static str, summary: &'static str, explanation: &'static str) -> Rule {
    Rule { id, severity: Severity::Error, summary, explanation, fixable: false }
}
