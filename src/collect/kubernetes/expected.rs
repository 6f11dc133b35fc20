//! What can have been asked of the clusters' API servers in a run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::place::{LIMIT, segment};
use crate::evidence::exchange::{Exchange, Outcome, Request};
use crate::evidence::kubernetes::{
    CONFIG_MAP_NAMESPACE, CONFIG_MAPS, DUMP_OPERATION, DUMP_PATH, FIRST, RESOURCES, SERVICE, is_policy_object,
    list_path, operation, reduce,
};
use crate::evidence::recording::Recording;
use crate::evidence::redaction::{Names, redact_object};
use crate::evidence::topic::Topic;

/// The requests that the plan of one run can have led to.
pub(in crate::collect) struct Expected<'a> {
    /// Ids of the exchanges that its topics rest on.
    planned: BTreeSet<&'a str>,
    /// The run's clusters; none when it is not known which there are.
    clusters: Option<BTreeSet<String>>,
    /// Paths of the kubelets' configurations, by cluster.
    kubelets: BTreeMap<&'a str, BTreeSet<String>>,
    /// The path at which each list was answered, by cluster and operation.
    answered: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Expected<'a> {
    pub(in crate::collect) fn of(recording: &'a Recording, topics: &BTreeSet<Topic>) -> Self {
        let planned = super::recorded(recording, topics).map(|exchange| exchange.id.as_str()).collect();
        let (mut kubelets, mut answered) = (BTreeMap::new(), BTreeMap::new());
        let of_kubernetes = recording.exchanges.iter().filter(|exchange| exchange.request.service == SERVICE);
        for exchange in of_kubernetes.filter(|exchange| exchange.outcome == Outcome::Answered) {
            let (cluster, path) = (parameter(exchange, "cluster"), parameter(exchange, "path"));
            let operation = exchange.request.operation.as_str();
            if operation == "list.nodes" {
                let body = recording.replies.get(&exchange.id).map(Vec::as_slice).unwrap_or_default();
                kubelets.entry(cluster).or_insert_with(BTreeSet::new).extend(configurations(body));
            }
            if !exchange.is_of_dump() {
                answered.entry((cluster, operation)).or_insert(path);
            }
        }
        Self { planned, clusters: clusters(recording), kubelets, answered }
    }

    /// Why no run can have asked this; `None` when one can.
    pub(in crate::collect) fn problem(&self, exchange: &Exchange) -> Option<String> {
        let cluster = parameter(exchange, "cluster");
        if self.clusters.as_ref().is_some_and(|known| !known.contains(cluster)) {
            return Some(format!("it asks `{}`, which is not a cluster of the run", cluster.escape_default()));
        }
        let asked = self.planned.contains(exchange.id.as_str())
            && (is_asked(&exchange.request) && self.of_a_node(exchange) || is_given(exchange));
        if !asked {
            return Some("the plan of the run never asks this".to_owned());
        }
        let operation = exchange.request.operation.as_str();
        let elsewhere = operation.starts_with("list.")
            && exchange.outcome == Outcome::Answered
            && self.answered.get(&(cluster, operation)).is_some_and(|path| *path != parameter(exchange, "path"));
        elsewhere.then(|| "the list was answered in another version, too".to_owned())
    }

    fn of_a_node(&self, exchange: &Exchange) -> bool {
        let of_kubelet = exchange.request.operation == "get.nodes.proxy.configz";
        let known = || self.kubelets.get(parameter(exchange, "cluster"));
        !of_kubelet || known().is_some_and(|paths| paths.contains(parameter(exchange, "path")))
    }
}

/// A reply as it is stored.
pub(in crate::collect) fn as_stored(request: &Request, mut value: Value) -> Vec<u8> {
    let path = request.parameters.get("path").map_or("", String::as_str);
    if let Some((group, plural)) = objects(&request.operation, path) {
        match value.get_mut("items").and_then(Value::as_array_mut) {
            Some(items) => items.iter_mut().for_each(|item| reduce(&group, &plural, item)),
            None => reduce(&group, &plural, &mut value),
        }
    }
    redact_object(request, &Names::default(), &mut value);
    value.to_string().into_bytes()
}

/// Group and plural of the objects that a request is answered with.
fn objects(operation: &str, path: &str) -> Option<(String, String)> {
    if operation == "get.configmaps" {
        return Some((String::new(), "configmaps".to_owned()));
    }
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    match (operation.starts_with("list."), parts.as_slice()) {
        (true, ["api", "v1", plural]) => Some((String::new(), (*plural).to_owned())),
        (true, ["apis", group, _, plural]) => Some(((*group).to_owned(), (*plural).to_owned())),
        _ => None,
    }
}

fn parameter<'a>(exchange: &'a Exchange, name: &str) -> &'a str {
    exchange.request.parameters.get(name).map_or("", String::as_str)
}

