//! What Amazon EC2 Auto Scaling tells of nodes.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::autoscaling;

pub(super) const TOPICS: &[BuiltIn] = &[BuiltIn::of_cluster::<autoscaling::AutoScalingGroup>(
    AutoscalingGroup,
    "An Auto Scaling group of a cluster's nodes. Key: group name.",
)
.nouns("Auto Scaling group", "Auto Scaling groups")
.key(&["autoScalingGroupName"])
.discovered_through(&[EksCluster, EksNodegroup])];
