//! Nothing, where the feature `metrics` is off.

use crate::{error::Ending, operation::Bucket, rate_limit::Budget};
use std::{borrow::Cow, fmt, time::Duration};

pub(crate) fn called(_: &'static str, _: Option<&dyn fmt::Debug>) {}

pub(crate) fn attempted(_: &'static str, _: Ending) {}

pub(crate) fn admitted(_: &'static str, _: &[&'static Bucket], _: &dyn Budget, _: Duration) {}

pub(crate) fn stale(_: &'static str, _: Cow<'static, str>) {}
