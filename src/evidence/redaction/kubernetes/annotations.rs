//! Annotations: keys stay, values only where a control, an analysis or a report reads them, in the form that they have.

use serde_json::Value;

use super::{Form, Walker, lists, text};

/// Where `kubectl apply` and its kin keep the whole object once more.
const COPIES: [&str; 4] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "kapp.k14s.io/original",
    "objectset.rio.cattle.io/applied",
    "banzaicloud.com/last-applied",
];

/// What a kept value looks like.
#[derive(Debug, Clone, Copy)]
enum Kept {
    Form(Form),
    /// A list with commas between its items.
    List(Form),
    /// A name, or several with commas between.
    Name,
    /// `[{"HTTPS": 443}]`.
    Ports,
    /// `runtime/default`, `unconfined`, `localhost/NAME`.
    Profile,
}

const BOOLEAN: Kept = Kept::Form(Form::Boolean);
const NUMBER: Kept = Kept::Form(Form::Number);
const SCHEME: Kept = Kept::Form(Form::Enum(&["internet-facing", "internal"]));

/// Keys, a `*` for the rest of one, and what their values look like. Sources: AWS Load Balancer Controller
/// documentation, Ingress and Service annotations; cloud-provider-aws, service controller; ingress-nginx documentation,
/// annotations; EKS User Guide, "IAM roles for service accounts"; Kubernetes documentation, "Well-Known Labels,
/// Annotations and Taints".
const KEPT: [(&str, Kept); 41] = [
    ("alb.ingress.kubernetes.io/auth-type", Kept::Form(Form::Enum(&["none", "oidc", "cognito"]))),
    ("alb.ingress.kubernetes.io/certificate-arn", Kept::List(Form::Arn)),
    ("alb.ingress.kubernetes.io/group.name", Kept::Name),
    ("alb.ingress.kubernetes.io/inbound-cidrs", Kept::List(Form::Cidr)),
    ("alb.ingress.kubernetes.io/listen-ports", Kept::Ports),
    ("alb.ingress.kubernetes.io/scheme", SCHEME),
    ("alb.ingress.kubernetes.io/security-group-prefix-lists", Kept::List(Form::ResourceId)),
    ("alb.ingress.kubernetes.io/security-groups", Kept::List(Form::ResourceId)),
    ("alb.ingress.kubernetes.io/ssl-policy", Kept::Name),
    ("alb.ingress.kubernetes.io/ssl-redirect", NUMBER),
    ("alb.ingress.kubernetes.io/target-type", Kept::Form(Form::Enum(&["instance", "ip"]))),
    ("alb.ingress.kubernetes.io/wafv2-acl-arn", Kept::List(Form::Arn)),
    ("container.apparmor.security.beta.kubernetes.io/*", Kept::Profile),
    ("container.seccomp.security.alpha.kubernetes.io/*", Kept::Profile),
    ("deployment.kubernetes.io/revision", NUMBER),
    ("eks.amazonaws.com/role-arn", Kept::Form(Form::Arn)),
    ("eks.amazonaws.com/sts-regional-endpoints", BOOLEAN),
    ("eks.amazonaws.com/token-expiration", NUMBER),
    ("ingressclass.kubernetes.io/is-default-class", BOOLEAN),
    ("kubernetes.io/config.source", Kept::Form(Form::Enum(&["api", "file", "http"]))),
    ("kubernetes.io/ingress.class", Kept::Name),
    ("kubernetes.io/service-account.name", Kept::Name),
    ("kubernetes.io/service-account.uid", Kept::Form(Form::ResourceId)),
    ("nginx.ingress.kubernetes.io/allowlist-source-range", Kept::List(Form::Cidr)),
    ("nginx.ingress.kubernetes.io/force-ssl-redirect", BOOLEAN),
    ("nginx.ingress.kubernetes.io/ssl-redirect", BOOLEAN),
    ("nginx.ingress.kubernetes.io/whitelist-source-range", Kept::List(Form::Cidr)),
    ("rbac.authorization.kubernetes.io/autoupdate", BOOLEAN),
    ("scheduler.alpha.kubernetes.io/critical-pod", BOOLEAN),
    ("seccomp.security.alpha.kubernetes.io/pod", Kept::Profile),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", BOOLEAN),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", SCHEME),
    ("service.beta.kubernetes.io/aws-load-balancer-security-group-prefix-lists", Kept::List(Form::ResourceId)),
    ("service.beta.kubernetes.io/aws-load-balancer-security-groups", Kept::List(Form::ResourceId)),
    ("service.beta.kubernetes.io/aws-load-balancer-ssl-cert", Kept::List(Form::Arn)),
    ("service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy", Kept::Name),
    ("service.beta.kubernetes.io/aws-load-balancer-ssl-ports", Kept::Name),
    ("service.beta.kubernetes.io/aws-load-balancer-type", Kept::Form(Form::Enum(&["external", "nlb", "nlb-ip"]))),
    ("service.beta.kubernetes.io/load-balancer-source-ranges", Kept::List(Form::Cidr)),
    ("storageclass.kubernetes.io/is-default-class", BOOLEAN),
    ("storageclass.beta.kubernetes.io/is-default-class", BOOLEAN),
];

impl Kept {
    fn holds(self, value: &str) -> bool {
        match self {
            Self::Form(form) => form.holds(value),
            Self::List(form) => value.split(',').all(|part| part.trim().is_empty() || form.holds(part)),
            Self::Name => value.split(',').all(|part| text::is_label(part.trim())),
            Self::Ports => lists::are_ports(value),
            Self::Profile => {
                matches!(value, "runtime/default" | "docker/default" | "unconfined")
                    || value.strip_prefix("localhost/").is_some_and(|name| name.split('/').all(text::is_part))
            }
        }
    }
}

fn declared(key: &str) -> Option<Kept> {
    KEPT.iter().find_map(|(known, kept)| match known.strip_suffix('*') {
        Some(start) => key.starts_with(start).then_some(*kept),
        None => (*known == key).then_some(*kept),
    })
}

pub(super) fn keep(walker: &mut Walker<'_>, value: &mut Value) {
    let members = match value {
        Value::Object(members) => members,
        Value::Null => return,
        other => return walker.drop_value(other),
    };
    for (key, value) in members.iter_mut() {
        let Value::String(text) = value else {
            walker.drop_value(value);
            continue;
        };
        if declared(key).is_some_and(|kept| kept.holds(text)) {
            continue;
        }
        if COPIES.contains(&key.as_str()) || is_copy(text) {
            if !text.is_empty() && !super::marker::is_marker(text) {
                walker.count("last-applied-configuration");
                *text = format!("{}last-applied-configuration)", super::PREFIX);
            }
        } else {
            walker.whole("annotation", key.rsplit('/').next().unwrap_or(key), text);
        }
    }
    walker.keys(members);
}

/// A whole object, under whatever key.
fn is_copy(text: &str) -> bool {
    text.starts_with('{') && text.contains("\"apiVersion\"")
}
