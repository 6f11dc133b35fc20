//! Room for the interpreter: it recurses once a level, with frames of tens of kilobytes in a
//! development build, and a thread's default stack holds only some sixty levels.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Enough for the deepest expression accepted, several times over. The system
/// reserves it and commits only what is used.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// What must be left of a stack to go on with it.
const ENOUGH_BYTES: usize = STACK_BYTES / 2;

/// Threads that share the work at most: beyond it, memory grows faster than speed.
const MAXIMUM_WORKERS: usize = 8;

/// Runs `work` on a stack on which the deepest condition can be evaluated: on this one where enough is left of it. A
/// caller with many evaluations wraps them all in one call. `None` when `work` panicked.
pub(crate) fn on_large_stack<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(|| stacker::maybe_grow(ENOUGH_BYTES, STACK_BYTES, work))).ok()
}

/// As [`on_large_stack`], for each of `items` and on as many threads as the machine
/// has processors: the results are in the order of the items, whichever thread
/// made them.
pub(crate) fn each_on_large_stack<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Option<Vec<T>> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(MAXIMUM_WORKERS);
    let next = AtomicUsize::new(0);
    let run = || {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Some tens of kilobytes a level, as an evaluation takes.
    fn descend(levels: usize) -> usize {
        let frame = std::hint::black_box([1_u8; 32 * 1024]);
        if levels == 0 { 0 } else { usize::from(frame[levels % frame.len()]) + descend(levels - 1) }
    }

    #[test]
    fn there_is_room_for_what_a_default_stack_does_not_hold() {
        assert_eq!(on_large_stack(|| descend(800)), Some(800));
        assert_eq!(on_large_stack(|| on_large_stack(|| descend(800))), Some(Some(800)));
        assert_eq!(each_on_large_stack(&[700, 800, 900], |levels| descend(*levels)), Some(vec![700, 800, 900]));
    }

    #[test]
    fn a_panic_is_no_result() {
        assert_eq!(on_large_stack(|| assert!(descend(1) > 1, "on purpose")), None);
    }
}
