//! Sets of names that many facts and findings have alike, such as the lists that they were read from: equal sets stand
//! once in memory. Apart, they would be most of what a large cluster's facts and findings take.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet, btree_set};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Sets that are looked at for an equal one. Bounded: where sets differ, remembering them would take what sharing saves.
const REMEMBERED: usize = 1_024;

thread_local! {
    static SETS: RefCell<HashSet<Arc<BTreeSet<String>>>> = RefCell::default();
}

/// A sorted set of names.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedNames(Arc<BTreeSet<String>>);

impl SharedNames {
    /// Adds `name`.
    pub fn insert(&mut self, name: &str) {
        if !self.contains(name) {
            let mut names = BTreeSet::clone(self);
            names.insert(name.to_owned());
            *self = names.into();
        }
    }

    /// Adds `more`.
    pub fn extend<'a>(&mut self, more: impl IntoIterator<Item = &'a String>) {
        let added: Vec<&String> = more.into_iter().filter(|name| !self.contains(*name)).collect();
        if !added.is_empty() {
            let mut names = BTreeSet::clone(self);
            names.extend(added.into_iter().cloned());
            *self = names.into();
        }
    }

    /// Adds what `other` holds.
    pub fn merge(&mut self, other: &Self) {
        if !Arc::ptr_eq(&self.0, &other.0) {
            self.extend(other.iter());
        }
    }
}

impl From<BTreeSet<String>> for SharedNames {
    fn from(names: BTreeSet<String>) -> Self {
        SETS.with_borrow_mut(|sets| {
            if let Some(known) = sets.get(&names) {
                return Self(Arc::clone(known));
            }
            if sets.len() >= REMEMBERED {
                sets.clear();
            }
            let names = Arc::new(names);
            sets.insert(Arc::clone(&names));
            Self(names)
        })
    }
}

impl<const N: usize> From<[String; N]> for SharedNames {
    fn from(names: [String; N]) -> Self {
        BTreeSet::from(names).into()
    }
}

impl FromIterator<String> for SharedNames {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        names.into_iter().collect::<BTreeSet<_>>().into()
    }
}

impl Deref for SharedNames {
    type Target = BTreeSet<String>;

    fn deref(&self) -> &BTreeSet<String> {
        &self.0
    }
}

impl<'a> IntoIterator for &'a SharedNames {
    type Item = &'a String;
    type IntoIter = btree_set::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl PartialEq<BTreeSet<String>> for SharedNames {
    fn eq(&self, other: &BTreeSet<String>) -> bool {
        **self == *other
    }
}

impl Serialize for SharedNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SharedNames {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        BTreeSet::deserialize(reader).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> SharedNames {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn s8_equal_sets_stand_once_however_they_came_to_be() {
        let (first, mut grown) = (of(&["a", "b"]), of(&["b"]));
        let read: SharedNames = serde_json::from_str("[\"b\",\"a\",\"b\"]").unwrap();
        grown.insert("a");
        grown.insert("a");
        for other in [&read, &grown] {
            assert_eq!(*other, first);
            assert!(Arc::ptr_eq(&other.0, &first.0));
        }
        assert_eq!(serde_json::to_string(&read).unwrap(), "[\"a\",\"b\"]");
    }

    #[test]
    fn what_grows_leaves_what_it_was_shared_with_as_it_is() {
        let first = of(&["a"]);
        let mut second = first.clone();
        second.merge(&of(&["c", "b"]));
        assert_eq!((first, second), (of(&["a"]), of(&["a", "b", "c"])));
    }

    #[test]
    fn sets_that_all_differ_are_not_remembered_without_bound() {
        for number in 0..REMEMBERED * 3 {
            assert_eq!(of(&[&number.to_string()]).len(), 1);
        }
        assert!(SETS.with_borrow(HashSet::len) <= REMEMBERED);
    }
}
