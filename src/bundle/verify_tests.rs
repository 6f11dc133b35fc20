//! Each corruption against the exact steps that it fails and the files named.

use std::collections::BTreeMap;
use std::fs;

use chrono::NaiveDate;

use super::super::verification::CheckResult;
use super::super::{BagInfo, Payload, read, write};
use super::*;

const FACTS: &str = "data/evidence/facts.json";

/// A bag of three files in a scratch folder.
struct Planted(tempfile::TempDir);

impl Planted {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let payload: Payload =
            [("evidence/facts.json", "{\"a\":1}\n"), ("assessment.json", "[1]\n"), ("reports/a.md", "# A\n")]
                .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
                .into();
        let info = BagInfo {
            source_organization: "Example".to_owned(),
            external_identifier: "x-1".to_owned(),
            bagging_date: NaiveDate::from_ymd_opt(2026, 9, 30).unwrap(),
        };
        write(&scratch.path().join("bag"), &payload, &info).unwrap();
        Self(scratch)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join("bag").join(name)
    }

    fn edit(&self, name: &str, change: impl Fn(String) -> String) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "the corruption changes nothing");
        fs::write(self.path(name), changed).unwrap();
    }

    /// Failed steps → the files named, each problem being `file: text`.
    fn failures(&self) -> BTreeMap<Step, Vec<String>> {
        let mut failures: BTreeMap<Step, Vec<String>> = BTreeMap::new();
        for (step, problem) in verify(&self.path("")).problems() {
            failures.entry(step).or_default().push(problem.split_once(": ").unwrap().0.to_owned());
        }
        failures
    }
}

/// Corrupts a fresh bag and asserts exactly which steps fail over which files.
fn check(corrupt: impl Fn(&Planted), expected: &[(Step, &[&str])]) {
    let planted = Planted::new();
    corrupt(&planted);
    let expected: BTreeMap<Step, Vec<String>> =
        expected.iter().map(|(step, files)| (*step, files.iter().map(|file| (*file).to_owned()).collect())).collect();
    assert_eq!(planted.failures(), expected);
}

#[test]
fn a_fresh_bag_passes_and_lists_what_was_not_checked() {
    let found = verify(&Planted::new().path(""));
    assert!(!found.has_failed(), "{found:?}");
    assert_eq!(found.checks.iter().map(|check| check.name).collect::<Vec<_>>(), Step::OF_VERIFY);
    let not_made: Vec<_> = found.not_made().map(|(step, _)| step).collect();
    assert_eq!(not_made, [Step::Signature, Step::Timestamp, Step::Reperformance]);
}

#[test]
fn one_byte_flipped() {
    check(|bag| bag.edit(FACTS, |text| text.replace('1', "2")), &[(Step::PayloadManifest, &[FACTS])]);
}

#[test]
fn a_byte_appended() {
    check(
        |bag| bag.edit(FACTS, |text| text + " "),
        &[(Step::PayloadManifest, &[FACTS]), (Step::BagInfo, &["bag-info.txt"])],
    );
}

#[test]
fn a_file_removed() {
    check(
        |bag| fs::remove_file(bag.path(FACTS)).unwrap(),
        &[(Step::BagInfo, &["bag-info.txt"]), (Step::PayloadManifest, &[FACTS]), (Step::Completeness, &[FACTS])],
    );
}

#[test]
fn a_file_added() {
    check(
        |bag| fs::write(bag.path("data/reports/b.md"), "").unwrap(),
        &[(Step::BagInfo, &["bag-info.txt"]), (Step::Completeness, &["data/reports/b.md"])],
    );
}

#[test]
fn a_manifest_line_removed() {
    check(
        |bag| bag.edit(PAYLOAD_MANIFEST, |text| text.lines().skip(1).map(|line| format!("{line}\n")).collect()),
        &[(Step::TagManifest, &[PAYLOAD_MANIFEST]), (Step::Completeness, &["data/assessment.json"])],
    );
}

#[test]
fn a_tag_manifest_line_removed() {
    check(
        |bag| bag.edit(TAG_MANIFEST, |text| text.lines().skip(1).map(|line| format!("{line}\n")).collect()),
        &[(Step::TagFiles, &[BAG_INFO])],
    );
}

