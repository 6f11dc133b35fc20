//! The one table of what each operation reads, and of what becomes unknowable
//! when it fails.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use crate::evidence::topic::Topic;
use crate::evidence::topic::declaration::{self, Declared, Descriptor};
use Topic::*;

/// Parameters that ask for a page, where nothing else is declared.
const PAGE_TOKENS: &[&str] = &["nextToken", "NextToken", "Marker"];

/// Under which name the items of a declared operation stand in a page.
pub(super) const ITEMS: &str = "items";

/// Classic Load Balancers, as recordings name the service: its operations and
/// actions have the names of those for all other load balancers.
const CLASSIC: &str = "elb";

/// What must be under an operation's documented member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An array of objects.
    List,
    /// An array of names.
    Names,
    /// Whatever a declaration says.
    Declared,
    /// An object.
    Object,
    /// An object, or nothing when no setting was ever made.
    Setting,
    /// A boolean written as text.
    Scalar,
}

/// What a failure of an operation leaves incomplete.
#[derive(Debug, Clone, Copy)]
enum Feeds {
    /// The topic, and every topic that is discovered through it.
    Population(Topic),
    /// The same, of a declared topic.
    Declared(Topic),
    /// These topics only: the operation adds a part to facts that are known otherwise.
    Parts(&'static [Topic]),
}

/// One read operation.
#[derive(Debug)]
pub(super) struct Operation {
    /// Service name of its IAM action.
    pub(super) service: &'static str,
    /// Name in the API reference.
    pub(super) name: &'static str,
    qualified: &'static str,
    /// Member that a reply always has, by the API reference (in XML replies: the element, first letter in lower case).
    pub(super) member: &'static str,
    /// What the member holds.
    pub(super) shape: Shape,
    /// Parameters that form the key of the one item that is asked for; none for a list.
    pub(super) item: &'static [&'static str],
    feeds: Feeds,
    /// What declares it, where it is declared as data.
    pub(super) declared: Option<&'static Descriptor>,
}

impl Operation {
    /// The topics that a failure leaves incomplete; of declared topics those that are `planned`.
    pub(super) fn gap_topics(&self, planned: &BTreeSet<Topic>) -> BTreeSet<Topic> {
        match self.feeds {
            Feeds::Population(topic) => declared_through(with_discovered(topic), planned),
            Feeds::Declared(topic) => declared_through([topic].into(), planned),
            Feeds::Parts(topics) => topics.iter().copied().collect(),
        }
    }

    /// Parameters that ask for a page.
    pub(super) fn page_tokens(&self) -> Vec<&'static str> {
        match self.declared {
            Some(declared) => declared.page_parameter().into_iter().collect(),
            None => PAGE_TOKENS.to_vec(),
        }
    }

    /// The IAM action that allows it.
    pub(super) fn permission(&self) -> String {
        let service = if self.service == CLASSIC { "elasticloadbalancing" } else { self.service };
        self.declared.map_or_else(|| format!("{service}:{}", self.name), |declared| declared.action().to_owned())
    }

    /// The name that is unique over the services read.
    pub(super) fn key(&self) -> &'static str {
        if self.service == CLASSIC || self.declared.is_some() { self.qualified } else { self.name }
    }
}

macro_rules! operations {
    ($( $service:ident $name:ident $shape:ident $member:literal $item:tt $feeds:expr; )+) => {
        static OPERATIONS: &[Operation] = &[ $( Operation {
            service: stringify!($service),
            name: stringify!($name),
            qualified: concat!(stringify!($service), ":", stringify!($name)),
            member: $member,
            shape: Shape::$shape,
            item: &$item,
            feeds: $feeds,
            declared: None,
        }, )+ ];
    };
}

