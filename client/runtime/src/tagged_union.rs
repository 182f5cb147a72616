//! Unions of objects that a property tells apart, open to kinds which this version does not know.

use serde::de::{DeserializeOwned, Error as _, Unexpected};
use serde_json::Value;

mod write;

pub use self::write::write;
#[doc(hidden)]
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the conversions of an enum of objects that has a variant `Unknown(serde_json::Value)`.
///
/// The enum stands in plain sight; the macro adds `Serialize` and `Deserialize`. Each listed variant holds one value, the
/// whole object: when its type has the property as a field, the field is filled too. An object whose property is missing or
/// has a value that is not listed becomes `Unknown` and is written back as it was read.
///
/// On the way out the variant decides the property, whatever the object's own field says, so that what is written is read
/// as the same variant.
///
/// ```
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Circle {
///     pub radius: f64,
/// }
/// #[derive(Debug, PartialEq)]
/// pub enum Shape {
///     Circle(Circle),
///     Unknown(serde_json::Value),
/// }
/// codegen_runtime::tagged_union!(Shape by "kind" { Circle = "circle" });
///
/// # fn main() -> serde_json::Result<()> {
/// let shape: Shape = serde_json::from_str(r#"{ "kind": "circle", "radius": 1.5 }"#)?;
/// assert_eq!(shape, Shape::Circle(Circle { radius: 1.5 }));
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! tagged_union {
    ($name:ident by $property:literal { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $crate::tagged_union::Serialize for $name {
            fn serialize<S: $crate::tagged_union::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(object) => {
                        $crate::tagged_union::write(object, $property, $value, serializer)
                    })*
                    Self::Unknown(object) => $crate::tagged_union::Serialize::serialize(object, serializer),
                }
            }
        }
        impl<'de> $crate::tagged_union::Deserialize<'de> for $name {
            fn deserialize<D: $crate::tagged_union::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let object = $crate::tagged_union::read(deserializer)?;
                match $crate::tagged_union::tag(&object, $property) {
                    $(::core::option::Option::Some($value) => {
                        $crate::tagged_union::decode(object).map(Self::$variant)
                    })*
                    _ => ::core::result::Result::Ok(Self::Unknown(object)),
                }
            }
        }
    };
}

/// Reads an object, whatever its kind.
#[doc(hidden)]
pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let found = match Value::deserialize(deserializer)? {
        object @ Value::Object(_) => return Ok(object),
        other => other,
    };
    let unexpected = match &found {
        Value::Bool(flag) => Unexpected::Bool(*flag),
        Value::Number(_) => Unexpected::Other("a number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Null | Value::Object(_) => Unexpected::Unit,
    };
    Err(D::Error::invalid_type(unexpected, &"an object"))
}

/// The value of `property` that tells the kind of `object`.
#[doc(hidden)]
#[must_use]
pub fn tag<'a>(object: &'a Value, property: &str) -> Option<&'a str> {
    object.get(property)?.as_str()
}