/// The clusters by name, or those that were listed to the end.
fn clusters(recording: &Recording) -> Option<BTreeSet<String>> {
    if !recording.run.clusters.is_empty() {
        return Some(recording.run.clusters.iter().cloned().collect());
    }
    let mut found = BTreeSet::new();
    let mut asked = false;
    for exchange in &recording.exchanges {
        if (exchange.request.service.as_str(), exchange.request.operation.as_str()) == ("eks", "ListClusters") {
            if exchange.outcome != Outcome::Answered {
                return None;
            }
            let page: Value = serde_json::from_slice(recording.replies.get(&exchange.id)?).ok()?;
            found.extend(page["clusters"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned));
            asked = true;
        }
    }
    asked.then_some(found)
}

/// Where the nodes that a list shows have their kubelet's configuration.
fn configurations(list: &[u8]) -> BTreeSet<String> {
    let list: Value = serde_json::from_slice(list).unwrap_or_default();
    let names = list["items"].as_array().into_iter().flatten().filter_map(|node| node["metadata"]["name"].as_str());
    names.map(|name| format!("/api/v1/nodes/{}/proxy/configz", segment(name))).collect()
}

/// Whether a server is asked this.
fn is_asked(request: &Request) -> bool {
    let lists = request.operation.starts_with("list.");
    let fits = |(name, value): (&String, &String)| match name.as_str() {
        "cluster" | "path" => true,
        "limit" => lists && value == LIMIT,
        "continue" => lists,
        _ => false,
    };
    request.parameters.iter().all(fits) && lists == request.parameters.contains_key("limit") && is_place(request)
}

/// Whether a dump gives this.
fn is_given(exchange: &Exchange) -> bool {
    let lists = exchange.request.operation.starts_with("list.");
    let known = |name: &String| ["cluster", "path", "source"].contains(&name.as_str()) || (lists && name == "continue");
    exchange.is_of_dump()
        && exchange.request.parameters.keys().all(known)
        && (is_place(&exchange.request) || is_report(exchange))
}

/// What was made of the files, which no server says.
fn is_report(exchange: &Exchange) -> bool {
    exchange.request.operation == DUMP_OPERATION && parameter(exchange, "path") == DUMP_PATH
}

/// Whether the path is one of the operation.
fn is_place(request: &Request) -> bool {
    let path = request.parameters.get("path").map_or("", String::as_str);
    let name = request.operation.as_str();
    match name {
        FIRST => path == "/version",
        "get.api" => path == "/api",
        "get.apis" => path == "/apis",
        "get.apiresources" => path.strip_prefix("/apis/").is_some_and(|rest| rest.split('/').count() <= 2),
        "create.selfsubjectreviews.authentication.k8s.io" => {
            path == "/apis/authentication.k8s.io/v1/selfsubjectreviews"
        }
        "get.configmaps" => {
            CONFIG_MAPS.iter().any(|map| path == format!("/api/v1/namespaces/{CONFIG_MAP_NAMESPACE}/configmaps/{map}"))
        }
        "get.nodes.proxy.configz" => path.starts_with("/api/v1/nodes/") && path.ends_with("/proxy/configz"),
        _ => match RESOURCES.iter().find(|resource| resource.operation() == name) {
            Some(resource) => resource.versions.iter().any(|version| resource.path(version) == path),
            None => objects(name, path).is_some_and(|(group, plural)| {
                let version = path.split('/').nth(3).unwrap_or_default();
                is_policy_object(&group, &plural)
                    && operation("list", &group, &plural) == name
                    && list_path(&group, version, &plural) == path
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(operation: &str, path: &str, more: &[(&str, &str)]) -> bool {
        let mut parameters: BTreeMap<String, String> =
            more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        parameters.extend([("cluster".into(), "a".into()), ("path".into(), path.into())]);
        is_asked(&Request { service: SERVICE.into(), operation: operation.into(), region: "r".into(), parameters })
    }

    #[test]
    fn j18_only_what_collectors_ask_is_expected() {
        let limit = [("limit", "500")];
        assert!(asked("list.pods", "/api/v1/pods", &limit));
        assert!(asked("list.cronjobs.batch", "/apis/batch/v1beta1/cronjobs", &limit));
        assert!(asked("list.clusterpolicies.kyverno.io", "/apis/kyverno.io/v1/clusterpolicies", &limit));
        assert!(asked(FIRST, "/version", &[]));
        assert!(!asked("list.pods", "/api/v1/namespaces/default/pods", &limit));
        assert!(!asked("list.pods", "/api/v1/pods", &[("limit", "1")]));
        assert!(!asked("list.pods", "/api/v1/pods", &[("limit", "500"), ("labelSelector", "app=good")]));
        assert!(!asked("list.pods", "/api/v1/pods", &[]));
        assert!(!asked("list.widgets.example.org", "/apis/example.org/v1/widgets", &limit));
        assert!(!asked("get.secrets", "/api/v1/namespaces/a/secrets/b", &[]));
        assert!(!asked(FIRST, "/version", &[("limit", "500")]));
    }
}
