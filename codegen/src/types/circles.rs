//! How the parts of all types are held, as progenitor holds them, without asking it: which takes longer than all the rest where
//! thousands of types are only compared.
//!
//! All but the boxes follows from each type alone. Boxes break circles of types that hold each other in place, and progenitor
//! breaks a circle where a walk comes back to what it stands in; this is the same walk. Tests hold the two answers together.

use super::document::{part_key, parts, positions};
use super::form::Form;
use crate::model::{Type, TypeDef};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// For each type the forms of its parts, as many as [`parts`] has, in the same order.
pub(super) fn forms(types: &[TypeDef]) -> Vec<Vec<Form>> {
    let positions = positions(types);
    let parts: Vec<Vec<Type>> = types.iter().map(parts).collect();
    let places: Vec<Vec<Option<Place>>> =
        parts.iter().map(|parts| parts.iter().map(|ty| Place::of(ty, &positions)).collect()).collect();
    let boxed = boxed(&places);
    let held = |at: usize, part: usize| {
        let form = form(&parts[at][part], &positions, &boxed);
        let is_boxed = places[at][part].is_some_and(|place| boxed.contains(&(Place::Type(at), place)));
        if is_boxed { Form::Boxed(Box::new(form)) } else { form }
    };
    (0..types.len()).map(|at| (0..parts[at].len()).map(|part| held(at, part)).collect()).collect()
}

/// What holds something in place: a type, or the one `Option` of a type that all who hold it share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Type(usize),
    Option(usize),
}

impl Place {
    /// What a part of this type is, when it is held in place: not in a list or a map.
    fn of(ty: &Type, positions: &IndexMap<&str, usize>) -> Option<Self> {
        match ty {
            Type::Named(name) => positions.get(name.as_str()).copied().map(Self::Type),
            Type::Nullable(inner) => match Self::of(inner, positions)? {
                Self::Type(at) | Self::Option(at) => Some(Self::Option(at)),
            },
            _ => None,
        }
    }
}

/// Who holds what in a `Box`: a walk from each type in turn, deep first, breaks what leads back to where it came from.
fn boxed(parts: &[Vec<Option<Place>>]) -> BTreeSet<(Place, Place)> {
    let mut boxed = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for start in 0..parts.len() {
        // Where the walk stands, from the outside to the inside, and where it still has to go from there.
        let mut way: Vec<(Place, Vec<Place>)> = Vec::new();
        let mut inside = BTreeSet::new();
        let mut next = Some(Place::Type(start));
        loop {
            if let Some(place) = next.filter(|place| seen.insert(*place)) {
                inside.insert(place);
                let (back, on): (Vec<Place>, Vec<Place>) =
                    held_by(place, parts).into_iter().partition(|held| inside.contains(held));
                boxed.extend(back.into_iter().map(|held| (place, held)));
                way.push((place, on));
            }
            let Some((place, on)) = way.last_mut() else { break };
            next = on.pop();
            if next.is_none() {
                inside.remove(place);
                way.pop();
            }
        }
    }
    boxed
}

/// What something holds in place, in the order in which progenitor has the parts: that of their names, `p10` before `p2`.
fn held_by(place: Place, parts: &[Vec<Option<Place>>]) -> Vec<Place> {
    match place {
        Place::Option(at) => vec![Place::Type(at)],
        Place::Type(at) => {
            let mut held: Vec<_> = parts[at]
                .iter()
                .enumerate()
                .filter_map(|(part, place)| Some((part_key(part), (*place)?)))
                .collect();
            held.sort();
            held.into_iter().map(|(_, place)| place).collect()
        }
    }
}

