//! Custom resources that decide about networks, nodes, admission and secrets. Of a kind that is not declared here its
//! metadata stays: that it is there is the fact.

use super::super::labels;
use super::super::rule::Rule::{self, By, Each, Label, Map, Marker, Name, Object, Scalar, Text};
use super::metadata::{LABELS, ONLY, SELECTOR, object};
use super::{admission, engines, list, network};
use crate::evidence::redaction::Form;

/// Constraints have a kind each.
const CONSTRAINTS: &str = ".constraints.gatekeeper.sh";

/// A list whose objects keep this of their spec.
macro_rules! specs {
    ($spec:expr) => {
        list!(object![("spec", $spec), ("status", Object(&[("totalViolations", Scalar)]))])
    };
}

const OF_CONSTRAINTS: Rule = specs!(engines::CONSTRAINT);
const OF_OTHERS: Rule = list!(object![("spec", Object(&[]))]);
const SECRETS: Rule = list!(ONLY);

const TERMS: Rule = Each(&Object(&[
    ("id", Text(Form::ResourceId)),
    ("name", Name),
    ("alias", Text(Form::Name)),
    ("owner", Label),
    ("tags", LABELS),
]));

const STORAGE: Rule = Object(&[
    ("deviceName", Name),
    ("rootVolume", Scalar),
    (
        "ebs",
        Object(&[
            ("encrypted", Scalar),
            ("deleteOnTermination", Scalar),
            ("iops", Scalar),
            ("throughput", Scalar),
            ("kmsKeyID", Text(Form::Arn)),
            ("volumeSize", Text(Form::Quantity)),
            ("volumeType", Label),
        ]),
    ),
]);

/// `NodeClass` (eks.amazonaws.com) and `EC2NodeClass` (karpenter.k8s.aws).
const NODE_CLASS: Rule = Object(&[
    ("networkPolicy", Label),
    ("networkPolicyEventLogs", Label),
    ("snatPolicy", Label),
    ("role", Name),
    ("instanceProfile", Name),
    ("subnetSelectorTerms", TERMS),
    ("securityGroupSelectorTerms", TERMS),
    ("amiSelectorTerms", TERMS),
    ("amiFamily", Label),
    ("associatePublicIPAddress", Scalar),
    ("detailedMonitoring", Scalar),
    ("blockDeviceMappings", Each(&STORAGE)),
    (
        "ephemeralStorage",
        Object(&[
            ("size", Text(Form::Quantity)),
            ("iops", Scalar),
            ("throughput", Scalar),
            ("kmsKeyID", Text(Form::Arn)),
        ]),
    ),
    (
        "metadataOptions",
        Object(&[
            ("httpEndpoint", Label),
            ("httpProtocolIPv6", Label),
            ("httpPutResponseHopLimit", Scalar),
            ("httpTokens", Label),
        ]),
    ),
    ("userData", Marker("user-data")),
]);

/// `NodePool`.
const NODE_POOL: Rule = Object(&[
    (
        "template",
        Object(&[
            ("metadata", Object(&[("labels", LABELS)])),
            (
                "spec",
                Object(&[
                    ("expireAfter", DURATION),
                    ("terminationGracePeriod", DURATION),
                    ("nodeClassRef", super::references::REFERENCE),
                    ("requirements", By(labels::expressions)),
                    ("taints", By(labels::taints)),
                    ("startupTaints", By(labels::taints)),
                ]),
            ),
        ]),
    ),
    (
        "disruption",
        Object(&[
            ("consolidationPolicy", Label),
            ("consolidateAfter", DURATION),
            (
                "budgets",
                Each(&Object(&[("nodes", Text(Form::Quantity)), ("duration", DURATION), ("reasons", Each(&Label))])),
            ),
        ]),
    ),
    ("limits", Map(&Text(Form::Quantity))),
    ("weight", Scalar),
]);

/// A duration, or `Never`.
const DURATION: Rule = Label;

/// `SecurityGroupPolicy`.
const SECURITY_GROUPS: Rule = Object(&[
    ("podSelector", SELECTOR),
    ("serviceAccountSelector", SELECTOR),
    ("securityGroups", Object(&[("groupIds", Each(&Text(Form::ResourceId)))])),
]);

const LISTS: [(&str, Rule); 14] = [
    ("list.clusterpolicies.kyverno.io", specs!(engines::KYVERNO)),
    ("list.constrainttemplates.templates.gatekeeper.sh", specs!(engines::TEMPLATE)),
    ("list.ec2nodeclasses.karpenter.k8s.aws", specs!(NODE_CLASS)),
    ("list.imagevalidatingpolicies.policies.kyverno.io", specs!(admission::POLICY_SPEC)),
    ("list.ingressclassparams.eks.amazonaws.com", specs!(network::CLASS_PARAMETERS)),
    ("list.ingressclassparams.elbv2.k8s.aws", specs!(network::CLASS_PARAMETERS)),
    ("list.loadbalancerconfigurations.gateway.k8s.aws", specs!(network::LOAD_BALANCER)),
    ("list.nodeclasses.eks.amazonaws.com", specs!(NODE_CLASS)),
    ("list.nodepools.karpenter.sh", specs!(NODE_POOL)),
    ("list.policies.kyverno.io", specs!(engines::KYVERNO)),
    ("list.securitygrouppolicies.vpcresources.k8s.aws", specs!(SECURITY_GROUPS)),
    ("list.validatingadmissionpolicies.admissionregistration.k8s.io", list!(admission::POLICY)),
    ("list.validatingadmissionpolicybindings.admissionregistration.k8s.io", list!(admission::POLICY)),
    ("list.validatingpolicies.policies.kyverno.io", specs!(admission::POLICY_SPEC)),
];

/// True when more than metadata is kept, or it is known that this is enough.
pub(super) fn is_declared(operation: &str) -> bool {
    operation == "list.secrets"
        || operation.ends_with(CONSTRAINTS)
        || LISTS.iter().any(|(known, _)| *known == operation)
}

/// What is kept of the list that `operation` reads.
pub(super) fn of(operation: &str) -> &'static Rule {
    match LISTS.iter().find(|(known, _)| *known == operation) {
        Some((_, rule)) => rule,
        None if operation == "list.secrets" => &SECRETS,
        None if operation.ends_with(CONSTRAINTS) => &OF_CONSTRAINTS,
        None => &OF_OTHERS,
    }
}
