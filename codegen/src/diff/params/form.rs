//! How a parameter is named, sent and set.

use super::{
    super::{
        finding::Draft,
        rule::{
            Contract::{Source, Wire},
            Rule,
            Severity::{Breaking, Docs, Safe},
        },
    },
    Stated, Two, at_key,
    pairs::place,
    spoken,
    types::is_single,
};
use crate::model::{Location, Param, Style};

static PARAM_RENAMED: Rule = Rule {
    id: "param-renamed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a parameter of a query or a header has another name",
    explanation: "Where it may be left out, its setter is named after it, and calls of the old one do not compile; where it is required, it is \
                  an argument, and calls compile as before. What was built before sends the old name, which the server ignores or refuses.",
};

static PARAM_RUST_NAME_CHANGED: Rule = Rule {
    id: "param-rust-name-changed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a parameter has another name in Rust, though the server calls it the same",
    explanation: "Its setter has another name: either a header is written in another case, or another parameter of the operation has come \
                  or gone whose name is the same in Rust. It is safe where the parameter is required: arguments have no names in a call.",
};

static PARAM_LOCATION_CHANGED: Rule = Rule {
    id: "param-location-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "a parameter is sent in another part of the request",
    explanation: "The argument or the setter is the same and compiles as before. What was built before sends it where the server does not \
                  look.",
};

static PARAM_STYLE_CHANGED: Rule = Rule {
    id: "param-style-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "the values of a parameter are written in another way",
    explanation: "`style` and `explode` say how lists and objects are written, and `content` that a value is written as JSON. Compiling notices \
                  nothing; what was built before writes what the server does not understand. It is safe where a single value is \
                  written the same in both.",
};

static PARAM_BECAME_REQUIRED: Rule = Rule {
    id: "param-became-required",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a parameter may not be left out any more",
    explanation: "It is an argument of the method and no setter: calls of the operation do not compile. What was built before and leaves it out \
                  is refused.",
};

static PARAM_BECAME_OPTIONAL: Rule = Rule {
    id: "param-became-optional",
    severity: Breaking,
    contracts: &[Source],
    summary: "a parameter may be left out",
    explanation: "It is a setter of the builder and no argument of the method: calls of the operation do not compile. What was built before \
                  goes on to work.",
};

static PARAM_DEPRECATED: Rule = Rule {
    id: "param-deprecated",
    severity: Safe,
    contracts: &[Source],
    summary: "a parameter is discouraged",
    explanation: "Its setter is marked `#[deprecated]`. Where warnings are errors, whoever calls it has to allow it. An argument of a method \
                  cannot be marked: of a required parameter nothing is said in Rust.",
};

static PARAM_UNDEPRECATED: Rule = Rule {
    id: "param-undeprecated",
    severity: Safe,
    contracts: &[Source],
    summary: "a parameter is no longer discouraged",
    explanation: "Its setter is no longer marked `#[deprecated]`. An `#[expect(deprecated)]` for it is a warning now.",
};

static PARAM_DESCRIPTION_CHANGED: Rule = Rule {
    id: "param-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a parameter is another one",
    explanation: "Only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &PARAM_BECAME_OPTIONAL,
    &PARAM_BECAME_REQUIRED,
    &PARAM_DEPRECATED,
    &PARAM_DESCRIPTION_CHANGED,
    &PARAM_LOCATION_CHANGED,
    &PARAM_RENAMED,
    &PARAM_RUST_NAME_CHANGED,
    &PARAM_STYLE_CHANGED,
    &PARAM_UNDEPRECATED,
];

