//! Kyverno's `ClusterPolicy` and `Policy`. Source: Kyverno documentation, "Policy Settings", "Validate Rules", "Selecting
//! Resources"; github.com/kyverno/kyverno `api/kyverno/v1`: the rule's own overrides go before the rule's own action,
//! these before the policy's overrides and its action, and without any of them a rule audits.

use serde_json::Value;

use super::Effect;
use super::reach::{Asked, texts};
use super::validating::is_off;

/// What one rule does to pods.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Enforce,
    Audit,
    Unknown,
}

/// What the policy does to pods.
pub(super) fn effect(spec: Option<&Value>, asked: &Asked) -> Effect {
    let spec = spec.unwrap_or(&Value::Null);
    if is_off(&spec["admission"]) {
        return Effect::none("it is off at admission");
    }
    let rules: Vec<&Value> = spec["rules"].as_array().into_iter().flatten().collect();
    let about_pods: Vec<&Value> =
        rules.into_iter().filter(|rule| checks(rule)).filter(|rule| selects_pods(rule)).collect();
    if about_pods.is_empty() {
        return Effect::none("none of its rules validates pods");
    }
    let does = |wanted: Action, rule: &&Value| action(spec, rule) == wanted;
    let enforced: Vec<&&Value> = about_pods.iter().filter(|rule| does(Action::Enforce, rule)).collect();
    if enforced.is_empty() {
        let open = about_pods.iter().any(|rule| does(Action::Unknown, rule));
        return if open { Effect::unknown("its action is not known") } else { Effect::none("it only audits") };
    }
    let images = enforced.iter().any(|rule| verifies(rule));
    let pods = if images { either(asked.kyverno, asked.kyverno_mutating) } else { asked.kyverno };
    match pods {
        Some(true) => {
            let verifies_images = Some(images);
            Effect { verifies_images, ..Effect::REFUSES }
        }
        Some(false) => Effect::none("no webhook of Kyverno is asked about pods"),
        None => Effect::unknown("not all admission webhooks are known"),
    }
}

fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    if one == Some(true) || other == Some(true) { Some(true) } else { one.and(other) }
}

fn verifies(rule: &Value) -> bool {
    rule["verifyImages"].as_array().is_some_and(|checks| !checks.is_empty())
}

/// A rule that changes or makes objects refuses none.
fn checks(rule: &Value) -> bool {
    let validate = &rule["validate"];
    let levels = validate["podSecurity"]["level"] != "privileged";
    verifies(rule) || (validate.is_object() && levels)
}

fn action(spec: &Value, rule: &Value) -> Action {
    let validate = &rule["validate"];
    let of_images =
        || rule["verifyImages"].as_array().into_iter().flatten().filter_map(|one| word(&one["failureAction"]));
    let own = word(&validate["failureAction"]).or_else(|| {
        let actions: Vec<Action> = of_images().collect();
        [Action::Enforce, Action::Unknown, Action::Audit].into_iter().find(|action| actions.contains(action))
    });
    let base = own.or_else(|| word(&spec["validationFailureAction"])).unwrap_or(Action::Audit);
    let overrides = [&validate["failureActionOverrides"], &spec["validationFailureActionOverrides"]];
    let stated = overrides.into_iter().find_map(|list| list.as_array().filter(|list| !list.is_empty()));
    // The overrides of the policy do not reach a rule that has an action of its own.
    let stated = stated.filter(|list| own.is_none() || validate["failureActionOverrides"].as_array() == Some(list));
    let Some(stated) = stated else { return base };
    for one in stated {
        match word(&one["action"]) {
            // Somewhere at least it is enforced.
            Some(Action::Enforce) => return Action::Enforce,
            Some(Action::Audit) if everywhere(one) => return Action::Audit,
            Some(Action::Audit) => {}
            Some(Action::Unknown) | None => return Action::Unknown,
        }
    }
    base
}

fn everywhere(entry: &Value) -> bool {
    let selector = &entry["namespaceSelector"];
    let narrowed = ["matchLabels", "matchExpressions"].iter().any(|member| !is_empty(&selector[*member]));
    !narrowed && (is_empty(&entry["namespaces"]) || texts(&entry["namespaces"]).any(|name| name == "*"))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        other => other.is_null(),
    }
}

fn word(value: &Value) -> Option<Action> {
    let text = value.as_str()?;
    Some(match text.to_ascii_lowercase().as_str() {
        "enforce" => Action::Enforce,
        "audit" => Action::Audit,
        _ => Action::Unknown,
    })
}

/// Whether the rule selects pods when they are created. A rule on Pods is made into one on their controllers too, and
/// not the other way round.
fn selects_pods(rule: &Value) -> bool {
    let taken_out =
        filters(&rule["exclude"]).iter().any(|resources| names_pods(resources) && is_unconditional(resources));
    filters(&rule["match"]).iter().any(|resources| names_pods(resources)) && !taken_out
}

/// `any`, `all`, or the old form without either.
fn filters(block: &Value) -> Vec<&Value> {
    let listed = ["any", "all"].into_iter().flat_map(|list| block[list].as_array().into_iter().flatten());
    let old = block.get("resources").into_iter();
    listed.map(|filter| &filter["resources"]).chain(old).collect()
}

/// `Pod`, `v1/Pod`, `*/Pod`, `*`; `Pod/exec` and `Pod.status` are subresources.
fn names_pods(resources: &Value) -> bool {
    let kinds = texts(&resources["kinds"]).any(|kind| {
        let parts: Vec<&str> = kind.split('/').collect();
        matches!(parts.as_slice(), ["Pod" | "*"] | ["v1" | "*", "Pod" | "*"] | ["" | "*", "v1" | "*", "Pod" | "*"])
    });
    let created = is_empty(&resources["operations"]) || texts(&resources["operations"]).any(|one| one == "CREATE");
    kinds && created
}

fn is_unconditional(resources: &Value) -> bool {
    let names = |member: &str| is_empty(&resources[member]) || texts(&resources[member]).any(|name| name == "*");
    names("names")
        && names("namespaces")
        && is_empty(&resources["selector"])
        && is_empty(&resources["namespaceSelector"])
}
