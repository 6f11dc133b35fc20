//! XML replies of the query protocol (EC2, IAM, STS, Auto Scaling, Elastic Load Balancing) as JSON
//! values with the member names that the JSON services use.

use roxmltree::Node;
use serde_json::{Map, Value};

use super::xml::{self, XmlError};

/// Lists whose element does not end in `Set`. An empty one must be read as an
/// empty list and not as an absent value.
const LISTS: &[&str] = &[
    "actions",
    "additionalAttributes",
    "attachedPolicies",
    "attributes",
    "autoScalingGroups",
    "availabilityZones",
    "blockDeviceMapping",
    "certificates",
    "clientIDList",
    "defaultActions",
    "groups",
    "instances",
    "ipPermissions",
    "ipPermissionsEgress",
    "ipRanges",
    "ipv6Ranges",
    "listenerDescriptions",
    "listeners",
    "loadBalancerDescriptions",
    "loadBalancers",
    "openIDConnectProviderList",
    "overrides",
    "policyAttributeDescriptions",
    "policyDescriptions",
    "policyNames",
    "prefixListIds",
    "roles",
    "rules",
    "securityGroupInfo",
    "securityGroups",
    "subnets",
    "tagDescriptions",
    "tags",
    "thumbprintList",
];

/// A reply of a query service.
pub(crate) struct Reply {
    /// Name of the root element: `ListRolesResponse`.
    pub(crate) root: String,
    /// The content of the root element: element names start in lower case, lists
    /// are arrays, leaves are text, empty elements are null.
    pub(crate) body: Value,
}

/// Reads a reply.
///
/// # Errors
/// When it is not XML, or deeper than any reply.
pub(crate) fn read(body: &[u8]) -> Result<Reply, XmlError> {
    let document = xml::parse(std::str::from_utf8(body)?)?;
    let root = document.root_element();
    Ok(Reply { root: root.tag_name().name().to_owned(), body: convert(root) })
}

fn convert(element: Node) -> Value {
    let name = member_name(element);
    let children: Vec<Node> = element.children().filter(Node::is_element).collect();
    let listed = |names: &[&str]| children.iter().all(|child| names.contains(&child.tag_name().name()));
    if children.is_empty() {
        return leaf(element, &name);
    }
    if listed(&["entry"]) {
        return Value::Object(children.into_iter().filter_map(entry).collect());
    }
    if name.ends_with("Set") || listed(&["item"]) || listed(&["member"]) {
        return Value::Array(children.into_iter().map(convert).collect());
    }
    let members: Map<String, Value> = children.into_iter().map(|child| (member_name(child), convert(child))).collect();
    Value::Object(members)
}

fn leaf(element: Node, name: &str) -> Value {
    let text: String = element.children().filter_map(|child| child.text()).collect();
    if !text.trim().is_empty() {
        return Value::String(text);
    }
    if name.ends_with("Set") || LISTS.contains(&name) {
        return Value::Array(Vec::new());
    }
    // A tag without a value has the empty text as its value.
    if name == "value" { Value::String(String::new()) } else { Value::Null }
}

/// `<entry><key>Users</key><value>3</value></entry>` of an IAM map.
fn entry(element: Node) -> Option<(String, Value)> {
    let child = |name: &str| element.children().find(|child| child.tag_name().name() == name);
    Some((child("key")?.text()?.to_owned(), convert(child("value")?)))
}

fn member_name(element: Node) -> String {
    let name = element.tag_name().name();
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_maps_and_leaves() {
        let body = br#"<?xml version="1.0"?><R xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
            <VPCZoneIdentifier>subnet-1</VPCZoneIdentifier>
            <tagSet><item><key>a</key><value/></item></tagSet>
            <groupSet><groupId>sg-1</groupId></groupSet>
            <PolicyNames/><keyName/><ipRanges/>
            <SummaryMap><entry><key>Users</key><value>3</value></entry></SummaryMap>
            <Tags><member><Key>k</Key></member></Tags></R>"#;
        assert_eq!(
            read(body).unwrap().body,
            json!({
                "vPCZoneIdentifier": "subnet-1", "tagSet": [{"key": "a", "value": ""}], "groupSet": ["sg-1"],
                "policyNames": [], "keyName": null, "ipRanges": [], "summaryMap": {"Users": "3"},
                "tags": [{"key": "k"}],
            })
        );
    }

    #[test]
    fn a_cut_body_is_an_error() {
        assert!(read(b"<R><a>1</a>").is_err());
        assert!(read(b"").is_err());
    }
}
