//! The sentences of an assessment, plural forms right.

use super::model::Population;
use crate::evidence::topic::Topic;

/// `1 node`, `2 nodes`.
pub(super) fn counted(number: u64, topic: Topic) -> String {
    format!("{number} {}", noun(topic, number))
}

/// The name of a topic's subjects.
pub(super) fn noun(topic: Topic, number: u64) -> &'static str {
    let (one, many) = nouns(topic);
    if number == 1 { one } else { many }
}

fn nouns(topic: Topic) -> (&'static str, &'static str) {
    match topic {
        Topic::EksCluster => ("cluster", "clusters"),
        Topic::EksNodegroup => ("node group", "node groups"),
        Topic::EksFargateProfile => ("Fargate profile", "Fargate profiles"),
        Topic::EksAddon => ("add-on", "add-ons"),
        Topic::EksAddonVersion => ("add-on catalogue entry", "add-on catalogue entries"),
        Topic::EksAccessEntry => ("access entry", "access entries"),
        Topic::EksPodIdentityAssociation => ("Pod Identity association", "Pod Identity associations"),
        Topic::EksIdentityProviderConfig => ("identity provider", "identity providers"),
        Topic::EksInsight => ("insight", "insights"),
        Topic::EksClusterVersion => ("Kubernetes version", "Kubernetes versions"),
        Topic::Ec2Instance => ("instance", "instances"),
        Topic::Ec2SecurityGroup | Topic::AnalysisSecurityGroup => ("security group", "security groups"),
        Topic::Ec2Subnet | Topic::AnalysisSubnet => ("subnet", "subnets"),
        Topic::Ec2RouteTable => ("route table", "route tables"),
        Topic::Ec2Vpc => ("VPC", "VPCs"),
        Topic::Ec2NatGateway => ("NAT gateway", "NAT gateways"),
        Topic::Ec2LaunchTemplateVersion => ("launch template version", "launch template versions"),
        Topic::Ec2Image => ("image", "images"),
        Topic::Ec2InstanceType => ("instance type", "instance types"),
        Topic::Ec2NetworkInterface => ("network interface", "network interfaces"),
        Topic::Ec2Volume => ("volume", "volumes"),
        Topic::Ec2FlowLog => ("flow log", "flow logs"),
        Topic::Ec2VpcEndpoint => ("VPC endpoint", "VPC endpoints"),
        Topic::Ec2EbsEncryptionByDefault | Topic::Ec2InstanceMetadataDefaults => {
            ("account setting", "account settings")
        }
        Topic::IamRole | Topic::AnalysisRole => ("role", "roles"),
        Topic::IamPolicy => ("policy", "policies"),
        Topic::IamOidcProvider => ("OIDC provider", "OIDC providers"),
        Topic::IamAccountSummary => ("account", "accounts"),
        Topic::AutoscalingGroup => ("Auto Scaling group", "Auto Scaling groups"),
        Topic::ElbLoadBalancer | Topic::ElbLoadBalancerAttributes | Topic::AnalysisLoadBalancer => {
            ("load balancer", "load balancers")
        }
        Topic::ElbListener => ("listener", "listeners"),
        Topic::ElbClassicLoadBalancer => ("Classic Load Balancer", "Classic Load Balancers"),
        Topic::AnalysisNode | Topic::KubernetesNode => ("node", "nodes"),
        Topic::AnalysisNetwork => ("network", "networks"),
        Topic::KubernetesServer => ("API server", "API servers"),
        Topic::KubernetesNamespace | Topic::AnalysisNamespace => ("namespace", "namespaces"),
        Topic::KubernetesWorkload | Topic::AnalysisWorkload => ("workload", "workloads"),
        Topic::KubernetesService => ("Service", "Services"),
        Topic::KubernetesIngress => ("Ingress", "Ingresses"),
        Topic::KubernetesGateway => ("Gateway", "Gateways"),
        Topic::KubernetesGatewayClass => ("GatewayClass", "GatewayClasses"),
        Topic::KubernetesNetworkPolicy => ("network policy", "network policies"),
        Topic::KubernetesServiceAccount => ("service account", "service accounts"),
        Topic::KubernetesRole => ("RBAC role", "RBAC roles"),
        Topic::KubernetesRoleBinding => ("role binding", "role bindings"),
        Topic::KubernetesConfigMap => ("ConfigMap", "ConfigMaps"),
        Topic::KubernetesResourceQuota => ("resource quota", "resource quotas"),
        Topic::KubernetesLimitRange => ("limit range", "limit ranges"),
        Topic::KubernetesPodDisruptionBudget => ("disruption budget", "disruption budgets"),
        Topic::KubernetesHorizontalPodAutoscaler => ("autoscaler", "autoscalers"),
        Topic::KubernetesStorageClass => ("storage class", "storage classes"),
        Topic::KubernetesPersistentVolume => ("persistent volume", "persistent volumes"),
        Topic::KubernetesAdmissionWebhook => ("webhook configuration", "webhook configurations"),
        Topic::KubernetesValidatingAdmissionPolicy => ("admission policy", "admission policies"),
        Topic::KubernetesCustomResourceDefinition => ("custom resource definition", "custom resource definitions"),
        Topic::KubernetesPolicyObject => ("policy object", "policy objects"),
        Topic::KubernetesSecret => ("Secret", "Secrets"),
        Topic::KubernetesKubeletConfig => ("kubelet configuration", "kubelet configurations"),
        Topic::AnalysisContainer => ("container", "containers"),
        Topic::AnalysisSubject => ("RBAC subject", "RBAC subjects"),
        Topic::AnalysisPolicyEngine => ("network policy engine", "network policy engines"),
        Topic::AnalysisEntrance => ("way in", "ways in"),
        Topic::Declared(topic) => topic.nouns(),
    }
}

/// `214 of 214 nodes checked meet the requirement`.
pub(super) fn passed(population: &Population, topic: Topic) -> String {
    let Population { checked, passed, .. } = *population;
    let verb = if passed == 1 { "meets" } else { "meet" };
    format!("{passed} of {} checked {verb} the requirement", counted(checked, topic))
}

/// `3 of 214 nodes checked do not meet the requirement`.
pub(super) fn failed(population: &Population, topic: Topic) -> String {
    let Population { checked, failed, .. } = *population;
    let verb = if failed == 1 { "does not" } else { "do not" };
    format!("{failed} of {} checked {verb} meet the requirement", counted(checked, topic))
}

/// At most three of `items`, and how many more there are.
pub(super) fn some(items: &[String]) -> String {
    let shown: Vec<&str> = items.iter().take(3).map(String::as_str).collect();
    match items.len().saturating_sub(shown.len()) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_verbs_agree() {
        let population = |passed, failed| Population { passed, failed, checked: passed + failed, ..Default::default() };
        let node = Topic::AnalysisNode;
        assert_eq!(passed(&population(214, 0), node), "214 of 214 nodes checked meet the requirement");
        assert_eq!(passed(&population(1, 0), Topic::EksCluster), "1 of 1 cluster checked meets the requirement");
        assert_eq!(
            failed(&population(1, 1), Topic::IamPolicy),
            "1 of 2 policies checked does not meet the requirement"
        );
        assert_eq!(failed(&population(0, 2), node), "2 of 2 nodes checked do not meet the requirement");
        let items: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        assert_eq!(some(&items), "a; b; c; and 2 more");
    }
}
