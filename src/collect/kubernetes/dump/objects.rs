//! From documents to objects: lists are unfolded, and each object is read, refused, or counted by its kind.

use serde_json::{Value, json};

use super::json::{self, Document};
use super::kinds::{self, Use, group_and_version};
use super::problem::{Fault, Place, Problems, shown};
use super::report::Report;
use super::same::{self, Added, Held, Key, Objects};
use super::schema::{self, count};
use super::server::Server;
use super::{defaults, form, marks};
use crate::evidence::kubernetes::{CONFIG_MAP_NAMESPACE, CONFIG_MAPS, RESOURCES, Resource, reduce};
use crate::file::codes::collect as code;

/// Lists within lists.
const DEPTH: usize = 8;

/// What the files hold.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) objects: Objects,
    /// Lists that say that there are none: group and plural.
    pub(super) empty: Vec<(&'static str, &'static str)>,
    pub(super) all_config_maps: bool,
    pub(super) server: Server,
    pub(super) report: Report,
    /// Custom resources, until all definitions are known.
    pub(super) custom: Vec<(Box<[u8]>, Place)>,
    /// The namespace of objects that name none.
    pub(super) namespace: String,
}

/// Where an object stands, and what is known of it from around it.
struct Around<'a> {
    place: &'a Place,
    stem: &'a str,
    depth: usize,
}

impl Contents {
    /// Takes one document of the file `stem`.
    pub(super) fn add(&mut self, document: Document<'_>, place: &Place, stem: &str, problems: &mut Problems) {
        let around = Around { place, stem, depth: 0 };
        match document {
            Document::Array(items) => self.array(|| items.iter().map(|text| json::value(text)), &around, problems),
            Document::Whole(Value::Array(items)) => self.array(|| items.iter().cloned(), &around, problems),
            Document::Whole(value @ Value::Object(_)) => self.mapping(value, &around, problems),
            Document::Whole(_) => problems.add(
                place,
                Fault::new(code::NO_OBJECT, "it is a text or number, not an object").help("remove it, or correct it"),
            ),
            Document::List(head, items) => self.whole_list(&head, &items, &around, problems),
        }
    }

    fn array<I: Iterator<Item = Value>>(
        &mut self,
        items: impl Fn() -> I,
        around: &Around<'_>,
        problems: &mut Problems,
    ) {
        let mut is_patch = items().map(|item| item["op"].is_string() && item["path"].is_string()).peekable();
        if is_patch.peek().is_some() && is_patch.all(|is_patch| is_patch) {
            return problems.add(around.place, marks::patch("a JSON patch"));
        }
        self.items(items(), "", None, around, problems);
    }

    /// A list that is a document: its objects are read one by one.
    fn whole_list(&mut self, head: &Value, items: &[&str], around: &Around<'_>, problems: &mut Problems) {
        if let Some(fault) = marks::not_ready(head) {
            return problems.add(around.place, fault);
        }
        let (kind, api_version) = (word(&head["kind"]), word(&head["apiVersion"]));
        let values = items.iter().map(|text| json::value(text));
        self.listed(head, (&kind, &api_version), values, around, problems);
    }

    fn items(
        &mut self,
        items: impl Iterator<Item = Value>,
        of: &str,
        list: Option<(&str, &str)>,
        around: &Around<'_>,
        problems: &mut Problems,
    ) {
        for (index, mut item) in items.enumerate() {
            let place = around.place.item(of, index);
            if !item.is_object() {
                problems.add(&place, Fault::new(code::NO_OBJECT, "an item of the list is not an object"));
                continue;
            }
            // The items of a typed list do not repeat their kind.
            if let Some((kind, api_version)) = list.filter(|(kind, _)| !kind.is_empty()) {
                for (name, word) in [("kind", kind), ("apiVersion", api_version)] {
                    if item[name].is_null() {
                        item[name] = json!(word);
                    }
                }
            }
            self.mapping(item, &Around { place: &place, depth: around.depth + 1, ..*around }, problems);
        }
    }

    fn mapping(&mut self, mut value: Value, around: &Around<'_>, problems: &mut Problems) {
        let place = around.place;
        if around.depth > DEPTH {
            return problems
                .add(place, Fault::new(code::TOO_DEEP, format!("lists stand within lists more than {DEPTH} deep")));
        }
        if let Some(fault) = marks::not_ready(&value) {
            return problems.add(place, fault);
        }
        let (kind, api_version) = match (&value["kind"], &value["apiVersion"]) {
            (Value::String(kind), Value::String(version)) if !kind.is_empty() && !version.is_empty() => {
                (kind.clone(), version.clone())
            }
            _ => match self.server.add(&mut value, around.stem, place) {
                Ok(true) => return,
                Ok(false) => return self.untyped(&value, around, problems),
                Err(fault) => return problems.add(place, fault),
            },
        };
        if let Some(result) = self.server.add_typed(&kind, &value, place) {
            return result.unwrap_or_else(|fault| problems.add(place, fault));
        }
        if kind.ends_with("List") && (value.get("items").is_some() || value["metadata"]["name"].is_null()) {
            return self.list(value, &kind, &api_version, around, problems);
        }
        self.object(value, &kind, &api_version, place, problems);
    }

