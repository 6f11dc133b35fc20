//! Where a route table's default routes lead.

use std::collections::BTreeMap;

use super::inputs::{Scope, items};
use super::table::Entry;
use crate::evidence::cidr;
use crate::evidence::model::analysis::DefaultRoute;
use crate::evidence::model::ec2_network::{Route, RouteTable};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

/// A way out of a subnet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) kind: DefaultRoute,
    pub(super) id: String,
}

/// The default routes of a route table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DefaultRoutes {
    pub(super) ipv4: Option<Target>,
    pub(super) ipv6: Option<Target>,
}

impl DefaultRoutes {
    /// `None` when the table's routes are not known.
    pub(super) fn of(table: &RouteTable) -> Option<Self> {
        let routes = table.routes.as_deref()?;
        let found = Self {
            ipv4: default_target(routes, |r| r.destination_cidr_block.as_deref(), &IPV4),
            ipv6: default_target(routes, |r| r.destination_ipv6_cidr_block.as_deref(), &IPV6),
        };
        // What a prefix list holds was not read: it could be the internet.
        let unread = routes.iter().any(|route| {
            route.destination_prefix_list_id.is_some()
                && target(route).is_some_and(|target| target.kind == DefaultRoute::InternetGateway)
        });
        (found.public() || !unread).then_some(found)
    }

    pub(super) fn public(&self) -> bool {
        [&self.ipv4, &self.ipv6].into_iter().flatten().any(|target| target.kind == DefaultRoute::InternetGateway)
    }

    /// The IPv4 default route, or else the IPv6 one.
    pub(super) fn first(&self) -> Option<&Target> {
        self.ipv4.as_ref().or(self.ipv6.as_ref())
    }
}

/// The route table that `subnet` uses: the one associated with it, or else
/// the main table of its VPC. Without a complete list of tables the main one
/// is not known to be the one in use.
/// Source: Amazon VPC User Guide, "Route table concepts".
pub(super) fn table_of<'a>(scope: &Scope<'a>, subnet: &str, vpc: Option<&str>) -> Option<&'a Entry<'a, RouteTable>> {
    let tables = || scope.inputs.route_tables.of_cluster(scope.cluster);
    let explicit =
        tables().find(|t| items(&t.value.associations).iter().any(|a| a.subnet_id.as_deref() == Some(subnet)));
    if explicit.is_some() || !scope.complete(Topic::Ec2RouteTable) {
        return explicit;
    }
    let vpc = vpc?;
    tables().find(|t| {
        t.value.vpc_id.as_deref() == Some(vpc)
            && items(&t.value.associations).iter().any(|association| association.main == Some(Flag(true)))
    })
}

/// How destinations of an address family are judged.
struct Family {
    everything: &'static str,
    holds_all: fn(&[&str]) -> bool,
    opens: fn(&[&str]) -> bool,
}

const IPV4: Family = Family {
    everything: "0.0.0.0/0",
    holds_all: |blocks| cidr::all_ipv4(blocks.iter().copied()),
    opens: |blocks| cidr::opens_ipv4(blocks.iter().copied()),
};
const IPV6: Family = Family {
    everything: "::/0",
    holds_all: |blocks| cidr::all_ipv6(blocks.iter().copied()),
    opens: |blocks| cidr::opens_ipv6(blocks.iter().copied()),
};

/// The target of the default route; two routes that together hold every
/// address and lead to one target count as one. A share of the internet that leads to an internet gateway goes before: the
/// longest prefix wins. A blackhole leads nowhere.
fn default_target(routes: &[Route], destination: fn(&Route) -> Option<&str>, family: &Family) -> Option<Target> {
    let mut by_target: BTreeMap<Target, Vec<&str>> = BTreeMap::new();
    for route in routes.iter().filter(|route| route.state.as_deref() != Some("blackhole")) {
        if let (Some(block), Some(target)) = (destination(route), target(route)) {
            by_target.entry(target).or_default().push(block);
        }
    }
    let public = by_target
        .iter()
        .find(|(target, blocks)| target.kind == DefaultRoute::InternetGateway && (family.opens)(blocks));
    let exact = || by_target.iter().find(|(_, blocks)| blocks.contains(&family.everything));
    let joint = || by_target.iter().find(|(_, blocks)| (family.holds_all)(blocks));
    public.or_else(exact).or_else(joint).map(|(target, _)| target.clone())
}

fn target(route: &Route) -> Option<Target> {
    let gateway = route.gateway_id.as_deref();
    let named = |id: &Option<String>, kind| id.as_ref().map(|id| Target { kind, id: id.clone() });
    if let Some(id) = gateway {
        let kind = match id.split('-').next() {
            Some("igw") => DefaultRoute::InternetGateway,
            Some("vgw") => DefaultRoute::VirtualPrivateGateway,
            Some("local") => return None,
            _ => DefaultRoute::Other,
        };
        return Some(Target { kind, id: id.to_owned() });
    }
    named(&route.nat_gateway_id, DefaultRoute::NatGateway)
        .or_else(|| named(&route.egress_only_internet_gateway_id, DefaultRoute::EgressOnlyInternetGateway))
        .or_else(|| named(&route.transit_gateway_id, DefaultRoute::TransitGateway))
        .or_else(|| named(&route.network_interface_id, DefaultRoute::NetworkInterface))
        .or_else(|| named(&route.instance_id, DefaultRoute::NetworkInterface))
        .or_else(|| named(&route.vpc_peering_connection_id, DefaultRoute::Other))
        .or_else(|| named(&route.local_gateway_id, DefaultRoute::Other))
        .or_else(|| named(&route.carrier_gateway_id, DefaultRoute::Other))
        .or_else(|| named(&route.core_network_arn, DefaultRoute::Other))
}
