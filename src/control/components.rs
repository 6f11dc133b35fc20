//! `components.yaml`: which controls the parts of EKS are excepted from, why, and who says so.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::condition::Shape;
use super::model::{ComponentException, Control};
use super::references::shape_of;
use crate::file::codes::control as code;
use crate::file::{Code, File, Problem, from_yaml, help_with_names, offset_of};

/// Name of the file, next to the folders of the controls.
pub const FILE: &str = "components.yaml";

/// The member of a fact that says which part of EKS a subject is.
pub const MEMBER: &str = "systemComponent";

/// The shape of `components.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Components {
    pub(super) components: Vec<ComponentException>,
}

/// The positions of its parts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Positions {
    components: Vec<ExceptionPositions>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ExceptionPositions {
    component: Option<Spanned<String>>,
    reason: Option<Spanned<String>>,
    source: Option<Spanned<String>>,
    controls: Vec<Spanned<String>>,
}

/// What is wrong with `components`, the content of `file`. `known` are the ids of all controls, those that have problems
/// of their own included.
pub(super) fn check(file: &File, components: &Components, controls: &[Control], known: &[String]) -> Vec<Problem> {
    let positions: Positions = from_yaml(file.text()).unwrap_or_default();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (exception, at) in components.components.iter().zip(&positions.components) {
        for (name, place) in [("reason", &at.reason), ("source", &at.source)] {
            if let Some(place) = place.as_ref().filter(|text| text.value.trim().is_empty()) {
                problems.push(problem(file, place, code::FIELD_EMPTY, format!("the exception names no {name}")));
            }
        }
        if let (Some(component), []) = (&at.component, &*at.controls) {
            let message = format!("`{}` is excepted from no control", component.value);
            problems.push(problem(file, component, code::FIELD_EMPTY, message));
        }
        for id in &at.controls {
            let component = exception.component;
            if !known.contains(&id.value) {
                let message = format!("there is no control `{}`", id.value);
                let help = help_with_names(&id.value, known);
                problems.push(problem(file, id, code::UNKNOWN_CONTROL, message).with_help(help));
            } else if !seen.insert((component, &id.value)) {
                let message = format!("`{component}` is excepted from `{}` twice", id.value);
                problems.push(problem(file, id, code::DUPLICATE_ID, message));
            } else if let Some(control) = controls.iter().find(|control| control.id == id.value)
                && !judges_components(control)
            {
                let message = format!("`{}` judges nothing that can be a part of EKS", id.value);
                let help = format!("only controls whose subject has the member `{MEMBER}` can leave one out");
                problems.push(problem(file, id, code::NO_COMPONENT_JUDGED, message).with_help(help));
            }
        }
    }
    problems
}

fn problem(file: &File, at: &Spanned<String>, code: Code, message: String) -> Problem {
    Problem::at(file, offset_of(file, at.referenced), at.value.len().max(1), code, message)
}

/// True when the subjects of `control` say which part of EKS they are.
fn judges_components(control: &Control) -> bool {
    let shape = control.subject.map(shape_of);
    matches!(shape, Some(Shape::Members(members)) if members.contains_key(MEMBER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(id: &str, subject: &str) -> Control {
        let text = format!(
            "{{id: {id}, title: t, domain: network, area: a, severity: low, statement: s, why: w, cases: [], \
             needs: [{subject}], subject: {subject}, require: 'true', message: \"''\"}}"
        );
        from_yaml(&text).unwrap()
    }

    fn told(text: &str) -> Vec<String> {
        let file = File::new("components.yaml", text);
        let controls = [control("no-host-network", "analysis.workload"), control("no-public-ip", "analysis.node")];
        let known = ["no-host-network", "no-public-ip", "broken"].map(str::to_owned);
        let problems = check(&file, &from_yaml(text).unwrap(), &controls, &known);
        problems.iter().map(|p| format!("{p} | {}", p.help.as_deref().unwrap_or_default())).collect()
    }

    #[test]
    fn exceptions_that_mean_nothing_are_told_where_they_stand() {
        let text = "components:\n  - component: aws-node\n    reason: r\n    source: s\n    controls:\n      \
                    - no-host-netwrk\n      - no-public-ip\n      - broken\n      - no-host-network\n  \
                    - {component: aws-node, reason: ' ', source: s, controls: [no-host-network]}\n  \
                    - {component: cilium, reason: r, source: s, controls: []}\n";
        assert_eq!(
            told(text),
            [
                "components.yaml:6:9: there is no control `no-host-netwrk` | did you mean `no-host-network`?",
                "components.yaml:7:9: `no-public-ip` judges nothing that can be a part of EKS | only controls whose \
                 subject has the member `systemComponent` can leave one out",
                "components.yaml:10:35: the exception names no reason | ",
                "components.yaml:10:62: `aws-node` is excepted from `no-host-network` twice | ",
                "components.yaml:11:17: `cilium` is excepted from no control | ",
            ]
        );
    }

    #[test]
    fn a_sound_file_has_no_problems() {
        let one = "{component: aws-node, reason: r, source: s, controls: [no-host-network]}";
        let other = one.replace("aws-node", "cilium");
        assert_eq!(told(&format!("components:\n  - {one}\n  - {other}\n")), [""; 0]);
    }
}
