//! J15 and J17: what is compared is not for the bundle to choose.

use eks_attest::bundle::Step::{Contents, NotRebuilt, Reperformance};

use super::bundle::{attestation, review};
use super::{Variant, all_are_found};

const INPUTS: &str = "data/inputs.json";
const DOCUMENTS: &str = "\"documents\": [\n    \"attestation\",\n    \"matrix\"\n  ]";

#[test]
fn j15_and_j17_no_forged_input_or_result_passes() {
    all_are_found(attestation(), VARIANTS);
}

#[test]
fn j15_a_no_go_review_cannot_be_made_a_go() {
    all_are_found(review(), OF_REVIEW);
}

pub(super) const VARIANTS: &[Variant] = &[
    ("inputs of another schema", Contents, "inputs.json: it says schema `eks-attest/inputs/v9`", |f| {
        f.edit(INPUTS, "inputs/v1", "inputs/v9");
    }),
    ("inputs of another schema, re-performed", Reperformance, "could not be rebuilt", |f| {
        f.edit(INPUTS, "inputs/v1", "inputs/v9")
    }),
    ("an unknown input", Contents, "unknown field", |f| f.edit(INPUTS, "{\n", "{\n  \"approvedBy\": \"the board\",\n")),
    ("an input twice", Contents, "`schema` stands twice", |f| {
        f.edit(INPUTS, "{\n", "{\n  \"schema\": \"eks-attest/inputs/v1\",\n")
    }),
    ("inputs in another form", Reperformance, "data/inputs.json: is not in the form", |f| {
        f.edit(INPUTS, "\"asOf\": ", "\"asOf\":")
    }),
    ("no documents", Contents, "its documents are neither", |f| f.edit(INPUTS, DOCUMENTS, "\"documents\": []")),
    ("fewer documents", Contents, "its documents are neither", |f| {
        f.edit(INPUTS, DOCUMENTS, "\"documents\": [\n    \"matrix\"\n  ]")
    }),
    ("a document that nobody writes", Contents, "its documents are neither", |f| {
        f.edit(INPUTS, "\"matrix\"", "\"summary\"")
    }),
    ("other documents", Contents, "data/reports/attestation.md: the inputs", |f| {
        f.edit(INPUTS, DOCUMENTS, "\"documents\": [\n    \"review\"\n  ]");
    }),
    ("no formats", Contents, "its formats are not", |f| f.edit(INPUTS, "    \"md\",\n    \"csv\"\n", "")),
    ("fewer formats", Contents, "data/exports/findings.csv: the inputs", |f| {
        f.edit(INPUTS, "\"md\",\n    \"csv\"", "\"md\"")
    }),
    ("fewer formats, re-performed", NotRebuilt, "data/exports/findings.csv", |f| {
        f.edit(INPUTS, "\"md\",\n    \"csv\"", "\"md\"")
    }),
    ("more formats", Contents, "data/reports/attestation.pdf: missing", |f| {
        f.edit(INPUTS, "\"md\",\n", "\"md\",\n    \"pdf\",\n")
    }),
    ("a format that nobody writes", Contents, "its formats are not", |f| f.edit(INPUTS, "\"csv\"", "\"docx\"")),
    ("formats twice", Contents, "its formats are not", |f| f.edit(INPUTS, "\"md\",\n", "\"md\",\n    \"md\",\n")),
    ("another time", Reperformance, "data/assessment.json: differs", |f| {
        f.edit(INPUTS, "\"asOf\": \"2026", "\"asOf\": \"2027")
    }),
    ("another tool", Reperformance, "was made by audit-tool", |f| {
        f.edit(INPUTS, "\"tool\": \"eks-attest", "\"tool\": \"audit-tool")
    }),
    ("other clusters", Reperformance, "data/assessment.json: differs", |f| {
        f.edit(INPUTS, "  \"documents\"", "  \"clusters\": [\n    \"card-payments\"\n  ],\n  \"documents\"");
    }),
    ("a cluster that is not there", Reperformance, "does not hold the cluster", |f| {
        f.edit(INPUTS, "  \"documents\"", "  \"clusters\": [\n    \"elsewhere\"\n  ],\n  \"documents\"");
    }),
    ("days without a previous period", Reperformance, "data/inputs.json: is not in the form", |f| {
        f.edit(INPUTS, "  \"formats\"", "  \"expiringWithinDays\": 30,\n  \"formats\"");
    }),
    ("no inputs", Contents, "data/inputs.json: it is missing", |f| f.remove(INPUTS)),
    ("a report in other words", Reperformance, "data/reports/attestation.md: differs", |f| {
        f.edit("data/reports/attestation.md", "not satisfied", "satisfied");
    }),
    ("a verdict turned", Reperformance, "data/assessment.json: differs", |f| {
        f.edit("data/assessment.json", "\"not-satisfied\"", "\"satisfied\"");
    }),
    ("a fact turned", Reperformance, "data/facts.json: differs", |f| f.edit("data/facts.json", "false", "true")),
    ("a row turned", Reperformance, "data/exports/results.csv: differs", |f| {
        f.edit("data/exports/results.csv", "card-payments", "card-payment");
    }),
    ("a report left out", Contents, "data/reports/matrix.md: missing", |f| f.remove("data/reports/matrix.md")),
    ("the verdicts left out", Reperformance, "data/assessment.json: rebuilt", |f| f.remove("data/assessment.json")),
    ("another organisation in the engagement", Reperformance, "data/assessment.json: differs", |f| {
        f.edit("data/engagement/engagement.yaml", "Example Ltd", "Other plc");
    }),
    ("a statement longer valid", Reperformance, "data/assessment.json: differs", |f| {
        f.edit("data/engagement/engagement.yaml", "2027-02-01", "2027-11-01");
    }),
    ("an unknown key of the engagement", Contents, "engagement.yaml", |f| {
        f.edit("data/engagement/engagement.yaml", "system:", "approved: true\nsystem:");
    }),
    ("an attachment in other words", Reperformance, "data/assessment.json: differs", |f| {
        f.put("data/engagement/minutes.txt", "Approved.");
    }),
    ("an attachment left out", Contents, "data/engagement/minutes.txt: missing", |f| {
        f.remove("data/engagement/minutes.txt")
    }),
    ("the engagement left out", Contents, "data/engagement/minutes.txt: the inputs", |f| {
        f.remove("data/engagement/engagement.yaml")
    }),
    ("a control weakened", Reperformance, "data/assessment.json: differs", |f| {
        let name = "data/controls/network/default-security-group-has-no-rules.yaml";
        let text = f.text(name);
        let line = text.lines().find(|line| line.starts_with("severity: ")).unwrap().to_owned();
        f.edit(name, &line, "severity: low");
    }),
    ("a control left out", Reperformance, "data/assessment.json: differs", |f| {
        f.remove("data/controls/network/default-security-group-has-no-rules.yaml");
    }),
    ("the matrix moved", Reperformance, "data/assessment.json: differs", |f| {
        f.edit("data/controls/responsibility.yaml", "auto-mode: shared", "auto-mode: aws");
    }),
    ("a template", Reperformance, "bag-info.txt: does not say", |f| {
        let (name, text) =
            eks_attest::report::Templates::built_in().into_iter().find(|(name, _)| name.ends_with(".md")).unwrap();
        f.put(&format!("data/templates/{name}"), format!("{text}\nAll 286 controls are satisfied.\n"));
    }),
];

