//! Openings towards the internet, however they are spelled.

use std::collections::BTreeSet;

use crate::evidence::cidr;
use crate::evidence::model::analysis::{Opening, PeerType};
use crate::evidence::scalar::Number;

/// Openings whose source alone is a share of the internet, and one opening for each port range that several blocks open
/// together: `0.0.0.0/1` and `128.0.0.0/1` are given as `0.0.0.0/0`, fewer by their names.
pub(super) fn open_to_world(ingress: &[Opening]) -> Vec<Opening> {
    let mut open: Vec<Opening> = ingress.iter().filter(|o| is_world(o)).cloned().collect();
    let protocols: BTreeSet<&str> = cidr_openings(ingress).filter_map(|o| o.protocol.as_deref()).collect();
    for protocol in protocols {
        for family in [&IPV4, &IPV6] {
            let joint = joint_ranges(ingress, protocol, family.opens);
            let unstated = joint.into_iter().filter(|(range, _)| !stated(ingress, protocol, family, *range));
            let unstated = unstated.map(|(range, blocks)| opening(protocol, range, &family.name(&blocks)));
            let unstated: Vec<Opening> = unstated.collect();
            open.extend(unstated);
        }
    }
    open
}

/// How blocks of an address family are judged together.
struct Family {
    opens: fn(&[&str]) -> bool,
    holds_all: fn(&[&str]) -> bool,
    everything: &'static str,
}

const IPV4: Family = Family {
    opens: |blocks| cidr::opens_ipv4(blocks.iter().copied()),
    holds_all: |blocks| cidr::all_ipv4(blocks.iter().copied()),
    everything: "0.0.0.0/0",
};
const IPV6: Family = Family {
    opens: |blocks| cidr::opens_ipv6(blocks.iter().copied()),
    holds_all: |blocks| cidr::all_ipv6(blocks.iter().copied()),
    everything: "::/0",
};

impl Family {
    fn name(&self, blocks: &[&str]) -> String {
        const SHOWN: usize = 4;
        if (self.holds_all)(blocks) {
            return self.everything.to_owned();
        }
        let own: Vec<&str> =
            blocks.iter().copied().filter(|block| block.contains(':') == self.everything.contains(':')).collect();
        match own.len().checked_sub(SHOWN) {
            Some(more @ 1..) => format!("{} and {more} more", own[..SHOWN].join(", ")),
            _ => own.join(", "),
        }
    }
}

fn is_world(opening: &Opening) -> bool {
    opening.peer_type == Some(PeerType::Cidr) && cidr::opens_internet(opening.peer.as_deref().into_iter())
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

/// Port ranges that the blocks of `protocol` open together, with these. Ports
/// between two neighbouring ends of ranges are open to the same blocks, so
/// each such stretch is judged once.
fn joint_ranges<'a>(
    ingress: &'a [Opening],
    protocol: &str,
    opens: fn(&[&str]) -> bool,
) -> Vec<((i64, i64), Vec<&'a str>)> {
    let blocks: Vec<(&str, (i64, i64))> = cidr_openings(ingress)
        .filter(|opening| applies(opening, protocol))
        .filter_map(|opening| Some((opening.peer.as_deref()?, range(opening)?)))
        .collect();
    let starts: BTreeSet<i64> = blocks.iter().flat_map(|(_, (from, to))| [*from, to.saturating_add(1)]).collect();
    let starts: Vec<i64> = starts.into_iter().collect();
    let mut ranges: Vec<((i64, i64), Vec<&str>)> = Vec::new();
    for stretch in starts.windows(2) {
        let (from, to) = (stretch[0], stretch[1] - 1);
        let open: Vec<&str> =
            blocks.iter().filter(|(_, r)| r.0 <= from && to <= r.1).map(|(block, _)| *block).collect();
        if !opens(&open) {
            continue;
        }
        match ranges.last_mut() {
            Some((last, together)) if last.1 + 1 == from && *together == open => last.1 = to,
            _ => ranges.push(((from, to), open)),
        }
    }
    ranges
}

/// True when one rule alone opens the whole range to a share of the internet.
fn stated(ingress: &[Opening], protocol: &str, family: &Family, (from, to): (i64, i64)) -> bool {
    ingress.iter().any(|opening| {
        opening.peer.as_deref().is_some_and(|peer| (family.opens)(&[peer]))
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
        let eighths = [("tcp", (20, 30), "52.0.0.0/8"), ("tcp", (25, 40), "54.0.0.0/8")];
        assert_eq!(open(&eighths), one("tcp", (25, 30), "52.0.0.0/8, 54.0.0.0/8"));
        let mixed = [("tcp", (22, 22), "52.0.0.0/8"), ("all", (0, 65535), "54.0.0.0/8")];
        assert_eq!(open(&mixed), one("tcp", (22, 22), "52.0.0.0/8, 54.0.0.0/8"));
    }

    #[test]
    fn n2_half_of_the_internet_is_open_and_what_one_organisation_holds_is_not() {
        assert_eq!(open(&[("tcp", (22, 22), "0.0.0.0/1")]), one("tcp", (22, 22), "0.0.0.0/1"));
        assert!(open(&[("tcp", (22, 22), "52.0.0.0/8"), ("udp", (22, 22), "54.0.0.0/8")]).is_empty());
        assert!(open(&[("tcp", (22, 22), "52.0.0.0/8"), ("tcp", (23, 23), "54.0.0.0/8")]).is_empty());
        assert!(open(&[("tcp", (22, 22), "10.0.0.0/8")]).is_empty());
        assert!(open(&[]).is_empty());
    }
}
