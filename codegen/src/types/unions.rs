//! Enums: strings with known values, objects told apart by a property, and values told apart by trying.

use super::form::Form;
use super::spelling::{Spelling, Word, text};
use super::{docs, ident, type_docs};
use crate::model::{Choice, Enum, Tagged, TypeDef};
use quote::quote;
use syn::{Item, parse_quote};

/// The variant that holds what this version does not know. Lowering calls no other one so.
const UNKNOWN: &str = "Unknown";

/// A string with known values, open to others, and its conversions.
pub(super) fn open_enum(def: &TypeDef, shape: &Enum, spelling: &mut Spelling<'_>) -> Vec<Item> {
    let type_docs = type_docs(def);
    let name = ident(&def.name);
    let names: Vec<_> = shape.values.iter().map(|value| ident(&value.variant)).collect();
    let wires: Vec<_> = shape.values.iter().map(|value| value.wire.as_str()).collect();
    let variants = shape.values.iter().zip(&names).map(|(value, name)| {
        let docs = match &value.doc {
            Some(doc) => docs(doc),
            None => docs(&format!("`{}`.", value.wire)),
        };
        quote! { #(#docs)* #name }
    });
    let (unknown, text) = (ident(UNKNOWN), spelling.word(Word::String));
    let declaration = parse_quote! {
        #(#type_docs)*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that this version does not know.
            #unknown(#text),
        }
    };
    let ignore_case = shape.ignore_case.then(|| quote! { ignore_case });
    let conversions = parse_quote! {
        codegen_runtime::open_enum!(#ignore_case #name { #(#names = #wires,)* });
    };
    vec![declaration, conversions]
}

/// One of several objects, open to others, and its conversions.
pub(super) fn tagged(
    def: &TypeDef,
    shape: &Tagged,
    forms: &[Form],
    spelling: &mut Spelling<'_>,
) -> Vec<Item> {
    let type_docs = type_docs(def);
    let name = ident(&def.name);
    let names: Vec<_> = shape.choices.iter().map(|(_, choice)| ident(&choice.variant)).collect();
    let values: Vec<_> = shape.choices.iter().map(|(value, _)| value.as_str()).collect();
    let property = &shape.property;
    let mut variants = Vec::new();
    for ((value, name), form) in values.iter().zip(&names).zip(forms) {
        let docs = docs(&format!("An object whose `{property}` is `{value}`."));
        let ty = spelling.ty(form);
        variants.push(quote! { #(#docs)* #name(#ty) });
    }
    let (unknown, any) = (ident(UNKNOWN), spelling.word(Word::Value));
    let declaration = parse_quote! {
        #(#type_docs)*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// An object of a kind that this version does not know.
            #unknown(#any),
        }
    };
    let conversions = parse_quote! {
        codegen_runtime::tagged_union!(#name by #property { #(#names = #values,)* });
    };
    vec![declaration, conversions]
}

/// One of several types. The first one that fits is taken, in the order of the model: the most
/// demanding first.
pub(super) fn untagged(
    def: &TypeDef,
    choices: &[Choice],
    forms: &[Form],
    spelling: &mut Spelling<'_>,
) -> Vec<Item> {
    let type_docs = type_docs(def);
    let name = ident(&def.name);
    let (serialize, deserialize) = (spelling.word(Word::Serialize), spelling.word(Word::Deserialize));
    let mut variants = Vec::new();
    for (choice, form) in choices.iter().zip(forms) {
        let name = ident(&choice.variant);
        let ty = spelling.ty(form);
        let content = match form {
            Form::Boxed(inner) => spelling.ty(inner),
            _ => ty.clone(),
        };
        let docs = docs(&format!("Holds `{}`.", text(&content)));
        variants.push(quote! { #(#docs)* #name(#ty) });
    }
    let declaration = parse_quote! {
        #(#type_docs)*
        #[derive(Debug, Clone, PartialEq, #serialize, #deserialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    };
    vec![declaration]
}
