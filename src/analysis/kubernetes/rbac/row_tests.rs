//! Rights that strangers' clusters showed to be overseen, and subjects that were taken for Kubernetes' own.

use serde_json::{Value, json};

use super::tests::{account, bind, everything, role, secrets, subject};
use crate::analysis::kubernetes::fixture::Cluster;

fn ada() -> Value {
    json!({"kind": "User", "name": "ada"})
}

fn with_rule(rule: Value) -> Value {
    let mut cluster = Cluster::new();
    role(&mut cluster, "r", json!([rule]));
    bind(&mut cluster, ("", "b"), "r", ada());
    subject(&cluster, "User/ada")
}

#[test]
fn r2_what_goes_through_the_api_server_to_a_pod_counts() {
    let on = |resource: &str, verb: &str| json!({"apiGroups": [""], "resources": [resource], "verbs": [verb]});
    for (resource, verb, expected) in [
        ("pods/portforward", "create", true),
        ("pods/portforward", "get", true),
        ("pods/proxy", "get", true),
        ("services/proxy", "create", true),
        ("*/proxy", "update", true),
        ("services/proxy", "list", false),
        ("services", "get", false),
        ("pods/log", "get", false),
    ] {
        assert_eq!(with_rule(on(resource, verb))["execsIntoPods"], json!(expected), "{verb} {resource}");
    }
}

#[test]
fn r2_all_urls_are_a_wildcard() {
    for (url, expected) in [("*", 1), ("/*", 1), ("/metrics", 0), ("/api/*", 0)] {
        let found = with_rule(json!({"nonResourceURLs": [url], "verbs": ["get"]}));
        assert_eq!(found["wildcardRules"].as_array().unwrap().len(), expected, "{url}");
    }
}

#[test]
fn r2_whoever_has_everything_in_a_namespace_administers_it() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "cluster-admin", everything());
    bind(&mut cluster, ("shop", "all"), "cluster-admin", ada());
    let found = subject(&cluster, "User/ada");
    assert_eq!((&found["administersIn"], &found["clusterAdmin"]), (&json!(["shop"]), &json!(false)));
    bind(&mut cluster, ("", "all"), "cluster-admin", ada());
    assert_eq!(subject(&cluster, "User/ada")["administersIn"], json!(["*"]));
}

#[test]
fn r3_a_name_of_kubernetes_does_not_make_a_binding_its_own() {
    let coredns = || account("kube-system", "coredns");
    let system = |role_name: &str, rules: Value, binding: &str, holder: Value, key: &str| {
        let mut cluster = Cluster::new();
        role(&mut cluster, role_name, rules);
        bind(&mut cluster, ("", binding), role_name, holder);
        subject(&cluster, key)["system"].clone()
    };
    let dns = "ServiceAccount/kube-system/coredns";
    let nodes = || json!({"kind": "Group", "name": "system:nodes"});
    let names = json!([{"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}]);
    let reader = "extension-apiserver-authentication-reader";
    let manager = || json!({"kind": "User", "name": "system:kube-controller-manager"});
    for (role_name, rules, binding, holder, key, expected) in [
        (
            reader,
            json!([]),
            "system::extension-apiserver-authentication-reader",
            manager(),
            "User/system:kube-controller-manager",
            true,
        ),
        ("x", secrets(), "system:x", manager(), "User/system:kube-controller-manager", false),
        ("system:coredns", names.clone(), "system:coredns", coredns(), dns, true),
        ("system:coredns", secrets(), "system:coredns", coredns(), dns, false),
        ("x", secrets(), "system:x", coredns(), dns, false),
        ("x", secrets(), "eks:x", coredns(), dns, false),
        (
            "system:node-proxier",
            names,
            "eks:kube-proxy",
            account("kube-system", "kube-proxy"),
            "ServiceAccount/kube-system/kube-proxy",
            true,
        ),
        ("x", secrets(), "system:x", nodes(), "Group/system:nodes", false),
        ("eks:node-bootstrapper", json!([]), "eks:node-bootstrapper", nodes(), "Group/system:nodes", true),
        (
            "system:controller:job-controller",
            secrets(),
            "system:controller:job-controller",
            account("kube-system", "job-controller"),
            "ServiceAccount/kube-system/job-controller",
            true,
        ),
        (
            "system:controller:job-controller",
            secrets(),
            "system:controller:x",
            account("kube-system", "cronjob-controller"),
            "ServiceAccount/kube-system/cronjob-controller",
            false,
        ),
        (
            "cluster-admin",
            everything(),
            "cluster-admin",
            json!({"kind": "Group", "name": "system:masters"}),
            "Group/system:masters",
            true,
        ),
        (
            "cluster-admin",
            everything(),
            "system:masters",
            json!({"kind": "Group", "name": "system:monitoring"}),
            "Group/system:monitoring",
            false,
        ),
        (
            "eks:addon-manager",
            secrets(),
            "eks:addon-manager",
            json!({"kind": "User", "name": "eks:addon-manager"}),
            "User/eks:addon-manager",
            true,
        ),
    ] {
        assert_eq!(system(role_name, rules, binding, holder, key), json!(expected), "{binding} → {role_name}: {key}");
    }
}

#[test]
fn r4_the_binding_that_gives_a_right_is_named_and_no_other() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "reader", secrets());
    role(&mut cluster, "events", json!([{"apiGroups": [""], "resources": ["events"], "verbs": ["delete"]}]));
    bind(&mut cluster, ("shop", "read"), "reader", ada());
    bind(&mut cluster, ("", "clean"), "events", ada());
    let found = subject(&cluster, "User/ada");
    assert_eq!(found["sources"].as_array().unwrap().len(), 2);
    assert_eq!(
        found["grantedBy"],
        json!({"readsSecrets": "RoleBinding shop/read → ClusterRole reader",
            "deletesEvents": "ClusterRoleBinding clean → ClusterRole events"})
    );
    let masters = json!({"kind": "Group", "name": "system:masters"});
    bind(&mut cluster, ("", "m"), "events", masters);
    let found = subject(&cluster, "Group/system:masters");
    assert_eq!(found["grantedBy"]["clusterAdmin"], json!("group system:masters, built into Kubernetes"));
}
