use serde_json::{Value, from_value, json};

use super::*;

fn rights(rules: Value) -> Rights {
    of(&from_value::<Vec<PolicyRule>>(rules).unwrap())
}

fn rule(verbs: &[&str], group: &str, resource: &str) -> Value {
    json!([{"verbs": verbs, "apiGroups": [group], "resources": [resource]}])
}

#[test]
fn each_right_and_a_rule_that_just_misses_it() {
    type Reader = fn(&Rights) -> bool;
    let rows: [(Reader, Value, Value); 17] = [
        (|r| r.reads_secrets, rule(&["list"], "", "secrets"), rule(&["create"], "", "secrets")),
        (|r| r.creates_pods, rule(&["create"], "", "pods"), rule(&["get"], "", "pods")),
        (|r| r.creates_pods, rule(&["patch"], "apps", "daemonsets"), rule(&["patch"], "", "daemonsets")),
        (|r| r.creates_pods, rule(&["create"], "batch", "cronjobs"), rule(&["delete"], "batch", "cronjobs")),
        (
            |r| r.creates_persistent_volumes,
            rule(&["create"], "", "persistentvolumes"),
            rule(&["create"], "", "persistentvolumeclaims"),
        ),
        (|r| r.uses_node_proxy, rule(&["get"], "", "nodes/proxy"), rule(&["get"], "", "nodes")),
        (
            |r| r.approves_certificates,
            rule(&["update"], "certificates.k8s.io", "certificatesigningrequests/approval"),
            rule(&["update"], "certificates.k8s.io", "certificatesigningrequests"),
        ),
        (
            |r| r.changes_webhooks,
            rule(&["patch"], ADMISSION, "mutatingwebhookconfigurations"),
            rule(&["get"], ADMISSION, "mutatingwebhookconfigurations"),
        ),
        (
            |r| r.creates_tokens,
            rule(&["create"], "", "serviceaccounts/token"),
            rule(&["create"], "", "serviceaccounts"),
        ),
        (|r| r.binds_roles, rule(&["bind"], RBAC, "clusterroles"), rule(&["create"], RBAC, "rolebindings")),
        (|r| r.escalates_roles, rule(&["escalate"], RBAC, "roles"), rule(&["update"], RBAC, "roles")),
        (|r| r.impersonates_users, rule(&["impersonate"], "", "groups"), rule(&["impersonate"], "", "serviceaccounts")),
        (
            |r| r.impersonates_service_accounts,
            rule(&["impersonate"], "", "serviceaccounts"),
            rule(&["impersonate"], "", "users"),
        ),
        (|r| r.execs_into_pods, rule(&["create"], "", "pods/attach"), rule(&["create"], "", "pods/portforward")),
        (|r| r.deletes_events, rule(&["delete"], "events.k8s.io", "events"), rule(&["create"], "", "events")),
        (|r| r.changes_coredns, rule(&["patch"], "", "configmaps"), rule(&["get"], "", "configmaps")),
        (|r| r.changes_nodes, rule(&["patch"], "", "nodes/status"), rule(&["list"], "", "nodes")),
    ];
    for (read, gives, misses) in rows {
        assert!(read(&rights(gives.clone())), "{gives}");
        assert!(!read(&rights(misses.clone())), "{misses}");
    }
}

#[test]
fn wildcards_give_subresources_too() {
    assert!(rights(rule(&["*"], "", "*")).execs_into_pods);
    assert!(rights(rule(&["create"], "", "*/exec")).execs_into_pods);
    assert!(!rights(rule(&["create"], "", "pods/*")).execs_into_pods, "RBAC knows no such wildcard");
    assert!(rights(rule(&["*"], "*", "*")).everything);
    assert!(!rights(rule(&["*"], "apps", "*")).everything);
    assert_eq!(rights(rule(&["*"], "apps", "pods")).wildcards, ["verbs [*] apiGroups [apps] resources [pods]"]);
}

#[test]
fn names_restrict() {
    let named = |verb: &str, group: &str, resource: &str, name: &str| {
        rights(json!([{"verbs": [verb], "apiGroups": [group], "resources": [resource], "resourceNames": [name]}]))
    };
    assert!(!named("get", "", "secrets", "one").reads_secrets);
    assert!(!named("create", "", "pods", "one").creates_pods);
    assert!(named("create", "", "serviceaccounts/token", "one").creates_tokens);
    assert!(named("bind", RBAC, "clusterroles", "view").binds_roles);
    assert!(named("update", "", "configmaps", "coredns").changes_coredns);
    assert!(!named("update", "", "configmaps", "other").changes_coredns);
    assert!(!named("*", "*", "*", "one").everything);
}
