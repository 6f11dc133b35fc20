//! Flow logs: which traffic of the VPC is recorded.

use std::collections::BTreeSet;

use super::Subnets;
use crate::analysis::derived::Sources;
use crate::analysis::inputs::Scope;
use crate::evidence::model::analysis::Network;
use crate::evidence::topic::Topic;

const TRAFFIC_TYPES: [&str; 3] = ["ACCEPT", "ALL", "REJECT"];

/// Traffic types that logs record for the VPC, or else for every subnet that
/// the cluster uses.
pub(super) fn add(scope: &Scope<'_>, subnets: &Subnets, value: &mut Network, sources: &mut Sources) {
    let Some(vpc) = value.vpc_id.as_deref().filter(|_| scope.complete(Topic::Ec2FlowLog)) else { return };
    let mut recorded: BTreeSet<(&str, &str)> = BTreeSet::new();
    for entry in scope.inputs.flow_logs.of_cluster(scope.cluster) {
        let log = &entry.value;
        // An active log whose delivery fails records nothing.
        let works =
            log.flow_log_status.as_deref() == Some("ACTIVE") && log.deliver_logs_status.as_deref() != Some("FAILED");
        if let (true, Some(resource), Some(traffic)) = (works, &log.resource_id, &log.traffic_type) {
            sources.add(entry);
            recorded.insert((resource, traffic));
        }
    }
    let of_subnet = |id: &str, traffic| recorded.contains(&(id, traffic)) || recorded.contains(&(id, "ALL"));
    let every_subnet = |traffic| !subnets.is_empty() && subnets.keys().all(|id| of_subnet(id, traffic));
    let types =
        TRAFFIC_TYPES.into_iter().filter(|traffic| recorded.contains(&(vpc, *traffic)) || every_subnet(*traffic));
    value.flow_log_traffic_types = Some(reduced(types.collect()).into_iter().map(str::to_owned).collect());
}

/// `ALL` on every subnet makes the two others follow: they are not said twice.
fn reduced(types: Vec<&str>) -> Vec<&str> {
    if types.contains(&"ALL") { vec!["ALL"] } else { types }
}