operations! {
    eks ListClusters Names "clusters" [] Feeds::Population(EksCluster);
    eks DescribeCluster Object "cluster" ["name"] Feeds::Population(EksCluster);
    eks ListNodegroups Names "nodegroups" [] Feeds::Population(EksNodegroup);
    eks DescribeNodegroup Object "nodegroup" ["clusterName", "nodegroupName"] Feeds::Population(EksNodegroup);
    eks ListFargateProfiles Names "fargateProfileNames" [] Feeds::Population(EksFargateProfile);
    eks DescribeFargateProfile Object "fargateProfile" ["clusterName", "fargateProfileName"] Feeds::Population(EksFargateProfile);
    eks ListAddons Names "addons" [] Feeds::Population(EksAddon);
    eks DescribeAddon Object "addon" ["clusterName", "addonName"] Feeds::Population(EksAddon);
    eks DescribeAddonVersions List "addons" [] Feeds::Population(EksAddonVersion);
    eks ListAccessEntries Names "accessEntries" [] Feeds::Population(EksAccessEntry);
    eks DescribeAccessEntry Object "accessEntry" ["clusterName", "principalArn"] Feeds::Population(EksAccessEntry);
    eks ListAssociatedAccessPolicies List "associatedAccessPolicies" ["clusterName", "principalArn"] Feeds::Parts(&[EksAccessEntry]);
    eks ListPodIdentityAssociations List "associations" [] Feeds::Population(EksPodIdentityAssociation);
    eks DescribePodIdentityAssociation Object "association" ["clusterName", "associationId"] Feeds::Population(EksPodIdentityAssociation);
    eks ListIdentityProviderConfigs List "identityProviderConfigs" [] Feeds::Population(EksIdentityProviderConfig);
    eks DescribeIdentityProviderConfig Object "identityProviderConfig" ["clusterName", "identityProviderConfig"] Feeds::Population(EksIdentityProviderConfig);
    eks ListInsights List "insights" [] Feeds::Population(EksInsight);
    eks DescribeInsight Object "insight" ["clusterName", "id"] Feeds::Population(EksInsight);
    eks DescribeClusterVersions List "clusterVersions" [] Feeds::Population(EksClusterVersion);
    autoscaling DescribeAutoScalingGroups List "autoScalingGroups" [] Feeds::Population(AutoscalingGroup);
    ec2 DescribeInstances List "reservationSet" [] Feeds::Population(Ec2Instance);
    ec2 DescribeSecurityGroups List "securityGroupInfo" [] Feeds::Population(Ec2SecurityGroup);
    ec2 DescribeSubnets List "subnetSet" [] Feeds::Population(Ec2Subnet);
    ec2 DescribeRouteTables List "routeTableSet" [] Feeds::Population(Ec2RouteTable);
    ec2 DescribeVpcs List "vpcSet" [] Feeds::Population(Ec2Vpc);
    ec2 DescribeNatGateways List "natGatewaySet" [] Feeds::Population(Ec2NatGateway);
    ec2 DescribeLaunchTemplateVersions List "launchTemplateVersionSet" [] Feeds::Population(Ec2LaunchTemplateVersion);
    ec2 DescribeImages List "imagesSet" [] Feeds::Population(Ec2Image);
    ec2 DescribeInstanceTypes List "instanceTypeSet" [] Feeds::Population(Ec2InstanceType);
    ec2 DescribeNetworkInterfaces List "networkInterfaceSet" [] Feeds::Population(Ec2NetworkInterface);
    ec2 DescribeVolumes List "volumeSet" [] Feeds::Population(Ec2Volume);
    ec2 DescribeFlowLogs List "flowLogSet" [] Feeds::Population(Ec2FlowLog);
    ec2 DescribeVpcEndpoints List "vpcEndpointSet" [] Feeds::Population(Ec2VpcEndpoint);
    ec2 GetEbsEncryptionByDefault Scalar "ebsEncryptionByDefault" [] Feeds::Population(Ec2EbsEncryptionByDefault);
    ec2 GetInstanceMetadataDefaults Setting "accountLevel" [] Feeds::Population(Ec2InstanceMetadataDefaults);
    elasticloadbalancing DescribeLoadBalancers List "loadBalancers" [] Feeds::Population(ElbLoadBalancer);
    elasticloadbalancing DescribeTags List "tagDescriptions" [] Feeds::Parts(&[ElbLoadBalancer]);
    elasticloadbalancing DescribeListeners List "listeners" ["LoadBalancerArn"] Feeds::Population(ElbListener);
    elasticloadbalancing DescribeRules List "rules" ["ListenerArn"] Feeds::Parts(&[ElbListener]);
    elasticloadbalancing DescribeLoadBalancerAttributes List "attributes" ["LoadBalancerArn"] Feeds::Population(ElbLoadBalancerAttributes);
    elb DescribeLoadBalancers List "loadBalancerDescriptions" [] Feeds::Population(ElbClassicLoadBalancer);
    elb DescribeTags List "tagDescriptions" [] Feeds::Parts(&[ElbClassicLoadBalancer]);
    elb DescribeLoadBalancerAttributes Object "loadBalancerAttributes" ["LoadBalancerName"] Feeds::Parts(&[ElbClassicLoadBalancer]);
    elb DescribeLoadBalancerPolicies List "policyDescriptions" ["LoadBalancerName"] Feeds::Parts(&[ElbClassicLoadBalancer]);
    iam ListRoles List "roles" [] Feeds::Population(IamRole);
    iam GetRole Object "role" ["RoleName"] Feeds::Population(IamRole);
    iam ListAttachedRolePolicies List "attachedPolicies" ["RoleName"] Feeds::Parts(&[IamRole, IamPolicy]);
    iam ListRolePolicies Names "policyNames" ["RoleName"] Feeds::Parts(&[IamRole]);
    iam GetRolePolicy Scalar "policyDocument" ["RoleName"] Feeds::Parts(&[IamRole]);
    iam GetInstanceProfile Object "instanceProfile" [] Feeds::Population(IamRole);
    iam GetPolicy Object "policy" ["PolicyArn"] Feeds::Population(IamPolicy);
    iam GetPolicyVersion Object "policyVersion" ["PolicyArn"] Feeds::Parts(&[IamPolicy]);
    iam ListOpenIDConnectProviders List "openIDConnectProviderList" [] Feeds::Population(IamOidcProvider);
    iam GetOpenIDConnectProvider Scalar "url" ["OpenIDConnectProviderArn"] Feeds::Population(IamOidcProvider);
    iam GetAccountSummary Object "summaryMap" [] Feeds::Population(IamAccountSummary);
}

