//! The server's side: whether what arrived is more than was allowed.

/// A request as the server sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival {
    /// The number of its permit: the order in which permits were lent.
    pub(super) permit: u64,
    /// When it arrived, in nanoseconds of the server's clock.
    pub(super) at: u64,
    /// The quota in force when its permit was lent: a number of requests and a window in nanoseconds.
    pub(super) quota: (u32, u64),
}

/// The most of these instants in any half-open window of this length. A window that holds the most can be moved so that it
/// begins with one of them.
pub(super) fn most_in_a_window(mut at: Vec<u64>, window: u64) -> usize {
    at.sort_unstable();
    let in_window = |(first, start): (usize, &u64)| at[first..].partition_point(|at| at - start < window);
    at.iter().enumerate().map(in_window).max().unwrap_or(0)
}

/// The requests that arrived when, of those with earlier permits, as many as the quota allows or more had arrived less than
/// a window before, or were still to come.
///
/// When there are none, every window of a request's length holds no more than the quota of the one in it whose permit was
/// lent last. For a quota that never changes that is the plain limit.
pub(super) fn excess(arrivals: &[Arrival]) -> Vec<Arrival> {
    let too_many = |arrival: &&Arrival| {
        let (max, window) = arrival.quota;
        let beside =
            |other: &&Arrival| other.permit < arrival.permit && other.at.saturating_add(window) > arrival.at;
        arrivals.iter().filter(beside).count() >= max as usize
    };
    arrivals.iter().filter(too_many).copied().collect()
}

#[test]
fn windows_are_half_open() {
    let at = vec![0, 10, 19, 20, 29, 30];
    assert_eq!(most_in_a_window(at.clone(), 10), 2);
    assert_eq!(most_in_a_window(at, 11), 3);
    assert_eq!(most_in_a_window(Vec::new(), 10), 0);
}

#[test]
fn what_is_too_much_is_found() {
    let found = |at: [u64; 4], quota| {
        let arrivals: Vec<_> = (0..).zip(at).map(|(permit, at)| Arrival { permit, at, quota }).collect();
        excess(&arrivals).iter().map(|arrival| arrival.permit).collect::<Vec<_>>()
    };
    assert_eq!(found([0, 10, 20, 29], (1, 10)), [3]);
    assert!(found([0, 10, 20, 30], (1, 10)).is_empty());
    assert_eq!(found([5, 0, 9, 14], (2, 10)), [2, 3], "in the order of the permits");
}
