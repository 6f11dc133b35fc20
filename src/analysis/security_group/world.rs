//! Openings towards every address of the internet, however they are spelled.

use std::collections::BTreeSet;

use crate::evidence::model::analysis::{Opening, PeerType};
use crate::evidence::scalar::Number;

use super::super::cidr;

const EVERY_IPV4: &str = "0.0.0.0/0";
const EVERY_IPV6: &str = "::/0";

/// Openings whose source is every IPv4 or IPv6 address, and one opening for
/// each port range that several blocks open together: `0.0.0.0/1` and
/// `128.0.0.0/1` are given as `0.0.0.0/0`.
pub(super) fn open_to_world(ingress: &[Opening]) -> Vec<Opening> {
    let mut open: Vec<Opening> = ingress.iter().filter(|o| is_world(o)).cloned().collect();
    let protocols: BTreeSet<&str> = cidr_openings(ingress).filter_map(|o| o.protocol.as_deref()).collect();
    for protocol in protocols {
        for (peer, covers) in
            [(EVERY_IPV4, covers_ipv4 as fn(&[&str]) -> bool), (EVERY_IPV6, covers_ipv6 as fn(&[&str]) -> bool)]
        {
            let joint = joint_ranges(ingress, protocol, covers);
            let unstated = joint.into_iter().filter(|range| !stated(ingress, protocol, peer, *range));
            let unstated: Vec<Opening> = unstated.map(|range| opening(protocol, range, peer)).collect();
            open.extend(unstated);
        }
    }
    open
}

fn covers_ipv4(blocks: &[&str]) -> bool {
    cidr::all_ipv4(blocks.iter().copied())
}

fn covers_ipv6(blocks: &[&str]) -> bool {
    cidr::all_ipv6(blocks.iter().copied())
}

fn is_world(opening: &Opening) -> bool {
    matches!(opening.peer.as_deref(), Some(EVERY_IPV4 | EVERY_IPV6))
}

fn cidr_openings(ingress: &[Opening]) -> impl Iterator<Item = &Opening> {
    ingress.iter().filter(|opening| opening.peer_type == Some(PeerType::Cidr))
}

fn range(opening: &Opening) -> Option<(i64, i64)> {
    match (opening.from_port, opening.to_port) {
        (Some(Number(from)), Some(Number(to))) => Some((from, to)),
        _ => None,
    }
}

fn applies(opening: &Opening, protocol: &str) -> bool {
    matches!(opening.protocol.as_deref(), Some(name) if name == protocol || name == "all")
}

/// Port ranges that the blocks of `protocol` open to everyone together. Ports
/// between two neighbouring ends of ranges are open to the same blocks, so
/// each such stretch is judged once.
fn joint_ranges(ingress: &[Opening], protocol: &str, covers: fn(&[&str]) -> bool) -> Vec<(i64, i64)> {
    let blocks: Vec<(&str, (i64, i64))> = cidr_openings(ingress)
        .filter(|opening| applies(opening, protocol))
        .filter_map(|opening| Some((opening.peer.as_deref()?, range(opening)?)))
        .collect();
    let starts: BTreeSet<i64> = blocks.iter().flat_map(|(_, (from, to))| [*from, to.saturating_add(1)]).collect();
    let starts: Vec<i64> = starts.into_iter().collect();
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for stretch in starts.windows(2) {
        let (from, to) = (stretch[0], stretch[1] - 1);
        let open: Vec<&str> =
            blocks.iter().filter(|(_, r)| r.0 <= from && to <= r.1).map(|(block, _)| *block).collect();
        if !covers(&open) {
            continue;
        }
        match ranges.last_mut() {
            Some(last) if last.1 + 1 == from => last.1 = to,
            _ => ranges.push((from, to)),
        }
    }
    ranges
}

/// True when one rule alone opens the whole range to `peer`.
fn stated(ingress: &[Opening], protocol: &str, peer: &str, (from, to): (i64, i64)) -> bool {
    ingress.iter().any(|opening| {
        opening.peer.as_deref() == Some(peer)
            && applies(opening, protocol)
            && range(opening).is_some_and(|r| r.0 <= from && to <= r.1)
    })
}

fn opening(protocol: &str, (from, to): (i64, i64), peer: &str) -> Opening {
    Opening {
        protocol: Some(protocol.to_owned()),
        from_port: Some(Number(from)),
        to_port: Some(Number(to)),
        peer: Some(peer.to_owned()),
        peer_type: Some(PeerType::Cidr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(rules: &[(&str, (i64, i64), &str)]) -> Vec<(String, (i64, i64), String)> {
        let ingress: Vec<Opening> =
            rules.iter().map(|(protocol, range, peer)| opening(protocol, *range, peer)).collect();
        let open = open_to_world(&ingress);
        open.iter().map(|o| (o.protocol.clone().unwrap(), range(o).unwrap(), o.peer.clone().unwrap())).collect()
    }

    fn one(protocol: &str, range: (i64, i64), peer: &str) -> Vec<(String, (i64, i64), String)> {
        vec![(protocol.to_owned(), range, peer.to_owned())]
    }

    #[test]
    fn one_rule_to_everyone_is_given_as_it_is() {
        assert_eq!(open(&[("tcp", (22, 22), "0.0.0.0/0")]), one("tcp", (22, 22), "0.0.0.0/0"));
        assert_eq!(open(&[("all", (0, 65535), "::/0")]), one("all", (0, 65535), "::/0"));
        assert_eq!(open(&[("icmp", (0, 0), "0.0.0.0/0")]), one("icmp", (0, 0), "0.0.0.0/0"));
    }

    #[test]
    fn blocks_that_add_up_are_everyone_on_the_ports_they_share() {
        let halves = [("tcp", (20, 30), "0.0.0.0/1"), ("tcp", (25, 40), "128.0.0.0/1")];
        assert_eq!(open(&halves), one("tcp", (25, 30), "0.0.0.0/0"));
        let mixed = [("tcp", (22, 22), "0.0.0.0/1"), ("all", (0, 65535), "128.0.0.0/1")];
        assert_eq!(open(&mixed), one("tcp", (22, 22), "0.0.0.0/0"));
    }

    #[test]
    fn parts_of_the_world_are_not_the_world() {
        assert!(open(&[("tcp", (22, 22), "0.0.0.0/1")]).is_empty());
        assert!(open(&[("tcp", (22, 22), "0.0.0.0/1"), ("udp", (22, 22), "128.0.0.0/1")]).is_empty());
        assert!(open(&[("tcp", (22, 22), "0.0.0.0/1"), ("tcp", (23, 23), "128.0.0.0/1")]).is_empty());
        assert!(open(&[("tcp", (22, 22), "10.0.0.0/8")]).is_empty());
        assert!(open(&[]).is_empty());
    }
}
