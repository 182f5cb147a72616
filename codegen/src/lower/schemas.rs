//! Schemas -> named types. Every object, enum and union gets a name; what Rust cannot say becomes any JSON, with a warning.

use super::{
    merge::merge_all_of,
    names::{Scope, TYPE_NAMES, lower, upper},
};
use crate::{
    document::{Document, NOT_EXPRESSED, Node, Value, reference::local_pointer},
    model::{Choice, Enum, EnumValue, Field, Shape, Struct, Tagged, Type, TypeDef},
    problem::{Problem, Problems, Rule, Severity, Span},
};
use std::collections::BTreeMap;

pub(super) static NAME_COLLISION: Rule = Rule {
    id: "name-collision",
    severity: Severity::Warning,
    summary: "no two names of the document become the same Rust name",
    explanation: "Rust names are written in one case and without signs, so `user-id` and `UserId` become the same type. The second \
        one gets a number, which makes a poor name that moves when the first one goes. Rename one of them in the document.",
};

/// The types found so far.
pub(super) struct Types<'a> {
    document: &'a Document,
    /// The definitions, by name.
    defs: BTreeMap<String, TypeDef>,
    scope: Scope,
    /// The name of each component, by its pointer.
    components: BTreeMap<String, String>,
    /// The names given to inline schemas, by the place where they stand: one place is one type, however often it is reached.
    inline: BTreeMap<Place, String>,
    /// The inline schemas being read.
    open: Vec<Place>,
}

