//! The shipped examples: replayed as a user would, so that they are never stale.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use eks_attest::evidence::canonical::sha256;
use serde_json::Value;

use crate::bundles::{ALL, EXAMPLES, bundle, json};
use crate::program::run;

/// The documents that the README links.
const SHOWN: [(&str, &str); 3] =
    [("quarterly-attestation", "attestation.pdf"), ("go-live-no-go", "review.pdf"), ("go-live-go", "review.pdf")];

/// Results of an example.
fn results(name: &str) -> Vec<Value> {
    json(bundle(name), "assessment.json")["results"].as_array().unwrap().clone()
}

fn member<'a>(result: &'a Value, name: &str) -> &'a str {
    result[name].as_str().unwrap()
}

fn result<'a>(results: &'a [Value], cluster: &str, control: &str) -> &'a Value {
    results.iter().find(|r| member(r, "cluster") == cluster && member(r, "control") == control).unwrap()
}

#[test]
fn the_demo_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("again");
    assert_eq!(run(&["demo", "--out", again.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(tree(bundle("quarterly-attestation")), tree(&again));
}

#[test]
fn every_example_verifies_and_re_performs() {
    for (name, ..) in ALL {
        let output = run(&["verify", "--reperform", bundle(name).to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Each document that an example gives, by its path in the bundle, and the workbook.
fn rendered(documents: &[&str]) -> Vec<String> {
    let reports =
        documents.iter().flat_map(|d| ["html", "md", "pdf"].map(|format| format!("data/reports/{d}.{format}")));
    std::iter::once("data/exports/attestation.xlsx".to_owned()).chain(reports).collect()
}

/// The tree holds the documents that the README shows; of all of them, what `sha256sum --check` reads in the bundle.
#[test]
fn what_the_examples_render_to_is_what_their_folders_show() {
    let bless = std::env::var_os("EKS_ATTEST_BLESS").is_some();
    let mut stale = Vec::new();
    let mut compare = |stored: &Path, fresh: &[u8]| {
        if bless {
            fs::create_dir_all(stored.parent().unwrap()).unwrap();
            fs::write(stored, fresh).unwrap();
        }
        if fs::read(stored).ok().as_deref() != Some(fresh) {
            stale.push(stored.strip_prefix(EXAMPLES).unwrap().display().to_string());
        }
    };
    for (name, _, documents) in ALL {
        let output = Path::new(EXAMPLES).join(name).join("output");
        let mut sums = String::new();
        for path in rendered(documents) {
            let bytes = fs::read(bundle(name).join(&path)).unwrap();
            writeln!(sums, "{}  {path}", sha256(&bytes)).unwrap();
            let file = path.rsplit('/').next().unwrap();
            if SHOWN.contains(&(name, file)) {
                compare(&output.join(file), &bytes);
            }
        }
        compare(&output.join("SHA256SUMS"), sums.as_bytes());
    }
    assert!(stale.is_empty(), "stale: {stale:?}: run the tests once with EKS_ATTEST_BLESS=1");
}

/// A folder of outputs holds what the README links and the digests, and nothing that nobody renders any more.
#[test]
fn no_example_holds_a_document_that_the_readme_does_not_link() {
    let readme = fs::read_to_string(Path::new(EXAMPLES).parent().unwrap().join("README.md")).unwrap();
    for (name, file) in SHOWN {
        assert!(readme.contains(&format!("(examples/{name}/output/{file})")), "{name}/{file}");
    }
    for (name, ..) in ALL {
        let shown = SHOWN.iter().filter(|(of, _)| *of == name).map(|(_, file)| (*file).to_owned());
        let expected: BTreeSet<String> = shown.chain(["SHA256SUMS".to_owned()]).collect();
        let held = tree(&Path::new(EXAMPLES).join(name).join("output"));
        assert_eq!(held.into_keys().collect::<BTreeSet<_>>(), expected, "{name}");
    }
}

#[test]
fn the_matrix_of_a_bundle_is_written_from_its_assessment_and_recording() {
    let (data, folder) = (bundle("go-live-go").join("data"), tempfile::tempdir().unwrap());
    let of = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let (assessment, evidence, out) = (of("assessment.json"), of("evidence"), folder.path().join("matrix"));
    let out = out.to_str().unwrap();
    let output = run(&["matrix", "--assessment", &assessment, "--replay", &evidence, "--format", "md", "--out", out]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(Path::new(out).join("matrix.md").is_file());
}

#[test]
fn the_careful_cluster_has_no_finding_and_the_careless_one_is_found_out() {
    let results = results("quarterly-attestation");
    let mut outcomes: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for result in &results {
        let (cluster, outcome) = (member(result, "cluster"), member(result, "outcome"));
        let control = member(result, "control");
        // The right that kubelets' configurations need is opt-in; everything else of the careful cluster is known.
        let opt_in = outcome == "undetermined" && control.starts_with("kubelet-");
        let good = !["not-satisfied", "undetermined"].contains(&outcome) || opt_in;
        assert!(cluster != "card-payments" || good, "{control}: {outcome}");
        *outcomes.entry((cluster, outcome)).or_default() += 1;
    }
    assert!(outcomes[&("card-payments", "satisfied")] >= 200, "{outcomes:?}");
    assert!(outcomes[&("legacy-batch", "not-satisfied")] >= 150, "{outcomes:?}");
}

#[test]
fn between_the_examples_every_outcome_appears_and_everything_that_expires_has_expired() {
    let mut outcomes = BTreeSet::new();
    for (name, ..) in ALL {
        outcomes.extend(results(name).iter().map(|r| member(r, "outcome").to_owned()));
    }
    let all = ["attested", "excepted", "inherited", "not-applicable", "not-satisfied", "satisfied", "undetermined"];
    assert_eq!(outcomes, all.map(str::to_owned).into());
    let quarterly = results("quarterly-attestation");
    let exception = result(&quarterly, "legacy-batch", "nodes-have-no-ssh-key-pair");
    assert_eq!(member(exception, "outcome"), "not-satisfied");
    assert!(member(exception, "reason").contains("EX-2026-003 expired"), "{exception}");
    let statement = result(&quarterly, "legacy-batch", "kubernetes-access-is-reviewed");
    assert_eq!(member(statement, "outcome"), "undetermined");
    assert!(member(statement, "reason").contains("expired on 2026-10-24"), "{statement}");
}

#[test]
fn every_control_of_the_catalogue_has_a_result_for_every_cluster() {
    let listed = String::from_utf8(run(&["controls", "list"]).stdout).unwrap();
    let catalogue: BTreeSet<&str> = listed.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert!(catalogue.len() > 250, "{listed}");
    for (name, ..) in ALL {
        let results = results(name);
        let clusters: BTreeSet<&str> = results.iter().map(|r| member(r, "cluster")).collect();
        for cluster in clusters {
            let of_cluster = results.iter().filter(|r| member(r, "cluster") == cluster);
            let judged: BTreeSet<&str> = of_cluster.map(|r| member(r, "control")).collect();
            assert_eq!(judged, catalogue, "{name}: {cluster}");
        }
    }
}

#[test]
fn a_kubernetes_finding_names_the_object_the_container_the_path_and_the_value() {
    let seen = "batch/Deployment/file-importer container file-importer: \
                spec.template.spec.containers[0].securityContext.privileged is true";
    for (name, document) in [("quarterly-attestation", "attestation"), ("go-live-no-go", "review")] {
        let results = results(name);
        let found = &result(&results, "legacy-batch", "containers-not-privileged")["findings"];
        assert_eq!(found[0]["message"], seen);
        assert_eq!(found[0]["subject"], "legacy-batch/batch/Deployment/file-importer/file-importer");
        let data = bundle(name).join("data");
        let read = |file: String| fs::read_to_string(data.join(file)).unwrap();
        assert!(read(format!("reports/{document}.md")).replace('\\', "").contains(seen), "{name}: Markdown");
        assert!(without_tags(&read(format!("reports/{document}.html"))).contains(seen), "{name}: HTML");
        assert!(read("exports/findings.csv".to_owned()).contains(seen), "{name}: CSV");
    }
}

/// The words of a page; break opportunities are not words.
fn without_tags(page: &str) -> String {
    regex::Regex::new("<[^>]*>").unwrap().replace_all(page, "").into_owned()
}

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}
