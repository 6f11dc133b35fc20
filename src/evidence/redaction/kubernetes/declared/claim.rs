//! What a claim for storage asks for.

use super::super::rule::Rule::{self, Each, Label, Map, Name, Object, Text};
use super::metadata::SELECTOR;
use crate::evidence::redaction::Form;

pub(super) const MODES: Rule =
    Each(&Text(Form::Enum(&["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"])));
pub(super) const QUANTITIES: Rule = Map(&Text(Form::Quantity));

/// `PersistentVolumeClaimSpec`.
pub(super) const CLAIM_SPEC: Rule = Object(&[
    ("accessModes", MODES),
    ("resources", Object(&[("requests", QUANTITIES), ("limits", QUANTITIES)])),
    ("storageClassName", Name),
    ("volumeMode", Label),
    ("volumeName", Name),
    ("selector", SELECTOR),
]);
