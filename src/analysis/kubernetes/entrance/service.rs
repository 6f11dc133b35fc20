//! Services that are reached from outside the cluster.
//! Sources: Kubernetes documentation, "Service"; AWS Load Balancer Controller
//! documentation, Service annotations; cloud-provider-aws, service controller.

use std::net::IpAddr;

use super::{host_names, named_internal, parts};
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::view::{View, annotation, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::Entrance;
use crate::evidence::model::kubernetes::{Service, ServiceSpec};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

const PREFIX: &str = "service.beta.kubernetes.io/";

/// `None` for a Service that only the cluster reaches.
pub(super) fn describe(view: &View<'_>, entry: &Entry<'_, Service>) -> Option<Derived<Entrance>> {
    let service = &entry.value;
    let spec = service.spec.clone().unwrap_or_default();
    let external = spec.external_ips.as_ref().is_some_and(|list| !list.is_empty());
    let entrance_type = match spec.service_type.as_deref() {
        Some("LoadBalancer") => "LoadBalancer",
        Some("NodePort") => "NodePort",
        _ if external => "ExternalIP",
        _ => return None,
    };
    let mut sources = Sources::new(entry);
    let hosts = host_names(service.status.as_ref());
    let internet_facing = match entrance_type {
        "LoadBalancer" => load_balancer(service, &spec, &hosts),
        "NodePort" => node_port(view, &mut sources),
        _ => None,
    };
    let facing = if external && internet_facing != Some(true) { external_ips(&spec) } else { internet_facing };
    let value = Entrance {
        cluster_name: Some(view.cluster.to_owned()),
        kind: Some("Service".to_owned()),
        namespace: Some(namespace(&service.metadata).to_owned()),
        name: Some(name(&service.metadata).to_owned()),
        annotations: Some(service.metadata.as_ref().and_then(|m| m.annotations.clone()).unwrap_or_default()),
        entrance_type: Some(entrance_type.to_owned()),
        internet_facing: facing.map(Flag),
        source_ranges: Some(source_ranges(service, &spec)),
        tls: Some(Flag(of(service, "aws-load-balancer-ssl-cert").is_some_and(|arn| !arn.is_empty()))),
        hosts: Some(Vec::new()),
        load_balancer_host_names: Some(hosts),
        load_balancer_class: spec.load_balancer_class,
        snippet_annotations: Some(Vec::new()),
    };
    Some(Derived { value, sources })
}

fn of<'s>(service: &'s Service, key: &str) -> Option<&'s str> {
    annotation(&service.metadata, &format!("{PREFIX}{key}"))
}

/// The AWS Load Balancer Controller and Auto Mode make internal load
/// balancers by default, the controller in Kubernetes makes public ones.
fn load_balancer(service: &Service, spec: &ServiceSpec, hosts: &[String]) -> Option<bool> {
    if named_internal(hosts) {
        return Some(false);
    }
    match of(service, "aws-load-balancer-scheme") {
        Some("internet-facing") => return Some(true),
        Some("internal") => return Some(false),
        _ => {}
    }
    match of(service, "aws-load-balancer-internal") {
        Some("true" | "0.0.0.0/0") => return Some(false),
        Some("false") => return Some(true),
        _ => {}
    }
    let handed_over = matches!(of(service, "aws-load-balancer-type"), Some("external" | "nlb-ip"));
    match spec.load_balancer_class.as_deref() {
        Some("service.k8s.aws/nlb" | "eks.amazonaws.com/nlb") => Some(false),
        None if handed_over => Some(false),
        None => Some(true),
        Some(_) => None,
    }
}

/// Nodes without public addresses are not reached from the internet. Whether
/// those with one are depends on what security groups let in.
fn node_port(view: &View<'_>, sources: &mut Sources) -> Option<bool> {
    let instances = view.objects.instances.of_cluster(view.cluster);
    let mut private = view.complete(Topic::AnalysisNode);
    for entry in instances {
        sources.add(entry);
        private &= entry.value.has_public_ip == Some(Flag(false));
    }
    private.then_some(false)
}

/// Private addresses are not routed in the internet.
fn external_ips(spec: &ServiceSpec) -> Option<bool> {
    let private = |text: &String| match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_private() || address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unique_local() || address.is_unicast_link_local(),
        Err(_) => false,
    };
    spec.external_ips.iter().flatten().all(private).then_some(false)
}

fn source_ranges(service: &Service, spec: &ServiceSpec) -> Vec<String> {
    let stated = spec.load_balancer_source_ranges.clone().filter(|list| !list.is_empty());
    stated.unwrap_or_else(|| of(service, "load-balancer-source-ranges").into_iter().flat_map(parts).collect())
}
