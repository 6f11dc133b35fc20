//! Application, Network and Gateway Load Balancers.

use super::text;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::view::View;
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_load_balancer::{Listener, LoadBalancer};
use crate::evidence::model::elastic_load_balancing::{self as api, Action};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

pub(super) fn all(view: &View<'_>) -> Vec<Derived<LoadBalancer>> {
    view.objects.load_balancers.of_cluster(view.cluster).map(|entry| describe(view, entry)).collect()
}

fn describe(view: &View<'_>, entry: &Entry<'_, api::LoadBalancer>) -> Derived<LoadBalancer> {
    let mut sources = Sources::new(entry);
    let own = &entry.value;
    let arn = own.load_balancer_arn.as_deref().unwrap_or_default();
    let mut value = LoadBalancer {
        cluster_name: Some(view.cluster.to_owned()),
        load_balancer_type: own.load_balancer_type.clone(),
        name: own.load_balancer_name.clone(),
        arn: own.load_balancer_arn.clone(),
        dns_name: own.dns_name.clone(),
        vpc_id: own.vpc_id.clone(),
        internet_facing: internet_facing(own),
        security_groups: own.security_groups.clone(),
        tags: own.tags.as_deref().map(text),
        ..LoadBalancer::default()
    };
    if view.complete(Topic::ElbListener) {
        value.listeners = Some(listeners(view, arn, &mut sources));
    }
    if let Some(entry) = view.objects.load_balancer_attributes.get(arn) {
        sources.add(entry);
        let attributes = entry.value.attributes.clone().unwrap_or_default();
        value.access_logs = attributes.get("access_logs.s3.enabled").map(|enabled| Flag(enabled == "true"));
        value.attributes = Some(attributes);
    }
    Derived { value, sources }
}

/// A Gateway Load Balancer has no scheme: it is reached through endpoints of a VPC only.
fn internet_facing(own: &api::LoadBalancer) -> Option<Flag> {
    match (own.scheme.as_deref(), own.load_balancer_type.as_deref()) {
        (Some(scheme), _) => super::internet_facing(scheme).map(Flag),
        (None, kind) => (kind == Some("gateway")).then_some(Flag(false)),
    }
}

fn listeners(view: &View<'_>, arn: &str, sources: &mut Sources) -> Vec<Listener> {
    let all = view.objects.listeners.of_cluster(view.cluster);
    let own = all.filter(|entry| entry.value.load_balancer_arn.as_deref() == Some(arn));
    let mut listeners: Vec<Listener> = own
        .map(|entry| {
            sources.add(entry);
            listener(&entry.value)
        })
        .collect();
    listeners.sort_by(|a, b| (a.port, &a.protocol).cmp(&(b.port, &b.protocol)));
    listeners
}

fn listener(own: &api::Listener) -> Listener {
    let protocol = own.protocol.as_deref();
    let certificates = own.certificates.iter().flatten().filter_map(|one| one.certificate_arn.clone());
    Listener {
        port: own.port,
        protocol: own.protocol.clone(),
        tls: protocol.map(|protocol| Flag(matches!(protocol, "HTTPS" | "TLS"))),
        ssl_policy: own.ssl_policy.clone(),
        old_protocols: None,
        certificates: Some(certificates.collect()),
        forwards_clear_text: (protocol == Some("HTTP")).then(|| forwards(own)).flatten().map(Flag),
    }
}

/// The default action is a rule, too; the listener states it as well.
fn forwards(own: &api::Listener) -> Option<bool> {
    let rules = own.rules.as_ref()?.iter().flat_map(|rule| rule.actions.iter().flatten());
    let mut actions = rules.chain(own.default_actions.iter().flatten());
    Some(actions.any(|action| !keeps_nothing_clear(action)))
}

/// `#{protocol}` is that of the request. Source: Application Load Balancers
/// User Guide, "Redirect actions".
fn keeps_nothing_clear(action: &Action) -> bool {
    match action.action_type.as_deref() {
        Some("fixed-response") => true,
        Some("redirect") => action.redirect_config.as_ref().and_then(|to| to.protocol.as_deref()) == Some("HTTPS"),
        _ => false,
    }
}
