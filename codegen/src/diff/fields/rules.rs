//! What can change of a field.

use super::super::rule::{
    Contract::{Source, Wire},
    Rule,
    Severity::{Breaking, Dangerous, Docs, Safe},
};

pub(in crate::diff) static REQUEST_REQUIRED_ADDED: Rule = Rule {
    id: "request-prop-required-added",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an object that requests hold has a new property that must be there",
    explanation: "`new` takes one argument more. What was built before sends objects without it, which are refused.",
};

pub(in crate::diff) static REQUEST_OPTIONAL_ADDED: Rule = Rule {
    id: "request-prop-optional-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an object that requests hold has a new property that may be left out",
    explanation: "There is a new setter. Structs are `#[non_exhaustive]`, so that nothing that compiled before names \
                  all fields.",
};

pub(in crate::diff) static REQUEST_REMOVED: Rule = Rule {
    id: "request-prop-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property of an object that requests hold is gone",
    explanation: "Its field and its setter or argument are gone. What was built before goes on to send it; most \
                  servers ignore that.",
};

pub(in crate::diff) static REQUEST_BECAME_REQUIRED: Rule = Rule {
    id: "request-prop-became-required",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a property of an object that requests hold must be there",
    explanation: "It is an argument of `new`, not a setter. What was built before may leave it out, which is refused.",
};

pub(in crate::diff) static REQUEST_BECAME_OPTIONAL: Rule = Rule {
    id: "request-prop-became-optional",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property of an object that requests hold may be left out",
    explanation: "It is a setter, not an argument of `new`, and its field is an `Option`. What was built before sends \
                  it as it did.",
};

pub(in crate::diff) static REQUEST_BECAME_NULLABLE: Rule = Rule {
    id: "request-prop-became-nullable",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property of an object that requests hold may be null",
    explanation: "A required field is an `Option`: wrap the argument of `new` in `Some`. An optional one is as before, \
                  and this is safe.",
};

pub(in crate::diff) static REQUEST_BECAME_NOT_NULLABLE: Rule = Rule {
    id: "request-prop-became-not-nullable",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a property of an object that requests hold cannot be null any more",
    explanation: "A required field is no `Option` any more, and null is refused. An optional one is left out where it \
                  is `None`, as before, and this is safe.",
};

pub(in crate::diff) static REQUEST_REORDERED: Rule = Rule {
    id: "request-prop-reordered",
    severity: Breaking,
    contracts: &[Source],
    summary: "required properties of an object that requests hold are in another order",
    explanation: "The arguments of `new` are in the order of the list `required`. Where two of them are of one type, calls \
                  compile and swap their values: read every call. Put the names of the list back into the order \
                  that they had, unless there is a reason.",
};

pub(in crate::diff) static RESPONSE_REMOVED: Rule = Rule {
    id: "response-prop-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a property of an answer that was always there, and never null, is gone",
    explanation: "Its field is gone. What was built before cannot read the answer at all: a required field is missing.",
};

pub(in crate::diff) static RESPONSE_OPTIONAL_REMOVED: Rule = Rule {
    id: "response-optional-prop-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property of an answer that might be left out or null is gone",
    explanation: "Its field is gone. What was built before reads the answer, with `None` for it.",
};

pub(in crate::diff) static RESPONSE_REQUIRED_ADDED: Rule = Rule {
    id: "response-prop-required-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an answer has a new property that is always there",
    explanation: "There is a new field. What was built before ignores it, and structs are `#[non_exhaustive]`.",
};

pub(in crate::diff) static RESPONSE_OPTIONAL_ADDED: Rule = Rule {
    id: "response-prop-optional-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an answer has a new property that may be left out",
    explanation: "There is a new field. What was built before ignores it, and structs are `#[non_exhaustive]`.",
};

pub(in crate::diff) static RESPONSE_BECAME_OPTIONAL: Rule = Rule {
    id: "response-prop-became-optional",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a property of an answer may be left out",
    explanation: "Its field is an `Option`. What was built before cannot read an answer without it. Where it may be \
                  null, it is an `Option` already, and this is safe.",
};

pub(in crate::diff) static RESPONSE_BECAME_REQUIRED: Rule = Rule {
    id: "response-prop-became-required",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property of an answer is always there",
    explanation: "Its field is no `Option` any more. What was built before reads it as it did. Where it may be null, \
                  it stays an `Option`, and this is safe.",
};

pub(in crate::diff) static RESPONSE_BECAME_NULLABLE: Rule = Rule {
    id: "response-prop-became-nullable",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a property of an answer may be null",
    explanation: "Its field is an `Option`. What was built before cannot read an answer in which it is null. Where it \
                  may be left out, it is an `Option` already, and this is safe.",
};

pub(in crate::diff) static RESPONSE_BECAME_NOT_NULLABLE: Rule = Rule {
    id: "response-prop-became-not-nullable",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property of an answer is never null",
    explanation: "Its field is no `Option` any more. Where it may be left out, it stays one, and this is safe.",
};

pub(super) static PROPERTY_RENAMED: Rule = Rule {
    id: "property-renamed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a property has another name",
    explanation: "Its field, and what sets it, have another name. What was built before sends the old name, which is \
                  ignored or refused, and does not find it in the answer.",
};

