//! Roles that nodes bear and that no reply names: they stand in the population
//! of node roles with nothing known of them, so that no rule passes over them.

use std::collections::{BTreeMap, BTreeSet};

use super::with_uses;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::inputs::Scope;
use crate::analysis::node;
use crate::evidence::model::analysis::{Node, Role, RoleUseKind};
use crate::evidence::model::ec2::IamInstanceProfile;

/// What kind of thing uses a role, and which one.
type Uses = BTreeSet<(RoleUseKind, String)>;

/// One value per instance profile of the cluster's nodes, or of what starts them, whose role is not known. The profile's
/// ARN or name stands for the role's.
pub(super) fn roles_of_nodes(scope: &Scope<'_>, nodes: &[Derived<Node>]) -> Vec<Derived<Role>> {
    let mut found: BTreeMap<String, (Uses, Sources)> = BTreeMap::new();
    let mut note = |profile: Option<&IamInstanceProfile>, subject: &str, sources: Sources| {
        let Some(name) = profile.and_then(|profile| profile.arn.clone().or_else(|| profile.name.clone())) else {
            return;
        };
        let (uses, known) = found.entry(name).or_insert_with(|| (Uses::new(), sources.clone()));
        uses.insert((RoleUseKind::Node, subject.to_owned()));
        known.merge(&sources);
    };
    let without_role: BTreeSet<&str> = nodes
        .iter()
        .filter(|node| node.value.role_arn.is_none())
        .filter_map(|node| node.value.instance_id.as_deref())
        .collect();
    for instance in scope.instances().filter(|instance| without_role.contains(instance.fact.key.as_str())) {
        note(instance.value.iam_instance_profile.as_ref(), &instance.fact.key, Sources::new(instance));
    }
    for template in scope.inputs.launch_template_versions.of_cluster(scope.cluster) {
        let profile = template.value.launch_template_data.as_ref().and_then(|data| data.iam_instance_profile.as_ref());
        if profile.is_some_and(|profile| node::held_by(scope, profile).is_none()) {
            note(profile, &template.fact.key, Sources::new(template));
        }
    }
    let unknown =
        |(name, (uses, sources)): (String, _)| Derived { value: with_uses(scope, &name, uses, true), sources };
    found.into_iter().map(unknown).collect()
}
