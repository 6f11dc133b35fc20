//! Subjects that Kubernetes or EKS itself makes.
//! Sources: Kubernetes documentation, "Using RBAC Authorization", default
//! roles and role bindings; `plugin/pkg/auth/authorizer/rbac/bootstrappolicy`;
//! EKS User Guide, "Understand Amazon EKS created RBAC roles and users".

use super::rights::Rights;

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

/// True for a binding that Kubernetes, EKS or an add-on of it makes for the subject. A name alone shows nothing: whoever
/// may bind may call a binding `system:x` or `eks:x`. What counts is which role each subject has from them, and for
/// those that need no power that the role has not been given any.
pub(super) fn is_own_binding((kind, namespace, name): (&str, &str, &str), binding: &Binding<'_>) -> bool {
    let Binding { name: bound_by, role, rights } = *binding;
    let of_kubernetes = bound_by.starts_with("system:") && role.starts_with("system:");
    match (kind, namespace, name) {
        ("Group", _, "system:masters") => role == "cluster-admin" && bound_by == role,
        ("Group", _, "system:nodes" | "system:bootstrappers") => NODE_ROLES.contains(&role),
        ("Group", _, _) if name.starts_with("system:") => role == name,
        ("User", _, _) if name.starts_with("system:") => {
            of_kubernetes || (bound_by.starts_with("system:") && role == READER)
        }
        ("User" | "Group", _, _) => bound_by.starts_with("eks:"),
        (_, _, "coredns") => ["system:coredns", "system:kube-dns"].contains(&role) && is_harmless(rights),
        (_, _, "kube-proxy") => role == "system:node-proxier" && is_harmless(rights),
        (_, _, "aws-node") => role == "aws-node" && is_harmless(rights),
        (_, _, "ebs-csi-node-sa" | "efs-csi-node-sa") => BINDINGS.contains(&bound_by) && is_harmless(rights),
        _ => {
            let controller = role.strip_prefix("system:controller:").or_else(|| role.strip_prefix("eks:"));
            BINDINGS.contains(&bound_by)
                || controller == Some(name)
                || (of_kubernetes && (bound_by.starts_with("system::") || role.strip_prefix("system:") == Some(name)))
        }
    }
}

/// A binding as it bears on one subject.
pub(super) struct Binding<'a> {
    pub(super) name: &'a str,
    /// Name of the role.
    pub(super) role: &'a str,
    pub(super) rights: &'a Rights,
}

/// What the parts of the control plane read of each other's authentication.
const READER: &str = "extension-apiserver-authentication-reader";

/// Roles that groups of nodes have. Sources: as above.
const NODE_ROLES: [&str; 6] = [
    "eks:node-bootstrapper",
    "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
    "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
    "system:node",
    "system:node-bootstrapper",
    "system:node-proxier",
];

/// Without any right that leads further.
fn is_harmless(rights: &Rights) -> bool {
    let changes_nodes = rights.changes_nodes;
    *rights == Rights { changes_nodes, wildcards: rights.wildcards.clone(), ..Rights::default() } && !rights.everything
}
