//! The program as its users run it: exit codes, refusals, and what is left behind.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program without the caller's AWS settings.
pub(crate) fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eks-attest"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", env!("CARGO_TARGET_TMPDIR"));
    command.args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn wrong_arguments_end_with_2() {
    assert_eq!(run(&["attest"]).status.code(), Some(2));
    assert_eq!(run(&["controls", "show", "no-such-control"]).status.code(), Some(2));
    let near = run(&["controls", "show", "public-api-endpoint-is-of"]);
    assert!(said(&near).contains("did you mean `public-api-endpoint-is-off`?"), "{}", said(&near));
}

#[test]
fn a_row_of_the_catalogue_is_explained_and_its_controls_are_listed() {
    let shown = said(&run(&["controls", "show", "NODE-13"]));
    for part in
        ["source: node host", "hostname-override", "id: kubelet-hostname-is-not-overridden", "AWS on EKS Auto Mode"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let control = said(&run(&["controls", "show", "kubelet-hostname-is-not-overridden"]));
    assert!(control.contains("# NODE-13: Each kubelet registers"), "{control}");
    let listed = said(&run(&["controls", "list", "--catalogue", "NODE-26"]));
    assert_eq!(listed.lines().count(), 2, "{listed}");
    for arguments in [["show", "NODE-136"].as_slice(), &["list", "--catalogue", "NODE-136"]] {
        let refused = run(&[&["controls"], arguments].concat());
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains("did you mean `NODE-13`?"), "{}", said(&refused));
    }
}

#[test]
fn an_unknown_key_of_the_engagement_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("engagement.yaml");
    fs::write(&file, "organisation: A\nsystem: B\nscop:\n  clusters: [a]\n").unwrap();
    let out = folder.path().join("out");
    let output = run(&["attest", "--engagement", text(&file), "--out", text(&out)]);
    assert_eq!(output.status.code(), Some(2));
    let words = said(&output);
    assert!(words.contains("engagement.yaml:3:") && words.contains("did you mean `scope`?"), "{words}");
    assert!(!out.exists());
}

#[test]
fn a_folder_in_the_way_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    for arguments in [vec!["demo"], vec!["demo", "--replace"]] {
        let output = run(&[&arguments[..], &["--out", text(folder.path())]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn no_region_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["attest", "--out", text(&folder.path().join("out"))]);
    assert_eq!(output.status.code(), Some(5));
    assert!(said(&output).contains("--region"), "{}", said(&output));
}

#[test]
fn a_new_control_loads_once_its_values_are_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let into = text(folder.path());
    let output = run(&["controls", "new", "it-is-good", "--domain", "network", "--subject", "ec2.vpc", "--into", into]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let file = folder.path().join("network/it-is-good.yaml");
    let skeleton = fs::read_to_string(&file).unwrap();
    let filled = skeleton
        .replace("has(vpc.member)", "has(vpc.isDefault) && !vpc.isDefault")
        .replacen("ec2.vpc: [{}]", "ec2.vpc: [{vpcId: vpc-1, isDefault: false}]", 1)
        .replacen("ec2.vpc: [{}]", "ec2.vpc: [{vpcId: vpc-1, isDefault: true}]", 1);
    fs::write(&file, filled).unwrap();
    let matrix = concat!(env!("CARGO_MANIFEST_DIR"), "/controls/responsibility.yaml");
    fs::copy(matrix, folder.path().join("responsibility.yaml")).unwrap();
    let output = run(&["controls", "--controls", into, "test"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    // It brings no catalogue and names no row: the built-in rows are there, and none is covered.
    let shown = said(&run(&["controls", "--controls", into, "show", "NODE-13"]));
    assert!(shown.contains("source: node host") && shown.ends_with("# not covered yet\n"), "{shown}");
    let none = run(&["controls", "--controls", into, "list", "--catalogue", "NODE-13"]);
    assert!(none.stdout.is_empty() && said(&none).contains("NODE-13 is not covered yet"), "{}", said(&none));
}

#[test]
fn the_cluster_role_names_constraints_and_knows_no_wildcard() {
    let role = |more: &[&str]| run(&[&["permissions", "--format", "clusterrole"], more].concat());
    let without = said(&role(&[]));
    assert!(without.contains("kubectl get constrainttemplates") && !without.contains("- constraints.gatekeeper.sh"));
    let with = said(&role(&["--gatekeeper-templates", "k8sallowedrepos,k8spsphostnamespace"]));
    let (group, names) = ("- constraints.gatekeeper.sh", ["- k8sallowedrepos", "- k8spsphostnamespace"]);
    assert!(with.contains(group) && names.iter().all(|name| with.contains(name)), "{with}");
    assert!(!with.contains("\"*\"") && !with.contains("'*'") && !with.contains("- *"), "{with}");
    assert_eq!(role(&["--gatekeeper-templates", "*"]).status.code(), Some(2));
}

#[test]
fn permissions_hold_read_verbs_only() {
    let output = run(&["permissions", "--format", "list"]);
    let actions = String::from_utf8(output.stdout).unwrap();
    assert!(actions.lines().count() > 30);
    for action in actions.lines() {
        let (_, verb) = action.split_once(':').unwrap();
        assert!(["Get", "List", "Describe"].iter().any(|read| verb.starts_with(read)), "{action}");
    }
}

#[test]
fn j14_a_mistyped_cluster_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let recording = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation/input/recording");
    for command in ["attest", "review", "collect"] {
        let output = run(&[command, "--replay", recording, "--cluster", "card-paymants", "--out", text(&out)]);
        assert_eq!(output.status.code(), Some(2), "{command}: {}", said(&output));
        assert!(said(&output).contains("did you mean `card-payments`?"), "{command}: {}", said(&output));
        assert!(said(&output).contains("legacy-batch"), "{command}: {}", said(&output));
        assert!(!out.exists(), "{command}");
    }
}

#[test]
fn j13_a_name_that_no_region_has_is_refused_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = run(&["attest", "--region", "eu west 1", "--out", text(&out)]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("eu-west-1"), "{}", said(&output));
}
