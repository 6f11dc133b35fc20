//! The key of a fact, computed from its value.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::evidence::topic::Topic;

/// The key of a fact of `topic`, as [`Topic::description`] says it is formed;
/// `None` when the value lacks a part of it.
#[must_use]
pub fn key_of(topic: Topic, value: &Value) -> Option<String> {
    if let Some(declaration) = topic.declaration() {
        return declaration.key_of(value, &BTreeMap::new());
    }
    let parts: Option<Vec<String>> = key_fields(topic).iter().map(|field| part(value, field)).collect();
    let mut parts = parts?;
    if topic == Topic::AnalysisSubject {
        // Users and groups are in no namespace, and no two kinds of subject are called alike: there is nothing to keep
        // apart by an empty part.
        parts.retain(|part| !part.is_empty());
    }
    Some(parts.join("/"))
}

/// A cluster-wide Kubernetes object has no namespace: that part of its key is empty.
fn part(value: &Value, field: &str) -> Option<String> {
    if field == "kind.group" {
        let kind = value.get("kind")?.as_str()?;
        // Several projects call a kind `NetworkPolicy`: its group tells them apart.
        let group = value.get("apiVersion")?.as_str()?.split_once('/').map_or("", |(group, _)| group);
        return Some(format!("{kind}.{group}"));
    }
    let found = field.split('.').try_fold(value, |value, name| value.get(name));
    match found {
        Some(value) => text(value),
        None if field.ends_with("namespace") => Some(String::new()),
        None => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn key_fields(topic: Topic) -> &'static [&'static str] {
    match topic {
        Topic::EksCluster => &["name"],
        Topic::EksNodegroup => &["clusterName", "nodegroupName"],
        Topic::EksFargateProfile => &["clusterName", "fargateProfileName"],
        Topic::EksAddon => &["clusterName", "addonName"],
        Topic::EksAddonVersion => &["addonName"],
        Topic::EksAccessEntry => &["clusterName", "principalArn"],
        Topic::EksPodIdentityAssociation => &["clusterName", "associationId"],
        Topic::EksIdentityProviderConfig => &["clusterName", "identityProviderConfigName"],
        Topic::EksInsight => &["clusterName", "id"],
        Topic::EksClusterVersion => &["clusterVersion"],
        Topic::Ec2Instance | Topic::AnalysisNode => &["instanceId"],
        Topic::Ec2SecurityGroup => &["groupId"],
        Topic::Ec2Subnet => &["subnetId"],
        Topic::Ec2RouteTable => &["routeTableId"],
        Topic::Ec2Vpc => &["vpcId"],
        Topic::Ec2NatGateway => &["natGatewayId"],
        Topic::Ec2LaunchTemplateVersion => &["launchTemplateId", "versionNumber"],
        Topic::Ec2Image => &["imageId"],
        Topic::Ec2InstanceType => &["instanceType"],
        Topic::Ec2NetworkInterface => &["networkInterfaceId"],
        Topic::Ec2Volume => &["volumeId"],
        Topic::Ec2FlowLog => &["flowLogId"],
        Topic::Ec2VpcEndpoint => &["vpcEndpointId"],
        // Their declarations say how they are called.
        Topic::Declared(_) => &[],
        // One fact per account and Region: the collector names it.
        Topic::Ec2EbsEncryptionByDefault | Topic::Ec2InstanceMetadataDefaults | Topic::IamAccountSummary => &[],
        Topic::IamRole | Topic::IamPolicy | Topic::IamOidcProvider => &["arn"],
        Topic::AutoscalingGroup => &["autoScalingGroupName"],
        Topic::ElbLoadBalancer | Topic::ElbLoadBalancerAttributes => &["loadBalancerArn"],
        Topic::ElbListener => &["listenerArn"],
        Topic::ElbClassicLoadBalancer => &["loadBalancerName"],
        Topic::AnalysisLoadBalancer => &["clusterName", "type", "name"],
        Topic::AnalysisSubnet => &["clusterName", "subnetId"],
        Topic::AnalysisSecurityGroup => &["clusterName", "groupId"],
        Topic::AnalysisRole => &["clusterName", "roleArn"],
        Topic::AnalysisNetwork | Topic::AnalysisPolicyEngine | Topic::KubernetesServer => &["clusterName"],
        Topic::KubernetesNode
        | Topic::KubernetesNamespace
        | Topic::KubernetesStorageClass
        | Topic::KubernetesGatewayClass
        | Topic::KubernetesPersistentVolume
        | Topic::KubernetesValidatingAdmissionPolicy => &["clusterName", "metadata.name"],
        Topic::KubernetesWorkload => &["clusterName", "metadata.namespace", "kind", "metadata.name"],
        Topic::KubernetesService
        | Topic::KubernetesIngress
        | Topic::KubernetesGateway
        | Topic::KubernetesNetworkPolicy
        | Topic::KubernetesServiceAccount
        | Topic::KubernetesConfigMap
        | Topic::KubernetesResourceQuota
        | Topic::KubernetesLimitRange
        | Topic::KubernetesPodDisruptionBudget
        | Topic::KubernetesHorizontalPodAutoscaler
        | Topic::KubernetesSecret
        | Topic::KubernetesRole
        | Topic::KubernetesRoleBinding => &["clusterName", "metadata.namespace", "metadata.name"],
        Topic::KubernetesAdmissionWebhook => &["clusterName", "kind", "metadata.name"],
        Topic::KubernetesCustomResourceDefinition | Topic::AnalysisNamespace => &["clusterName", "name"],
        Topic::KubernetesPolicyObject => &["clusterName", "kind.group", "metadata.namespace", "metadata.name"],
        Topic::KubernetesKubeletConfig => &["clusterName", "nodeName"],
        Topic::AnalysisWorkload | Topic::AnalysisEntrance => &["clusterName", "namespace", "kind", "name"],
        Topic::AnalysisContainer => &["clusterName", "namespace", "kind", "workload", "name"],
        Topic::AnalysisSubject => &["clusterName", "kind", "namespace", "name"],
    }
}
