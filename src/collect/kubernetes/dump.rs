//! Objects from files as the exchanges that a server would have given, so that
//! everything after collection is the same. A kind of which the files hold
//! nothing was not asked: it is not taken to be empty.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, SubsecRound as _, Utc};
use serde_json::{Value, json};

use super::FIRST;
use super::call::{Place, exchange, request, segment};
use super::channel::Kept;
use super::dump_file::{Document, documents, unusable};
use super::reduce::reduce;
use super::resource::{CONFIG_MAP_NAMESPACE, CONFIG_MAPS, RESOURCES, Resource, is_policy_object, list_path, operation};
use crate::collect::error::CollectError;
use crate::evidence::canonical;
use crate::evidence::exchange::{Outcome, Reply, Request};
use crate::evidence::redaction::{Names, redact_object};
use crate::evidence::topic::Topic;

/// Who gave the files is not known.
const PRINCIPAL: &str = "dump";

/// Where the objects of one list are served: group, version, plural.
type Place3 = (String, String, String);

/// The objects of a cluster, from files.
pub(in crate::collect) struct Dump {
    read_at: DateTime<Utc>,
    /// By namespace and name, so that an object given twice counts once.
    lists: BTreeMap<Place3, BTreeMap<(String, String), Value>>,
    config_maps: BTreeMap<String, Value>,
    all_config_maps: bool,
    /// Documents of the server itself, by operation, path and body.
    server: Vec<(String, String, Value)>,
    names: Names,
}

impl Dump {
    /// Reads the files at `path`.
    ///
    /// # Errors
    /// When a file cannot be read, or holds an object that cannot be judged.
    pub(super) fn read(path: &Path) -> Result<Self, CollectError> {
        let mut dump = Self {
            read_at: Utc::now().trunc_subsecs(3),
            lists: BTreeMap::new(),
            config_maps: BTreeMap::new(),
            all_config_maps: false,
            server: Vec::new(),
            names: Names::default(),
        };
        for document in documents(path)? {
            dump.add(document)?;
        }
        Ok(dump)
    }

