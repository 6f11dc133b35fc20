//! Numbers that stand for texts, so that what was equal stays equal: a selector still finds the labels that it is
//! about, a reference its object.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::evidence::redaction::OwnerKeys;

/// The texts of one run that may not be stored, in the order in which they came. It is never written anywhere: a
/// number says which texts are equal and nothing of what they are.
#[derive(Debug, Default)]
pub struct Names {
    known: Mutex<HashMap<String, u32>>,
    owners: OwnerKeys,
}

/// More texts than this share one number: markers have at most seven digits.
const LAST: u32 = 9_999_999;

impl Names {
    /// No names yet; the values of labels whose keys name `owners` are kept besides those that always are.
    #[must_use]
    pub fn new(owners: OwnerKeys) -> Self {
        Self { known: Mutex::default(), owners }
    }

    /// True for the key of a label that names an owner.
    pub(super) fn is_owner(&self, key: &str) -> bool {
        self.owners.name(key)
    }

    /// The number of `text`, the same for the whole run.
    pub(super) fn number(&self, text: &str) -> u32 {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.get(text) {
            return *number;
        }
        let next = u32::try_from(known.len()).unwrap_or(LAST).saturating_add(1).min(LAST);
        known.insert(text.to_owned(), next);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number_and_others_another() {
        let names = Names::default();
        assert_eq!([names.number("b"), names.number("a"), names.number("b")], [1, 2, 1]);
    }
}
