//! Pods and their controllers.

use super::super::rule::Rule::{self, Each, Given, Label, Name, Object, Scalar, Text};
use super::claim::CLAIM_SPEC;
use super::metadata::{METADATA, SELECTOR, object};
use super::pod::SPEC;
use crate::evidence::redaction::Form;

const TEMPLATE: Rule = Object(&[("metadata", METADATA), ("spec", SPEC)]);
const STATE: Rule = Text(Form::Enum(&["True", "False", "Unknown"]));
const CONDITIONS: Rule = Each(&Object(&[("type", Label), ("status", STATE)]));

const OF_CONTROLLER: [(&str, Rule); 15] = [
    ("replicas", Scalar),
    ("selector", SELECTOR),
    ("template", TEMPLATE),
    ("paused", Scalar),
    ("suspend", Scalar),
    ("parallelism", Scalar),
    ("completions", Scalar),
    ("backoffLimit", Scalar),
    ("activeDeadlineSeconds", Scalar),
    ("ttlSecondsAfterFinished", Scalar),
    ("minReadySeconds", Scalar),
    ("revisionHistoryLimit", Scalar),
    ("serviceName", Name),
    ("concurrencyPolicy", Text(Form::Enum(&["Allow", "Forbid", "Replace"]))),
    (
        "volumeClaimTemplates",
        Each(&Object(&[("apiVersion", Given), ("kind", Given), ("metadata", METADATA), ("spec", CLAIM_SPEC)])),
    ),
];

/// Every controller of pods, CronJobs among them.
pub(super) const WORKLOAD: Rule = object![("spec", Rule::By(spec)), ("status", Object(&[("conditions", CONDITIONS)]))];

/// The spec of a controller; the selector of a ReplicationController is a map of labels.
fn spec(walker: &mut super::super::Walker<'_>, value: &mut serde_json::Value) {
    let Some(members) = value.as_object_mut() else { return Scalar.keep(walker, value) };
    let plain = |selector: &serde_json::Value| {
        selector.as_object().is_some_and(|s| !s.contains_key("matchLabels") && !s.contains_key("matchExpressions"))
    };
    let selector = members.get("selector").filter(|selector| plain(selector)).cloned();
    let job = members.remove("jobTemplate");
    OF_SPEC.keep(walker, value);
    if let Some(mut selector) = selector {
        super::metadata::LABELS.keep(walker, &mut selector);
        value["selector"] = selector;
    }
    if let Some(mut job) = job {
        JOB.keep(walker, &mut job);
        value["jobTemplate"] = job;
    }
}

const OF_SPEC: Rule = Object(&OF_CONTROLLER);
const JOB: Rule = Object(&[("metadata", METADATA), ("spec", OF_SPEC)]);

const MOMENT: Rule = Object(&[("startedAt", Text(Form::Timestamp)), ("reason", Label), ("exitCode", Scalar)]);
const STATES: Rule = Object(&[("running", MOMENT), ("waiting", MOMENT), ("terminated", MOMENT)]);
const STATUSES: Rule = Each(&Object(&[
    ("name", Label),
    ("image", Text(Form::Image)),
    ("imageID", Rule::By(image_id)),
    ("ready", Scalar),
    ("started", Scalar),
    ("restartCount", Scalar),
    ("state", STATES),
]));

/// As runtimes write it: with `docker-pullable://` in front, or a digest alone.
fn image_id(walker: &mut super::super::Walker<'_>, value: &mut serde_json::Value) {
    let is_known = value.as_str().is_some_and(|id| {
        let id = id.strip_prefix("docker-pullable://").or_else(|| id.strip_prefix("docker://")).unwrap_or(id);
        let digest = id
            .strip_prefix("sha256:")
            .is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
        id.is_empty() || digest || Form::Image.holds(id)
    });
    if !is_known {
        Text(Form::Image).keep(walker, value);
    }
}

/// `Pod`.
pub(super) const POD: Rule = object![
    ("spec", SPEC),
    (
        "status",
        Object(&[
            ("phase", Text(Form::Enum(&["Pending", "Running", "Succeeded", "Failed", "Unknown"]))),
            ("reason", Label),
            ("startTime", Text(Form::Timestamp)),
            ("conditions", CONDITIONS),
            ("containerStatuses", STATUSES),
            ("initContainerStatuses", STATUSES),
            ("ephemeralContainerStatuses", STATUSES),
        ])
    ),
];
