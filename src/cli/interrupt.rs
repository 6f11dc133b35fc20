//! What the program leaves behind when it is told to end: no half-written file, and no child.

use crate::run::remove_unfinished;

/// Takes away what is not finished once a signal asks the program to end, which then ends as the signal says.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

    // Once it is handled, a write past the limit of a file's size fails like any other write.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
    // `nohup` and shells that run jobs in the background have some ignored: they stay so.
    let ignored = ignored();
    let watched = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
    let Ok(mut signals) = signal_hook::iterator::Signals::new(watched) else { return };
    let end = move || {
        let Some(signal) = signals.forever().next() else { return };
        end();
        let _ = signal_hook::low_level::emulate_default_handler(signal);
        std::process::exit(128 + signal);
    };
    // Without a thread to spare, a signal ends the program as it always did.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(end);
}

/// Elsewhere the next run removes what one that was ended left.
#[cfg(not(unix))]
pub(super) fn watch() {}

/// Removes what is not finished, and ends every process that was started for the run.
pub(super) fn end() {
    remove_unfinished();
    #[cfg(unix)]
    super::children::end();
}

/// The signals that were ignored when the program was started, as a bit mask; none where the system does not say.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
