//! One object, whatever number of files hold it. Two that differ are refused: which of them runs, nobody can tell.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value};

use super::problem::{Fault, Place, shown};
use crate::evidence::canonical;
use crate::file::codes::collect as code;

/// Group, plural, namespace and name: a version is only a way of writing it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) group: String,
    pub(super) plural: String,
    pub(super) namespace: String,
    pub(super) name: String,
}

/// An object as it is kept.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) version: String,
    /// Reduced to what facts are made from, as text: as a tree it takes many times the memory.
    pub(super) written: Box<[u8]>,
    place: Place,
    digest: String,
    uid: String,
    resource_version: u64,
}

/// Members of the metadata that a server writes.
const OF_SERVER: &[&str] =
    &["resourceVersion", "managedFields", "uid", "selfLink", "creationTimestamp", "generation", "generateName"];
/// Annotations that `kubectl` and controllers write.
const OF_CONTROLLERS: &[&str] =
    &["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];

impl Held {
    /// Holds what `reduce` leaves of an object.
    pub(super) fn new(version: &str, mut value: Value, place: Place, reduce: impl Fn(&mut Value)) -> Self {
        let word = |name: &str| value["metadata"][name].as_str().unwrap_or_default().to_owned();
        let (uid, resource_version) = (word("uid"), word("resourceVersion").parse().unwrap_or_default());
        let digest = digest(&value);
        reduce(&mut value);
        Self { version: version.to_owned(), digest, written: written(&value), place, uid, resource_version }
    }
}

/// An object as text.
pub(super) fn written(value: &Value) -> Box<[u8]> {
    value.to_string().into_bytes().into_boxed_slice()
}

/// What [`written`] wrote.
pub(super) fn read(written: &[u8]) -> Value {
    serde_json::from_slice(written).unwrap_or_default()
}

/// Of everything but what a server writes.
fn digest(object: &Value) -> String {
    let mut essence: Map<String, Value> = Map::new();
    for (name, member) in
        object.as_object().into_iter().flatten().filter(|(name, _)| !["status", "apiVersion"].contains(&name.as_str()))
    {
        let mut member = member.clone();
        if name == "metadata"
            && let Some(metadata) = member.as_object_mut()
        {
            metadata.retain(|name, _| !OF_SERVER.contains(&name.as_str()));
            if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
                annotations.retain(|name, _| !OF_CONTROLLERS.contains(&name.as_str()));
            }
        }
        drop_empty(&mut member);
        essence.insert(name.clone(), member);
    }
    canonical::to_vec(&Value::Object(essence)).map(|bytes| canonical::sha256(&bytes)).unwrap_or_default()
}

/// What is `null` or holds nothing is the same as what is not there, but for the objects whose presence says something.
fn drop_empty(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(drop_empty);
            let says = ["emptyDir", "podSelector", "namespaceSelector", "objectSelector", "selector"];
            members.retain(|name, member| match member {
                Value::Null => false,
                Value::Object(members) => !members.is_empty() || says.contains(&name.as_str()),
                _ => true,
            });
        }
        Value::Array(items) => items.iter_mut().for_each(drop_empty),
        _ => {}
    }
}

/// The objects that were read, each once.
pub(super) type Objects = BTreeMap<Key, Held>;

/// What became of an object.
pub(super) enum Added {
    New,
    Again,
}

/// Adds an object, unless it is there already.
///
/// # Errors
/// When it is there with other contents.
pub(super) fn add(
    objects: &mut Objects,
    key: Key,
    kind: &str,
    held: Held,
    rank: impl Fn(&str) -> usize,
) -> Result<Added, Fault> {
    match objects.entry(key) {
        Entry::Vacant(entry) => {
            entry.insert(held);
            Ok(Added::New)
        }
        Entry::Occupied(mut entry) => {
            let known = entry.get();
            let one_of_server = !held.uid.is_empty() && held.uid == known.uid && held.version != known.version;
            if known.digest != held.digest && !one_of_server {
                let Key { namespace, name, .. } = entry.key();
                let slash = if namespace.is_empty() { "" } else { "/" };
                let message = format!(
                    "{kind} {}{slash}{} is given with other contents at {}",
                    shown(namespace),
                    shown(name),
                    known.place
                );
                return Err(Fault::new(code::GIVEN_TWICE, message).help(
                    "give each object once, as it is in the cluster; apply patches first (`kubectl kustomize`)",
                ));
            }
            let newer = (rank(&known.version), held.resource_version) > (rank(&held.version), known.resource_version);
            if newer || (known.uid.is_empty() && !held.uid.is_empty()) {
                entry.insert(held);
            }
            Ok(Added::Again)
        }
    }
}
