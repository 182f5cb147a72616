//! Clients of one process share the budgets of a token.

use super::budget::LocalBudget;
use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// By base URL and hash of the token. The hash has a key that nobody knows, so it tells nothing about the token.
type Known = BTreeMap<(String, u64), Arc<LocalBudget>>;

static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());
static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The budgets that all clients of this process with this base URL and this token share.
///
/// They outlive the last of the clients for as long as one of its requests counts, or the server said that the rest of the
/// limit is used up: a program that makes a client for each call keeps the limits too. A stricter quota that a server
/// told goes with them; its next answer tells it again.
pub(crate) fn shared(base_url: &str, token: Option<&str>) -> Arc<LocalBudget> {
    // A poisoned map is whole: nothing panics between its changes.
    find(&mut KNOWN.lock().unwrap_or_else(PoisonError::into_inner), base_url, token)
}

fn find(known: &mut Known, base_url: &str, token: Option<&str>) -> Arc<LocalBudget> {
    let key = (base_url.to_owned(), HASH.hash_one(token));
    if let Some(budget) = known.get(&key) {
        return budget.clone();
    }
    known.retain(|_, budget| Arc::strong_count(budget) > 1 || !budget.is_idle());
    let budget = Arc::new(LocalBudget::default());
    known.insert(key, budget.clone());
    budget
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        operation::{Bucket, Provenance},
        rate_limit::{Budget, Told},
    };
    use std::time::Duration;

    #[test]
    fn clients_with_the_same_url_and_token_share() {
        let first = shared("https://a.example", Some("secret"));
        assert!(Arc::ptr_eq(&first, &shared("https://a.example", Some("secret"))));
        for (url, token) in [
            ("https://a.example", Some("other")),
            ("https://a.example", None),
            ("https://a.example", Some("")),
            ("https://b.example", Some("secret")),
        ] {
            assert!(!Arc::ptr_eq(&first, &shared(url, token)), "{url} {token:?}");
        }
    }

    static BOOKS: Bucket =
        Bucket { name: "books", requests: 1, per: Duration::from_secs(60), provenance: Provenance::Assumed };

    /// A registry of its own: the clocks of other tests are ahead.
    fn one(known: &mut Known, token: &str) -> Arc<LocalBudget> {
        find(known, "https://gone.example", Some(token))
    }

    #[tokio::test(start_paused = true)]
    async fn the_limits_outlive_the_clients_as_long_as_a_request_counts() {
        let known = &mut Known::default();
        one(known, "one").try_acquire(&BOOKS).unwrap().answered();
        assert!(one(known, "one").try_acquire(&BOOKS).is_none(), "another client, the same minute");
        one(known, "two");
        assert_eq!(known.len(), 2);
        tokio::time::advance(Duration::from_secs(61)).await;
        let third = one(known, "three");
        assert_eq!(known.len(), 1, "nothing counts any more");
        third.try_acquire(&BOOKS).unwrap().throttled(Some(Duration::from_secs(90)));
        drop(third);
        tokio::time::advance(Duration::from_secs(61)).await;
        one(known, "four");
        assert_eq!(known.len(), 2, "it pauses");
        tokio::time::advance(Duration::from_secs(30)).await;
        one(known, "five");
        assert_eq!(known.len(), 1, "nobody is left to try whether the pause is over");
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_server_holds_back_outlives_the_clients_too() {
        let known = &mut Known::default();
        let told = Told { remaining: Some(0), reset: Some(Duration::from_secs(30)), ..Told::default() };
        one(known, "one").learn(&BOOKS, &told);
        one(known, "two");
        assert!(one(known, "one").try_acquire(&BOOKS).is_none(), "it is known still");
        tokio::time::advance(Duration::from_secs(30)).await;
        one(known, "three");
        assert_eq!(known.len(), 1);
    }

    #[test]
    fn the_token_does_not_show() {
        let budget = shared("https://debug.example", Some("hunter2"));
        assert!(!format!("{budget:?} {:?}", KNOWN.lock().unwrap()).contains("hunter2"));
    }
}
