//! The vocabulary of controls: every kind of fact there is.
//!
//! A control names topics in `needs` and one as its `subject`; the collection
//! plan, the permissions and the checks of a control's spelling follow from
//! them.

pub mod declaration;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use declaration::Declared;

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
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic {
            $( $(#[doc = $doc])+ $variant, )+
            /// A topic that a file next to the controls declares.
            Declared(Declared),
        }

        impl Topic {
            /// Every topic that is built in, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that controls use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Declared(topic) => topic.name() }
            }

            /// What a fact of this topic belongs to.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self { $(Self::$variant => Scope::$scope,)+ Self::Declared(topic) => topic.scope() }
            }

            /// One sentence on what a fact of this topic is, and its key.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ Self::Declared(topic) => topic.description() }
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
    /// An Application, Network or Gateway Load Balancer in a cluster's VPC, with its tags. Key: ARN.
    ElbLoadBalancer = "elasticloadbalancing.loadBalancer", Cluster;
    /// A listener of such a load balancer, with its rules where it speaks HTTP. Key: ARN.
    ElbListener = "elasticloadbalancing.listener", Cluster;
    /// The attributes of such a load balancer: access logs, deletion protection, ... Key: ARN of the load balancer.
    ElbLoadBalancerAttributes = "elasticloadbalancing.loadBalancerAttributes", Cluster;
    /// A Classic Load Balancer in a cluster's VPC, with its tags, attributes and policies. Key: name.
    ElbClassicLoadBalancer = "elasticloadbalancing.classicLoadBalancer", Cluster;
    /// The API server's version and which APIs it serves. Key: cluster.
    KubernetesServer = "kubernetes.server", Cluster;
    /// A Node object, as the API gives it. Key: `cluster/name`.
    KubernetesNode = "kubernetes.node", Cluster;
    /// A Namespace. Key: `cluster/name`.
    KubernetesNamespace = "kubernetes.namespace", Cluster;
    /// A workload by its top owner (Deployment, DaemonSet, StatefulSet, ReplicaSet, Job, CronJob, bare Pod), with its running pods counted. Key: `cluster/namespace/kind/name`.
    KubernetesWorkload = "kubernetes.workload", Cluster;
    /// A Service. Key: `cluster/namespace/name`.
    KubernetesService = "kubernetes.service", Cluster;
    /// An Ingress. Key: `cluster/namespace/name`.
    KubernetesIngress = "kubernetes.ingress", Cluster;
    /// A Gateway of the Gateway API. Key: `cluster/namespace/name`.
    KubernetesGateway = "kubernetes.gateway", Cluster;
    /// A GatewayClass: which controller serves its Gateways. Key: `cluster/name`.
    KubernetesGatewayClass = "kubernetes.gatewayClass", Cluster;
    /// A NetworkPolicy. Key: `cluster/namespace/name`.
    KubernetesNetworkPolicy = "kubernetes.networkPolicy", Cluster;
    /// A ServiceAccount. Key: `cluster/namespace/name`.
    KubernetesServiceAccount = "kubernetes.serviceAccount", Cluster;
    /// A Role or ClusterRole. Key: `cluster/namespace/name`, namespace empty for a ClusterRole.
    KubernetesRole = "kubernetes.role", Cluster;
    /// A RoleBinding or ClusterRoleBinding. Key: `cluster/namespace/name`, namespace empty for a ClusterRoleBinding.
    KubernetesRoleBinding = "kubernetes.roleBinding", Cluster;
    /// A ConfigMap read by name: aws-auth, amazon-vpc-cni, coredns, kube-proxy-config. Key: `cluster/namespace/name`.
    KubernetesConfigMap = "kubernetes.configMap", Cluster;
    /// A ResourceQuota. Key: `cluster/namespace/name`.
    KubernetesResourceQuota = "kubernetes.resourceQuota", Cluster;
    /// A LimitRange. Key: `cluster/namespace/name`.
    KubernetesLimitRange = "kubernetes.limitRange", Cluster;
    /// A PodDisruptionBudget. Key: `cluster/namespace/name`.
    KubernetesPodDisruptionBudget = "kubernetes.podDisruptionBudget", Cluster;
    /// A HorizontalPodAutoscaler. Key: `cluster/namespace/name`.
    KubernetesHorizontalPodAutoscaler = "kubernetes.horizontalPodAutoscaler", Cluster;
    /// A StorageClass. Key: `cluster/name`.
    KubernetesStorageClass = "kubernetes.storageClass", Cluster;
    /// A PersistentVolume. Key: `cluster/name`.
    KubernetesPersistentVolume = "kubernetes.persistentVolume", Cluster;
    /// A validating or mutating webhook configuration. Key: `cluster/kind/name`.
    KubernetesAdmissionWebhook = "kubernetes.admissionWebhook", Cluster;
    /// A ValidatingAdmissionPolicy with its bindings. Key: `cluster/name`.
    KubernetesValidatingAdmissionPolicy = "kubernetes.validatingAdmissionPolicy", Cluster;
    /// A custom resource definition's name, group and kind. Key: `cluster/name`.
    KubernetesCustomResourceDefinition = "kubernetes.customResourceDefinition", Cluster;
    /// An object of a policy engine or of AWS's own kinds, as it stands. Key: `cluster/kind.group/namespace/name`.
    KubernetesPolicyObject = "kubernetes.policyObject", Cluster;
    /// A Secret's metadata; never its data. Key: `cluster/namespace/name`.
    KubernetesSecret = "kubernetes.secret", Cluster;
    /// A node's running kubelet configuration (opt-in). Key: `cluster/node name`.
    KubernetesKubeletConfig = "kubernetes.kubeletConfig", Cluster;
    /// A node with its compute type and the facts joined to it. Derived. Key: instance id, or the node's name where it is no EC2 instance of the account.
    AnalysisNode = "analysis.node", Cluster;
    /// A subnet with where its default route leads. Derived. Key: `cluster/subnet id`.
    AnalysisSubnet = "analysis.subnet", Cluster;
    /// A security group's reach: who may enter on which ports. Derived. Key: `cluster/group id`.
    AnalysisSecurityGroup = "analysis.securityGroup", Cluster;
    /// An IAM role with its use by a cluster and what its policies and trust allow. Derived. Key: `cluster/role ARN`.
    AnalysisRole = "analysis.role", Cluster;
    /// A cluster's network as a whole: zones, egress, endpoints, flow logs, control plane flow. Derived. Key: cluster.
    AnalysisNetwork = "analysis.network", Cluster;
    /// A workload with what its pod template means: Pod Security level, host access, identity, reach; whether it has finished and does not run again. Derived. Key: `cluster/namespace/kind/name`.
    AnalysisWorkload = "analysis.workload", Cluster;
    /// One container of a workload that runs or will run with its effective settings; none of Jobs and pods that have finished. Derived. Key: `cluster/namespace/kind/name/container`.
    AnalysisContainer = "analysis.container", Cluster;
    /// A namespace with what holds in it: enforced Pod Security level, default deny, quotas. Derived. Key: `cluster/name`.
    AnalysisNamespace = "analysis.namespace", Cluster;
    /// What one subject may do in the Kubernetes API, through every path. Derived. Key: `cluster/ServiceAccount/namespace/name`, `cluster/User/name` or `cluster/Group/name`.
    AnalysisSubject = "analysis.subject", Cluster;
    /// Which engine enforces NetworkPolicy in a cluster. Derived. Key: cluster.
    AnalysisPolicyEngine = "analysis.policyEngine", Cluster;
    /// A Service, Ingress or Gateway that opens a way in from outside, with its load balancer. Derived. Key: `cluster/namespace/kind/name`.
    AnalysisEntrance = "analysis.entrance", Cluster;
    /// A load balancer that serves a cluster, with what it lets in and whom it serves. Derived. Key: `cluster/type/name`.
    AnalysisLoadBalancer = "analysis.loadBalancer", Cluster;
}