/// Where an inline schema stands, and what kind of schema it is: normalisation may put two kinds at one place.
type Place = (usize, usize, &'static str);

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
            open: Vec::new(),
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
        let mut ty = ty;
        for _ in 0..16 {
            let Type::Named(name) = ty else { return None };
            match &self.get(name)?.shape {
                Shape::Struct(fields) => return Some(fields),
                Shape::Alias(target) => ty = target,
                _ => return None,
            }
        }
        None
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
            (None, Shape::Alias(ty)) => return ty,
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
                problems.push(
                    NOT_EXPRESSED
                        .at(
                            node.span,
                            format!(
                                "an object that has properties and `{key}` is read as its properties alone"
                            ),
                        )
                        .help("move the properties into each choice, or the choices into a property"),
                );
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
        let required: Vec<&str> = node
            .get("required")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect();
        let mut scope = Scope::new(&[]);
        let mut fields = Vec::new();
        for (wire, entry) in node.get("properties").into_iter().flat_map(Node::entries) {
            let usage = self.usage(&entry.node, &format!("{hint}{}", upper(wire)), problems);
            fields.push(Field {
                wire: wire.to_owned(),
                name: claim_field(&mut scope, wire, entry.key_span, problems),
                doc: text(&entry.node, "description"),
                deprecated: flag(&entry.node, "deprecated"),
                ty: usage.ty,
                required: required.contains(&wire),
                nullable: usage.nullable,
            });
        }
        let rest = self.rest(node, hint, problems);
        Shape::Struct(Struct { fields, rest })
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

    fn union(&mut self, node: &Node, members: &[Node], hint: &str, problems: &mut Problems) -> Shape {
        if let Some(property) = node.at("/discriminator/propertyName").and_then(Node::as_str)
            && let Some(tagged) = self.tagged(node, property, members, hint, problems)
        {
            return Shape::Tagged(tagged);
        }
        let mut scope = Scope::new(&["Unknown"]);
        let mut hints = Scope::default();
        let mut choices: Vec<(usize, Choice)> = Vec::new();
        let mut nullable = false;
        for member in members {
            let choice = hints.claim(&self.choice_name(member), member.span);
            let usage = self.usage(member, &format!("{hint}{choice}"), problems);
            nullable |= usage.nullable;
            if usage.ty == Type::Any {
                problems.push(
                    NOT_EXPRESSED
                        .at(member.span, "one of the choices is any JSON, so the whole union is")
                        .help("give the choice a type"),
                );
                return Shape::Alias(Type::Any);
            }
            if choices.iter().any(|(_, choice)| choice.ty == usage.ty) {
                continue;
            }
            let variant = scope.claim(&variant_name(&usage.ty), member.span);
            let required = self
                .as_struct(&usage.ty)
                .map_or(0, |fields| fields.fields.iter().filter(|field| field.required).count());
            choices.push((required, Choice { variant, ty: usage.ty }));
        }
        if let [(_, only)] = choices.as_slice() {
            let ty = only.ty.clone();
            return Shape::Alias(if nullable { Type::Nullable(Box::new(ty)) } else { ty });
        }
        // Choices are tried in order, and an object without required fields accepts every object: the most demanding first.
        choices.sort_by_key(|(required, choice)| {
            (matches!(choice.ty, Type::Map(_)), std::cmp::Reverse(*required))
        });
        let mut choices: Vec<Choice> = choices.into_iter().map(|(_, choice)| choice).collect();
        choices.push(Choice { variant: "Unknown".to_owned(), ty: Type::Any });
        Shape::Untagged(choices)
    }

    /// A union told apart by a property; `None` when not every choice is a named object.
    fn tagged(
        &mut self,
        node: &Node,
        property: &str,
        members: &[Node],
        hint: &str,
        problems: &mut Problems,
    ) -> Option<Tagged> {
        let mapping: Vec<(String, String)> = node
            .at("/discriminator/mapping")
            .into_iter()
            .flat_map(Node::entries)
            .filter_map(|(value, entry)| Some((value.to_owned(), entry.node.as_str()?.to_owned())))
            .collect();
        let mut scope = Scope::new(&["Unknown"]);
        let mut choices: Vec<(String, Choice)> = Vec::new();
        for member in members {
            let reference = member.get("$ref").and_then(Node::as_str)?;
            let last = reference.rsplit('/').next().unwrap_or(reference);
            let Usage { ty: Type::Named(name), .. } = self.usage(member, hint, problems) else {
                return None;
            };
            let mut values: Vec<&str> = mapping
                .iter()
                .filter(|(_, target)| target == reference || target == last)
                .map(|(value, _)| value.as_str())
                .collect();
            let stated = self
                .document
                .resolve(member)
                .at(&format!("/properties/{}/enum", escape(property)))
                .map(Node::items);
            if values.is_empty()
                && let Some([only]) = stated
            {
                values.extend(only.as_str());
            }
            if values.is_empty() {
                values.push(last);
            }
            for value in values {
                if choices.iter().any(|(taken, _)| taken == value) {
                    continue;
                }
                let variant = scope.claim(&upper(value), member.span);
                choices.push((value.to_owned(), Choice { variant, ty: Type::Named(name.clone()) }));
            }
        }
        Some(Tagged { property: property.to_owned(), choices })
    }

    fn choice_name(&self, member: &Node) -> String {
        let member = self.document.resolve(member);
        match member.get("title").and_then(Node::as_str) {
            Some(title) if title.len() <= 40 => upper(title),
            _ => match kind_of(member) {
                Some("string") => "Text",
                Some("array") => "List",
                Some("object") => "Object",
                _ => "Choice",
            }
            .to_owned(),
        }
    }
}

fn enumeration(node: &Node, values: &Node, problems: &mut Problems) -> Shape {
    let kind = kind_of(node);
    let is_text = |value: &Node| kind == Some("string") || (kind.is_none() && value.to_json().is_string());
    let texts: Vec<&Node> = values.items().iter().filter(|value| !value.is_null()).collect();
    if texts.is_empty() || !texts.iter().all(|value| value.as_str().is_some() && is_text(value)) {
        // Of values that are not of the schema's type lint has said so.
        if texts.iter().all(|value| is_of(value, kind)) {
            let problem = not_expressed(
                values.span,
                "an enum of anything but text is read as its type alone",
                "state the values in the description",
            );
            problems.push(problem.label("its values are not checked"));
        }
        return Shape::Alias(match kind {
            Some("integer") => integer(node),
            Some("number") => Type::F64,
            Some("boolean") => Type::Bool,
            Some("string") => Type::String,
            _ => Type::Any,
        });
    }
    let descriptions = node.at("/x-enum/descriptions");
    let mut scope = Scope::new(&["Unknown"]);
    let mut seen = Vec::new();
    let ignore_case = node.at("/x-enum/case").and_then(Node::as_str) == Some("insensitive");
    let mut known = Vec::new();
    for value in texts {
        let wire = value.as_str().unwrap_or_default();
        let folded = if ignore_case { wire.to_ascii_lowercase() } else { wire.to_owned() };
        if seen.contains(&folded) {
            continue;
        }
        seen.push(folded);
        known.push(EnumValue {
            wire: wire.to_owned(),
            variant: scope.claim(&upper(wire), value.span),
            doc: descriptions.and_then(|all| all.get(wire)).and_then(Node::as_str).map(str::to_owned),
        });
    }
    Shape::Enum(Enum { values: known, ignore_case })
}

