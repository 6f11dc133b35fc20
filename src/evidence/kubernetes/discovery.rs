//! What a server serves, from its discovery documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::resource::{RESOURCES, Resource, group_version};

/// The discovery documents that could be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Discovery {
    /// Group versions of `/api` and `/apis`; `None` while those could not be read.
    pub(crate) group_versions: Option<BTreeSet<String>>,
    /// Resource names by group version.
    pub(crate) resources: BTreeMap<String, BTreeSet<String>>,
    /// True when the documents come from files: whoever wrote them says what there is.
    pub(crate) of_files: bool,
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

/// Group versions, with the resources of those whose document names them.
type Named = BTreeMap<String, Option<BTreeSet<String>>>;

/// The versions of the core group that `/api` names; `None` for any other document.
pub(super) fn core_versions(document: &Value) -> Option<Named> {
    if document["kind"] == "APIGroupDiscoveryList" {
        return aggregated(document);
    }
    let versions = document["versions"].as_array().filter(|_| document["kind"] == "APIVersions")?;
    let named: Option<Named> = versions.iter().map(|version| Some((version.as_str()?.to_owned(), None))).collect();
    named.filter(|named| named.contains_key("v1"))
}

/// The group versions that `/apis` names; `None` for any other document.
pub(super) fn groups(document: &Value) -> Option<Named> {
    if document["kind"] == "APIGroupDiscoveryList" {
        return aggregated(document);
    }
    let of_list = document["kind"] == "APIGroupList" && document["apiVersion"] == "v1";
    let mut named = Named::new();
    for group in document["groups"].as_array().filter(|_| of_list)? {
        let name = group["name"].as_str()?;
        for version in group["versions"].as_array()? {
            let group_version = version["groupVersion"].as_str()?;
            group_version.strip_prefix(name)?.strip_prefix('/')?;
            named.insert(group_version.to_owned(), None);
        }
    }
    Some(named)
}

/// The names of the resources in the document of `group_version`; `None` for any other document.
pub(super) fn resources(group_version: &str, document: &Value) -> Option<BTreeSet<String>> {
    let of_list = document["kind"] == "APIResourceList" && document["groupVersion"] == group_version;
    let resources = document["resources"].as_array().filter(|_| of_list)?;
    resources.iter().map(|resource| resource["name"].as_str().map(str::to_owned)).collect()
}

/// Groups, versions and resources in one document. What is stale may lack resources.
/// Source: Kubernetes API Concepts, "Aggregated discovery".
fn aggregated(document: &Value) -> Option<Named> {
    document["apiVersion"].as_str()?.strip_prefix("apidiscovery.k8s.io/")?;
    let mut named = Named::new();
    for group in document["items"].as_array()? {
        let name = group["metadata"]["name"].as_str().unwrap_or_default();
        for version in group["versions"].as_array()? {
            let resources = version["resources"].as_array().filter(|_| version["freshness"] == "Current");
            let names = resources.map(|resources| {
                resources.iter().filter_map(|resource| resource["resource"].as_str()).map(str::to_owned).collect()
            });
            named.insert(group_version(name, version["version"].as_str()?), names);
        }
    }
    Some(named)
}

impl Discovery {
    /// Adds the group versions that `/apis` lists, with those of the core group.
    pub(crate) fn add_groups(&mut self, core: &Value, groups_document: &Value) -> bool {
        let (Some(core), Some(groups)) = (core_versions(core), groups(groups_document)) else { return false };
        let named = core.into_iter().chain(groups);
        let mut group_versions = BTreeSet::new();
        for (group_version, resources) in named {
            self.resources.extend(resources.map(|resources| (group_version.clone(), resources)));
            group_versions.insert(group_version);
        }
        self.group_versions = Some(group_versions);
        true
    }

    /// Adds the resources of one group version.
    pub(crate) fn add_resources(&mut self, group_version: &str, document: &Value) {
        self.resources.extend(resources(group_version, document).map(|names| (group_version.to_owned(), names)));
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
        // A document without what every server has was cut short, or is another server's.
        let believed = self.of_files || (resource.may_be_absent() && self.is_whole(group_versions));
        if believed { Served::No } else { Served::Unknown }
    }

    fn is_whole(&self, group_versions: &BTreeSet<String>) -> bool {
        let listed = |resource: &Resource| {
            let of_group = |name: &String| match name.split_once('/') {
                Some((group, _)) => group == resource.group,
                None => resource.group.is_empty(),
            };
            group_versions.iter().any(of_group)
        };
        RESOURCES.iter().filter(|resource| !resource.may_be_absent()).all(listed)
    }

    /// The group versions whose resources must be known to tell whether
    /// `resource` is served.
    #[cfg(any(test, feature = "kubernetes"))]
    pub(crate) fn asks(&self, resource: &Resource) -> Vec<String> {
        let candidates = resource.versions.iter().map(|version| group_version(resource.group, version));
        let served = |name: &String| self.group_versions.as_ref().is_some_and(|known| known.contains(name));
        let unknown = |name: &String| !self.resources.contains_key(name);
        if resource.versions.len() == 1 { Vec::new() } else { candidates.filter(served).filter(unknown).collect() }
    }
}

#[cfg(test)]
#[path = "discovery_tests.rs"]
mod tests;
