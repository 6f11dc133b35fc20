//! Which topics are declared. What is in use is registered once and for good: recordings, facts and verdicts name topics
//! and operations, and must mean one thing by them wherever they are read.
//!
//! Files that are read only to be looked at, such as the built-in ones next to a folder of the user's, are known within
//! [`Known::within`] alone.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex::Regex;

use super::{Declared, Descriptor};
use crate::evidence::topic::Topic;

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[a-z][A-Za-z0-9]{0,39}\.[a-z][A-Za-z0-9]{0,63}$").expect("a constant pattern is valid")
});

static IN_USE: RwLock<BTreeMap<&'static str, &'static Descriptor>> = RwLock::new(BTreeMap::new());
/// Names that no declaration in use explains.
static NAMES: RwLock<BTreeSet<&'static str>> = RwLock::new(BTreeSet::new());
/// Every descriptor that was ever made: one that is made again is the same one.
static MADE: RwLock<Vec<&'static Descriptor>> = RwLock::new(Vec::new());

thread_local! {
    static HERE: RefCell<Option<Known>> = const { RefCell::new(None) };
}

/// Another declaration has the topic or the operation already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The topic that cannot be registered.
    pub topic: String,
    /// What is taken.
    pub what: String,
}

/// The declared topics of one folder of controls.
#[derive(Debug, Clone, Default)]
pub struct Known(Arc<Vec<&'static Descriptor>>);

impl Known {
    /// Those of `descriptors`.
    #[must_use]
    pub fn of(descriptors: Vec<&'static Descriptor>) -> Self {
        Self(Arc::new(descriptors))
    }

    /// The descriptors.
    #[must_use]
    pub fn descriptors(&self) -> &[&'static Descriptor] {
        &self.0
    }

    /// Does `work` with these topics and no other declared ones.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = HERE.with(|here| here.replace(Some(self.clone())));
        let done = work();
        HERE.with(|here| here.replace(before));
        done
    }
}

/// `service.thing`, of a service that is AWS's.
pub(in crate::evidence) fn is_topic_name(name: &str) -> bool {
    let group = name.split('.').next().unwrap_or_default();
    NAME.is_match(name) && !["analysis", "kubernetes", "facts"].contains(&group)
}

/// Keeps a descriptor for good.
pub(in crate::evidence) fn made(descriptor: Descriptor) -> &'static Descriptor {
    let mut all = MADE.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(same) = all.iter().find(|known| ***known == descriptor) {
        return same;
    }
    let kept: &'static Descriptor = Box::leak(Box::new(descriptor));
    all.push(kept);
    kept
}

/// Puts the declarations of `known` in use. Registering the same again changes nothing.
///
/// # Errors
/// When another declaration has one of the topics or operations.
pub fn register(known: &Known) -> Result<(), Taken> {
    let mut in_use = IN_USE.write().unwrap_or_else(PoisonError::into_inner);
    for descriptor in known.descriptors() {
        let taken = |what: String| Err(Taken { topic: descriptor.topic.clone(), what });
        if in_use.get(descriptor.topic.as_str()).is_some_and(|other| other != descriptor) {
            return taken(format!("another declaration of the topic `{}` is in use", descriptor.topic));
        }
        let same = |other: &&&Descriptor| (&other.service.name, &other.operation) == operation_of(descriptor);
        if let Some(other) = in_use.values().filter(|other| other.topic != descriptor.topic).find(same) {
            return taken(format!("`{}` is read by the topic `{}` that is in use", descriptor.operation, other.topic));
        }
    }
    in_use.extend(known.descriptors().iter().map(|descriptor| (descriptor.topic.as_str(), *descriptor)));
    Ok(())
}

/// Puts those of `known` in use whose topic and operation nobody has declared: what a recording that others made may name.
pub fn register_free(known: &Known) {
    for descriptor in known.descriptors() {
        // What is taken stays as it is in use.
        let _taken = register(&Known::of(vec![*descriptor]));
    }
}

fn operation_of(descriptor: &Descriptor) -> (&String, &String) {
    (&descriptor.service.name, &descriptor.operation)
}

/// The declared topics that names may mean here: those of the folder that is read, or all that are in use.
#[must_use]
pub fn known() -> Vec<Topic> {
    let topic = |descriptor: &&'static Descriptor| Topic::Declared(Declared::of(descriptor));
    match HERE.with(|here| here.borrow().clone()) {
        Some(known) => known.descriptors().iter().map(topic).collect(),
        None => IN_USE.read().unwrap_or_else(PoisonError::into_inner).values().map(topic).collect(),
    }
}

/// The declared topic of this name.
#[must_use]
pub fn topic(name: &str) -> Option<Topic> {
    let here = HERE.with(|here| here.borrow().clone());
    let found = match here {
        Some(known) => known.descriptors().iter().copied().find(|descriptor| descriptor.topic == name),
        None => IN_USE.read().unwrap_or_else(PoisonError::into_inner).get(name).copied(),
    };
    found.map(|descriptor| Topic::Declared(Declared::of(descriptor)))
}

/// The topic of this name in what was stored before: where nothing declares it any more, its name alone. Controls that
/// are read name only topics that are declared next to them.
#[must_use]
pub fn stored(name: &str) -> Option<Topic> {
    if let Some(topic) = topic(name) {
        return Some(topic);
    }
    if !is_topic_name(name) || HERE.with(|here| here.borrow().is_some()) {
        return None;
    }
    let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
    let name = names.get(name).copied().unwrap_or_else(|| {
        let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(kept);
        kept
    });
    Some(Topic::Declared(Declared { name, descriptor: None }))
}

/// The declaration of this operation, when it is in use.
#[must_use]
pub fn operation(service: &str, name: &str) -> Option<&'static Descriptor> {
    let in_use = IN_USE.read().unwrap_or_else(PoisonError::into_inner);
    in_use.values().copied().find(|known| known.service.name == service && known.operation == name)
}

/// True for a declared service with one endpoint for all Regions of a partition.
#[must_use]
pub fn is_global(service: &str) -> bool {
    let in_use = IN_USE.read().unwrap_or_else(PoisonError::into_inner);
    in_use.values().any(|known| known.service.name == service && known.service.global.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_of_a_service_of_aws() {
        assert!(is_topic_name("rds.dbInstance"));
        for name in ["rds", "kubernetes.pod", "analysis.x", "rds.DbInstance", "rds.a.b", "rds.a-b", ""] {
            assert!(!is_topic_name(name), "{name}");
        }
    }
}
