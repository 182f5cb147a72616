//! The body of a request: whether there is one, in which media type it is sent, and what it is made of.
//!
//! What the types of bodies hold is compared where the types are.

use super::{
    edits::Edits,
    finding::{Draft, Findings},
    matching::Matching,
    operations::{method, of_builder},
    rule::{
        Contract::{Behaviour, Source, Wire},
        Rule,
        Severity::{Breaking, Dangerous, Docs, Safe},
    },
    side::{Operating, Side, key_or},
};
use crate::{
    document::{Document, Node},
    emit::value_text,
    lower::sent_content,
    model::{Body, Encoding},
    problem::Span,
};

static BODY_REQUIRED_ADDED: Rule = Rule {
    id: "request-body-required-added",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation cannot be called without a body, and had none",
    explanation: "The method has one argument more: calls of it do not compile. What was built before sends no body and is refused.",
};

static BODY_OPTIONAL_ADDED: Rule = Rule {
    id: "request-body-optional-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an operation has a body that may be left out, and had none",
    explanation: "The builder has the setter `body`. Nothing that compiled before can use it.",
};

static BODY_REMOVED: Rule = Rule {
    id: "request-body-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation has no body any more",
    explanation: "The argument of the method, or the setter `body`, is gone. What was built before still sends a body; most servers ignore it.",
};

static BODY_BECAME_REQUIRED: Rule = Rule {
    id: "request-body-became-required",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "the body of an operation may not be left out any more",
    explanation: "It is an argument of the method and no setter: calls of the operation do not compile. What was built before and leaves it \
                  out is refused.",
};

static BODY_BECAME_OPTIONAL: Rule = Rule {
    id: "request-body-became-optional",
    severity: Breaking,
    contracts: &[Source],
    summary: "the body of an operation may be left out",
    explanation: "It is a setter of the builder and no argument of the method: calls of the operation do not compile. What was built before \
                  goes on to work.",
};

static BODY_TYPE_CHANGED: Rule = Rule {
    id: "request-body-type-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "the body of an operation has another type",
    explanation: "The method or the setter takes another Rust type. What was built before may send what the server refuses.",
};

static BYTES_CHANGED: Rule = Rule {
    id: "request-bytes-changed",
    severity: Dangerous,
    contracts: &[Wire],
    summary: "a body that callers encode themselves is described in another way",
    explanation: "The client takes bytes, such as the parts of a form, and does not look at them: what the change means is not analysed. Read \
                  both descriptions.",
};

static MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "request-media-type-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a media type of a body is not taken any more",
    explanation: "What was built before sends it and is refused. Calls compile as before where JSON or a form takes its place and was there; \
                  where bytes come or go, the argument has another Rust type. It is safe where the client sends another media type.",
};

static MEDIA_TYPE_ADDED: Rule = Rule {
    id: "request-media-type-added",
    severity: Safe,
    contracts: &[Wire],
    summary: "one more media type of a body is taken",
    explanation: "The client goes on to send the one that it sends. The new one can be sent through `Client::request`.",
};

static MEDIA_TYPE_PREFERRED_CHANGED: Rule = Rule {
    id: "request-media-type-preferred-changed",
    severity: Dangerous,
    contracts: &[Source, Behaviour],
    summary: "the client sends a body in another media type, though the old one is still taken",
    explanation: "Of those that the document offers the client sends JSON before a form, and a form before bytes. Other bytes are sent than \
                  before. It is breaking where callers had to encode the body and have not to now, for then the argument has another Rust \
                  type.",
};

static BODY_DESCRIPTION_CHANGED: Rule = Rule {
    id: "request-body-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a body is another one",
    explanation: "Only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &BODY_BECAME_OPTIONAL,
    &BODY_BECAME_REQUIRED,
    &BODY_DESCRIPTION_CHANGED,
    &BODY_OPTIONAL_ADDED,
    &BODY_REMOVED,
    &BODY_REQUIRED_ADDED,
    &BODY_TYPE_CHANGED,
    &BYTES_CHANGED,
    &MEDIA_TYPE_ADDED,
    &MEDIA_TYPE_PREFERRED_CHANGED,
    &MEDIA_TYPE_REMOVED,
];

/// Compares the bodies of the operations that both have. What several operations share is one finding.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    let mut edits = Edits::default();
    for (base, head) in &matching.both {
        let before = base.model.body.as_ref().and_then(|body| Stated::of(matching.base, base, body));
        let after = head.model.body.as_ref().and_then(|body| Stated::of(matching.head, head, body));
        for draft in compare_two(matching, before, after) {
            edits.push(&head.model.id, draft.items(items(matching, base, head)));
        }
    }
    edits.finish(findings);
}

/// A body and where it stands.
#[derive(Clone, Copy)]
struct Stated<'a> {
    model: &'a Body,
    document: &'a Document,
    /// The operation that has it.
    operation: &'a Node,
    /// What the document says of it.
    node: &'a Node,
    /// The place of the key.
    used: Span,
    /// The place of what it is.
    span: Span,
}

impl<'a> Stated<'a> {
    fn of(side: &'a Side<'_>, operating: &Operating<'a>, model: &'a Body) -> Option<Self> {
        let document = &side.document;
        let entry = operating.node.entry("requestBody")?;
        let node = document.resolve(&entry.node);
        let span = if std::ptr::eq(node, &raw const entry.node) { entry.key_span } else { node.span };
        Some(Self { model, document, operation: operating.node, node, used: entry.key_span, span })
    }

    /// The media types in which it can be sent.
    fn offered(&self) -> impl Iterator<Item = (&'a str, Span)> {
        let offered = self.node.get("content").into_iter().flat_map(Node::entries);
        offered.map(|(name, entry)| (name, entry.key_span))
    }