const FORMATS: &str = "\"md\",\n    \"html\"";

pub(super) const OF_REVIEW: &[Variant] = &[
    ("the decision turned", Reperformance, "data/review.json: differs", |f| {
        f.edit("data/review.json", "\"decision\": \"no-go\"", "\"decision\": \"go\"");
    }),
    ("the decision turned in words", Reperformance, "data/reports/review.md: differs", |f| {
        f.edit("data/reports/review.md", "NO-GO", "GO");
    }),
    ("the decision turned, and nothing to compare", Contents, "its documents are neither", |f| {
        f.edit("data/review.json", "\"decision\": \"no-go\"", "\"decision\": \"go\"");
        f.edit(INPUTS, "\"documents\": [\n    \"review\"\n  ]", "\"documents\": []");
    }),
    ("the decision turned where it is not compared", Contents, "data/reports/review.html: the inputs", |f| {
        f.edit("data/reports/review.html", "NO-GO", "GO");
        f.edit(INPUTS, FORMATS, "\"md\"");
    }),
    ("a review that says that it is an attestation", Contents, "data/review.json: the inputs", |f| {
        f.edit(INPUTS, "\"documents\": [\n    \"review\"\n  ]", DOCUMENTS);
    }),
    ("the decision left out", Contents, "data/review.json: missing", |f| f.remove("data/review.json")),
];
