//! Which controls are not the built-in ones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Catalogue, Control};
use crate::evidence::component::Component;

/// A part that is left out, why, and who says so.
type Excepted<'a> = (Component, &'a str, &'a str);

/// How the controls in use differ from the built-in ones. Ids only, sorted; comments and layout of a file do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomControls {
    /// Controls that are not built in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Controls that say something else than the built-in one of their id, or leave other parts of EKS out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// Built-in controls that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// Rows of the responsibility matrix that were added, changed or left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// Frameworks that were added, changed or left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frameworks: Vec<String>,
    /// Services whose declared operations were added, changed or left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

impl CustomControls {
    /// What of `used` differs from `built_in`.
    #[must_use]
    pub fn between(used: &Catalogue, built_in: &Catalogue) -> Self {
        let controls = differences(&ruled(used), &ruled(built_in), |(control, _)| &control.id);
        let areas = differences(&used.areas, &built_in.areas, |area| &area.id);
        let frameworks = differences(&used.frameworks, &built_in.frameworks, |framework| &framework.id);
        let evidence = differences(&used.evidence, &built_in.evidence, |evidence| &evidence.service);
        Self {
            evidence: evidence.all(),
            added: controls.added,
            changed: controls.changed,
            removed: controls.removed,
            areas: areas.all(),
            frameworks: frameworks.all(),
        }
    }

    /// True when all are the built-in ones.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The controls, each with the exceptions from it.
fn ruled(catalogue: &Catalogue) -> Vec<(&Control, Vec<Excepted<'_>>)> {
    let excepted = |id| catalogue.excepted_from(id).map(|one| (one.component, &*one.reason, &*one.source)).collect();
    catalogue.controls.iter().map(|control| (control, excepted(&*control.id))).collect()
}

/// Rows of the catalogue that were added, changed or left out.
#[must_use]
pub fn rows(used: &Catalogue, built_in: &Catalogue) -> Vec<String> {
    differences(&used.rows, &built_in.rows, |row| &row.id).all()
}

#[derive(Default)]
struct Differences {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

impl Differences {
    fn all(self) -> Vec<String> {
        let mut all: Vec<String> = [self.added, self.changed, self.removed].concat();
        all.sort();
        all
    }
}

fn differences<T: PartialEq>(used: &[T], built_in: &[T], id: impl Fn(&T) -> &String) -> Differences {
    let mut found = Differences::default();
    for item in used {
        match built_in.iter().find(|other| id(other) == id(item)) {
            Some(same) if same == item => {}
            Some(_) => found.changed.push(id(item).clone()),
            None => found.added.push(id(item).clone()),
        }
    }
    let left_out = built_in.iter().filter(|item| !used.iter().any(|other| id(other) == id(item)));
    found.removed = left_out.map(|item| id(item).clone()).collect();
    for ids in [&mut found.added, &mut found.changed, &mut found.removed] {
        ids.sort();
    }
    found
}
