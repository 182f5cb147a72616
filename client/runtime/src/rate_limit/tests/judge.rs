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

/// The most arrivals in any half-open window of this length. A window that holds the most can be moved so that it begins
/// with an arrival.
pub(super) fn most_in_a_window(arrivals: &[Arrival], window: u64) -> usize {
    let mut at: Vec<u64> = arrivals.iter().map(|arrival| arrival.at).collect();
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
    let arrivals = [0, 10, 19, 20, 29, 30].map(|at| Arrival { permit: at, at, quota: (3, 10) });
    assert_eq!(most_in_a_window(&arrivals, 10), 2);
    assert_eq!(most_in_a_window(&arrivals, 11), 3);
    assert!(excess(&arrivals).is_empty());
    assert_eq!(most_in_a_window(&[], 10), 0);
}

#[test]
fn what_is_too_much_is_found() {
    let at = [5, 0, 9, 14];
    let arrivals: Vec<_> =
        (0..4).map(|permit| Arrival { permit, at: at[permit as usize], quota: (2, 10) }).collect();
    assert_eq!(most_in_a_window(&arrivals, 10), 3);
    let excess: Vec<_> = excess(&arrivals).iter().map(|arrival| arrival.permit).collect();
    assert_eq!(excess, [2, 3]);
}
