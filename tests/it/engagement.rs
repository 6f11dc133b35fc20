//! What only people know, from the engagement file into every format: exceptions, statements, parameters, owners.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Output;

use calamine::{Reader as _, Xlsx};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::program::run;

const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation/input/recording");
const ENGAGEMENT: &str = "organisation: Alder
system: Payments
owners:
  tags: ['aws:autoscaling:groupName']
  clusters: {legacy-batch: Batch <team>}
  default: Platform team
parameters:
  node-images-are-recent:
    maximumAgeDays: {value: 365, setBy: Cleo Example, setOn: 2026-10-01, reason: Images are frozen over winter.}
exceptions:
  - &narrow
    id: EX-WIDE
    control: node-volumes-are-encrypted
    subjects: ['*']
    reason: The image cannot boot from an encrypted volume.
    risk: A lost disk could be read.
    compensatingControl: No card data is written to these disks.
    validatedBy: A scan each quarter.
    owner: Batch team
    approver: Cleo Example
    approvedOn: 2026-09-01
    expires: 2027-12-31
  - {<<: *narrow, id: EX-OLD, expires: 2026-09-30}
  - {<<: *narrow, id: EX-UNUSED, subjects: [i-none]}
  - {<<: *narrow, id: EX-EARLY, approvedOn: 2027-09-01}
  - {<<: *narrow, id: EX-SELF, approver: batch TEAM}
attestations:
  - control: data-sensitivity-is-classified
    cluster: 'card-*'
    statement: Data is classified.
    attester: Ada Example
    role: Compliance officer
    statedOn: 2026-10-05
    validUntil: 2027-10-05
    attachment: classification.pdf
  - control: incident-response-covers-the-cluster
    statement: The plan was exercised.
    attester: Ada Example
    role: Compliance officer
    statedOn: 2025-10-05
    validUntil: 2026-10-05
";

fn attest(folder: &Path, engagement: &str, formats: &str) -> (Output, PathBuf) {
    let (file, out) = (folder.join("engagement.yaml"), folder.join("bundle"));
    fs::write(&file, engagement).unwrap();
    fs::write(folder.join("classification.pdf"), "%PDF-1.7 classified").unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let arguments = ["attest", "--replay", RECORDING, "--engagement", &text(&file), "--out", &text(&out)];
    (run(&[&arguments[..], &["--format", formats]].concat()), out)
}

fn json(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("data/assessment.json")).unwrap()).unwrap()
}

