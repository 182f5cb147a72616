//! The model's types as Rust types of an operation's file.

use super::ident;
use crate::{
    model::{Success, Type},
    render::one_line,
};
use proc_macro2::TokenStream;
use quote::quote;

/// The type of a decoded success.
pub(super) fn success(success: &Success) -> TokenStream {
    match success {
        Success::Empty => quote!(()),
        Success::Json(ty) => value(ty),
        Success::Text => quote!(String),
        Success::Bytes => quote!(Bytes),
    }
}

/// The type of an argument, as callers read it.
pub(crate) fn argument_text(ty: &Type) -> String {
    one_line(&argument(ty))
}

/// The type of a value that somebody owns, as callers read it.
pub(crate) fn value_text(ty: &Type) -> String {
    one_line(&value(ty))
}

/// The type of an argument: what is cheap to copy by value, the rest by reference.
pub(super) fn argument(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(&str),
        Type::List(item) if **item == Type::String => quote!(&[&str]),
        Type::List(item) => {
            let item = value(item);
            quote!(&[#item])
        }
        Type::Map(_) | Type::Any => {
            let ty = value(ty);
            quote!(&#ty)
        }
        ty => value(ty),
    }
}

/// The type of a value that somebody owns.
pub(super) fn value(ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Bytes => quote!(Bytes),
        Type::Any => quote!(serde_json::Value),
        Type::List(item) => {
            let item = value(item);
            quote!(Vec<#item>)
        }
        Type::Map(item) if **item == Type::Any => quote!(serde_json::Map<String, serde_json::Value>),
        Type::Map(item) => {
            let item = value(item);
            quote!(BTreeMap<String, #item>)
        }
        Type::Nullable(inner) => {
            let inner = value(inner);
            quote!(Option<#inner>)
        }
        Type::Named(name) => {
            let name = ident(name);
            quote!(types::#name)
        }
    }
}
