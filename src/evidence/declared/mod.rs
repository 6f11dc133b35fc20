//! Read operations that are declared as data, next to the controls that judge what they answer: `evidence/*.yaml`.
//!
//! A declaration says how AWS is asked, which items a reply holds, and which of their members are kept and as what. It
//! becomes a [`Descriptor`], and the topic that it names is one like every other. No code knows any of their services.

mod descriptor;
mod fields;
mod file;
mod kept;
mod name;
mod operation;
mod registry;
mod reply;
mod request;
mod resolve;
mod schema;

pub use descriptor::{Descriptor, Field, KeyPart, Kind, Method, Page, Protocol, Service};
pub use file::EvidenceFile;
pub use registry::{Known, Taken, is_global, known, operation, register, stored, topic};
pub use reply::{Answer, pick, read};
pub use request::{Asked, Requests};
pub(crate) use request::{text, values_at};
pub use resolve::{Fault, resolve};

pub(in crate::evidence) use kept::kept;
pub(in crate::evidence) use schema::schema;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::topic::{Scope, Topic};

/// The same, each after those that its items are found through.
#[must_use]
pub fn in_order(mut open: Vec<&'static Descriptor>) -> Vec<&'static Descriptor> {
    let mut done: Vec<&'static Descriptor> = Vec::new();
    while !open.is_empty() {
        let waits = |descriptor: &&'static Descriptor| {
            let through = |topic: &Topic| open.iter().any(|other| other.topic == topic.as_str());
            descriptor.parents.iter().any(through)
        };
        let (waiting, ready): (Vec<_>, Vec<_>) = open.iter().copied().partition(waits);
        if ready.is_empty() {
            // Circles are refused where declarations are read.
            done.extend(waiting);
            break;
        }
        done.extend(ready);
        open = waiting;
    }
    done
}

/// A declared topic. Two of one name are one topic.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    name: &'static str,
    descriptor: Option<&'static Descriptor>,
}

impl Declared {
    /// The topic of a declaration that is kept for good.
    #[must_use]
    pub fn of(descriptor: &'static Descriptor) -> Self {
        Self { name: &descriptor.topic, descriptor: Some(descriptor) }
    }

    /// Its name: `rds.dbInstance`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// What a fact of it belongs to.
    #[must_use]
    pub fn scope(self) -> Scope {
        self.descriptor.map_or(Scope::Account, |descriptor| descriptor.scope)
    }

    /// One sentence on what a fact of it is.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.descriptor.map_or("A topic of other controls than those in use.", |descriptor| &descriptor.description)
    }

    /// What its items are called, one and many.
    #[must_use]
    pub fn nouns(self) -> (&'static str, &'static str) {
        self.descriptor.map_or(("item", "items"), |descriptor| (&descriptor.nouns.0, &descriptor.nouns.1))
    }

    /// The topics that its items are found through.
    #[must_use]
    pub fn parents(self) -> &'static [Topic] {
        self.descriptor.map_or(&[], |descriptor| &descriptor.parents)
    }

    /// What declares it; `None` where only its name is known, from an assessment that was made with other files.
    #[must_use]
    pub fn descriptor(self) -> Option<&'static Descriptor> {
        self.descriptor
    }
}

impl PartialEq for Declared {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Declared {}

impl PartialOrd for Declared {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Declared {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for Declared {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

#[cfg(test)]
pub(crate) mod tests;
