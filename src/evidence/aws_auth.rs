//! The roles of nodes in the `aws-auth` ConfigMap, for those who read roles.
//! Source: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap".

use serde::Deserialize;
use serde_json::Value;

/// The ConfigMap's path in the Kubernetes API.
pub const PATH: &str = "/api/v1/namespaces/kube-system/configmaps/aws-auth";

/// The group that the API server takes nodes by.
const NODES: &str = "system:nodes";

#[derive(Deserialize)]
struct Mapping {
    #[serde(alias = "roleARN")]
    rolearn: Option<String>,
    groups: Option<Vec<String>>,
}

/// ARNs of the roles that it maps to nodes, as they stand there: without the path that the role may have. What cannot be
/// read maps none: whoever judges access says that it could not be read.
#[must_use]
pub fn node_roles(config_map: &Value) -> Vec<String> {
    let text = config_map["data"]["mapRoles"].as_str().unwrap_or_default();
    let mappings: Option<Vec<Mapping>> = serde_saphyr::from_str(text).unwrap_or_default();
    let of_nodes = |mapping: &Mapping| mapping.groups.iter().flatten().any(|group| group == NODES);
    mappings.into_iter().flatten().filter(of_nodes).filter_map(|mapping| mapping.rolearn).collect()
}

/// Whether two ARNs name one role, whatever path one of them leaves out: names are unique in an account.
#[must_use]
pub fn is_same_role(one: &str, other: &str) -> bool {
    let part = |arn: &str| {
        let mut parts = arn.splitn(6, ':');
        let account = parts.nth(4).map(str::to_owned);
        let name = parts.next().and_then(|resource| resource.strip_prefix("role/"));
        Some((account?, name?.rsplit('/').next()?.to_owned()))
    };
    part(one).is_some_and(|one| Some(one) == part(other))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn j5_roles_of_nodes_are_those_of_the_nodes_group() {
        let text = "- rolearn: arn:aws:iam::111122223333:role/NodeInstanceRole\n  username: system:node:{{EC2PrivateDNSName}}\n  \
                    groups: [system:bootstrappers, system:nodes]\n- rolearn: arn:aws:iam::111122223333:role/ops\n  groups: [system:masters]\n";
        assert_eq!(
            node_roles(&json!({"data": {"mapRoles": text}})),
            ["arn:aws:iam::111122223333:role/NodeInstanceRole"]
        );
        for text in ["", "- [", "redacted(token)", "[]"] {
            assert!(node_roles(&json!({"data": {"mapRoles": text}})).is_empty(), "{text}");
        }
        let same = |one: &str| is_same_role(one, "arn:aws:iam::111122223333:role/eks/path/node");
        assert!(same("arn:aws:iam::111122223333:role/node") && same("arn:aws-cn:iam::111122223333:role/x/node"));
        assert!(!same("arn:aws:iam::444455556666:role/node") && !same("arn:aws:iam::111122223333:user/node"));
    }
}
