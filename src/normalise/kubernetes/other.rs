//! Topics that are not lists: the server itself, ConfigMaps by name, kubelets.

use serde_json::{Value, json};

use super::page::{ListPage, Page};
use super::{Enumeration, View};
use crate::evidence::kubernetes::{CONFIG_MAP_NAMESPACE, CONFIG_MAPS, has_kubelet_of_aws};
use crate::evidence::topic::Topic;
use crate::normalise::failure::Failure;

const PROXY: &str = "/proxy/configz";
const NODES: &str = "/api/v1/nodes/";

/// The server's version, and the APIs that it serves when these could be read.
pub(super) fn server(view: &mut View<'_, '_>) -> Enumeration {
    let mut enumeration = Enumeration::default();
    let topic = Topic::KubernetesServer;
    let version = read(view, topic, "/version", "get /version", None, &mut enumeration);
    for (path, permission) in [("/api", "get /api"), ("/apis", "get /apis")] {
        read(view, topic, path, permission, None, &mut enumeration);
    }
    if let Some(Page { exchange, body: mut value }) = version {
        let listed = view.source.group_versions().map(|(groups, exchanges)| (json!(groups), exchanges.clone()));
        if let Some((groups, exchanges)) = listed {
            value["groupVersions"] = groups;
            enumeration.exchanges.extend(exchanges);
        }
        view.add(topic, value, exchange, "get /version");
    }
    enumeration
}

/// Reads one document; `None` with a gap when it could not be read.
fn read<'a>(
    view: &mut View<'_, 'a>,
    topic: Topic,
    path: &str,
    permission: &str,
    item: Option<String>,
    enumeration: &mut Enumeration,
) -> Option<Page<'a>> {
    let Some(exchange) = view.source.exchange(path) else {
        enumeration.incomplete = true;
        view.not_read(topic, item, permission);
        return None;
    };
    match view.source.answer(exchange) {
        Ok(page) => {
            enumeration.pages += 1;
            enumeration.exchanges.insert(page.exchange.id.clone());
            Some(page)
        }
        Err(failure) => {
            enumeration.incomplete = true;
            view.gap(topic, item, permission, failure);
            None
        }
    }
}

/// The ConfigMaps that are read by name: one that the server does not have is
/// known to be absent.
pub(super) fn config_maps(view: &mut View<'_, '_>) -> Enumeration {
    let mut enumeration = Enumeration::default();
    let topic = Topic::KubernetesConfigMap;
    for name in CONFIG_MAPS {
        let path = format!("/api/v1/namespaces/{CONFIG_MAP_NAMESPACE}/configmaps/{name}");
        if let Some(exchange) = view.source.exchange(&path)
            && view.source.says_absent(exchange)
        {
            enumeration.exchanges.insert(exchange.id.clone());
            continue;
        }
        let item = Some(format!("{}/{CONFIG_MAP_NAMESPACE}/{name}", view.cluster));
        if let Some(page) = read(view, topic, &path, "get configmaps", item, &mut enumeration) {
            view.add(topic, page.body, page.exchange, "get configmaps");
        }
    }
    enumeration
}

/// The running configuration of the kubelet of every node but those whose kubelet AWS runs.
pub(super) fn kubelets(view: &mut View<'_, '_>) -> Enumeration {
    let mut enumeration = Enumeration::default();
    let topic = Topic::KubernetesKubeletConfig;
    let permission = "get nodes/proxy";
    let asked = view.source.paths().any(|path| path.ends_with(PROXY));
    let nodes = view.list_kind(Topic::KubernetesNode, "Node", &mut enumeration);
    let names: Vec<String> = nodes
        .iter()
        .flat_map(|listing| &listing.pages)
        .flat_map(ListPage::items)
        .filter(|node| !has_kubelet_of_aws(node))
        .filter_map(|node| node["metadata"]["name"].as_str().map(str::to_owned))
        .collect();
    if names.is_empty() && !enumeration.incomplete {
        // Every node is known and none has a kubelet to ask.
        return enumeration;
    }
    if !asked {
        enumeration.incomplete = true;
        view.not_read(topic, None, permission);
        return enumeration;
    }
    for name in names {
        let item = Some(format!("{}/{name}", view.cluster));
        let path = format!("{NODES}{name}{PROXY}");
        if let Some(page) = read(view, topic, &path, permission, item.clone(), &mut enumeration) {
            if !page.body["kubeletconfig"].is_object() {
                let detail = "the reply has no `kubeletconfig`".to_owned();
                let malformed = Failure::malformed(page.exchange, detail);
                view.gap(topic, item, permission, malformed);
                continue;
            }
            let mut value: Value = page.body;
            value["nodeName"] = json!(name);
            view.add(topic, value, page.exchange, permission);
        }
    }
    enumeration
}
