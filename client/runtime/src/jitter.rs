//! Chance, injected so that tests decide it.

use std::{fmt, sync::Arc};

/// The largest number below 1.
const MOST: f64 = 1.0 - f64::EPSILON / 2.0;

/// Where the random part of a wait comes from. The default is the thread's own generator of `fastrand`; clones share
/// one source.
#[derive(Clone)]
pub(crate) struct Jitter(Arc<dyn Fn() -> f64 + Send + Sync>);

impl Jitter {
    /// Takes chance from a function that gives a number in `[0, 1)` each time.
    pub(crate) fn new(source: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// A number in `[0, 1)`, whatever the function gives: one outside counts as the nearest inside. What is no number
    /// counts as the largest, because a long wait does less harm than none.
    pub(crate) fn chance(&self) -> f64 {
        let chance = (self.0)();
        if chance.is_nan() { MOST } else { chance.clamp(0.0, MOST) }
    }
}

impl Default for Jitter {
    fn default() -> Self {
        Self::new(fastrand::f64)
    }
}

impl fmt::Debug for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Jitter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_stays_within_its_bounds() {
        for (given, expected) in [
            (0.0, 0.0),
            (0.25, 0.25),
            (-0.0, 0.0),
            (-3.0, 0.0),
            (1.0, MOST),
            (7.5, MOST),
            (f64::INFINITY, MOST),
            (f64::NEG_INFINITY, 0.0),
            (f64::NAN, MOST),
        ] {
            let chance = Jitter::new(move || given).chance();
            assert!((chance - expected).abs() < f64::MIN_POSITIVE && chance < 1.0, "{given} gave {chance}");
        }
    }

    #[test]
    fn the_default_is_spread_and_clones_share_their_source() {
        let jitter = Jitter::default();
        let low = (0..1_000).filter(|_| jitter.clone().chance() < 0.5).count();
        assert!((300..700).contains(&low), "{low} of 1000 in the lower half");

        let count = std::sync::atomic::AtomicU32::new(0);
        let counting =
            Jitter::new(move || f64::from(count.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) / 10.0);
        let (first, second) = (counting.clone().chance(), counting.chance());
        assert!(first < second, "{first} {second}");
    }
}