pub(super) static PROPERTY_RUST_NAME_CHANGED: Rule = Rule {
    id: "property-rust-name-changed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a property has another name in Rust, though it is the same in the document",
    explanation: "Another property of the object has come, gone or moved that is the same in Rust, and the generator \
                  tells them apart by a number. Where both are of one type, code compiles and reads the other one.",
};

pub(super) static PROPERTY_DEPRECATED: Rule = Rule {
    id: "property-deprecated",
    severity: Safe,
    contracts: &[Source],
    summary: "a property is discouraged",
    explanation: "Its field is marked `#[deprecated]`. Where warnings are errors, whoever uses it has to allow it.",
};

pub(super) static PROPERTY_UNDEPRECATED: Rule = Rule {
    id: "property-undeprecated",
    severity: Safe,
    contracts: &[Source],
    summary: "a property is no longer discouraged",
    explanation: "Its field is no longer marked `#[deprecated]`. An `#[expect(deprecated)]` for it is a warning now.",
};

pub(super) static PROPERTY_DESCRIPTION_CHANGED: Rule = Rule {
    id: "property-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a property is another one",
    explanation: "Only the documentation changes.",
};

pub(super) static PROPERTY_ORDER_CHANGED: Rule = Rule {
    id: "property-order-changed",
    severity: Docs,
    contracts: &[],
    summary: "properties of an object are in another order",
    explanation: "The fields are in the order of the document, which shows in the documentation and in `Debug`. \
                  Nothing else follows from it.",
};

pub(super) static ADDITIONAL_PROPERTIES_OPENED: Rule = Rule {
    id: "additional-properties-opened",
    severity: Safe,
    contracts: &[Source],
    summary: "an object may have further properties",
    explanation: "A new field holds them. Until now they were ignored.",
};

pub(super) static ADDITIONAL_PROPERTIES_CLOSED: Rule = Rule {
    id: "additional-properties-closed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an object cannot have further properties any more",
    explanation: "The field that held them is gone. In a request, what was built before may send some, which are refused.",
};

pub(in crate::diff) static READ_ONLY_ADDED: Rule = Rule {
    id: "property-read-only-added",
    severity: Dangerous,
    contracts: &[Wire],
    summary: "a property stands in answers alone",
    explanation: "Requests should leave it out: the server ignores or refuses it. Its setter stays, because the type \
                  is the same in both directions; an argument of `new` becomes a setter, and then this is breaking. \
                  It is safe where no request holds the type.",
};

pub(in crate::diff) static READ_ONLY_REMOVED: Rule = Rule {
    id: "property-read-only-removed",
    severity: Safe,
    contracts: &[Wire],
    summary: "a property that stood in answers alone stands in requests too",
    explanation: "Requests may set it. Where it must be there, it is an argument of `new` and no `Option` any more, \
                  and then this is breaking.",
};

pub(super) static WRITE_ONLY_ADDED: Rule = Rule {
    id: "property-write-only-added",
    severity: Dangerous,
    contracts: &[Wire],
    summary: "a property stands in requests alone",
    explanation: "Answers leave it out. Where it was always there, its field becomes an `Option`, what was built \
                  before cannot read the answer, and then this is breaking. It is safe where no answer holds the type.",
};

pub(super) static WRITE_ONLY_REMOVED: Rule = Rule {
    id: "property-write-only-removed",
    severity: Safe,
    contracts: &[Wire],
    summary: "a property that stood in requests alone stands in answers too",
    explanation: "Answers hold it. Where it must be there, its field is no `Option` any more, and then this is \
                  breaking.",
};

/// The rules of fields.
pub(in crate::diff) static RULES: &[&Rule] = &[
    &ADDITIONAL_PROPERTIES_CLOSED,
    &ADDITIONAL_PROPERTIES_OPENED,
    &PROPERTY_DEPRECATED,
    &PROPERTY_DESCRIPTION_CHANGED,
    &PROPERTY_ORDER_CHANGED,
    &PROPERTY_RENAMED,
    &PROPERTY_RUST_NAME_CHANGED,
    &PROPERTY_UNDEPRECATED,
    &READ_ONLY_ADDED,
    &READ_ONLY_REMOVED,
    &REQUEST_BECAME_NOT_NULLABLE,
    &REQUEST_BECAME_NULLABLE,
    &REQUEST_BECAME_OPTIONAL,
    &REQUEST_BECAME_REQUIRED,
    &REQUEST_OPTIONAL_ADDED,
    &REQUEST_REMOVED,
    &REQUEST_REORDERED,
    &REQUEST_REQUIRED_ADDED,
    &RESPONSE_BECAME_NOT_NULLABLE,
    &RESPONSE_BECAME_NULLABLE,
    &RESPONSE_BECAME_OPTIONAL,
    &RESPONSE_BECAME_REQUIRED,
    &RESPONSE_OPTIONAL_ADDED,
    &RESPONSE_OPTIONAL_REMOVED,
    &RESPONSE_REMOVED,
    &RESPONSE_REQUIRED_ADDED,
    &WRITE_ONLY_ADDED,
    &WRITE_ONLY_REMOVED,
];
