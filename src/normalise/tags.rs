//! Which clusters tags name.

/// Tag keys whose value is a cluster's name. Sources: EKS User Guide, "Tag
/// your resources" (`eks:`, `aws:eks:`); Karpenter and Auto Mode tag with
/// `eks:eks-cluster-name`; the VPC CNI tags interfaces with `cluster.k8s.amazonaws.com/name`.
const CLUSTER_NAME_TAGS: &[&str] = &[
    "aws:eks:cluster-name",
    "cluster.k8s.amazonaws.com/name",
    "eks:cluster-name",
    "eks:eks-cluster-name",
    "eks:kubernetes-cluster-name",
    "elbv2.k8s.aws/cluster",
    "KubernetesCluster",
];
/// Tag keys that end in a cluster's name.
const CLUSTER_KEY_PREFIXES: &[&str] = &["kubernetes.io/cluster/", "k8s.io/cluster/", "k8s.io/cluster-autoscaler/"];

/// The cluster that a tag names.
pub(super) fn cluster_of_tag(key: &str, value: &str) -> Option<String> {
    if CLUSTER_NAME_TAGS.contains(&key) {
        return Some(value.to_owned()).filter(|name| !name.is_empty());
    }
    let name = CLUSTER_KEY_PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix))?;
    // `k8s.io/cluster-autoscaler/enabled` and `…/node-template/…` name no cluster.
    (!name.is_empty() && name != "enabled" && !name.contains('/')).then(|| name.to_owned())
}

/// The clusters that tags name, among the tags of one item.
pub(super) fn clusters_of_tags<'a>(tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    tags.into_iter().filter_map(|(key, value)| cluster_of_tag(key, value)).collect()
}
