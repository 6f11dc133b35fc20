//! Storage classes, volumes and claims.

use serde_json::Value;

use super::super::rule::Rule::{self, By, Each, Given, Label, Name, Object, Path, Scalar, Text};
use super::super::{Walker, text};
use super::claim::{MODES, QUANTITIES};
use super::metadata::object;
use super::references::REFERENCE;
use super::volume::{HOST_PATH, NFS};
use crate::evidence::redaction::Form;

const POLICY: Rule = Text(Form::Enum(&["Retain", "Delete", "Recycle"]));

/// Parameters of EBS and EFS that are kept; the rest of any driver are markers.
/// Source: aws-ebs-csi-driver, "StorageClass parameters"; aws-efs-csi-driver, "Dynamic Provisioning".
const PARAMETERS: [(&str, Rule); 13] = [
    ("csi.storage.k8s.io/fstype", Label),
    ("encrypted", Text(Form::Boolean)),
    ("ensureUniqueDirectory", Text(Form::Boolean)),
    ("fileSystemId", Text(Form::ResourceId)),
    ("fsType", Label),
    ("iops", Text(Form::Number)),
    ("iopsPerGB", Text(Form::Number)),
    ("kmsKeyId", By(key)),
    ("kmskeyid", By(key)),
    ("provisioningMode", Label),
    ("throughput", Text(Form::Number)),
    ("type", Label),
    ("allowAutoIOPSPerGBIncrease", Text(Form::Boolean)),
];

fn parameters(walker: &mut Walker<'_>, value: &mut Value) {
    let Value::Object(members) = value else { return Scalar.keep(walker, value) };
    for (key, value) in members.iter_mut() {
        match (PARAMETERS.iter().find(|(known, _)| known == key), value) {
            (Some((_, rule)), value) => rule.keep(walker, value),
            (None, Value::String(text)) => walker.whole("setting", key, text),
            (None, value) => Scalar.keep(walker, value),
        }
    }
    walker.keys(members);
}

/// A key of KMS, as its ARN, id or alias.
fn key(walker: &mut Walker<'_>, value: &mut Value) {
    let is_known = |text: &str| {
        Form::Arn.holds(text) || Form::ResourceId.holds(text) || text.strip_prefix("alias/").is_some_and(text::is_label)
    };
    match value {
        Value::String(text) if is_known(text) => {}
        other => Rule::Marker("setting").keep(walker, other),
    }
}

/// `StorageClass`.
pub(super) const CLASS: Rule = object![
    ("provisioner", Given),
    ("parameters", By(parameters)),
    ("reclaimPolicy", POLICY),
    ("volumeBindingMode", Label),
    ("allowVolumeExpansion", Scalar),
];

/// `vol-…`, `aws://ZONE/vol-…`, `fs-…:PATH:fsap-…`; what other drivers write may be anything.
fn handle(walker: &mut Walker<'_>, value: &mut Value) {
    let Value::String(handle) = value else { return Scalar.keep(walker, value) };
    let volume = handle.rsplit('/').next().is_some_and(|id| id.starts_with("vol-") && Form::ResourceId.holds(id))
        && handle.split('/').rev().skip(1).all(|part| matches!(part, "" | "aws:") || text::is_label(part));
    let file_system = handle.starts_with("fs-")
        && handle
            .split(':')
            .all(|part| part.is_empty() || Form::ResourceId.holds(part) || part.split('/').all(text::is_part));
    if !volume && !file_system {
        walker.numbered("name", handle);
    }
}

const CSI: Rule = Object(&[
    ("driver", Given),
    ("volumeHandle", By(handle)),
    ("fsType", Label),
    ("readOnly", Scalar),
    ("volumeAttributes", Object(&[("encryptInTransit", Text(Form::Boolean))])),
    ("controllerPublishSecretRef", REFERENCE),
    ("nodeStageSecretRef", REFERENCE),
    ("nodePublishSecretRef", REFERENCE),
]);

/// `PersistentVolume`.
pub(super) const VOLUME: Rule = object![
    (
        "spec",
        Object(&[
            ("capacity", QUANTITIES),
            ("accessModes", MODES),
            ("storageClassName", Name),
            ("persistentVolumeReclaimPolicy", POLICY),
            ("volumeMode", Label),
            ("csi", CSI),
            ("hostPath", HOST_PATH),
            ("local", Object(&[("path", Path), ("fsType", Label)])),
            ("nfs", NFS),
            (
                "awsElasticBlockStore",
                Object(&[("volumeID", By(handle)), ("fsType", Label), ("partition", Scalar), ("readOnly", Scalar)])
            ),
            ("claimRef", REFERENCE),
            ("nodeAffinity", Object(&[("required", Object(&[("nodeSelectorTerms", Each(&super::pod::NODE_TERM))]))])),
        ])
    ),
    ("status", Object(&[("phase", Label)])),
];
