//! How a part of a type is held: progenitor's answer, read from the syntax tree it wrote.

use super::document;
use syn::{GenericArgument, PathArguments, PathSegment};

/// A Rust type, independent of how it is spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// A primitive type by its name, such as `i64`.
    Primitive(&'static str),
    /// `String`.
    Text,
    /// `serde_json::Value`.
    Any,
    /// `serde_json::Map<String, Value>`.
    Object,
    /// `Option<_>`.
    Option(Box<Self>),
    /// `Vec<_>`.
    List(Box<Self>),
    /// `BTreeMap<String, _>`.
    Map(Box<Self>),
    /// `Box<_>`, where a type would hold itself without it.
    Boxed(Box<Self>),
    /// A type of the model, by its position.
    Named(usize),
}

const PRIMITIVES: [&str; 7] = ["bool", "i32", "i64", "u32", "u64", "f32", "f64"];

impl Form {
    /// Reads a type. `None` when it is none of those that the document asks for.
    pub(super) fn read(ty: &syn::Type) -> Option<Self> {
        let syn::Type::Path(path) = ty else { return None };
        let last = path.path.segments.last()?;
        let name = last.ident.to_string();
        let arguments = arguments(last)?;
        match (name.as_str(), arguments.as_slice()) {
            ("String", []) => Some(Self::Text),
            ("Value", []) => Some(Self::Any),
            ("Map", [_, Self::Any]) => Some(Self::Object),
            ("BTreeMap", [Self::Text, value]) => Some(Self::Map(Box::new(value.clone()))),
            ("Option", [inner]) => Some(Self::Option(Box::new(inner.clone()))),
            ("Vec", [inner]) => Some(Self::List(Box::new(inner.clone()))),
            ("Box", [inner]) => Some(Self::Boxed(Box::new(inner.clone()))),
            (name, []) => PRIMITIVES
                .into_iter()
                .find(|primitive| *primitive == name)
                .map(Self::Primitive)
                .or_else(|| document::type_position(name).map(Self::Named)),
            _ => None,
        }
    }

    /// The form of a field that may be absent. Progenitor holds any JSON without an `Option`, because null is a value of it.
    pub(super) fn optional(self) -> Self {
        match self {
            Self::Option(_) => self,
            other => Self::Option(Box::new(other)),
        }
    }
}

fn arguments(segment: &PathSegment) -> Option<Vec<Form>> {
    match &segment.arguments {
        PathArguments::None => Some(Vec::new()),
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .map(|argument| match argument {
                GenericArgument::Type(ty) => Form::read(ty),
                _ => None,
            })
            .collect(),
        PathArguments::Parenthesized(_) => None,
    }
}
