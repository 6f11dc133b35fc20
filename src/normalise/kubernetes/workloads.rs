//! Workloads by their top owner, with the pods that exist of each. What no
//! listed controller owns is judged itself: nothing that runs is left out.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::apart;
use super::judged::{LISTS, is_added, name_of};
use super::pods::{Pods, ended};
use super::source::{Listing, State};
use super::{Enumeration, View, typed};
use crate::evidence::exchange::Exchange;
use crate::evidence::fact::GapReason;
use crate::evidence::kubernetes::{REPLICATION_CONTROLLER, controller, resources_of};
use crate::evidence::topic::Topic;
use crate::normalise::failure::Failure;

const TOPIC: Topic = Topic::KubernetesWorkload;
/// Controllers of pods, with the kind that may own them in turn.
const OWNED: &[(&str, &str)] = &[("ReplicaSet", "Deployment"), ("Job", "CronJob")];

/// Namespace, kind and name.
type Key = (String, String, String);

/// A workload with the pages that show it.
struct Draft<'a> {
    value: Value,
    exchange: &'a Exchange,
    pods: Pods,
    shown_by: BTreeMap<&'a str, &'a Exchange>,
}

#[derive(Default)]
struct Workloads<'a> {
    drafts: BTreeMap<Key, Draft<'a>>,
    /// ReplicaSets and Jobs, and what owns them.
    leads: BTreeMap<Key, (Key, &'a Exchange)>,
    /// Pods that are judged themselves though their owner is listed, by owner and by what they have alike.
    apart: BTreeMap<(Key, String), Key>,
    /// Running pods whose owner no list shows.
    orphans: BTreeMap<Key, &'a Exchange>,
}

/// Adds the workloads of the cluster.
pub(super) fn add(view: &mut View<'_, '_>) -> Enumeration {
    let mut enumeration = Enumeration::default();
    let mut lists = BTreeMap::new();
    for resource in resources_of(TOPIC) {
        if resource.kind == REPLICATION_CONTROLLER && !view.source.asked(resource) {
            continue;
        }
        lists.insert(resource.kind, view.list(resource, &mut enumeration));
    }
    let mut found = Workloads::default();
    for (kind, listing) in lists.iter().filter(|(kind, _)| **kind != "Pod") {
        found.add_controllers(kind, listing);
    }
    let read = |kind: &str| lists.get(kind).is_some_and(|listing| listing.state == State::Complete);
    // The pods of a Deployment are known through its ReplicaSets, those of a CronJob through its Jobs.
    let leads = |kind: &str| OWNED.iter().filter(|(_, owner)| *owner == kind).all(|(owned, _)| read(owned));
    let counted = |kind: &str| read("Pod") && leads(kind);
    if let Some(pods) = lists.get("Pod") {
        found.add_pods(pods);
    }
    let unlisted = |kind: &str| lists.get(kind).is_some_and(|listing| listing.state != State::Complete);
    for ((namespace, kind, name), exchange) in &found.orphans {
        // A list that failed has its gap already.
        if !unlisted(kind) {
            let item = format!("{}/{namespace}/{kind}/{name}", view.cluster);
            let detail = format!("a pod runs that {kind} {namespace}/{name} owns, which no list shows");
            let failure = Failure { reason: GapReason::Gone, detail, exchange: Some(exchange.id.clone()) };
            view.gap(TOPIC, Some(item), &permission(kind), failure);
        }
    }
    for ((_, kind, _), draft) in found.drafts {
        emit(view, &kind, draft, counted(&kind));
    }
    enumeration
}

fn permission(kind: &str) -> String {
    resources_of(TOPIC).find(|resource| resource.kind == kind).map_or_else(String::new, |found| found.permission())
}

fn emit(view: &mut View<'_, '_>, kind: &str, draft: Draft<'_>, counted: bool) {
    let Draft { mut value, exchange, pods, shown_by } = draft;
    if kind == "Pod" && pods.has_ended() && controller(&value).is_none_or(|(kind, ..)| kind != "Node") {
        value["finished"] = json!(true);
    }
    pods.add_to(&mut value, counted);
    if let Some(key) = view.add(TOPIC, value, exchange, &permission(kind)) {
        for exchange in shown_by.into_values() {
            view.builder.join(TOPIC, &key, exchange, |_| {});
        }
    }
}

fn key(kind: &str, object: &Value) -> Key {
    let text = |name: &str| object["metadata"][name].as_str().unwrap_or_default().to_owned();
    (text("namespace"), kind.to_owned(), text("name"))
}

impl<'a> Workloads<'a> {
    fn add_controllers(&mut self, kind: &str, listing: &Listing<'a>) {
        let owners = OWNED.iter().find(|(owned, _)| *owned == kind).map(|(_, owner)| *owner);
        for page in &listing.pages {
            for item in page.items() {
                let own = key(kind, &item);
                let owner = controller(&item).filter(|(owner, ..)| Some(*owner) == owners);
                match owner.map(|(owner, name, _)| (own.0.clone(), owner.to_owned(), name.to_owned())) {
                    Some(owner) => drop(self.leads.insert(own, (owner, page.exchange))),
                    None => {
                        let value = workload(typed(item, kind, page.exchange));
                        self.insert(own, value, page.exchange);
                    }
                }
            }
        }
    }

