//! The items of `types.rs`: every named type of the API. The only module that knows progenitor.
//!
//! Two sources meet here. The model says what a person reads: names, order, docs, which types callers build. Progenitor
//! says how each part is held: which Rust type a schema becomes and where a `Box` keeps a recursive type finite.

mod aliases;
mod circles;
mod differing;
mod document;
mod form;
mod progenitor;
mod quiet;
mod spelling;
mod structs;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unions;

pub(crate) use differing::differing;

use crate::model::{Api, Shape, TypeDef};
use crate::problem::{Problems, Rule, Severity};
use form::Form;
use proc_macro2::Ident;
use quote::quote;
use spelling::Spelling;
use std::collections::BTreeSet;
use syn::{Attribute, Item, parse_quote};

/// What can be wrong with a schema that no other check sees.
pub(crate) static RULES: &[&Rule] = &[&SCHEMA_NOT_EXPRESSED];

static SCHEMA_NOT_EXPRESSED: Rule = Rule {
    id: "schema-not-expressed",
    severity: Severity::Warning,
    summary: "every schema has a Rust type of its own",
    explanation: "The generator found no Rust type for the schema. The client decodes it as `serde_json::Value`, so that \
        the rest of the API stays usable, and callers read it by hand. Write the schema with fewer constructs: an object \
        with properties, a list, a map, a union of named schemas.",
    fixable: false,
};

/// The items of `types.rs`: imports first, then each type with what belongs to it, in the order of [`Api::types`].
///
/// A schema for which there is no Rust type becomes an alias of `serde_json::Value` and a warning at its place.
///
/// # Panics
///
/// When a name of `api` is no Rust identifier; lowering decides the names and makes sure that they are.
pub(crate) fn emit(api: &Api, problems: &mut Problems) -> Vec<Item> {
    let answer = progenitor::forms(&api.types, progenitor::generate);
    for (index, reason) in &answer.failures {
        let def = &api.types[*index];
        problems.push(
            SCHEMA_NOT_EXPRESSED
                .at(def.span, format!("there is no Rust type for the schema of `{}`: {reason}", def.name))
                .help("its values are any JSON until the schema is simpler"),
        );
    }
    let circular = aliases::circular(&api.types);
    let mut spelling = Spelling::new(&api.types);
    let types: Vec<_> = api
        .types
        .iter()
        .zip(&answer.forms)
        .flat_map(|(def, forms)| items(def, forms.as_deref(), &circular, &mut spelling))
        .collect();
    let mut items = spelling.imports();
    items.extend(types);
    items
}

/// The items of one type; an alias of any JSON when nobody knows how its parts are held.
fn items(
    def: &TypeDef,
    forms: Option<&[Form]>,
    circular: &BTreeSet<&str>,
    spelling: &mut Spelling<'_>,
) -> Vec<Item> {
    let Some(forms) = forms else {
        return vec![aliases::alias(def, &Form::Any, spelling)];
    };
    match &def.shape {
        Shape::Struct(shape) => structs::emit(def, shape, forms, spelling),
        Shape::Enum(shape) => unions::open_enum(def, shape, spelling),
        Shape::Tagged(shape) => unions::tagged(def, shape, forms, spelling),
        Shape::Untagged(choices) => unions::untagged(def, choices, forms, spelling),
        Shape::Alias(_) => aliases::emit(def, forms, circular, spelling),
    }
}

/// The docs of a type. A deprecated one says so in words: the attribute would warn at every use inside generated code.
fn type_docs(def: &TypeDef) -> Vec<Attribute> {
    let text = def.doc.clone().unwrap_or_else(|| format!("The schema `{}`.", def.name));
    if def.deprecated {
        docs(&format!("{text}\n\nDeprecated: the API discourages its use."))
    } else {
        docs(&text)
    }
}

/// `text` as documentation: one attribute, which render splits into lines.
fn docs(text: &str) -> Vec<Attribute> {
    let text = format!(" {}", text.trim());
    vec![parse_quote! { #[doc = #text] }]
}

/// A name without the mark of a raw identifier.
fn unraw(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The identifier of a name that the model decided, raw where it says so.
fn ident(name: &str) -> Ident {
    let span = proc_macro2::Span::call_site();
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, span),
        None => Ident::new(name, span),
    }
}

/// `rename = "wire"` as a `serde` argument, unless the field already has that name.
fn rename(name: &str, wire: &str) -> Option<proc_macro2::TokenStream> {
    (unraw(name) != wire).then(|| quote! { rename = #wire })
}
