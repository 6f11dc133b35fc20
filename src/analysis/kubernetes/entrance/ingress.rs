//! Ingresses.
//! Sources: AWS Load Balancer Controller documentation, Ingress annotations;
//! EKS User Guide, "Route application and HTTP traffic with Application Load
//! Balancers"; ingress-nginx documentation, annotations.

use std::collections::BTreeSet;

use super::{ByHostName, host_names, named_internal, parts};
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::view::{View, annotation, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::Entrance;
use crate::evidence::model::kubernetes::{Ingress, IngressSpec};
use crate::evidence::scalar::Flag;

const ALB: &str = "alb.ingress.kubernetes.io/";
const NGINX: &str = "nginx.ingress.kubernetes.io/";

pub(super) fn describe(view: &View<'_>, entry: &Entry<'_, Ingress>, known: &ByHostName) -> Derived<Entrance> {
    let ingress = &entry.value;
    let spec = ingress.spec.clone().unwrap_or_default();
    let names = host_names(ingress.status.as_ref());
    let annotations = ingress.metadata.as_ref().and_then(|m| m.annotations.clone()).unwrap_or_default();
    let snippets = annotations.keys().filter(|key| is_snippet(key)).cloned().collect();
    let value = Entrance {
        cluster_name: Some(view.cluster.to_owned()),
        kind: Some("Ingress".to_owned()),
        namespace: Some(namespace(&ingress.metadata).to_owned()),
        name: Some(name(&ingress.metadata).to_owned()),
        entrance_type: Some("Ingress".to_owned()),
        internet_facing: internet_facing(ingress, &spec, &names, known).map(Flag),
        source_ranges: Some(source_ranges(ingress)),
        tls: Some(Flag(has_tls(ingress, &spec))),
        hosts: Some(hosts(&spec)),
        load_balancer_host_names: Some(names),
        // The class that decides which controller serves it.
        load_balancer_class: class(ingress, &spec).map(str::to_owned),
        snippet_annotations: Some(snippets),
        annotations: Some(annotations),
    };
    Derived { value, sources: Sources::new(entry) }
}

fn alb<'i>(ingress: &'i Ingress, key: &str) -> Option<&'i str> {
    annotation(&ingress.metadata, &format!("{ALB}{key}"))
}

fn class<'i>(ingress: &'i Ingress, spec: &'i IngressSpec) -> Option<&'i str> {
    spec.ingress_class_name.as_deref().or_else(|| annotation(&ingress.metadata, "kubernetes.io/ingress.class"))
}

/// An annotation that is absent says nothing: the class's parameters may
/// choose the scheme. The load balancer's own name does.
fn internet_facing(ingress: &Ingress, spec: &IngressSpec, names: &[String], known: &ByHostName) -> Option<bool> {
    if named_internal(names) {
        return Some(false);
    }
    let is_alb = class(ingress, spec) == Some("alb")
        || ingress.metadata.iter().flat_map(|m| m.annotations.iter().flatten()).any(|(key, _)| key.starts_with(ALB));
    if !is_alb {
        return names.iter().find_map(|name| known.get(name).copied()).flatten();
    }
    match alb(ingress, "scheme") {
        Some("internet-facing") => Some(true),
        Some("internal") => Some(false),
        // Only Application Load Balancers serve this class: a name without the mark is public.
        _ => names.iter().any(|name| name.contains(".elb.amazonaws.com")).then_some(true),
    }
}

fn has_tls(ingress: &Ingress, spec: &IngressSpec) -> bool {
    let stated = spec.tls.as_ref().is_some_and(|list| !list.is_empty());
    let certificate = alb(ingress, "certificate-arn").is_some_and(|arn| !arn.is_empty());
    let listens = alb(ingress, "listen-ports").is_some_and(|ports| ports.contains("HTTPS"));
    stated || certificate || listens
}

fn hosts(spec: &IngressSpec) -> Vec<String> {
    let of_rules = spec.rules.iter().flatten().filter_map(|rule| rule["host"].as_str().map(str::to_owned));
    let of_tls = spec.tls.iter().flatten().flat_map(|tls| tls.hosts.iter().flatten().cloned());
    let hosts: BTreeSet<String> = of_rules.chain(of_tls).collect();
    hosts.into_iter().collect()
}

fn source_ranges(ingress: &Ingress) -> Vec<String> {
    let nginx = |key: &str| annotation(&ingress.metadata, &format!("{NGINX}{key}"));
    let ranges = alb(ingress, "inbound-cidrs")
        .or_else(|| nginx("whitelist-source-range"))
        .or_else(|| nginx("allowlist-source-range"));
    ranges.into_iter().flat_map(parts).collect()
}

/// Annotations that put text into the configuration of an nginx controller.
fn is_snippet(key: &str) -> bool {
    let of_community = key.strip_prefix(NGINX).is_some_and(|name| name.ends_with("-snippet"));
    of_community || matches!(key, "nginx.org/server-snippets" | "nginx.org/location-snippets")
}
