//! What is held in memory, and by whom.

use peak_alloc::PeakAlloc;
use std::{
    fmt, fs,
    sync::{Mutex, PoisonError},
};

/// What all clients together may keep, in bytes.
///
/// It is 17 MiB at most in fact: the last answers to ten thousand different reads, of which each client would keep 16 MiB. With
/// 1 KiB more for each call, be it of headers, permits or tasks, it would be 65.
const MOST: usize = 32 << 20;

/// Measures against what there was at its start.
pub(crate) struct Watch {
    heap: PeakAlloc,
    start: usize,
    noted: Mutex<Vec<Noted>>,
}

/// What there was after so many percent of the calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noted {
    percent: usize,
    /// In bytes, above what there was at the start.
    heap: usize,
    /// Of the whole process, in KiB; `None` where the system does not say.
    resident: Option<u64>,
}

impl Watch {
    pub(crate) fn start(heap: PeakAlloc) -> Self {
        let watch = Self { heap, start: heap.current_usage(), noted: Mutex::default() };
        watch.note(0);
        watch
    }

    /// What is allocated more than at the start, in bytes.
    pub(crate) fn heap(&self) -> usize {
        self.heap.current_usage().saturating_sub(self.start)
    }

    pub(crate) fn note(&self, percent: usize) {
        let noted = Noted { percent, heap: self.heap(), resident: resident() };
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).push(noted);
    }

    pub(crate) fn noted(&self) -> Vec<Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Who holds what at the end, in bytes.
pub(crate) struct Memory {
    pub(crate) noted: Vec<Noted>,
    /// The records by which the run is judged.
    pub(crate) records: usize,
    /// The stand-in, which forgets no run and no request.
    pub(crate) mock: usize,
    /// The clients, after all their calls.
    pub(crate) clients: usize,
}

impl Memory {
    /// That the clients keep more than they may.
    pub(crate) fn violation(&self) -> Option<String> {
        let (kept, most) = (mib(self.clients), mib(MOST));
        (self.clients > MOST).then(|| format!("the clients keep {kept:.1} MiB, more than {most:.1}"))
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Noted { percent, heap, resident } in &self.noted {
            let resident = resident.map_or_else(|| "unknown".to_owned(), |kib| format!("{} MiB", kib / 1024));
            write!(f, "at {percent} %: heap {:.1} MiB, resident {resident}; ", mib(*heap))?;
        }
        write!(f, "in the end: records {:.1} MiB, ", mib(self.records))?;
        write!(f, "stand-in {:.1} MiB, clients {:.1} MiB", mib(self.mock), mib(self.clients))
    }
}

#[expect(clippy::cast_precision_loss, reason = "it is shown with one digit")]
fn mib(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// The resident memory of this process, in KiB.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
