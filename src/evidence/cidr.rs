//! Sets of CIDR blocks.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// IPv4 blocks that no one on the internet sends from.
/// Source: IANA IPv4 Special-Purpose Address Registry; multicast and reserved space.
const NOT_ON_THE_INTERNET: [&str; 8] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
];

/// IPv6 global unicast. Source: IANA IPv6 Address Space registry.
const IPV6_INTERNET: &str = "2000::/3";

/// True when `blocks` together hold every IPv4 address of the internet.
pub(crate) fn all_ipv4<'a>(blocks: impl Iterator<Item = &'a str>) -> bool {
    let mut nets: Vec<Ipv4Net> = blocks.filter_map(|block| block.parse().ok()).collect();
    if nets.is_empty() {
        return false;
    }
    nets.extend(NOT_ON_THE_INTERNET.iter().filter_map(|block| block.parse::<Ipv4Net>().ok()));
    Ipv4Net::aggregate(&nets).iter().any(|net| net.prefix_len() == 0)
}

/// True when `blocks` together hold every IPv6 address of the internet.
pub(crate) fn all_ipv6<'a>(blocks: impl Iterator<Item = &'a str>) -> bool {
    let nets: Vec<Ipv6Net> = blocks.filter_map(|block| block.parse().ok()).collect();
    let Ok(internet) = IPV6_INTERNET.parse::<Ipv6Net>() else { return false };
    Ipv6Net::aggregate(&nets).iter().any(|net| net.contains(&internet))
}

/// The largest share of the internet that one organisation is taken to hold: a /8 of IPv4, a /16 of IPv6. More is not a
/// named range, whoever is meant.
const LARGEST_IPV4: u64 = 1 << 24;
const LARGEST_IPV6: u128 = 1 << 112;

/// True when `blocks` together hold more IPv4 addresses of the internet than one organisation has.
pub(crate) fn opens_ipv4<'a>(blocks: impl Iterator<Item = &'a str>) -> bool {
    ipv4_of_internet(blocks) > LARGEST_IPV4
}

/// True when `blocks` of either family without `holes`, which lie in them, open to the internet.
pub(crate) fn opens_internet_but(blocks: &[&str], holes: &[&str]) -> bool {
    let ipv4 = |list: &[&str]| ipv4_of_internet(list.iter().copied());
    let ipv6 = |list: &[&str]| ipv6_of_internet(list.iter().copied());
    ipv4(blocks).saturating_sub(ipv4(holes)) > LARGEST_IPV4 || ipv6(blocks).saturating_sub(ipv6(holes)) > LARGEST_IPV6
}

/// How many addresses of the internet `blocks` hold.
fn ipv4_of_internet<'a>(blocks: impl Iterator<Item = &'a str>) -> u64 {
    let nets: Vec<Ipv4Net> = blocks.filter_map(|block| block.parse().ok()).collect();
    let apart: Vec<Ipv4Net> = NOT_ON_THE_INTERNET.iter().filter_map(|block| block.parse().ok()).collect();
    let size = |net: &Ipv4Net| 1_u64 << (32 - u32::from(net.prefix_len()));
    let public = |net: &Ipv4Net| {
        if apart.iter().any(|special| special.contains(net)) {
            return 0;
        }
        size(net) - apart.iter().filter(|special| net.contains(*special)).map(size).sum::<u64>()
    };
    Ipv4Net::aggregate(&nets).iter().map(public).sum()
}

/// True when `blocks` together hold more IPv6 addresses of the internet than one organisation has.
pub(crate) fn opens_ipv6<'a>(blocks: impl Iterator<Item = &'a str>) -> bool {
    ipv6_of_internet(blocks) > LARGEST_IPV6
}

