//! A dump judged without AWS: what rests on AWS stays open, and nothing of it passes.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::program::run;

const OBJECTS: &str = r#"
apiVersion: v1
kind: NamespaceList
items:
  - metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
apiVersion: apps/v1
kind: DeploymentList
items:
  - metadata: {namespace: shop, name: web}
    spec:
      template:
        spec: {containers: [{name: app, image: 'shop/web:1', securityContext: {privileged: true}}]}
"#;

fn attest(dump: &Path, out: &Path, more: &[&str]) -> std::process::Output {
    let (dump, out) = (dump.to_str().unwrap(), out.to_str().unwrap());
    let first = ["attest", "--no-aws", "--kubernetes-dump", dump, "--format", "md", "--out", out];
    run(&[&first[..], more].concat())
}

fn results(bundle: &Path) -> Vec<Value> {
    let text = fs::read(bundle.join("data/assessment.json")).unwrap();
    let assessment: Value = serde_json::from_slice(&text).unwrap();
    assessment["results"].as_array().unwrap().clone()
}

#[test]
fn a_dump_alone_is_judged_and_aws_stays_open() {
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump");
    fs::create_dir(&dump).unwrap();
    fs::write(dump.join("objects.yaml"), OBJECTS).unwrap();
    for kind in
        ["pods", "replicasets.apps", "daemonsets.apps", "statefulsets.apps", "jobs.batch", "cronjobs.batch", "nodes"]
    {
        fs::write(dump.join(format!("{kind}.json")), r#"{"kind": "List", "apiVersion": "v1", "items": []}"#).unwrap();
    }
    let out = folder.path().join("out");
    let output = attest(&dump, &out, &["--cluster", "prod"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));

    let results = results(&out);
    let of = |control: &str| results.iter().find(|result| result["control"] == control).unwrap();
    assert_eq!(of("namespaces-carry-pod-security-labels")["outcome"], "not-satisfied");
    assert_eq!(of("default-namespace-holds-no-workloads")["outcome"], "satisfied");
    // Whether it runs on Fargate, only AWS knows; but Fargate refuses such pods.
    assert_eq!(of("containers-not-privileged")["outcome"], "not-satisfied");
    for control in ["kubernetes-version-is-in-standard-support", "public-api-endpoint-is-off", "root-user-has-mfa"] {
        let result = of(control);
        assert_eq!(result["outcome"], "undetermined", "{control}");
        assert!(result["reason"].as_str().unwrap().contains("AWS was not asked"), "{result}");
    }

    let controls = super::controls::catalogue();
    for result in &results {
        let control = controls.controls.iter().find(|control| control.id == result["control"]).unwrap();
        let of_aws = control.needs.iter().any(|topic| !["kubernetes", "analysis"].contains(&topic.group()));
        let settled = ["satisfied", "not-applicable", "inherited"].contains(&result["outcome"].as_str().unwrap());
        assert!(!(of_aws && settled), "{result}");
    }

    let verified = run(&["verify", "--reperform", out.to_str().unwrap()]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn without_a_cluster_or_anything_to_read_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let alone = run(&["attest", "--no-aws", "--cluster", "prod", "--out", out.to_str().unwrap()]);
    assert_eq!(alone.status.code(), Some(2));
    let dump = folder.path().join("objects.yaml");
    fs::write(&dump, OBJECTS).unwrap();
    assert_eq!(attest(&dump, &out, &[]).status.code(), Some(2));
    assert!(!out.exists());
}

#[test]
fn d13_without_aws_no_sentence_says_that_aws_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("objects.yaml");
    fs::write(&dump, OBJECTS).unwrap();
    let out = folder.path().join("out");
    let output = attest(&dump, &out, &["--cluster", "prod"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("AWS was not asked (--no-aws)"), "{told}");
    assert!(!told.contains("0 of "), "{told}");
    let mut documents = 0;
    for entry in fs::read_dir(out.join("data/reports")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        documents += 1;
        for untrue in ["were made as `unknown`", "Region `unknown`", "collected by | `unknown`", "account `unknown`"] {
            assert!(!text.contains(untrue), "{}: {untrue}", path.display());
        }
    }
    assert!(documents > 0);
    let attestation = fs::read_to_string(out.join("data/reports/attestation.md")).unwrap();
    assert!(attestation.contains("Nothing was asked of AWS (`--no-aws`)"));
}

#[test]
fn d10_all_problems_of_a_dump_are_told_at_once_and_the_run_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let (dump, out) = (folder.path().join("dump"), folder.path().join("out"));
    fs::create_dir(&dump).unwrap();
    fs::write(dump.join("chart.yaml"), "kind: {{ .Values.kind }}\n").unwrap();
    fs::write(dump.join("merge.yaml"), "a: b\n<<<<<<< HEAD\n").unwrap();
    fs::write(dump.join("pod.yaml"), "apiVersion: v1\nkind: pod\nmetadata: {name: p}\n").unwrap();
    let output = attest(&dump, &out, &["--cluster", "prod"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for wanted in [
        "chart.yaml:1",
        "a Helm template",
        "helm template",
        "merge.yaml:2",
        "merge conflict",
        "pod.yaml:1",
        "did you mean `Pod`?",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let json = attest(&dump, &out, &["--cluster", "prod", "--json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["exitCode"], json["problems"].as_array().unwrap().len()), (&Value::from(2), 3), "{json}");
    assert!(!out.exists());
}

#[test]
fn d1_d3_what_was_made_of_the_files_is_said_and_re_performs() {
    let folder = tempfile::tempdir().unwrap();
    let (dump, out) = (folder.path().join("dump"), folder.path().join("out"));
    fs::create_dir(&dump).unwrap();
    fs::write(
        dump.join("pod.yaml"),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'x:1'}]}\n",
    )
    .unwrap();
    fs::write(dump.join("claim.yaml"), "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: p}\n").unwrap();
    let output = attest(&dump, &out, &["--cluster", "prod", "--namespace", "shop"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let report = fs::read_to_string(out.join("data/reports/attestation.md")).unwrap();
    for wanted in
        ["1 object names no namespace and is taken to be in", "(--namespace): 1 Pod.", "1 v1 PersistentVolumeClaim"]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
        assert!(report.contains(wanted), "{wanted}");
    }
    let verified = run(&["verify", "--reperform", out.to_str().unwrap()]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}
