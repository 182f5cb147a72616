//! The lines of `api.txt` that two clients do not have in common: made as all lines are, of no more than can differ.

use super::{Module, api_txt, operation, shared};
use crate::model::{Api, Operation};
use proc_macro2::TokenStream;
use std::collections::BTreeMap;
use syn::Item;

/// Of each API the lines of its `api.txt`, without those of an operation that the other has as well. `types` are the items that
/// there are to be lines of.
pub(crate) fn differing_lines(
    (base, base_types): (&Api, Vec<Item>),
    (head, head_types): (&Api, Vec<Item>),
) -> (Vec<String>, Vec<String>) {
    (beside(base, base_types, head), beside(head, head_types, base))
}

fn beside(api: &Api, types: Vec<Item>, other: &Api) -> Vec<String> {
    let module = |api: &'_ Api, operation: &Operation| api.tags[operation.tag].module.clone();
    let others: BTreeMap<&str, &Operation> =
        other.operations.iter().map(|operation| (operation.id.as_str(), operation)).collect();
    let is_same = |operation: &Operation| {
        let there = others.get(operation.id.as_str());
        there.is_some_and(|there| *there == operation && module(api, operation) == module(other, there))
    };
    let mut made: BTreeMap<usize, TokenStream> = BTreeMap::new();
    for operation in api.operations.iter().filter(|operation| !is_same(operation)) {
        made.entry(operation.tag).or_default().extend(operation::emit(api, operation));
    }
    let mut modules = shared(api, types);
    modules.extend(
        made.into_iter().map(|(at, items)| Module::new(&super::path(&api.tags[at]), String::new(), items)),
    );
    api_txt::lines(&modules)
}