/// How many addresses of the internet `blocks` hold.
fn ipv6_of_internet<'a>(blocks: impl Iterator<Item = &'a str>) -> u128 {
    let nets: Vec<Ipv6Net> = blocks.filter_map(|block| block.parse().ok()).collect();
    let Ok(internet) = IPV6_INTERNET.parse::<Ipv6Net>() else { return 0 };
    let size = |net: &Ipv6Net| 1_u128 << (128 - u32::from(net.prefix_len().max(1)));
    let public = |net: &Ipv6Net| match (net.contains(&internet), internet.contains(net)) {
        (true, _) => size(&internet),
        (false, true) => size(net),
        (false, false) => 0,
    };
    Ipv6Net::aggregate(&nets).iter().map(public).sum()
}

/// True when `blocks` of either family open to the internet.
pub(crate) fn opens_internet<'a>(blocks: impl Iterator<Item = &'a str> + Clone) -> bool {
    opens_ipv4(blocks.clone()) || opens_ipv6(blocks)
}

/// True when `outer` holds all of `inner`; false when either is not a CIDR block.
pub(crate) fn contains(outer: &str, inner: &str) -> bool {
    match (outer.parse::<IpNet>(), inner.parse::<IpNet>()) {
        (Ok(outer), Ok(inner)) => outer.contains(&inner),
        _ => false,
    }
}

/// True when the two share an address; false when either is not a CIDR block.
pub(crate) fn overlap(one: &str, other: &str) -> bool {
    contains(one, other) || contains(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_add_up_to_the_internet_are_the_internet() {
        let all = |blocks: &[&str]| all_ipv4(blocks.iter().copied());
        assert!(all(&["0.0.0.0/0"]));
        assert!(all(&["0.0.0.0/1", "128.0.0.0/1"]));
        assert!(all(&["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]));
        // Everything but 10.0.0.0/8, spelled out.
        assert!(all(&[
            "0.0.0.0/5",
            "8.0.0.0/7",
            "11.0.0.0/8",
            "12.0.0.0/6",
            "16.0.0.0/4",
            "32.0.0.0/3",
            "64.0.0.0/2",
            "128.0.0.0/1"
        ]));
        assert!(!all(&[]));
        assert!(!all(&["0.0.0.0/1"]));
        assert!(!all(&["10.0.0.0/8"]));
        assert!(!all(&["odd", "::/0"]));
        assert!(all_ipv6(["::/0"].into_iter()));
        assert!(all_ipv6(["2000::/4", "3000::/4"].into_iter()));
        assert!(!all_ipv6(["2000::/4"].into_iter()));
        assert!(!all_ipv6(std::iter::empty()));
    }

    #[test]
    fn n2_a_share_of_the_internet_by_address_family() {
        let opens = |blocks: &[&str]| opens_internet(blocks.iter().copied());
        for open in [
            &["0.0.0.0/0"][..],
            &["0.0.0.0/1"],
            &["128.0.0.0/1"],
            &["52.0.0.0/7"],
            &["52.0.0.0/8", "54.0.0.0/8"],
            &["3.0.0.0/9", "13.0.0.0/9", "18.0.0.0/9"],
            &["::/0"],
            &["2400::/12", "2600::/12", "2800::/12", "2a00::/12", "2c00::/12"],
            &["2600::/12"],
            &["203.0.113.0/24", "2000::/3"],
        ] {
            assert!(opens(open), "{open:?}");
        }
        for named in [
            &[][..],
            &["203.0.113.0/24"],
            &["17.0.0.0/8"],
            &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
            &["0.0.0.0/8"],
            &["2001:db8::/32", "2600:1f00::/24"],
            &["fc00::/7", "fe80::/10"],
            &["17.0.0.0/8", "17.1.0.0/16"],
            &["odd"],
        ] {
            assert!(!opens(named), "{named:?}");
        }
    }

    #[test]
    fn containment_needs_two_blocks_of_one_family() {
        assert!(contains("10.0.0.0/16", "10.0.3.0/24"));
        assert!(!contains("10.0.3.0/24", "10.0.0.0/16"));
        assert!(!contains("::/0", "10.0.0.0/16"));
        assert!(!contains("", ""));
    }
}
