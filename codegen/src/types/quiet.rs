//! Runs code that may panic without a word on standard error.

use std::cell::Cell;
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// One at a time: the panic hook belongs to the process.
static HOOK: Mutex<()> = Mutex::new(());

/// Runs `work` on a thread with `stack` bytes of stack; a panic becomes an error with its message.
///
/// Other threads panic as loudly as ever meanwhile, and the panic hook is the one of before afterwards.
pub(super) fn run<T: Send>(stack: usize, work: impl FnOnce() -> T + Send) -> Result<T, String> {
    let _turn = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let before: Arc<Hook> = Arc::new(panic::take_hook());
    let loud = Arc::clone(&before);
    panic::set_hook(Box::new(move |info| {
        if !QUIET.get() {
            loud(info);
        }
    }));
    let result = thread::scope(|scope| {
        let spawned = thread::Builder::new().stack_size(stack).spawn_scoped(scope, || {
            QUIET.set(true);
            work()
        });
        match spawned {
            Ok(thread) => thread.join().map_err(|payload| message(payload.as_ref())),
            Err(error) => Err(format!("no thread with {stack} bytes of stack: {error}")),
        }
    });
    drop(panic::take_hook());
    match Arc::try_unwrap(before) {
        Ok(hook) => panic::set_hook(hook),
        Err(shared) => panic::set_hook(Box::new(move |info| shared(info))),
    }
    result
}

fn message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_message() {
        assert_eq!(run(1 << 20, || 7), Ok(7));
        let number = 3;
        assert_eq!(
            run(1 << 20, || -> i32 { panic!("number {number}\nand more") }),
            Err("number 3".to_owned())
        );
        assert_eq!(run(1 << 20, || -> i32 { std::panic::panic_any(5) }), Err("it panicked".to_owned()));
    }

    #[test]
    fn deep_recursion_fits_the_stack() {
        fn depth(n: u32) -> u32 {
            let block = std::hint::black_box([n; 1000]);
            if n == 0 { 0 } else { depth(block[7] - 1) + 1 }
        }
        assert_eq!(run(256 << 20, || depth(20_000)), Ok(20_000));
    }
}
