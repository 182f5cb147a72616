//! A compact view of the model for snapshots: a line says what a person would ask, and spans are left out.

use codegen::model::{Api, Operation, Param, Shape, Success, Type, TypeDef};
use std::fmt::Write as _;

/// The API, a line per fact.
pub(crate) fn api(api: &Api) -> String {
    let mut text = format!("{} at {:?}, {:?}\n", api.title, api.server, api.auth);
    for bucket in &api.buckets {
        let assumed = if bucket.assumed { " (assumed)" } else { "" };
        line(
            &mut text,
            &format!(
                "bucket {} {}: {} per {:?}{assumed}",
                bucket.name, bucket.constant, bucket.requests, bucket.per
            ),
        );
    }
    for kind in &api.errors {
        line(
            &mut text,
            &format!(
                "error {} {:?}: {}",
                kind.variant,
                kind.statuses,
                kind.doc.as_deref().unwrap_or("-").replace('\n', " ")
            ),
        );
    }
    for operation in &api.operations {
        describe(&mut text, api, operation);
    }
    for def in &api.types {
        type_def(&mut text, def);
    }
    text
}

fn describe(text: &mut String, api: &Api, operation: &Operation) {
    let Operation { id, method, builder, constant, http_method, path, deprecated, auth, .. } = operation;
    let tag = &api.tags[operation.tag].module;
    line(
        text,
        &format!(
            "operation {id}: {http_method} {path} -> {tag}::{method} {builder} {constant}, auth {auth}, deprecated {deprecated}"
        ),
    );
    for Param { wire, name, location, style, required, ty, .. } in &operation.params {
        let required = if *required { "required" } else { "optional" };
        line(text, &format!("  {required} {location:?} {wire:?} as {name}: {}, {style:?}", spelled(ty)));
    }
    if let Some(body) = &operation.body {
        line(
            text,
            &format!(
                "  body {} {:?} {}, required {}",
                body.media_type,
                body.encoding,
                spelled(&body.ty),
                body.required
            ),
        );
    }
    let success = match &operation.success {
        Success::Json(ty) => spelled(ty),
        other => format!("{other:?}"),
    };
    line(text, &format!("  success {success}"));
    for case in &operation.errors {
        let body = case.body.as_ref().map_or_else(|| "no body".to_owned(), spelled);
        line(text, &format!("  error {:?} {} of the kind {}: {body}", case.status, case.variant, case.kind));
    }
    let policy = &operation.policy;
    line(
        text,
        &format!(
            "  policy {:?}, {:?}, refused {:?}, stale {:?}, timeout {:?}",
            policy.rate_limit, policy.safety, policy.refused, policy.stale, policy.timeout
        ),
    );
    if let Some(paging) = &policy.pagination {
        line(
            text,
            &format!(
                "  pages of {} by {:?}, {:?}: {:?} of {:?}",
                spelled(&paging.item),
                paging.offset,
                paging.limit,
                paging.items,
                paging.total
            ),
        );
    }
    if let Some(wait) = &policy.wait {
        line(text, &format!("  {wait:?}"));
    }
}

fn type_def(text: &mut String, def: &TypeDef) {
    let usage = match (def.in_request, def.in_response) {
        (true, true) => "sent and received",
        (true, false) => "sent",
        _ => "received",
    };
    line(text, &format!("type {} ({usage}): {}", def.name, def.doc.as_deref().unwrap_or("-")));
    match &def.shape {
        Shape::Struct(object) => {
            for field in &object.fields {
                let required = if field.required { "required" } else { "optional" };
                let nullable = if field.nullable { " or null" } else { "" };
                line(
                    text,
                    &format!(
                        "  {required} {:?} as {}: {}{nullable}",
                        field.wire,
                        field.name,
                        spelled(&field.ty)
                    ),
                );
            }
            if let Some(rest) = &object.rest {
                line(text, &format!("  rest: {}", spelled(rest)));
            }
        }
        Shape::Enum(known) => {
            for value in &known.values {
                line(
                    text,
                    &format!(
                        "  {:?} as {}: {}",
                        value.wire,
                        value.variant,
                        value.doc.as_deref().unwrap_or("-")
                    ),
                );
            }
            line(text, &format!("  ignores case {}", known.ignore_case));
        }
        Shape::Tagged(tagged) => {
            for (value, choice) in &tagged.choices {
                line(
                    text,
                    &format!(
                        "  {} = {value:?} as {}: {}",
                        tagged.property,
                        choice.variant,
                        spelled(&choice.ty)
                    ),
                );
            }
        }
        Shape::Untagged(choices) => {
            for choice in choices {
                line(text, &format!("  or {}: {}", choice.variant, spelled(&choice.ty)));
            }
        }
        Shape::Alias(ty) => line(text, &format!("  = {}", spelled(ty))),
    }
}

fn spelled(ty: &Type) -> String {
    match ty {
        Type::List(item) => format!("[{}]", spelled(item)),
        Type::Map(value) => format!("{{{}}}", spelled(value)),
        Type::Nullable(inner) => format!("{}?", spelled(inner)),
        Type::Named(name) => name.clone(),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{line}");
}
