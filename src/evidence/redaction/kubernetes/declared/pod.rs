//! `PodSpec` and what is in it.

use super::super::rule::Rule::{self, By, Each, Given, Host, Label, Map, Name, Object, Path, Scalar, Text};
use super::super::{arguments, labels};
use super::environment;
use super::metadata::{LABELS, SELECTOR};
use super::probe::{LIFECYCLE, PROBE};
use super::references::{ENVIRONMENT_FROM, REFERENCE};
use super::volume::VOLUME;
use crate::evidence::redaction::Form;

const QUANTITIES: Rule = Map(&Text(Form::Quantity));
/// `ResourceRequirements`.
pub(super) const RESOURCES: Rule = Object(&[
    ("limits", QUANTITIES),
    ("requests", QUANTITIES),
    ("claims", Each(&Object(&[("name", Label), ("request", Label)]))),
]);

const PROFILE: Rule =
    Object(&[("type", Text(Form::Enum(&["RuntimeDefault", "Localhost", "Unconfined"]))), ("localhostProfile", Path)]);
const SE_LINUX: Rule = Object(&[("user", Label), ("role", Label), ("type", Label), ("level", By(level))]);
const WINDOWS: Rule = Object(&[("gmsaCredentialSpecName", Name), ("runAsUserName", Name), ("hostProcess", Scalar)]);

const CONTEXT: Rule = Object(&[
    ("privileged", Scalar),
    ("allowPrivilegeEscalation", Scalar),
    ("readOnlyRootFilesystem", Scalar),
    ("runAsNonRoot", Scalar),
    ("runAsUser", Scalar),
    ("runAsGroup", Scalar),
    ("capabilities", Object(&[("add", Each(&Label)), ("drop", Each(&Label))])),
    ("seccompProfile", PROFILE),
    ("appArmorProfile", PROFILE),
    ("seLinuxOptions", SE_LINUX),
    ("windowsOptions", WINDOWS),
    ("procMount", Text(Form::Enum(&["Default", "Unmasked"]))),
]);

const POD_CONTEXT: Rule = Object(&[
    ("runAsNonRoot", Scalar),
    ("runAsUser", Scalar),
    ("runAsGroup", Scalar),
    ("fsGroup", Scalar),
    ("fsGroupChangePolicy", Label),
    ("supplementalGroups", Each(&Scalar)),
    ("supplementalGroupsPolicy", Label),
    ("seccompProfile", PROFILE),
    ("appArmorProfile", PROFILE),
    ("seLinuxOptions", SE_LINUX),
    ("seLinuxChangePolicy", Label),
    ("windowsOptions", WINDOWS),
    ("sysctls", Each(&Object(&[("name", Name), ("value", By(sysctl))]))),
]);

/// A level of SELinux: `s0:c123,c456`.
fn level(walker: &mut super::super::Walker<'_>, value: &mut serde_json::Value) {
    let is_level =
        |text: &str| text.len() <= 60 && text.bytes().all(|byte| byte.is_ascii_digit() || b"sc:,.-".contains(&byte));
    match value {
        serde_json::Value::String(text) if is_level(text) => {}
        serde_json::Value::String(text) => walker.whole("setting", "", text),
        other => Scalar.keep(walker, other),
    }
}

/// A number or several: `1024 65535`.
fn sysctl(walker: &mut super::super::Walker<'_>, value: &mut serde_json::Value) {
    let numbers = |text: &str| text.len() <= 40 && text.split_whitespace().all(|part| Form::Number.holds(part));
    match value {
        serde_json::Value::String(text) if numbers(text) => {}
        serde_json::Value::String(text) => walker.whole("setting", "", text),
        other => Scalar.keep(walker, other),
    }
}

const PROTOCOL: Rule = Text(Form::Enum(&["TCP", "UDP", "SCTP"]));

