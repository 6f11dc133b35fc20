//! What a row is filtered and linked by: its facets, as attributes.

use std::collections::BTreeSet;

use super::super::facets::Facets;

/// Attributes of a row.
pub(super) type Attributes = Vec<(&'static str, String)>;

/// The rows written so far.
#[derive(Default)]
pub(super) struct Rows {
    /// Their addresses.
    taken: BTreeSet<String>,
}

impl Rows {
    /// The attributes of a row. Where a template prints a row twice, the first has the address.
    pub(super) fn attributes(&mut self, facets: &Facets) -> Attributes {
        let control = &facets.control;
        let frameworks: Vec<&str> = control.frameworks.iter().map(String::as_str).collect();
        let mut attributes = vec![
            ("data-list", facets.list.word().to_owned()),
            ("data-control", control.id.clone()),
            ("data-outcome", facets.outcome.to_owned()),
            ("data-severity", control.severity.to_owned()),
            ("data-domain", control.domain.to_owned()),
            ("data-framework", frameworks.join(" ")),
            ("data-owner", facets.owner.to_owned()),
            ("data-team", facets.team.clone()),
            ("data-cluster", facets.cluster.clone()),
        ];
        let address = facets.address.clone().filter(|address| self.taken.insert(address.clone()));
        attributes.extend(address.map(|address| ("id", address)));
        attributes
    }
}
