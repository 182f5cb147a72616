//! The rate limits of one client: whom it shares them with, and what the application changed about them.

use crate::{
    operation::{Bucket, Provenance},
    rate_limit::{Budget, LocalBudget, Quota, Usage, shared},
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    error::Error as StdError,
    fmt,
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

/// How much of a rate limit is used at the moment: what [`Usage`] says, through `Deref`, of which limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BucketUsage {
    /// The name of the rate limit in the API's description.
    pub name: &'static str,
    /// How sure the API's description is of it.
    pub provenance: Provenance,
    /// How much of it is used.
    pub usage: Usage,
}

impl Deref for BucketUsage {
    type Target = Usage;

    fn deref(&self) -> &Usage {
        &self.usage
    }
}

/// The API's description states no rate limit of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownBucket {
    name: String,
    known: Vec<&'static str>,
}

impl fmt::Display for UnknownBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the API's description states no rate limit `{}`", self.name)?;
        if self.known.is_empty() { Ok(()) } else { write!(f, "; it states {}", self.known.join(", ")) }
    }
}

impl StdError for UnknownBucket {}

/// What the calls of one client pay from.
pub(crate) struct Budgets {
    /// The base URL, in the one spelling that all clients of it have in common.
    account: String,
    buckets: &'static [&'static Bucket],
    /// By the application; it takes the place of the two below.
    given: Option<Arc<dyn Budget>>,
    /// Shared by everything in this process that sends to the same server with the same token. It is chosen by the first
    /// token that is known, and kept when the token is renewed.
    authorized: OnceLock<Arc<dyn Budget>>,
    /// The same, of requests without a token.
    anonymous: OnceLock<Arc<dyn Budget>>,
    /// What the application changed, for the budgets that are not chosen yet.
    changes: Mutex<Vec<(&'static Bucket, Quota)>>,
}

impl Budgets {
    pub(crate) fn new(
        account: String,
        buckets: &'static [&'static Bucket],
        given: Option<Arc<dyn Budget>>,
    ) -> Self {
        Self {
            account,
            buckets,
            given,
            authorized: OnceLock::new(),
            anonymous: OnceLock::new(),
            changes: Mutex::default(),
        }
    }

    /// The budget of a request with this token.
    pub(crate) fn of(&self, token: Option<&SecretString>) -> &dyn Budget {
        if let Some(given) = &self.given {
            return given.as_ref();
        }
        let cell = if token.is_some() { &self.authorized } else { &self.anonymous };
        if let Some(chosen) = cell.get() {
            return chosen.as_ref();
        }
        // Held until the budget can be seen in the cell: no change slips between its being made and its being seen.
        let changes = self.changes();
        let choose = || -> Arc<dyn Budget> {
            let budget = shared(&self.account, token.map(ExposeSecret::expose_secret));
            changes.iter().for_each(|(bucket, quota)| budget.confirm_quota(bucket, *quota));
            budget
        };
        cell.get_or_init(choose).as_ref()
    }

    /// Changes a rate limit, also of a budget that is not chosen yet.
    pub(crate) fn set(&self, name: &str, quota: Quota) -> Result<(), UnknownBucket> {
        let Some(bucket) = self.buckets.iter().find(|bucket| bucket.name == name) else {
            let known = self.buckets.iter().map(|bucket| bucket.name).collect();
            return Err(UnknownBucket { name: name.to_owned(), known });
        };
        if let Some(given) = &self.given {
            // Code of the application: it may ask for anything, so nothing is locked.
            given.set_quota(bucket, quota);
            return Ok(());
        }
        let mut changes = self.changes();
        changes.retain(|(known, _)| known.name != name);
        changes.push((bucket, quota));
        for budget in [self.authorized.get(), self.anonymous.get()].into_iter().flatten() {
            budget.set_quota(bucket, quota);
        }
        Ok(())
    }

    /// How much of each rate limit is used. Before the first token is known nothing is.
    pub(crate) fn usage(&self) -> Vec<BucketUsage> {
        self.usage_of(self.buckets)
    }

    /// The same of some rate limits.
    pub(crate) fn usage_of(&self, buckets: &[&'static Bucket]) -> Vec<BucketUsage> {
        let chosen = self.given.as_ref().or_else(|| self.authorized.get()).or_else(|| self.anonymous.get());
        let unused = LocalBudget::default();
        let budget = chosen.map_or_else(
            || -> &dyn Budget {
                self.changes().iter().for_each(|(bucket, quota)| unused.set_quota(bucket, *quota));
                &unused
            },
            |chosen| chosen.as_ref(),
        );
        let of_bucket = |bucket: &&'static Bucket| BucketUsage {
            name: bucket.name,
            provenance: bucket.provenance,
            usage: budget.usage(bucket),
        };
        buckets.iter().map(of_bucket).collect()
    }

    fn changes(&self) -> MutexGuard<'_, Vec<(&'static Bucket, Quota)>> {
        // The list is whole between any two of its changes, so that what a panic leaves is too.
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
