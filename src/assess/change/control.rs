//! Controls added, removed or changed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::{ControlChange, ControlChangeKind};
use crate::assess::model::{Assessment, ControlText};

/// The control's title in `first`, else in `second`, else its id.
pub(super) fn title(first: &Assessment, second: &Assessment, control: &str) -> String {
    let text = first.controls.get(control).or_else(|| second.controls.get(control));
    text.map_or_else(|| control.to_owned(), |text| text.title.clone())
}

/// Whether two assessments judged a control by different texts, conditions or parameters.
pub(super) fn rule_differs(one: &Assessment, other: &Assessment, control: &str) -> bool {
    let digest = |assessment: &Assessment| assessment.controls.get(control).map(|text| text.digest.clone());
    digest(one) != digest(other) || parameters(one, control) != parameters(other, control)
}

fn parameters(assessment: &Assessment, control: &str) -> BTreeMap<String, Value> {
    assessment.engagement.parameters.get(control).cloned().unwrap_or_default()
}

/// Every change of a control, by control id.
pub(super) fn changes(base: &Assessment, current: &Assessment) -> Vec<ControlChange> {
    let mut changes = Vec::new();
    for (id, after) in &current.controls {
        match base.controls.get(id) {
            None => {
                let twin = twin(after, &base.controls, &current.controls);
                changes.push(change(id, ControlChangeKind::Added, None, Some(after), twin));
            }
            Some(before) => {
                if before.digest != after.digest {
                    changes.push(change(id, ControlChangeKind::Changed, Some(before), Some(after), None));
                }
                let (old, new) = (parameters(base, id), parameters(current, id));
                if old != new {
                    let change = change(id, ControlChangeKind::Parameters, Some(before), Some(after), None);
                    changes.push(ControlChange { parameters_before: old, parameters_after: new, ..change });
                }
            }
        }
    }
    for (id, before) in base.controls.iter().filter(|(id, _)| !current.controls.contains_key(*id)) {
        let twin = twin(before, &current.controls, &base.controls);
        changes.push(change(id, ControlChangeKind::Removed, Some(before), None, twin));
    }
    changes.sort_by(|a, b| (&a.control, a.kind).cmp(&(&b.control, b.kind)));
    changes
}

fn change(
    id: &str,
    kind: ControlChangeKind,
    before: Option<&ControlText>,
    after: Option<&ControlText>,
    same_text_as: Option<String>,
) -> ControlChange {
    ControlChange {
        control: id.to_owned(),
        title: after.or(before).map_or_else(|| id.to_owned(), |text| text.title.clone()),
        kind,
        digest_before: before.map(|text| text.digest.clone()),
        digest_after: after.map(|text| text.digest.clone()),
        parameters_before: BTreeMap::new(),
        parameters_after: BTreeMap::new(),
        same_text_as,
    }
}

/// The control that `there` has and `here` lacks and that says the same as `text` under another id.
fn twin(
    text: &ControlText,
    there: &BTreeMap<String, ControlText>,
    here: &BTreeMap<String, ControlText>,
) -> Option<String> {
    let mut others = there.iter().filter(|(id, _)| !here.contains_key(*id));
    others.find(|(_, other)| says(other) == says(text)).map(|(id, _)| id.clone())
}

/// What a control says and asks, without its name and digest.
fn says(text: &ControlText) -> impl PartialEq + '_ {
    let rule = (&text.needs, text.subject, &text.when, &text.require);
    (&text.title, &text.area, &text.statement, &text.why, rule, &text.excepted)
}
