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
pub(super) fn all_ipv4<'a>(blocks: impl Iterator<Item = &'a str>) -> bool {
    let mut nets: Vec<Ipv4Net> = blocks.filter_map(|block| block.parse().ok()).collect();
    if nets.is_empty() {
        return false;
    }
    nets.extend(NOT_ON_THE_INTERNET.iter().filter_map(|block| block.parse::<Ipv4Net>().ok()));
    Ipv4Net::aggregate(&nets).iter().any(|net| net.prefix_len() == 0)
}

/// True when `blocks` together hold every IPv6 address of the internet.
pub(super) fn all_ipv6<'a>(blocks: impl Iterator<Item = &'a str>) -> bool {
    let nets: Vec<Ipv6Net> = blocks.filter_map(|block| block.parse().ok()).collect();
    let Ok(internet) = IPV6_INTERNET.parse::<Ipv6Net>() else { return false };
    Ipv6Net::aggregate(&nets).iter().any(|net| net.contains(&internet))
}

/// True when `outer` holds all of `inner`; false when either is no CIDR block.
pub(super) fn contains(outer: &str, inner: &str) -> bool {
    match (outer.parse::<IpNet>(), inner.parse::<IpNet>()) {
        (Ok(outer), Ok(inner)) => outer.contains(&inner),
        _ => false,
    }
}

/// True when the two share an address; false when either is no CIDR block.
pub(super) fn overlap(one: &str, other: &str) -> bool {
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
    fn containment_needs_two_blocks_of_one_family() {
        assert!(contains("10.0.0.0/16", "10.0.3.0/24"));
        assert!(!contains("10.0.3.0/24", "10.0.0.0/16"));
        assert!(!contains("::/0", "10.0.0.0/16"));
        assert!(!contains("", ""));
    }
}
