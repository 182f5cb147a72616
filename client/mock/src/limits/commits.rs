//! Which writes were carried out, so that one that comes again is recognized.

use codegen_client::Operation;
use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hasher},
};

/// Every write that was carried out: its token, operation, path with query, and a hash of its body. The body itself may be an
/// image, too long to keep. Of a million bodies two have the same hash of 64 bits less than once in ten million times.
#[derive(Debug, Default)]
pub(crate) struct Commits(BTreeSet<(usize, &'static str, String, u64)>);

impl Commits {
    /// Notes a write, and says whether the same one was carried out before.
    pub(crate) fn repeats(
        &mut self,
        token: usize,
        operation: &'static Operation,
        target: String,
        body: &[u8],
    ) -> bool {
        let mut hasher = DefaultHasher::new();
        hasher.write(body);
        !self.0.insert((token, operation.id, target, hasher.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen_client::operations::agents::{BAN_AGENT_RUN, UNBAN_AGENT_RUN};

    #[test]
    fn a_write_repeats_another_when_all_of_it_is_the_same() {
        let mut commits = Commits::default();
        let mut repeats =
            |token, operation, target: &str, body| commits.repeats(token, operation, target.to_owned(), body);
        assert!(!repeats(0, &BAN_AGENT_RUN, "/a", b"1"));
        assert!(!repeats(1, &BAN_AGENT_RUN, "/a", b"1"));
        assert!(!repeats(0, &UNBAN_AGENT_RUN, "/a", b"1"));
        assert!(!repeats(0, &BAN_AGENT_RUN, "/a?b=c", b"1"));
        assert!(!repeats(0, &BAN_AGENT_RUN, "/a", b"2"));
        assert!(repeats(0, &BAN_AGENT_RUN, "/a", b"1"));
        assert!(repeats(0, &BAN_AGENT_RUN, "/a", b"1"));
    }
}
