//! Other names for types.

use super::document::names;
use super::form::Form;
use super::spelling::{Spelling, Word};
use super::{ident, type_docs};
use crate::model::{Shape, TypeDef};
use syn::{Item, parse_quote};

/// A `type`, or a struct with one field where Rust allows no alias. `forms` has the form of the target.
pub(super) fn emit(def: &TypeDef, forms: &[Form], spelling: &mut Spelling<'_>) -> Vec<Item> {
    let form = forms.first().unwrap_or(&Form::Any);
    let item = if is_recursive(def, spelling.types()) {
        newtype(def, form, spelling)
    } else {
        alias(def, form, spelling)
    };
    vec![item]
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

/// Whether an alias leads back to itself through aliases alone.
fn is_recursive(def: &TypeDef, types: &[TypeDef]) -> bool {
    let mut open = targets(def);
    let mut seen = Vec::new();
    while let Some(name) = open.pop() {
        if name == def.name {
            return true;
        }
        if !seen.contains(&name) {
            seen.push(name);
            if let Some(next) = types.iter().find(|other| other.name == name) {
                open.extend(targets(next));
            }
        }
    }
    false
}

fn targets(def: &TypeDef) -> Vec<&str> {
    match &def.shape {
        Shape::Alias(ty) => names(ty),
        _ => Vec::new(),
    }
}
