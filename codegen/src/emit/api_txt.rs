//! `api.txt`: the public API, one item per line, sorted: what a reviewer reads of a generated change.

use super::Module;
use crate::render::one_line;
use quote::{ToTokens, quote};
use syn::{Fields, ImplItem, Item, Type, Visibility};

/// One line per public item.
pub(super) fn lines(modules: &[Module]) -> Vec<String> {
    let mut lines: Vec<String> = modules
        .iter()
        .flat_map(|module| module.items.iter().flat_map(|item| describe(&prefix(&module.path), item)))
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

/// The path by which users name what a file holds. The private modules are re-exported at the root.
fn prefix(path: &str) -> String {
    let path = path.trim_end_matches(".rs").trim_end_matches("mod").trim_end_matches('/');
    match path {
        "" | "client" | "errors" => String::new(),
        path => format!("{}::", path.replace('/', "::")),
    }
}

fn describe(prefix: &str, item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            let name = format!("{prefix}{}", item.ident);
            let fields = item.fields.iter().filter(|field| is_public(&field.vis)).filter_map(|field| {
                let (field, ty) = (field.ident.as_ref()?, one_line(&field.ty));
                Some(format!("{name}.{field}: {ty}"))
            });
            std::iter::once(format!("{name}: struct")).chain(fields).collect()
        }
        Item::Enum(item) if is_public(&item.vis) => {
            let name = format!("{prefix}{}", item.ident);
            let variants = item.variants.iter().map(|variant| {
                let payload = match &variant.fields {
                    Fields::Unnamed(fields) => one_line(&fields.to_token_stream()),
                    Fields::Named(_) | Fields::Unit => String::new(),
                };
                format!("{name}::{}{payload}: variant", variant.ident)
            });
            std::iter::once(format!("{name}: enum")).chain(variants).collect()
        }
        Item::Type(item) if is_public(&item.vis) => {
            vec![format!("{prefix}{}: type {}", item.ident, one_line(&item.ty))]
        }
        Item::Static(item) if is_public(&item.vis) => {
            vec![format!("{prefix}{}: static {}", item.ident, one_line(&item.ty))]
        }
        Item::Impl(item) => {
            let owner = owner(prefix, &item.self_ty);
            if let Some((path, _)) = &item.trait_ {
                return vec![format!("{owner}: impl {}", one_line(path))];
            }
            let methods = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let (name, generics, inputs, output) =
                        (&method.sig.ident, &method.sig.generics, &method.sig.inputs, &method.sig.output);
                    Some(format!("{owner}::{name}{}", one_line(&quote!(#generics (#inputs) #output))))
                }
                _ => None,
            });
            methods.collect()
        }
        // `codegen_runtime::call!(Builder => OPERATION, Success, Error)` and its like: what they are is in the line.
        Item::Macro(item) => {
            let name =
                item.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            if name == "call" {
                let text = one_line(&item.mac.tokens);
                let (builder, rest) = text.split_once(" => ").unwrap_or((&text, ""));
                vec![format!("{prefix}{builder}: call {rest}")]
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

/// The client is at the root, wherever its methods stand.
fn owner(prefix: &str, ty: &Type) -> String {
    let name = one_line(ty);
    if name == "Client" || prefix.is_empty() { name } else { format!("{prefix}{name}") }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
