//! Services, Ingresses, Gateways and network policies.

use serde_json::Value;

use super::super::rule::Rule::{self, By, Each, Given, Host, Label, Map, Name, Object, Scalar, Text};
use super::super::{Walker, annotations};
use super::metadata::{LABELS, SELECTOR, object};
use super::references::REFERENCE;
use crate::evidence::redaction::Form;

const PROTOCOL: Rule = Text(Form::Enum(&["TCP", "UDP", "SCTP"]));

/// Names of ports that say what is served; `use-annotation` is the AWS Load Balancer Controller's.
const PORTS: [&str; 31] = [
    "admin",
    "amqp",
    "api",
    "dns",
    "dns-tcp",
    "grpc",
    "grpc-web",
    "health",
    "healthz",
    "http",
    "http-metrics",
    "http-web",
    "http2",
    "https",
    "https-webhook",
    "liveness-probe",
    "metrics",
    "mysql",
    "postgres",
    "postgresql",
    "probe",
    "prometheus",
    "redis",
    "ssh",
    "status",
    "tcp",
    "tls",
    "udp",
    "use-annotation",
    "web",
    "webhook-server",
];

/// The name of a port: one that many use stays, another becomes a number.
pub(super) fn port_name(walker: &mut Walker<'_>, value: &mut Value) {
    match value {
        Value::String(name) if PORTS.contains(&name.as_str()) || Form::Number.holds(name) => {}
        Value::String(name) => walker.numbered("name", name),
        Value::Number(_) | Value::Null => {}
        other => Scalar.keep(walker, other),
    }
}

const ADDRESS: Rule = Object(&[
    ("hostname", Host),
    ("ip", Host),
    ("ipMode", Label),
    ("ports", Each(&Object(&[("port", Scalar), ("protocol", PROTOCOL)]))),
]);
const STATUS: Rule = Object(&[("loadBalancer", Object(&[("ingress", Each(&ADDRESS))]))]);

/// `Service`.
pub(super) const SERVICE: Rule = object![
    (
        "spec",
        Object(&[
            ("type", Text(Form::Enum(&["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]))),
            ("selector", LABELS),
            (
                "ports",
                Each(&Object(&[
                    ("name", By(port_name)),
                    ("port", Scalar),
                    ("targetPort", By(port_name)),
                    ("nodePort", Scalar),
                    ("protocol", PROTOCOL),
                    ("appProtocol", Given),
                ])),
            ),
            ("clusterIP", Host),
            ("clusterIPs", Each(&Host)),
            ("externalIPs", Each(&Host)),
            ("loadBalancerIP", Host),
            ("loadBalancerSourceRanges", Each(&Text(Form::Cidr))),
            ("loadBalancerClass", Given),
            ("externalName", Host),
            ("externalTrafficPolicy", Label),
            ("internalTrafficPolicy", Label),
            ("sessionAffinity", Label),
            ("allocateLoadBalancerNodePorts", Scalar),
        ])
    ),
    ("status", STATUS),
];

const BACKEND: Rule = Object(&[
    ("service", Object(&[("name", Name), ("port", Object(&[("name", By(port_name)), ("number", Scalar)]))])),
    ("resource", REFERENCE),
    ("serviceName", Name),
    ("servicePort", By(port_name)),
]);

/// `Ingress`.
pub(super) const INGRESS: Rule = object![
    (
        "spec",
        Object(&[
            ("ingressClassName", Name),
            (
                "rules",
                Each(&Object(&[
                    ("host", Host),
                    ("http", Object(&[("paths", Each(&Object(&[("pathType", Label), ("backend", BACKEND)])))])),
                ])),
            ),
            ("tls", Each(&Object(&[("hosts", Each(&Host)), ("secretName", Name)]))),
            ("defaultBackend", BACKEND),
            ("backend", BACKEND),
        ])
    ),
    ("status", STATUS),
];

const LISTENER: Rule = Object(&[
    ("name", Label),
    ("hostname", Host),
    ("port", Scalar),
    ("protocol", Given),
    ("tls", Object(&[("mode", Label), ("certificateRefs", Each(&REFERENCE))])),
    (
        "allowedRoutes",
        Object(&[("namespaces", Object(&[("from", Label), ("selector", SELECTOR)])), ("kinds", Each(&REFERENCE))]),
    ),
]);
const ADDRESSES: Rule = Each(&Object(&[("type", Name), ("value", Host)]));

/// `Gateway`.
pub(super) const GATEWAY: Rule = object![
    (
        "spec",
        Object(&[
            ("gatewayClassName", Name),
            ("listeners", Each(&LISTENER)),
            ("addresses", ADDRESSES),
            (
                "infrastructure",
                Object(&[("parametersRef", REFERENCE), ("labels", LABELS), ("annotations", By(annotations::keep))]),
            ),
        ])
    ),
    ("status", Object(&[("addresses", ADDRESSES)])),
];

/// `GatewayClass`.
pub(super) const GATEWAY_CLASS: Rule =
    object![("spec", Object(&[("controllerName", Given), ("parametersRef", REFERENCE)]))];

const PEERS: Rule = Each(&Object(&[
    ("podSelector", SELECTOR),
    ("namespaceSelector", SELECTOR),
    ("ipBlock", Object(&[("cidr", Text(Form::Cidr)), ("except", Each(&Text(Form::Cidr)))])),
]));
const POLICY_PORTS: Rule = Each(&Object(&[("port", By(port_name)), ("endPort", Scalar), ("protocol", PROTOCOL)]));
const RULES: Rule = Each(&Object(&[("from", PEERS), ("to", PEERS), ("ports", POLICY_PORTS)]));

/// `NetworkPolicy`.
pub(super) const POLICY: Rule = object![(
    "spec",
    Object(&[
        ("podSelector", SELECTOR),
        ("policyTypes", Each(&Text(Form::Enum(&["Ingress", "Egress"])))),
        ("ingress", RULES),
        ("egress", RULES),
    ])
)];

/// `LoadBalancerConfiguration` of the AWS Load Balancer Controller.
pub(super) const LOAD_BALANCER: Rule = Object(&[
    ("scheme", SCHEME),
    ("mergingMode", Label),
    ("ipAddressType", Label),
    ("sourceRanges", Each(&Text(Form::Cidr))),
    ("securityGroups", Each(&Label)),
    ("securityGroupPrefixes", Each(&Label)),
    (
        "listenerConfigurations",
        Each(&Object(&[
            ("protocolPort", Text(Form::Name)),
            ("defaultCertificate", Text(Form::Arn)),
            ("certificates", Each(&Text(Form::Arn))),
            ("sslPolicy", Label),
        ])),
    ),
]);

const SCHEME: Rule = Text(Form::Enum(&["internet-facing", "internal"]));

/// `IngressClassParams`.
pub(super) const CLASS_PARAMETERS: Rule = Object(&[
    ("scheme", SCHEME),
    ("certificateArn", Each(&Text(Form::Arn))),
    ("certificateARNs", Each(&Text(Form::Arn))),
    ("inboundCIDRs", Each(&Text(Form::Cidr))),
    ("group", Object(&[("name", Name)])),
    ("ipAddressType", Label),
    ("targetType", Label),
    ("sslPolicy", Label),
    ("namespaceSelector", SELECTOR),
    ("subnets", Object(&[("ids", Each(&Text(Form::ResourceId))), ("tags", Map(&Each(&Label)))])),
]);
