//! Rules of a security group as a flat list: one opening per source or destination.

use crate::evidence::model::analysis::{Opening, PeerType};
use crate::evidence::model::ec2_network::IpPermission;
use crate::evidence::scalar::Number;

use super::super::inputs::items;

const FIRST_PORT: i64 = 0;
const LAST_PORT: i64 = 65535;

/// The openings of `permissions`; `None` when one of them lacks its protocol
/// or its peers, as no rule of EC2 does: what it opens is not known.
pub(super) fn of(permissions: &[IpPermission]) -> Option<Vec<Opening>> {
    let mut openings = Vec::new();
    for permission in permissions {
        let peers = peers(permission)?;
        let (protocol, from_port, to_port) = reach(permission)?;
        openings.extend(peers.into_iter().map(|(peer_type, peer)| Opening {
            protocol: Some(protocol.clone()),
            from_port,
            to_port,
            peer: Some(peer),
            peer_type: Some(peer_type),
        }));
    }
    Some(openings)
}

/// Protocol and port range. Source: EC2 API Reference, `IpPermission`.
fn reach(permission: &IpPermission) -> Option<(String, Option<Number>, Option<Number>)> {
    let every = (Some(Number(FIRST_PORT)), Some(Number(LAST_PORT)));
    let protocol = permission.ip_protocol.as_deref()?;
    let name = match protocol {
        "-1" | "all" => "all",
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        other => other,
    };
    let (from, to) = match name {
        "tcp" | "udp" => match (permission.from_port, permission.to_port) {
            (Some(Number(from)), Some(Number(to))) if from < 0 || to < 0 => every,
            ports => ports,
        },
        // ICMP has types and codes where others have ports.
        "icmp" | "icmpv6" => (Some(Number(0)), Some(Number(0))),
        // Rules of any other protocol are for all ports.
        _ => every,
    };
    Some((name.to_owned(), from, to))
}

/// Peers by type; `None` when there is none, or one has no name.
fn peers(permission: &IpPermission) -> Option<Vec<(PeerType, String)>> {
    let cidrs = items(&permission.ip_ranges).iter().map(|range| (PeerType::Cidr, range.cidr_ip.clone()));
    let cidrs6 = items(&permission.ipv6_ranges).iter().map(|range| (PeerType::Cidr, range.cidr_ipv6.clone()));
    let groups =
        items(&permission.user_id_group_pairs).iter().map(|pair| (PeerType::SecurityGroup, pair.group_id.clone()));
    let lists =
        items(&permission.prefix_list_ids).iter().map(|list| (PeerType::PrefixList, list.prefix_list_id.clone()));
    let peers: Option<Vec<_>> =
        cidrs.chain(cidrs6).chain(groups).chain(lists).map(|(kind, peer)| Some((kind, peer?))).collect();
    peers.filter(|peers| !peers.is_empty())
}
