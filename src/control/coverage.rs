//! Which controls answer which rows of the catalogue, and the page that says so.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::model::{Area, Catalogue, Control, Framework, Owner};
use super::rows::{CatalogueRow, RowSource};
use crate::evidence::compute_type::ComputeType;

/// What is said of a row that no control names.
pub const NOT_COVERED: &str = "not covered yet";

/// A control as an answer to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The control.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What its verdict rests on, in words.
    pub rests_on: String,
    /// Who owns its area, and on which compute types someone else does, in words.
    pub owner: String,
    /// Its clauses by the framework's title.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub frameworks: BTreeMap<String, Vec<String>>,
}

/// What a verdict rests on, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Basis {
    Evidence,
    Statement,
    AwsReport,
}

impl Basis {
    fn of(control: &Control) -> Self {
        match (&control.require, &control.stated_by) {
            (Some(_), _) => Self::Evidence,
            (None, Some(_)) => Self::Statement,
            (None, None) => Self::AwsReport,
        }
    }
}

/// The controls that name `row`, by id.
#[must_use]
pub fn answers(catalogue: &Catalogue, row: &str) -> Vec<Answer> {
    naming(catalogue, row).map(|control| answer(catalogue, control)).collect()
}

/// The clauses that `control` answers, by the framework's title.
#[must_use]
pub fn clauses(frameworks: &[Framework], control: &str) -> BTreeMap<String, Vec<String>> {
    let of = |framework: &Framework| {
        let clauses = framework.clauses.iter().filter(|clause| clause.controls.iter().any(|id| id == control));
        clauses.map(|clause| clause.id.clone()).collect::<Vec<_>>()
    };
    let all = frameworks.iter().map(|framework| (framework.title.clone(), of(framework)));
    all.filter(|(_, clauses)| !clauses.is_empty()).collect()
}

fn naming<'a>(catalogue: &'a Catalogue, row: &str) -> impl Iterator<Item = &'a Control> {
    catalogue.controls.iter().filter(move |control| control.catalogue.iter().any(|id| id == row))
}

fn answer(catalogue: &Catalogue, control: &Control) -> Answer {
    let rests_on = match (Basis::of(control), &control.stated_by) {
        (Basis::Statement, Some(who)) => format!("a statement of {who}"),
        (Basis::AwsReport, _) => "AWS's reports: inherited".to_owned(),
        _ => "evidence".to_owned(),
    };
    let area = catalogue.areas.iter().find(|area| area.id == control.area);
    Answer {
        id: control.id.clone(),
        title: control.title.clone(),
        rests_on,
        owner: area.map(owner).unwrap_or_default(),
        frameworks: clauses(&catalogue.frameworks, &control.id),
    }
}

/// `customer; AWS on Auto Mode, Fargate`: the owner on most compute types, then where it is someone else.
fn owner(area: &Area) -> String {
    let mut owners = by_owner(&area.owners);
    // The sort is stable: equal numbers stay in the order of the owners.
    owners.sort_by_key(|(_, types)| std::cmp::Reverse(types.len()));
    let mut words: Vec<String> = owners
        .iter()
        .enumerate()
        .map(|(at, (owner, types))| match at {
            0 => owner_word(*owner).to_owned(),
            _ => format!("{} on {}", owner_word(*owner), types.join(", ")),
        })
        .collect();
    let custom = by_owner(&area.owners_with_custom_ami).into_iter();
    words.extend(
        custom.map(|(owner, types)| format!("with custom images {} on {}", owner_word(owner), types.join(", "))),
    );
    words.join("; ")
}

fn by_owner(owners: &BTreeMap<ComputeType, Owner>) -> Vec<(Owner, Vec<&'static str>)> {
    let mut types: BTreeMap<Owner, Vec<&str>> = BTreeMap::new();
    for (compute, owner) in owners {
        types.entry(*owner).or_default().push(compute.label());
    }
    types.into_iter().collect()
}

fn owner_word(owner: Owner) -> &'static str {
    match owner {
        Owner::Aws => "AWS",
        Owner::Customer => "customer",
        Owner::Shared => "shared",
        Owner::NotApplicable => "not applicable",
    }
}

/// How many rows rest on what.
#[derive(Debug, Default)]
struct Totals {
    rows: usize,
    by: BTreeMap<Option<Basis>, usize>,
}

impl Totals {
    fn of<'a>(catalogue: &Catalogue, rows: impl Iterator<Item = &'a CatalogueRow>) -> Self {
        let mut totals = Self::default();
        for row in rows {
            totals.rows += 1;
            // A row counts once, by the strongest of its controls.
            *totals.by.entry(naming(catalogue, &row.id).map(Basis::of).min()).or_default() += 1;
        }
        totals
    }

    fn line(&self, name: &str) -> String {
        let number = |basis| self.by.get(&basis).copied().unwrap_or_default();
        let [evidence, statement, aws] =
            [Basis::Evidence, Basis::Statement, Basis::AwsReport].map(|basis| number(Some(basis)));
        format!("| {name} | {} | {evidence} | {statement} | {aws} | {} |\n", self.rows, number(None))
    }
}