    fn offers(&self, media_type: &str) -> bool {
        self.offered().any(|(name, _)| name == media_type)
    }

    /// The media type that is sent, as the document has it.
    fn sent(&self) -> Option<(&'a str, Span, &'a Node)> {
        let (name, entry) = sent_content(self.document, self.operation)?;
        Some((name, entry.key_span, &entry.node))
    }

    fn key(&self, key: &str) -> Span {
        key_or(self.node, key, self.span)
    }
}

fn compare_two(matching: &Matching<'_>, before: Option<Stated<'_>>, after: Option<Stated<'_>>) -> Vec<Draft> {
    let (before, after) = match (before, after) {
        (None, None) => return Vec::new(),
        (None, Some(after)) => {
            let draft = if after.model.required {
                BODY_REQUIRED_ADDED.found("there is a body, and it is required")
            } else {
                BODY_OPTIONAL_ADDED.found("there may be a body")
            };
            let within = matching.head.items_within(after.node.span);
            return vec![draft.after(spoken(after.model)).at(None, Some(after.used)).items(within)];
        }
        (Some(before), None) => {
            let draft = BODY_REMOVED.found("there is no body any more");
            let within = matching.base.items_within(before.node.span);
            return vec![draft.before(spoken(before.model)).at(Some(before.used), None).items(within)];
        }
        (Some(before), Some(after)) => (before, after),
    };
    // How it is encoded follows from the media type.
    let Body { media_type: _, encoding: _, ty: _, required, doc } = before.model;
    let at_key = |draft: Draft, key: &str| draft.at(Some(before.key(key)), Some(after.key(key)));
    let mut drafts = media_types(&before, &after);
    drafts.extend(contents(matching, &before, &after));
    if *required != after.model.required {
        let draft = if after.model.required {
            BODY_BECAME_REQUIRED.found("the body is required").help("pass it as an argument of the method")
        } else {
            BODY_BECAME_OPTIONAL.found("the body may be left out").help("set it with `body`")
        };
        drafts.push(at_key(draft, "required"));
    }
    if *doc != after.model.doc {
        let draft = BODY_DESCRIPTION_CHANGED.found("the body is described in other words");
        drafts.push(at_key(draft, "description"));
    }
    drafts
}

/// What is sent, and what could be.
fn media_types(before: &Stated<'_>, after: &Stated<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let (Some((was, was_at, _)), Some((is, is_at, _))) = (before.sent(), after.sent()) else { return drafts };
    if was != is {
        let is_bytes = |stated: &Stated<'_>| stated.model.encoding == Encoding::Bytes;
        let is_alike = is_bytes(before) == is_bytes(after);
        let draft = if after.offers(was) {
            let draft = MEDIA_TYPE_PREFERRED_CHANGED
                .found(format!("the body is sent as `{is}`, and could still be sent as `{was}`"));
            if is_alike { draft.breaks(&[Behaviour]) } else { draft.severity(Breaking) }
        } else {
            let draft = MEDIA_TYPE_REMOVED
                .found(format!("the body is sent as `{is}`: `{was}` is not taken any more"));
            if is_alike { draft.breaks(&[Wire]) } else { draft }
        };
        drafts.push(draft.before(was).after(is).at(Some(was_at), Some(is_at)));
    }
    for (gone, place) in before.offered().filter(|(name, _)| *name != was && !after.offers(name)) {
        let draft = MEDIA_TYPE_REMOVED.found(format!("the body is not taken as `{gone}` any more"));
        drafts.push(draft.severity(Safe).breaks(&[Wire]).before(gone).at(Some(place), None));
    }
    for (new, place) in after.offered().filter(|(name, _)| *name != is && !before.offers(name)) {
        let draft = MEDIA_TYPE_ADDED.found(format!("the body is taken as `{new}` too"));
        drafts.push(draft.after(new).at(None, Some(place)));
    }
    drafts
}

/// The type of what is sent. That it is bytes now, or no bytes any more, is told with the media type.
fn contents(matching: &Matching<'_>, before: &Stated<'_>, after: &Stated<'_>) -> Option<Draft> {
    let (_, was_at, was) = before.sent()?;
    let (_, is_at, is) = after.sent()?;
    let bytes = [before, after].map(|stated| stated.model.encoding == Encoding::Bytes);
    let draft = match bytes {
        [true, true] if was.to_json() != is.to_json() => {
            BYTES_CHANGED.found("the bytes of the body are described in another way")
        }
        [false, false] if !matching.same_type(&before.model.ty, &after.model.ty) => {
            let (was, is) = (spoken(before.model), spoken(after.model));
            let draft = BODY_TYPE_CHANGED.found(format!("the body is `{is}`, not `{was}`"));
            let sides = [(matching.base, before), (matching.head, after)];
            let within = sides.into_iter().flat_map(|(side, stated)| side.items_within(stated.node.span));
            draft.before(was).after(is).items(within)
        }
        _ => return None,
    };
    Some(draft.at(Some(key_or(was, "schema", was_at)), Some(key_or(is, "schema", is_at))))
}

fn spoken(body: &Body) -> String {
    match body.encoding {
        Encoding::Bytes => "impl Into<Bytes>".to_owned(),
        Encoding::Json | Encoding::Form => value_text(&body.ty),
    }
}

/// The items that a body is in: the method and the setter.
fn items(matching: &Matching<'_>, base: &Operating<'_>, head: &Operating<'_>) -> [String; 4] {
    [
        method(base.model),
        of_builder(&matching.base.api, base.model, "body"),
        method(head.model),
        of_builder(&matching.head.api, head.model, "body"),
    ]
}
