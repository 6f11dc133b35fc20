//! Roles of nodes that only `aws-auth` names: those of self-managed nodes of
//! clusters that know no access entries, while none of them runs.

use std::collections::BTreeSet;

use super::fact_builder::FactBuilder;
use super::reads::Reads;
use crate::evidence::aws_auth::{PATH, is_same_role, node_roles};
use crate::evidence::exchange::Outcome;
use crate::evidence::fact::GapReason;
use crate::evidence::kubernetes::SERVICE;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;

/// Notes the roles that the clusters' `aws-auth` maps to nodes.
pub(super) fn need_node_roles(
    recording: &Recording,
    reads: &Reads,
    clusters: &BTreeSet<String>,
    builder: &mut FactBuilder,
) {
    for exchange in recording.exchanges.iter().filter(|exchange| exchange.request.service == SERVICE) {
        let parameter = |name: &str| exchange.request.parameters.get(name).map(String::as_str);
        let (Some(cluster), Some(PATH), Outcome::Answered) =
            (parameter("cluster"), parameter("path"), &exchange.outcome)
        else {
            continue;
        };
        let body = recording.replies.get(&exchange.id).and_then(|body| serde_json::from_slice(body).ok());
        for arn in body.iter().flat_map(node_roles).filter(|_| clusters.contains(cluster)) {
            // The map leaves paths out: the role's own description has its ARN.
            let name = arn.rsplit('/').next().unwrap_or(&arn);
            let gone = reads.find("GetRole", &[("RoleName", name)]).and_then(|read| read.failure.as_ref());
            if gone.is_some_and(|failure| failure.reason == GapReason::Gone) {
                // A role that does not exist gives no rights.
                continue;
            }
            let known = |known: &String| is_same_role(known, &arn);
            let needed = builder.needs(Topic::IamRole).map(|(arn, _)| arn.clone()).find(known);
            let described = || {
                let roles = reads.all("GetRole").iter().filter_map(|read| read.object()?["arn"].as_str());
                roles.map(str::to_owned).find(known)
            };
            let arn = needed.or_else(described).unwrap_or(arn);
            builder.need(Topic::IamRole, &arn, cluster);
        }
    }
}
