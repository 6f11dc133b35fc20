//! Who owns an area, decided before any verdict.

use super::compute::{Compute, Nodes};
use super::model::Responsibility;
use crate::control::model::{Area, Owner};
use crate::evidence::compute_type::ComputeType;

/// True for owners whose part is judged.
pub(super) fn is_judged(owner: Owner) -> bool {
    matches!(owner, Owner::Customer | Owner::Shared)
}

/// The owner on one compute type, for stock or for custom images. A row that
/// lacks the type is not loaded; if one came all the same it is judged.
pub(super) fn on(area: &Area, compute_type: ComputeType, custom_image: bool) -> Owner {
    let custom = custom_image.then(|| area.owners_with_custom_ami.get(&compute_type)).flatten();
    custom.or_else(|| area.owners.get(&compute_type)).copied().unwrap_or(Owner::Customer)
}

/// The owner for a subject that belongs to the cluster as a whole: the one
/// that all its compute types agree on, else shared. While a type may be
/// unseen, or there is none, every type counts.
pub(super) fn of_cluster(area: &Area, compute: &Compute) -> Owner {
    if compute.incomplete || compute.present.is_empty() {
        return combine(area.owners.values().chain(area.owners_with_custom_ami.values()).copied());
    }
    let each = compute
        .present
        .iter()
        .flat_map(|(kind, nodes)| images(area, *kind, *nodes).into_iter().map(|(custom, _)| on(area, *kind, custom)));
    combine(each)
}

/// What several owners come to; areas that do not exist somewhere do not count there.
pub(super) fn combine(owners: impl Iterator<Item = Owner>) -> Owner {
    let mut existing = owners.filter(|owner| *owner != Owner::NotApplicable);
    let Some(first) = existing.next() else { return Owner::NotApplicable };
    if existing.all(|owner| owner == first) { first } else { Owner::Shared }
}

/// The kinds of image that make a difference to the owner: custom or not, with the number of nodes.
fn images(area: &Area, compute_type: ComputeType, nodes: Nodes) -> Vec<(bool, u64)> {
    if !area.owners_with_custom_ami.contains_key(&compute_type) {
        return vec![(false, nodes.stock + nodes.custom + nodes.unknown_image)];
    }
    // A node whose image is unknown may be of either kind.
    let mut kinds = Vec::new();
    if nodes.stock > 0 || nodes.unknown_image > 0 || nodes.custom == 0 {
        kinds.push((false, nodes.stock));
    }
    if nodes.custom > 0 || nodes.unknown_image > 0 {
        kinds.push((true, nodes.custom));
    }
    kinds
}

/// The rows of the responsibility matrix for one cluster.
pub(super) fn rows(areas: &[Area], cluster: &str, compute: &Compute) -> Vec<Responsibility> {
    let mut rows = Vec::new();
    for area in areas {
        for (kind, nodes) in &compute.present {
            let known = compute.count(*kind).is_some() && nodes.unknown_image == 0;
            for (custom_ami, count) in images(area, *kind, *nodes) {
                rows.push(Responsibility {
                    area: area.id.clone(),
                    cluster: cluster.to_owned(),
                    compute_type: *kind,
                    owner: on(area, *kind, custom_ami),
                    nodes: known.then_some(count),
                    custom_ami,
                });
            }
        }
    }
    rows
}
