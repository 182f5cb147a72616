//! Schemas -> named types. Every object, enum and union gets a name; what Rust cannot say becomes any JSON, with a warning.

use super::{
    enums::enumeration,
    keys::{flag, format, has_structure, integer, kind_of, member_schemas, says_what, text},
    merge::merge_all_of,
    names::{Scope, TYPE_NAMES, lower, upper},
    not_expressed,
    one_way::OneWay,
};
use crate::{
    document::{Document, Node, escape, reference::local_pointer},
    model::{Field, Shape, Struct, Type, TypeDef},
    problem::{Problems, Rule, Severity, Span},
};
use indexmap::IndexSet;
use std::collections::BTreeMap;

pub(super) static NAME_COLLISION: Rule = Rule {
    id: "name-collision",
    severity: Severity::Warning,
    summary: "no two names of the document become the same Rust name",
    explanation: "Rust names are written in one case and without signs, so `user-id` and `UserId` become the same type. The second \
        one gets a number, which makes a poor name that moves when the first one goes. Rename one of them in the document.",
    fixable: false,
};

/// How many schemas without names may stand one inside the other: references can nest deeper than the document does, and
/// in circles.
const DEPTH: usize = 100;

/// The types found so far.
pub(super) struct Types<'a> {
    pub(super) document: &'a Document,
    /// The definitions, by name.
    pub(super) defs: BTreeMap<String, TypeDef>,
    scope: Scope,
    /// The name of each component, by its pointer.
    components: BTreeMap<String, String>,
    /// The names given to inline schemas, by the place where they stand: one place is one type, however often it is reached.
    inline: BTreeMap<Place, String>,
    /// The types of the inline schemas that need no name, by place: they are reached often too, by way of references.
    unnamed: BTreeMap<Place, Type>,
    /// The inline schemas being read.
    open: Vec<Place>,
    /// The properties of the struct read last that only answers or only requests hold.
    latest: Vec<OneWay>,
    /// Those of every struct, by its name.
    pub(super) one_way: BTreeMap<String, Vec<OneWay>>,
    /// How many schemas are being read, one inside the other.
    depth: usize,
}

/// Where an inline schema stands, and what kind of schema of what type it is: normalisation may put several at one place,
/// one for each word of `type: [integer, string]`.
pub(crate) type Place = (usize, usize, &'static str, &'static str);

/// A type where it is used.
#[derive(Debug, Clone)]
pub(super) struct Usage {
    /// The type.
    pub(super) ty: Type,
    /// Whether null may stand in its place.
    pub(super) nullable: bool,
}

impl Usage {
    fn plain(ty: Type) -> Self {
        Self { ty, nullable: false }
    }

