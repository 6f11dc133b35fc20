//! What Amazon EKS tells of clusters, and its catalogues of versions and add-ons.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::{eks, eks_access};

pub(super) const TOPICS: &[BuiltIn] = &[
    BuiltIn::of_cluster::<eks::Cluster>(EksCluster, "A cluster, as `eks:DescribeCluster` describes it. Key: name.")
        .nouns("cluster", "clusters")
        .key(&["name"]),
    BuiltIn::of_cluster::<eks::Nodegroup>(EksNodegroup, "A managed node group. Key: `cluster/name`.")
        .nouns("node group", "node groups")
        .key(&["clusterName", "nodegroupName"])
        .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<eks::FargateProfile>(EksFargateProfile, "A Fargate profile. Key: `cluster/name`.")
        .nouns("Fargate profile", "Fargate profiles")
        .key(&["clusterName", "fargateProfileName"])
        .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<eks::Addon>(EksAddon, "An installed EKS add-on. Key: `cluster/name`.")
        .nouns("add-on", "add-ons")
        .key(&["clusterName", "addonName"])
        .discovered_through(&[EksCluster]),
    BuiltIn::of_account::<eks::AddonInfo>(EksAddonVersion, "The versions AWS offers of an add-on. Key: add-on name.")
        .nouns("add-on catalogue entry", "add-on catalogue entries")
        .key(&["addonName"])
        .discovered_through(&[EksAddon]),
    BuiltIn::of_cluster::<eks_access::AccessEntry>(
        EksAccessEntry,
        "An access entry with its associated access policies. Key: `cluster/principal ARN`.",
    )
    .nouns("access entry", "access entries")
    .key(&["clusterName", "principalArn"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<eks_access::PodIdentityAssociation>(
        EksPodIdentityAssociation,
        "A Pod Identity association. Key: `cluster/association id`.",
    )
    .nouns("Pod Identity association", "Pod Identity associations")
    .key(&["clusterName", "associationId"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<eks_access::IdentityProviderConfig>(
        EksIdentityProviderConfig,
        "An OIDC identity provider of a cluster. Key: `cluster/name`.",
    )
    .nouns("identity provider", "identity providers")
    .key(&["clusterName", "identityProviderConfigName"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<eks::Insight>(EksInsight, "A cluster insight. Key: `cluster/id`.")
        .nouns("insight", "insights")
        .key(&["clusterName", "id"])
        .discovered_through(&[EksCluster]),
    BuiltIn::of_account::<eks::ClusterVersion>(
        EksClusterVersion,
        "A Kubernetes version in the EKS calendar. Key: version.",
    )
    .nouns("Kubernetes version", "Kubernetes versions")
    .key(&["clusterVersion"]),
];