fn form(ty: &Type, positions: &IndexMap<&str, usize>, boxed: &BTreeSet<(Place, Place)>) -> Form {
    let inner = |ty: &Type| Box::new(form(ty, positions, boxed));
    match ty {
        Type::Bool => Form::Primitive("bool"),
        Type::I32 => Form::Primitive("i32"),
        Type::I64 => Form::Primitive("i64"),
        Type::U32 => Form::Primitive("u32"),
        Type::U64 => Form::Primitive("u64"),
        Type::F32 => Form::Primitive("f32"),
        Type::F64 => Form::Primitive("f64"),
        Type::String | Type::Bytes => Form::Text,
        Type::Any => Form::Any,
        Type::List(item) => Form::List(inner(item)),
        Type::Map(value) => match *inner(value) {
            Form::Any => Form::Object,
            value => Form::Map(Box::new(value)),
        },
        Type::Nullable(value) => match (*inner(value), Place::of(value, positions)) {
            // Null is a value of it.
            (Form::Any, _) => Form::Any,
            (value @ Form::Option(_), _) => value,
            (value, Some(place @ Place::Type(at))) if boxed.contains(&(Place::Option(at), place)) => {
                Form::Option(Box::new(Form::Boxed(Box::new(value))))
            }
            (value, _) => Form::Option(Box::new(value)),
        },
        // Lowering has reported a name that nothing has.
        Type::Named(name) => positions.get(name.as_str()).map_or(Form::Any, |at| Form::Named(*at)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        progenitor,
        testing::{def, list, map, named, nullable, object, optional, random_types},
    };
    use super::*;
    use crate::{lower, model::Field};

    /// What progenitor says of all types.
    fn asked(types: &[TypeDef]) -> Vec<Vec<Form>> {
        let answer = progenitor::forms(types, progenitor::generate);
        assert_eq!(answer.failures, []);
        answer.forms.into_iter().flatten().collect()
    }

    fn plain(name: &str, parts: &[Type]) -> TypeDef {
        let fields = parts
            .iter()
            .enumerate()
            .map(|(at, ty)| super::super::testing::field(&format!("f{at}"), ty.clone()));
        def(name, object(fields))
    }

    #[test]
    fn types_at_random_are_held_as_progenitor_holds_them() {
        for seed in 0..300 {
            let types = random_types(seed);
            assert_eq!(forms(&types), asked(&types), "{types:#?}");
        }
    }

    #[test]
    fn what_is_in_no_circle_is_held_as_progenitor_holds_it() {
        let plain_types = [
            Type::Bool,
            Type::I32,
            Type::I64,
            Type::U32,
            Type::U64,
            Type::F32,
            Type::F64,
            Type::String,
            Type::Bytes,
            Type::Any,
            named("Other"),
            named("Nobody"),
        ];
        let around: [fn(Type) -> Type; 3] = [list, map, nullable];
        let once: Vec<Type> =
            plain_types.iter().flat_map(|ty| around.map(|around| around(ty.clone()))).collect();
        let twice: Vec<Type> = once.iter().flat_map(|ty| around.map(|around| around(ty.clone()))).collect();
        let all = [plain_types.to_vec(), once, twice].concat();
        let optionals = all.iter().enumerate().map(|(at, ty)| optional(&format!("f{at}"), ty.clone()));
        let optionals = optionals.collect::<Vec<Field>>();
        let types = [def("Optional", object(optionals)), plain("Other", &[]), plain("Required", &all)];
        assert_eq!(forms(&types), asked(&types));
    }

    #[test]
    fn more_than_ten_parts_are_walked_as_progenitor_walks_them() {
        // The circles are met in another order when `p10` comes behind `p9`.
        let parts: Vec<Type> = (0..24)
            .map(|at| {
                if at % 2 == 0 { named(&format!("T{at:02}")) } else { nullable(named(&format!("T{at:02}"))) }
            })
            .collect();
        let types: Vec<TypeDef> = (0..24)
            .map(|at| {
                let parts: Vec<Type> = parts.iter().skip(at % 5).step_by(1 + at % 3).cloned().collect();
                plain(&format!("T{at:02}"), &parts)
            })
            .collect();
        assert_eq!(forms(&types), asked(&types));
    }

    #[test]
    fn the_types_of_the_spec_are_held_as_progenitor_holds_them() {
        let text = include_str!("../../../spec/openapi.yaml");
        let (document, mut problems) = crate::document::parse(&crate::Source { name: "openapi.yaml", text });
        let types = lower::lower(&document.unwrap(), &mut problems).types;
        assert!(types.len() > 10);
        assert_eq!(forms(&types), asked(&types));
    }
}