/// Reads what a variant holds. The error says where in the object it is.
#[doc(hidden)]
pub fn decode<T: DeserializeOwned, E: serde::de::Error>(object: Value) -> Result<T, E> {
    serde_path_to_error::deserialize(object).map_err(E::custom)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Circle {
        radius: f64,
    }

    /// Has the property that tells it apart as a field, and the union itself.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Group {
        kind: String,
        members: Vec<Shape>,
    }

    #[derive(Debug, Clone, PartialEq)]
    enum Shape {
        Circle(Circle),
        Group(Box<Group>),
        Name(String),
        Unknown(Value),
    }

    crate::tagged_union!(Shape by "kind" { Circle = "circle", Group = "group", Name = "name" });

    fn read(value: Value) -> Shape {
        serde_json::from_value(value).unwrap()
    }

    fn error(value: Value) -> String {
        serde_json::from_value::<Shape>(value).unwrap_err().to_string()
    }

    #[test]
    fn the_property_picks_the_variant_and_comes_back() {
        let value = json!({ "kind": "circle", "radius": 1.5 });
        assert_eq!(read(value.clone()), Shape::Circle(Circle { radius: 1.5 }));
        assert_eq!(serde_json::to_value(read(value.clone())).unwrap(), value);
    }

    #[test]
    fn a_type_with_the_property_as_a_field_keeps_it() {
        let value =
            json!({ "kind": "group", "members": [{ "kind": "circle", "radius": 1.0 }, { "kind": "arc" }] });
        let Shape::Group(group) = read(value.clone()) else {
            panic!("not a group");
        };
        assert_eq!(group.kind, "group");
        assert_eq!(group.members[1], Shape::Unknown(json!({ "kind": "arc" })));
        assert_eq!(serde_json::to_value(Shape::Group(group)).unwrap(), value);
    }

    #[test]
    fn a_short_float_stays_short() {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        struct Line {
            width: f32,
        }
        #[derive(Debug, Clone, PartialEq)]
        enum Mark {
            Line(Line),
            Unknown(Value),
        }
        crate::tagged_union!(Mark by "kind" { Line = "line" });

        let text = serde_json::to_string(&Mark::Line(Line { width: 1.1 })).unwrap();
        assert_eq!(text, r#"{"kind":"line","width":1.1}"#);
        let wide = Mark::Line(Line { width: f32::NAN });
        assert!(crate::encode::value(&[wide]).is_err(), "what is wrong inside is seen from outside");
    }

    #[test]
    fn a_union_in_a_union_is_walked_through_once() {
        use std::cell::Cell;
        thread_local!(static WALKS: Cell<u32> = const { Cell::new(0) });
        struct Leaf;
        impl Serialize for Leaf {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                WALKS.set(WALKS.get() + 1);
                serializer.serialize_unit()
            }
        }
        #[derive(Serialize)]
        enum Content {
            Inner(Box<Nest>),
            End(Leaf),
        }
        struct Nest(Content);
        impl Serialize for Nest {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                super::write(&self.0, "kind", "nest", serializer)
            }
        }
        let nest = (0..10).fold(Nest(Content::End(Leaf)), |nest, _| Nest(Content::Inner(Box::new(nest))));
        serde_json::to_string(&nest).unwrap();
        assert_eq!(WALKS.get(), 1);
    }

    #[test]
    fn a_map_loses_its_own_property() {
        let text = |content: Value| {
            let mut out = serde_json::Serializer::new(Vec::new());
            super::write(&content, "kind", "mine", &mut out).unwrap();
            String::from_utf8(out.into_inner()).unwrap()
        };
        assert_eq!(text(json!({ "a": 1, "kind": "other", "z": 2 })), r#"{"kind":"mine","a":1,"z":2}"#);
        assert_eq!(text(json!({})), r#"{"kind":"mine"}"#);
    }

    #[test]
    fn the_variant_decides_what_is_written() {
        let group = Group { kind: "circle".to_owned(), members: Vec::new() };
        let value = serde_json::to_value(Shape::Group(Box::new(group))).unwrap();
        assert_eq!(value, json!({ "kind": "group", "members": [] }));
    }

    #[test]
    fn unknown_kinds_round_trip() {
        for value in
            [json!({ "kind": "arc", "deg": 1 }), json!({ "kind": 7 }), json!({ "radius": 1.5 }), json!({})]
        {
            assert_eq!(read(value.clone()), Shape::Unknown(value.clone()));
            assert_eq!(serde_json::to_value(read(value.clone())).unwrap(), value);
        }
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        assert_eq!(error(json!(null)), "invalid type: null, expected an object");
        assert_eq!(error(json!([1])), "invalid type: sequence, expected an object");
        assert_eq!(error(json!(5)), "invalid type: a number, expected an object");
        let unsayable = serde_json::to_value(Shape::Name("x".to_owned())).unwrap_err();
        assert_eq!(unsayable.to_string(), "the content of `name` is not an object");
    }

    #[test]
    fn an_error_inside_says_where() {
        let value = json!({ "kind": "group", "members": [{ "kind": "circle", "radius": "wide" }] });
        let text = error(value);
        assert!(text.starts_with("members[0]: "), "{text}");
        assert!(text.contains("radius: invalid type: string \"wide\", expected f64"), "{text}");
    }
}
