//! The IAM role that a node bears.

use super::Member;
use crate::analysis::derived::Sources;
use crate::analysis::inputs::{Scope, items};
use crate::analysis::table::Entry;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::ec2::IamInstanceProfile;
use crate::evidence::model::iam::Role;

/// The role's ARN. A node group states it, and an Auto Mode node of the
/// built-in node class has the cluster's node role. Any other instance has the
/// role that its instance profile holds, whatever the profile is called:
/// Karpenter, CloudFormation and eksctl make up names of their own.
pub(super) fn of(
    scope: &Scope<'_>,
    member: &Member<'_>,
    compute_type: Option<ComputeType>,
    sources: &mut Sources,
) -> Option<String> {
    match compute_type {
        Some(ComputeType::ManagedNodeGroup) => return member.nodegroup?.value.node_role.clone(),
        Some(ComputeType::AutoMode) if member.tag("eks:kubernetes-node-class-name") == Some("default") => {
            let cluster = scope.description()?;
            sources.add(cluster);
            return cluster.value.compute_config.as_ref()?.node_role_arn.clone();
        }
        _ => {}
    }
    let role = held_by(scope, member.instance.value.iam_instance_profile.as_ref()?)?;
    sources.add(role);
    Some(role.fact.key.clone())
}

/// The role in an instance profile; `None` while no reply says which it is.
pub(in crate::analysis) fn held_by<'a>(scope: &Scope<'a>, profile: &IamInstanceProfile) -> Option<&'a Entry<'a, Role>> {
    let is_it = |known: &str| match (&profile.arn, &profile.name) {
        (Some(arn), _) => known == arn,
        // Names are unique in an account, whatever the path.
        (None, Some(name)) => known.rsplit('/').next() == Some(name),
        (None, None) => false,
    };
    let mut roles = scope.inputs.roles.of_cluster(scope.cluster);
    roles.find(|role| items(&role.value.instance_profile_arns).iter().any(|arn| is_it(arn)))
}
