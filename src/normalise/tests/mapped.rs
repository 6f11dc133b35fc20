//! Roles of nodes that only `aws-auth` names.

use serde_json::json;

use super::super::normalise;
use super::tape::{ACCOUNT, Tape, trust};
use super::world::complete;
use crate::evidence::fact::GapReason;
use crate::evidence::topic::Topic;

fn mapped(role: &str) -> Tape {
    let mut tape = complete(&["one"]);
    let text = format!("- rolearn: arn:aws:iam::{ACCOUNT}:role/{role}\n  groups: [system:nodes]\n");
    let map = json!({"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "aws-auth", "namespace": "kube-system"}, "data": {"mapRoles": text}});
    let parameters = [("cluster", "one"), ("path", crate::evidence::aws_auth::PATH)];
    tape.answer("kubernetes", "get.configmaps", &parameters, "json", map.to_string());
    tape
}

#[test]
fn j5_a_role_that_aws_auth_maps_to_nodes_is_read_under_its_own_arn() {
    let mut tape = mapped("workers");
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/with/path/workers");
    let by_name = [("RoleName", "workers")];
    let role = format!(
        "<Role><Arn>{arn}</Arn><RoleName>workers</RoleName><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></Role>",
        trust("ec2.amazonaws.com")
    );
    tape.query("iam", "GetRole", &by_name, &role);
    tape.query("iam", "ListAttachedRolePolicies", &by_name, "<AttachedPolicies/>");
    tape.query("iam", "ListRolePolicies", &by_name, "<PolicyNames/>");
    let facts = normalise(&tape.0);
    assert_eq!(facts.gaps, []);
    assert!(facts.get(Topic::IamRole, &arn).is_some());
    assert!(facts.covers(Topic::IamRole, "one"));
}

#[test]
fn j5_a_mapped_role_that_was_not_read_is_a_gap_and_one_that_is_gone_is_none() {
    let facts = normalise(&mapped("workers").0);
    assert!(facts.gaps.iter().any(|gap| gap.permission == "iam:GetRole" && gap.reason == GapReason::NotRecorded));
    assert!(!facts.covers(Topic::IamRole, "one"));
    let mut tape = mapped("workers");
    for operation in ["GetRole", "ListAttachedRolePolicies", "ListRolePolicies"] {
        tape.refuse("iam", operation, &[("RoleName", "workers")], "NoSuchEntity", 404);
    }
    let facts = normalise(&tape.0);
    assert_eq!(facts.gaps, []);
    assert!(facts.covers(Topic::IamRole, "one"));
}
