use super::*;
use crate::control::model::ComponentException;
use crate::evidence::component::Component;

const RULE: &str = "needs: [analysis.workload], subject: analysis.workload, when: \"!workload.fargate\", \
                    otherwise: it runs on Fargate, require: \"!workload.windows\", message: workload.name";

fn workload(name: &str, fargate: bool, windows: bool) -> (Topic, serde_json::Value) {
    let value = json!({"clusterName": "one", "namespace": "n", "kind": "DaemonSet", "name": name, "fargate": fargate,
        "windows": windows});
    (Topic::AnalysisWorkload, value)
}

fn part(name: &str) -> (Topic, serde_json::Value) {
    let (topic, mut value) = workload(name, false, true);
    value["systemComponent"] = json!({ "name": name });
    (topic, value)
}

fn exception(component: Component, controls: &[&str]) -> ComponentException {
    let controls = controls.iter().map(|id| (*id).to_owned()).collect();
    ComponentException { component, reason: format!("{component} needs it"), source: "a manifest".to_owned(), controls }
}

fn assessed(given: &[(Topic, serde_json::Value)], rule: &str) -> Assessment {
    let components = vec![exception(Component::AwsNode, &["c"]), exception(Component::CoreDns, &["other"])];
    let catalogue = Catalogue { components, ..catalogue(rule) };
    assess(&facts(given), DIGEST, &catalogue, &Input::default(), as_of(), 1).unwrap()
}

fn result(given: &[(Topic, serde_json::Value)]) -> ControlResult {
    assessed(given, RULE).results.remove(0)
}

#[test]
fn a_part_that_is_excepted_is_left_out_and_the_reason_says_why_and_by_whom() {
    let only = result(&[part("aws-node")]);
    assert_eq!(only.outcome, Outcome::NotApplicable);
    assert_eq!(
        only.reason,
        "1 workload is out of scope: aws-node is a part of EKS that is excepted, since aws-node needs it (a manifest)"
    );
    let with_others = result(&[part("aws-node"), workload("web", true, false)]);
    let reason = "2 workloads are out of scope: it runs on Fargate; aws-node is a part of EKS that is excepted";
    assert!(with_others.reason.starts_with(reason), "{}", with_others.reason);
    assert!(result(&[workload("web", true, false)]).reason.ends_with("out of scope: it runs on Fargate"));
}

#[test]
fn a_part_that_is_excepted_from_another_control_is_judged() {
    let judged = result(&[part("coredns"), part("aws-node")]);
    assert_eq!(
        (judged.outcome, judged.population.failed, judged.population.not_applicable),
        (Outcome::NotSatisfied, 1, 1)
    );
    assert!(judged.reason.ends_with("; excepted as parts of EKS: aws-node"), "{}", judged.reason);
}

/// As with `when`, the conditions are not asked: what they cannot read of it leaves nothing open.
#[test]
fn conditions_are_not_asked_of_a_part_that_is_excepted() {
    let (topic, mut value) = part("aws-node");
    value.as_object_mut().unwrap().remove("windows");
    assert_eq!(result(&[(topic, value.clone()), workload("web", false, false)]).outcome, Outcome::Satisfied);
    value.as_object_mut().unwrap().remove("systemComponent");
    assert_eq!(result(&[(topic, value), workload("web", false, false)]).outcome, Outcome::Undetermined);
}

#[test]
fn the_assessment_holds_the_exceptions_and_the_digest_covers_them() {
    let with = assessed(&[], RULE);
    let excepted = &with.controls["c"].excepted;
    assert_eq!(excepted.iter().map(|one| one.component).collect::<Vec<_>>(), [Component::AwsNode]);
    let without = assess(&facts(&[]), DIGEST, &catalogue(RULE), &Input::default(), as_of(), 1).unwrap();
    assert_eq!(without.controls["c"].excepted, []);
    assert_ne!(without.controls["c"].digest, with.controls["c"].digest);
}
