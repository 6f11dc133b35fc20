//! The vocabulary of controls: every kind of fact there is.
//!
//! A control names topics in `needs` and one as its `subject`; the collection
//! plan, the permissions and the checks of a control's spelling follow from
//! them.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What one fact of a topic belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One cluster: the fact names it.
    Cluster,
    /// The account and Region: every cluster in it shares the fact.
    Account,
}

macro_rules! topics {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $scope:ident; )+) => {
        /// A kind of fact, named `service.thing` after the API that it comes from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Topic {
            $( $(#[doc = $doc])+ #[serde(rename = $name)] $variant, )+
        }

        impl Topic {
            /// Every topic, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that controls use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What a fact of this topic belongs to.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self { $(Self::$variant => Scope::$scope),+ }
            }

            /// One sentence on what a fact of this topic is, and its key.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+)),+ }
            }
        }
    };
}

topics! {
    /// A cluster, as `eks:DescribeCluster` describes it. Key: name.
    EksCluster = "eks.cluster", Cluster;
    /// A managed node group. Key: `cluster/name`.
    EksNodegroup = "eks.nodegroup", Cluster;
    /// A Fargate profile. Key: `cluster/name`.
    EksFargateProfile = "eks.fargateProfile", Cluster;
    /// An installed EKS add-on. Key: `cluster/name`.
    EksAddon = "eks.addon", Cluster;
    /// The versions AWS offers of an add-on. Key: add-on name.
    EksAddonVersion = "eks.addonVersion", Account;
    /// An access entry with its associated access policies. Key: `cluster/principal ARN`.
    EksAccessEntry = "eks.accessEntry", Cluster;
    /// A Pod Identity association. Key: `cluster/association id`.
    EksPodIdentityAssociation = "eks.podIdentityAssociation", Cluster;
    /// An OIDC identity provider of a cluster. Key: `cluster/name`.
    EksIdentityProviderConfig = "eks.identityProviderConfig", Cluster;
    /// A cluster insight. Key: `cluster/id`.
    EksInsight = "eks.insight", Cluster;
    /// A Kubernetes version in the EKS calendar. Key: version.
    EksClusterVersion = "eks.clusterVersion", Account;
    /// An EC2 instance that belongs to a cluster. Key: instance id.
    Ec2Instance = "ec2.instance", Cluster;
    /// A security group that a cluster or its nodes use. Key: group id.
    Ec2SecurityGroup = "ec2.securityGroup", Cluster;
    /// A subnet that a cluster, a node group or a Fargate profile uses. Key: subnet id.
    Ec2Subnet = "ec2.subnet", Cluster;
    /// A route table of a cluster's VPC. Key: route table id.
    Ec2RouteTable = "ec2.routeTable", Cluster;
    /// A cluster's VPC. Key: VPC id.
    Ec2Vpc = "ec2.vpc", Cluster;
    /// A NAT gateway of a cluster's VPC. Key: NAT gateway id.
    Ec2NatGateway = "ec2.natGateway", Cluster;
    /// A launch template version that nodes are started from. Key: `template id/version`.
    Ec2LaunchTemplateVersion = "ec2.launchTemplateVersion", Cluster;
    /// An image (AMI) that nodes run. Key: image id.
    Ec2Image = "ec2.image", Cluster;
    /// An instance type that nodes use. Key: type name.
    Ec2InstanceType = "ec2.instanceType", Account;
    /// A network interface of a node or of the control plane. Key: interface id.
    Ec2NetworkInterface = "ec2.networkInterface", Cluster;
    /// A volume attached to a node or tagged for a cluster. Key: volume id.
    Ec2Volume = "ec2.volume", Cluster;
    /// A flow log of a cluster's VPC or its subnets. Key: flow log id.
    Ec2FlowLog = "ec2.flowLog", Cluster;
    /// A VPC endpoint of a cluster's VPC. Key: endpoint id.
    Ec2VpcEndpoint = "ec2.vpcEndpoint", Cluster;
    /// Whether EBS encrypts new volumes by default. Key: `account/Region`.
    Ec2EbsEncryptionByDefault = "ec2.ebsEncryptionByDefault", Account;
    /// The account's instance metadata defaults. Key: `account/Region`.
    Ec2InstanceMetadataDefaults = "ec2.instanceMetadataDefaults", Account;
    /// An IAM role that a cluster can reach, with its policies. Key: role ARN.
    IamRole = "iam.role", Cluster;
    /// A managed policy attached to such a role, with its default version. Key: policy ARN.
    IamPolicy = "iam.policy", Account;
    /// An IAM OIDC provider. Key: provider ARN.
    IamOidcProvider = "iam.oidcProvider", Account;
    /// The account summary. Key: account.
    IamAccountSummary = "iam.accountSummary", Account;
    /// An Auto Scaling group of a cluster's nodes. Key: group name.
    AutoscalingGroup = "autoscaling.group", Cluster;
    /// A node with its compute type and the facts joined to it. Derived. Key: instance id.
    AnalysisNode = "analysis.node", Cluster;
    /// A subnet with where its default route leads. Derived. Key: `cluster/subnet id`.
    AnalysisSubnet = "analysis.subnet", Cluster;
    /// A security group's reach: who may enter on which ports. Derived. Key: `cluster/group id`.
    AnalysisSecurityGroup = "analysis.securityGroup", Cluster;
    /// An IAM role with its use by a cluster and what its policies and trust allow. Derived. Key: `cluster/role ARN`.
    AnalysisRole = "analysis.role", Cluster;
    /// A cluster's network as a whole: zones, egress, endpoints, flow logs, control plane flow. Derived. Key: cluster.
    AnalysisNetwork = "analysis.network", Cluster;
}

impl Topic {
    /// The name of the variable that holds one subject in a condition: the
    /// last part of the topic's name.
    #[must_use]
    pub fn variable(self) -> &'static str {
        self.as_str().rsplit('.').next().unwrap_or_else(|| self.as_str())
    }

    /// The part before the dot: `eks`, `ec2`, …
    #[must_use]
    pub fn group(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_else(|| self.as_str())
    }

    /// True for facts derived by `analysis`, which no collector reads.
    #[must_use]
    pub fn is_derived(self) -> bool {
        self.group() == "analysis"
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no topic `{name}`")]
pub struct UnknownTopic {
    /// The name that was given.
    pub name: String,
}

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|topic| topic.as_str() == name)
            .ok_or_else(|| UnknownTopic { name: name.to_owned() })
    }
}
