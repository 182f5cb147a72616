//! Keeps the last answer to each request, within a bound of memory.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use quick_cache::{
    DefaultHashBuilder, OptionsBuilder, Weighter,
    sync::{Cache, DefaultLifecycle, EntryAction, EntryResult},
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    hash::{BuildHasher, Hash, Hasher, RandomState},
    sync::Arc,
    time::Duration,
};
use tokio::time::Instant;

/// How many bytes the answers of a client take up where nobody says so.
const CAPACITY: u64 = 16 << 20;

/// What an entry takes up besides its texts, about, in bytes. It bounds the number of answers without a body, too.
const OVERHEAD: usize = 256;

/// A guess of what one answer takes up, in bytes. It only decides how many requests are remembered whose answer went.
const USUAL: u64 = 16 << 10;

/// The last answer to each request of a client, in memory and bounded in bytes. When they become too many, those go that
/// were used least. It knows nothing of what the bytes mean, and nothing of time but what it is told.
pub(crate) struct Store {
    answers: Cache<Key, Arc<Stored>, Bytewise>,
    /// The longest body that is kept.
    longest: usize,
    /// Hashes with a secret of its own: no token can be guessed from its hash, and none be made that has another's.
    senders: RandomState,
}

/// A request and its sender: what must be the same for an answer to be the answer.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    operation: &'static str,
    url: String,
    /// A hash of the token and of the headers. The token itself is not kept.
    sender: u64,
}

/// An answer as it is kept.
pub(crate) struct Stored {
    pub(crate) status: StatusCode,
    /// Without the token: whoever uses the answer no longer knows which one was sent.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// When the attempt started that this answers.
    pub(crate) sent: Instant,
}

impl Store {
    /// Keeps so many bytes, bodies of at most a quarter of that: a longer one would drive out too many others.
    pub(crate) fn new(capacity: u64) -> Self {
        let items = usize::try_from(capacity / USUAL).unwrap_or(usize::MAX);
        let mut options = OptionsBuilder::new();
        // One shard: of several, each would have only its part of the capacity, and no room for a long body.
        options.shards(1).weight_capacity(capacity).estimated_items_capacity(items);
        #[expect(clippy::expect_used, reason = "it fails only without the two capacities, which are set")]
        let options = options.build().expect("both capacities are set");
        let (hashing, lifecycle) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self {
            answers: Cache::with_options(options, Bytewise, hashing, lifecycle),
            longest: usize::try_from(capacity / 4).unwrap_or(usize::MAX),
            senders: RandomState::new(),
        }
    }

    /// The key of a request in this store. The URL comes with its query, but without the token where that goes there;
    /// the headers are those that go with the request besides the token.
    ///
    /// All headers count, because each may change the answer. A request with a header that is never the same, such as a
    /// number of its own, has no answer from before.
    pub(crate) fn key(
        &self,
        operation: &'static str,
        url: String,
        headers: &HeaderMap,
        token: Option<&SecretString>,
    ) -> Key {
        let mut sender = self.senders.build_hasher();
        token.map(ExposeSecret::expose_secret).hash(&mut sender);
        for (name, value) in headers {
            (name.as_str(), value.as_bytes()).hash(&mut sender);
        }
        Key { operation, url, sender: sender.finish() }
    }

    /// The answer to a request and its age, unless it is older than that.
    ///
    /// The age counts from the start of the attempt, not from the arrival of its answer: the server may have looked at
    /// once, so nothing later is sure.
    pub(crate) fn get(&self, key: &Key, max_age: Duration, now: Instant) -> Option<(Arc<Stored>, Duration)> {
        let stored = self.answers.get(key)?;
        let age = now.saturating_duration_since(stored.sent);
        (age <= max_age).then_some((stored, age))
    }

    /// Keeps an answer in place of the one before.
    ///
    /// The newer of two is the one whose attempt started later, whichever arrived first: an answer that was long under way
    /// does not replace what the server said meanwhile. Of two that started together the last one to arrive is kept.
    pub(crate) fn put(&self, key: &Key, stored: Stored) {
        if stored.body.len() > self.longest {
            return;
        }
        // What a transport gives are often parts of a longer buffer, and only they count against the capacity.
        let body = Bytes::copy_from_slice(&stored.body);
        let stored = Arc::new(Stored { body, headers: copied(stored.headers), ..stored });
        let entry = self.answers.entry(key, None, |_, held| {
            if held.sent > stored.sent { EntryAction::Retain(()) } else { EntryAction::ReplaceWithGuard }
        });
        if let EntryResult::Vacant(place) | EntryResult::Replaced(place, _) = entry {
            // It cannot fail: nobody takes the place away, whoever else wants it waits in `entry` until it is filled.
            let _ = place.insert(stored);
        }
    }
}