/// A warning that something is read as less than it says.
pub(super) fn not_expressed(span: Span, message: impl Into<String>, help: impl Into<String>) -> Problem {
    NOT_EXPRESSED.at(span, message).help(help)
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

fn variant_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "Bool".to_owned(),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "Integer".to_owned(),
        Type::F32 | Type::F64 => "Number".to_owned(),
        Type::String => "Text".to_owned(),
        Type::Bytes => "Bytes".to_owned(),
        Type::Any => "Any".to_owned(),
        Type::List(item) => format!("{}List", variant_name(item)),
        Type::Map(_) => "Object".to_owned(),
        Type::Nullable(ty) => variant_name(ty),
        Type::Named(name) => name.clone(),
    }
}

fn is_of(value: &Node, kind: Option<&str>) -> bool {
    match kind {
        Some("integer") => value.as_i64().is_some() || value.as_u64().is_some(),
        Some("number") => value.as_f64().is_some(),
        Some("boolean") => value.as_bool().is_some(),
        Some("string") => value.as_str().is_some(),
        Some("array") => matches!(value.value, Value::Sequence(_)),
        Some("object") => value.as_mapping().is_some(),
        _ => true,
    }
}

fn integer(node: &Node) -> Type {
    match format(node) {
        Some("int32") => Type::I32,
        Some("uint32" | "uint16" | "uint8") => Type::U32,
        Some("uint64" | "uint") => Type::U64,
        _ => Type::I64,
    }
}

fn format(node: &Node) -> Option<&str> {
    node.get("format").and_then(Node::as_str)
}

/// The stated or evident type.
pub(super) fn kind_of(node: &Node) -> Option<&str> {
    node.get("type").and_then(Node::as_str).or_else(|| {
        if node.get("properties").is_some() || node.get("additionalProperties").is_some() {
            Some("object")
        } else if node.get("items").is_some() {
            Some("array")
        } else {
            None
        }
    })
}

pub(super) fn member_schemas<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map(Node::items).unwrap_or_default()
}

/// Whether a schema says more than notes about an `allOf` of one.
fn has_structure(node: &Node) -> bool {
    ["properties", "oneOf", "anyOf", "enum", "items", "additionalProperties", "required"]
        .iter()
        .any(|key| node.get(key).is_some())
}

/// Whether a member of a union says what the value is, and not only which properties it has.
fn says_what(member: &Node) -> bool {
    ["$ref", "type", "properties", "allOf", "oneOf", "anyOf", "enum", "items"]
        .iter()
        .any(|key| member.get(key).is_some())
}

fn place(node: &Node) -> Place {
    let kind =
        ["allOf", "oneOf", "anyOf", "enum", "properties"].into_iter().find(|key| node.get(key).is_some());
    (node.span.start, node.span.end, kind.unwrap_or_default())
}

fn item_name(hint: &str) -> String {
    // "Items" of a page are the commonest list: `UserPageItem` reads better than `UserPageItemsItem`.
    hint.strip_suffix('s')
        .filter(|rest| !rest.ends_with('s') && rest.len() > 2)
        .map_or_else(|| format!("{hint}Item"), str::to_owned)
}

pub(super) fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}

fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}
