//! The key of a fact, computed from its value.

use serde_json::Value;

use crate::evidence::topic::Topic;

/// The key of a fact of `topic`, as [`Topic::description`] says it is formed;
/// `None` when the value lacks a part of it.
#[must_use]
pub fn key_of(topic: Topic, value: &Value) -> Option<String> {
    let parts: Option<Vec<String>> = key_fields(topic).iter().map(|field| text(value.get(field)?)).collect();
    parts.map(|parts| parts.join("/"))
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
        // One fact per account and Region: the collector names it.
        Topic::Ec2EbsEncryptionByDefault | Topic::Ec2InstanceMetadataDefaults | Topic::IamAccountSummary => &[],
        Topic::IamRole | Topic::IamPolicy | Topic::IamOidcProvider => &["arn"],
        Topic::AutoscalingGroup => &["autoScalingGroupName"],
        Topic::AnalysisSubnet => &["clusterName", "subnetId"],
        Topic::AnalysisSecurityGroup => &["clusterName", "groupId"],
        Topic::AnalysisRole => &["clusterName", "roleArn"],
        Topic::AnalysisNetwork => &["clusterName"],
    }
}
