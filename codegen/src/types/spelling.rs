//! How a type is spelled in `types.rs`: short where that is unambiguous, with the imports that it takes.

use super::form::Form;
use super::ident;
use crate::model::TypeDef;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::{Item, parse_quote};

/// A name from outside that generated types use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    Option,
    Vec,
    Box,
    String,
    BTreeMap,
    Value,
    Serialize,
    Deserialize,
}

impl Word {
    const ALL: [Self; 8] = [
        Self::Option,
        Self::Vec,
        Self::Box,
        Self::String,
        Self::BTreeMap,
        Self::Value,
        Self::Serialize,
        Self::Deserialize,
    ];

    fn short(self) -> &'static str {
        match self {
            Self::Option => "Option",
            Self::Vec => "Vec",
            Self::Box => "Box",
            Self::String => "String",
            Self::BTreeMap => "BTreeMap",
            Self::Value => "Value",
            Self::Serialize => "Serialize",
            Self::Deserialize => "Deserialize",
        }
    }

    fn full(self) -> TokenStream {
        match self {
            Self::Option => quote! { ::std::option::Option },
            Self::Vec => quote! { ::std::vec::Vec },
            Self::Box => quote! { ::std::boxed::Box },
            Self::String => quote! { ::std::string::String },
            Self::BTreeMap => quote! { ::std::collections::BTreeMap },
            Self::Value => quote! { ::serde_json::Value },
            Self::Serialize => quote! { ::serde::Serialize },
            Self::Deserialize => quote! { ::serde::Deserialize },
        }
    }
}

/// Spells types beside the types of an API, and remembers what to import.
pub(super) struct Spelling<'a> {
    types: &'a [TypeDef],
    /// The API's own type names: a word among them is written in full.
    taken: BTreeSet<&'a str>,
    used: BTreeSet<Word>,
}

impl<'a> Spelling<'a> {
    pub(super) fn new(types: &'a [TypeDef]) -> Self {
        Self { types, taken: types.iter().map(|def| def.name.as_str()).collect(), used: BTreeSet::new() }
    }

    /// A type in place.
    pub(super) fn ty(&mut self, form: &Form) -> TokenStream {
        match form {
            Form::Primitive(name) => {
                let name = ident(name);
                quote! { #name }
            }
            Form::Text => self.word(Word::String),
            Form::Any => self.word(Word::Value),
            Form::Object => {
                let (key, value) = (self.word(Word::String), self.word(Word::Value));
                quote! { serde_json::Map<#key, #value> }
            }
            Form::Option(inner) => self.around(Word::Option, inner),
            Form::List(inner) => self.around(Word::Vec, inner),
            Form::Boxed(inner) => self.around(Word::Box, inner),
            Form::Map(value) => {
                let (map, key, value) = (self.word(Word::BTreeMap), self.word(Word::String), self.ty(value));
                quote! { #map<#key, #value> }
            }
            Form::Named(position) => match self.types.get(*position) {
                Some(def) => {
                    let name = ident(&def.name);
                    quote! { #name }
                }
                None => self.word(Word::Value),
            },
        }
    }

    /// A word in place.
    pub(super) fn word(&mut self, word: Word) -> TokenStream {
        if self.taken.contains(word.short()) {
            word.full()
        } else {
            self.used.insert(word);
            let name = ident(word.short());
            quote! { #name }
        }
    }

    /// Whether both spell a type the same way.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let differs = |word: Word| self.taken.contains(word.short()) != other.taken.contains(word.short());
        !Word::ALL.into_iter().any(differs)
            && self.has_conversions() == other.has_conversions()
            && self.has_default() == other.has_default()
    }

    /// Whether `impl Into<_>` and `impl IntoIterator<_>` mean what the prelude says.
    pub(super) fn has_conversions(&self) -> bool {
        ["Into", "IntoIterator", "Iterator"].iter().all(|name| !self.taken.contains(name))
    }

    /// Whether `Default` means what the prelude says.
    pub(super) fn has_default(&self) -> bool {
        !self.taken.contains("Default")
    }

    /// The `use` items for everything spelled so far.
    pub(super) fn imports(&self) -> Vec<Item> {
        let uses = |word| self.used.contains(&word);
        let mut items = Vec::new();
        match (uses(Word::Serialize), uses(Word::Deserialize)) {
            (true, true) => items.push(parse_quote! { use serde::{Deserialize, Serialize}; }),
            (true, false) => items.push(parse_quote! { use serde::Serialize; }),
            (false, true) => items.push(parse_quote! { use serde::Deserialize; }),
            (false, false) => {}
        }
        if uses(Word::Value) {
            items.push(parse_quote! { use serde_json::Value; });
        }
        if uses(Word::BTreeMap) {
            items.push(parse_quote! { use std::collections::BTreeMap; });
        }
        items
    }

    fn around(&mut self, outer: Word, inner: &Form) -> TokenStream {
        let (outer, inner) = (self.word(outer), self.ty(inner));
        quote! { #outer<#inner> }
    }
}

/// A type as text, for docs and for `serde` arguments.
pub(super) fn text(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}
