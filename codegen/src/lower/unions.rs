//! `oneOf` and `anyOf` -> one of several types, told apart by a property or by trying them.

use super::{
    keys::kind_of,
    names::{Scope, upper},
    not_expressed,
    schemas::{Types, Usage},
};
use crate::{
    document::{Document, Node, escape},
    model::{Choice, Shape, Tagged, Type},
    problem::Problems,
};
use std::collections::BTreeSet;

/// The rank of a choice, and how many fields it requires.
type Turn = (u8, std::cmp::Reverse<usize>);

impl Types<'_> {
    /// The shape of a union.
    pub(super) fn union(
        &mut self,
        node: &Node,
        members: &[Node],
        hint: &str,
        problems: &mut Problems,
    ) -> Shape {
        if let Some(property) = node.at("/discriminator/propertyName").and_then(Node::as_str)
            && let Some(tagged) = self.tagged(node, property, members, hint, problems)
        {
            return Shape::Tagged(tagged);
        }
        if let Some((property, values)) = telling_property(self.document, members) {
            return self.told_apart(property, &values, members, hint, problems);
        }
        let mut scope = Scope::new(&["Unknown"]);
        let mut hints = Scope::default();
        let mut choices: Vec<(Turn, Choice)> = Vec::new();
        let mut nullable = false;
        for member in members {
            let choice = hints.claim(&self.choice_name(member), member.span);
            let usage = self.usage(member, &format!("{hint}{choice}"), problems);
            nullable |= usage.nullable;
            if usage.ty == Type::Any {
                problems.push(not_expressed(
                    member.span,
                    "one of the choices is any JSON, so the whole union is",
                    "give the choice a type",
                ));
                return Shape::Alias(Type::Any);
            }
            if choices.iter().any(|(_, choice)| choice.ty == usage.ty) {
                continue;
            }
            let variant = scope.claim(&variant_name(&usage.ty), member.span);
            choices.push((self.turn(&usage.ty), Choice { variant, ty: usage.ty }));
        }
        if let [(_, only)] = choices.as_slice() {
            let ty = only.ty.clone();
            return Shape::Alias(if nullable { Type::Nullable(Box::new(ty)) } else { ty });
        }
        choices.sort_by_key(|(turn, _)| *turn);
        let mut choices: Vec<Choice> = choices.into_iter().map(|(_, choice)| choice).collect();
        choices.push(Choice { variant: "Unknown".to_owned(), ty: Type::Any });
        Shape::Untagged(choices)
    }

    /// When a choice is tried. Choices are tried in order, and some accept what is meant for others.
    fn turn(&self, ty: &Type) -> Turn {
        let rank = match self.behind(ty) {
            // A struct can be read from a list.
            Type::List(_) => 0,
            // A number accepts every integer.
            Type::F32 | Type::F64 => 2,
            Type::Named(name) => match self.get(name).map(|def| &def.shape) {
                Some(Shape::Enum(_)) => 1,
                Some(Shape::Untagged(_)) => 5,
                _ => 3,
            },
            // A map accepts every object, and a union in a union every value.
            Type::Map(_) => 4,
            _ => 1,
        };
        // An object without required fields accepts every object: the most demanding one is first.
        let required = self
            .as_struct(ty)
            .map_or(0, |object| object.fields.iter().filter(|field| field.required).count());
        (rank, std::cmp::Reverse(required))
    }

    /// A union told apart by a property whose values the choices state themselves.
    fn told_apart(
        &mut self,
        property: &str,
        values: &[&str],
        members: &[Node],
        hint: &str,
        problems: &mut Problems,
    ) -> Shape {
        let mut scope = Scope::new(&["Unknown"]);
        let choices = members.iter().zip(values).map(|(member, value)| {
            let variant = scope.claim(&upper(value), member.span);
            let ty = self.usage(member, &format!("{hint}{variant}"), problems).ty;
            ((*value).to_owned(), Choice { variant, ty })
        });
        Shape::Tagged(Tagged { choices: choices.collect(), property: property.to_owned() })
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
        // What the mapping names beside the choices is a choice too.
        for (value, target) in &mapping {
            let last = target.rsplit('/').next().unwrap_or(target);
            let Some(name) = self.component(last) else { continue };
            if !choices.iter().any(|(taken, _)| taken == value) {
                let variant = scope.claim(&upper(value), node.span);
                choices.push((value.clone(), Choice { variant, ty: Type::Named(name.to_owned()) }));
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

/// The property of which every choice requires a text of its own, and those texts.
pub(crate) fn telling_property<'a>(
    document: &'a Document,
    members: &'a [Node],
) -> Option<(&'a str, Vec<&'a str>)> {
    let objects: Vec<&Node> = members.iter().map(|member| document.resolve(member)).collect();
    if objects.len() < 2 {
        return None;
    }
    let only = |object: &'a Node, name: &str| {
        let required = object.get("required")?.items().iter().any(|one| one.as_str() == Some(name));
        let property = document.resolve(object.get("properties")?.get(name)?);
        match property.get("enum").map(Node::items) {
            Some([value]) if required && value.to_json().is_string() => value.as_str(),
            _ => None,
        }
    };
    let names = objects[0].get("properties").into_iter().flat_map(Node::entries).map(|(name, _)| name);
    names.into_iter().find_map(|name| {
        let values: Vec<&str> = objects.iter().map(|object| only(object, name)).collect::<Option<_>>()?;
        let distinct = values.iter().collect::<BTreeSet<_>>().len() == values.len();
        distinct.then_some((name, values))
    })
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
