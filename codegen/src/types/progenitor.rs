//! Asks progenitor how each part of each type is held, and finds the types that it cannot answer for.

use super::document::{self, part_key, type_key};
use super::form::Form;
use super::quiet;
use crate::model::TypeDef;
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator};
use std::collections::BTreeMap;
use std::ops::Range;
use syn::{Fields, Item};

/// Progenitor and what it calls recurse once for each level of an inline schema.
const STACK_BYTES: usize = 256 << 20;

/// What turns a document into Rust types. A parameter, so that tests can be as unreliable as they need.
pub(super) type Generate = fn(&OpenAPI) -> Result<TokenStream, String>;

/// How the parts of all types are held.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// For each type the forms of its parts, as many as [`document::parts`] has; `None` when there is no answer for it.
    pub(super) forms: Vec<Option<Vec<Form>>>,
    /// The types without an answer and why.
    pub(super) failures: Vec<(usize, String)>,
}

/// Asks for all types at once. When that fails, halves the set until it knows which types are the reason.
///
/// When types fail only together, all of them are failures.
pub(super) fn forms(types: &[TypeDef], generate: Generate) -> Answer {
    let everything = 0..types.len();
    let all = |result: Vec<Vec<Form>>| result.into_iter().map(Some).collect::<Vec<_>>();
    if let Ok(result) = ask(types, |_| true, generate) {
        return Answer { forms: all(result), failures: Vec::new() };
    }
    let mut failures = BTreeMap::new();
    search(types, everything.clone(), generate, &mut failures);
    let mut forms = match ask(types, |position| !failures.contains_key(&position), generate) {
        Ok(result) => all(result),
        Err(reason) => {
            let composed = everything.filter(|position| !document::parts(&types[*position]).is_empty());
            failures = composed.map(|position| (position, reason.clone())).collect();
            vec![Some(Vec::new()); types.len()]
        }
    };
    for position in failures.keys() {
        forms[*position] = None;
    }
    Answer { forms, failures: failures.into_iter().collect() }
}

/// Finds the failing types of `range`, with stand-ins for all others.
fn search(
    types: &[TypeDef],
    range: Range<usize>,
    generate: Generate,
    failures: &mut BTreeMap<usize, String>,
) {
    if range.is_empty() {
        return;
    }
    if let Err(reason) = ask(types, |position| range.contains(&position), generate) {
        if range.len() == 1 {
            failures.insert(range.start, reason);
        } else {
            let middle = range.start + range.len() / 2;
            search(types, range.start..middle, generate, failures);
            search(types, middle..range.end, generate, failures);
        }
    }
}

/// Asks about the types for which `keep` is true; the others have no parts in the answer.
fn ask(
    types: &[TypeDef],
    keep: impl Fn(usize) -> bool + Sync,
    generate: Generate,
) -> Result<Vec<Vec<Form>>, String> {
    quiet::run(STACK_BYTES, || {
        let tokens = generate(&document::document(types, &keep))?;
        let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
        let structs = structs(&file);
        let forms = types.iter().enumerate().map(|(position, def)| {
            let expected = if keep(position) { document::parts(def).len() } else { 0 };
            let key = type_key(position);
            (0..expected)
                .map(|index| {
                    let ty = structs.get(&key).and_then(|fields| fields.get(&part_key(index)));
                    ty.and_then(|ty| Form::read(ty))
                        .ok_or_else(|| "a part of it has an unexpected type".to_owned())
                })
                .collect()
        });
        forms.collect()
    })?
}

/// The structs with named fields, and the type of each field.
fn structs(file: &syn::File) -> BTreeMap<String, BTreeMap<String, &syn::Type>> {
    let mut structs = BTreeMap::new();
    for item in &file.items {
        if let Item::Struct(item) = item
            && let Fields::Named(fields) = &item.fields
        {
            let fields = fields.named.iter();
            let types = fields.filter_map(|field| Some((field.ident.as_ref()?.to_string(), &field.ty)));
            structs.insert(item.ident.to_string(), types.collect());
        }
    }
    structs
}

/// The Rust types of `document`, as progenitor writes them.
pub(super) fn generate(document: &OpenAPI) -> Result<TokenStream, String> {
    let mut settings = GenerationSettings::new();
    settings.with_map_type("::std::collections::BTreeMap");
    let mut generator = Generator::new(&settings);
    generator.generate_tokens(document).map_err(|error| error.to_string())?;
    Ok(generator.get_type_space().to_stream())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{api, def, field, named, object, random_types, values};
    use super::*;
    use crate::model::Shape;

    fn types() -> Vec<TypeDef> {
        api(["A", "B", "C", "D", "E"]
            .map(|name| def(name, object([field("x", named("C"))])))
            .into_iter()
            .chain([def("F", Shape::Enum(values(&[])))])
            .collect())
        .types
    }

    fn has_parts(document: &OpenAPI, key: &str) -> bool {
        serde_json::to_value(document).unwrap()["components"]["schemas"][key]["properties"]
            .get("p0")
            .is_some()
    }

    #[test]
    fn one_bad_type_spoils_no_other() {
        let answer = forms(&types(), |document| {
            assert!(!has_parts(document, "T3"), "cannot do T3");
            if has_parts(document, "T0") { Err("no".to_owned()) } else { super::generate(document) }
        });
        assert_eq!(answer.failures, [(0, "no".to_owned()), (3, "cannot do T3".to_owned())]);
        let held: Vec<_> = answer.forms.iter().map(|forms| forms.as_ref().map(Vec::len)).collect();
        assert_eq!(held, [None, Some(1), Some(1), None, Some(1), Some(0)]);
    }

    #[test]
    fn types_that_fail_only_together_all_fail() {
        let answer = forms(&types(), |document| {
            let both = has_parts(document, "T0") && has_parts(document, "T4");
            if both { Err("both".to_owned()) } else { super::generate(document) }
        });
        let failed: Vec<_> = answer.failures.iter().map(|(position, _)| *position).collect();
        assert_eq!(failed, [0, 1, 2, 3, 4]);
        assert_eq!(answer.forms[5], Some(Vec::new()), "an enum needs no answer");
    }

    #[test]
    fn an_answer_without_the_parts_is_a_failure() {
        let answer = forms(&types()[..1], |_| Ok(quote::quote! { pub struct T0 { pub p0: (u8, u8) } }));
        assert_eq!(answer.failures, [(0, "a part of it has an unexpected type".to_owned())]);
        let answer = forms(&types()[..1], |_| Ok(quote::quote! { nonsense }));
        assert_eq!(answer.failures.len(), 1);
    }

    /// The types that a value of this form holds in place.
    fn in_place(form: &Form) -> Option<usize> {
        match form {
            Form::Named(position) => Some(*position),
            Form::Option(inner) => in_place(inner),
            _ => None,
        }
    }

    fn is_finite(forms: &[Option<Vec<Form>>], position: usize, path: &mut Vec<usize>) -> bool {
        if path.contains(&position) {
            return false;
        }
        path.push(position);
        let parts = forms[position].iter().flatten().filter_map(in_place);
        let finite = parts.into_iter().all(|next| is_finite(forms, next, path));
        path.pop();
        finite
    }

    #[test]
    fn every_type_has_a_finite_size() {
        for seed in 0..60 {
            let types = random_types(seed);
            let answer = forms(&types, super::generate);
            assert_eq!(answer.failures, [], "{types:#?}");
            for position in 0..types.len() {
                assert!(
                    is_finite(&answer.forms, position, &mut Vec::new()),
                    "{}: {types:#?}",
                    types[position].name
                );
            }
        }
    }
}
