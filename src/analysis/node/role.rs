//! The IAM role that a node bears.

use super::Member;
use super::compute_type::{AUTO_MODE, MANAGED_NODE_GROUP};
use crate::analysis::derived::Sources;
use crate::analysis::inputs::Scope;

/// The role's ARN. A node group states it, and an Auto Mode node of the
/// built-in node class has the cluster's node role. Any other instance has an
/// instance profile, which by custom is named like its role; a profile that no
/// role of the cluster is named like leaves the role unknown.
pub(super) fn of(
    scope: &Scope<'_>,
    member: &Member<'_>,
    compute_type: Option<&str>,
    sources: &mut Sources,
) -> Option<String> {
    match compute_type {
        Some(MANAGED_NODE_GROUP) => return member.nodegroup?.value.node_role.clone(),
        Some(AUTO_MODE) if member.tag("eks:kubernetes-node-class-name") == Some("default") => {
            let cluster = scope.description()?;
            sources.add(cluster);
            return cluster.value.compute_config.as_ref()?.node_role_arn.clone();
        }
        _ => {}
    }
    let profile = member.instance.value.iam_instance_profile.as_ref()?;
    let name = profile.name.as_deref().or_else(|| profile.arn.as_deref()?.rsplit('/').next())?;
    let mut named =
        scope.inputs.roles.of_cluster(scope.cluster).filter(|role| role.value.role_name.as_deref() == Some(name));
    let role = named.next()?;
    sources.add(role);
    Some(role.fact.key.clone())
}
