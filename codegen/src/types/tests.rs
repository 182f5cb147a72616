//! What `types.rs` looks like, shape by shape.

use super::testing::*;
use super::*;
use crate::model::{Field, Shape, Struct, Type};

#[test]
fn first() {
    println!("{}", text(vec![
        request("A", Shape::Struct(Struct{fields: vec![field("x", Type::String), optional("tags", list(Type::String)), optional("repo-id", Type::I64), optional("any", Type::Any), 
            optional("next", named("A")), Field{nullable:true, ..field("n", Type::I32)},optional("m", map(Type::Any)),optional("m2", map(nullable(Type::F32))),
            Field{deprecated:true, ..optional("add", named("E"))},optional("t", named("T")),optional("u",named("U"))], rest: Some(Type::Any)})),
        def("E", Shape::Enum(values(&[("A","A"),("unknown","Unknown")]))),
        def("T", tagged("type",&[("a","A","A"),("l","L","L")])),
        def("U", Shape::Untagged(vec![choice("A", named("A")), choice("Text", Type::String), choice("L", list(named("U")))])),
        def("L", object([field("t", named("T"))])),
        def("R", Shape::Alias(list(named("R")))),
        def("Q", Shape::Alias(nullable(named("L")))),
    ]));
}
