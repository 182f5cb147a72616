//! What `types.rs` looks like, shape by shape.

use super::testing::{
    api, choice, def, field, list, map, named, nullable, object, optional, request, tagged, text, values,
};
use crate::model::{Enum, EnumValue, Field, Shape, Struct, Type, TypeDef};
use crate::problem::Problems;
use syn::Item;

#[test]
fn an_answer_has_public_fields_and_no_constructor() {
    let run = TypeDef {
        doc: Some("A run of an agent.\n\nIt ends by itself.  \n".to_owned()),
        ..def(
            "AgentRun",
            object([
                Field { doc: Some("Its number.".to_owned()), ..field("id", Type::I64) },
                Field { nullable: true, ..field("result", Type::String) },
                optional("createdAt", Type::String),
                field("labels", map(list(Type::String))),
                optional("metadata", map(Type::Any)),
            ]),
        )
    };
    insta::assert_snapshot!(text(vec![run]), @r#"
    use serde::{Deserialize, Serialize};
    use serde_json::Value;
    use std::collections::BTreeMap;
    /// A run of an agent.
    ///
    /// It ends by itself.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[non_exhaustive]
    pub struct AgentRun {
        /// Its number.
        pub id: i64,
        /// The property `result`.
        #[serde(default)]
        pub result: Option<String>,
        /// The property `createdAt`.
        #[serde(rename = "createdAt", default, skip_serializing_if = "Option::is_none")]
        pub created_at: Option<String>,
        /// The property `labels`.
        pub labels: BTreeMap<String, Vec<String>>,
        /// The property `metadata`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub metadata: Option<serde_json::Map<String, Value>>,
    }
    "#);
}

#[test]
fn a_request_has_a_constructor_and_setters() {
    let input = request(
        "CreateRun",
        object([
            field("prompt", Type::String),
            optional("repo_id", Type::I64),
            Field { nullable: true, ..field("parent", Type::String) },
            optional("images", list(Type::String)),
            field("tags", list(Type::String)),
            optional("after", named("CreateRun")),
            optional("extra", Type::Any),
            optional("limits", map(Type::I32)),
        ]),
    );
    insta::assert_snapshot!(text(vec![input]), @r#"
    use serde::{Deserialize, Serialize};
    use serde_json::Value;
    use std::collections::BTreeMap;
    /// The schema `CreateRun`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[non_exhaustive]
    pub struct CreateRun {
        /// The property `prompt`.
        pub prompt: String,
        /// The property `repo_id`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub repo_id: Option<i64>,
        /// The property `parent`.
        #[serde(default)]
        pub parent: Option<String>,
        /// The property `images`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub images: Option<Vec<String>>,
        /// The property `tags`.
        pub tags: Vec<String>,
        /// The property `after`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub after: Option<Box<CreateRun>>,
        /// The property `extra`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub extra: Option<Value>,
        /// The property `limits`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub limits: Option<BTreeMap<String, i32>>,
    }
    impl CreateRun {
        /// The required properties; the others have setters.
        #[must_use]
        pub fn new(
            prompt: impl Into<String>,
            parent: Option<String>,
            tags: impl IntoIterator<Item = impl Into<String>>,
        ) -> Self {
            Self {
                prompt: prompt.into(),
                repo_id: None,
                parent,
                images: None,
                tags: tags.into_iter().map(Into::into).collect(),
                after: None,
                extra: None,
                limits: None,
            }
        }

        /// Sets [`repo_id`](field@Self::repo_id).
        #[must_use]
        pub fn repo_id(mut self, repo_id: i64) -> Self {
            self.repo_id = Some(repo_id);
            self
        }

        /// Sets [`images`](field@Self::images).
        #[must_use]
        pub fn images(
            mut self,
            images: impl IntoIterator<Item = impl Into<String>>,
        ) -> Self {
            self.images = Some(images.into_iter().map(Into::into).collect());
            self
        }

        /// Sets [`after`](field@Self::after).
        #[must_use]
        pub fn after(mut self, after: CreateRun) -> Self {
            self.after = Some(Box::new(after));
            self
        }

        /// Sets [`extra`](field@Self::extra).
        #[must_use]
        pub fn extra(mut self, extra: impl Into<Value>) -> Self {
            self.extra = Some(extra.into());
            self
        }

        /// Sets [`limits`](field@Self::limits).
        #[must_use]
        pub fn limits(mut self, limits: BTreeMap<String, i32>) -> Self {
            self.limits = Some(limits);
            self
        }
    }
    "#);
}

#[test]
fn a_request_without_required_properties_has_a_default() {
    let input = request("Settings", object([optional("retries", Type::U32)]));
    insta::assert_snapshot!(text(vec![input, request("Nothing", object([]))]), @r#"
    use serde::{Deserialize, Serialize};
    /// The schema `Nothing`.
    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[non_exhaustive]
    pub struct Nothing {}
    impl Nothing {
        /// An empty object.
        #[must_use]
        pub fn new() -> Self {
            Self::default()
        }
    }
    /// The schema `Settings`.
    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[non_exhaustive]
    pub struct Settings {
        /// The property `retries`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub retries: Option<u32>,
    }
    impl Settings {
        /// Nothing set yet.
        #[must_use]
        pub fn new() -> Self {
            Self::default()
        }

        /// Sets [`retries`](field@Self::retries).
        #[must_use]
        pub fn retries(mut self, retries: u32) -> Self {
            self.retries = Some(retries);
            self
        }
    }
    "#);
}

#[test]
fn further_properties_are_kept() {
    let shape = Shape::Struct(Struct {
        fields: vec![field("rest", Type::Bool)],
        arguments: vec![0],
        rest: Some(Type::I64),
    });
    insta::assert_snapshot!(text(vec![request("Scores", shape)]), @r#"
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;
    /// The schema `Scores`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[non_exhaustive]
    pub struct Scores {
        /// The property `rest`.
        pub rest: bool,
        /// The properties that no other field holds.
        #[serde(flatten)]
        pub rest_: BTreeMap<String, i64>,
    }
    impl Scores {
        /// The required properties; the others have setters.
        #[must_use]
        pub fn new(rest: bool) -> Self {
            Self {
                rest,
                rest_: BTreeMap::new(),
            }
        }

        /// Sets [`rest_`](field@Self::rest_).
        #[must_use]
        pub fn rest_(mut self, rest_: BTreeMap<String, i64>) -> Self {
            self.rest_ = rest_;
            self
        }
    }
    "#);
    let only_rest = Shape::Struct(Struct { rest: Some(Type::Any), ..Struct::default() });
    assert!(text(vec![def("Free", only_rest)]).contains("pub rest: serde_json::Map<String, Value>,"));
}

#[test]
fn strings_with_known_values_are_open() {
    let mut status = values(&[("COMPLETE", "Complete"), ("unknown", "Unknown2")]);
    status.values[0].doc = Some("It has ended.".to_owned());
    let exact = values(&[("a\"b", "AB")]);
    let loose = Enum { ignore_case: true, ..status };
    let types = vec![def("Exact", Shape::Enum(exact)), def("Status", Shape::Enum(loose))];
    insta::assert_snapshot!(text(types), @r#"
    /// The schema `Exact`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Exact {
        /// `a"b`.
        AB,
        /// A value that this version does not know.
        Unknown(String),
    }
    codegen_runtime::open_enum!(Exact { AB = "a\"b", });
    /// The schema `Status`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Status {
        /// It has ended.
        Complete,
        /// `unknown`.
        Unknown2,
        /// A value that this version does not know.
        Unknown(String),
    }
    codegen_runtime::open_enum!(ignore_case Status {
        Complete = "COMPLETE",
        Unknown2 = "unknown",
    });
    "#);
}

#[test]
fn objects_told_apart_by_a_property_are_open() {
    let types = vec![
        def("Shape", tagged("kind", &[("circle", "Circle", "Circle"), ("group", "Group", "Group")])),
        def("Circle", object([field("radius", Type::F64)])),
        def("Group", object([field("kind", Type::String), field("first", named("Shape"))])),
    ];
    let text = text(types);
    let (_, union) = text.split_once("/// The schema `Shape`.").unwrap();
    insta::assert_snapshot!(union, @r#"

    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub enum Shape {
        /// An object whose `kind` is `circle`.
        Circle(Circle),
        /// An object whose `kind` is `group`.
        Group(Box<Group>),
        /// An object of a kind that this version does not know.
        Unknown(Value),
    }
    codegen_runtime::tagged_union!(Shape by "kind" { Circle = "circle", Group = "group", });
    "#);
    assert!(text.contains("pub first: Box<Shape>,") || union.contains("Group(Box<Group>)"), "{text}");
}

#[test]
fn values_told_apart_by_trying() {
    let choices = vec![
        choice("Text", Type::String),
        choice("Numbers", list(Type::I64)),
        choice("Not", named("Filter")),
        choice("Object", map(Type::Any)),
    ];
    insta::assert_snapshot!(text(vec![def("Filter", Shape::Untagged(choices))]), @r#"
    use serde::{Deserialize, Serialize};
    use serde_json::Value;
    /// The schema `Filter`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum Filter {
        /// Holds `String`.
        Text(String),
        /// Holds `Vec<i64>`.
        Numbers(Vec<i64>),
        /// Holds `Filter`.
        Not(Box<Filter>),
        /// Holds `serde_json::Map<String, Value>`.
        Object(serde_json::Map<String, Value>),
    }
    "#);
}

#[test]
fn aliases_are_aliases_unless_they_lead_back_to_themselves() {
    let types = vec![
        TypeDef { deprecated: true, ..def("Names", Shape::Alias(list(Type::String))) },
        def("MaybeNames", Shape::Alias(nullable(named("Names")))),
        def("Tree", Shape::Alias(list(named("Forest")))),
        def("Forest", Shape::Alias(map(named("Tree")))),
    ];
    insta::assert_snapshot!(text(types), @r#"
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;
    /// The schema `Forest`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct Forest(
        /// The value itself.
        pub BTreeMap<String, Tree>,
    );
    /// The schema `MaybeNames`.
    pub type MaybeNames = Option<Names>;
    /// The schema `Names`.
    ///
    /// Deprecated: the API discourages its use.
    pub type Names = Vec<String>;
    /// The schema `Tree`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct Tree(
        /// The value itself.
        pub Vec<Forest>,
    );
    "#);
}

#[test]
fn every_primitive_has_its_rust_type() {
    let types = [
        (Type::Bool, "bool"),
        (Type::I32, "i32"),
        (Type::I64, "i64"),
        (Type::U32, "u32"),
        (Type::U64, "u64"),
        (Type::F32, "f32"),
        (Type::F64, "f64"),
        (Type::String, "String"),
        (Type::Bytes, "String"),
        (Type::Any, "Value"),
        (map(Type::Bool), "BTreeMap<String, bool>"),
        (list(nullable(Type::U64)), "Vec<Option<u64>>"),
        (
            nullable(list(nullable(map(nullable(Type::F32))))),
            "Option<Vec<Option<BTreeMap<String, Option<f32>>>>>",
        ),
        (named("Absent"), "Value"),
    ];
    for (ty, rust) in types {
        for (shape, expected) in [
            (object([field("x", ty.clone())]), format!("pub x: {rust},")),
            (Shape::Alias(ty.clone()), format!("pub type A = {rust};")),
            (Shape::Alias(list(ty.clone())), format!("pub type A = Vec<{rust}>;")),
        ] {
            let text = text(vec![def("A", shape)]);
            assert!(text.contains(&expected), "{ty:?}: {text}");
        }
        if !rust.starts_with("Option") {
            let text = text(vec![def("A", object([optional("x", ty.clone())]))]);
            assert!(text.contains(&format!("pub x: Option<{rust}>,")), "{ty:?}: {text}");
        }
    }
}

#[test]
fn every_property_of_the_source_is_a_field() {
    let wires = [
        ("title", "title"),
        ("description", "description"),
        ("type", "r#type"),
        ("self", "self_"),
        ("Self", "self_2"),
        ("x-rate-limit", "x_rate_limit"),
        ("x_rate_limit", "x_rate_limit_2"),
        ("2fa", "_2fa"),
        ("$ref", "ref_"),
        ("@id", "id"),
        ("ID", "id_2"),
        ("properties", "properties"),
        ("rest", "rest"),
        ("p1", "p1"),
        ("\u{e9}t\u{e9}", "ete"),
        ("", "empty"),
        ("new", "new"),
        ("clone", "clone"),
        ("with_new", "with_new"),
        ("default", "default"),
        ("async", "r#async"),
    ];
    let fields = wires.map(|(wire, name)| Field { name: name.to_owned(), ..optional(wire, Type::String) });
    let shape =
        Shape::Struct(Struct { fields: fields.into(), arguments: Vec::new(), rest: Some(Type::String) });
    let text = text(vec![request("Odd", shape)]);
    let file = syn::parse_file(&text).unwrap();
    let names = |item: &Item| match item {
        Item::Struct(item) => {
            item.fields.iter().map(|field| field.ident.as_ref().unwrap().to_string()).collect()
        }
        _ => Vec::new(),
    };
    let mut expected: Vec<_> = wires.iter().map(|(_, name)| (*name).to_owned()).collect();
    expected.push("rest_".to_owned());
    assert_eq!(file.items.iter().flat_map(names).collect::<Vec<_>>(), expected);
    for (wire, name) in wires {
        if name.trim_start_matches("r#") != wire {
            assert!(text.contains(&format!("#[serde(rename = {wire:?}, ")), "{wire}: {text}");
        }
        let setter = match name {
            "new" => "with_new_",
            "clone" => "with_clone",
            "default" => "with_default",
            other => other,
        };
        assert!(
            text.contains(&format!("pub fn {setter}(mut self, {name}: impl Into<String>) -> Self")),
            "{wire}: {text}"
        );
    }
    assert_eq!(text.matches("pub fn new(").count(), 1);
}

#[test]
fn deprecation_warns_callers_and_not_the_type_itself() {
    let fields = [
        Field { deprecated: true, ..field("old", Type::I32) },
        Field { deprecated: true, ..optional("older", Type::I32) },
    ];
    insta::assert_snapshot!(text(vec![request("Input", object(fields))]), @r#"
    use serde::{Deserialize, Serialize};
    /// The schema `Input`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[non_exhaustive]
    pub struct Input {
        /// The property `old`.
        #[deprecated]
        pub old: i32,
        /// The property `older`.
        #[deprecated]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub older: Option<i32>,
    }
    impl Input {
        /// The required properties; the others have setters.
        #[expect(deprecated, reason = "callers are warned, not the type itself")]
        #[must_use]
        pub fn new(old: i32) -> Self {
            Self { old, older: None }
        }

        /// Sets [`older`](field@Self::older).
        #[deprecated]
        #[expect(deprecated, reason = "callers are warned, not the type itself")]
        #[must_use]
        pub fn older(mut self, older: i32) -> Self {
            self.older = Some(older);
            self
        }
    }
    "#);
}

#[test]
fn names_of_the_standard_library_are_free_for_schemas() {
    let names = [
        "Option",
        "Vec",
        "Box",
        "String",
        "BTreeMap",
        "Value",
        "Serialize",
        "Deserialize",
        "Default",
        "Into",
    ];
    let fields = [
        field("a", Type::String),
        optional("b", list(Type::String)),
        optional("c", map(Type::Any)),
        optional("d", map(Type::I64)),
        optional("e", named("Node")),
        optional("f", named("Value")),
    ];
    let mut types =
        vec![request("Node", object(fields)), request("Empty", object([optional("a", named("Vec"))]))];
    types.extend(names.map(|name| def(name, object([]))));
    let text = text(types);
    for expected in [
        "pub a: ::std::string::String,",
        "pub b: ::std::option::Option<::std::vec::Vec<::std::string::String>>,",
        "serde_json::Map<::std::string::String, ::serde_json::Value>",
        "::std::collections::BTreeMap<::std::string::String, i64>",
        "::std::option::Option<::std::boxed::Box<Node>>",
        "pub f: ::std::option::Option<Value>,",
        "skip_serializing_if = \"::std::option::Option::is_none\"",
        "pub fn b(mut self, b: ::std::vec::Vec<::std::string::String>) -> Self",
        "::serde::Serialize",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("use ") && !text.contains("Self::default()"), "{text}");
}

#[test]
fn many_arguments_and_flags_are_expected_by_the_lints() {
    let fields = |count: usize| object((0..count).map(|index| field(&format!("flag{index}"), Type::Bool)));
    let few = text(vec![request("Few", fields(3))]);
    assert!(!few.contains("expect"), "{few}");
    let many = text(vec![request("Many", fields(8))]);
    assert!(
        many.contains("clippy::struct_excessive_bools") && many.contains("clippy::too_many_arguments"),
        "{many}"
    );
}

#[test]
fn items_come_in_the_order_of_the_types_and_twice_the_same() {
    let types = || {
        vec![
            def("Zebra", object([field("a", named("Apple"))])),
            def(
                "Apple",
                Shape::Enum(Enum {
                    values: vec![EnumValue { wire: "x".to_owned(), variant: "X".to_owned(), doc: None }],
                    ignore_case: false,
                }),
            ),
        ]
    };
    let first = text(types());
    assert!(first.find("enum Apple") < first.find("struct Zebra"));
    assert_eq!(first, text(types()));
}

#[test]
fn nothing_comes_of_nothing() {
    let mut problems = Problems::default();
    assert!(super::emit(&api(Vec::new()), &mut problems).is_empty());
    assert!(problems.is_empty());
}
