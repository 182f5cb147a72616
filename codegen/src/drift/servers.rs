//! Where a document says that its API is: the address, and the path in front of all others.

use super::{difference::Draft, rule, side::Side};
use crate::{document::Node, lower::Site, problem::Rule};
use std::borrow::Cow;

static SERVER_DIFFERS: Rule = rule(
    "server-differs",
    "the platform's document names another address",
    "The first server of either document is compared, without its path: that belongs to the paths of the operations. A client \
     that is not told otherwise sends its requests to the address of the spec.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&SERVER_DIFFERS];

/// Compares the addresses, where both documents have one.
pub(super) fn compare(ours: &Side<'_>, theirs: &Side<'_>) -> Vec<Draft> {
    let (Some(our_url), Some(their_url)) = (first(&ours.document.root), first(&theirs.document.root)) else {
        return Vec::new();
    };
    let ((our_host, _), (their_host, _)) = (split(&our_url), split(&their_url));
    // A relative address is relative to where a document was fetched, which nobody knows.
    if our_host.is_empty() || their_host.is_empty() || our_host.eq_ignore_ascii_case(their_host) {
        return Vec::new();
    }
    let places = (ours.key("servers"), theirs.key("servers"));
    let draft = Draft::new(&SERVER_DIFFERS, "servers", places).ours(our_host).theirs(their_host);
    vec![draft.message(format!("the platform is at {their_host}, the spec says {our_host}"))]
}

/// The path of an operation behind the host of its server: `/v1/users/{}`. The names of parameters do not matter.
pub(super) fn whole_path(root: &Node, site: &Site<'_>) -> String {
    let url = first(site.node).or_else(|| first(site.item)).or_else(|| first(root)).unwrap_or_default();
    let mut whole = split(&url).1.trim_end_matches('/').to_owned();
    let mut rest = site.path;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((_, after)) = behind.split_once('}') else { break };
        whole.extend([before, "{}"]);
        rest = after;
    }
    whole.push_str(rest);
    whole
}

/// The first server of an object, with the defaults of its variables.
fn first(node: &Node) -> Option<Cow<'_, str>> {
    let server = node.get("servers")?.items().first()?;
    let mut url = Cow::Borrowed(server.get("url").and_then(Node::as_str)?.trim());
    for (name, variable) in server.get("variables").into_iter().flat_map(Node::entries) {
        if let Some(default) = variable.node.get("default").and_then(Node::as_str) {
            url = Cow::Owned(url.replace(&format!("{{{name}}}"), default));
        }
    }
    Some(url)
}

/// The scheme with the host, and the path.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    if host == 0 && !url.starts_with("//") {
        return ("", url);
    }
    let host = host.max(2);
    let end = url[host..].find('/').map_or(url.len(), |path| host + path);
    url.split_at(end)
}
