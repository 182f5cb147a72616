//! Other names for types.

use super::document::names;
use super::form::Form;
use super::spelling::{Spelling, Word};
use super::{ident, type_docs};
use crate::model::{Shape, TypeDef};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Item, parse_quote};

/// A `type`, or a struct with one field where Rust allows no alias. `forms` has the form of the target,
/// `circular` what [`circular`] found.
pub(super) fn emit(
    def: &TypeDef,
    forms: &[Form],
    circular: &BTreeSet<&str>,
    spelling: &mut Spelling<'_>,
) -> Vec<Item> {
    let form = forms.first().unwrap_or(&Form::Any);
    let is_circular = circular.contains(def.name.as_str());
    vec![if is_circular { newtype(def, form, spelling) } else { alias(def, form, spelling) }]
}

/// A `type` for any form.
pub(super) fn alias(def: &TypeDef, form: &Form, spelling: &mut Spelling<'_>) -> Item {
    let docs = type_docs(def);
    let name = ident(&def.name);
    let ty = spelling.ty(form);
    parse_quote! { #(#docs)* pub type #name = #ty; }
}

/// Rust refuses `type A = Vec<A>`. The one field is public and there will be no second one, so that callers can build it.
fn newtype(def: &TypeDef, form: &Form, spelling: &mut Spelling<'_>) -> Item {
    let docs = type_docs(def);
    let name = ident(&def.name);
    let ty = spelling.ty(form);
    let (serialize, deserialize) = (spelling.word(Word::Serialize), spelling.word(Word::Deserialize));
    parse_quote! {
        #(#docs)*
        #[derive(Debug, Clone, PartialEq, #serialize, #deserialize)]
        #[serde(transparent)]
        pub struct #name(
            /// The value itself.
            pub #ty
        );
    }
}

/// The aliases that lead back to themselves through aliases alone. Takes time in proportion to their number: an alias names at
/// most one other, so that each is walked over once.
pub(super) fn circular(types: &[TypeDef]) -> BTreeSet<&str> {
    let targets: BTreeMap<&str, &str> =
        types.iter().filter_map(|def| Some((def.name.as_str(), target(def)?))).collect();
    // Which walk came by first.
    let mut walks: BTreeMap<&str, &str> = BTreeMap::new();
    let mut circular = BTreeSet::new();
    for start in targets.keys().copied() {
        let mut at = start;
        while let Some(next) = targets.get(at).copied() {
            match walks.get(at) {
                None => {
                    walks.insert(at, start);
                    at = next;
                }
                // This walk came back: once more around.
                Some(walk) if *walk == start && circular.insert(at) => at = next,
                Some(_) => break,
            }
        }
    }
    circular
}

/// The named type that an alias mentions.
fn target(def: &TypeDef) -> Option<&str> {
    match &def.shape {
        Shape::Alias(ty) => names(ty).first().copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{def, list, named, object};
    use super::*;

    #[test]
    fn two_thousand_aliases_in_a_circle_are_found_in_one_walk() {
        let count = 2000;
        let mut types: Vec<TypeDef> = (0..count)
            .map(|at| {
                def(&format!("T{at:04}"), Shape::Alias(list(named(&format!("T{:04}", (at + 1) % count)))))
            })
            .collect();
        assert_eq!(circular(&types).len(), count);
        // Without the last step all are a line that leads nowhere, or to a struct.
        types.pop();
        assert!(circular(&types).is_empty());
        types.push(def("T1999", object([])));
        assert!(circular(&types).is_empty());
    }

    #[test]
    fn what_leads_into_a_circle_is_not_in_it() {
        let alias = |name: &str, target: &str| def(name, Shape::Alias(list(named(target))));
        let types = [
            alias("A", "B"),
            alias("B", "C"),
            alias("C", "B"),
            alias("D", "C"),
            alias("E", "E"),
            alias("F", "None"),
        ];
        assert_eq!(circular(&types), BTreeSet::from(["B", "C", "E"]));
    }
}
