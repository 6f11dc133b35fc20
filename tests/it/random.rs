//! Random inputs against everything that reads what strangers write: no panic, no hang, no more than 512 MB.
//!
//! Each target runs in a process of its own under a supervisor, which measures its memory and notices when it stands
//! still. `EKS_ATTEST_FUZZ_SECONDS=600 cargo test --test it random` runs each for ten minutes; a failure names the seed,
//! and `EKS_ATTEST_FUZZ_SEED` begins with it.

mod dump;
mod mutate;
mod targets;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::bundles;

/// What a target may take at its peak.
const MEMORY_BYTES: u64 = 512 << 20;
/// A case that takes longer hangs: the slowest take some seconds where the machine is busy.
const SILENCE: Duration = Duration::from_secs(60);
/// Cases that are tried however slow they are: fewer say nothing.
const FEWEST: u64 = 10;
const TARGET: &str = "EKS_ATTEST_FUZZ_TARGET";
/// A whole bundle, for the target that changes one: two processes must not render the same one.
const BUNDLE: &str = "EKS_ATTEST_FUZZ_BUNDLE";

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs one target in a process of its own for the time asked for, ten seconds when none is.
#[allow(clippy::print_stdout, reason = "figures for whoever runs it by hand")]
fn supervise(target: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "random::child", "--ignored", "--nocapture", "--test-threads=1"]).env(TARGET, target);
    if target == "bundle" {
        command.env(BUNDLE, bundles::bundle("go-live-go"));
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, lines) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let mut errors = child.stderr.take().unwrap();
    let said = thread::spawn(move || {
        let mut text = Vec::new();
        errors.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned())
    });
    let (mut last, mut peak, mut cases) = ("no case yet".to_owned(), 0, 0);
    let mut heard = Instant::now();
    let ended = loop {
        peak = peak.max(peak_memory(&child.id().to_string()));
        if peak > MEMORY_BYTES {
            end(child);
            panic!("{target}: takes {} MB at {last}", peak >> 20);
        }
        match lines.recv_timeout(Duration::from_millis(200)) {
            Ok(line) if line.starts_with("case ") => (last, cases, heard) = (line, cases + 1, Instant::now()),
            Ok(line) => peak = line.strip_prefix("peak ").and_then(|bytes| bytes.parse().ok()).unwrap_or(peak),
            Err(mpsc::RecvTimeoutError::Disconnected) => break child.wait().unwrap(),
            Err(mpsc::RecvTimeoutError::Timeout) if heard.elapsed() > SILENCE => {
                end(child);
                panic!("{target}: stands still since {last}");
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
    };
    assert!(ended.success(), "{target}: ended with {ended} at {last}\n{}", said.join().unwrap().unwrap());
    assert!(peak <= MEMORY_BYTES, "{target}: takes {} MB at {last}", peak >> 20);
    assert!(cases >= FEWEST, "{target}: {cases} cases only");
    println!("{target}: {cases} cases, {} MB at the peak", peak >> 20);
}

fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Bytes of memory that the process has held at its peak; 0 when it is gone.
fn peak_memory(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
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
    let first = variable("EKS_ATTEST_FUZZ_SEED").unwrap_or(1);
    let mut run = targets::prepare(&target);
    let started = Instant::now();
    for seed in first.. {
        if seed >= first + FEWEST && started.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        println!("case seed {seed}");
        run(&mut fastrand::Rng::with_seed(seed));
    }
    // The supervisor looks now and then, and misses what the last cases took.
    println!("peak {}", peak_memory("self"));
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

#[test]
fn a_random_dump_neither_panics_nor_hangs() {
    supervise("dump");
}
