//! The parameters of an operation.

use super::{
    difference::Draft,
    fields::required,
    rule,
    schema::View,
    schemas::{Compared, Schemas, deprecation},
    side::{Operation, flag, key_or},
};
use crate::{
    document::Node,
    lower::{stated_params, template_names},
    problem::{Rule, Span},
};
use std::borrow::Cow;

static PARAMETER_MISSING: Rule = rule(
    "parameter-missing",
    "the platform documents a parameter that the spec lacks",
    "Callers cannot send it. Where the platform requires it, every call without it is refused.",
);

static PARAMETER_UNDOCUMENTED: Rule = rule(
    "parameter-undocumented",
    "the spec has a parameter that the platform does not document",
    "The platform may have dropped or renamed it, and ignore what is sent. Parameters of the path are matched by position, others \
     by where they are sent and by name.",
);

static PARAMETER_STYLE_DIFFERS: Rule = rule(
    "parameter-style-differs",
    "a parameter of several values is written in another way",
    "`style` and `explode` say how lists and objects are written into a query or a path, and `content` that they are encoded as a \
     document. The platform misreads what is written otherwise.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&PARAMETER_MISSING, &PARAMETER_UNDOCUMENTED, &PARAMETER_STYLE_DIFFERS];

/// Compares the parameters of an operation.
pub(super) fn compare<'a>(
    ours: &Operation<'a>,
    theirs: &Operation<'a>,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let mut left = params(theirs);
    for our in params(ours) {
        let subject = format!("{} {} {}", ours.subject, our.location, our.name);
        if let Some(at) = left.iter().position(|their| their.key == our.key) {
            pair(subject, &our, &left.remove(at), schemas, compared);
        } else {
            let place = key_or(theirs.site.node, "parameters", theirs.site.span);
            let draft =
                Draft::new(&PARAMETER_UNDOCUMENTED, &subject, (our.node.span, place)).ours(our.spoken(ours));
            compared
                .found
                .push(draft.message(format!("the platform does not document the parameter `{subject}`")));
        }
    }
    for their in left {
        let subject = format!("{} {} {}", ours.subject, their.location, their.name);
        let place = key_or(ours.site.node, "parameters", ours.site.span);
        let draft =
            Draft::new(&PARAMETER_MISSING, &subject, (place, their.node.span)).theirs(their.spoken(theirs));
        compared.found.push(draft.message(format!("the spec lacks the parameter `{subject}`")));
    }
}

/// A parameter of an operation.
struct Param<'a> {
    /// What it is matched by: the position in a path, or else the name, that of a header without its case.
    key: (&'a str, String),
    location: &'a str,
    name: &'a str,
    node: &'a Node,
}

/// Those that count: OpenAPI describes three headers elsewhere, and says that parameters of such names are ignored.
fn params<'a>(operation: &Operation<'a>) -> Vec<Param<'a>> {
    let Operation { side, site, .. } = operation;
    let in_path = template_names(site.path);
    let text = |node: &'a Node, key| node.get(key).and_then(Node::as_str);
    let param = |node: &'a Node| {
        let (location, name) = (text(node, "in")?, text(node, "name")?);
        let key = match location {
            "path" => in_path.iter().position(|known| *known == name)?.to_string(),
            "header" => name.to_lowercase(),
            _ => name.to_owned(),
        };
        let is_ignored =
            location == "header" && ["accept", "authorization", "content-type"].contains(&key.as_str());
        (!is_ignored).then_some(Param { key: (location, key), location, name, node })
    };
    stated_params(&side.document, site.item, site.node).into_iter().filter_map(param).collect()
}

impl<'a> Param<'a> {
    fn is_required(&self) -> bool {
        self.location == "path" || flag(self.node, "required")
    }

    /// Its schema, and the media type that it is encoded as, if any.
    fn schema(&self) -> (Option<&'a Node>, Option<&'a str>) {
        match self.node.get("content").and_then(|content| content.entries().next()) {
            Some((name, media)) => (media.node.get("schema"), Some(name)),
            None => (self.node.get("schema"), None),
        }
    }

    /// How several values are written.
    fn style(&self) -> String {
        if let (_, Some(media_type)) = self.schema() {
            return media_type.to_owned();
        }
        let form = matches!(self.location, "query" | "cookie");
        let style =
            self.node.get("style").and_then(Node::as_str).unwrap_or(if form { "form" } else { "simple" });
        let explode = self.node.get("explode").and_then(Node::as_bool).unwrap_or(style == "form");
        format!("{style}{}", if explode { ", exploded" } else { "" })
    }

    /// What it is, in a few words.
    fn spoken(&self, operation: &Operation<'a>) -> String {
        let view = self.schema().0.map(|node| View::of(&operation.side.document, Cow::Borrowed(node)));
        let kind = view.map_or_else(|| "any".to_owned(), |view| view.spoken());
        format!("{kind}, {}", if self.is_required() { "required" } else { "optional" })
    }
}

fn pair<'a>(
    subject: String,
    ours: &Param<'a>,
    theirs: &Param<'a>,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let at: (Span, Span) = (ours.node.span, theirs.node.span);
    let found = &mut compared.found;
    found.extend(required(&subject, at, ours.is_required(), theirs.is_required()));
    found.extend(deprecation(&subject, at, flag(ours.node, "deprecated"), flag(theirs.node, "deprecated")));
    let (Some(our_schema), Some(their_schema)) = (ours.schema().0, theirs.schema().0) else { return };
    let our_view = View::of(&schemas.ours.document, Cow::Borrowed(our_schema));
    let their_view = View::of(&schemas.theirs.document, Cow::Borrowed(their_schema));
    let (our_style, their_style) = (ours.style(), theirs.style());
    let is_plain = |view: &View<'_>| !matches!(view.kind, "array" | "object" | "union" | "any");
    if our_style != their_style && !(is_plain(&our_view) && is_plain(&their_view)) {
        let message =
            format!("`{subject}` is written as {their_style} to the platform, {our_style} to the spec");
        let draft = Draft::new(&PARAMETER_STYLE_DIFFERS, &subject, at).ours(our_style).theirs(their_style);
        found.push(draft.message(message));
    }
    schemas.views(subject, our_view, their_view, compared);
}
