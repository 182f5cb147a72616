//! Which operation of ours is which of the platform's, and all that is compared of both.

use super::{
    bodies, credentials,
    difference::Draft,
    limits, params, reach, responses, rule,
    schemas::{Compared, Schemas, deprecation},
    servers::whole_path,
    side::{Operation, Side, flag},
};
use crate::problem::Rule;
use std::collections::{BTreeMap, VecDeque};

static OPERATION_MISSING: Rule = rule(
    "operation-missing",
    "the platform documents an operation that the spec lacks",
    "The client has no method for it. Operations are matched by method and path, with the path of the server in front and \
     whatever the parameters in it are called.",
);

static OPERATION_UNDOCUMENTED: Rule = rule(
    "operation-undocumented",
    "the spec has an operation that the platform does not document",
    "The platform may have dropped or moved it: then every call of it fails.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&OPERATION_MISSING, &OPERATION_UNDOCUMENTED];

/// Compares all operations.
pub(super) fn compare<'a>(ours: &'a Side<'a>, theirs: &'a Side<'a>) -> Vec<Draft> {
    let key = |operation: &Operation<'_>| {
        let Operation { side, site, .. } = operation;
        (whole_path(&side.document.root, site), site.method.to_owned())
    };
    let mut left: BTreeMap<_, VecDeque<Operation<'a>>> = BTreeMap::new();
    for operation in theirs.operations() {
        left.entry(key(&operation)).or_default().push_back(operation);
    }
    let mut found = Vec::new();
    let mut schemas = Schemas::new(ours, theirs);
    let mut operations: Vec<(String, Compared)> = Vec::new();
    for our in ours.operations() {
        let mut compared = Compared::default();
        if let Some(their) = left.get_mut(&key(&our)).and_then(VecDeque::pop_front) {
            pair(&our, &their, &mut schemas, &mut compared);
        } else {
            let draft =
                Draft::new(&OPERATION_UNDOCUMENTED, &our.subject, (our.site.span, theirs.key("paths")));
            let message = format!("the platform does not document `{}`", our.subject);
            compared.found.push(draft.ours(&our.subject).message(message));
        }
        operations.push((our.id().to_owned(), compared));
    }
    for their in left.into_values().flatten() {
        let draft = Draft::new(&OPERATION_MISSING, &their.subject, (ours.key("paths"), their.site.span));
        let message = format!("the spec lacks `{}`", their.subject);
        found.push(draft.theirs(&their.subject).message(message));
    }
    schemas.finish();
    found.extend(reach::collect(operations, schemas));
    found
}

fn pair<'a>(
    ours: &Operation<'a>,
    theirs: &Operation<'a>,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let at = (ours.site.span, theirs.site.span);
    let is_deprecated = |operation: &Operation<'_>| flag(operation.site.node, "deprecated");
    compared.found.extend(deprecation(&ours.subject, at, is_deprecated(ours), is_deprecated(theirs)));
    compared.found.extend(credentials::compare(ours, theirs));
    compared.found.extend(limits::compare(ours, theirs));
    params::compare(ours, theirs, schemas, compared);
    bodies::compare(ours, theirs, schemas, compared);
    responses::compare(ours, theirs, schemas, compared);
}
