//! Room for the interpreter: it recurses once a level, with frames of tens of kilobytes in a
//! development build, and a thread's default stack holds only some sixty levels.

use std::cell::Cell;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Enough for the deepest expression accepted, several times over. The system
/// reserves it and commits only what is used.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Threads that share the work at most: beyond it, memory grows faster than speed.
const MAXIMUM_WORKERS: usize = 8;

thread_local! {
    static LARGE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` where conditions have room to evaluate: here, when this thread
/// was made by an outer call, else on a thread of its own that is joined
/// before this returns. A caller with many evaluations wraps them all in one
/// call. `None` when `work` panicked or no thread could be had.
pub(crate) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    if LARGE.get() {
        return Some(work());
    }
    thread::scope(|scope| {
        let run = || {
            LARGE.set(true);
            work()
        };
        thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).ok()?.join().ok()
    })
}

/// As [`with_room`], for each of `items` and on as many threads as the machine
/// has processors: the results are in the order of the items, whichever thread
/// made them.
pub(crate) fn each_with_room<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Option<Vec<T>> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(MAXIMUM_WORKERS);
    let next = AtomicUsize::new(0);
    let run = || {
        LARGE.set(true);
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done = thread::scope(|scope| {
        let start = |_| thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).ok();
        let workers: Vec<_> = (0..workers).map(start).collect::<Option<_>>()?;
        let mut done = Vec::with_capacity(items.len());
        for worker in workers {
            done.extend(worker.join().ok()?);
        }
        Some(done)
    })?;
    done.sort_by_key(|(at, _)| *at);
    Some(done.into_iter().map(|(_, result)| result).collect())
}
