//! Subjects that Kubernetes or EKS itself makes.
//! Sources: Kubernetes documentation, "Using RBAC Authorization", default
//! roles and role bindings; `plugin/pkg/auth/authorizer/rbac/bootstrappolicy`;
//! EKS User Guide, "Understand Amazon EKS created RBAC roles and users".

const USERS: [&str; 4] =
    ["system:apiserver", "system:kube-controller-manager", "system:kube-proxy", "system:kube-scheduler"];
const GROUPS: [&str; 5] =
    ["system:bootstrappers", "system:masters", "system:monitoring", "system:node-proxier", "system:nodes"];

/// Service accounts in kube-system of the controllers and of EKS add-ons.
const SERVICE_ACCOUNTS: [&str; 52] = [
    "attachdetach-controller",
    "aws-cloud-provider",
    "aws-node",
    "bootstrap-signer",
    "certificate-controller",
    "cloud-provider",
    "clusterrole-aggregation-controller",
    "coredns",
    "cronjob-controller",
    "daemon-set-controller",
    "deployment-controller",
    "disruption-controller",
    "ebs-csi-controller-sa",
    "ebs-csi-node-sa",
    "efs-csi-controller-sa",
    "efs-csi-node-sa",
    "eks-vpc-resource-controller",
    "endpoint-controller",
    "endpointslice-controller",
    "endpointslicemirroring-controller",
    "ephemeral-volume-controller",
    "expand-controller",
    "generic-garbage-collector",
    "horizontal-pod-autoscaler",
    "job-controller",
    "kube-proxy",
    "legacy-service-account-token-cleaner",
    "namespace-controller",
    "node-controller",
    "persistent-volume-binder",
    "pod-garbage-collector",
    "pv-protection-controller",
    "pvc-protection-controller",
    "replicaset-controller",
    "replication-controller",
    "resource-claim-controller",
    "resourcequota-controller",
    "root-ca-cert-publisher",
    "route-controller",
    "selinux-warning-controller",
    "service-account-controller",
    "service-cidrs-controller",
    "service-controller",
    "statefulset-controller",
    "storage-version-migrator-controller",
    "tagging-controller",
    "token-cleaner",
    "ttl-after-finished-controller",
    "ttl-controller",
    "validatingadmissionpolicy-status-controller",
    "volumeattributesclass-protection-controller",
    "vpc-resource-controller",
];

/// Bindings that Kubernetes, EKS or its add-ons make for these subjects.
const BINDINGS: [&str; 11] = [
    "aws-node",
    "ebs-csi-attacher-binding",
    "ebs-csi-node-getter-binding",
    "ebs-csi-provisioner-binding",
    "ebs-csi-resizer-binding",
    "ebs-csi-snapshotter-binding",
    "ebs-csi-leases-rolebinding",
    "efs-csi-node-binding",
    "efs-csi-provisioner-binding",
    "eks-vpc-resource-controller-rolebinding",
    "vpc-resource-controller-rolebinding",
];

/// Bindings that give discovery only; they exist in every cluster.
pub(super) const DISCOVERY: [&str; 4] =
    ["system:basic-user", "system:discovery", "system:public-info-viewer", "system:service-account-issuer-discovery"];

/// True for a subject whose name is one of Kubernetes' or EKS's own. The
/// groups that anyone is in are not among them.
pub(super) fn is_own_name(kind: &str, namespace: &str, name: &str) -> bool {
    match kind {
        "User" => USERS.contains(&name) || name.starts_with("system:node:") || name.starts_with("eks:"),
        "Group" => GROUPS.contains(&name) || name.starts_with("eks:"),
        _ => namespace == "kube-system" && SERVICE_ACCOUNTS.contains(&name),
    }
}

/// True for a binding that comes with Kubernetes, EKS or an add-on of it.
pub(super) fn is_own_binding(name: &str) -> bool {
    name == "cluster-admin" || name.starts_with("system:") || name.starts_with("eks:") || BINDINGS.contains(&name)
}
