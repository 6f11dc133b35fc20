//! What discovery documents prove, and what they do not.

use serde_json::json;

use super::*;

fn of(kind: &str) -> &'static Resource {
    RESOURCES.iter().find(|resource| resource.kind == kind).unwrap()
}

fn group_list(group_versions: &[&str]) -> Value {
    let group = |name: &&str| json!({"name": name.split('/').next(), "versions": [{"groupVersion": name}]});
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": group_versions.iter().map(group).collect::<Vec<_>>()})
}

fn core() -> Value {
    json!({"kind": "APIVersions", "versions": ["v1"]})
}

fn resource_list(group_version: &str, name: &str) -> Value {
    json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": [{"name": name}]})
}

const OLD: &[&str] = &[
    "batch/v1",
    "batch/v1beta1",
    "policy/v1beta1",
    "apps/v1",
    "admissionregistration.k8s.io/v1",
    "networking.k8s.io/v1",
    "rbac.authorization.k8s.io/v1",
    "autoscaling/v1",
    "storage.k8s.io/v1",
    "apiextensions.k8s.io/v1",
];

/// As kube-apiserver 1.20 says it: batch/v1 without CronJobs, no policy/v1.
fn old() -> Discovery {
    let mut discovery = Discovery::default();
    assert!(discovery.add_groups(&core(), &group_list(OLD)));
    for (name, resource) in [
        ("batch/v1", "jobs"),
        ("batch/v1beta1", "cronjobs"),
        ("policy/v1beta1", "poddisruptionbudgets"),
        ("admissionregistration.k8s.io/v1", "validatingwebhookconfigurations"),
    ] {
        discovery.add_resources(name, &resource_list(name, resource));
    }
    discovery
}

#[test]
fn an_older_server_is_read_in_its_versions() {
    let old = old();
    assert_eq!(old.served(of("CronJob")), Served::In("v1beta1"));
    assert_eq!(old.served(of("PodDisruptionBudget")), Served::In("v1beta1"));
    assert_eq!(old.served(of("Deployment")), Served::In("v1"));
    assert_eq!(old.served(of("Pod")), Served::In("v1"));
    assert_eq!(old.served(of("ValidatingAdmissionPolicy")), Served::No);
    assert_eq!(old.served(of("Gateway")), Served::No);
}

#[test]
fn silence_is_not_absence() {
    assert_eq!(Discovery::default().served(of("Deployment")), Served::Unknown);
    let mut silent = old();
    silent.resources.remove("admissionregistration.k8s.io/v1");
    assert_eq!(silent.served(of("ValidatingAdmissionPolicy")), Served::Unknown);
    assert!(!Discovery::default().add_groups(&json!({}), &json!({"groups": []})));
}

#[test]
fn j1_a_document_without_what_every_server_has_shows_no_absence() {
    for missing in OLD {
        let left: Vec<&str> = OLD.iter().copied().filter(|name| name != missing).collect();
        let mut discovery = Discovery::default();
        assert!(discovery.add_groups(&core(), &group_list(&left)));
        // `batch` has two versions: one of them is enough to know the group.
        let expected = if missing.starts_with("batch/") { Served::No } else { Served::Unknown };
        assert_eq!(discovery.served(of("Gateway")), expected, "without {missing}");
    }
    let mut without_roles = old();
    without_roles.group_versions.as_mut().unwrap().remove("rbac.authorization.k8s.io/v1");
    assert_eq!(without_roles.served(of("ClusterRoleBinding")), Served::Unknown);
    // Files say what whoever wrote them meant to give.
    without_roles.of_files = true;
    assert_eq!(without_roles.served(of("ClusterRoleBinding")), Served::No);
}

#[test]
fn j1_only_discovery_documents_are_discovery() {
    let page = json!({"kind": "Page", "versions": ["v1"], "groups": [], "items": [], "resources": []});
    let status = json!({"kind": "Status", "apiVersion": "v1", "code": 404});
    let nameless =
        json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [{"versions": [{"groupVersion": "a/v1"}]}]});
    let foreign = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [{"name": "b", "versions": [{"groupVersion": "a/v1"}]}]});
    for document in [&page, &status, &nameless, &foreign, &json!([]), &json!(null), &json!("x")] {
        assert!(!Discovery::default().add_groups(&core(), document), "{document}");
    }
    for document in [&page, &status, &json!({"kind": "APIVersions", "versions": []}), &json!({"versions": ["v1"]})] {
        assert!(!Discovery::default().add_groups(document, &group_list(OLD)), "{document}");
    }
    let mut discovery = old();
    for document in [&page, &resource_list("apps/v1", "x")] {
        discovery.add_resources("autoscaling/v1", document);
    }
    assert!(!discovery.resources.contains_key("autoscaling/v1"));
}

#[test]
fn j1_aggregated_discovery_is_read_and_what_is_stale_is_open() {
    let version = |name: &str, freshness: &str, resources: &[&str]| {
        let resources: Vec<Value> = resources.iter().map(|name| json!({"resource": name})).collect();
        json!({"version": name, "freshness": freshness, "resources": resources})
    };
    let group = |name: &str, versions: Value| json!({"metadata": {"name": name}, "versions": versions});
    let document = |items: Vec<Value>| json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": items});
    let mut groups: Vec<Value> = OLD
        .iter()
        .filter_map(|name| name.strip_suffix("/v1"))
        .chain(["policy"])
        .map(|name| group(name, json!([version("v1", "Current", &["a"])])))
        .collect();
    groups.push(group("gateway.networking.k8s.io", json!([version("v1", "Stale", &[])])));
    let core = document(vec![group("", json!([version("v1", "Current", &["pods"])]))]);
    let mut discovery = Discovery::default();
    assert!(discovery.add_groups(&core, &document(groups)));
    assert_eq!(discovery.served(of("Pod")), Served::In("v1"));
    assert_eq!(discovery.served(of("Gateway")), Served::Unknown, "its group is stale");
    assert_eq!(discovery.served(of("ValidatingAdmissionPolicy")), Served::No);
    assert_eq!(discovery.served(of("Deployment")), Served::Unknown, "no server is without Deployments");
}
