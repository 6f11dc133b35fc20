//! The one table of what is read of a cluster: which resources each topic
//! consists of, and in which API versions a server may serve them.

use serde_json::Value;

use crate::evidence::topic::Topic;

/// One resource of the Kubernetes API that is listed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The topic that its objects are facts of.
    pub(crate) topic: Topic,
    /// API group; empty for the core group.
    pub(crate) group: &'static str,
    /// Versions that give the facts, the preferred one first.
    pub(crate) versions: &'static [&'static str],
    /// Plural name, as paths and RBAC rules have it.
    pub(crate) plural: &'static str,
    /// Kind, as manifests have it.
    pub(crate) kind: &'static str,
}

/// The oldest controller of pods. Recordings and dumps may be without its list: its pods are kept whole and tell as much.
pub(crate) const REPLICATION_CONTROLLER: &str = "ReplicationController";

const CORE: &str = "";
const RBAC: &str = "rbac.authorization.k8s.io";
const GATEWAY: &str = "gateway.networking.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";

const fn resource(
    topic: Topic,
    group: &'static str,
    versions: &'static [&'static str],
    plural: &'static str,
    kind: &'static str,
) -> Resource {
    Resource { topic, group, versions, plural, kind }
}

/// Every resource that is listed as a whole. Older servers serve some of them
/// only in older versions. Source: Kubernetes Deprecated API Migration Guide.
pub(crate) const RESOURCES: &[Resource] = &[
    resource(Topic::KubernetesNode, CORE, &["v1"], "nodes", "Node"),
    resource(Topic::KubernetesNamespace, CORE, &["v1"], "namespaces", "Namespace"),
    resource(Topic::KubernetesWorkload, CORE, &["v1"], "pods", "Pod"),
    resource(Topic::KubernetesWorkload, CORE, &["v1"], "replicationcontrollers", REPLICATION_CONTROLLER),
    resource(Topic::KubernetesWorkload, "apps", &["v1"], "replicasets", "ReplicaSet"),
    resource(Topic::KubernetesWorkload, "apps", &["v1"], "deployments", "Deployment"),
    resource(Topic::KubernetesWorkload, "apps", &["v1"], "daemonsets", "DaemonSet"),
    resource(Topic::KubernetesWorkload, "apps", &["v1"], "statefulsets", "StatefulSet"),
    resource(Topic::KubernetesWorkload, "batch", &["v1"], "jobs", "Job"),
    resource(Topic::KubernetesWorkload, "batch", &["v1", "v1beta1"], "cronjobs", "CronJob"),
    resource(Topic::KubernetesService, CORE, &["v1"], "services", "Service"),
    resource(Topic::KubernetesIngress, "networking.k8s.io", &["v1", "v1beta1"], "ingresses", "Ingress"),
    resource(Topic::KubernetesGateway, GATEWAY, &["v1", "v1beta1"], "gateways", "Gateway"),
    resource(Topic::KubernetesGatewayClass, GATEWAY, &["v1", "v1beta1"], "gatewayclasses", "GatewayClass"),
    resource(Topic::KubernetesNetworkPolicy, "networking.k8s.io", &["v1"], "networkpolicies", "NetworkPolicy"),
    resource(Topic::KubernetesServiceAccount, CORE, &["v1"], "serviceaccounts", "ServiceAccount"),
    resource(Topic::KubernetesRole, RBAC, &["v1"], "roles", "Role"),
    resource(Topic::KubernetesRole, RBAC, &["v1"], "clusterroles", "ClusterRole"),
    resource(Topic::KubernetesRoleBinding, RBAC, &["v1"], "rolebindings", "RoleBinding"),
    resource(Topic::KubernetesRoleBinding, RBAC, &["v1"], "clusterrolebindings", "ClusterRoleBinding"),
    resource(Topic::KubernetesResourceQuota, CORE, &["v1"], "resourcequotas", "ResourceQuota"),
    resource(Topic::KubernetesLimitRange, CORE, &["v1"], "limitranges", "LimitRange"),
    resource(
        Topic::KubernetesPodDisruptionBudget,
        "policy",
        &["v1", "v1beta1"],
        "poddisruptionbudgets",
        "PodDisruptionBudget",
    ),
    resource(
        Topic::KubernetesHorizontalPodAutoscaler,
        "autoscaling",
        &["v2", "v2beta2", "v1"],
        "horizontalpodautoscalers",
        "HorizontalPodAutoscaler",
    ),
    resource(Topic::KubernetesStorageClass, "storage.k8s.io", &["v1"], "storageclasses", "StorageClass"),
    resource(Topic::KubernetesPersistentVolume, CORE, &["v1"], "persistentvolumes", "PersistentVolume"),
    resource(
        Topic::KubernetesAdmissionWebhook,
        ADMISSION,
        &["v1"],
        "validatingwebhookconfigurations",
        "ValidatingWebhookConfiguration",
    ),
    resource(
        Topic::KubernetesAdmissionWebhook,
        ADMISSION,
        &["v1"],
        "mutatingwebhookconfigurations",
        "MutatingWebhookConfiguration",
    ),
    resource(
        Topic::KubernetesValidatingAdmissionPolicy,
        ADMISSION,
        &["v1", "v1beta1", "v1alpha1"],
        "validatingadmissionpolicies",
        "ValidatingAdmissionPolicy",
    ),
    resource(
        Topic::KubernetesValidatingAdmissionPolicy,
        ADMISSION,
        &["v1", "v1beta1", "v1alpha1"],
        "validatingadmissionpolicybindings",
        "ValidatingAdmissionPolicyBinding",
    ),
    resource(
        Topic::KubernetesCustomResourceDefinition,
        "apiextensions.k8s.io",
        &["v1", "v1beta1"],
        "customresourcedefinitions",
        "CustomResourceDefinition",
    ),
    resource(Topic::KubernetesSecret, CORE, &["v1"], "secrets", "Secret"),
];

