//! The JSON Schema of each topic's facts, generated from the shapes.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::{analysis, autoscaling, ec2, ec2_network, eks, eks_access, iam};
use crate::evidence::topic::Topic;

/// JSON Schema (draft 2020-12) of the value of a fact of `topic`.
#[must_use]
pub fn schema_of(topic: Topic) -> Schema {
    match topic {
        Topic::EksCluster => of::<eks::Cluster>(),
        Topic::EksNodegroup => of::<eks::Nodegroup>(),
        Topic::EksFargateProfile => of::<eks::FargateProfile>(),
        Topic::EksAddon => of::<eks::Addon>(),
        Topic::EksAddonVersion => of::<eks::AddonInfo>(),
        Topic::EksAccessEntry => of::<eks_access::AccessEntry>(),
        Topic::EksPodIdentityAssociation => of::<eks_access::PodIdentityAssociation>(),
        Topic::EksIdentityProviderConfig => of::<eks_access::IdentityProviderConfig>(),
        Topic::EksInsight => of::<eks::Insight>(),
        Topic::EksClusterVersion => of::<eks::ClusterVersion>(),
        Topic::Ec2Instance => of::<ec2::Instance>(),
        Topic::Ec2SecurityGroup => of::<ec2_network::SecurityGroup>(),
        Topic::Ec2Subnet => of::<ec2_network::Subnet>(),
        Topic::Ec2RouteTable => of::<ec2_network::RouteTable>(),
        Topic::Ec2Vpc => of::<ec2_network::Vpc>(),
        Topic::Ec2NatGateway => of::<ec2_network::NatGateway>(),
        Topic::Ec2LaunchTemplateVersion => of::<ec2::LaunchTemplateVersion>(),
        Topic::Ec2Image => of::<ec2::Image>(),
        Topic::Ec2InstanceType => of::<ec2::InstanceTypeInfo>(),
        Topic::Ec2NetworkInterface => of::<ec2_network::NetworkInterface>(),
        Topic::Ec2Volume => of::<ec2::Volume>(),
        Topic::Ec2FlowLog => of::<ec2_network::FlowLog>(),
        Topic::Ec2VpcEndpoint => of::<ec2_network::VpcEndpoint>(),
        Topic::Ec2EbsEncryptionByDefault => of::<ec2::EbsEncryptionByDefault>(),
        Topic::Ec2InstanceMetadataDefaults => of::<ec2::InstanceMetadataDefaults>(),
        Topic::IamRole => of::<iam::Role>(),
        Topic::IamPolicy => of::<iam::Policy>(),
        Topic::IamOidcProvider => of::<iam::OidcProvider>(),
        Topic::IamAccountSummary => of::<iam::AccountSummary>(),
        Topic::AutoscalingGroup => of::<autoscaling::AutoScalingGroup>(),
        Topic::AnalysisNode => of::<analysis::Node>(),
        Topic::AnalysisSubnet => of::<analysis::Subnet>(),
        Topic::AnalysisSecurityGroup => of::<analysis::SecurityGroup>(),
        Topic::AnalysisRole => of::<analysis::Role>(),
        Topic::AnalysisNetwork => of::<analysis::Network>(),
    }
}

/// Facts are described as they are written, with every shape in place, so
/// that a path of member names can be followed from the top.
fn of<T: JsonSchema>() -> Schema {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_members_with_api_names() {
        for topic in Topic::ALL {
            let schema = schema_of(*topic);
            let properties = schema.get("properties").and_then(|p| p.as_object());
            assert!(properties.is_some_and(|p| !p.is_empty()), "{topic}");
        }
        let cluster = schema_of(Topic::EksCluster);
        assert!(cluster.pointer("/properties/resourcesVpcConfig/properties/endpointPublicAccess").is_some());
    }
}
