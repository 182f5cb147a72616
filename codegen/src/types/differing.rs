//! The items of the types that two APIs do not have in common: to compare two clients, the others need not be made.

use super::{aliases, circles, form::Form, items, spelling::Spelling};
use crate::model::{Api, TypeDef};
use std::collections::BTreeSet;
use syn::Item;

/// Of each API the items of those types that the other does not have, or has otherwise: the same items that `types.rs` has of
/// them, without imports. A type that differs in its documentation alone is not among them.
///
/// # Panics
///
/// As [`emit`](super::emit).
pub(crate) fn differing(base: &Api, head: &Api) -> (Vec<Item>, Vec<Item>) {
    let (base, head) = (Held::of(&base.types), Held::of(&head.types));
    (base.items_beside(&head), head.items_beside(&base))
}

/// The types of an API with all that their items are made of.
struct Held<'a> {
    types: &'a [TypeDef],
    forms: Vec<Vec<Form>>,
    circular: BTreeSet<&'a str>,
}

impl<'a> Held<'a> {
    fn of(types: &'a [TypeDef]) -> Self {
        Self { types, forms: circles::forms(types), circular: aliases::circular(types) }
    }

    fn items_beside(&self, other: &Self) -> Vec<Item> {
        let mut spelling = Spelling::new(self.types);
        let spells_alike = spelling.agrees(&Spelling::new(other.types));
        let mut made = Vec::new();
        for (at, def) in self.types.iter().enumerate() {
            let there = other.types.binary_search_by(|other| other.name.cmp(&def.name));
            if !(spells_alike && there.is_ok_and(|there| self.is_same(at, other, there))) {
                made.extend(items(def, Some(&self.forms[at]), &self.circular, &mut spelling));
            }
        }
        made
    }

    /// Whether the items of a type are those of a type of the other API that has its name.
    fn is_same(&self, at: usize, other: &Self, there: usize) -> bool {
        let TypeDef { name, doc: _, deprecated: _, shape, in_request, in_response: _, span: _ } =
            &self.types[at];
        let def = &other.types[there];
        let (forms, others) = (&self.forms[at], &other.forms[there]);
        *shape == def.shape
            && *in_request == def.in_request
            && self.circular.contains(name.as_str()) == other.circular.contains(name.as_str())
            && forms.iter().zip(others).all(|(form, there)| self.is_same_form(form, other, there))
    }

    /// A named type is the same by its name, wherever it stands.
    fn is_same_form(&self, form: &Form, other: &Self, there: &Form) -> bool {
        match (form, there) {
            (Form::Named(at), Form::Named(there)) => self.types[*at].name == other.types[*there].name,
            (Form::Option(form), Form::Option(there))
            | (Form::List(form), Form::List(there))
            | (Form::Map(form), Form::Map(there))
            | (Form::Boxed(form), Form::Boxed(there)) => self.is_same_form(form, other, there),
            (form, there) => form == there,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        emit,
        testing::{api, def, object, random_types},
    };
    use super::*;
    use crate::{emit::api_lines, problem::Problems};
    use std::collections::BTreeSet;

    /// What both have of `api.txt`: by all of their types, and by those that differ.
    fn lines(base: &Api, head: &Api) -> [[BTreeSet<String>; 2]; 2] {
        let lines = |api: &Api, items| api_lines(api, items).into_iter().collect::<BTreeSet<_>>();
        let all = |api: &Api| lines(api, emit(api, &mut Problems::default()));
        let (base_items, head_items) = differing(base, head);
        [[all(base), all(head)], [lines(base, base_items), lines(head, head_items)]]
    }

    fn assert_complete(base: &Api, head: &Api) {
        let [[all_base, all_head], [base_lines, head_lines]] = lines(base, head);
        assert!(base_lines.is_subset(&all_base) && head_lines.is_subset(&all_head));
        let missing = |all: &BTreeSet<String>, other: &BTreeSet<String>, made: &BTreeSet<String>| {
            all.difference(other).filter(|line| !made.contains(*line)).cloned().collect::<Vec<_>>()
        };
        assert_eq!(missing(&all_base, &all_head, &base_lines), [""; 0], "{base:#?}");
        assert_eq!(missing(&all_head, &all_base, &head_lines), [""; 0], "{head:#?}");
    }

    #[test]
    fn every_line_that_differs_is_made() {
        for seed in 0..60 {
            let (mut types, others) = (random_types(seed), random_types(seed + 60));
            let base = api(types.clone());
            // One at a time: the boxes of others may move.
            for (at, other) in others.into_iter().enumerate() {
                types[at] = other;
                assert_complete(&base, &api(types.clone()));
            }
        }
    }

    #[test]
    fn a_name_that_is_a_word_of_all_types_changes_all_of_them() {
        let base = api(random_types(1));
        for word in ["Option", "Vec", "Box", "String", "BTreeMap", "Value", "Into", "Default"] {
            let mut types = random_types(1);
            for def in &mut types {
                def.in_request = true;
            }
            let base = api(types.clone());
            types.push(def(word, object([])));
            assert_complete(&base, &api(types));
        }
        let [[all, _], [made, _]] = lines(&base, &base);
        assert!(made.len() < all.len(), "what both have is not made");
    }
}