/// ConfigMaps that are read, all in this namespace. Sources: EKS User Guide,
/// "Grant IAM users access to Kubernetes" (aws-auth), "Windows nodes" and the
/// VPC CNI's settings (amazon-vpc-cni), "Manage CoreDNS" and "Manage kube-proxy".
pub(crate) const CONFIG_MAPS: &[&str] = &["aws-auth", "amazon-vpc-cni", "coredns", "kube-proxy-config"];
/// Where they are.
pub(crate) const CONFIG_MAP_NAMESPACE: &str = "kube-system";

/// The API group of Gatekeeper's constraints.
pub(crate) const CONSTRAINTS: &str = "constraints.gatekeeper.sh";

/// Custom resources that decide about networks, nodes, admission and secrets:
/// (group, plural); `*` for all of a group.
pub(crate) const POLICY_OBJECTS: &[(&str, &str)] = &[
    ("crd.projectcalico.org", "networkpolicies"),
    ("crd.projectcalico.org", "globalnetworkpolicies"),
    ("projectcalico.org", "networkpolicies"),
    ("projectcalico.org", "globalnetworkpolicies"),
    ("cilium.io", "ciliumnetworkpolicies"),
    ("cilium.io", "ciliumclusterwidenetworkpolicies"),
    ("networking.k8s.aws", "clusternetworkpolicies"),
    ("networking.k8s.aws", "applicationnetworkpolicies"),
    ("policy.networking.k8s.io", "adminnetworkpolicies"),
    ("policy.networking.k8s.io", "clusternetworkpolicies"),
    ("policy.networking.k8s.io", "baselineadminnetworkpolicies"),
    ("vpcresources.k8s.aws", "securitygrouppolicies"),
    ("eks.amazonaws.com", "nodeclasses"),
    ("eks.amazonaws.com", "ingressclassparams"),
    ("elbv2.k8s.aws", "ingressclassparams"),
    ("gateway.k8s.aws", "loadbalancerconfigurations"),
    ("karpenter.sh", "nodepools"),
    ("karpenter.k8s.aws", "ec2nodeclasses"),
    ("kyverno.io", "clusterpolicies"),
    ("kyverno.io", "policies"),
    ("policies.kyverno.io", "validatingpolicies"),
    ("policies.kyverno.io", "imagevalidatingpolicies"),
    ("templates.gatekeeper.sh", "constrainttemplates"),
    (CONSTRAINTS, "*"),
    ("secrets-store.csi.x-k8s.io", "secretproviderclasses"),
    ("external-secrets.io", "externalsecrets"),
    ("external-secrets.io", "clusterexternalsecrets"),
    ("external-secrets.io", "secretstores"),
    ("external-secrets.io", "clustersecretstores"),
    ("secrets.hashicorp.com", "vaultstaticsecrets"),
    ("secrets.hashicorp.com", "vaultdynamicsecrets"),
    ("cert-manager.io", "issuers"),
    ("cert-manager.io", "clusterissuers"),
];

