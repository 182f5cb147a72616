//! The version of the API where it is written: in servers and in paths.

use super::{context::Context, warning};
use crate::{
    document::Node,
    problem::{Problems, Rule},
};

pub(super) static REPEATED_VERSION: Rule = warning(
    "repeated-version",
    "the version in the URL is written once, in the server or in the paths",
    "Paths are appended to the URL of the server: `/v1` in both makes `/v1/v1`, and two versions, `/v1` and `/v2`, \
     contradict each other. Keep the one in the server when all paths have it, else those in the paths.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let servers = context.document.root.get("servers").map_or(&[][..], Node::items);
    let Some(url) = servers.first().and_then(|server| server.get("url")) else { return };
    let Some(version) = url.as_str().and_then(version) else { return };
    // Below one version paths may have others of their own, but none starts with one.
    let starts = |path: &str| path.split('/').nth(1).is_some_and(is_version);
    if let Some(operation) = context.operations.iter().find(|operation| starts(operation.path)) {
        let path = operation.path;
        problems.push(
            REPEATED_VERSION
                .at(
                    operation.path_span,
                    format!("`{path}` is appended to a URL that has the version `{version}` already"),
                )
                .related(url.span, "the URL")
                .help("write the version in one of them"),
        );
    }
}

/// The segment of a URL that is a version.
fn version(url: &str) -> Option<&str> {
    url.split('/').find(|segment| is_version(segment))
}

/// Whether a segment is `v2` or `v1.1`.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| {
        number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}
