//! Ingresses.
//! Sources: AWS Load Balancer Controller documentation, Ingress annotations;
//! EKS User Guide, "Route application and HTTP traffic with Application Load
//! Balancers"; ingress-nginx documentation, annotations.

use std::collections::BTreeSet;

use super::existing::{self, Existing, Facing};
use super::{ByHostName, of_services, parts};
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::load_balancer::{self, LoadBalancers, host_names};
use crate::analysis::kubernetes::view::{View, annotation, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::{Entrance, EntranceType};
use crate::evidence::model::kubernetes::{Ingress, IngressSpec};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

const ALB: &str = "alb.ingress.kubernetes.io/";
const NGINX: &str = "nginx.ingress.kubernetes.io/";
const DECLARED: &str = "declaration";

pub(super) fn describe(
    view: &View<'_>,
    entry: &Entry<'_, Ingress>,
    known: &ByHostName,
    balancers: &LoadBalancers,
) -> Derived<Entrance> {
    let ingress = &entry.value;
    let spec = ingress.spec.clone().unwrap_or_default();
    let names = host_names(ingress.status.as_ref());
    let annotations = ingress.metadata.as_ref().and_then(|m| m.annotations.clone()).unwrap_or_default();
    let snippets = annotations.keys().filter(|key| is_snippet(key)).cloned().collect();
    let existing = Existing::of(view, &names, balancers);
    let is_alb = is_alb(ingress, &spec) || existing.made_for_ingresses();
    let declared = alb(ingress, "scheme").filter(|_| is_alb).and_then(load_balancer::internet_facing);
    let facing = internet_facing(&names, known, &existing).unwrap_or(Facing::declared(declared));
    let (tls, tls_from) =
        if is_alb { has_tls(view, ingress, &existing) } else { (Some(ends_tls_itself(&spec)), DECLARED) };
    let mut value = Entrance {
        cluster_name: Some(view.cluster.to_owned()),
        kind: Some("Ingress".to_owned()),
        namespace: Some(namespace(&ingress.metadata).to_owned()),
        name: Some(name(&ingress.metadata).to_owned()),
        entrance_type: Some(EntranceType::Ingress),
        source_ranges: source_ranges(ingress, is_alb),
        tls: tls.map(Flag),
        tls_from: tls.map(|_| tls_from.to_owned()),
        hosts: Some(hosts(&spec)),
        load_balancer_host_names: Some(names),
        // The class that decides which controller serves it.
        load_balancer_class: class(ingress, &spec).map(str::to_owned),
        snippet_annotations: Some(snippets),
        annotations: Some(annotations),
        ..Entrance::default()
    };
    let mut sources = Sources::new(entry);
    existing::set(&mut value, facing, declared);
    existing.add_to(&mut value, &mut sources);
    Derived { value, sources }
}

fn alb<'i>(ingress: &'i Ingress, key: &str) -> Option<&'i str> {
    annotation(&ingress.metadata, &format!("{ALB}{key}"))
}

fn class<'i>(ingress: &'i Ingress, spec: &'i IngressSpec) -> Option<&'i str> {
    spec.ingress_class_name.as_deref().or_else(|| annotation(&ingress.metadata, "kubernetes.io/ingress.class"))
}

/// True when an Application Load Balancer serves it. The annotations count only
/// where no class names another controller.
fn is_alb(ingress: &Ingress, spec: &IngressSpec) -> bool {
    let mut annotations = ingress.metadata.iter().flat_map(|m| m.annotations.iter().flatten());
    match class(ingress, spec) {
        Some(class) => class == "alb",
        None => annotations.any(|(key, _)| key.starts_with(ALB)),
    }
}

