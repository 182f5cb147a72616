//! Models for tests, built by hand.

use crate::model::{Api, Auth, Choice, Enum, EnumValue, Field, Shape, Struct, Tagged, Type, TypeDef};
use crate::problem::{Problems, Span};
use heck::ToSnakeCase;

/// An API of `types`, sorted as lowering sorts them.
pub(super) fn api(mut types: Vec<TypeDef>) -> Api {
    types.sort_by(|a, b| a.name.cmp(&b.name));
    Api {
        title: "Test".to_owned(),
        doc: None,
        server: None,
        auth: Auth::None,
        buckets: Vec::new(),
        errors: Vec::new(),
        types,
        tags: Vec::new(),
        operations: Vec::new(),
    }
}

/// The text of `types.rs`; nothing may be wrong.
pub(super) fn text(types: Vec<TypeDef>) -> String {
    let mut problems = Problems::default();
    let text = print(&super::emit(&api(types), &mut problems));
    assert!(problems.is_empty(), "{problems:?}");
    text
}

/// Items as the file shows them, without the lines between them.
pub(super) fn print(items: &[syn::Item]) -> String {
    let text: String = items.iter().map(crate::render::pretty).collect();
    syn::parse_file(&text).unwrap();
    text
}

/// A type that answers hold.
pub(super) fn def(name: &str, shape: Shape) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        doc: None,
        deprecated: false,
        shape,
        in_request: false,
        in_response: true,
        span: Span::default(),
    }
}

/// A type that requests hold.
pub(super) fn request(name: &str, shape: Shape) -> TypeDef {
    TypeDef { in_request: true, in_response: false, ..def(name, shape) }
}

/// An object without further properties.
pub(super) fn object(fields: impl IntoIterator<Item = Field>) -> Shape {
    let fields: Vec<Field> = fields.into_iter().collect();
    let arguments = (0..fields.len()).filter(|at| fields[*at].required).collect();
    Shape::Struct(Struct { fields, arguments, rest: None })
}

/// A required field.
pub(super) fn field(wire: &str, ty: Type) -> Field {
    Field {
        wire: wire.to_owned(),
        name: wire.to_snake_case(),
        doc: None,
        deprecated: false,
        ty,
        required: true,
        nullable: false,
    }
}

/// A field that may be absent.
pub(super) fn optional(wire: &str, ty: Type) -> Field {
    Field { required: false, ..field(wire, ty) }
}

/// A string with known values.
pub(super) fn values(pairs: &[(&str, &str)]) -> Enum {
    let value = |(wire, variant): &(&str, &str)| EnumValue {
        wire: (*wire).to_owned(),
        variant: (*variant).to_owned(),
        doc: None,
    };
    Enum { values: pairs.iter().map(value).collect(), ignore_case: false }
}

/// Objects told apart by `property`: its value, the variant and the type's name.
pub(super) fn tagged(property: &str, choices: &[(&str, &str, &str)]) -> Shape {
    let choice =
        |(value, variant, ty): &(&str, &str, &str)| ((*value).to_owned(), choice(variant, named(ty)));
    Shape::Tagged(Tagged { property: property.to_owned(), choices: choices.iter().map(choice).collect() })
}

/// One choice of a union.
pub(super) fn choice(variant: &str, ty: Type) -> Choice {
    Choice { variant: variant.to_owned(), ty }
}

/// A type by its name.
pub(super) fn named(name: &str) -> Type {
    Type::Named(name.to_owned())
}

/// A list.
pub(super) fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

/// A map.
pub(super) fn map(ty: Type) -> Type {
    Type::Map(Box::new(ty))
}

/// A value or null.
pub(super) fn nullable(ty: Type) -> Type {
    Type::Nullable(Box::new(ty))
}

/// Types at random, the same in every run: they refer to each other in all ways, in circles too.
pub(super) fn random_types(seed: u64) -> Vec<TypeDef> {
    let mut state = seed;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    let names: Vec<_> = (0..9).map(|index| format!("Type{index}")).collect();
    let mut ty = || {
        let inner = if below(4) == 0 { Type::Any } else { named(&names[below(9)]) };
        match below(8) {
            0 => list(inner),
            1 => map(inner),
            2 => nullable(inner),
            3 => list(nullable(inner)),
            4 => Type::String,
            _ => inner,
        }
    };
    let shapes: Vec<_> = (0..9)
        .map(|index| match (index + usize::try_from(seed).unwrap()) % 5 {
            0 => Shape::Untagged(vec![choice("A", ty()), choice("B", ty()), choice("C", ty())]),
            1 => tagged("kind", &[("a", "A", &names[(index + 1) % 9]), ("b", "B", &names[(index + 4) % 9])]),
            2 if index % 2 == 0 => Shape::Alias(ty()),
            _ => object([field("a", ty()), optional("b", ty()), optional("c", ty())]),
        })
        .collect();
    names.iter().zip(shapes).map(|(name, shape)| def(name, shape)).collect()
}
