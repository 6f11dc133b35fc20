//! What `analysis` derives, and what each topic is made from.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::{analysis, analysis_kubernetes, analysis_load_balancer};

pub(super) const TOPICS: &[BuiltIn] = &[
    BuiltIn::of_cluster::<analysis::Node>(
        AnalysisNode,
        "A node with its compute type and the facts joined to it. Derived. Key: instance id, or the node's name \
         where it is no EC2 instance of the account.",
    )
    .nouns("node", "nodes")
    .key(&["instanceId"])
    .base_topics(&[
        EksCluster,
        EksNodegroup,
        EksAddon,
        Ec2Instance,
        Ec2Subnet,
        Ec2RouteTable,
        Ec2LaunchTemplateVersion,
        Ec2Image,
        Ec2InstanceType,
        Ec2Volume,
        IamRole,
        AutoscalingGroup,
    ])
    .joined_topics(&[KubernetesNode]),
    BuiltIn::of_cluster::<analysis::Subnet>(
        AnalysisSubnet,
        "A subnet with where its default route leads. Derived. Key: `cluster/subnet id`.",
    )
    .nouns("subnet", "subnets")
    .key(&["clusterName", "subnetId"])
    .base_topics(&[
        EksCluster,
        EksNodegroup,
        EksFargateProfile,
        Ec2Instance,
        Ec2Subnet,
        Ec2RouteTable,
        Ec2NatGateway,
    ]),
    BuiltIn::of_cluster::<analysis::SecurityGroup>(
        AnalysisSecurityGroup,
        "A security group's reach: who may enter on which ports. Derived. Key: `cluster/group id`.",
    )
    .nouns("security group", "security groups")
    .key(&["clusterName", "groupId"])
    .base_topics(&[EksCluster, EksNodegroup, Ec2Instance, Ec2SecurityGroup]),
    BuiltIn::of_cluster::<analysis::Role>(
        AnalysisRole,
        "An IAM role with its use by a cluster and what its policies and trust allow. Derived. Key: `cluster/role \
         ARN`.",
    )
    .nouns("role", "roles")
    .key(&["clusterName", "roleArn"])
    .base_topics(&[
        EksCluster,
        EksNodegroup,
        EksFargateProfile,
        EksAddon,
        EksAccessEntry,
        EksPodIdentityAssociation,
        Ec2Instance,
        IamRole,
        IamPolicy,
    ]),
    BuiltIn::of_cluster::<analysis::Network>(
        AnalysisNetwork,
        "A cluster's network as a whole: zones, egress, endpoints, flow logs, control plane flow. Derived. Key: \
         cluster.",
    )
    .nouns("network", "networks")
    .key(&["clusterName"])
    .base_topics(&[
        EksCluster,
        EksNodegroup,
        EksFargateProfile,
        Ec2Instance,
        Ec2SecurityGroup,
        Ec2Subnet,
        Ec2RouteTable,
        Ec2Vpc,
        Ec2NatGateway,
        Ec2FlowLog,
        Ec2VpcEndpoint,
    ]),
    BuiltIn::of_cluster::<analysis_kubernetes::Workload>(
        AnalysisWorkload,
        "A workload with what its pod template means: Pod Security level, host access, identity, reach; whether \
         it has finished and does not run again. Derived. Key: `cluster/namespace/kind/name`.",
    )
    .nouns("workload", "workloads")
    .key(&["clusterName", "namespace", "kind", "name"])
    .base_topics(&[KubernetesWorkload])
    // reachesInstanceMetadata needs analysis.node, which is made from EC2's facts.
    .joined_topics(&[
        EksCluster,
        EksAddon,
        EksAccessEntry,
        EksFargateProfile,
        EksPodIdentityAssociation,
        Ec2Instance,
        KubernetesNode,
        KubernetesNamespace,
        KubernetesNetworkPolicy,
        KubernetesServiceAccount,
        KubernetesRole,
        KubernetesRoleBinding,
        KubernetesConfigMap,
        KubernetesServer,
        KubernetesPersistentVolume,
        KubernetesPodDisruptionBudget,
        KubernetesHorizontalPodAutoscaler,
        KubernetesPolicyObject,
    ]),
    BuiltIn::of_cluster::<analysis_kubernetes::Container>(
        AnalysisContainer,
        "One container of a workload that runs or will run with its effective settings; none of Jobs and pods \
         that have finished. Derived. Key: `cluster/namespace/kind/name/container`.",
    )
    .nouns("container", "containers")
    .key(&["clusterName", "namespace", "kind", "workload", "name"])
    .base_topics(&[KubernetesWorkload])
    .joined_topics(&[EksFargateProfile, KubernetesNode]),
    BuiltIn::of_cluster::<analysis_kubernetes::Namespace>(
        AnalysisNamespace,
        "A namespace with what holds in it: enforced Pod Security level, default deny, quotas. Derived. Key: \
         `cluster/name`.",
    )
    .nouns("namespace", "namespaces")
    .key(&["clusterName", "name"])
    .base_topics(&[KubernetesNamespace])
    .joined_topics(&[
        EksCluster,
        EksAddon,
        EksFargateProfile,
        KubernetesConfigMap,
        KubernetesNode,
        KubernetesWorkload,
        KubernetesNetworkPolicy,
        KubernetesPolicyObject,
        KubernetesResourceQuota,
        KubernetesLimitRange,
    ]),
    BuiltIn::of_cluster::<analysis_kubernetes::Subject>(
        AnalysisSubject,
        "What one subject may do in the Kubernetes API, through every path. Derived. Key: \
         `cluster/ServiceAccount/namespace/name`, `cluster/User/name` or `cluster/Group/name`.",
    )
    .nouns("RBAC subject", "RBAC subjects")
    // Users and groups are in no namespace, and no two kinds of subject are called alike: there is nothing to keep
    // apart by an empty part.
    .key_of_filled_parts(&["clusterName", "kind", "namespace", "name"])
    .base_topics(&[EksCluster, EksAccessEntry, KubernetesRole, KubernetesRoleBinding, KubernetesConfigMap])
    .joined_topics(&[KubernetesServiceAccount, KubernetesWorkload]),
    BuiltIn::of_cluster::<analysis_kubernetes::PolicyEngine>(
        AnalysisPolicyEngine,
        "Which engine enforces NetworkPolicy in a cluster. Derived. Key: cluster.",
    )
    .nouns("network policy engine", "network policy engines")
    .key(&["clusterName"])
    .base_topics(&[EksCluster, EksAddon, KubernetesWorkload, KubernetesConfigMap])
    .joined_topics(&[KubernetesNetworkPolicy, KubernetesNode, KubernetesPolicyObject]),
    BuiltIn::of_cluster::<analysis_kubernetes::Entrance>(
        AnalysisEntrance,
        "A Service, Ingress or Gateway that opens a way in from outside, with its load balancer. Derived. Key: \
         `cluster/namespace/kind/name`.",
    )
    .nouns("way in", "ways in")
    .key(&["clusterName", "namespace", "kind", "name"])
    .base_topics(&[KubernetesService, KubernetesIngress, KubernetesGateway])
    .joined_topics(&[
        Ec2Instance,
        ElbLoadBalancer,
        ElbListener,
        ElbClassicLoadBalancer,
        KubernetesGatewayClass,
        KubernetesNode,
        KubernetesPolicyObject,
        KubernetesWorkload,
    ]),
    BuiltIn::of_cluster::<analysis_load_balancer::LoadBalancer>(
        AnalysisLoadBalancer,
        "A load balancer that serves a cluster, with what it lets in and whom it serves. Derived. Key: \
         `cluster/type/name`.",
    )
    .nouns("load balancer", "load balancers")
    .key(&["clusterName", "type", "name"])
    // Tags are enough to say whose a load balancer is: it is judged without the Kubernetes API, too.
    .base_topics(&[EksCluster, ElbLoadBalancer, ElbClassicLoadBalancer])
    .joined_topics(&[
        ElbListener,
        ElbLoadBalancerAttributes,
        KubernetesService,
        KubernetesIngress,
        KubernetesGateway,
    ]),
    BuiltIn::of_cluster::<analysis_kubernetes::AdmissionPolicy>(
        AnalysisAdmissionPolicy,
        "A policy of Kubernetes, Kyverno or Gatekeeper with whether it refuses pods at admission. Derived. Key: \
         `cluster/kind/name`, with the namespace before the name where it has one.",
    )
    .nouns("admission policy", "admission policies")
    .key(&["clusterName", "kind", "path"])
    .base_topics(&[KubernetesPolicyObject, KubernetesValidatingAdmissionPolicy])
    .joined_topics(&[KubernetesAdmissionWebhook]),
];
