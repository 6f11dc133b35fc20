//! The JSON Schema of each topic's facts, generated from the shapes.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::{
    analysis, analysis_kubernetes, analysis_load_balancer, autoscaling, ec2, ec2_network, eks, eks_access,
    elastic_load_balancing, iam, kubernetes,
};
use crate::evidence::kept::{Declared, Kept};
use crate::evidence::topic::{Topic, declaration};

/// The keyword of a text that is kept: with which form.
pub const KEPT_AS: &str = "x-kept-as";

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
        Topic::ElbLoadBalancer => of::<elastic_load_balancing::LoadBalancer>(),
        Topic::ElbListener => of::<elastic_load_balancing::Listener>(),
        Topic::ElbLoadBalancerAttributes => of::<elastic_load_balancing::LoadBalancerAttributes>(),
        Topic::ElbClassicLoadBalancer => of::<elastic_load_balancing::ClassicLoadBalancer>(),
        Topic::AnalysisLoadBalancer => of::<analysis_load_balancer::LoadBalancer>(),
        Topic::AnalysisNode => of::<analysis::Node>(),
        Topic::AnalysisSubnet => of::<analysis::Subnet>(),
        Topic::AnalysisSecurityGroup => of::<analysis::SecurityGroup>(),
        Topic::AnalysisRole => of::<analysis::Role>(),
        Topic::AnalysisNetwork => of::<analysis::Network>(),
        Topic::KubernetesServer => of::<kubernetes::Server>(),
        Topic::KubernetesNode => of::<kubernetes::Node>(),
        Topic::KubernetesNamespace => of::<kubernetes::Namespace>(),
        Topic::KubernetesWorkload => of::<kubernetes::Workload>(),
        Topic::KubernetesService => of::<kubernetes::Service>(),
        Topic::KubernetesIngress => of::<kubernetes::Ingress>(),
        Topic::KubernetesGateway => of::<kubernetes::Gateway>(),
        Topic::KubernetesGatewayClass => of::<kubernetes::GatewayClass>(),
        Topic::KubernetesNetworkPolicy => of::<kubernetes::NetworkPolicy>(),
        Topic::KubernetesServiceAccount => of::<kubernetes::ServiceAccount>(),
        Topic::KubernetesRole => of::<kubernetes::Role>(),
        Topic::KubernetesRoleBinding => of::<kubernetes::RoleBinding>(),
        Topic::KubernetesConfigMap => of::<kubernetes::ConfigMap>(),
        Topic::KubernetesResourceQuota => of::<kubernetes::ResourceQuota>(),
        Topic::KubernetesLimitRange => of::<kubernetes::LimitRange>(),
        Topic::KubernetesPodDisruptionBudget => of::<kubernetes::PodDisruptionBudget>(),
        Topic::KubernetesHorizontalPodAutoscaler => of::<kubernetes::HorizontalPodAutoscaler>(),
        Topic::KubernetesStorageClass => of::<kubernetes::StorageClass>(),
        Topic::KubernetesPersistentVolume => of::<kubernetes::PersistentVolume>(),
        Topic::KubernetesAdmissionWebhook => of::<kubernetes::AdmissionWebhook>(),
        Topic::KubernetesValidatingAdmissionPolicy => of::<kubernetes::ValidatingAdmissionPolicy>(),
        Topic::KubernetesCustomResourceDefinition => of::<kubernetes::CustomResourceDefinition>(),
        Topic::KubernetesPolicyObject => of::<kubernetes::PolicyObject>(),
        Topic::KubernetesSecret => of::<kubernetes::Secret>(),
        Topic::KubernetesKubeletConfig => of::<kubernetes::KubeletConfig>(),
        Topic::AnalysisWorkload => of::<analysis_kubernetes::Workload>(),
        Topic::AnalysisContainer => of::<analysis_kubernetes::Container>(),
        Topic::AnalysisNamespace => of::<analysis_kubernetes::Namespace>(),
        Topic::AnalysisSubject => of::<analysis_kubernetes::Subject>(),
        Topic::AnalysisPolicyEngine => of::<analysis_kubernetes::PolicyEngine>(),
        Topic::AnalysisEntrance => of::<analysis_kubernetes::Entrance>(),
        Topic::Declared(topic) => declaration::schema(topic),
    }
}

/// Facts are described as they are written, with every shape in place, so
/// that a path of member names can be followed from the top.
fn of<T: JsonSchema + Declared>() -> Schema {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.inline_subschemas = true;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    if let Some(members) = schema.get_mut("properties") {
        properties(members, &T::kept(None));
    }
    schema
}

/// What of each text is kept stands under [`KEPT_AS`]; where it is missing, nothing is.
fn properties(members: &mut Value, kept: &Kept) {
    for (name, member) in members.as_object_mut().into_iter().flatten() {
        annotate(member, &kept.member(name));
    }
}

fn annotate(schema: &mut Value, kept: &Kept) {
    match kept {
        Kept::Nothing => {}
        Kept::Text(keep) => {
            // A value of any type is described by `true`.
            if !schema.is_object() {
                *schema = Value::Object(serde_json::Map::new());
            }
            schema[KEPT_AS] = Value::String(keep.describe());
        }
        Kept::List(item) => annotate(&mut schema["items"], item),
        Kept::Map(value) => annotate(&mut schema["additionalProperties"], value),
        Kept::Members(_) | Kept::Folded(_) => properties(&mut schema["properties"], kept),
    }
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
