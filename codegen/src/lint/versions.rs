//! The version of the API where it is written: in servers and in paths.

use super::{context::Context, warning};
use crate::{
    document::Node,
    problem::{Problems, Rule, Span},
};
use std::collections::BTreeMap;

pub(super) static VERSION_MISMATCH: Rule = warning(
    "version-mismatch",
    "the version in the URL is written once, and agrees with `info.version`",
    "Paths are appended to the URL of the server: `/v1` in both makes `/v1/v1`. And where all URLs have one version, an \
     `info.version` of another major version is left over from an earlier copy, or the URLs are.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let root = &context.document.root;
    let servers = root.get("servers").map_or(&[][..], Node::items);
    let in_server = servers
        .first()
        .and_then(|server| server.get("url"))
        .and_then(|url| Some((url, version(url.as_str()?)?)));
    // By version: the first path that starts with it, and how many do.
    let mut in_paths: BTreeMap<u32, (&str, Span)> = BTreeMap::new();
    let mut without = false;
    for operation in &context.operations {
        match version(operation.path) {
            Some(version) => {
                in_paths.entry(version).or_insert((operation.path, operation.path_span));
            }
            None => without = true,
        }
    }
    if let Some((url, number)) = in_server {
        if let Some((path, span)) = in_paths.values().next() {
            problems.push(
                VERSION_MISMATCH
                    .at(*span, format!("`{path}` has a version, and so has the URL that it is appended to"))
                    .related(url.span, "the URL")
                    .help("write the version in one of them"),
            );
        } else {
            info(root, number, url.span, problems);
        }
    } else if let (1, false, Some((number, (_, span)))) =
        (in_paths.len(), without, in_paths.first_key_value())
    {
        info(root, *number, *span, problems);
    }
}

/// Compares the only version of the URLs with that of the document. A date or a version before the first says nothing.
fn info(root: &Node, number: u32, place: Span, problems: &mut Problems) {
    let Some(stated) = root.at("/info/version") else { return };
    let text = stated.as_str().unwrap_or_default();
    let major: Option<u32> =
        text.trim_start_matches(['v', 'V']).split('.').next().and_then(|major| major.parse().ok());
    // A major version that is a year, or far ahead, counts something else.
    let Some(major) = major.filter(|major| (1..100).contains(major)) else { return };
    if major != number {
        problems.push(
            VERSION_MISMATCH
                .at(stated.span, format!("the version is `{text}`, but the URLs are of version {number}"))
                .related(place, "a URL")
                .help(format!("write a version `{number}`, or mend the URLs")),
        );
    }
}

/// The number of a segment `v2` in a URL or a path.
fn version(url: &str) -> Option<u32> {
    url.split('/').find_map(|segment| {
        let digits = segment.strip_prefix('v').filter(|digits| digits.len() < 3)?;
        digits.parse().ok()
    })
}
