//! Random inputs, each of which can be had again: a failure prints the seed of its round.
//!
//! `EKS_ATTEST_FUZZ_SECONDS=600 cargo test --test it fuzz` runs longer than usual; `EKS_ATTEST_FUZZ_SEED=N` repeats one
//! round.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Seconds for one kind of input when nothing else is asked for: all of them together take a minute.
const USUAL: u64 = 8;
/// Longest time for one input, however hostile, on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// How long one kind of input is tried.
pub(crate) fn seconds() -> Duration {
    let asked = std::env::var("EKS_ATTEST_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(asked.unwrap_or(USUAL))
}

/// Random choices that follow from a seed.
#[derive(Debug)]
pub(crate) struct Random(fastrand::Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number below `end`, which is at least 1.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// True once in `number` times.
    pub(crate) fn once_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    /// One of `items`, of which there is at least one.
    pub(crate) fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Changes a few bytes, or cuts, doubles or moves a part.
    pub(crate) fn bytes(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let (from, to) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
            let part = from.min(to)..from.max(to).min(from.min(to) + 200);
            match self.below(6) {
                0 if !bytes.is_empty() => {
                    let at = self.below(bytes.len());
                    bytes[at] = self.0.u8(..);
                }
                1 => bytes.truncate(from),
                2 => drop(bytes.drain(part)),
                3 => {
                    let copy = bytes[part].to_vec();
                    bytes.splice(from..from, copy);
                }
                4 => {
                    let words: [&[u8]; 16] = [
                        b"{{",
                        b"---\n",
                        b"\t",
                        b"*a",
                        b"&a ",
                        b"<<: ",
                        b"null",
                        b"[",
                        b"{",
                        b"\"",
                        b"\0",
                        b"\xff\xfe",
                        b"- ",
                        b": ",
                        b"$patch",
                        b"99999999999999999999",
                    ];
                    let word = self.of(&words).to_vec();
                    bytes.splice(from..from, word);
                }
                _ => bytes.insert(from, self.0.u8(..)),
            }
        }
    }
}

/// Gives `try_one` random choices until the time is over, at least ten times.
pub(crate) fn rounds(what: &str, try_one: impl Fn(&mut Random)) {
    let asked: Option<u64> = std::env::var("EKS_ATTEST_FUZZ_SEED").ok().and_then(|text| text.parse().ok());
    let (end, mut number) = (Instant::now() + seconds(), 0_u64);
    while number < 10 || Instant::now() < end {
        let seed = asked.unwrap_or(number);
        let started = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| try_one(&mut Random::new(seed))));
        let again = format!("{what}: repeat it with EKS_ATTEST_FUZZ_SEED={seed}");
        assert!(done.is_ok(), "{again}");
        assert!(started.elapsed() < LONGEST, "{again}: it took {:?}", started.elapsed());
        if asked.is_some() {
            break;
        }
        number += 1;
    }
}

#[test]
fn a_seed_gives_the_same_choices_again() {
    let change = |seed| {
        let (mut random, mut bytes) = (Random::new(seed), b"apiVersion: v1".to_vec());
        (0..9).for_each(|_| random.bytes(&mut bytes));
        bytes
    };
    assert_eq!(change(7), change(7));
    assert!((0..20).any(|seed| change(seed) != change(seed + 1)));
}
