//! Random inputs against everything that reads what strangers write: no panic, no hang, no more than 512 MB.
//!
//! Each target runs in a process of its own under a supervisor, which measures its memory and notices when it stands
//! still. `EKS_ATTEST_FUZZ_SECONDS=600 cargo test --test it random` runs each for ten minutes; a failure names the seed,
//! and `EKS_ATTEST_FUZZ_SEED` begins with it.

mod mutate;
mod targets;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What a target may take at its peak.
const MEMORY_BYTES: u64 = 512 << 20;
/// A case that takes longer hangs: the slowest take some seconds where the machine is busy.
const SILENCE: Duration = Duration::from_secs(90);
const TARGET: &str = "EKS_ATTEST_FUZZ_TARGET";

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs one target in a process of its own for the time asked for, ten seconds when none is.
#[allow(clippy::print_stdout, reason = "figures for whoever runs it by hand")]
fn supervise(target: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "random::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(TARGET, target)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (sender, lines) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let (mut last, mut peak, mut cases) = ("no case yet".to_owned(), 0, 0);
    let mut heard = Instant::now();
    let ended = loop {
        peak = peak.max(peak_memory(&child));
        match lines.recv_timeout(Duration::from_millis(200)) {
            Ok(line) if line.starts_with("case ") => (last, cases, heard) = (line, cases + 1, Instant::now()),
            Ok(_) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break child.wait().unwrap(),
            Err(mpsc::RecvTimeoutError::Timeout) if heard.elapsed() > SILENCE => {
                child.kill().unwrap();
                panic!("{target}: stands still since {last}");
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        if peak > MEMORY_BYTES {
            child.kill().unwrap();
            panic!("{target}: takes {} MB at {last}", peak >> 20);
        }
    };
    assert!(ended.success(), "{target}: ended with {ended} at {last}");
    assert!(cases > 10, "{target}: {cases} cases only");
    println!("{target}: {cases} cases, {} MB at the peak", peak >> 20);
}

/// Bytes of memory that the process has held at its peak; 0 when it is gone.
fn peak_memory(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or_default() << 10
}

/// The process that [`supervise`] starts.
#[test]
#[ignore = "run by its supervisor"]
#[allow(clippy::print_stdout, reason = "the supervisor reads it")]
fn child() {
    let Ok(target) = std::env::var(TARGET) else { return };
    let seconds = variable("EKS_ATTEST_FUZZ_SECONDS").unwrap_or(10);
    let mut seed = variable("EKS_ATTEST_FUZZ_SEED").unwrap_or(1);
    let mut run = targets::prepare(&target);
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(seconds) {
        println!("case seed {seed}");
        run(&mut fastrand::Rng::with_seed(seed));
        seed += 1;
    }
}

#[test]
fn a_random_recording_neither_panics_nor_hangs() {
    supervise("recording");
}

#[test]
fn a_random_policy_document_neither_panics_nor_hangs() {
    supervise("policy-document");
}

#[test]
fn random_user_data_neither_panics_nor_hangs() {
    supervise("user-data");
}

#[test]
fn a_random_engagement_neither_panics_nor_hangs() {
    supervise("engagement");
}

#[test]
fn a_random_bundle_neither_panics_nor_hangs() {
    supervise("bundle");
}