fn sheet(out: &Path, name: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(out.join("data/exports/attestation.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn what_people_say_is_in_every_format_and_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let (output, out) = attest(folder.path(), ENGAGEMENT, "md,html,pdf,xlsx,csv");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read_to_string(out.join("data").join(name)).unwrap();
    let (markdown, html) = (read("reports/attestation.md"), read("reports/attestation.html"));
    let pdf = lopdf::Document::load(out.join("data/reports/attestation.pdf")).unwrap();
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    let pdf: String = pdf.extract_text(&pages).unwrap().split_whitespace().collect();
    let everywhere = |words: &str| {
        assert!(markdown.contains(words), "Markdown lacks {words}");
        assert!(html.contains(words), "HTML lacks {words}");
        assert!(pdf.contains(&words.split_whitespace().collect::<String>()), "PDF lacks {words}");
    };
    for words in [
        "overly broad: it matches every subject, those of tomorrow included",
        "expired on 2026-09-30: it excuses nothing",
        "unused: it matches no failing subject",
        "approved only from 2027-09-01: it excuses nothing yet",
        "self-approved: owner and approver are one person",
        "Statements still to be made",
        "the statement of Ada Example expired on 2026-10-05",
        "Images are frozen over winter.",
        "Open findings by owner",
    ] {
        everywhere(words);
    }
    the_attachment_is_kept(&out, &markdown);
    the_workbook_holds_the_register(&out);
    owners_add_up(&out, &html);
    let output = run(&["verify", "--reperform", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

fn the_attachment_is_kept(out: &Path, markdown: &str) {
    let bytes = fs::read(out.join("data/engagement/classification.pdf")).unwrap();
    let digest = hex::encode(Sha256::digest(&bytes));
    assert!(markdown.contains(&digest), "the report names the attachment's hash");
    let manifest = fs::read_to_string(out.join("manifest-sha256.txt")).unwrap();
    assert!(manifest.contains(&format!("{digest}  data/engagement/classification.pdf")), "{manifest}");
    let assessment = json(out);
    let results = assessment["results"].as_array().unwrap();
    let of = |control: &str| -> Vec<(&str, &str)> {
        let of = results.iter().filter(|result| result["control"] == control);
        of.map(|result| (result["cluster"].as_str().unwrap(), result["outcome"].as_str().unwrap())).collect()
    };
    let classified = of("data-sensitivity-is-classified");
    assert!(classified.contains(&("card-payments", "attested")), "the pattern names the cluster: {classified:?}");
    assert!(classified.contains(&("legacy-batch", "undetermined")), "{classified:?}");
    assert!(of("incident-response-covers-the-cluster").iter().all(|(_, outcome)| *outcome == "undetermined"));
}

fn the_workbook_holds_the_register(out: &Path) {
    let rows = sheet(out, "Exceptions");
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let found = |id: &str| rows.iter().find(|row| row[0] == id).unwrap();
    assert_eq!(found("EX-OLD")[at("State")], "expired");
    assert_eq!(found("EX-OLD")[at("Findings covered")], "0");
    assert_eq!(found("EX-EARLY")[at("State")], "not-yet-approved");
    assert_eq!(found("EX-WIDE")[at("Findings covered")], found("EX-WIDE")[at("Failing subjects matched")]);
    assert!(found("EX-SELF")[at("To be looked at")].contains("self-approved"));
    let rows = sheet(out, "Parameters");
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let tuned: Vec<_> = rows[1..].iter().filter(|row| row[at("Set by the engagement")] == "yes").collect();
    assert_eq!(tuned.len(), 1);
    assert_eq!((tuned[0][at("Used")].as_str(), tuned[0][at("Set by")].as_str()), ("365", "Cleo Example"));
    assert!(rows.len() > 50, "every parameter is listed: {}", rows.len());
}

fn owners_add_up(out: &Path, html: &str) {
    let assessment = json(out);
    let results = assessment["results"].as_array().unwrap();
    let findings: Vec<&Value> = results.iter().flat_map(|result| result["findings"].as_array().unwrap()).collect();
    let named = |name: &str| findings.iter().filter(|finding| finding["ownedBy"]["name"] == name).count();
    assert!(
        named("Batch <team>") > 0 && findings.iter().any(|f| f["ownedBy"]["from"] == "tag aws:autoscaling:groupName")
    );
    let rows = sheet(out, "Owners");
    let sum = |column: usize| rows[1..].iter().map(|row| row[column].parse::<f64>().unwrap()).sum::<f64>() as usize;
    let without =
        results.iter().filter(|r| r["outcome"] == "not-satisfied" && r["findings"].as_array().unwrap().is_empty());
    assert_eq!(sum(5) + sum(6), findings.len() + without.count(), "open and excepted findings");
    assert_eq!(sum(7), assessment["counts"]["undetermined"].as_u64().unwrap() as usize, "undetermined results");
    assert!(html.contains(r#"<select name="team">"#) && html.contains("data-team=\"Batch &lt;team&gt;\""));
}

#[test]
fn a_mistake_is_told_with_its_line_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let wrong =
        ENGAGEMENT.replace("maximumAgeDays: {value: 365", "maximumAgeDays: {value: 36500").replace("i-none", "'i-[0]'");
    let (output, out) = attest(folder.path(), &wrong, "md");
    let said: String = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("2 problems") && said.contains("engagement.yaml:9:21: `maximumAgeDays` cannot be 36500"),
        "{said}"
    );
    assert!(said.contains("only `*` is special"), "{said}");
    assert!(!out.exists());
}
