//! The operational facts.

use super::grammar::{
    Kind::{Duration, Link, Map, Name, Number, Object as Obj, Set, Word, Words},
    Names, Object, Renamed, key, map,
};

pub(super) static LIMITS: Names = map(Obj(&LIMIT))
    .renamed(Renamed::Component("x-rate-limits"))
    .add(&[("other", r#"{"requests": 7, "per": "60s", "scope": "token", "provenance": "assumed"}"#)]);
static LIMIT: Object = Object(&[
    key("description", Words).add(&[r#""More words.""#]),
    key("requests", Number),
    key("per", Duration),
    key("scope", Word(&["token"])),
    key("provenance", Word(&["documented", "assumed"])),
]);

pub(super) static ERRORS: Names = map(Obj(&ERROR))
    .renamed(Renamed::Component("x-errors"))
    .add(&[("other", r#"{"status": 418, "description": "Never.", "advice": "Stop."}"#)]);
static ERROR: Object = Object(&[
    key("status", Number),
    key("description", Words),
    key("advice", Words).add(&[r#""More words.""#]),
]);

pub(super) static RETRY: Object = Object(&[
    key("safety", Word(&["safe", "idempotent", "unsafe"])),
    key("refused", Set(&Number, &["503"])).add(&["[429]"]),
]);

pub(super) static TIMEOUT: Object = Object(&[key("attempt", Duration)]);
pub(super) static STALE: Object = Object(&[key("max-age", Duration)]);

pub(super) static PAGINATION: Object = Object(&[
    key("style", Word(&["offset"])),
    key("offset", Name),
    key("limit", Name),
    key("items", Name),
    key("total", Name),
]);

pub(super) static WAIT: Object = Object(&[
    key("field", Name),
    key("success", Set(&Name, &[r#""OTHER""#])),
    key("failure", Set(&Name, &[r#""OTHER""#])),
    key("batch", Obj(&BATCH)),
]);
static BATCH: Object = Object(&[key("operation", Link), key("key", Name)]);

pub(super) static ENUM: Object =
    Object(&[key("case", Word(&["sensitive", "insensitive"])), key("descriptions", Map(&DESCRIPTIONS))]);
static DESCRIPTIONS: Names = map(Words);
