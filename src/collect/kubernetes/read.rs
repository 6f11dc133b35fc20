//! Reads one cluster: what it serves first, then what the plan needs of it.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::Value;

use super::call::Call;
use super::channel::{Answer, Channel};
use super::place::{Place, segment};
use super::plan::Plan;
use crate::evidence::exchange::MAX_PAGES;
use crate::evidence::kubernetes::{
    CONFIG_MAP_NAMESPACE, CONFIG_MAPS, Custom, Discovery, FIRST, REPLICATION_CONTROLLER, RESOURCES, Resource, Served,
    has_kubelet_of_aws, is_policy_object, list_path, resources_of,
};
use crate::evidence::topic::Topic;

/// The group version of reviews of the caller itself.
const REVIEWS: &str = "authentication.k8s.io/v1";

/// How a list ended.
enum Listed {
    Complete,
    Refused(u16),
    Broken,
}

/// Reads the cluster; returns who the server says that the caller is. A server
/// that cannot be reached, or knows no such caller, is asked nothing more.
pub(super) async fn cluster(channel: &Channel, place: &Place, plan: &Plan) -> Option<String> {
    let reader = Reader { channel, place, plan };
    if let Answer::Broken | Answer::Refused(401) = channel.ask(Call::document(place, FIRST, "/version")).await {
        return None;
    }
    let discovery = reader.discovery().await;
    let (user, ..) = tokio::join!(
        reader.user(&discovery),
        reader.workloads(&discovery),
        reader.others(&discovery),
        reader.nodes(),
        reader.config_maps(),
        reader.policy_objects(&discovery),
    );
    user
}

struct Reader<'a> {
    channel: &'a Channel,
    place: &'a Place,
    plan: &'a Plan,
}