impl Topic {
    /// Every topic that a name may mean here: the built-in ones, and then those that are declared.
    #[must_use]
    pub fn known() -> Vec<Self> {
        Self::ALL.iter().copied().chain(declaration::known()).collect()
    }

    /// The declaration of a topic that is declared as data.
    #[must_use]
    pub fn declaration(self) -> Option<&'static declaration::Descriptor> {
        match self {
            Self::Declared(topic) => topic.descriptor(),
            _ => None,
        }
    }

    /// The name of the variable that holds one subject in a condition: the last part of the topic's name.
    /// `namespace` is reserved in CEL and written `__namespace__`, as in Kubernetes' own conditions.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self.thing() {
            "namespace" => "__namespace__",
            thing => thing,
        }
    }

    /// The part after the dot: `cluster`, `namespace`, … Names the map in `facts`.
    #[must_use]
    pub fn thing(self) -> &'static str {
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
        built_in(name).or_else(|| declaration::topic(name)).ok_or_else(|| UnknownTopic { name: name.to_owned() })
    }
}

fn built_in(name: &str) -> Option<Topic> {
    Topic::ALL.iter().copied().find(|topic| topic.as_str() == name)
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name)
    }
}

struct Name;

impl Visitor<'_> for Name {
    type Value = Topic;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a topic")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Topic, E> {
        built_in(name).or_else(|| declaration::stored(name)).ok_or_else(|| {
            // A reader of YAML tells which names are known. It takes them only if they are there for good.
            let known: Vec<&'static str> = Topic::known().into_iter().map(Topic::as_str).collect();
            E::unknown_variant(name, Box::leak(known.into_boxed_slice()))
        })
    }
}

impl JsonSchema for Topic {
    fn schema_name() -> Cow<'static, str> {
        "Topic".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let built_in = Self::ALL.iter().map(|topic| {
            json_schema!({ "description": topic.description().trim(), "type": "string", "const": topic.as_str() })
        });
        let declared = json_schema!({
            "description": "A topic that a file next to the controls declares.",
            "type": "string",
            "pattern": r"^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$"
        });
        let names: Vec<Schema> = built_in.chain([declared]).collect();
        json_schema!({
            "description": "A kind of fact, named `service.thing` after the API that it comes from.",
            "anyOf": names
        })
    }
}
