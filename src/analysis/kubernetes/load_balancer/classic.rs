//! Classic Load Balancers.

use super::text;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::view::View;
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_load_balancer::{Listener, LoadBalancer};
use crate::evidence::model::elastic_load_balancing::{
    ClassicLoadBalancer, ListenerDescription, PolicyAttributeDescription, PolicyDescription,
};
use crate::evidence::scalar::Flag;

pub(super) fn all(view: &View<'_>) -> Vec<Derived<LoadBalancer>> {
    view.objects.classic_load_balancers.of_cluster(view.cluster).map(|entry| describe(view, entry)).collect()
}

fn describe(view: &View<'_>, entry: &Entry<'_, ClassicLoadBalancer>) -> Derived<LoadBalancer> {
    let own = &entry.value;
    let attributes = own.load_balancer_attributes.as_ref();
    let value = LoadBalancer {
        cluster_name: Some(view.cluster.to_owned()),
        load_balancer_type: Some("classic".to_owned()),
        name: own.load_balancer_name.clone(),
        dns_name: own.dns_name.clone(),
        vpc_id: own.vpc_id.clone(),
        internet_facing: own.scheme.as_deref().and_then(super::internet_facing).map(Flag),
        security_groups: own.security_groups.clone(),
        tags: own.tags.as_deref().map(text),
        listeners: own.listener_descriptions.as_ref().map(|list| list.iter().map(|one| listener(own, one)).collect()),
        access_logs: attributes.and_then(|attributes| attributes.access_log.as_ref()?.enabled),
        attributes: attributes.map(|attributes| text(attributes.additional_attributes.as_deref().unwrap_or_default())),
        ..LoadBalancer::default()
    };
    Derived { value, sources: Sources::new(entry) }
}

fn listener(own: &ClassicLoadBalancer, description: &ListenerDescription) -> Listener {
    let listener = description.listener.clone().unwrap_or_default();
    let protocol = listener.protocol.as_deref();
    let tls = matches!(protocol, Some("HTTPS" | "SSL"));
    let mut value = Listener {
        port: listener.load_balancer_port,
        protocol: listener.protocol.clone(),
        tls: protocol.map(|_| Flag(tls)),
        certificates: Some(listener.ssl_certificate_id.into_iter().collect()),
        // A Classic Load Balancer has no rules: what it takes it forwards.
        forwards_clear_text: (protocol == Some("HTTP")).then_some(Flag(true)),
        ..Listener::default()
    };
    if tls {
        add_policy(own, description, &mut value);
    }
    value
}

/// The policy by which the listener negotiates TLS. One that is neither
/// described nor predefined is unknown.
fn add_policy(own: &ClassicLoadBalancer, description: &ListenerDescription, value: &mut Listener) {
    for name in description.policy_names.iter().flatten() {
        let described = own.policy_descriptions.iter().flatten().find(|policy| {
            policy.policy_name.as_ref() == Some(name)
                && policy.policy_type_name.as_deref() == Some("SSLNegotiationPolicyType")
        });
        if let Some(policy) = described {
            let reference = attribute(policy, "Reference-Security-Policy").unwrap_or(name);
            value.ssl_policy = Some(reference.to_owned());
            value.old_protocols = old_protocols(policy);
        } else if name.starts_with("ELBSecurityPolicy-") {
            value.ssl_policy = Some(name.clone());
        }
    }
}

fn attribute<'p>(policy: &'p PolicyDescription, name: &str) -> Option<&'p str> {
    let named = |one: &&PolicyAttributeDescription| one.attribute_name.as_deref() == Some(name);
    policy.policy_attribute_descriptions.iter().flatten().find(named)?.attribute_value.as_deref()
}

/// Source: Classic Load Balancers User Guide, "SSL negotiation configurations".
/// Absent for a policy that states no protocol at all.
fn old_protocols(policy: &PolicyDescription) -> Option<Vec<String>> {
    let attributes = policy.policy_attribute_descriptions.as_deref().unwrap_or_default();
    let protocols = attributes.iter().filter_map(|one| {
        Some((one.attribute_name.as_deref()?.strip_prefix("Protocol-")?, one.attribute_value.as_deref()?))
    });
    let stated: Vec<(&str, &str)> = protocols.collect();
    let old = |(name, on): &(&str, &str)| *on == "true" && !matches!(*name, "TLSv1.2" | "TLSv1.3");
    (!stated.is_empty()).then(|| stated.into_iter().filter(old).map(|(name, _)| name.to_owned()).collect())
}
