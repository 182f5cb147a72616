//! The operational facts of an operation. What is wrong with them, lint has said: a fact that cannot be read is none.

use super::{
    facts::text,
    names::{Scope, constant},
    schemas::Types,
};
use crate::{
    document::{Document, Node},
    model::{Bucket, Field, PageField, Pagination, Policy, RateLimit, Safety, Success, Type, Wait},
    vocabulary::duration,
};
use std::time::Duration;

/// The named rate limits, in spec order.
pub(super) fn buckets(document: &Document) -> Vec<Bucket> {
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
            span: node.span,
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
) -> Policy {
    Policy {
        rate_limit: rate_limit(node, buckets),
        safety: safety(node, http_method),
        refused: refused(node),
        stale: node.get("x-stale").and_then(|stale| duration_at(stale, "max-age")),
        pagination: node.get("x-pagination").and_then(|paging| pagination(paging, success, types)),
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

fn pagination(node: &Node, success: &Success, types: &Types<'_>) -> Option<Pagination> {
    let named = |key| node.get(key).and_then(Node::as_str);
    let Success::Json(page) = success else { return None };
    let fields = &types.as_struct(page)?.fields;
    let field = |wire: &str| fields.iter().find(|field| field.wire == wire);
    let page_field =
        |field: &Field| PageField { name: field.name.clone(), optional: !field.required || field.nullable };
    let items = field(named("items")?)?;
    let Type::List(item) = &items.ty else { return None };
    Some(Pagination {
        offset: named("offset")?.to_owned(),
        limit: named("limit").map(str::to_owned),
        items: page_field(items),
        item: (**item).clone(),
        total: named("total").and_then(field).filter(|total| matches!(total.ty, Type::I64)).map(page_field),
    })
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
