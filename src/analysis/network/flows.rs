//! Whether security groups let the control plane and the nodes reach each other.
//! Source: EKS User Guide, "View Amazon EKS security group requirements for clusters".

use std::collections::{BTreeMap, BTreeSet};

use super::Subnets;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::inputs::{Scope, items};
use crate::evidence::cidr;
use crate::evidence::model::analysis::{Node, Opening, PeerType, SecurityGroup};
use crate::evidence::scalar::Number;
use crate::evidence::topic::Topic;

const HTTPS: i64 = 443;
const KUBELET: i64 = 10250;

/// One end of a flow: the groups that its interfaces bear, and the blocks of
/// its subnets, when all are known.
struct End {
    groups: BTreeSet<String>,
    blocks: Option<Vec<String>>,
}

/// What can be told about a flow. Several groups add up: one that allows is enough.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Open,
    Closed,
    Unknown,
}

/// Flows that must be open and are not; `None` when that cannot be told, or
/// when there is no node that needs them.
pub(super) fn missing(
    scope: &Scope<'_>,
    subnets: &Subnets,
    groups: &BTreeMap<String, Derived<SecurityGroup>>,
    nodes: &[Derived<Node>],
    sources: &mut Sources,
) -> Option<Vec<String>> {
    let config = scope.vpc_config()?;
    let own = config.cluster_security_group_id.as_ref()?;
    let mut control_plane_groups: BTreeSet<String> = items(&config.security_group_ids).iter().cloned().collect();
    control_plane_groups.insert(own.clone());
    let ids = config.subnet_ids.as_deref()?;
    let control_plane = End { groups: control_plane_groups, blocks: blocks(subnets, ids.iter().map(String::as_str)) };
    let ends = node_ends(scope, subnets, nodes, own)?;
    if ends.is_empty() {
        return None;
    }
    for group in ends.iter().chain([&control_plane]).flat_map(|end| &end.groups).filter_map(|id| groups.get(id)) {
        sources.merge(&group.sources);
    }
    let mut missing = BTreeSet::new();
    for end in &ends {
        for (name, from, to, port) in [
            ("control plane to nodes", &control_plane, end, HTTPS),
            ("control plane to nodes", &control_plane, end, KUBELET),
            ("nodes to control plane", end, &control_plane, HTTPS),
        ] {
            match flow(groups, from, to, port) {
                Verdict::Open => {}
                Verdict::Closed => drop(missing.insert(format!("{name} tcp/{port}"))),
                Verdict::Unknown => return None,
            }
        }
    }
    Some(missing.into_iter().collect())
}

/// The distinct ends that nodes make: those that bear the same groups are one.
/// Fargate pods bear the cluster security group.
fn node_ends(scope: &Scope<'_>, subnets: &Subnets, nodes: &[Derived<Node>], own: &str) -> Option<Vec<End>> {
    let complete = scope.complete(Topic::Ec2Instance) && scope.complete(Topic::EksFargateProfile);
    if !complete {
        return None;
    }
    let mut subnets_by_groups: BTreeMap<BTreeSet<String>, BTreeSet<&str>> = BTreeMap::new();
    for node in nodes {
        let groups = node.value.security_group_ids.as_ref()?.iter().cloned().collect();
        subnets_by_groups.entry(groups).or_default().insert(node.value.subnet_id.as_deref()?);
    }
    for profile in scope.fargate_profiles() {
        let of_profile = items(&profile.value.subnets).iter().map(String::as_str);
        subnets_by_groups.entry(BTreeSet::from([own.to_owned()])).or_default().extend(of_profile);
    }
    let end = |(groups, ids): (_, BTreeSet<&str>)| End { groups, blocks: blocks(subnets, ids.into_iter()) };
    Some(subnets_by_groups.into_iter().map(end).collect())
}

fn blocks<'a>(subnets: &Subnets, ids: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    ids.map(|id| subnets.get(id)?.value.cidr_block.clone()).collect()
}

/// A flow needs both the sender's outbound and the receiver's inbound rules;
/// replies need none, since security groups keep state.
fn flow(groups: &BTreeMap<String, Derived<SecurityGroup>>, from: &End, to: &End, port: i64) -> Verdict {
    let out = side(groups, &from.groups, |group| group.egress.as_deref(), to, port);
    let into = side(groups, &to.groups, |group| group.ingress.as_deref(), from, port);
    match (out, into) {
        (Verdict::Open, Verdict::Open) => Verdict::Open,
        (Verdict::Closed, _) | (_, Verdict::Closed) => Verdict::Closed,
        _ => Verdict::Unknown,
    }
}

fn side(
    groups: &BTreeMap<String, Derived<SecurityGroup>>,
    own: &BTreeSet<String>,
    rules: fn(&SecurityGroup) -> Option<&[Opening]>,
    other: &End,
    port: i64,
) -> Verdict {
    let mut verdict = Verdict::Closed;
    for id in own {
        let Some(openings) = groups.get(id).and_then(|group| rules(&group.value)) else {
            verdict = Verdict::Unknown;
            continue;
        };
        for opening in openings {
            match at_port(opening, port).unwrap_or_else(|| admits(opening, other)) {
                Verdict::Open => return Verdict::Open,
                Verdict::Unknown => verdict = Verdict::Unknown,
                Verdict::Closed => {}
            }
        }
    }
    verdict
}

/// What the opening's protocol and ports settle; `None` leaves it to the peer.
fn at_port(opening: &Opening, port: i64) -> Option<Verdict> {
    match (opening.protocol.as_deref(), opening.from_port, opening.to_port) {
        (Some("tcp" | "all"), Some(Number(from)), Some(Number(to))) => {
            (!(from..=to).contains(&port)).then_some(Verdict::Closed)
        }
        (None | Some("tcp" | "all"), _, _) => Some(Verdict::Unknown),
        _ => Some(Verdict::Closed),
    }
}

fn admits(opening: &Opening, other: &End) -> Verdict {
    let (Some(kind), Some(peer)) = (opening.peer_type, opening.peer.as_deref()) else {
        return Verdict::Unknown;
    };
    match (kind, &other.blocks) {
        (PeerType::SecurityGroup, _) if other.groups.contains(peer) => Verdict::Open,
        (PeerType::SecurityGroup, _) => Verdict::Closed,
        (PeerType::Cidr, _) if peer == "0.0.0.0/0" => Verdict::Open,
        (PeerType::Cidr, Some(blocks))
            if !blocks.is_empty() && blocks.iter().all(|block| cidr::contains(peer, block)) =>
        {
            Verdict::Open
        }
        // A block can admit part of the other side, or a second rule the rest.
        (PeerType::Cidr, Some(blocks)) if !blocks.iter().any(|block| cidr::overlap(peer, block)) => Verdict::Closed,
        // What a prefix list holds is not read.
        _ => Verdict::Unknown,
    }
}
