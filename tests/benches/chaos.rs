//! Chaos at length: 50,000 mixed calls of 64 tasks for each of five seeds, with a fault in about every tenth request, and what
//! holds all the same. The calls and the judges are those of the short run in `tests/it/chaos.rs`.
//!
//! `cargo bench -p tests --bench chaos -- 3` runs the third seed alone. Unlike the other benches it fails: when a promise is
//! broken, when anything panics, and when the clients keep more memory than they may.

#[path = "../chaos/mod.rs"]
mod chaos;
#[path = "chaos/memory.rs"]
mod memory;

use chaos::{Aftermath, Figures, Size, drive, violations};
use memory::{Memory, Watch};
use peak_alloc::PeakAlloc;
use std::{
    error::Error,
    panic,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// It counts what is allocated and not freed yet.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=5;
const TASKS: usize = 64;
/// So many for each task that together they make 50,048.
const CALLS: usize = 782 * TASKS;

/// How long the calls of one seed may take.
const LONGEST: Duration = Duration::from_secs(900);

/// How many lines of violations are shown.
const SHOWN: usize = 40;

/// In any task, those of the runtime included.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn main() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        usual(info);
    }));
    let mut seeds: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if seeds.is_empty() {
        seeds.extend(SEEDS);
    }
    let mut sound = true;
    for seed in seeds {
        // Another one for each seed, so that nothing of one is left for the next.
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        sound &= runtime.block_on(run(seed))?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether all promises held.
async fn run(seed: u64) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let panics = PANICS.load(Ordering::Relaxed);
    let watch = Arc::new(Watch::start(HEAP));
    let began = Instant::now();
    let during = Arc::clone(&watch);
    let calls = drive(Size { seed, tasks: TASKS, calls: CALLS }, move |ended| {
        if [CALLS / 10, CALLS / 5, CALLS].contains(&ended) {
            during.note((ended * 100).div_ceil(CALLS));
        }
    });
    let Aftermath { evidence, mock, agents } = timeout(LONGEST, calls).await??;
    let took = began.elapsed();
    let figures = Figures::of(&evidence);
    let mut violations = violations(&evidence);
    let panics = PANICS.load(Ordering::Relaxed) - panics;
    if panics > 0 {
        violations.push(format!("{panics} panics"));
    }

    // What is freed one after the other is what each of them held.
    let with_all = watch.heap();
    drop(evidence);
    let without_records = watch.heap();
    drop(mock);
    // It closes its connections, and forgets everything with the last one. The clients live on.
    sleep(Duration::from_secs(2)).await;
    let clients = watch.heap();
    let memory = Memory {
        noted: watch.noted(),
        records: with_all.saturating_sub(without_records),
        mock: without_records.saturating_sub(clients),
        clients,
    };
    violations.extend(memory.violation());
    drop(agents);

    println!("seed {seed}: {took:.0?}\n{figures}\n{memory}");
    println!("violations: {}", violations.len());
    violations.iter().take(SHOWN).for_each(|violation| println!("  {violation}"));
    println!();
    Ok(violations.is_empty())
}
