//! The executive page: what stands alone, each number with what it is of.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::parse::chart::{ChartSource, Kind};
use super::changes::{Changes, PeriodRow};
use super::clusters::ClusterResults;
use super::common::Bounded;
use super::findings::FindingGroup;
use super::summary::entries;
use super::tally::Tally;
use crate::assess::model::Assessment;
use crate::control::model::Outcome;

/// Failing controls named.
const TOP: usize = 6;
/// Clusters that have a bar of their own.
const BARS: usize = 6;
/// Permissions named.
const PERMISSIONS: usize = 5;
/// Attestations of the trend.
const PERIODS: usize = 4;

/// What the executive page says beyond the counts of [`Summary`](super::Summary).
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Executive {
    /// A bar of outcomes for each cluster; one for all of them where they are many.
    pub chart: ChartSource,
    /// Lists that were read to their end, derived ones left out.
    pub lists_read: usize,
    /// Reads that failed.
    pub reads_failed: usize,
    /// Permissions that undetermined results name, those of most results first.
    pub permissions: Bounded<PermissionRow>,
    /// Undetermined results that name no permission: another reason keeps them open.
    pub without_permission: usize,
    /// The first failing controls, worst first.
    pub top: Bounded<TopRow>,
    /// The last attestations, oldest first, the current one last; empty without a previous one.
    pub trend: Vec<PeriodRow>,
}

/// A permission and the results that wait for it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PermissionRow {
    /// `ec2:DescribeImages`, `list pods`.
    pub permission: String,
    /// Undetermined results that name it.
    pub results: usize,
}

/// A failing control.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct TopRow {
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: String,
    /// Anchor of its findings.
    pub anchor: String,
    /// Number of findings.
    pub findings: usize,
    /// Members of its population that were judged, over all clusters.
    pub checked: u64,
    /// Clusters with findings.
    pub clusters: usize,
}

impl Executive {
    pub(super) fn new(
        assessment: &Assessment,
        groups: &[FindingGroup],
        clusters: &[ClusterResults],
        changes: Option<&Changes>,
    ) -> Self {
        let top = groups.iter().map(|group| top_row(assessment, group)).collect();
        let periods = changes.map_or(&[][..], |changes| &changes.periods);
        Self {
            chart: chart(clusters, Tally::of(&assessment.results)),
            lists_read: assessment.coverage.iter().filter(|coverage| !coverage.topic.is_derived()).count(),
            reads_failed: assessment.gaps.len(),
            permissions: Bounded::new(permissions(assessment), PERMISSIONS),
            without_permission: open(assessment).filter(|result| result.missing_permissions.is_empty()).count(),
            top: Bounded::new(top, TOP),
            trend: periods[periods.len().saturating_sub(PERIODS)..].to_vec(),
        }
    }
}

fn chart(clusters: &[ClusterResults], all: Tally) -> ChartSource {
    let bars: Vec<(String, Tally)> = if (1..=BARS).contains(&clusters.len()) {
        clusters.iter().map(|cluster| (cluster.name.clone(), cluster.tally)).collect()
    } else {
        vec![("all clusters".to_owned(), all)]
    };
    let words = bars.iter().map(|(name, tally)| {
        let parts = entries(*tally, |label| label.to_owned());
        let parts: Vec<String> = parts.iter().map(|entry| format!("{} {}", entry.value, entry.label)).collect();
        format!("{name}, {} results: {}.", tally.total, parts.join(", "))
    });
    ChartSource {
        kind: Kind::StackedBars,
        title: "Results by cluster".to_owned(),
        alternative: words.collect::<Vec<_>>().join(" "),
        series: bars.iter().flat_map(|(name, tally)| entries(*tally, |_| name.clone())).collect(),
    }
}

fn open(assessment: &Assessment) -> impl Iterator<Item = &crate::assess::model::ControlResult> {
    assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined)
}

fn permissions(assessment: &Assessment) -> Vec<PermissionRow> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for permission in open(assessment).flat_map(|result| &result.missing_permissions) {
        *numbers.entry(permission).or_default() += 1;
    }
    let row = |(permission, results): (&str, usize)| PermissionRow { permission: permission.to_owned(), results };
    let mut rows: Vec<PermissionRow> = numbers.into_iter().map(row).collect();
    // Stable: permissions of equal number stay in the order of their names.
    rows.sort_by_key(|row| std::cmp::Reverse(row.results));
    rows
}

fn top_row(assessment: &Assessment, group: &FindingGroup) -> TopRow {
    let of_control = || assessment.results.iter().filter(|result| result.control == group.control);
    let failing = |result: &&crate::assess::model::ControlResult| {
        !result.findings.is_empty() || result.outcome == Outcome::NotSatisfied
    };
    let clusters: std::collections::BTreeSet<&str> =
        of_control().filter(failing).map(|result| result.cluster.as_str()).collect();
    TopRow {
        title: group.title.clone(),
        severity: group.severity.clone(),
        anchor: group.anchor.clone(),
        findings: group.findings.total,
        checked: of_control().map(|result| result.population.checked).sum(),
        clusters: clusters.len(),
    }
}