    /// What names no kind: a file of another program, or an object that lacks it.
    fn untyped(&mut self, value: &Value, around: &Around<'_>, problems: &mut Problems) {
        let has = |name: &str| value.get(name).is_some_and(|member| !member.is_null());
        let known = match around.stem {
            "Chart" => Some("Chart.yaml of Helm"),
            stem if stem.starts_with("values") => Some("values of Helm"),
            "kustomization" | "Kustomization" => Some("kustomization.yaml, which is not applied"),
            _ => None,
        };
        if let Some(known) = known.filter(|_| around.depth == 0 && !has("metadata")) {
            return count(&mut self.report.other, known.to_owned());
        }
        let about =
            has("kind") || (has("metadata") && (has("spec") || has("apiVersion"))) || has("items") || around.depth > 0;
        if !about {
            return count(&mut self.report.other, "document that is not an object of Kubernetes".to_owned());
        }
        let lacks = if value["kind"].is_string() && !has("apiVersion") { "apiVersion" } else { "kind" };
        let state = if has(lacks) { "is not a text" } else { "is missing" };
        problems.add(
            around.place,
            Fault::new(code::NO_KIND, format!("{lacks} {state}")).help("an object names its apiVersion and kind"),
        );
    }

    fn list(&mut self, mut value: Value, kind: &str, api_version: &str, around: &Around<'_>, problems: &mut Problems) {
        let place = around.place;
        let items = match value.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            Some(Value::Null) => Vec::new(),
            Some(_) => return problems.add(place, Fault::new(code::NO_LIST, "`items` is not a list")),
            None => {
                return problems
                    .add(place, Fault::new(code::NO_LIST, format!("`items` of a {} is missing", shown(kind))));
            }
        };
        self.listed(&value, (kind, api_version), items.into_iter(), around, problems);
    }

    /// The items of a list whose other members are `head`.
    fn listed(
        &mut self,
        head: &Value,
        (kind, api_version): (&str, &str),
        items: impl Iterator<Item = Value>,
        around: &Around<'_>,
        problems: &mut Problems,
    ) {
        let place = around.place;
        let follows = head["metadata"]["continue"].as_str().is_some_and(|token| !token.is_empty())
            || head["metadata"]["remainingItemCount"].as_i64().is_some_and(|left| left > 0);
        if follows {
            let fault = Fault::new(code::ONE_PAGE, "it is one page of a list, and others follow it");
            return problems
                .add(place, fault.help("write the whole list: `kubectl get RESOURCE --all-namespaces -o json`"));
        }
        let of_list = kind.strip_suffix("List").unwrap_or_default();
        let mut items = items.peekable();
        if items.peek().is_none() {
            return self.nothing(of_list, api_version, around);
        }
        if of_list == "PartialObjectMetadata" {
            return problems.add(
                place,
                Fault::new(code::METADATA_ONLY, "it holds the metadata of objects without their kinds")
                    .help("write the objects: `kubectl get RESOURCE -o json`"),
            );
        }
        self.items(items, ".items", Some((of_list, api_version)), around, problems);
    }

    /// A list without items says that there are none; `kubectl` writes it without a kind, so that the file's name must
    /// say of what.
    fn nothing(&mut self, kind: &str, api_version: &str, around: &Around<'_>) {
        let stem = around.stem.to_ascii_lowercase();
        let by_kind = RESOURCES.iter().find(|r| r.kind == kind && group_and_version(api_version).0 == r.group);
        let named =
            |r: &&Resource| around.depth == 0 && (stem == r.plural || stem == format!("{}.{}", r.plural, r.group));
        match by_kind.or_else(|| RESOURCES.iter().find(named).filter(|_| kind.is_empty())) {
            Some(resource) => self.empty.push((resource.group, resource.plural)),
            None => count(&mut self.report.other, "empty list that does not say of what".to_owned()),
        }
    }

    fn object(&mut self, value: Value, kind: &str, api_version: &str, place: &Place, problems: &mut Problems) {
        if (api_version, kind) == ("v1", "ConfigMap") {
            return self.read(value, "configmaps", &["v1"], place, problems);
        }
        let purpose = match kinds::purpose(api_version, kind) {
            Ok(purpose) => purpose,
            Err(fault) => return problems.add(place, fault),
        };
        match purpose {
            Use::Nothing => self.report.not_used(api_version, kind, &value),
            Use::Policy => self.custom.push((same::written(&value), place.clone())),
            Use::Read(resource) => self.read(value, resource.plural, resource.versions, place, problems),
        }
    }

    /// Reads the custom resources, now that all definitions are known.
    pub(super) fn finish(&mut self, problems: &mut Problems) {
        for (written, place) in std::mem::take(&mut self.custom) {
            let value = same::read(&written);
            let (group, _) = group_and_version(value["apiVersion"].as_str().unwrap_or_default());
            let plural = kinds::plural_of(group, value["kind"].as_str().unwrap_or_default());
            self.read(value, &plural, &[], &place, problems);
        }
    }

    fn read(&mut self, mut value: Value, plural: &str, versions: &[&str], place: &Place, problems: &mut Problems) {
        let (kind, api_version) = (word(&value["kind"]), word(&value["apiVersion"]));
        let (group, version) = group_and_version(&api_version);
        let named = match marks::name(&kind, &value) {
            Ok(named) => named,
            Err(fault) => return problems.add(place, fault),
        };
        let rank = |version: &str| versions.iter().position(|known| *known == version).unwrap_or(usize::MAX);
        let of_object =
            |fault: Fault| Fault { message: format!("{kind} {}: {}", shown(&named), fault.message), ..fault };
        // Versions of one kind that are written alike.
        let alike = versions.first() == Some(&version) || ["CronJob", "PodDisruptionBudget"].contains(&kind.as_str());
        let shape = if alike && kind != "Secret" { kind.as_str() } else { "" };
        let checked = schema::check(shape, &value);
        let incomplete = if checked.faults.is_empty() { form::check(&kind, &value) } else { Vec::new() };
        let faulty = !checked.faults.is_empty() || !incomplete.is_empty();
        checked.faults.into_iter().chain(incomplete).for_each(|fault| problems.add(place, of_object(fault)));
        let of_server = value["metadata"]["uid"].is_string();
        if !of_server {
            checked.unknown.iter().for_each(|field| count(&mut self.report.unknown_fields, format!("{kind} {field}")));
        }
        if let Some(since) = kinds::gone_since(&api_version, &kind) {
            count(&mut self.report.old, format!("{api_version} {kind}, not served since Kubernetes {since}"));
        }
        let namespace = self.namespace_of(group, &kind, &mut value);
        if kind == "ConfigMap" && !self.is_read(&namespace, &named, &value) {
            return;
        }
        if !faulty {
            schema::numbers(shape, &mut value);
            defaults::add(&kind, &mut value);
        }
        let held = Held::new(version, value, place.clone(), |value| reduce(group, plural, value));
        // A faulty one is kept, too, so that another one is found to differ: all is told at once.
        let key = Key { group: group.to_owned(), plural: plural.to_owned(), namespace, name: named.clone() };
        match same::add(&mut self.objects, key, &kind, held, rank) {
            Ok(Added::New) => self.report.used += 1,
            Ok(Added::Again) => count(&mut self.report.again, kind.clone()),
            Err(fault) => problems.add(place, fault),
        }
    }

    /// The namespace that the API server would find on the object, as `kubectl` sends it.
    fn namespace_of(&mut self, group: &str, kind: &str, value: &mut Value) -> String {
        let given = word(&value["metadata"]["namespace"]);
        let namespaced = kinds::built_in_has_namespace(group, kind)
            .or_else(|| self.server.scope(group, kind))
            .unwrap_or_else(|| kinds::custom_has_namespace(group, kind));
        let Some(metadata) = value["metadata"].as_object_mut() else { return given };
        if !namespaced {
            metadata.remove("namespace");
            if !given.is_empty() {
                count(&mut self.report.cleared, kind.to_owned());
            }
            return String::new();
        }
        if given.is_empty() {
            metadata.insert("namespace".to_owned(), json!(self.namespace));
            count(&mut self.report.defaulted, kind.to_owned());
            return self.namespace.clone();
        }
        given
    }

    /// Few ConfigMaps are read; the others are counted.
    fn is_read(&mut self, namespace: &str, name: &str, value: &Value) -> bool {
        // Every namespace has this one: the list that holds it holds all of the namespace.
        self.all_config_maps |= namespace == CONFIG_MAP_NAMESPACE && name == "kube-root-ca.crt";
        let read = namespace == CONFIG_MAP_NAMESPACE && CONFIG_MAPS.contains(&name);
        if !read {
            self.report.not_used("v1", "ConfigMap", value);
        }
        read
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