    fn insert(&mut self, key: Key, value: Value, exchange: &'a Exchange) -> &mut Draft<'a> {
        let draft = Draft { value, exchange, pods: Pods::default(), shown_by: BTreeMap::new() };
        self.drafts.entry(key).or_insert(draft)
    }

    fn add_pods(&mut self, listing: &Listing<'a>) {
        for page in &listing.pages {
            for pod in page.items() {
                let Some(owner) = self.owner(&pod, page.exchange) else { continue };
                let lead = self.leads.get(&owner).cloned();
                let top = lead.as_ref().map_or(&owner, |(top, _)| top);
                let Some(draft) = self.drafts.get_mut(top) else {
                    if !ended(&pod) {
                        self.orphans.insert(top.clone(), page.exchange);
                    }
                    continue;
                };
                let exchanges: Vec<&Exchange> =
                    lead.as_ref().map(|(_, exchange)| *exchange).into_iter().chain([page.exchange]).collect();
                draft.shown_by.extend(exchanges.iter().map(|exchange| (exchange.id.as_str(), *exchange)));
                let words = if ended(&pod) { Vec::new() } else { apart::words(&draft.value, &pod) };
                if words.is_empty() {
                    draft.pods.add(&pod);
                    continue;
                }
                draft.pods.count(&pod);
                let alike = (top.clone(), apart::alike(&pod));
                let known = self.apart.get(&alike).cloned();
                let own = known.unwrap_or_else(|| key("Pod", &pod));
                let value = apart::value(&draft.value, &pod, (&top.1, &top.2), &words);
                let draft = self.insert(own.clone(), value, page.exchange);
                draft.pods.add(&pod);
                draft.shown_by.extend(exchanges.iter().map(|exchange| (exchange.id.as_str(), *exchange)));
                self.apart.insert(alike, own);
            }
        }
    }

    /// The controller that the pod counts to. One that is not listed is known
    /// from its pods alone: those that differ are judged one by one.
    fn owner(&mut self, pod: &Value, exchange: &'a Exchange) -> Option<Key> {
        let own = key("Pod", pod);
        let listed = |kind: &str| resources_of(TOPIC).any(|resource| resource.kind == kind && kind != "Pod");
        // Only these have no template of their own: they were reduced when they were read.
        let reduced = pod["spec"]["containers"].is_null();
        let owner = controller(pod).filter(|(kind, ..)| *kind != "Node");
        let Some((kind, name, api_version)) = owner else {
            self.insert(own.clone(), bare(pod, exchange), exchange);
            return Some(own);
        };
        let top = (own.0.clone(), kind.to_owned(), name.to_owned());
        let of_core = kind == REPLICATION_CONTROLLER && api_version == "v1" && self.drafts.contains_key(&top);
        if of_core
            || (listed(kind) && (reduced || api_version.starts_with("apps/") || api_version.starts_with("batch/")))
        {
            return Some(top);
        }
        let mut value = bare(pod, exchange);
        match self.drafts.get(&top) {
            Some(known) if comparable(&known.value) == comparable(&value) => Some(top),
            // It was listed from elsewhere, or its pods differ.
            Some(_) => {
                self.insert(own.clone(), value, exchange);
                Some(own)
            }
            None => {
                value["kind"] = json!(kind);
                value["apiVersion"] = json!(api_version);
                value["metadata"]["name"] = json!(name);
                self.insert(top.clone(), value, exchange);
                Some(top)
            }
        }
    }
}

/// A Job that is complete or has failed starts no pod again. Source: Kubernetes API Reference, `JobStatus`.
fn has_finished(job: &Value) -> bool {
    let conditions = job["status"]["conditions"].as_array().into_iter().flatten();
    let ends = |condition: &Value| matches!(condition["type"].as_str(), Some("Complete" | "Failed"));
    job["kind"] == "Job" && conditions.into_iter().any(|condition| ends(condition) && condition["status"] == "True")
}

/// A pod as its own template.
fn bare(pod: &Value, exchange: &Exchange) -> Value {
    let object = typed(pod.clone(), "Pod", exchange);
    json!({
        "apiVersion": object["apiVersion"],
        "kind": "Pod",
        "metadata": object["metadata"],
        "templatePath": "",
        "template": {"metadata": object["metadata"], "spec": object["spec"]},
    })
}

/// A controller with its pod template.
fn workload(mut object: Value) -> Value {
    let cron = object["kind"] == "CronJob";
    let finished = has_finished(&object);
    let mut spec = object["spec"].take();
    let (path, template) = if cron {
        ("spec.jobTemplate.spec.template", spec.pointer_mut("/jobTemplate/spec/template"))
    } else {
        ("spec.template", spec.get_mut("template"))
    };
    let template = template.map(Value::take).unwrap_or_default();
    let mut members = Map::new();
    for name in ["apiVersion", "kind", "metadata"] {
        members.insert(name.to_owned(), object[name].take());
    }
    members.insert("templatePath".to_owned(), json!(path));
    members.insert("template".to_owned(), template);
    if finished {
        members.insert("finished".to_owned(), json!(true));
    }
    for name in ["replicas", "suspend", "volumeClaimTemplates"] {
        members.extend(spec.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    Value::Object(members)
}

/// What must be equal in pods that stand for one template: not where they run,
/// nor the names of the volumes that admission adds.
fn comparable(workload: &Value) -> Value {
    let mut spec = workload["template"]["spec"].clone();
    for placed in ["nodeName", "hostname", "subdomain"] {
        spec.as_object_mut().map(|spec| spec.remove(placed));
    }
    let volumes = spec["volumes"].as_array().into_iter().flatten();
    let added: Vec<String> = volumes.filter(|volume| is_added(volume)).filter_map(name_of).map(str::to_owned).collect();
    let drop_added = |items: Option<&mut Value>| {
        if let Some(items) = items.and_then(Value::as_array_mut) {
            items.retain(|item| name_of(item).is_none_or(|name| !added.iter().any(|added| added == name)));
        }
    };
    drop_added(spec.get_mut("volumes"));
    for kind in LISTS {
        for container in spec.get_mut(kind).and_then(Value::as_array_mut).into_iter().flatten() {
            drop_added(container.get_mut("volumeMounts"));
        }
    }
    spec
}
