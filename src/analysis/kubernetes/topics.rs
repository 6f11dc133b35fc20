//! What the derived topics are made from.

use crate::evidence::topic::Topic;

/// The topics of this module.
pub(super) const DERIVED: [Topic; 7] = [
    Topic::AnalysisWorkload,
    Topic::AnalysisContainer,
    Topic::AnalysisNamespace,
    Topic::AnalysisSubject,
    Topic::AnalysisPolicyEngine,
    Topic::AnalysisEntrance,
    Topic::AnalysisLoadBalancer,
];

/// The topics without which the population of a derived topic, or what its
/// facts say of themselves, is not complete. `None` for a topic of another module.
#[must_use]
pub(crate) fn base_topics(topic: Topic) -> Option<&'static [Topic]> {
    Some(match topic {
        Topic::AnalysisWorkload | Topic::AnalysisContainer => &[Topic::KubernetesWorkload],
        Topic::AnalysisNamespace => &[Topic::KubernetesNamespace],
        Topic::AnalysisSubject => &[
            Topic::EksCluster,
            Topic::EksAccessEntry,
            Topic::KubernetesRole,
            Topic::KubernetesRoleBinding,
            Topic::KubernetesConfigMap,
        ],
        Topic::AnalysisPolicyEngine => {
            &[Topic::EksCluster, Topic::EksAddon, Topic::KubernetesWorkload, Topic::KubernetesConfigMap]
        }
        Topic::AnalysisEntrance => &[Topic::KubernetesService, Topic::KubernetesIngress, Topic::KubernetesGateway],
        // Tags are enough to say whose a load balancer is: it is judged without the Kubernetes API, too.
        Topic::AnalysisLoadBalancer => &[Topic::EksCluster, Topic::ElbLoadBalancer, Topic::ElbClassicLoadBalancer],
        _ => return None,
    })
}

/// See `analysis::joined_topics`.
#[must_use]
pub(crate) fn joined_topics(topic: Topic) -> &'static [Topic] {
    match topic {
        // reachesInstanceMetadata needs analysis.node, which is made from EC2's facts.
        Topic::AnalysisWorkload => &[
            Topic::EksCluster,
            Topic::EksAddon,
            Topic::EksAccessEntry,
            Topic::EksFargateProfile,
            Topic::EksPodIdentityAssociation,
            Topic::Ec2Instance,
            Topic::KubernetesNode,
            Topic::KubernetesNamespace,
            Topic::KubernetesNetworkPolicy,
            Topic::KubernetesServiceAccount,
            Topic::KubernetesRole,
            Topic::KubernetesRoleBinding,
            Topic::KubernetesConfigMap,
            Topic::KubernetesPersistentVolume,
            Topic::KubernetesServer,
            Topic::KubernetesPodDisruptionBudget,
            Topic::KubernetesHorizontalPodAutoscaler,
            Topic::KubernetesPolicyObject,
        ],
        Topic::AnalysisContainer => &[Topic::EksFargateProfile, Topic::KubernetesNode],
        Topic::AnalysisNamespace => &[
            Topic::EksCluster,
            Topic::EksAddon,
            Topic::EksFargateProfile,
            Topic::KubernetesConfigMap,
            Topic::KubernetesNode,
            Topic::KubernetesWorkload,
            Topic::KubernetesNetworkPolicy,
            Topic::KubernetesPolicyObject,
            Topic::KubernetesResourceQuota,
            Topic::KubernetesLimitRange,
        ],
        Topic::AnalysisSubject => &[Topic::KubernetesServiceAccount, Topic::KubernetesWorkload],
        Topic::AnalysisPolicyEngine => {
            &[Topic::KubernetesNetworkPolicy, Topic::KubernetesNode, Topic::KubernetesPolicyObject]
        }
        Topic::AnalysisEntrance => &[
            Topic::Ec2Instance,
            Topic::ElbLoadBalancer,
            Topic::ElbListener,
            Topic::ElbClassicLoadBalancer,
            Topic::KubernetesGatewayClass,
            Topic::KubernetesNode,
            Topic::KubernetesPolicyObject,
            Topic::KubernetesWorkload,
        ],
        Topic::AnalysisLoadBalancer => &[
            Topic::ElbListener,
            Topic::ElbLoadBalancerAttributes,
            Topic::KubernetesService,
            Topic::KubernetesIngress,
            Topic::KubernetesGateway,
        ],
        Topic::AnalysisNode => &[Topic::KubernetesNode],
        _ => &[],
    }
}
