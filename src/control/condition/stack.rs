//! Room for the interpreter: it recurses once a level, with frames of tens of kilobytes in a
//! development build, and a thread's default stack holds only some sixty levels.

use std::cell::Cell;
use std::thread;

/// Enough for the deepest expression accepted, several times over. The system
/// reserves it and commits only what is used.
const STACK_BYTES: usize = 64 * 1024 * 1024;

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
