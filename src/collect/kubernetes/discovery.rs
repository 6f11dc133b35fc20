//! What a server serves, from its discovery documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::resource::{Resource, group_version};

/// The discovery documents that could be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Discovery {
    /// Group versions of `/api` and `/apis`; `None` while those could not be read.
    pub(crate) group_versions: Option<BTreeSet<String>>,
    /// Resource names by group version.
    pub(crate) resources: BTreeMap<String, BTreeSet<String>>,
}

/// Whether a resource is served.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Served {
    /// In this version.
    In(&'static str),
    /// In none of the versions that give facts.
    No,
    /// The documents do not say.
    Unknown,
}

impl Discovery {
    /// Adds the group versions that `/apis` lists, with those of the core group.
    pub(crate) fn add_groups(&mut self, core: &Value, groups: &Value) -> bool {
        let versions = core["versions"].as_array();
        let listed = groups["groups"].as_array();
        let (Some(versions), Some(listed)) = (versions, listed) else { return false };
        let of_groups = listed
            .iter()
            .flat_map(|group| group["versions"].as_array().into_iter().flatten())
            .filter_map(|version| version["groupVersion"].as_str());
        let all = versions.iter().filter_map(Value::as_str).chain(of_groups).map(str::to_owned);
        self.group_versions = Some(all.collect());
        true
    }

    /// Adds the resources of one group version.
    pub(crate) fn add_resources(&mut self, group_version: &str, document: &Value) {
        if let Some(resources) = document["resources"].as_array() {
            let names = resources.iter().filter_map(|resource| resource["name"].as_str()).map(str::to_owned);
            self.resources.insert(group_version.to_owned(), names.collect());
        }
    }

    /// Whether and in which version `resource` is served.
    pub(crate) fn served(&self, resource: &Resource) -> Served {
        let Some(group_versions) = &self.group_versions else { return Served::Unknown };
        for version in resource.versions {
            let group_version = group_version(resource.group, version);
            if !group_versions.contains(&group_version) {
                continue;
            }
            // A resource that has always been part of its one version needs no document.
            match self.resources.get(&group_version) {
                Some(names) if names.contains(resource.plural) => return Served::In(version),
                Some(_) => {}
                None if resource.versions.len() == 1 => return Served::In(version),
                None => return Served::Unknown,
            }
        }
        Served::No
    }

    /// The group versions whose resources must be known to tell whether
    /// `resource` is served.
    pub(crate) fn asks(&self, resource: &Resource) -> Vec<String> {
        let candidates = resource.versions.iter().map(|version| group_version(resource.group, version));
        let served = |name: &String| self.group_versions.as_ref().is_some_and(|known| known.contains(name));
        if resource.versions.len() == 1 { Vec::new() } else { candidates.filter(served).collect() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::super::resource::RESOURCES;
    use super::*;

    fn of(kind: &str) -> &'static Resource {
        RESOURCES.iter().find(|resource| resource.kind == kind).unwrap()
    }

    /// As kube-apiserver 1.20 says it: batch/v1 without CronJobs, no policy/v1.
    fn old() -> Discovery {
        let mut discovery = Discovery::default();
        let groups = ["batch/v1", "batch/v1beta1", "policy/v1beta1", "apps/v1", "admissionregistration.k8s.io/v1"];
        let groups: Vec<Value> = groups.iter().map(|name| json!({"versions": [{"groupVersion": name}]})).collect();
        assert!(discovery.add_groups(&json!({"versions": ["v1"]}), &json!({"groups": groups})));
        for (name, resource) in [
            ("batch/v1", "jobs"),
            ("batch/v1beta1", "cronjobs"),
            ("policy/v1beta1", "poddisruptionbudgets"),
            ("admissionregistration.k8s.io/v1", "validatingwebhookconfigurations"),
        ] {
            discovery.add_resources(name, &json!({"resources": [{"name": resource}]}));
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
        assert_eq!(old.served(of("Ingress")), Served::No);
    }

    #[test]
    fn silence_is_not_absence() {
        assert_eq!(Discovery::default().served(of("Deployment")), Served::Unknown);
        let mut silent = old();
        silent.resources.remove("admissionregistration.k8s.io/v1");
        assert_eq!(silent.served(of("ValidatingAdmissionPolicy")), Served::Unknown);
        assert!(!Discovery::default().add_groups(&json!({}), &json!({"groups": []})));
    }
}