#[test]
fn a_manifest_malformed() {
    check(
        |bag| bag.edit(PAYLOAD_MANIFEST, |text| text.replacen("  data/assessment.json", "", 1)),
        &[
            (Step::TagManifest, &[PAYLOAD_MANIFEST]),
            (Step::PayloadManifest, &[PAYLOAD_MANIFEST]),
            (Step::Completeness, &["data/assessment.json"]),
        ],
    );
}

#[test]
fn a_manifest_emptied() {
    check(
        |bag| bag.edit(TAG_MANIFEST, |_| String::new()),
        &[(Step::TagManifest, &[TAG_MANIFEST]), (Step::TagFiles, &[BAG_INFO, DECLARATION, PAYLOAD_MANIFEST])],
    );
}

#[test]
fn a_manifest_line_repeated() {
    check(
        |bag| bag.edit(PAYLOAD_MANIFEST, |text| text.clone() + text.lines().next().unwrap() + "\n"),
        &[(Step::TagManifest, &[PAYLOAD_MANIFEST]), (Step::ManifestDuplicates, &["data/assessment.json"])],
    );
}

#[test]
fn a_manifest_that_leads_outside() {
    let line = format!("{}  data/../../secret\n", "0".repeat(64));
    check(
        |bag| bag.edit(PAYLOAD_MANIFEST, |text| text + &line),
        &[
            (Step::TagManifest, &[PAYLOAD_MANIFEST]),
            (Step::PayloadManifest, &["data/../../secret"]),
            (Step::Completeness, &["data/../../secret"]),
        ],
    );
}

#[test]
fn a_manifest_missing_leaves_the_steps_that_need_it_not_made() {
    for (name, own, not_made) in [
        (PAYLOAD_MANIFEST, Step::PayloadManifest, vec![Step::ManifestDuplicates, Step::Completeness]),
        (TAG_MANIFEST, Step::TagManifest, vec![Step::TagFiles, Step::ManifestDuplicates]),
    ] {
        let planted = Planted::new();
        fs::remove_file(planted.path(name)).unwrap();
        assert_eq!(planted.failures()[&own], [name]);
        let found = verify(&planted.path(""));
        let skipped: Vec<_> = found.not_made().map(|(step, _)| step).filter(|step| *step < Step::Signature).collect();
        assert_eq!(skipped, not_made);
    }
}

#[test]
fn bag_info_edited() {
    check(|bag| bag.edit(BAG_INFO, |text| text.replace("Example", "Exampel")), &[(Step::TagManifest, &[BAG_INFO])]);
}

#[test]
fn bag_info_without_a_label_or_with_one_twice() {
    for change in [
        |text: String| text.replace("External-Identifier: x-1\n", ""),
        |text: String| text.clone() + text.lines().next().unwrap() + "\n",
        |text: String| text.replace("Bagging-Date: 2026-09-30", "Bagging-Date:"),
    ] {
        check(|bag| bag.edit(BAG_INFO, change), &[(Step::BagInfo, &[BAG_INFO]), (Step::TagManifest, &[BAG_INFO])]);
    }
}

#[test]
fn a_bundle_of_another_version_is_named_and_is_no_failure_of_its_own() {
    let found = |change: &dyn Fn(String) -> String| {
        let planted = Planted::new();
        planted.edit(BAG_INFO, change);
        let checks = verify(&planted.path("")).checks;
        checks.into_iter().find(|check| check.name == Step::Version).unwrap().result
    };
    let ours = format!("Bag-Software-Agent: {SOFTWARE_AGENT}");
    let CheckResult::Named { what } = found(&|text| text.replace(&ours, "Bag-Software-Agent: eks-attest 9.9.9")) else {
        panic!("not named")
    };
    assert!(what[0].contains("eks-attest 9.9.9 wrote it") && what[0].contains(SOFTWARE_AGENT), "{what:?}");
    for change in [String::new(), format!("{ours}\n{ours}")] {
        assert!(matches!(found(&|text| text.replace(&ours, &change)), CheckResult::NotMade { .. }), "{change:?}");
    }
    assert_eq!(found(&|text| text.replace("Example", "Other")), CheckResult::Passed);
}

#[test]
fn the_declaration_changed_or_missing() {
    check(
        |bag| bag.edit(DECLARATION, |text| text.replace("1.0", "0.9")),
        &[(Step::BagDeclaration, &[DECLARATION]), (Step::TagManifest, &[DECLARATION])],
    );
    check(
        |bag| fs::remove_file(bag.path(DECLARATION)).unwrap(),
        &[(Step::BagDeclaration, &[DECLARATION]), (Step::TagManifest, &[DECLARATION])],
    );
}

