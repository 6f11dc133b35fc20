//! Bundles that were altered by someone who can make every size, digest, id and manifest fit: each must fail
//! `verify --reperform`, with the forgery named. What is no forgery but another rule is named, and passes.

mod bags;
mod bundle;
mod inputs;
mod recording;
mod replies;
mod rules;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use eks_attest::bundle::{CheckResult, Step, Verification};
use eks_attest::run::verification;

use bundle::{Forged, attestation};

/// A forgery: what is done, which step must name it, and in which words.
type Variant = (&'static str, Step, &'static str, fn(&mut Forged));

/// Tries every variant on a copy of `base`.
fn all_are_found(base: &Path, variants: &[Variant]) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut missed = Vec::new();
        while let Some((name, step, words, forge)) = variants.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut forged = Forged::of(base);
            forge(&mut forged);
            forged.mend();
            let found = verification(forged.path(), true);
            let named = found.problems().any(|(at, problem)| at == *step && problem.contains(words));
            if !named {
                missed.push(format!("{name}: nothing of `{words}` at {step:?}: {:#?}", told(&found)));
            }
            // A forger who forgets a hash is found by any tool.
            let hashes = [Step::TagManifest, Step::PayloadManifest, Step::ManifestDuplicates, Step::Completeness];
            assert!(!found.problems().any(|(at, _)| hashes.contains(&at)), "{name}: not mended: {:#?}", told(&found));
        }
        missed
    };
    let missed: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(missed.is_empty(), "{} of {} pass:\n{}", missed.len(), variants.len(), missed.join("\n"));
}

/// What was found, without what passed.
fn told(found: &Verification) -> Vec<String> {
    found.problems().map(|(step, problem)| format!("{step:?}: {problem}")).collect()
}

/// What the step of controls and templates names.
fn named(found: &Verification) -> Vec<String> {
    let rules = found.checks.iter().find(|check| check.name == Step::Rules).unwrap();
    match &rules.result {
        CheckResult::Named { what } => what.clone(),
        _ => Vec::new(),
    }
}

#[test]
fn the_bundles_that_are_forged_here_are_honest_themselves() {
    for base in [attestation(), bundle::review()] {
        let found = verification(base, true);
        assert!(!found.has_failed(), "{:#?}", told(&found));
        let open: Vec<Step> = found.not_made().map(|(step, _)| step).collect();
        assert_eq!(open, [Step::Signature, Step::Timestamp]);
    }
}

#[test]
fn at_least_eighty_forgeries_are_tried() {
    let tables = [recording::VARIANTS, replies::VARIANTS, bags::VARIANTS, inputs::VARIANTS, inputs::OF_REVIEW];
    assert!(tables.iter().map(|table| table.len()).sum::<usize>() >= 80);
}
