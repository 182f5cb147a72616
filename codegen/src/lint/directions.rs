//! Properties that travel in one direction only.

use super::{context::Context, walk::Kind, warning};
use crate::{
    document::Node,
    lower::{is_read_only, is_write_only},
    problem::{Problems, Rule},
};
use std::collections::BTreeSet;

pub(super) static READ_ONLY_REQUIRED: Rule = warning(
    "read-only-required",
    "a schema that requests and answers share requires no property that only one of them holds",
    "`required` and `readOnly` together mean that answers always hold the property and requests never do. One Rust type \
     stands for both, so the property is optional in it, and whoever reads an answer has to handle the case that it is \
     missing. Give requests a schema of their own.",
);
pub(super) static ONE_WAY_BOTH: Rule = warning(
    "one-way-both",
    "no property is `readOnly` and `writeOnly`",
    "A property that neither a request nor an answer may hold does not exist. Remove one of the two.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let (sent, received) = (reached(context, Kind::RequestBody), reached(context, Kind::Response));
    for object in context.objects.iter().filter(|object| object.is_schema()) {
        let shared = [&sent, &received].iter().all(|all| all.contains(&std::ptr::from_ref(object.node)));
        let required = object.node.get("required").map_or(&[][..], Node::items);
        for (name, entry) in object.node.get("properties").into_iter().flat_map(Node::entries) {
            let (read, write) =
                (is_read_only(context.document, &entry.node), is_write_only(context.document, &entry.node));
            if read && write {
                problems.push(
                    ONE_WAY_BOTH
                        .at(
                            entry.key_span,
                            format!("`{name}` is `readOnly` and `writeOnly`: nothing may hold it"),
                        )
                        .help("remove one of the two"),
                );
            } else if (read || write) && shared && required.iter().any(|one| one.as_str() == Some(name)) {
                let only = if read { "answers" } else { "requests" };
                problems.push(
                    READ_ONLY_REQUIRED
                        .at(
                            entry.key_span,
                            format!(
                                "`{name}` is required, but only {only} hold it: it is optional in the client"
                            ),
                        )
                        .help("give requests a schema without it, or remove it from `required`"),
                );
            }
        }
    }
}

/// Every schema that bodies of this kind reach.
fn reached<'a>(context: &Context<'a>, kind: Kind) -> BTreeSet<*const Node> {
    let bodies = context.operations.iter().flat_map(|operation| -> Vec<&'a Node> {
        match kind {
            Kind::RequestBody => operation.node.get("requestBody").into_iter().collect(),
            _ => context.responses(operation).iter().map(|response| response.node).collect(),
        }
    });
    let media = bodies
        .filter_map(|body| context.document.resolve(body).get("content"))
        .flat_map(Node::entries)
        .filter_map(|(_, entry)| entry.node.get("schema"));
    let mut todo: Vec<&Node> = media.collect();
    let mut reached = BTreeSet::new();
    while let Some(schema) = todo.pop() {
        let schema = context.document.resolve(schema);
        if !reached.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        todo.extend(
            schema.get("properties").into_iter().flat_map(Node::entries).map(|(_, entry)| &entry.node),
        );
        todo.extend(["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key)));
        let parts = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key));
        todo.extend(parts.flat_map(Node::items));
    }
    reached
}
