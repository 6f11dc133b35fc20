//! Round trip, determinism, refusals, and interrupted writes.

use chrono::NaiveDate;

use super::super::{read, verify};
use super::*;

fn info() -> BagInfo {
    BagInfo {
        source_organization: "Example Payments Ltd".to_owned(),
        external_identifier: "payments-2026Q3".to_owned(),
        bagging_date: NaiveDate::from_ymd_opt(2026, 9, 30).unwrap(),
    }
}

fn payload() -> Payload {
    [("evidence/exchanges/0001.json", "{}\n"), ("assessment.json", "[1]\n"), ("reports/empty.md", "")]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .into()
}

fn bytes_of(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let tree = super::super::tree::Tree::walk(directory).unwrap();
    tree.files.keys().map(|path| (path.clone(), fs::read(directory.join(path)).unwrap())).collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn what_is_written_reads_back() {
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("deep/er/bag");
    let receipt = write(&target, &payload(), &info()).unwrap();
    assert_eq!((receipt.files, receipt.bytes), (3, 7));
    assert_eq!(receipt.tag_manifest_sha256, canonical::sha256(&fs::read(target.join(TAG_MANIFEST)).unwrap()));
    let bag = read(&target).unwrap();
    assert_eq!(bag.payload, payload());
    assert!(bag.info.contains(&("Bagging-Date".to_owned(), "2026-09-30".to_owned())));
    assert_eq!(names_in(target.parent().unwrap()), ["bag"], "no temporary folder is left");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let scratch = tempfile::tempdir().unwrap();
    let (one, two) = (scratch.path().join("one"), scratch.path().join("two"));
    let first = write(&one, &payload(), &info()).unwrap();
    let second = write(&two, &payload(), &info()).unwrap();
    assert_eq!(bytes_of(&one), bytes_of(&two));
    assert_eq!(first.tag_manifest_sha256, second.tag_manifest_sha256);
}

#[test]
fn an_empty_folder_is_used_and_any_other_is_refused_untouched() {
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("bag");
    fs::create_dir(&target).unwrap();
    write(&target, &payload(), &info()).unwrap();
    let before = bytes_of(&target);
    let error = write(&target, &payload(), &info()).unwrap_err();
    assert!(matches!(error, BundleError::NotEmpty { .. }), "{error}");
    assert!(miette::Diagnostic::help(&error).is_some_and(|help| help.to_string().contains("another folder")));
    assert_eq!(bytes_of(&target), before);
}

#[test]
fn a_file_or_a_link_in_the_way_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert!(matches!(write(&file, &payload(), &info()), Err(BundleError::NotAFolder { .. })));
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    #[cfg(unix)]
    {
        let (folder, link) = (scratch.path().join("folder"), scratch.path().join("link"));
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert!(matches!(write(&link, &payload(), &info()), Err(BundleError::NotAFolder { .. })));
    }
}

#[test]
fn nothing_to_archive_or_an_unsafe_name_is_refused_before_anything_is_written() {
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("bag");
    assert!(matches!(write(&target, &Payload::new(), &info()), Err(BundleError::Empty)));
    let mut hostile = payload();
    hostile.insert("reports/../../x".to_owned(), Vec::new());
    let error = write(&target, &hostile, &info()).unwrap_err().to_string();
    assert!(error.contains("reports/../../x"), "{error}");
    assert_eq!(names_in(scratch.path()), Vec::<String>::new());
}

#[test]
fn a_write_that_fails_midway_leaves_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("bag");
    let mut files = payload();
    // Longer than any common file system takes, and last in order.
    files.insert(format!("z{}", "z".repeat(5000)), Vec::new());
    assert!(matches!(write(&target, &files, &info()), Err(BundleError::Io { .. })));
    assert_eq!(names_in(scratch.path()), Vec::<String>::new());
}

#[test]
fn a_write_cut_off_after_any_file_never_looks_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let whole = scratch.path().join("whole");
    write(&whole, &payload(), &info()).unwrap();
    let folded = payload().iter().map(|(name, bytes)| (format!("{DATA}{name}"), sum(bytes))).collect();
    let tags = tags(&folded, &info()).unwrap();
    let payload = payload();
    let data = payload.keys().map(|name| format!("{DATA}{name}"));
    let order: Vec<String> = data.chain(tags.iter().map(|(path, _)| (*path).to_owned())).collect();
    for written in 0..=order.len() {
        let cut = scratch.path().join(format!("cut-{written}"));
        for path in &order[..written] {
            let bytes = fs::read(whole.join(path)).unwrap();
            write_file(&cut.join(path), &mut |out| out.write_all(&bytes)).unwrap();
        }
        let all = written == order.len();
        assert_eq!(verify(&cut).has_failed(), !all, "{written} of {} files", order.len());
        assert_eq!(read(&cut).is_ok(), all, "{written} of {} files", order.len());
    }
}

fn sum(bytes: &[u8]) -> (u64, String) {
    (bytes.len() as u64, canonical::sha256(bytes))
}

#[test]
fn a_draft_writes_as_it_goes_and_leaves_nothing_until_it_is_finished() {
    let scratch = tempfile::tempdir().unwrap();
    let (target, other) = (scratch.path().join("bag"), scratch.path().join("other"));
    let mut draft = Draft::begin(&target).unwrap();
    for (name, bytes) in &payload() {
        draft.add(name, &mut |out| out.write_all(bytes)).unwrap();
    }
    assert!(!target.exists() && names_in(scratch.path()).len() == 1);
    assert!(matches!(draft.add("../x", &mut |_| Ok(())), Err(BundleError::UnsafeName { .. })));
    assert!(draft.add("assessment.json", &mut |out| out.write_all(b"again")).is_err(), "a file is written once");
    draft.finish(&info()).unwrap();
    write(&other, &payload(), &info()).unwrap();
    assert_eq!(bytes_of(&target), bytes_of(&other));

    let mut abandoned = Draft::begin(&scratch.path().join("third")).unwrap();
    abandoned.add("a", &mut |_| Ok(())).unwrap();
    drop(abandoned);
    let empty = Draft::begin(&scratch.path().join("third")).unwrap().finish(&info());
    assert!(matches!(empty, Err(BundleError::Empty)));
    let mut clashing = Draft::begin(&scratch.path().join("third")).unwrap();
    clashing.add("a/b", &mut |_| Ok(())).unwrap();
    clashing.add("A/c", &mut |_| Ok(())).unwrap();
    assert!(matches!(clashing.finish(&info()), Err(BundleError::NameClash { .. })));
    let mut names = names_in(scratch.path());
    names.sort();
    assert_eq!(names, ["bag", "other"]);
}

#[cfg(unix)]
#[test]
fn the_bundle_is_no_more_private_than_a_folder_made_by_hand() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = tempfile::tempdir().unwrap();
    let (bag, ordinary) = (scratch.path().join("bag"), scratch.path().join("ordinary"));
    write(&bag, &payload(), &info()).unwrap();
    fs::create_dir(&ordinary).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&bag), mode(&ordinary));
}