/// `topic` and every topic discovered through it, directly or not.
pub(super) fn with_discovered(topic: Topic) -> BTreeSet<Topic> {
    let mut topics = BTreeSet::from([topic]);
    loop {
        let more: Vec<Topic> = Topic::ALL
            .iter()
            .copied()
            .filter(|t| !topics.contains(t) && t.discovered_through().iter().any(|parent| topics.contains(parent)))
            .collect();
        if more.is_empty() {
            return topics;
        }
        topics.extend(more);
    }
}

/// `topics` and every planned topic that is declared and discovered through one of them, directly or not.
fn declared_through(mut topics: BTreeSet<Topic>, planned: &BTreeSet<Topic>) -> BTreeSet<Topic> {
    loop {
        let through = |topic: &&Topic| topic.discovered_through().iter().any(|parent| topics.contains(parent));
        let declared = planned.iter().filter(|topic| topic.declaration().is_some() && !topics.contains(*topic));
        let more: Vec<Topic> = declared.filter(through).copied().collect();
        if more.is_empty() {
            return topics;
        }
        topics.extend(more);
    }
}

/// The operation that a request names, when facts are made from it.
pub(super) fn operation(service: &str, name: &str) -> Option<&'static Operation> {
    let built_in = OPERATIONS.iter().find(|operation| operation.service == service && operation.name == name);
    built_in.or_else(|| declaration::operation(service, name).map(of_declared))
}

/// The operation of a declaration.
pub(super) fn of_declared(descriptor: &'static Descriptor) -> &'static Operation {
    // A declaration is one of few that are there for good.
    static MADE: RwLock<Vec<&'static Operation>> = RwLock::new(Vec::new());
    let mut made = MADE.write().unwrap_or_else(PoisonError::into_inner);
    let same = |known: &&&'static Operation| known.declared.is_some_and(|known| std::ptr::eq(known, descriptor));
    if let Some(known) = made.iter().find(same) {
        return known;
    }
    let operation: &'static Operation = Box::leak(Box::new(Operation {
        service: &descriptor.service.name,
        name: &descriptor.operation,
        qualified: Box::leak(format!("{}:{}", descriptor.service.name, descriptor.operation).into_boxed_str()),
        member: ITEMS,
        shape: Shape::Declared,
        item: &[],
        feeds: Feeds::Declared(Topic::Declared(Declared::of(descriptor))),
        declared: Some(descriptor),
    }));
    made.push(operation);
    operation
}

/// Every operation that facts are made from.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter()
}

/// The operation of that [`Operation::key`].
pub(super) fn named(name: &str) -> &'static Operation {
    OPERATIONS
        .iter()
        .find(|operation| operation.key() == name)
        .expect("every name given here is a row of the table: a test reads them all")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::topic::Scope;

    #[test]
    fn a_cluster_that_cannot_be_described_leaves_every_cluster_topic_incomplete() {
        let topics = named("DescribeCluster").gap_topics(&BTreeSet::new());
        // The Kubernetes API is reached by a kubeconfig, too.
        let cluster_scoped =
            Topic::ALL.iter().filter(|topic| topic.is_of_aws()).filter(|t| t.scope() == Scope::Cluster);
        for topic in cluster_scoped {
            assert!(topics.contains(topic), "{topic}");
        }
        assert!(!topics.contains(&EksClusterVersion));
    }

    #[test]
    fn node_groups_lead_to_nodes_and_what_they_use() {
        let topics = named("ListNodegroups").gap_topics(&BTreeSet::new());
        for topic in [AutoscalingGroup, Ec2Instance, Ec2LaunchTemplateVersion, Ec2Image, Ec2Volume, IamRole, IamPolicy]
        {
            assert!(topics.contains(&topic), "{topic}");
        }
        assert!(!topics.contains(&EksAddon) && !topics.contains(&EksCluster));
    }

    #[test]
    fn every_base_topic_has_an_operation() {
        for topic in Topic::ALL.iter().filter(|topic| topic.is_of_aws()) {
            assert!(
                OPERATIONS.iter().any(|operation| operation.gap_topics(&BTreeSet::new()).contains(topic)),
                "{topic}"
            );
        }
    }
}
