//! The vocabulary of controls: every kind of fact there is, and what is known of it.
//!
//! A control names topics in `needs` and one as its `subject`; the collection
//! plan, the permissions and the checks of a control's spelling follow from
//! them. What is known of a built-in topic is one entry in the file of its
//! service; what is known of a declared one is its [`declaration`].

mod analysis;
mod autoscaling;
mod built_in;
pub mod declaration;
mod document;
mod ec2;
mod eks;
mod elastic_load_balancing;
mod iam;
mod key;
mod kubernetes;
mod name;

pub use document::facts_document;
pub use name::UnknownTopic;

use std::collections::BTreeMap;

use schemars::Schema;
use serde_json::Value;

use built_in::BuiltIn;
use declaration::Declared;

/// What is known of each built-in topic, by its number.
static BUILT_IN: [&BuiltIn; Topic::ALL.len()] = built_in::by_number(&[
    eks::TOPICS,
    ec2::TOPICS,
    iam::TOPICS,
    autoscaling::TOPICS,
    elastic_load_balancing::TOPICS,
    kubernetes::TOPICS,
    analysis::TOPICS,
]);

/// What one fact of a topic belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One cluster: the fact names it.
    Cluster,
    /// The account and Region: every cluster in it shares the fact.
    Account,
}

macro_rules! topics {
    ($( $variant:ident = $name:literal, )+) => {
        /// A kind of fact, named `service.thing` after the API that it comes from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic {
            $( #[doc = concat!("`", $name, "`: see `docs/facts.md`.")] $variant, )+
            /// A topic that a file next to the controls declares.
            Declared(Declared),
        }

        /// The built-in topics alone, so that each has a number.
        enum Number { $($variant),+ }

        impl Topic {
            /// Every topic that is built in, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that controls use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Declared(topic) => topic.name() }
            }

            /// The place of a built-in topic in [`Self::ALL`]; a declared one has none.
            const fn number(self) -> Result<usize, Declared> {
                match self { $(Self::$variant => Ok(Number::$variant as usize),)+ Self::Declared(topic) => Err(topic) }
            }
        }
    };
}

topics! {
    EksCluster = "eks.cluster",
    EksNodegroup = "eks.nodegroup",
    EksFargateProfile = "eks.fargateProfile",
    EksAddon = "eks.addon",
    EksAddonVersion = "eks.addonVersion",
    EksAccessEntry = "eks.accessEntry",
    EksPodIdentityAssociation = "eks.podIdentityAssociation",
    EksIdentityProviderConfig = "eks.identityProviderConfig",
    EksInsight = "eks.insight",
    EksClusterVersion = "eks.clusterVersion",
    Ec2Instance = "ec2.instance",
    Ec2SecurityGroup = "ec2.securityGroup",
    Ec2Subnet = "ec2.subnet",
    Ec2RouteTable = "ec2.routeTable",
    Ec2Vpc = "ec2.vpc",
    Ec2NatGateway = "ec2.natGateway",
    Ec2LaunchTemplateVersion = "ec2.launchTemplateVersion",
    Ec2Image = "ec2.image",
    Ec2InstanceType = "ec2.instanceType",
    Ec2NetworkInterface = "ec2.networkInterface",
    Ec2Volume = "ec2.volume",
    Ec2FlowLog = "ec2.flowLog",
    Ec2VpcEndpoint = "ec2.vpcEndpoint",
    Ec2EbsEncryptionByDefault = "ec2.ebsEncryptionByDefault",
    Ec2InstanceMetadataDefaults = "ec2.instanceMetadataDefaults",
    IamRole = "iam.role",
    IamPolicy = "iam.policy",
    IamOidcProvider = "iam.oidcProvider",
    IamAccountSummary = "iam.accountSummary",
    AutoscalingGroup = "autoscaling.group",
    ElbLoadBalancer = "elasticloadbalancing.loadBalancer",
    ElbListener = "elasticloadbalancing.listener",
    ElbLoadBalancerAttributes = "elasticloadbalancing.loadBalancerAttributes",
    ElbClassicLoadBalancer = "elasticloadbalancing.classicLoadBalancer",
    KubernetesServer = "kubernetes.server",
    KubernetesNode = "kubernetes.node",
    KubernetesNamespace = "kubernetes.namespace",
    KubernetesWorkload = "kubernetes.workload",
    KubernetesService = "kubernetes.service",
    KubernetesIngress = "kubernetes.ingress",
    KubernetesGateway = "kubernetes.gateway",
    KubernetesGatewayClass = "kubernetes.gatewayClass",
    KubernetesNetworkPolicy = "kubernetes.networkPolicy",
    KubernetesServiceAccount = "kubernetes.serviceAccount",
    KubernetesRole = "kubernetes.role",
    KubernetesRoleBinding = "kubernetes.roleBinding",
    KubernetesConfigMap = "kubernetes.configMap",
    KubernetesResourceQuota = "kubernetes.resourceQuota",
    KubernetesLimitRange = "kubernetes.limitRange",
    KubernetesPodDisruptionBudget = "kubernetes.podDisruptionBudget",
    KubernetesHorizontalPodAutoscaler = "kubernetes.horizontalPodAutoscaler",
    KubernetesStorageClass = "kubernetes.storageClass",
    KubernetesPersistentVolume = "kubernetes.persistentVolume",
    KubernetesAdmissionWebhook = "kubernetes.admissionWebhook",
    KubernetesValidatingAdmissionPolicy = "kubernetes.validatingAdmissionPolicy",
    KubernetesCustomResourceDefinition = "kubernetes.customResourceDefinition",
    KubernetesPolicyObject = "kubernetes.policyObject",
    KubernetesSecret = "kubernetes.secret",
    KubernetesKubeletConfig = "kubernetes.kubeletConfig",
    AnalysisNode = "analysis.node",
    AnalysisSubnet = "analysis.subnet",
    AnalysisSecurityGroup = "analysis.securityGroup",
    AnalysisRole = "analysis.role",
    AnalysisNetwork = "analysis.network",
    AnalysisWorkload = "analysis.workload",
    AnalysisContainer = "analysis.container",
    AnalysisNamespace = "analysis.namespace",
    AnalysisSubject = "analysis.subject",
    AnalysisPolicyEngine = "analysis.policyEngine",
    AnalysisEntrance = "analysis.entrance",
    AnalysisLoadBalancer = "analysis.loadBalancer",
    AnalysisAdmissionPolicy = "analysis.admissionPolicy",
}

