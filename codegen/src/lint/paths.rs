//! Where requests go: servers and path templates.

use super::{
    context::{Context, Operation},
    warning,
};
use crate::{
    document::Node,
    lower::server,
    patch,
    problem::{Problems, Rule, Span},
};
use std::collections::BTreeMap;

pub(super) static AMBIGUOUS_PATHS: Rule = warning(
    "ambiguous-paths",
    "no two path templates match the same requests",
    "OpenAPI forbids templates that differ in the names of their parameters only. Two templates of which \
     neither is the more specific one, such as `/{kind}/me` and `/users/{id}`, leave it to the server \
     which operation answers.",
);
pub(super) static PATH_TEMPLATE: Rule = warning(
    "path-template",
    "a path is made of segments and of names in braces",
    "What follows a `?` is no part of a path: such parameters are declared with `in: query`. Braces hold the name of a \
     parameter and are closed: text after an open one is sent as it is.",
);
pub(super) static MISSING_SERVER: Rule = warning(
    "missing-server",
    "the document names an absolute URL to send requests to",
    "The first server becomes the default base URL of the client. Without an absolute one every user has \
     to set it.",
);
pub(super) static SERVER_TRAILING_SLASH: Rule = warning(
    "server-trailing-slash",
    "the URL of a server does not end with a slash",
    "Paths start with a slash and are appended to the URL: taken literally, both make a double slash.",
)
.fixable();

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    servers(context, problems);
    for (path, entry) in context.document.root.get("paths").into_iter().flat_map(Node::entries) {
        if path.starts_with('/') {
            path_template(path, entry.key_span, problems);
        }
    }
    ambiguous_paths(context, problems);
}

fn path_template(path: &str, span: Span, problems: &mut Problems) {
    let mut bad = |message: String, help: &str| problems.push(PATH_TEMPLATE.at(span, message).help(help));
    if path.contains('?') {
        bad(
            format!("the path `{path}` has a query"),
            "end it before the `?`, and declare the parameters with `in: query`",
        );
    }
    if path.contains("{}") {
        bad(
            format!("a brace of `{path}` names no parameter"),
            "write the name of a path parameter between the braces",
        );
    }
    // Braces come in pairs, one pair after the other.
    let braces: String = path.chars().filter(|c| matches!(c, '{' | '}')).collect();
    if !braces.replace("{}", "").is_empty() || braces.contains("{{") {
        bad(
            format!("the braces of `{path}` do not pair"),
            "write `{`, a name and `}` for each path parameter",
        );
    }
}

fn servers(context: &Context<'_>, problems: &mut Problems) {
    let entry = context.document.root.entry("servers");
    let servers = entry.map_or(&[][..], |entry| entry.node.items());
    let urls: Vec<(&str, Span)> = servers
        .iter()
        .filter_map(|server| server.get("url"))
        .filter_map(|url| Some((url.as_str()?, url.span)))
        .collect();
    let help = "write `servers:` with the URL of the API, as in `- url: https://api.example.com`";
    match urls.first() {
        None => problems.push(
            MISSING_SERVER
                .at(entry.map_or(context.top(), |entry| entry.key_span), "no server is named")
                .help(help),
        ),
        // A template such as `{scheme}://{host}` is absolute when its variables have defaults.
        Some((url, span)) if server(&context.document.root).is_none() => {
            problems.push(MISSING_SERVER.at(*span, format!("`{url}` is no absolute HTTP URL")).help(help));
        }
        Some(_) => {}
    }
    for (url, span) in urls.into_iter().filter(|(url, _)| url.len() > 1 && url.ends_with('/')) {
        problems.push(
            SERVER_TRAILING_SLASH
                .at(span, format!("`{url}` ends with a slash"))
                .help(format!("write `url: {}`", url.trim_end_matches('/')))
                .fix(patch::write(context.text(), span, url, url.trim_end_matches('/'))),
        );
    }
}

