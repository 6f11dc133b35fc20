//! Documents of the server itself, of its kubelets, and its errors.

use serde_json::Value;

use super::super::rule::Rule::{self, By, Each, Given, Host, Label, Map, Name, Object, Path, Scalar, Text};
use super::super::{Walker, message};
use super::metadata::LIST;
use crate::evidence::redaction::Form;

/// `Status`: how a request failed.
pub(super) const STATUS: Rule = Object(&[
    ("apiVersion", Given),
    ("kind", Given),
    ("metadata", LIST),
    ("status", Label),
    ("reason", Label),
    ("message", By(message::keep)),
    ("code", Scalar),
    (
        "details",
        Object(&[
            ("name", Name),
            ("group", Given),
            ("kind", Given),
            ("uid", Text(Form::Name)),
            ("retryAfterSeconds", Scalar),
            ("causes", Each(&Object(&[("reason", Label)]))),
        ]),
    ),
]);

/// What was made of files given instead of a server: numbers by names of kinds, fields and endings.
pub(super) const FILES: Rule = By(files);

fn files(walker: &mut Walker<'_>, value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(|value| files(walker, value));
            walker.phrases(members);
        }
        other => Scalar.keep(walker, other),
    }
}

/// `/version`.
pub(super) const VERSION: Rule = Object(&[
    ("major", Text(Form::Name)),
    ("minor", Text(Form::Name)),
    ("gitVersion", Text(Form::Version)),
    ("platform", Text(Form::Name)),
    ("goVersion", Label),
    ("buildDate", Text(Form::Timestamp)),
    ("emulationMajor", Text(Form::Number)),
    ("emulationMinor", Text(Form::Number)),
]);

/// `APIVersions`.
pub(super) const API: Rule = Object(&[("apiVersion", Given), ("kind", Given), ("versions", Each(&Given))]);

const GROUP_VERSION: Rule = Object(&[("groupVersion", Given), ("version", Given)]);

/// `APIGroupList`.
pub(super) const APIS: Rule = Object(&[
    ("apiVersion", Given),
    ("kind", Given),
    (
        "groups",
        Each(&Object(&[("name", Name), ("versions", Each(&GROUP_VERSION)), ("preferredVersion", GROUP_VERSION)])),
    ),
]);

/// `APIResourceList`.
pub(super) const RESOURCES: Rule = Object(&[
    ("apiVersion", Given),
    ("kind", Given),
    ("groupVersion", Given),
    (
        "resources",
        Each(&Object(&[
            ("name", Name),
            ("singularName", Given),
            ("namespaced", Scalar),
            ("group", Given),
            ("version", Given),
            ("kind", Given),
            ("verbs", Each(&Given)),
        ])),
    ),
]);

/// `SelfSubjectReview`; what else an authenticator tells of the caller is dropped.
pub(super) const REVIEW: Rule = Object(&[
    ("apiVersion", Given),
    ("kind", Given),
    ("status", Object(&[("userInfo", Object(&[("username", Name), ("groups", Each(&Name))]))])),
]);

const ENABLED: Rule = Object(&[("enabled", Scalar)]);

/// `KubeletConfiguration`, the members that controls read.
const KUBELET: Rule = Object(&[
    ("apiVersion", Given),
    ("kind", Given),
    (
        "authentication",
        Object(&[("anonymous", ENABLED), ("webhook", ENABLED), ("x509", Object(&[("clientCAFile", Path)]))]),
    ),
    ("authorization", Object(&[("mode", Label)])),
    ("readOnlyPort", Scalar),
    ("streamingConnectionIdleTimeout", Text(Form::Quantity)),
    ("makeIPTablesUtilChains", Scalar),
    ("eventRecordQPS", Scalar),
    ("rotateCertificates", Scalar),
    ("serverTLSBootstrap", Scalar),
    ("tlsCertFile", Path),
    ("tlsPrivateKeyFile", Path),
    ("tlsCipherSuites", Each(&CIPHER)),
    ("tlsMinVersion", Label),
    ("featureGates", Map(&Scalar)),
    ("protectKernelDefaults", Scalar),
    ("podPidsLimit", Scalar),
    ("maxPods", Scalar),
    ("seccompDefault", Scalar),
    ("eventBurst", Scalar),
    ("hostnameOverride", Host),
    ("allowedUnsafeSysctls", Each(&Given)),
    ("enableDebuggingHandlers", Scalar),
    ("staticPodPath", Path),
    ("containerLogMaxSize", Text(Form::Quantity)),
    ("imageGCHighThresholdPercent", Scalar),
    ("imageGcHighThresholdPercent", Scalar),
]);
const CIPHER: Rule = Text(Form::Name);

/// `/api/v1/nodes/NAME/proxy/configz`.
pub(super) const CONFIGZ: Rule = Object(&[("kubeletconfig", KUBELET)]);