    /// The type with its null.
    pub(super) fn whole(self) -> Type {
        if self.nullable { Type::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}

impl<'a> Types<'a> {
    /// Names every component schema, then reads them all.
    pub(super) fn read(document: &'a Document, problems: &mut Problems) -> Self {
        let mut types = Self {
            document,
            defs: BTreeMap::new(),
            scope: Scope::new(TYPE_NAMES),
            components: BTreeMap::new(),
            inline: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            open: Vec::new(),
            latest: Vec::new(),
            one_way: BTreeMap::new(),
            depth: 0,
        };
        let schemas = document.root.at("/components/schemas");
        for (key, entry) in schemas.into_iter().flat_map(Node::entries) {
            let name = types.claim(&upper(key), &format!("`{key}`"), entry.key_span, problems);
            types.components.insert(format!("/components/schemas/{}", escape(key)), name);
        }
        for (key, entry) in schemas.into_iter().flat_map(Node::entries) {
            let name = types.components[&format!("/components/schemas/{}", escape(key))].clone();
            let shape = types.shape(&entry.node, &name, problems);
            types.define(name, &entry.node, shape);
        }
        types
    }

    /// Every type, sorted by name.
    pub(super) fn into_defs(self) -> Vec<TypeDef> {
        self.defs.into_values().collect()
    }

    /// The type of the component schema of this name, as written in a pointer.
    pub(super) fn component(&self, token: &str) -> Option<&str> {
        self.components.get(&format!("/components/schemas/{token}")).map(String::as_str)
    }

    /// The definition of a named type.
    pub(super) fn get(&self, name: &str) -> Option<&TypeDef> {
        self.defs.get(name)
    }

    /// The definitions, for changing.
    pub(super) fn defs_mut(&mut self) -> &mut BTreeMap<String, TypeDef> {
        &mut self.defs
    }

    /// The struct behind a type, through aliases.
    pub(super) fn as_struct(&self, ty: &Type) -> Option<&Struct> {
        let Type::Named(name) = self.behind(ty) else { return None };
        match &self.get(name)?.shape {
            Shape::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The type that a type is another name for, or the type itself.
    pub(super) fn behind<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // Aliases may lead in a circle.
        for _ in 0..16 {
            let Type::Named(name) = ty else { break };
            match self.get(name).map(|def| &def.shape) {
                Some(Shape::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }

    fn claim(&mut self, wanted: &str, written: &str, span: Span, problems: &mut Problems) -> String {
        if let Some(first) = self.scope.taken_at(wanted) {
            problems.push(
                NAME_COLLISION
                    .at(span, format!("{written} becomes the type `{wanted}`, which is taken"))
                    .related(first, "the first one")
                    .help("rename one of them; a schema without a name gets one under components/schemas"),
            );
        }
        self.scope.claim(wanted, span)
    }

    fn define(&mut self, name: String, node: &Node, shape: Shape) {
        if let Shape::Struct(_) = shape {
            // Nothing is read between a struct and its definition.
            self.one_way.insert(name.clone(), std::mem::take(&mut self.latest));
        }
        let def = TypeDef {
            doc: text(node, "description"),
            deprecated: flag(node, "deprecated"),
            shape,
            in_request: false,
            in_response: false,
            span: node.span,
            name: name.clone(),
        };
        self.defs.insert(name, def);
    }

    /// The type of a schema where it is used. A schema that needs a name and has none is called `hint`.
    pub(super) fn usage(&mut self, node: &Node, hint: &str, problems: &mut Problems) -> Usage {
        if self.depth == DEPTH {
            problems.push(not_expressed(
                node.span,
                format!("a schema inside {DEPTH} others is read as any JSON"),
                "give one of them a name under components/schemas",
            ));
            return Usage::plain(Type::Any);
        }
        self.depth += 1;
        let usage = self.usage_within(node, hint, problems);
        self.depth -= 1;
        usage
    }

    fn usage_within(&mut self, node: &Node, hint: &str, problems: &mut Problems) -> Usage {
        if let Some(reference) = node.get("$ref") {
            return self.reference(reference, node, hint, problems);
        }
        if let [member] = member_schemas(node, "allOf")
            && !has_structure(node)
        {
            let usage = self.usage(member, hint, problems);
            return Usage { nullable: usage.nullable || flag(node, "nullable"), ty: usage.ty };
        }
        let nullable = flag(node, "nullable")
            || node.get("enum").is_some_and(|values| values.items().iter().any(Node::is_null));
        Usage { ty: self.inline(node, hint, problems), nullable }
    }

    /// The type of a schema that stands where it is used.
    fn inline(&mut self, node: &Node, hint: &str, problems: &mut Problems) -> Type {
        let place = place(node);
        if let Some(name) = self.inline.get(&place) {
            return Type::Named(name.clone());
        }
        if let Some(ty) = self.unnamed.get(&place) {
            return ty.clone();
        }
        if self.open.contains(&place) {
            // It contains itself, by way of an `allOf`: only a name can say so.
            let name = self.claim(hint, "this schema", node.span, problems);
            self.inline.insert(place, name.clone());
            return Type::Named(name);
        }
        self.open.push(place);
        let shape = self.shape(node, hint, problems);
        self.open.pop();
        let name = match (self.inline.get(&place), shape) {
            (None, Shape::Alias(ty)) => {
                self.unnamed.insert(place, ty.clone());
                return ty;
            }
            (Some(name), shape) => {
                let name = name.clone();
                self.define(name.clone(), node, shape);
                name
            }
            (None, shape) => {
                let name = self.claim(hint, "this schema", node.span, problems);
                self.inline.insert(place, name.clone());
                self.define(name.clone(), node, shape);
                name
            }
        };
        Type::Named(name)
    }

    fn reference(&mut self, reference: &Node, node: &Node, hint: &str, problems: &mut Problems) -> Usage {
        let pointer = reference.as_str().and_then(local_pointer).unwrap_or_default();
        let pointer = pointer.as_ref();
        let target = self.document.resolve(node);
        if target.get("$ref").is_some() {
            return Usage::plain(Type::Any);
        }
        let nullable =
            flag(self.document.root.at(pointer).unwrap_or(target), "nullable") || flag(target, "nullable");
        if let Some(name) = self.components.get(pointer) {
            return Usage { ty: Type::Named(name.clone()), nullable };
        }
        // A reference into the middle of something: the last name of the pointer says what it is.
        let last = pointer.rsplit('/').next().unwrap_or_default();
        let is_index = last.is_empty() || last.chars().all(|c| c.is_ascii_digit());
        let hint = if is_index { hint.to_owned() } else { upper(last) };
        self.usage(target, &hint, problems)
    }

    fn shape(&mut self, node: &Node, hint: &str, problems: &mut Problems) -> Shape {
        if node.get("$ref").is_some() {
            return Shape::Alias(self.usage(node, hint, problems).whole());
        }
        if let Some(entry) = node.entry("discriminator")
            && node.get("oneOf").is_none()
            && node.get("anyOf").is_none()
        {
            problems.push(not_expressed(
                entry.key_span,
                "the schemas that extend this one are not told apart: it is read as its own properties alone",
                "list them in `oneOf`, in a schema of its own",
            ));
        }
        if node.get("allOf").is_some() {
            if let [member] = member_schemas(node, "allOf")
                && !has_structure(node)
            {
                return Shape::Alias(self.usage(member, hint, problems).whole());
            }
            let merged = merge_all_of(self.document, node, problems);
            return self.shape(&merged, hint, problems);
        }
        let is_object =
            node.get("properties").is_some_and(|properties| properties.entries().next().is_some());
        for key in ["oneOf", "anyOf"] {
            let members = member_schemas(node, key);
            // `oneOf: [required: [a], required: [b]]` beside `properties` says which fields go together, not what they are.
            if members.is_empty() || (is_object && members.iter().all(|member| !says_what(member))) {
                continue;
            }
            if is_object {
                problems.push(not_expressed(
                    node.span,
                    format!("an object that has properties and `{key}` is read as its properties alone"),
                    "move the properties into each choice, or the choices into a property",
                ));
                break;
            }
            return self.union(node, members, hint, problems);
        }
        if let Some(values) = node.get("enum") {
            return enumeration(node, values, problems);
        }
        Shape::Alias(match kind_of(node) {
            Some("string") => Type::String,
            Some("integer") => integer(node),
            Some("number") => {
                if format(node) == Some("float") {
                    Type::F32
                } else {
                    Type::F64
                }
            }
            Some("boolean") => Type::Bool,
            Some("array") => {
                let item = node
                    .get("items")
                    .map_or(Type::Any, |items| self.usage(items, &item_name(hint), problems).whole());
                Type::List(Box::new(item))
            }
            Some("object") if is_object => return self.object(node, hint, problems),
            Some("object") => {
                let value = self.rest(node, hint, problems).unwrap_or(Type::Any);
                Type::Map(Box::new(value))
            }
            _ => Type::Any,
        })
    }

    fn object(&mut self, node: &Node, hint: &str, problems: &mut Problems) -> Shape {
        let required: IndexSet<&str> = node
            .get("required")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect();
        let mut scope = Scope::new(&[]);
        let mut fields = Vec::new();
        let mut one_way = Vec::new();
        for (wire, entry) in node.get("properties").into_iter().flat_map(Node::entries) {
            one_way.extend(OneWay::of(self.document, &entry.node, fields.len()));
            let usage = self.usage(&entry.node, &format!("{hint}{}", upper(wire)), problems);
            fields.push(Field {
                wire: wire.to_owned(),
                name: claim_field(&mut scope, wire, entry.key_span, problems),
                doc: text(&entry.node, "description"),
                deprecated: flag(&entry.node, "deprecated"),
                ty: usage.ty,
                required: required.contains(wire),
                nullable: usage.nullable,
            });
        }
        let place = |wire: &&str| fields.iter().position(|field| field.wire == *wire);
        let arguments = required.iter().filter_map(place).collect();
        let rest = self.rest(node, hint, problems);
        self.latest = one_way;
        Shape::Struct(Struct { fields, arguments, rest })
    }

    /// The type of the properties that have no name, when the schema speaks of them.
    fn rest(&mut self, node: &Node, hint: &str, problems: &mut Problems) -> Option<Type> {
        let rest = node.get("additionalProperties")?;
        match rest.as_bool() {
            Some(true) => Some(Type::Any),
            Some(false) => None,
            None => Some(self.usage(rest, &format!("{hint}Value"), problems).whole()),
        }
    }
}

fn claim_field(scope: &mut Scope, wire: &str, span: Span, problems: &mut Problems) -> String {
    let wanted = lower(wire);
    if let Some(first) = scope.taken_at(&wanted) {
        problems.push(
            NAME_COLLISION
                .at(span, format!("`{wire}` becomes the field `{wanted}`, which is taken"))
                .related(first, "the first one")
                .help("the second one gets a number; the names on the wire stay as they are"),
        );
    }
    scope.claim(&wanted, span)
}

pub(crate) fn place(node: &Node) -> Place {
    let first = |keys: &[&'static str], holds: &dyn Fn(&str) -> bool| {
        keys.iter().copied().find(|key| holds(key)).unwrap_or_default()
    };
    let composition =
        first(&["allOf", "oneOf", "anyOf", "enum", "properties"], &|key| node.get(key).is_some());
    let stated = node.get("type").and_then(Node::as_str);
    let kind =
        first(&["string", "integer", "number", "boolean", "array", "object"], &|kind| stated == Some(kind));
    (node.span.start, node.span.end, composition, kind)
}

fn item_name(hint: &str) -> String {
    // "Items" of a page are the commonest list: `UserPageItem` reads better than `UserPageItemsItem`.
    hint.strip_suffix('s')
        .filter(|rest| !rest.ends_with('s') && rest.len() > 2)
        .map_or_else(|| format!("{hint}Item"), str::to_owned)
}
