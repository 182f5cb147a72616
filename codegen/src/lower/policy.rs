//! The operational facts of an operation. What is wrong with them, lint has said: a fact that cannot be read is none.

use super::{
    keys::text,
    names::{Scope, constant},
    not_expressed,
    schemas::Types,
};
use crate::{
    document::{Document, Node},
    model::{
        Bucket, Field, Operation, PageField, Pagination, Policy, RateLimit, Safety, Success, Type, Wait,
    },
    problem::{Problems, Span},
    vocabulary::duration,
};
use std::time::Duration;

/// The named rate limits, in spec order.
pub(crate) fn buckets(document: &Document) -> Vec<Bucket> {
    let mut scope = Scope::new(&["BUCKETS", "OPERATIONS"]);
    let mut buckets = Vec::new();
    for (name, entry) in document.root.get("x-rate-limits").into_iter().flat_map(Node::entries) {
        let node = &entry.node;
        let requests = node
            .get("requests")
            .and_then(Node::as_u64)
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| *number > 0);
        let (Some(requests), Some(per)) = (requests, duration_at(node, "per")) else {
            continue;
        };
        buckets.push(Bucket {
            name: name.to_owned(),
            constant: scope.claim(&constant(name), entry.key_span),
            doc: text(node, "description"),
            requests,
            per,
            assumed: node.get("provenance").and_then(Node::as_str) == Some("assumed"),
        });
    }
    buckets
}

/// The facts of one operation.
pub(super) fn policy(
    node: &Node,
    http_method: &str,
    success: &Success,
    types: &Types<'_>,
    buckets: &[Bucket],
    problems: &mut Problems,
) -> Policy {
    Policy {
        rate_limit: rate_limit(node, buckets),
        safety: safety(node, http_method),
        refused: refused(node),
        stale: node.get("x-stale").and_then(|stale| duration_at(stale, "max-age")),
        pagination: node.get("x-pagination").and_then(|paging| pagination(paging, success, types, problems)),
        wait: node.get("x-wait").and_then(wait),
        timeout: node.get("x-timeout").and_then(|timeout| duration_at(timeout, "attempt")),
    }
}

fn rate_limit(node: &Node, buckets: &[Bucket]) -> RateLimit {
    let Some(stated) = node.get("x-rate-limit") else {
        return RateLimit::Unstated;
    };
    let names: Vec<&str> = match stated.as_str() {
        Some("none") => return RateLimit::None(text(node, "x-rate-limit-reason").unwrap_or_default()),
        Some(name) => vec![name],
        None => stated.items().iter().filter_map(Node::as_str).collect(),
    };
    RateLimit::Buckets(
        names.iter().filter_map(|name| buckets.iter().position(|bucket| bucket.name == *name)).collect(),
    )
}

fn safety(node: &Node, http_method: &str) -> Safety {
    match node.at("/x-retry/safety").and_then(Node::as_str) {
        Some("safe") => Safety::Safe,
        Some("idempotent") => Safety::Idempotent,
        Some("unsafe") => Safety::Unsafe,
        // RFC 9110, sections 9.2.1 and 9.2.2.
        _ => match http_method {
            "GET" | "HEAD" | "OPTIONS" | "TRACE" => Safety::Safe,
            "PUT" | "DELETE" => Safety::Idempotent,
            _ => Safety::Unsafe,
        },
    }
}

fn refused(node: &Node) -> Vec<u16> {
    let statuses = node.at("/x-retry/refused").map(Node::items).unwrap_or_default();
    statuses.iter().filter_map(|status| status.as_str()?.parse().ok()).collect()
}

fn pagination(
    node: &Node,
    success: &Success,
    types: &Types<'_>,
    problems: &mut Problems,
) -> Option<Pagination> {
    let stated = |key| node.get(key).and_then(|value| Some((value.as_str()?, value.span)));
    let Success::Json(page) = success else { return None };
    let mut not_read =
        |span: Span, message: String, help: &str| problems.push(not_expressed(span, message, help));
    if let Type::Nullable(_) = types.behind(page) {
        not_read(
            node.span,
            "the pages of an answer that may be empty or null are not followed".to_owned(),
            "answer every request with a page: the last one may have no items",
        );
        return None;
    }
    let fields = &types.as_struct(page)?.fields;
    let field = |wire: &str| fields.iter().find(|field| field.wire == wire);
    let page_field =
        |field: &Field| PageField { name: field.name.clone(), optional: !field.required || field.nullable };
    let (items, items_span) = stated("items")?;
    let items = field(items)?;
    let item = match types.behind(&items.ty) {
        Type::List(item) => item,
        Type::Nullable(_) | Type::Any => {
            not_read(
                items_span,
                format!("the pages are not followed: `{}` is not read as a list", items.wire),
                "name a field that is an array wherever it is there",
            );
            return None;
        }
        // Lint has said that it is no array.
        _ => return None,
    };
    let total = stated("total").and_then(|(wire, span)| Some((field(wire)?, span)));
    let total = total.and_then(|(total, span)| {
        if *types.behind(&total.ty) == Type::I64 {
            return Some(page_field(total));
        }
        not_read(
            span,
            format!("the pages are followed until one has no items: `{}` is not read as `i64`", total.wire),
            "write `type: integer`, without a `format` or with `int64`",
        );
        None
    });
    Some(Pagination {
        offset: stated("offset")?.0.to_owned(),
        limit: stated("limit").map(|(limit, _)| limit.to_owned()),
        items: page_field(items),
        item: (**item).clone(),
        total,
    })
}

/// Says again which fields of the pages are optional, when all is known about the fields.
pub(super) fn settle_pages(operation: &mut Operation, types: &Types<'_>) {
    let (Success::Json(page), Some(paging)) = (&operation.success, &mut operation.policy.pagination) else {
        return;
    };
    let fields = types.as_struct(page).map(|page| page.fields.as_slice()).unwrap_or_default();
    for page_field in std::iter::once(&mut paging.items).chain(&mut paging.total) {
        if let Some(field) = fields.iter().find(|field| field.name == page_field.name) {
            page_field.optional = !field.required || field.nullable;
        }
    }
}

fn wait(node: &Node) -> Option<Wait> {
    let values = |key| {
        node.get(key)
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect()
    };
    Some(Wait {
        field: text(node, "field")?,
        success: values("success"),
        failure: values("failure"),
        batch: node.get("batch").and_then(|batch| Some((text(batch, "operation")?, text(batch, "key")?))),
    })
}

fn duration_at(node: &Node, key: &str) -> Option<Duration> {
    duration(node.get(key)?.as_str()?)
}