#[test]
fn a_tag_file_added() {
    check(|bag| fs::write(bag.path("NOTES.txt"), "hi").unwrap(), &[(Step::TagFiles, &["NOTES.txt"])]);
    check(|bag| fs::write(bag.path("fetch.txt"), "").unwrap(), &[(Step::TagFiles, &["fetch.txt"])]);
}

#[test]
fn a_signature_added_later_is_no_fault_and_is_said_to_be_unchecked() {
    let planted = Planted::new();
    fs::create_dir(planted.path("signatures")).unwrap();
    fs::write(planted.path("signatures/attestation.sigstore.json"), "{}").unwrap();
    fs::write(planted.path("signatures/tagmanifest.tsr"), "").unwrap();
    let found = verify(&planted.path(""));
    assert!(!found.has_failed());
    let why: Vec<_> = found.not_made().map(|(_, why)| why).collect();
    assert!(why[0].contains("attestation.sigstore.json") && why[1].contains("tagmanifest.tsr"), "{why:?}");
}

#[test]
fn a_name_that_another_file_system_would_merge() {
    check(
        |bag| fs::write(bag.path("data/Assessment.json"), "").unwrap(),
        &[
            (Step::FilesAndNames, &["data/assessment.json"]),
            (Step::BagInfo, &[BAG_INFO]),
            (Step::Completeness, &["data/Assessment.json"]),
        ],
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_is_named_and_not_followed() {
    let plant = |bag: &Planted| {
        let outside = bag.0.path().join("outside.json");
        fs::rename(bag.path(FACTS), &outside).unwrap();
        std::os::unix::fs::symlink(&outside, bag.path(FACTS)).unwrap();
    };
    check(
        plant,
        &[
            (Step::FilesAndNames, &[FACTS]),
            (Step::BagInfo, &[BAG_INFO]),
            (Step::PayloadManifest, &[FACTS]),
            (Step::Completeness, &[FACTS]),
        ],
    );
    let planted = Planted::new();
    plant(&planted);
    assert!(read(&planted.path("")).unwrap_err().to_string().contains(FACTS));
}

#[cfg(unix)]
#[test]
fn a_linked_folder_a_socket_and_a_hostile_name_are_named() {
    check(
        |bag| std::os::unix::fs::symlink("/", bag.path("data/root")).unwrap(),
        &[(Step::FilesAndNames, &["data/root"])],
    );
    check(
        |bag| drop(std::os::unix::net::UnixListener::bind(bag.path("data/socket")).unwrap()),
        &[(Step::FilesAndNames, &["data/socket"])],
    );
    check(
        |bag| fs::write(bag.path("data/\u{1b}[2J"), "").unwrap(),
        &[
            (Step::FilesAndNames, &["data/\\u{1b}[2J"]),
            (Step::BagInfo, &[BAG_INFO]),
            (Step::Completeness, &["data/\\u{1b}[2J"]),
        ],
    );
}

#[test]
fn a_folder_that_is_no_bag_or_not_there_fails() {
    let scratch = tempfile::tempdir().unwrap();
    assert!(verify(scratch.path()).has_failed());
    let absent = verify(&scratch.path().join("absent"));
    assert!(matches!(&absent.checks[0].result, CheckResult::Failed { problems } if problems[0].contains("absent")));
    assert_eq!(absent.not_made().count(), Step::OF_VERIFY.len() - 1);
}

#[test]
fn a_payload_and_its_manifests_rewritten_consistently_pass_here() {
    // Stated as a test so that nobody mistakes hashes for a signature.
    let planted = Planted::new();
    let payload = Payload::from([("a".to_owned(), b"forged".to_vec())]);
    let info = BagInfo {
        source_organization: "Example".to_owned(),
        external_identifier: "x-1".to_owned(),
        bagging_date: NaiveDate::from_ymd_opt(2026, 9, 30).unwrap(),
    };
    let forged = planted.0.path().join("forged");
    write(&forged, &payload, &info).unwrap();
    let found = verify(&forged);
    assert!(!found.has_failed());
    assert!(found.not_made().any(|(step, _)| step == Step::Signature));
}