/// `Container`, `EphemeralContainer`.
const CONTAINER: Rule = Object(&[
    ("name", Label),
    ("image", Text(Form::Image)),
    ("command", By(arguments::command)),
    ("args", By(arguments::args)),
    ("workingDir", Path),
    (
        "ports",
        Each(&Object(&[
            ("name", By(super::network::port_name)),
            ("containerPort", Scalar),
            ("hostPort", Scalar),
            ("hostIP", Host),
            ("protocol", PROTOCOL),
        ])),
    ),
    ("env", By(environment::keep)),
    ("envFrom", Each(&ENVIRONMENT_FROM)),
    ("resources", RESOURCES),
    (
        "volumeMounts",
        Each(&Object(&[
            ("name", Label),
            ("mountPath", Path),
            ("subPath", Path),
            ("readOnly", Scalar),
            ("recursiveReadOnly", Label),
            ("mountPropagation", Text(Form::Enum(&["None", "HostToContainer", "Bidirectional"]))),
        ])),
    ),
    ("livenessProbe", PROBE),
    ("readinessProbe", PROBE),
    ("startupProbe", PROBE),
    ("lifecycle", LIFECYCLE),
    ("imagePullPolicy", Text(Form::Enum(&["Always", "IfNotPresent", "Never"]))),
    ("restartPolicy", RESTART),
    ("securityContext", CONTEXT),
    ("stdin", Scalar),
    ("tty", Scalar),
]);

const RESTART: Rule = Text(Form::Enum(&["Always", "OnFailure", "Never"]));

const TERM: Rule = Object(&[
    ("labelSelector", SELECTOR),
    ("namespaceSelector", SELECTOR),
    ("namespaces", Each(&Name)),
    ("topologyKey", Given),
    ("matchLabelKeys", Each(&Given)),
    ("mismatchLabelKeys", Each(&Given)),
]);
const POD_AFFINITY: Rule = Object(&[
    ("requiredDuringSchedulingIgnoredDuringExecution", Each(&TERM)),
    (
        "preferredDuringSchedulingIgnoredDuringExecution",
        Each(&Object(&[("weight", Scalar), ("podAffinityTerm", TERM)])),
    ),
]);
/// `NodeSelectorTerm`.
pub(super) const NODE_TERM: Rule =
    Object(&[("matchExpressions", By(labels::expressions)), ("matchFields", By(labels::expressions))]);
const NODE_AFFINITY: Rule = Object(&[
    ("requiredDuringSchedulingIgnoredDuringExecution", Object(&[("nodeSelectorTerms", Each(&NODE_TERM))])),
    (
        "preferredDuringSchedulingIgnoredDuringExecution",
        Each(&Object(&[("weight", Scalar), ("preference", NODE_TERM)])),
    ),
]);

const SPREAD: Rule = Object(&[
    ("maxSkew", Scalar),
    ("minDomains", Scalar),
    ("topologyKey", Given),
    ("whenUnsatisfiable", Text(Form::Enum(&["DoNotSchedule", "ScheduleAnyway"]))),
    ("labelSelector", SELECTOR),
    ("nodeAffinityPolicy", Label),
    ("nodeTaintsPolicy", Label),
    ("matchLabelKeys", Each(&Given)),
]);

/// `PodSpec`.
pub(super) const SPEC: Rule = Object(&[
    ("containers", Each(&CONTAINER)),
    ("initContainers", Each(&CONTAINER)),
    ("ephemeralContainers", Each(&CONTAINER)),
    ("volumes", Each(&VOLUME)),
    ("serviceAccountName", Name),
    ("serviceAccount", Name),
    ("automountServiceAccountToken", Scalar),
    ("nodeName", Name),
    ("nodeSelector", LABELS),
    (
        "affinity",
        Object(&[("nodeAffinity", NODE_AFFINITY), ("podAffinity", POD_AFFINITY), ("podAntiAffinity", POD_AFFINITY)]),
    ),
    ("tolerations", By(labels::taints)),
    ("topologySpreadConstraints", Each(&SPREAD)),
    ("hostPID", Scalar),
    ("hostIPC", Scalar),
    ("hostNetwork", Scalar),
    ("hostUsers", Scalar),
    ("shareProcessNamespace", Scalar),
    ("securityContext", POD_CONTEXT),
    ("runtimeClassName", Name),
    ("priorityClassName", Name),
    ("priority", Scalar),
    ("schedulerName", Given),
    ("restartPolicy", RESTART),
    ("dnsPolicy", Text(Form::Enum(&["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]))),
    ("os", Object(&[("name", Text(Form::Enum(&["linux", "windows"])))])),
    ("imagePullSecrets", Each(&REFERENCE)),
    ("hostAliases", Each(&Object(&[("ip", Host)]))),
    ("enableServiceLinks", Scalar),
    ("terminationGracePeriodSeconds", Scalar),
    ("activeDeadlineSeconds", Scalar),
    ("resources", RESOURCES),
]);
