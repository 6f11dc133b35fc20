//! What is known of a topic that files next to the controls declare, and which of them are in use. The files themselves
//! are read in `evidence::declared`.

mod descriptor;
mod kept;
mod registry;
mod schema;

pub use descriptor::{Descriptor, Field, KeyPart, Kind, Method, Page, Protocol, Service};
pub use registry::{Known, Taken, is_global, known, operation, register, register_free, stored, topic};

pub(in crate::evidence) use kept::kept;
pub(in crate::evidence) use registry::{is_topic_name, made};
pub(super) use schema::schema;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::{Scope, Topic};

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
