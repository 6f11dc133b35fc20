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
            json!([
                {"verbs": ["update"], "apiGroups": [CERTIFICATES], "resources": ["certificatesigningrequests/approval"]},
                {"verbs": ["approve"], "apiGroups": [CERTIFICATES], "resources": ["signers"]},
            ]),
            rule(&["update"], CERTIFICATES, "certificatesigningrequests/approval"),
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
        (|r| r.impersonates_users, rule(&["impersonate"], "", "users"), rule(&["impersonate"], "", "groups")),
        (
            |r| r.impersonates_service_accounts,
            rule(&["impersonate"], "", "serviceaccounts"),
            rule(&["impersonate"], "", "users"),
        ),
        (|r| r.execs_into_pods, rule(&["create"], "", "pods/attach"), rule(&["create"], "", "pods/log")),
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
    assert!(!named("create", "", "serviceaccounts/token", "one").creates_tokens);
    assert!(!named("get", "", "nodes/proxy", "one").uses_node_proxy);
    assert!(!named("bind", RBAC, "clusterroles", "view").binds_roles);
    assert!(named("bind", RBAC, "clusterroles", "cluster-admin").binds_roles);
    assert!(named("update", "", "configmaps", "coredns").changes_coredns);
    assert!(!named("update", "", "configmaps", "other").changes_coredns);
    assert!(!named("*", "*", "*", "one").everything);
}

#[test]
fn r6_requests_without_a_name_and_objects_without_a_namespace() {
    let named = |verb: &str, group: &str, resource: &str| {
        rights(json!([{"verbs": [verb], "apiGroups": [group], "resources": [resource], "resourceNames": ["one"]}]))
    };
    for verb in ["create", "deletecollection"] {
        assert!(!named(verb, ADMISSION, "validatingwebhookconfigurations").changes_webhooks, "{verb}");
        assert!(!named(verb, "", "nodes").changes_nodes, "{verb}");
        assert!(!named(verb, "", "events").deletes_events, "{verb}");
    }
    assert!(named("delete", ADMISSION, "validatingwebhookconfigurations").changes_webhooks);
    let all = rights(rule(&["*"], "*", "*"));
    let left = all.in_a_namespace();
    assert!(all.escalates_cluster_roles && all.changes_webhooks && all.impersonates_users && all.approves_certificates);
    assert!(!left.escalates_cluster_roles && !left.changes_webhooks && !left.changes_nodes && !left.impersonates_users);
    assert!(left.everything && left.escalates_roles && left.reads_secrets && left.execs_into_pods);
}

#[test]
fn r7_secrets_are_read_in_more_ways_than_get() {
    for verb in ["get", "list", "watch", "patch", "deletecollection"] {
        assert!(rights(rule(&[verb], "", "secrets")).reads_secrets, "{verb}");
    }
    for verb in ["create", "update", "delete"] {
        assert!(!rights(rule(&[verb], "", "secrets")).reads_secrets, "{verb}");
    }
    let named =
        |verb: &str| json!([{"verbs": [verb], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["db"]}]);
    assert!(rights(named("list")).reads_secrets && rights(named("watch")).reads_secrets);
    assert!(!rights(named("deletecollection")).reads_secrets);
}

#[test]
fn r8_config_maps_signers_and_groups() {
    assert!(rights(rule(&["deletecollection"], "", "configmaps")).changes_coredns);
    let named = json!([{"verbs": ["deletecollection"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["coredns"]}]);
    assert!(!rights(named).changes_coredns);
    let both = json!([{"verbs": ["impersonate"], "apiGroups": [""], "resources": ["groups", "serviceaccounts"]}]);
    assert!(rights(both).impersonates_users);
}
