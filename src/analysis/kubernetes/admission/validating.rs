//! Policies in the form of ValidatingAdmissionPolicy: Kubernetes' own, and Kyverno's that are written as these.

use serde_json::Value;

use super::Effect;
use super::reach::{matches_pods, texts};
use crate::evidence::model::kubernetes::ValidatingAdmissionPolicy;

/// A policy refuses through its bindings, and only by `Deny`: they state what is done, and there is no default. Source:
/// Kubernetes documentation, "Validating Admission Policy".
pub(super) fn of_kubernetes(policy: &ValidatingAdmissionPolicy) -> Effect {
    let spec = policy.spec.as_ref().unwrap_or(&Value::Null);
    let denying: Vec<&Value> = policy
        .bindings
        .iter()
        .flatten()
        .map(|binding| &binding["spec"])
        .filter(|binding| texts(&binding["validationActions"]).any(|action| action == "Deny"))
        .collect();
    if denying.is_empty() {
        return Effect::none("no binding denies");
    }
    if !checks(spec) {
        return Effect::none("it has no validation");
    }
    if !matches_pods(&spec["matchConstraints"]) || !denying.iter().any(|one| matches_pods(&one["matchResources"])) {
        return Effect::none("it is not about pods");
    }
    Effect::REFUSES
}

/// Kyverno's `ValidatingPolicy` and `ImageValidatingPolicy`: without actions they deny. Source: Kyverno documentation,
/// "ValidatingPolicy".
pub(super) fn of_kyverno(kind: &str, spec: Option<&Value>, asked: Option<bool>) -> Effect {
    let spec = spec.unwrap_or(&Value::Null);
    let images = kind == "ImageValidatingPolicy";
    let actions = spec["validationActions"].as_array().filter(|actions| !actions.is_empty());
    if actions.is_some() && !texts(&spec["validationActions"]).any(|action| action == "Deny") {
        return Effect::none("it does not deny");
    }
    let evaluation = &spec["evaluation"];
    if evaluation["mode"].as_str().is_some_and(|mode| mode != "Kubernetes") {
        return Effect::none("it is not for Kubernetes' admission");
    }
    if is_off(&evaluation["admission"]["enabled"]) {
        return Effect::none("it is off at admission");
    }
    if !images && !checks(spec) {
        return Effect::none("it has no validation");
    }
    if !matches_pods(&spec["matchConstraints"]) {
        return Effect::none("it is not about pods");
    }
    match asked {
        Some(true) => Effect { verifies_images: Some(images), ..Effect::REFUSES },
        Some(false) => Effect::none("no webhook of Kyverno is asked about pods"),
        None => Effect::unknown("not all admission webhooks are known"),
    }
}

fn checks(spec: &Value) -> bool {
    spec["validations"].as_array().is_some_and(|validations| !validations.is_empty())
}

/// Booleans come as such or as text.
pub(super) fn is_off(value: &Value) -> bool {
    value == &Value::Bool(false) || value == "false"
}