/// A path, cut into what is compared.
struct Template<'a> {
    path: &'a str,
    span: Span,
    segments: Vec<Segment>,
    methods: Vec<&'a str>,
}

#[derive(PartialEq, Eq)]
enum Segment {
    /// Text that matches itself.
    Literal(String),
    /// Text around parameters; the names of the parameters do not matter.
    Mixed(String),
    /// A parameter that matches anything.
    Any,
}

/// How the requests that two templates match relate.
#[derive(PartialEq, Eq)]
enum Overlap {
    /// No request matches both, or those that do have a better match.
    Clear,
    /// All requests that match one match the other.
    Same,
    /// Some requests match both, and neither match is the better one.
    Crossing,
}

fn ambiguous_paths(context: &Context<'_>, problems: &mut Problems) {
    // Templates of different lengths never match the same request.
    let mut by_length: BTreeMap<usize, Vec<Template<'_>>> = BTreeMap::new();
    for operation in &context.operations {
        let segments = segments(operation.path);
        let group = by_length.entry(segments.len()).or_default();
        match group.last_mut().filter(|template| template.path == operation.path) {
            Some(template) => template.methods.push(operation.method),
            None => group.push(template(operation, segments)),
        }
    }
    for group in by_length.values() {
        for (index, second) in group.iter().enumerate() {
            let first =
                group[..index].iter().find(|first| match overlap(&first.segments, &second.segments) {
                    Overlap::Clear => false,
                    Overlap::Same => true,
                    Overlap::Crossing => first.methods.iter().any(|method| second.methods.contains(method)),
                });
            if let Some(first) = first {
                problems.push(
                    AMBIGUOUS_PATHS
                        .at(
                            second.span,
                            format!("`{}` matches requests of `{}` too", second.path, first.path),
                        )
                        .related(first.span, "the other one")
                        .help("write one path for both, or tell them apart by a fixed segment"),
                );
            }
        }
    }
}

fn template<'a>(operation: &Operation<'a>, segments: Vec<Segment>) -> Template<'a> {
    Template { path: operation.path, span: operation.path_span, segments, methods: vec![operation.method] }
}

fn segments(path: &str) -> Vec<Segment> {
    path.split('/')
        .map(|segment| match (segment.find('{'), segment.rfind('}')) {
            (Some(0), Some(end)) if end + 1 == segment.len() && segment.matches('{').count() == 1 => {
                Segment::Any
            }
            (Some(_), Some(_)) => Segment::Mixed(without_names(segment)),
            _ => Segment::Literal(segment.to_owned()),
        })
        .collect()
}

fn without_names(segment: &str) -> String {
    let mut depth = 0_u32;
    let mut text = String::new();
    for c in segment.chars() {
        if c == '}' {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            text.push(c);
        }
        if c == '{' {
            depth += 1;
            text.push(c);
        }
    }
    text
}

fn overlap(first: &[Segment], second: &[Segment]) -> Overlap {
    let (mut first_better, mut second_better) = (false, false);
    for pair in first.iter().zip(second) {
        match pair {
            (first, second) if first == second => {}
            (_, Segment::Any) => first_better = true,
            (Segment::Any, _) => second_better = true,
            _ => return Overlap::Clear,
        }
    }
    match (first_better, second_better) {
        (false, false) => Overlap::Same,
        (true, true) => Overlap::Crossing,
        _ => Overlap::Clear,
    }
}

/// The operations of one path, path by path.
pub(super) fn by_path<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = &'c [Operation<'a>]> {
    context.operations.chunk_by(|first, second| first.path == second.path)
}

/// The key of the path's `parameters`, or the path when there are none.
pub(super) fn parameters_place(operation: &Operation<'_>) -> Span {
    operation
        .item
        .entry("parameters")
        .filter(|entry| !Node::items(&entry.node).is_empty())
        .map_or(operation.path_span, |entry| entry.key_span)
}