/// True for a custom resource that is read.
pub(crate) fn is_policy_object(group: &str, plural: &str) -> bool {
    POLICY_OBJECTS.iter().any(|(known, name)| *known == group && (*name == plural || *name == "*"))
}

/// True for a Node whose kubelet AWS runs and configures. Its proxy is asked for no kubelet's configuration: what such
/// a host answers, or that it does not, says nothing of the customer's nodes.
/// Source: EKS User Guide, "AWS Fargate" and "EKS Auto Mode".
pub(crate) fn has_kubelet_of_aws(node: &Value) -> bool {
    matches!(node["metadata"]["labels"]["eks.amazonaws.com/compute-type"].as_str(), Some("fargate" | "auto"))
}

impl Resource {
    /// True for what a server may lack. Everything else has been part of every Kubernetes for years, in one of the
    /// versions of the table: that a server has none of it is not to be believed.
    pub(crate) fn may_be_absent(&self) -> bool {
        self.group == GATEWAY || self.topic == Topic::KubernetesValidatingAdmissionPolicy
    }

    /// Path of the list over all namespaces in `version`.
    pub(crate) fn path(&self, version: &str) -> String {
        list_path(self.group, version, self.plural)
    }

    /// The right that the list needs: `list deployments.apps`.
    pub(crate) fn permission(&self) -> String {
        permission("list", self.group, self.plural)
    }

    /// Name of the operation in exchanges: `list.deployments.apps`.
    pub(crate) fn operation(&self) -> String {
        operation("list", self.group, self.plural)
    }
}

/// The resources that a topic consists of.
pub(crate) fn resources_of(topic: Topic) -> impl Iterator<Item = &'static Resource> {
    RESOURCES.iter().filter(move |resource| resource.topic == topic)
}

/// `policy/v1`; `v1` for the core group.
pub(crate) fn group_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

/// Path of a list over all namespaces.
pub(crate) fn list_path(group: &str, version: &str, plural: &str) -> String {
    let root = if group.is_empty() { "/api" } else { "/apis" };
    format!("{root}/{}/{plural}", group_version(group, version))
}

/// `list deployments.apps`, `get configmaps`.
pub(crate) fn permission(verb: &str, group: &str, plural: &str) -> String {
    if group.is_empty() { format!("{verb} {plural}") } else { format!("{verb} {plural}.{group}") }
}

/// As [`permission`], safe as part of a file name whatever a server calls its resources.
pub(crate) fn operation(verb: &str, group: &str, plural: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '-' };
    permission(verb, group, plural).replace(' ', ".").chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_permissions_and_operations_are_those_of_the_api() {
        let deployments = resources_of(Topic::KubernetesWorkload).find(|r| r.kind == "Deployment").unwrap();
        assert_eq!(deployments.path("v1"), "/apis/apps/v1/deployments");
        assert_eq!(deployments.permission(), "list deployments.apps");
        assert_eq!(deployments.operation(), "list.deployments.apps");
        assert_eq!(list_path("", "v1", "pods"), "/api/v1/pods");
        assert_eq!(operation("list", "a/../b", "x y"), "list.x.y.a-..-b");
    }

    #[test]
    fn what_is_kept_of_each_list_is_declared() {
        for resource in RESOURCES {
            assert!(crate::evidence::redaction::is_declared(&resource.operation()), "{}", resource.operation());
        }
    }

    #[test]
    fn every_topic_of_lists_has_its_resources() {
        let others = [
            Topic::KubernetesServer,
            Topic::KubernetesConfigMap,
            Topic::KubernetesPolicyObject,
            Topic::KubernetesKubeletConfig,
        ];
        for topic in Topic::ALL.iter().filter(|topic| topic.group() == "kubernetes" && !others.contains(topic)) {
            assert!(resources_of(*topic).next().is_some(), "{topic}");
        }
    }
}
