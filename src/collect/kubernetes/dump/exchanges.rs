//! The objects of a dump as the exchanges of the lists that the plan needs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Dump;
use super::objects::Contents;
use super::same;
use crate::collect::kubernetes::place::{Place, exchange, request};
use crate::collect::recorder::{Kept, with_reply};
use crate::evidence::exchange::{Outcome, Request};
use crate::evidence::kubernetes::{
    CONFIG_MAP_NAMESPACE, CONFIG_MAPS, DUMP_OPERATION, DUMP_PATH, RESOURCES, list_path, operation,
};
use crate::evidence::redaction::{Names, redact_object};
use crate::evidence::topic::Topic;

/// Who gave the files is not known.
const PRINCIPAL: &str = "dump";
/// Objects on a page: as many as servers are asked for.
const PAGE: usize = 500;
/// The parameter that names a page.
const CONTINUE: &str = "continue";

/// Group, version and plural.
type List = (String, String, String);

impl Contents {
    /// True when the files hold nothing of a cluster.
    pub(super) fn is_empty(&self) -> bool {
        let used = self.report.used > 0 || !self.report.not_used.is_empty();
        !used && self.empty.is_empty() && self.server.documents.is_empty()
    }
}

impl Dump {
    /// The exchanges of the lists that `topics` need.
    pub(in crate::collect::kubernetes) fn into_exchanges(
        mut self,
        place: &Place,
        topics: &BTreeSet<Topic>,
        names: &Names,
    ) -> Vec<Kept> {
        let mut contents = std::mem::take(&mut self.contents);
        let mut kept = vec![self.report(place, &contents)];
        let mut lists: BTreeMap<List, Vec<Box<[u8]>>> = BTreeMap::new();
        let mut config_maps = BTreeMap::new();
        for (group, plural) in &contents.empty {
            let resource = RESOURCES.iter().find(|resource| resource.group == *group && resource.plural == *plural);
            let version = resource.map_or("v1", |resource| resource.versions[0]).to_owned();
            lists.entry(((*group).to_owned(), version, (*plural).to_owned())).or_default();
        }
        for (key, held) in std::mem::take(&mut contents.objects) {
            if (key.group.as_str(), key.plural.as_str()) == ("", "configmaps") {
                config_maps.insert(key.name, same::read(&held.written));
            } else {
                lists.entry((key.group, held.version, key.plural)).or_default().push(held.written);
            }
        }
        for (list, objects) in lists {
            let topic = RESOURCES.iter().find(|r| r.group == list.0 && r.plural == list.2).map(|r| r.topic);
            if topics.contains(&topic.unwrap_or(Topic::KubernetesPolicyObject)) || leads_to_planned(topic, topics) {
                self.pages(names, place, &list, objects, &mut kept);
            }
        }
        for ((operation, path), (body, _)) in std::mem::take(&mut contents.server.documents) {
            kept.push(self.answered(names, of_dump(place, operation, &path, None), 1, body));
        }
        if topics.contains(&Topic::KubernetesConfigMap) {
            let all = contents.all_config_maps;
            kept.extend(
                CONFIG_MAPS
                    .iter()
                    .filter_map(|name| self.config_map(names, place, name, config_maps.remove(*name), all)),
            );
        }
        kept
    }

    /// The pages of one list, as a server gives them: a page is as much of a large cluster as stands in memory as a tree.
    fn pages(
        &self,
        names: &Names,
        place: &Place,
        (group, version, plural): &List,
        objects: Vec<Box<[u8]>>,
        kept: &mut Vec<Kept>,
    ) {
        let (all, path) = (objects.len(), list_path(group, version, plural));
        let mut objects = objects.into_iter();
        for (begin, page) in (0..all.max(1)).step_by(PAGE).zip(1..) {
            let token = (begin > 0).then(|| begin.to_string());
            let request = of_dump(place, operation("list", group, plural), &path, token.as_deref());
            let items: Vec<Value> = objects.by_ref().take(PAGE).map(|written| same::read(&written)).collect();
            let next = begin + PAGE;
            let metadata = if next < all { json!({"continue": next.to_string()}) } else { json!({}) };
            let mut body = json!({"kind": "List", "apiVersion": "v1", "metadata": metadata});
            body["items"] = Value::Array(items);
            kept.push(self.answered(names, request, page, body));
        }
    }

    /// What was made of the files and what was not.
    fn report(&self, place: &Place, contents: &Contents) -> Kept {
        let body = contents.report.body(&contents.namespace, self.namespace_from);
        self.stored(of_dump(place, DUMP_OPERATION.to_owned(), DUMP_PATH, None), 1, &body, BTreeMap::new())
    }

    fn config_map(&self, names: &Names, place: &Place, name: &str, found: Option<Value>, all: bool) -> Option<Kept> {
        let path = format!("/api/v1/namespaces/{CONFIG_MAP_NAMESPACE}/configmaps/{name}");
        let request = of_dump(place, operation("get", "", "configmaps"), &path, None);
        if let Some(object) = found {
            return Some(self.answered(names, request, 1, object));
        }
        all.then(|| {
            let mut exchange = exchange(request, 1, 1, self.read_at);
            PRINCIPAL.clone_into(&mut exchange.principal);
            exchange.status = Some(404);
            let message = format!("the list of ConfigMaps does not hold {name}");
            exchange.outcome = Outcome::Refused { code: "NotFound".to_owned(), message };
            (exchange, None)
        })
    }

    fn answered(&self, names: &Names, request: Request, page: u32, mut body: Value) -> Kept {
        let redactions = redact_object(&request, names, &mut body);
        self.stored(request, page, &body, redactions)
    }

    fn stored(&self, request: Request, page: u32, body: &Value, redactions: BTreeMap<String, u64>) -> Kept {
        let mut stored = body.to_string().into_bytes();
        stored.shrink_to_fit();
        let mut exchange = exchange(request, 1, page, self.read_at);
        PRINCIPAL.clone_into(&mut exchange.principal);
        exchange.outcome = Outcome::Answered;
        let (exchange, stored) = with_reply(exchange, "json", stored, redactions);
        (exchange, Some(stored))
    }
}

/// Says in the recording that no server was asked.
fn of_dump(place: &Place, operation: String, path: &str, token: Option<&str>) -> Request {
    let mut query = vec![("source", "dump")];
    query.extend(token.map(|token| (CONTINUE, token)));
    request(place, operation, path, &query)
}

fn leads_to_planned(topic: Option<Topic>, topics: &BTreeSet<Topic>) -> bool {
    match topic {
        Some(Topic::KubernetesCustomResourceDefinition) => topics.contains(&Topic::KubernetesPolicyObject),
        Some(Topic::KubernetesNode) => topics.contains(&Topic::KubernetesKubeletConfig),
        _ => false,
    }
}