/// The same headers, in memory of their own.
fn copied(mut headers: HeaderMap) -> HeaderMap {
    for value in headers.values_mut() {
        // It fails for what is no value of a header.
        if let Ok(mut copy) = HeaderValue::from_bytes(value.as_bytes()) {
            copy.set_sensitive(value.is_sensitive());
            *value = copy;
        }
    }
    headers
}

impl Default for Store {
    fn default() -> Self {
        Self::new(CAPACITY)
    }
}

/// Counts what an entry takes up, in bytes.
#[derive(Clone)]
struct Bytewise;

impl Weighter<Key, Arc<Stored>> for Bytewise {
    fn weight(&self, key: &Key, stored: &Arc<Stored>) -> u64 {
        let headers = stored.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        (OVERHEAD + key.url.len() + headers.sum::<usize>() + stored.body.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::ACCEPT;
    use std::thread;
    use tokio::time;

    const MINUTE: Duration = Duration::from_secs(60);
    const MS: Duration = Duration::from_millis(1);

    fn answer(body: impl Into<Bytes>, sent: Instant) -> Stored {
        Stored { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into(), sent }
    }

    fn key(store: &Store, url: &str) -> Key {
        store.key("list", url.to_owned(), &HeaderMap::new(), None)
    }

    fn body(store: &Store, key: &Key) -> Option<Bytes> {
        store.get(key, MINUTE, Instant::now()).map(|(stored, _)| stored.body.clone())
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_ages_from_when_its_request_was_sent() {
        let store = Store::default();
        let key = key(&store, "/a");
        let sent = Instant::now();
        time::advance(Duration::from_secs(5)).await;
        let mut stored = answer("a", sent);
        stored.status = StatusCode::NON_AUTHORITATIVE_INFORMATION;
        stored.headers.insert(ACCEPT, HeaderValue::from_static("x"));
        store.put(&key, stored);
        let (stored, age) = store.get(&key, MINUTE, Instant::now()).unwrap();
        assert_eq!(age, Duration::from_secs(5));
        assert_eq!((stored.status.as_u16(), stored.headers.len(), &*stored.body), (203, 1, &b"a"[..]));

        time::advance(Duration::from_secs(55)).await;
        assert_eq!(store.get(&key, MINUTE, Instant::now()).map(|(_, age)| age), Some(MINUTE));
        time::advance(MS).await;
        assert!(store.get(&key, MINUTE, Instant::now()).is_none());
        // Another caller may take what is older.
        assert_eq!(store.get(&key, 2 * MINUTE, Instant::now()).map(|(_, age)| age), Some(MINUTE + MS));
        // A clock that another thread read a little earlier is no reason to panic.
        assert_eq!(store.get(&key, MINUTE, sent - MS).map(|(_, age)| age), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_same_request_of_the_same_sender_finds_it() {
        let store = Store::default();
        let (mine, other) = (SecretString::from("first-token"), SecretString::from("second-token"));
        let plain = HeaderMap::new();
        let german = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("de"))]);
        let key = |operation, url: &str, headers, token| store.key(operation, url.to_owned(), headers, token);
        let keys = [
            key("list", "/a?x=1", &plain, Some(&mine)),
            key("list", "/a?x=1", &plain, Some(&other)),
            key("list", "/a?x=1", &plain, None),
            key("list", "/a?x=1", &german, Some(&mine)),
            key("list", "/a?x=2", &plain, Some(&mine)),
            key("show", "/a?x=1", &plain, Some(&mine)),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(body(&store, key).is_none(), "{n}");
            store.put(key, answer(n.to_string(), Instant::now()));
        }
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(body(&store, key).unwrap(), n.to_string());
        }
        assert!(keys[0] == key("list", "/a?x=1", &plain, Some(&SecretString::from("first-token"))));
        // Another client's store has another secret.
        assert!(keys[0] != Store::default().key("list", "/a?x=1".to_owned(), &plain, Some(&mine)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_does_not_replace_a_newer_one() {
        let store = Store::default();
        let key = key(&store, "/a");
        let first = Instant::now();
        let second = first + MS;
        store.put(&key, answer("newer", second));
        store.put(&key, answer("slow", first));
        assert_eq!(body(&store, &key).unwrap(), "newer");
        store.put(&key, answer("as new", second));
        assert_eq!(body(&store, &key).unwrap(), "as new");
        store.put(&key, answer("newest", second + MS));
        assert_eq!(body(&store, &key).unwrap(), "newest");
    }

    #[tokio::test(start_paused = true)]
    async fn the_newest_wins_between_threads() {
        let store = Store::default();
        let key = key(&store, "/a");
        let start = Instant::now();
        thread::scope(|scope| {
            for thread in 0..4_u32 {
                let (store, key) = (&store, &key);
                scope.spawn(move || {
                    for n in 0..1_000_u32 {
                        let n = (n * 7 + thread) % 1_000;
                        store.put(key, answer(n.to_string(), start + MS * n));
                        if let Some((stored, _)) = store.get(key, MINUTE, start) {
                            assert!(stored.sent <= start + MS * 999);
                        }
                    }
                });
            }
        });
        assert_eq!(body(&store, &key).unwrap(), "999");
    }

    #[tokio::test(start_paused = true)]
    async fn it_stays_within_its_bytes() {
        const CAPACITY: u64 = 64 << 10;
        let store = Store::new(CAPACITY);
        let fill = |length: usize| {
            for n in 0..200 {
                let key = key(&store, &format!("/{n}"));
                store.put(&key, answer(vec![0; length], Instant::now()));
                assert!(store.answers.weight() <= CAPACITY, "{n} of {length}: {}", store.answers.weight());
            }
            store.answers.len()
        };
        // About as many as fit.
        assert!((200..=256).contains(&fill(0)));
        assert!((10..=15).contains(&fill(4 << 10)), "{}", store.answers.len());
        // An answer that grows takes the place of others.
        assert!((2..=4).contains(&fill(16 << 10)), "{}", store.answers.len());
        // Headers and URLs count like bodies.
        let mut stored = answer("", Instant::now());
        stored.headers.insert(ACCEPT, HeaderValue::from_bytes(&[b'a'; 8 << 10]).unwrap());
        let long = key(&store, &"u".repeat(8 << 10));
        assert_eq!(Bytewise.weight(&long, &Arc::new(stored)), (256 + 6 + (16 << 10)) as u64);
    }

    #[tokio::test(start_paused = true)]
    async fn the_buffer_of_an_answer_is_not_kept() {
        let store = Store::default();
        let buffer = Bytes::from(vec![b'a'; 8 << 10]);
        let mut stored = answer(buffer.slice(..4), Instant::now());
        let mut value = HeaderValue::from_maybe_shared(buffer.slice(4..8)).unwrap();
        value.set_sensitive(true);
        stored.headers.append(ACCEPT, value.clone());
        stored.headers.append(ACCEPT, value.clone());
        store.put(&key(&store, "/a"), stored);
        let (stored, _) = store.get(&key(&store, "/a"), MINUTE, Instant::now()).unwrap();
        let kept: Vec<_> = stored.headers.get_all(ACCEPT).iter().collect();
        assert_eq!(kept, [&value, &value]);
        assert!(kept.iter().all(|value| value.is_sensitive()));
        drop(value);
        assert!(buffer.is_unique(), "the store keeps all of it");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_of_more_than_a_quarter_is_not_kept() {
        for (store, quarter) in [(Store::new(64 << 10), 16 << 10), (Store::default(), 4 << 20)] {
            let key = key(&store, "/a");
            store.put(&key, answer(vec![0; quarter + 1], Instant::now()));
            assert!(body(&store, &key).is_none());
            store.put(&key, answer(vec![0; quarter], Instant::now()));
            assert_eq!(body(&store, &key).unwrap().len(), quarter);
            // What is there is still what the server said at its time.
            store.put(&key, answer(vec![0; quarter + 1], Instant::now() + MS));
            assert_eq!(body(&store, &key).unwrap().len(), quarter);
        }
        let nothing = Store::new(0);
        let key = key(&nothing, "/a");
        nothing.put(&key, answer("", Instant::now()));
        assert!(body(&nothing, &key).is_none());
    }
}