const INTRODUCTION: &str = "# What the controls cover

Generated from `controls/catalogue.csv` and the controls; do not edit.

The catalogue lists what tools and guides for Amazon EKS, and AWS's own services, check: each thing once, in our words. \
A control names the rows that it answers under `catalogue`, and its verdict rests on

- **evidence**: a condition judges what was read from AWS or Kubernetes;
- **a statement**: a person who knows it states it in the engagement file, since no API shows it or none is read for it;
- **AWS's reports**: AWS owns it, and it is inherited.

Several controls can share a row, and then each answers a part of it; that a row has a control does not say that nothing \
of it is left. Where a row is *not covered yet*, no verdict says anything about it. `eks-attest controls show NODE-13` \
prints a row, and `eks-attest controls list --catalogue NODE-13` its controls.

## Totals

A row counts once, by the strongest of its controls.

";

const COLUMNS: &str =
    "rows | from evidence | by statement only | by AWS's reports only | not covered yet |\n|---|---|---|---|---|---|\n";

/// `docs/coverage.md`: the totals, and for each row what it means and which controls answer it.
#[must_use]
pub fn coverage_document(catalogue: &Catalogue) -> String {
    let rows = &catalogue.rows;
    let mut areas: Vec<&str> = Vec::new();
    for row in rows {
        if !areas.contains(&row.area.as_str()) {
            areas.push(&row.area);
        }
    }
    let mut text = format!("{INTRODUCTION}| area | {COLUMNS}");
    for area in &areas {
        text += &Totals::of(catalogue, rows.iter().filter(|row| row.area == *area)).line(area);
    }
    text += &Totals::of(catalogue, rows.iter()).line("**all**");
    // Writing to a String cannot fail.
    let _ = write!(text, "\n| source | {COLUMNS}");
    for source in RowSource::ALL {
        text += &Totals::of(catalogue, rows.iter().filter(|row| row.source == source)).line(source.as_str());
    }
    for area in areas {
        let _ = write!(text, "\n## {area}\n");
        rows.iter().filter(|row| row.area == area).for_each(|row| text += &section(catalogue, row));
    }
    let beyond: Vec<&Control> = catalogue.controls.iter().filter(|control| control.catalogue.is_empty()).collect();
    let _ = write!(text, "\n## Beyond the catalogue\n\nControls that answer no row of it: {}.\n\n", beyond.len());
    beyond.into_iter().for_each(|control| text += &item(catalogue, control));
    text
}

fn section(catalogue: &Catalogue, row: &CatalogueRow) -> String {
    let CatalogueRow { id, check, source, evidence, .. } = row;
    let items: String = naming(catalogue, id).map(|control| item(catalogue, control)).collect();
    let items = if items.is_empty() { format!("**{NOT_COVERED}**\n") } else { items };
    format!("\n### {id}\n\n{check} *{}*: {evidence}.\n\n{items}", source.as_str())
}

fn item(catalogue: &Catalogue, control: &Control) -> String {
    let Answer { id, title, rests_on, owner, frameworks } = answer(catalogue, control);
    let domain = serde_json::to_value(control.domain).ok().and_then(|domain| domain.as_str().map(str::to_owned));
    let file = format!("../controls/{}/{id}.yaml", domain.unwrap_or_default());
    let frameworks: String =
        frameworks.iter().map(|(framework, clauses)| format!(" {framework}: {}.", clauses.join(", "))).collect();
    format!("- [{id}]({file}): {title}. Rests on {rests_on}. Owner: {owner}.{frameworks}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(owners: &str, custom: &str) -> String {
        let area = format!("{{id: a, title: A, aws: x, customer: y, sources: [], owners: {{{owners}}}{custom}}}");
        owner(&serde_saphyr::from_str(&area).unwrap())
    }

    #[test]
    fn the_owner_is_said_once_and_then_where_it_is_another() {
        let types = |owners: [&str; 6]| {
            let names = ["self-managed", "karpenter", "managed-node-group", "auto-mode", "fargate", "hybrid"];
            names.iter().zip(owners).map(|(name, owner)| format!("{name}: {owner}")).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(words(&types(["customer"; 6]), ""), "customer");
        let mixed = types(["customer", "customer", "shared", "aws", "aws", "not-applicable"]);
        assert_eq!(
            words(&mixed, ""),
            "AWS; customer on self-managed nodes, Karpenter nodes; shared on managed node groups; not applicable on \
             hybrid nodes"
        );
        let custom = ", ownersWithCustomAmi: {managed-node-group: customer}";
        assert_eq!(words(&types(["aws"; 6]), custom), "AWS; with custom images customer on managed node groups");
    }
}
