//! P4: what is really refused, for pods.

use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

/// The webhooks of both engines, asked about everything.
fn webhooks(cluster: &mut Cluster) {
    for name in ["kyverno-resource-validating-webhook-cfg", "gatekeeper-validating-webhook-configuration"] {
        cluster.add(
            Topic::KubernetesAdmissionWebhook,
            json!({"kind": "ValidatingWebhookConfiguration", "metadata": {"name": name}, "webhooks": [{"name": "a",
                "rules": [{"operations": ["CREATE"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*/*"]}]}]}),
        );
    }
}

/// `refusesPods` and the reason of the one policy.
fn judged(cluster: &Cluster) -> (Option<bool>, String) {
    let facts = cluster.derived().0;
    let found = facts.of(Topic::AnalysisAdmissionPolicy);
    let [policy] = found else { panic!("{} policies", found.len()) };
    let value = policy.to_json();
    (value["refusesPods"].as_bool(), value["reason"].as_str().unwrap().to_owned())
}

fn object(version: &str, kind: &str, spec: Value) -> (Option<bool>, String) {
    let mut cluster = Cluster::new();
    webhooks(&mut cluster);
    let value = json!({"apiVersion": version, "kind": kind, "metadata": {"name": "c"}, "spec": spec});
    cluster.add(Topic::KubernetesPolicyObject, value);
    judged(&cluster)
}

fn pods(members: Value) -> Value {
    let mut rule =
        json!({"name": "r", "match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, "validate": {"pattern": {}}});
    for (name, value) in members.as_object().unwrap() {
        rule[name] = value.clone();
    }
    rule
}

#[test]
fn p4_cluster_policies_of_kyverno() {
    let enforce = |rule: Value| json!({"validationFailureAction": "Enforce", "rules": [rule]});
    let kinds = |kinds: Value| json!({"match": {"any": [{"resources": {"kinds": kinds}}]}});
    let overrides = |list: Value| json!({"validationFailureActionOverrides": list, "rules": [pods(json!({}))]});
    for (name, spec, expected) in [
        ("of the policy", enforce(pods(json!({}))), Some(true)),
        ("old spelling", json!({"validationFailureAction": "enforce", "rules": [pods(json!({}))]}), Some(true)),
        ("nothing said is audit", json!({"rules": [pods(json!({}))]}), Some(false)),
        ("the rule goes first", enforce(pods(json!({"validate": {"failureAction": "Audit"}}))), Some(false)),
        (
            "the rule goes first",
            json!({"rules": [pods(json!({"validate": {"failureAction": "Enforce"}}))]}),
            Some(true),
        ),
        (
            "off at admission",
            json!({"admission": false, "validationFailureAction": "Enforce", "rules": [pods(json!({}))]}),
            Some(false),
        ),
        (
            "mutate only",
            enforce(json!({"match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, "mutate": {}})),
            Some(false),
        ),
        ("ConfigMaps", enforce(pods(kinds(json!(["ConfigMap"])))), Some(false)),
        ("any kind", enforce(pods(kinds(json!(["*"])))), Some(true)),
        ("with a version", enforce(pods(kinds(json!(["Service", "v1/Pod"])))), Some(true)),
        ("a subresource", enforce(pods(kinds(json!(["Pod/exec"])))), Some(false)),
        ("old form", enforce(pods(json!({"match": {"resources": {"kinds": ["Pod"]}}}))), Some(true)),
        ("all", enforce(pods(json!({"match": {"all": [{"resources": {"kinds": ["Pod"]}}]}}))), Some(true)),
        (
            "deletion",
            enforce(pods(json!({"match": {"any": [{"resources": {"kinds": ["Pod"], "operations": ["DELETE"]}}]}}))),
            Some(false),
        ),
        ("all excluded", enforce(pods(json!({"exclude": {"any": [{"resources": {"kinds": ["Pod"]}}]}}))), Some(false)),
        (
            "some excluded",
            enforce(pods(json!({"exclude": {"any": [{"resources": {"kinds": ["Pod"],
            "namespaces": ["kube-system"]}}]}}))),
            Some(true),
        ),
        ("privileged level", enforce(pods(json!({"validate": {"podSecurity": {"level": "privileged"}}}))), Some(false)),
        ("enforced somewhere", overrides(json!([{"action": "Enforce", "namespaces": ["shop"]}])), Some(true)),
        (
            "audited somewhere",
            json!({"validationFailureAction": "Enforce", "rules": [pods(json!({}))],
            "validationFailureActionOverrides": [{"action": "Audit", "namespaces": ["shop"]}]}),
            Some(true),
        ),
        (
            "audited everywhere",
            json!({"validationFailureAction": "Enforce", "rules": [pods(json!({}))],
            "validationFailureActionOverrides": [{"action": "Audit", "namespaces": ["*"]}]}),
            Some(false),
        ),
        (
            "images",
            json!({"rules": [{"match": {"any": [{"resources": {"kinds": ["Pod"]}}]},
            "verifyImages": [{"failureAction": "Audit"}, {"failureAction": "Enforce"}]}]}),
            Some(true),
        ),
        (
            "a word that is not known",
            json!({"validationFailureAction": "redacted(text)", "rules": [pods(json!({}))]}),
            None,
        ),
        ("no rule", json!({"validationFailureAction": "Enforce"}), Some(false)),
    ] {
        let (found, reason) = object("kyverno.io/v1", "ClusterPolicy", spec.clone());
        assert_eq!(found, expected, "{name}: {reason}: {spec}");
        assert_eq!(reason.is_empty(), found == Some(true), "{name}");
    }
}

#[test]
fn p4_validating_policies() {
    let rules = |resource: &str| json!({"resourceRules": [{"apiGroups": [""], "operations": ["CREATE"], "resources": [resource]}]});
    let one = |members: Value| {
        let mut spec =
            json!({"matchConstraints": rules("pods"), "validations": [{"expression": "redacted(expression)"}]});
        for (name, value) in members.as_object().unwrap() {
            spec[name] = value.clone();
        }
        spec
    };
    for (name, spec, expected) in [
        ("without actions it denies", one(json!({})), true),
        ("an empty list of actions", one(json!({"validationActions": []})), true),
        ("audits", one(json!({"validationActions": ["Audit"]})), false),
        ("another mode", one(json!({"evaluation": {"mode": "JSON"}})), false),
        ("its own mode", one(json!({"evaluation": {"mode": "Kubernetes"}})), true),
        ("off at admission", one(json!({"evaluation": {"admission": {"enabled": false}}})), false),
        ("ConfigMaps", one(json!({"matchConstraints": rules("configmaps")})), false),
        ("subresources", one(json!({"matchConstraints": rules("pods/*")})), false),
        ("nothing to check", one(json!({"validations": []})), false),
    ] {
        let (found, reason) = object("policies.kyverno.io/v1", "ValidatingPolicy", spec);
        assert_eq!(found, Some(expected), "{name}: {reason}");
    }
    let built_in = |constraints: Value, bindings: Value| {
        let mut cluster = Cluster::new();
        cluster.add(
            Topic::KubernetesValidatingAdmissionPolicy,
            json!({"metadata": {"name": "p"}, "bindings": bindings,
                "spec": {"matchConstraints": constraints, "validations": [{"expression": "redacted(expression)"}]}}),
        );
        judged(&cluster).0
    };
    let deny = json!([{"spec": {"policyName": "p", "validationActions": ["Deny"]}}]);
    assert_eq!(built_in(rules("pods"), deny.clone()), Some(true));
    assert_eq!(built_in(rules("configmaps"), deny), Some(false));
    assert_eq!(built_in(rules("pods"), json!([])), Some(false), "there is no default");
    let elsewhere = json!([{"spec": {"validationActions": ["Deny"], "matchResources": rules("services")}}]);
    assert_eq!(built_in(rules("pods"), elsewhere), Some(false));
}

#[test]
fn p4_constraints_of_gatekeeper() {
    let scoped = |action: &str, point: &str| {
        json!({"enforcementAction": "scoped", "scopedEnforcementActions": [{"action": action,
            "enforcementPoints": [{"name": point}]}]})
    };
    for (name, spec, expected) in [
        ("the default", json!({}), Some(true)),
        ("dry run", json!({"enforcementAction": "dryrun"}), Some(false)),
        ("scoped deny", scoped("deny", "validation.gatekeeper.sh"), Some(true)),
        ("all points", scoped("deny", "*"), Some(true)),
        ("scoped warn", scoped("warn", "validation.gatekeeper.sh"), Some(false)),
        ("the audit", scoped("deny", "audit.gatekeeper.sh"), Some(false)),
        (
            "actions without scoped do not count",
            json!({"enforcementAction": "warn", "scopedEnforcementActions": [{"action":
            "deny", "enforcementPoints": [{"name": "*"}]}]}),
            Some(false),
        ),
        ("Namespaces", json!({"match": {"kinds": [{"apiGroups": [""], "kinds": ["Namespace"]}]}}), Some(false)),
        ("Pods", json!({"match": {"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}]}}), Some(true)),
        ("cluster-wide objects", json!({"match": {"scope": "Cluster"}}), Some(false)),
        ("a word that is not known", json!({"enforcementAction": "redacted(text)"}), None),
    ] {
        let (found, reason) = object("constraints.gatekeeper.sh/v1beta1", "K8sNoRoot", spec);
        assert_eq!(found, expected, "{name}: {reason}");
    }
}

#[test]
fn p4_an_engine_that_nobody_asks_refuses_nothing() {
    let policy = json!({"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": "c"},
        "spec": {"validationFailureAction": "Enforce", "rules": [pods(json!({}))]}});
    let mut cluster = Cluster::new();
    cluster.add(Topic::KubernetesPolicyObject, policy.clone());
    assert_eq!(judged(&cluster).0, Some(false), "it was left behind by its engine");
    cluster.add(
        Topic::KubernetesAdmissionWebhook,
        json!({"kind": "ValidatingWebhookConfiguration", "metadata": {"name": "kyverno-resource-validating-webhook-cfg"},
            "webhooks": [{"name": "a", "rules": [{"operations": ["CREATE"], "apiGroups": [""], "resources": ["configmaps"]}]}]}),
    );
    assert_eq!(judged(&cluster).0, Some(false), "the webhook is about other objects");
    let mut denied = Cluster::new();
    denied.add(Topic::KubernetesPolicyObject, policy);
    denied.deny(Topic::KubernetesAdmissionWebhook);
    assert_eq!(judged(&denied).0, None);
}