impl Topic {
    /// Every topic that a name may mean here: the built-in ones, and then those that are declared.
    #[must_use]
    pub fn known() -> Vec<Self> {
        Self::ALL.iter().copied().chain(declaration::known()).collect()
    }

    /// What is known of a built-in topic, or the declared one.
    fn entry(self) -> Result<&'static BuiltIn, Declared> {
        self.number().map(|number| BUILT_IN[number])
    }

    /// The declaration of a topic that is declared as data.
    #[must_use]
    pub fn declaration(self) -> Option<&'static declaration::Descriptor> {
        match self {
            Self::Declared(topic) => topic.descriptor(),
            _ => None,
        }
    }

    /// What a fact of this topic belongs to.
    #[must_use]
    pub fn scope(self) -> Scope {
        self.entry().map_or_else(Declared::scope, |entry| entry.scope)
    }

    /// One sentence on what a fact of this topic is, and its key.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.entry().map_or_else(Declared::description, |entry| entry.description)
    }

    /// What its items are called, one and many.
    #[must_use]
    pub fn nouns(self) -> (&'static str, &'static str) {
        self.entry().map_or_else(Declared::nouns, |entry| entry.nouns)
    }

    /// The key of a fact, as [`Topic::description`] says it is formed; `None` when the value lacks a part of it.
    #[must_use]
    pub fn key_of(self, value: &Value) -> Option<String> {
        match self.entry() {
            Ok(entry) => entry.key.of_value(value),
            Err(declared) => match declared.descriptor() {
                Some(descriptor) => descriptor.key_of(value, &BTreeMap::new()),
                None => Some(String::new()),
            },
        }
    }

    /// JSON Schema (draft 2020-12) of the value of a fact.
    #[must_use]
    pub fn schema(self) -> Schema {
        self.entry().map_or_else(declaration::schema, |entry| (entry.schema)())
    }

    /// The value in the form of its topic: only documented members, each of one type. Of an item of a declared topic,
    /// nothing but its members was taken.
    ///
    /// # Errors
    /// When a member has another type than the API documents.
    pub fn shaped(self, value: &Value) -> Result<Value, serde_json::Error> {
        self.entry().map_or_else(|_| Ok(value.clone()), |entry| (entry.shaped)(value))
    }

    /// The topics from whose facts the items of this one are found: what must be read too for it to be complete.
    #[must_use]
    pub fn discovered_through(self) -> &'static [Self] {
        self.entry().map_or_else(Declared::parents, |entry| entry.discovered_through)
    }

    /// The topics that facts of a derived topic are made from; none for a topic that a collector reads. Never holds a
    /// derived topic.
    ///
    /// Without them the population of the derived topic, or what its facts say of themselves, is not complete.
    #[must_use]
    pub fn base_topics(self) -> &'static [Self] {
        self.entry().map_or(&[], |entry| entry.base_topics)
    }

    /// Topics that single members of a derived topic rest on besides [`Topic::base_topics`]: to be collected with it.
    /// Where one is not complete, the members that need it are absent, so that a condition that reads them is an error;
    /// a control that reads them names the topic in its `needs` too, so that the missing permission is named. Never
    /// holds a derived topic.
    #[must_use]
    pub fn joined_topics(self) -> &'static [Self] {
        self.entry().map_or(&[], |entry| entry.joined_topics)
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

    /// True for topics that AWS's APIs answer: neither derived nor read from a cluster's own API. Their shapes declare
    /// what text is kept.
    #[must_use]
    pub fn is_of_aws(self) -> bool {
        !self.is_derived() && self.group() != "kubernetes"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_members_with_api_names() {
        for topic in Topic::ALL {
            let schema = topic.schema();
            let properties = schema.get("properties").and_then(|p| p.as_object());
            assert!(properties.is_some_and(|p| !p.is_empty()), "{topic}");
        }
        let cluster = Topic::EksCluster.schema();
        assert!(cluster.pointer("/properties/resourcesVpcConfig/properties/endpointPublicAccess").is_some());
    }
}
