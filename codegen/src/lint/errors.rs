//! Error kinds: the registry `x-errors` and the responses that name its entries.

use super::{
    context::{Context, covers},
    error,
    limits::is_kebab_case,
    suggest,
    walk::Kind,
    warning,
};
use crate::{
    document::{Entry, Node},
    lower::is_kind_of_runtime,
    problem::{Problems, Rule, Span},
    suggest::closest,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static ERROR_WITHOUT_KIND: Rule = warning(
    "error-without-kind",
    "every 4xx and 5xx response names its error kind",
    "Callers match on the kind of an error. Without `x-error` the generator makes up a kind from the \
     status, which cannot say what happened.",
);
pub(super) static UNKNOWN_ERROR: Rule = error(
    "unknown-error",
    "every error kind of a response is defined in the root's `x-errors`",
    "The registry holds the status and the advice of a kind, and with them the documentation of what \
     callers match on.",
)
.fixable();
pub(super) static UNUSED_ERROR: Rule = warning(
    "unused-error",
    "every kind in `x-errors` is the kind of a response",
    "A kind that no operation can end with is a variant that callers match in vain.",
);
pub(super) static ERROR_STATUS: Rule = error(
    "error-status",
    "an error kind stands under its own status",
    "The status decides the kind of an error when the body does not help. One kind under two statuses \
     makes that a guess.",
);
pub(super) static BAD_ERROR: Rule = error(
    "bad-error",
    "an entry of `x-errors` has a status and a name of its own",
    "`status` is a status such as `402`, a range such as `5XX` or a list of these. The name is kebab-case \
     and becomes a variant beside those of the runtime, whose names are taken.",
)
.fixable();

const ERROR_KEYS: [&str; 3] = ["status", "advice", "description"];

/// One response key under which an error kind is named.
struct Use<'a> {
    status: &'a str,
    key_span: Span,
    /// Whether the kind is named in a shared response.
    shared: bool,
}

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let registry = context.document.root.get("x-errors");
    let kinds: BTreeMap<&str, &Entry> = registry.into_iter().flat_map(Node::entries).collect();
    for (name, entry) in &kinds {
        definition(context.text(), name, entry, problems);
    }
    let named = context.objects.iter().filter(|object| object.kind == Kind::Response);
    let named: Vec<&Node> = named.filter_map(|response| response.node.get("x-error")).collect();
    let mut used: BTreeSet<&str> = named.iter().filter_map(|node| node.as_str()).collect();
    let statuses_of = statuses_of(context);
    for node in &named {
        if !node.as_str().is_some_and(|name| kinds.contains_key(name)) {
            // A misspelt name is one mistake: the kind that it means is used.
            used.extend(closest(node.as_str().unwrap_or_default(), kinds.keys().copied()));
            let status = statuses_of.get(&node.span).copied();
            unknown(context.text(), node, &kinds, status, problems);
        }
    }
    for (name, entry) in kinds.iter().filter(|(name, _)| !used.contains(**name)) {
        problems.push(
            UNUSED_ERROR
                .at(entry.key_span, format!("no response is of the kind `{name}`"))
                .help(format!("write `x-error: {name}` in the responses that mean it, or remove it")),
        );
    }
    statuses(context, &kinds, problems);
    without_kind(context, registry.is_none() && named.is_empty(), problems);
}

/// By the place of an `x-error`: the first status under which it stands.
fn statuses_of<'a>(context: &Context<'a>) -> BTreeMap<Span, &'a str> {
    let mut statuses = BTreeMap::new();
    for response in context.operations.iter().flat_map(|operation| context.responses(operation)) {
        if let Some(node) = response.error() {
            statuses.entry(node.span).or_insert(response.status);
        }
    }
    statuses
}

fn unknown(
    text: &str,
    node: &Node,
    kinds: &BTreeMap<&str, &Entry>,
    status: Option<&str>,
    problems: &mut Problems,
) {
    let name = node.as_str().unwrap_or_default();
    let status = status.unwrap_or("..");
    let define = format!(
        "define it in `x-errors`, as in `{name}: {{ status: {status}, description: .., advice: .. }}`"
    );
    problems.push(
        UNKNOWN_ERROR
            .at(node.span, format!("there is no error kind `{name}`"))
            .help(suggest::did_you_mean(name, kinds.keys().copied(), define))
            .fix(suggest::meant(text, node.span, name, kinds.keys().copied())),
    );
}