/// What exists goes before what is asked for: the load balancer that its status
/// names, be it its own or that of its controller's Service. An annotation that
/// is absent says nothing, since the class's parameters may choose the scheme.
fn internet_facing(names: &[String], known: &ByHostName, existing: &Existing<'_>) -> Option<Facing> {
    if let Some(facing) = existing.facing().filter(|facing| facing.from == Some("load-balancer")) {
        return Some(facing);
    }
    let otherwise = || existing.facing().or_else(|| (!names.is_empty()).then(Facing::default));
    of_services(names, known).or_else(otherwise)
}

/// Another controller does it, with the certificates that the object names.
fn ends_tls_itself(spec: &IngressSpec) -> bool {
    spec.tls.as_ref().is_some_and(|list| !list.is_empty())
}

/// A load balancer that ends TLS for others, too, does not show which of them
/// it does it for.
fn has_tls(view: &View<'_>, ingress: &Ingress, existing: &Existing<'_>) -> (Option<bool>, &'static str) {
    match existing.ends_tls() {
        Some(ends) if !ends || existing.alone() => (Some(ends), "load-balancer"),
        _ => (declares_tls(view, ingress), DECLARED),
    }
}

/// An Application Load Balancer listens with TLS where a port says so, or where
/// there is a certificate and no port is named; `spec.tls` only helps it to find
/// one. `None` where the parameters of a class may name the certificate.
fn declares_tls(view: &View<'_>, ingress: &Ingress) -> Option<bool> {
    let certificate = alb(ingress, "certificate-arn").is_some_and(|arn| !arn.is_empty());
    match alb(ingress, "listen-ports") {
        Some(ports) => Some(ports.contains("HTTPS")),
        None if certificate => Some(true),
        None => (view.complete(Topic::KubernetesPolicyObject) && !parameters_name_certificates(view)).then_some(false),
    }
}

/// `IngressClassParams` of the AWS Load Balancer Controller have
/// `certificateArn`, those of Auto Mode `certificateARNs`.
fn parameters_name_certificates(view: &View<'_>) -> bool {
    let objects = view.objects.policy_objects.of_cluster(view.cluster);
    let of_kind = |kind: &str| kind.split('.').next() == Some("IngressClassParams");
    let mut parameters = objects.filter(|entry| entry.value.kind.as_deref().is_some_and(of_kind));
    parameters.any(|entry| {
        let spec = entry.value.spec.as_ref();
        spec.is_some_and(|spec| ["certificateArn", "certificateARNs"].iter().any(|key| spec.get(*key).is_some()))
    })
}

fn hosts(spec: &IngressSpec) -> Vec<String> {
    let of_rules = spec.rules.iter().flatten().filter_map(|rule| rule["host"].as_str().map(str::to_owned));
    let of_tls = spec.tls.iter().flatten().flat_map(|tls| tls.hosts.iter().flatten().cloned());
    let hosts: BTreeSet<String> = of_rules.chain(of_tls).collect();
    hosts.into_iter().collect()
}

/// `None` where security groups or prefix lists that are named decide instead.
fn source_ranges(ingress: &Ingress, is_alb: bool) -> Option<Vec<String>> {
    let ranges: Vec<String> = if is_alb {
        if alb(ingress, "security-groups").is_some() {
            return None;
        }
        alb(ingress, "inbound-cidrs").into_iter().flat_map(parts).collect()
    } else {
        let nginx = |key: &str| annotation(&ingress.metadata, &format!("{NGINX}{key}"));
        let stated = nginx("whitelist-source-range").or_else(|| nginx("allowlist-source-range"));
        stated.into_iter().flat_map(parts).collect()
    };
    let by_list = is_alb && ranges.is_empty() && alb(ingress, "security-group-prefix-lists").is_some();
    (!by_list).then_some(ranges)
}

/// Annotations that put text into the configuration of an nginx controller.
fn is_snippet(key: &str) -> bool {
    let of_community = key.strip_prefix(NGINX).is_some_and(|name| name.ends_with("-snippet"));
    of_community || matches!(key, "nginx.org/server-snippets" | "nginx.org/location-snippets")
}