/// Compares one parameter, all but its type and its values.
pub(super) fn compare(two: &Two<'_, '_>, before: &Stated<'_>, after: &Stated<'_>) -> Vec<Draft> {
    // Types are compared by a module of their own.
    let Param { wire: _, name: _, doc, location, style: _, required, deprecated, ty: _ } = before.model;
    let head = after.model;
    let subject = spoken(head);
    let items = || two.items(Some(before.model), Some(head));
    let mut drafts = Vec::new();
    drafts.extend(names(two, before, after));
    let in_path = [*location, head.location].map(|location| location == Location::Path);
    if *location != head.location && in_path == [false; 2] {
        let draft = PARAM_LOCATION_CHANGED
            .found(format!("{subject} was {}", spoken(before.model)))
            .before(place(*location))
            .after(place(head.location));
        drafts.push(at_key(draft.items(items()), "in", before, after));
    }
    drafts.extend(styles(two, before, after));
    // In the path everything is required: what has come there or gone is told with the path.
    if *required != head.required && in_path[0] == in_path[1] {
        let draft = if head.required {
            PARAM_BECAME_REQUIRED
                .found(format!("{subject} is required"))
                .help("pass it as an argument of the method")
        } else {
            PARAM_BECAME_OPTIONAL.found(format!("{subject} may be left out")).help("set it at the builder")
        };
        drafts.push(at_key(draft.items(items()), "required", before, after));
    }
    if *deprecated != head.deprecated {
        let draft = if head.deprecated {
            PARAM_DEPRECATED.found(format!("{subject} is discouraged"))
        } else {
            PARAM_UNDEPRECATED.found(format!("{subject} is no longer discouraged"))
        };
        drafts.push(at_key(draft, "deprecated", before, after));
    }
    if *doc != head.doc {
        let draft = PARAM_DESCRIPTION_CHANGED.found(format!("{subject} is described in other words"));
        drafts.push(at_key(draft, "description", before, after));
    }
    drafts
}

/// The names on the wire and in Rust. Those of a path are told with the path.
fn names(two: &Two<'_, '_>, before: &Stated<'_>, after: &Stated<'_>) -> Option<Draft> {
    let (was, is) = (before.model, after.model);
    if [was, is].map(|param| param.location) == [Location::Path; 2] && was.wire != is.wire {
        return None;
    }
    // Names of headers have no case.
    let is_same =
        was.wire == is.wire || (is.location == Location::Header && was.wire.eq_ignore_ascii_case(&is.wire));
    let is_argument = was.required && is.required;
    let draft = if !is_same {
        let draft = PARAM_RENAMED.found(format!("{} is called `{}`", spoken(was), is.wire));
        let draft = draft.before(&was.wire).after(&is.wire);
        if is_argument { draft.breaks(&[Wire]) } else { draft }
    } else if was.name != is.name {
        let draft = PARAM_RUST_NAME_CHANGED.found(format!("{} is `{}` in Rust", spoken(is), is.name));
        let draft = draft.before(&was.name).after(&is.name);
        if is_argument { draft.severity(Safe) } else { draft }
    } else {
        return None;
    };
    let help = (!is.required).then(|| format!("call `{}` where `{}` was called", is.name, was.name));
    let draft = draft.items(two.items(Some(was), Some(is))).items(two.within(Some(before), Some(after)));
    let draft = at_key(draft, "name", before, after);
    Some(match help {
        Some(help) => draft.help(help),
        None => draft,
    })
}

fn styles(two: &Two<'_, '_>, before: &Stated<'_>, after: &Stated<'_>) -> Option<Draft> {
    let (was, is) = (before.model, after.model);
    // What is sent elsewhere is written as it is written there.
    if was.style == is.style || was.location != is.location {
        return None;
    }
    let draft = PARAM_STYLE_CHANGED
        .found(format!("{} is written as {}, not as {}", spoken(is), example(is.style), example(was.style)))
        .before(example(was.style))
        .after(example(is.style));
    let is_written_alike = is_single(&two.matching.base.api, &was.ty)
        && is_single(&two.matching.head.api, &is.ty)
        && [was.style, is.style].iter().all(|style| *style != Style::Json);
    let draft = if is_written_alike { draft.severity(Safe) } else { draft };
    let has = |key: &str| {
        [before, after].iter().any(|stated| stated.node.is_some_and(|node| node.get(key).is_some()))
    };
    let key = ["style", "explode", "content"].into_iter().find(|key| has(key)).unwrap_or_default();
    Some(at_key(draft, key, before, after))
}

fn example(style: Style) -> &'static str {
    match style {
        Style::Form => "`name=a&name=b`",
        Style::Comma => "`name=a,b`",
        Style::Space => "`name=a%20b`",
        Style::Pipe => "`name=a|b`",
        Style::DeepObject => "`name[key]=value`",
        Style::Json => "JSON",
    }
}