/// Compares the status of each kind with the keys of the responses that name it.
fn statuses(context: &Context<'_>, kinds: &BTreeMap<&str, &Entry>, problems: &mut Problems) {
    let mut uses: BTreeMap<Span, (&Node, Vec<Use<'_>>)> = BTreeMap::new();
    for operation in &context.operations {
        for response in context.responses(operation) {
            let Some(node) = response.error() else { continue };
            let shared = response.written.get("x-error").is_none();
            uses.entry(node.span).or_insert((node, Vec::new())).1.push(Use {
                status: response.status,
                key_span: response.key_span,
                shared,
            });
        }
    }
    for (node, uses) in uses.into_values() {
        let Some((name, status)) =
            node.as_str().and_then(|name| Some((name, kinds.get(name)?.node.get("status")?)))
        else {
            continue;
        };
        let allowed: Vec<&str> = patterns(status).iter().filter_map(Node::as_str).collect();
        if allowed.is_empty() {
            continue;
        }
        let fits = |one: &Use<'_>| allowed.iter().any(|pattern| covers(pattern, one.status));
        let wrong: Vec<&Use<'_>> = uses.iter().filter(|one| !fits(one)).collect();
        let statuses = suggest::list(allowed.iter().copied());
        // A shared response that fits nowhere is wrong itself; one that fits elsewhere is only used wrongly
        // here.
        let itself = wrong.len() == uses.len();
        for one in if itself { &wrong[..wrong.len().min(1)] } else { &wrong[..] } {
            let mut problem = ERROR_STATUS
                .at(
                    if itself { node.span } else { one.key_span },
                    format!("`{name}` stands under the status {}, but is defined for {statuses}", one.status),
                )
                .related(status.span, "its status")
                .help(format!(
                    "move the response to {statuses}, or write the `x-error` that {} means",
                    one.status
                ));
            if one.shared && itself {
                problem = problem.related(one.key_span, "used here");
            }
            problems.push(problem);
        }
    }
}

fn without_kind(context: &Context<'_>, silent: bool, problems: &mut Problems) {
    for operation in &context.operations {
        for response in context.responses(operation) {
            if !response.is_failure() || response.error().is_some() {
                continue;
            }
            if silent {
                problems.push(ERROR_WITHOUT_KIND.at(context.top(), "no response names its error kind").help(
                    "define `x-errors:` at the root and write `x-error: <name>` in each 4xx and 5xx response",
                ));
                return;
            }
            let place = context.definition(response.written, response.key_span);
            problems.push(
                ERROR_WITHOUT_KIND
                    .at(place, "this failure has no kind")
                    .help("write `x-error:` with the name of an entry of `x-errors`"),
            );
        }
    }
}

fn definition(text: &str, name: &str, entry: &Entry, problems: &mut Problems) {
    let node = &entry.node;
    let mut bad = |span, message: String, help: &str| problems.push(BAD_ERROR.at(span, message).help(help));
    if is_kind_of_runtime(name) {
        let message = format!("`{name}` is a kind of the runtime");
        bad(entry.key_span, message, "write another name: the client itself fails with this kind");
    } else if !is_kebab_case(name) {
        let message = format!("`{name}` is not kebab-case");
        bad(entry.key_span, message, "write lower-case words joined by `-`, as in `billing-limit`");
    }
    let help =
        "write `status:` with a 4xx or 5xx status, a range or a list, as in `status: 402` or `status: 5XX`";
    match node.get("status") {
        None => bad(entry.key_span, format!("the error kind `{name}` has no status"), help),
        Some(status) => {
            let patterns = patterns(status);
            if patterns.is_empty() {
                bad(status.span, format!("the error kind `{name}` has no status"), help);
            }
            for status in patterns.iter().filter(|status| !status.as_str().is_some_and(is_failure)) {
                let text = status.as_str().unwrap_or("this");
                bad(status.span, format!("`{text}` is no status of a failure"), help);
            }
        }
    }
    suggest::unknown_keys(text, &BAD_ERROR, node, "an error kind", &ERROR_KEYS, problems);
}

/// The statuses of a kind: one, or a list.
fn patterns(status: &Node) -> &[Node] {
    if status.as_str().is_some() { std::slice::from_ref(status) } else { status.items() }
}

fn is_failure(status: &str) -> bool {
    let digits = status.get(1..).is_some_and(|rest| {
        rest.len() == 2 && (rest.eq_ignore_ascii_case("xx") || rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    status == "default" || (digits && status.starts_with(['4', '5']))
}