impl Reader<'_> {
    /// Servers older than 1.28 do not say who the caller is, and would refuse to.
    async fn user(&self, discovery: &Discovery) -> Option<String> {
        if !discovery.resources.get(REVIEWS)?.contains("selfsubjectreviews") {
            return None;
        }
        match self.channel.ask(Call::who_am_i(self.place)).await {
            Answer::Body(review) => review.pointer("/status/userInfo/username")?.as_str().map(str::to_owned),
            _ => None,
        }
    }

    async fn document(&self, operation: &str, path: &str) -> Value {
        match self.channel.ask(Call::document(self.place, operation, path)).await {
            Answer::Body(document) => document,
            _ => Value::Null,
        }
    }

    async fn discovery(&self) -> Discovery {
        let mut discovery = Discovery::default();
        let (core, groups) = tokio::join!(self.document("get.api", "/api"), self.document("get.apis", "/apis"));
        if !discovery.add_groups(&core, &groups) {
            return discovery;
        }
        let planned = RESOURCES.iter().filter(|resource| self.plan.reads(resource.topic));
        let mut asked: BTreeSet<String> = planned.flat_map(|resource| discovery.asks(resource)).collect();
        asked.extend(discovery.group_versions.iter().flatten().filter(|name| *name == REVIEWS).cloned());
        let documents = join_all(asked.iter().map(|group_version| async move {
            let path = format!("/apis/{group_version}");
            (group_version, self.document("get.apiresources", &path).await)
        }));
        for (group_version, document) in documents.await {
            discovery.add_resources(group_version, &document);
        }
        discovery
    }

    /// Pods before their controllers: a controller may be deleted between two
    /// lists, but one that is created then would have pods without an owner.
    async fn workloads(&self, discovery: &Discovery) {
        if !self.plan.reads(Topic::KubernetesWorkload) {
            return;
        }
        let of = |kinds: &'static [&'static str]| {
            resources_of(Topic::KubernetesWorkload).filter(move |resource| kinds.contains(&resource.kind))
        };
        let middle = &["ReplicaSet", "Job", REPLICATION_CONTROLLER];
        for kinds in [&["Pod"][..], middle, &["Deployment", "DaemonSet", "StatefulSet", "CronJob"]] {
            join_all(of(kinds).map(|resource| self.list_served(resource, discovery, &|_| {}))).await;
        }
    }

    /// Every list on which nothing else depends.
    async fn others(&self, discovery: &Discovery) {
        let apart = [Topic::KubernetesWorkload, Topic::KubernetesNode, Topic::KubernetesCustomResourceDefinition];
        let resources =
            RESOURCES.iter().filter(|resource| self.plan.reads(resource.topic) && !apart.contains(&resource.topic));
        join_all(resources.map(|resource| self.list_served(resource, discovery, &|_| {}))).await;
    }

    async fn nodes(&self) {
        if !self.plan.reads(Topic::KubernetesNode) && !self.plan.reads(Topic::KubernetesKubeletConfig) {
            return;
        }
        let names = std::sync::Mutex::new(Vec::new());
        let note = |node: &Value| {
            if let (Some(name), false, Ok(mut names)) =
                (node["metadata"]["name"].as_str(), has_kubelet_of_aws(node), names.lock())
            {
                names.push(name.to_owned());
            }
        };
        self.list("", "v1", "nodes", &note).await;
        if self.plan.reads(Topic::KubernetesKubeletConfig) {
            let names = names.into_inner().unwrap_or_default();
            join_all(names.iter().map(|name| async move {
                let path = format!("/api/v1/nodes/{}/proxy/configz", segment(name));
                self.channel.ask(Call::document(self.place, "get.nodes.proxy.configz", &path)).await
            }))
            .await;
        }
    }

    async fn config_maps(&self) {
        if self.plan.reads(Topic::KubernetesConfigMap) {
            join_all(CONFIG_MAPS.iter().map(|name| async move {
                let path = format!("/api/v1/namespaces/{CONFIG_MAP_NAMESPACE}/configmaps/{name}");
                self.channel.ask(Call::get(self.place, "configmaps", &path)).await
            }))
            .await;
        }
    }

    /// Custom resources are listed only where their definitions exist.
    async fn policy_objects(&self, discovery: &Discovery) {
        let topic = Topic::KubernetesCustomResourceDefinition;
        if !self.plan.reads(topic) && !self.plan.reads(Topic::KubernetesPolicyObject) {
            return;
        }
        let found = std::sync::Mutex::new(BTreeSet::new());
        let note = |definition: &Value| {
            if let (Some(custom), Ok(mut found)) = (Custom::of(definition), found.lock()) {
                found.insert(custom);
            }
        };
        for resource in resources_of(topic) {
            self.list_served(resource, discovery, &note).await;
        }
        if self.plan.reads(Topic::KubernetesPolicyObject) {
            let found = found.into_inner().unwrap_or_default();
            let wanted = found.iter().filter(|custom| is_policy_object(&custom.group, &custom.plural));
            join_all(wanted.map(|custom| self.list(&custom.group, &custom.version, &custom.plural, &|_| {}))).await;
        }
    }

    async fn list_served(&self, resource: &Resource, discovery: &Discovery, note: &(dyn Fn(&Value) + Sync)) {
        match discovery.served(resource) {
            Served::In(version) => {
                self.list(resource.group, version, resource.plural, note).await;
            }
            Served::No => {}
            Served::Unknown => {
                for version in resource.versions {
                    if !matches!(self.list(resource.group, version, resource.plural, note).await, Listed::Refused(404))
                    {
                        return;
                    }
                }
            }
        }
    }

    /// Every page of a list. A page token lives for minutes only; a list whose
    /// token has expired is begun again, once.
    async fn list(&self, group: &str, version: &str, plural: &str, note: &(dyn Fn(&Value) + Sync)) -> Listed {
        let path = list_path(group, version, plural);
        let (mut token, mut page, mut restarted): (Option<String>, u32, bool) = (None, 1, false);
        let mut seen = BTreeSet::new();
        loop {
            if page > MAX_PAGES {
                let call = Call::list(self.place, group, plural, &path, token.as_deref(), page);
                self.channel.leave(&call, &format!("more than {MAX_PAGES} pages: the list was not read further"));
                return Listed::Broken;
            }
            match self.channel.ask(Call::list(self.place, group, plural, &path, token.as_deref(), page)).await {
                Answer::Body(reply) => {
                    reply["items"].as_array().into_iter().flatten().for_each(note);
                    let next = reply.pointer("/metadata/continue").and_then(Value::as_str);
                    match next.filter(|next| !next.is_empty()) {
                        // A token that comes back leads round in a circle: the list never ends.
                        Some(next) if !seen.insert(next.to_owned()) => return Listed::Broken,
                        Some(next) => (token, page) = (Some(next.to_owned()), page + 1),
                        None => return Listed::Complete,
                    }
                }
                Answer::Refused(410) if token.is_some() && !restarted => {
                    (token, page, restarted) = (None, 1, true);
                    seen.clear();
                }
                Answer::Refused(status) => return Listed::Refused(status),
                Answer::Broken => return Listed::Broken,
            }
        }
    }
}