    fn add(&mut self, document: Document) -> Result<(), CollectError> {
        let Document { stem, path, mut value } = document;
        let kind = value["kind"].as_str().unwrap_or_default().to_owned();
        match kind.as_str() {
            "APIGroupList" => self.server.push(("get.apis".to_owned(), "/apis".to_owned(), value)),
            "APIVersions" => self.server.push(("get.api".to_owned(), "/api".to_owned(), value)),
            "APIResourceList" => {
                let path = format!("/apis/{}", value["groupVersion"].as_str().unwrap_or_default());
                self.server.push(("get.apiresources".to_owned(), path, value));
            }
            "" if value["serverVersion"].is_object() => {
                self.server.push((FIRST.to_owned(), "/version".to_owned(), value["serverVersion"].take()));
            }
            "" if value["kubeletconfig"].is_object() => {
                let path = format!("/api/v1/nodes/{}/proxy/configz", segment(&stem));
                self.server.push(("get.nodes.proxy.configz".to_owned(), path, value));
            }
            list if list.ends_with("List") && value["items"].is_array() => {
                let of_list = list.strip_suffix("List").unwrap_or_default().to_owned();
                let version = value["apiVersion"].as_str().unwrap_or_default().to_owned();
                let items = value["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
                if items.is_empty() {
                    self.add_empty(&of_list, &version, &stem);
                }
                for mut item in items {
                    // The items of a typed list do not repeat their kind.
                    for (name, word) in [("kind", &of_list), ("apiVersion", &version)] {
                        if !item[name].is_string() {
                            item[name] = json!(word);
                        }
                    }
                    self.add_object(item).map_err(|cause| unusable(&path, cause))?;
                }
            }
            _ => self.add_object(value).map_err(|cause| unusable(&path, cause))?,
        }
        Ok(())
    }

    /// A list without items says that there are none; `kubectl` writes it
    /// without a kind, so that the file's name must say of what.
    fn add_empty(&mut self, kind: &str, api_version: &str, stem: &str) {
        let by_kind = RESOURCES.iter().find(|r| r.kind == kind && group_and_version(api_version).0 == r.group);
        let by_name = || {
            let named = |r: &&Resource| stem == r.plural || stem == format!("{}.{}", r.plural, r.group);
            RESOURCES.iter().find(named)
        };
        if let Some(resource) = by_kind.or_else(by_name) {
            let version = resource.versions[0].to_owned();
            self.lists.entry((resource.group.to_owned(), version, resource.plural.to_owned())).or_default();
        }
    }

    fn add_object(&mut self, object: Value) -> Result<(), String> {
        let word = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
        let (kind, api_version) = (word("kind"), word("apiVersion"));
        let (group, version) = group_and_version(&api_version);
        let metadata = |name: &str| object["metadata"][name].as_str().unwrap_or_default().to_owned();
        let (namespace, name) = (metadata("namespace"), metadata("name"));
        if kind == "ConfigMap" && namespace == CONFIG_MAP_NAMESPACE {
            // Every namespace has this one: the list that holds it holds all of the namespace.
            self.all_config_maps |= name == "kube-root-ca.crt";
            if CONFIG_MAPS.contains(&name.as_str()) {
                self.config_maps.insert(name, object);
            }
            return Ok(());
        }
        let plural = match RESOURCES.iter().find(|resource| resource.kind == kind && resource.group == group) {
            Some(resource) if resource.versions.contains(&version) => resource.plural.to_owned(),
            None if is_policy_object(group, &plural_of(group, &kind)) => plural_of(group, &kind),
            None if !is_workload_elsewhere(&kind, group) => return Ok(()),
            _ => return Err(format!("{kind} {name} is of {api_version}, which no fact is made from; convert it")),
        };
        if name.is_empty() {
            return Err(format!("an object of kind {kind} has no name"));
        }
        let list = self.lists.entry((group.to_owned(), version.to_owned(), plural)).or_default();
        list.insert((namespace, name), object);
        Ok(())
    }

    /// The exchanges of the lists that `topics` need.
    pub(super) fn exchanges(&self, place: &Place, topics: &BTreeSet<Topic>) -> Vec<Kept> {
        let mut kept = Vec::new();
        for ((group, version, plural), objects) in &self.lists {
            let topic = RESOURCES.iter().find(|r| r.group == group && r.plural == plural).map(|r| r.topic);
            if !topics.contains(&topic.unwrap_or(Topic::KubernetesPolicyObject)) && !leads_to_planned(topic, topics) {
                continue;
            }
            let mut items: Vec<Value> = objects.values().cloned().collect();
            items.iter_mut().for_each(|item| reduce(group, plural, item));
            let request = of_dump(place, operation("list", group, plural), &list_path(group, version, plural));
            kept.push(self.answered(request, json!({"kind": "List", "apiVersion": "v1", "items": items})));
        }
        for (operation, path, body) in &self.server {
            kept.push(self.answered(of_dump(place, operation.clone(), path), body.clone()));
        }
        if topics.contains(&Topic::KubernetesConfigMap) {
            kept.extend(CONFIG_MAPS.iter().filter_map(|name| self.config_map(place, name)));
        }
        kept
    }

    fn config_map(&self, place: &Place, name: &str) -> Option<Kept> {
        let path = format!("/api/v1/namespaces/{CONFIG_MAP_NAMESPACE}/configmaps/{name}");
        let request = of_dump(place, operation("get", "", "configmaps"), &path);
        if let Some(object) = self.config_maps.get(name) {
            let mut object = object.clone();
            reduce("", "configmaps", &mut object);
            return Some(self.answered(request, object));
        }
        self.all_config_maps.then(|| {
            let mut exchange = exchange(request, 1, 1, self.read_at);
            PRINCIPAL.clone_into(&mut exchange.principal);
            exchange.status = Some(404);
            let message = format!("the list of ConfigMaps does not hold {name}");
            exchange.outcome = Outcome::Refused { code: "NotFound".to_owned(), message };
            (exchange, None)
        })
    }

    fn answered(&self, request: Request, mut body: Value) -> Kept {
        let redactions = redact_object(&request, &self.names, &mut body);
        let stored = body.to_string().into_bytes();
        let mut exchange = exchange(request, 1, 1, self.read_at);
        PRINCIPAL.clone_into(&mut exchange.principal);
        exchange.outcome = Outcome::Answered;
        exchange.reply = Some(Reply {
            format: "json".to_owned(),
            bytes: stored.len() as u64,
            sha256: canonical::sha256(&stored),
            redactions,
        });
        (exchange, Some(stored))
    }
}

/// Says in the recording that no server was asked.
fn of_dump(place: &Place, operation: String, path: &str) -> Request {
    request(place, operation, path, &[("source", "dump")])
}

fn leads_to_planned(topic: Option<Topic>, topics: &BTreeSet<Topic>) -> bool {
    match topic {
        Some(Topic::KubernetesCustomResourceDefinition) => topics.contains(&Topic::KubernetesPolicyObject),
        Some(Topic::KubernetesNode) => topics.contains(&Topic::KubernetesKubeletConfig),
        _ => false,
    }
}

fn group_and_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// A kind that runs pods, in a group that nothing is read of: left out, it
/// would be missing from every population. Its own controllers' kinds have
/// other names.
fn is_workload_elsewhere(kind: &str, group: &str) -> bool {
    let known = RESOURCES.iter().any(|resource| resource.kind == kind);
    known && (group == "extensions" || RESOURCES.iter().any(|resource| resource.group == group))
}

/// As Kubernetes and its generators form plurals; constraints and parameters have none.
fn plural_of(group: &str, kind: &str) -> String {
    let name = kind.to_ascii_lowercase();
    match name.strip_suffix('y') {
        _ if group == "constraints.gatekeeper.sh" || name.ends_with("params") => name,
        Some(stem) => format!("{stem}ies"),
        None if name.ends_with('s') => format!("{name}es"),
        None => format!("{name}s"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
#[path = "dump_tests.rs"]
mod tests;
