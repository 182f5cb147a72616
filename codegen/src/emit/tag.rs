//! `operations/<tag>.rs`: the operations of one tag, and the imports that they need.

use super::{ident, operation};
use crate::model::{Api, RateLimit};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;

/// What a file may import from the runtime, and what it may import from elsewhere.
const RUNTIME: &[&str] = &[
    "Batch",
    "BoxStream",
    "Bytes",
    "Content",
    "DecodeError",
    "Error",
    "Json",
    "Method",
    "Operation",
    "OperationError",
    "Pagination",
    "Param",
    "Pending",
    "Policy",
    "Response",
    "Safety",
    "Style",
    "Undocumented",
    "Wait",
];
const OWN: &[&str] = &["Client", "ErrorKind"];

pub(super) fn emit(api: &Api, tag: usize) -> TokenStream {
    let operations: Vec<_> = api.operations.iter().filter(|operation| operation.tag == tag).collect();
    let items: TokenStream = operations.iter().map(|operation| operation::emit(api, operation)).collect();

    let used = used(&items);
    let pick = |from: &[&str]| -> Vec<syn::Ident> {
        from.iter().filter(|name| used.contains(**name)).map(|name| ident(name)).collect()
    };
    let (runtime, own) = (pick(RUNTIME), pick(OWN));
    let buckets: BTreeSet<&str> = operations
        .iter()
        .flat_map(|operation| match &operation.policy.rate_limit {
            RateLimit::Buckets(buckets) => buckets.as_slice(),
            RateLimit::Unstated | RateLimit::None(_) => &[],
        })
        .map(|at| api.buckets[*at].constant.as_str())
        .collect();
    let buckets = buckets.into_iter().map(ident);
    let buckets = (!operations.is_empty() && buckets.len() > 0).then(|| quote!(operations::{#(#buckets),*},));
    let types = used.contains("types").then(|| quote!(types));
    let map = used.contains("BTreeMap").then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let duration = used.contains("Duration").then(|| {
        quote!(
            use std::time::Duration;
        )
    });
    quote! {
        use crate::generated::{#(#own,)* #buckets #types};
        use codegen_runtime::{#(#runtime),*};
        #map
        #duration
        #items
    }
}

/// The names by which `items` mean something of another module. What an enum calls its variants is its own business: an
/// error of the API may be called `Duration` or `Pagination`.
fn used(items: &TokenStream) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    // That emitters write items is checked where they become a module.
    for item in syn::parse2::<syn::File>(items.clone()).map(|file| file.items).unwrap_or_default() {
        match item {
            syn::Item::Enum(item) => {
                for variant in item.variants {
                    names(variant.fields.to_token_stream(), &mut used);
                }
            }
            item => names(item.into_token_stream(), &mut used),
        }
    }
    used
}

/// The names by which the tokens mean something of another module. A name after `::`, a field and a variant's own
/// declaration mean nothing of the kind, and a name in `names::` position does.
fn names(tokens: TokenStream, used: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => names(group.stream(), used),
            TokenTree::Ident(name) => {
                let is_punct = |at: Option<usize>, sign: char| {
                    at.and_then(|at| tokens.get(at)).is_some_and(
                        |token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign),
                    )
                };
                let after_path = at >= 2 && is_punct(Some(at - 1), ':') && is_punct(Some(at - 2), ':');
                let before_path = is_punct(Some(at + 1), ':') && is_punct(Some(at + 2), ':');
                // `types` is a module: only `types::` means it, and not a parameter of that name.
                if !after_path && (before_path || name != "types") {
                    used.insert(name.to_string());
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_variant_imports_nothing() {
        let items = quote! {
            #[derive(Debug)]
            pub enum RunError { Duration, Pagination(types::Message), Other(BTreeMap<String, Wait>) }
            fn kind() -> ErrorKind { ErrorKind::Batch }
        };
        let used = used(&items);
        for name in ["types", "BTreeMap", "Wait", "ErrorKind"] {
            assert!(used.contains(name), "{name}");
        }
        for name in ["Duration", "Pagination", "Batch", "Other"] {
            assert!(!used.contains(name), "{name}");
        }
    }
}
