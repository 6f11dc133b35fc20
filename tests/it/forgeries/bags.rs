//! J10, J12 and J16: files that belong to nothing, and what the bag says of itself.

use eks_attest::bundle::Step::{BagInfo, Contents, NotRebuilt, Reperformance, TagFiles};

use super::bundle::{Forged, attestation, review};
use super::{Variant, all_are_found};

const INFO: &str = "bag-info.txt";

#[test]
fn j10_and_j16_no_added_file_and_no_changed_label_passes() {
    all_are_found(attestation(), VARIANTS);
}

/// A file of no part of the bundle.
fn add(forged: &Forged, name: &str) {
    forged.put(name, "All controls are satisfied.");
}

pub(super) const VARIANTS: &[Variant] = &[
    ("a summary", Contents, "data/reports/summary.pdf", |f| add(f, "data/reports/summary.pdf")),
    ("a summary, re-performed", NotRebuilt, "data/reports/summary.pdf", |f| add(f, "data/reports/summary.pdf")),
    ("a report of a format that was not written", Contents, "data/reports/attestation.pdf", |f| {
        add(f, "data/reports/attestation.pdf");
    }),
    ("an approval", Contents, "data/engagement/board-approval.pdf", |f| add(f, "data/engagement/board-approval.pdf")),
    ("an approval, re-performed", NotRebuilt, "data/engagement/board-approval.pdf", |f| {
        add(f, "data/engagement/board-approval.pdf");
    }),
    ("a text among the controls", Contents, "data/controls/evil.txt", |f| add(f, "data/controls/evil.txt")),
    ("a text among the controls, re-performed", NotRebuilt, "data/controls/evil.txt", |f| {
        add(f, "data/controls/evil.txt")
    }),
    ("a template that nothing uses", Contents, "data/templates/unused", |f| add(f, "data/templates/unused")),
    ("a previous period that is none", Contents, "data/previous/x", |f| add(f, "data/previous/x")),
    ("a previous period out of number", Contents, "data/previous/02-assessment.json", |f| {
        f.put("data/previous/02-assessment.json", f.text("data/assessment.json"));
    }),
    ("changes since nothing", Contents, "data/change.json", |f| f.put("data/change.json", "{}")),
    ("a decision without a review", Contents, "data/review.json", |f| {
        f.put("data/review.json", "{\"decision\": \"go\"}")
    }),
    ("a table more", Contents, "data/exports/summary.csv", |f| add(f, "data/exports/summary.csv")),
    ("a file beside the payload's", Contents, "data/NOTES.md", |f| add(f, "data/NOTES.md")),
    ("a file at the root", TagFiles, "OPINION.txt", |f| add(f, "OPINION.txt")),
    ("a folder at the root", TagFiles, "metadata/opinion.xml", |f| add(f, "metadata/opinion.xml")),
    ("what is to be fetched", TagFiles, "fetch.txt", |f| f.put("fetch.txt", "")),
    ("another manifest", TagFiles, "manifest-md5.txt", |f| f.put("manifest-md5.txt", "")),
    ("an opinion among the signatures", TagFiles, "signatures/opinion.pdf", |f| add(f, "signatures/opinion.pdf")),
    ("a text among the signatures", TagFiles, "signatures/README", |f| add(f, "signatures/README")),
    ("another organisation", Reperformance, "Source-Organization: Example Ltd", |f| {
        f.edit(INFO, "Example Ltd", "Other plc")
    }),
    ("another day", Reperformance, "Bagging-Date: 20", |f| f.edit(INFO, "Date: 20", "Date: 21")),
    ("another identifier", Reperformance, "External-Identifier: eks-attest-", |f| {
        f.edit(INFO, "Identifier: eks-attest-", "Identifier: audited-");
    }),
    ("another software", Reperformance, "Bag-Software-Agent", |f| {
        f.edit(INFO, "Agent: eks-attest", "Agent: audit-tool")
    }),
    ("another profile", BagInfo, "BagIt-Profile-Identifier", |f| f.edit(INFO, "urn:uuid:9", "urn:uuid:8")),
    ("a label more", BagInfo, "External-Description is not a label", |f| {
        f.edit(INFO, "Bagging-Date", "External-Description: Audited and approved\nBagging-Date");
    }),
    ("labels in another order", Reperformance, "in another order", |f| {
        let text = f.text(INFO);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(0, 1);
        f.put(INFO, lines.join("\n") + "\n");
    }),
];

#[test]
fn j12_bundles_that_differ_are_called_differently() {
    let identifier = |bundle: &std::path::Path| {
        let text = std::fs::read_to_string(bundle.join(INFO)).unwrap();
        let line = text.lines().find(|line| line.starts_with("External-Identifier: ")).unwrap();
        line.to_owned()
    };
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, command: &str, more: &[&str]| {
        let out = folder.path().join(name);
        super::bundle::make(command, super::bundle::controls().path(), &out, &[&["--format", "md"], more].concat());
        identifier(&out)
    };
    let again = made("again", "attest", &[]);
    assert_eq!(again, identifier(attestation()), "the same input, whatever the formats");
    let others = [
        again,
        identifier(review()),
        made("cluster", "attest", &["--cluster", "card-payments"]),
        made("day", "attest", &["--as-of", "2027-01-01T00:00:00Z"]),
    ];
    let distinct: std::collections::BTreeSet<&String> = others.iter().collect();
    assert_eq!(distinct.len(), others.len(), "{others:?}");
}
