//! Clients of one process share the budgets of a token.

use super::budget::LocalBudget;
use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
};

/// By base URL and hash of the token. The hash has a key that nobody knows, so it tells nothing about the token.
type Known = BTreeMap<(String, u64), Weak<LocalBudget>>;

static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());
static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The budgets that all clients of this process with this base URL and this token share.
///
/// They live as long as one of the clients does.
pub(crate) fn shared(base_url: &str, token: Option<&str>) -> Arc<LocalBudget> {
    // A poisoned map is whole: nothing panics between its changes.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (base_url.to_owned(), HASH.hash_one(token));
    if let Some(budget) = known.get(&key).and_then(Weak::upgrade) {
        return budget;
    }
    known.retain(|_, budget| budget.strong_count() > 0);
    let budget = Arc::new(LocalBudget::default());
    known.insert(key, Arc::downgrade(&budget));
    budget
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn nothing_is_kept_when_the_last_client_is_gone() {
        let url = "https://gone.example";
        let known = || KNOWN.lock().unwrap().keys().filter(|(known, _)| known == url).count();
        drop(shared(url, Some("one")));
        let second = shared(url, Some("two"));
        assert_eq!(known(), 1);
        drop(second);
    }

    #[test]
    fn the_token_does_not_show() {
        let budget = shared("https://debug.example", Some("hunter2"));
        assert!(!format!("{budget:?} {:?}", KNOWN.lock().unwrap()).contains("hunter2"));
    }
}
