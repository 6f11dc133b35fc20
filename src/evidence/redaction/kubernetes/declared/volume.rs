//! Volumes: which source each has, and the paths, claims and Secrets that it names.

use super::super::rule::Rule::{self, Each, Given, Host, Label, Name, Object, Path, Scalar, Text};
use super::claim::CLAIM_SPEC;
use super::metadata::METADATA;
use super::references::{FIELD, REFERENCE};
use crate::evidence::redaction::Form;

const ITEMS: Rule = Each(&Object(&[("key", Label), ("path", Path), ("mode", Scalar)]));
const FIELDS: Rule = Each(&Object(&[
    ("path", Path),
    ("mode", Scalar),
    ("fieldRef", Object(&[("apiVersion", Given), ("fieldPath", FIELD)])),
    ("resourceFieldRef", Object(&[("containerName", Label), ("resource", Given)])),
]));
const CONFIG_MAP: Rule = Object(&[("name", Name), ("items", ITEMS), ("optional", Scalar), ("defaultMode", Scalar)]);

const PROJECTED: Rule = Object(&[
    ("defaultMode", Scalar),
    (
        "sources",
        Each(&Object(&[
            ("serviceAccountToken", Object(&[("audience", Host), ("expirationSeconds", Scalar), ("path", Path)])),
            ("secret", CONFIG_MAP),
            ("configMap", CONFIG_MAP),
            ("downwardAPI", Object(&[("items", FIELDS)])),
            ("clusterTrustBundle", Object(&[("name", Name), ("signerName", Given), ("optional", Scalar)])),
            ("podCertificate", Object(&[("signerName", Given)])),
        ])),
    ),
]);

/// What a driver that is declared no further needs.
const DRIVER: Rule = Object(&[
    ("driver", Given),
    ("readOnly", Scalar),
    ("secretRef", REFERENCE),
    ("secretName", Name),
    ("volumeID", Name),
]);

/// `Volume`.
pub(super) const VOLUME: Rule = Object(&[
    ("name", Label),
    ("hostPath", HOST_PATH),
    ("secret", Object(&[("secretName", Name), ("items", ITEMS), ("optional", Scalar), ("defaultMode", Scalar)])),
    ("configMap", CONFIG_MAP),
    (
        "emptyDir",
        Object(&[("medium", Text(Form::Enum(&["", "Memory", "HugePages"]))), ("sizeLimit", Text(Form::Quantity))]),
    ),
    ("projected", PROJECTED),
    ("persistentVolumeClaim", Object(&[("claimName", Name), ("readOnly", Scalar)])),
    (
        "csi",
        Object(&[
            ("driver", Given),
            ("readOnly", Scalar),
            ("fsType", Label),
            ("nodePublishSecretRef", REFERENCE),
            ("volumeAttributes", Object(&[("secretProviderClass", Name)])),
        ]),
    ),
    ("downwardAPI", Object(&[("items", FIELDS), ("defaultMode", Scalar)])),
    ("nfs", NFS),
    ("ephemeral", Object(&[("volumeClaimTemplate", Object(&[("metadata", METADATA), ("spec", CLAIM_SPEC)]))])),
    ("image", Object(&[("reference", Text(Form::Image)), ("pullPolicy", Label)])),
    ("awsElasticBlockStore", DRIVER),
    ("azureDisk", DRIVER),
    ("azureFile", DRIVER),
    ("cephfs", DRIVER),
    ("cinder", DRIVER),
    ("fc", DRIVER),
    ("flexVolume", DRIVER),
    ("flocker", DRIVER),
    ("gcePersistentDisk", DRIVER),
    ("gitRepo", DRIVER),
    ("glusterfs", DRIVER),
    ("iscsi", DRIVER),
    ("photonPersistentDisk", DRIVER),
    ("portworxVolume", DRIVER),
    ("quobyte", DRIVER),
    ("rbd", DRIVER),
    ("scaleIO", DRIVER),
    ("storageos", DRIVER),
    ("vsphereVolume", DRIVER),
]);

/// `HostPathVolumeSource`.
pub(super) const HOST_PATH: Rule = Object(&[("path", Path), ("type", Label)]);
/// `NFSVolumeSource`.
pub(super) const NFS: Rule = Object(&[("server", Host), ("path", Path), ("readOnly", Scalar)]);
