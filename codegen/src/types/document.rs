//! The model's types as the document that progenitor reads.
//!
//! Progenitor is asked one thing: how each part of each type is held. So every type becomes an object that requires its
//! parts, whatever its shape: the fields of a struct, the choices of a union, the target of an alias. What holds what is
//! the same, which is all that matters for breaking cycles, and none of the guesses about `oneOf`, `anyOf`, titles and
//! formats come into play. Types and parts go by their position (`T3`, `p0`), because progenitor respells names.

use crate::model::{Shape, Type, TypeDef};
use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, ArrayType, BooleanType, Components, IntegerFormat, IntegerType, NumberFormat,
    NumberType, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, StringType,
    VariantOrUnknownOrEmpty,
};

/// What a value of `def` holds, in the order of the model: fields and then the map of further properties, choices, or the
/// target of an alias. A part that may be absent is nullable.
pub(super) fn parts(def: &TypeDef) -> Vec<Type> {
    match &def.shape {
        Shape::Struct(shape) => {
            let fields = shape.fields.iter().map(|field| match &field.ty {
                ty @ Type::Nullable(_) => ty.clone(),
                ty if field.required && !field.nullable => ty.clone(),
                ty => Type::Nullable(Box::new(ty.clone())),
            });
            let rest = shape.rest.iter().map(|ty| Type::Map(Box::new(ty.clone())));
            fields.chain(rest).collect()
        }
        Shape::Enum(_) => Vec::new(),
        Shape::Tagged(shape) => shape.choices.iter().map(|(_, choice)| choice.ty.clone()).collect(),
        Shape::Untagged(choices) => choices.iter().map(|choice| choice.ty.clone()).collect(),
        Shape::Alias(ty) => vec![ty.clone()],
    }
}

/// The document of `types`. A type for which `keep` is false is there, so that others may refer to it, but holds nothing.
pub(super) fn document(types: &[TypeDef], keep: impl Fn(usize) -> bool) -> OpenAPI {
    let positions = positions(types);
    let schemas = types.iter().enumerate().map(|(position, def)| {
        let parts = if keep(position) { parts(def) } else { Vec::new() };
        let properties: IndexMap<String, ReferenceOr<Box<Schema>>> = parts
            .iter()
            .enumerate()
            .map(|(index, ty)| (part_key(index), boxed(schema(ty, &positions))))
            .collect();
        let object = ObjectType {
            required: properties.keys().cloned().collect(),
            properties,
            ..ObjectType::default()
        };
        (type_key(position), item(openapiv3::Type::Object(object)))
    });
    OpenAPI {
        openapi: "3.0.3".to_owned(),
        components: Some(Components { schemas: schemas.collect(), ..Components::default() }),
        ..OpenAPI::default()
    }
}

/// The position of each type, by its name.
pub(super) fn positions(types: &[TypeDef]) -> IndexMap<&str, usize> {
    types.iter().enumerate().map(|(position, def)| (def.name.as_str(), position)).collect()
}

/// The name of a type in the document and in progenitor's answer.
pub(super) fn type_key(position: usize) -> String {
    format!("T{position}")
}

/// The position of the type that goes by `key`.
pub(super) fn type_position(key: &str) -> Option<usize> {
    key.strip_prefix('T')?.parse().ok()
}

/// The name of a part in the document and in progenitor's answer.
pub(super) fn part_key(index: usize) -> String {
    format!("p{index}")
}

/// The named types that `ty` mentions.
pub(super) fn names(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => names(inner),
        _ => Vec::new(),
    }
}

fn schema(ty: &Type, positions: &IndexMap<&str, usize>) -> ReferenceOr<Schema> {
    match ty {
        Type::Nullable(inner) => nullable(schema(inner, positions)),
        Type::Named(name) => match positions.get(name.as_str()) {
            Some(position) => ReferenceOr::ref_(&format!("#/components/schemas/{}", type_key(*position))),
            // Lowering has reported it; any JSON keeps the type that mentions it usable.
            None => any(),
        },
        Type::Any => any(),
        Type::Bool => item(openapiv3::Type::Boolean(BooleanType::default())),
        Type::I32 => integer(VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32)),
        Type::I64 => integer(VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64)),
        Type::U32 => integer(VariantOrUnknownOrEmpty::Unknown("uint32".to_owned())),
        Type::U64 => integer(VariantOrUnknownOrEmpty::Unknown("uint64".to_owned())),
        Type::F32 => number(NumberFormat::Float),
        Type::F64 => number(NumberFormat::Double),
        // Bytes are whole bodies; inside JSON there is only text.
        Type::String | Type::Bytes => item(openapiv3::Type::String(StringType::default())),
        Type::List(inner) => {
            let list = ArrayType {
                items: Some(boxed(schema(inner, positions))),
                min_items: None,
                max_items: None,
                unique_items: false,
            };
            item(openapiv3::Type::Array(list))
        }
        Type::Map(inner) => {
            let object = ObjectType {
                additional_properties: Some(AdditionalProperties::Schema(Box::new(schema(inner, positions)))),
                ..ObjectType::default()
            };
            item(openapiv3::Type::Object(object))
        }
    }
}

fn nullable(schema: ReferenceOr<Schema>) -> ReferenceOr<Schema> {
    let schema_kind = match schema {
        reference @ ReferenceOr::Reference { .. } => SchemaKind::AllOf { all_of: vec![reference] },
        ReferenceOr::Item(schema) => schema.schema_kind,
    };
    let schema_data = SchemaData { nullable: true, ..SchemaData::default() };
    ReferenceOr::Item(Schema { schema_data, schema_kind })
}

fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
    }
}

fn any() -> ReferenceOr<Schema> {
    ReferenceOr::Item(Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Any(openapiv3::AnySchema::default()),
    })
}

fn integer(format: VariantOrUnknownOrEmpty<IntegerFormat>) -> ReferenceOr<Schema> {
    let integer = IntegerType { format, ..IntegerType::default() };
    item(openapiv3::Type::Integer(integer))
}

fn number(format: NumberFormat) -> ReferenceOr<Schema> {
    let number = NumberType { format: VariantOrUnknownOrEmpty::Item(format), ..NumberType::default() };
    item(openapiv3::Type::Number(number))
}

fn item(ty: openapiv3::Type) -> ReferenceOr<Schema> {
    ReferenceOr::Item(Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Type(ty) })
}
