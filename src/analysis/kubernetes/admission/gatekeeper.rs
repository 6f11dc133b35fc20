//! Gatekeeper's constraints. Source: Gatekeeper documentation, "Enforcement Points in Gatekeeper", "Constraints".

use serde_json::Value;

use super::Effect;
use super::reach::texts;

/// The enforcement point of the webhook. `vap.k8s.io` is served by ValidatingAdmissionPolicies that Gatekeeper writes;
/// they are listed and judged as such.
const WEBHOOK: &str = "validation.gatekeeper.sh";

/// What the constraint does to pods.
pub(super) fn effect(spec: Option<&Value>, asked: Option<bool>) -> Effect {
    let spec = spec.unwrap_or(&Value::Null);
    match spec["enforcementAction"].as_str() {
        None | Some("deny" | "") => {}
        Some("scoped") if denies_at_webhook(spec) => {}
        Some("scoped") => return Effect::none("it denies at no enforcement point of the webhook"),
        Some("dryrun" | "warn") => return Effect::none("it does not deny"),
        Some(_) => return Effect::unknown("its enforcement action is not known"),
    }
    if !matches_pods(&spec["match"]) {
        return Effect::none("it is not about pods");
    }
    match asked {
        Some(true) => Effect::REFUSES,
        Some(false) => Effect::none("no webhook of Gatekeeper is asked about pods"),
        None => Effect::unknown("not all admission webhooks are known"),
    }
}

fn denies_at_webhook(spec: &Value) -> bool {
    let actions = spec["scopedEnforcementActions"].as_array().into_iter().flatten();
    actions.filter(|action| action["action"] == "deny").any(|action| {
        let points = action["enforcementPoints"].as_array().into_iter().flatten();
        points.into_iter().any(|point| point["name"] == WEBHOOK || point["name"] == "*")
    })
}

/// Without kinds a constraint is about all objects.
fn matches_pods(criteria: &Value) -> bool {
    let kinds = criteria["kinds"].as_array().filter(|kinds| !kinds.is_empty());
    let about_pods = kinds.is_none_or(|kinds| {
        kinds.iter().any(|entry| {
            let any = |member: &str, wanted: &[&str]| {
                entry[member].as_array().is_none_or(Vec::is_empty)
                    || texts(&entry[member]).any(|text| wanted.contains(&text))
            };
            any("apiGroups", &["", "*"]) && any("kinds", &["Pod", "*"])
        })
    });
    let everywhere_excluded = texts(&criteria["excludedNamespaces"]).any(|name| name == "*");
    about_pods && criteria["scope"] != "Cluster" && !everywhere_excluded
}
