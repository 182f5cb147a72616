//! `oneOf` and `anyOf` -> one of several types, told apart by a property or by trying them.

use super::{
    keys::{escape, kind_of},
    names::{Scope, upper},
    not_expressed,
    schemas::{Types, Usage},
};
use crate::{
    document::Node,
    model::{Choice, Shape, Tagged, Type},
    problem::Problems,
};

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
        let mut scope = Scope::new(&["Unknown"]);
        let mut hints = Scope::default();
        let mut choices: Vec<(usize, Choice)> = Vec::new();
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
