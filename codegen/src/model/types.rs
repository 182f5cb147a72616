//! The named types of an API and the types where they are used.

use crate::problem::Span;

/// A named type.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// The Rust name.
    pub name: String,
    /// What it is.
    pub doc: Option<String>,
    /// Whether the API discourages it.
    pub deprecated: bool,
    /// Its shape.
    pub shape: Shape,
    /// Whether requests hold it: it gets a constructor and setters.
    pub in_request: bool,
    /// Whether it stands in an answer.
    pub in_response: bool,
    /// Where its schema stands.
    pub span: Span,
}

/// The shape of a named type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// An object with known fields, in spec order.
    Struct(Struct),
    /// A string with known values, open to new ones.
    Enum(Enum),
    /// One of several objects, told apart by a property.
    Tagged(Tagged),
    /// One of several types, told apart by trying them in order.
    Untagged(Vec<Choice>),
    /// Another name for a type.
    Alias(Type),
}

/// An object with known fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Struct {
    /// The fields, in spec order.
    pub fields: Vec<Field>,
    /// Which fields the schema requires, in the order of its list `required`: that of the arguments of a constructor, so that
    /// the order of the properties, which are no list, means nothing to callers. It may name fields that are optional all the
    /// same, because they travel in one direction only.
    pub arguments: Vec<usize>,
    /// The type of further properties, when the spec says that there may be some and what they are.
    pub rest: Option<Type>,
}

/// One field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust field, a raw identifier where it must be.
    pub name: String,
    /// What it means.
    pub doc: Option<String>,
    /// Whether the API discourages it.
    pub deprecated: bool,
    /// Its type, without regard to `required` and `nullable`.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null. A request cannot tell a field that is both optional and nullable apart from null: `None` is
    /// left out of what is sent.
    pub nullable: bool,
}

/// A string with known values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// The known values, in spec order.
    pub values: Vec<EnumValue>,
    /// Whether `Complete` and `COMPLETE` are the same value.
    pub ignore_case: bool,
}

/// One known value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire: String,
    /// The variant.
    pub variant: String,
    /// What it means.
    pub doc: Option<String>,
}

/// One of several objects, told apart by a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// The property, as on the wire.
    pub property: String,
    /// The choices: the property's value, and what it stands for.
    pub choices: Vec<(String, Choice)>,
}

/// One choice of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The variant.
    pub variant: String,
    /// What it holds.
    pub ty: Type,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// Text.
    String,
    /// Bytes, only as a whole body.
    Bytes,
    /// Any JSON.
    Any,
    /// A list.
    List(Box<Type>),
    /// An object with arbitrary keys, in the order of the keys.
    Map(Box<Type>),
    /// A value or null.
    Nullable(Box<Type>),
    /// A named type of [`Api::types`](super::Api::types).
    Named(String),
}
