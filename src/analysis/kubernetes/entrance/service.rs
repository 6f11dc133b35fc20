//! Services that are reached from outside the cluster.
//! Sources: Kubernetes documentation, "Service"; AWS Load Balancer Controller
//! documentation, Service annotations; cloud-provider-aws, service controller.

use std::net::IpAddr;

use super::existing::{self, Existing, Facing};
use super::parts;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::load_balancer::{LoadBalancers, host_names};
use crate::analysis::kubernetes::template::Template;
use crate::analysis::kubernetes::view::{View, annotation, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis_kubernetes::{Entrance, EntranceType};
use crate::evidence::model::kubernetes::{Service, ServiceSpec};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

const PREFIX: &str = "service.beta.kubernetes.io/";

/// `None` for a Service that only the cluster reaches.
pub(super) fn describe(
    view: &View<'_>,
    entry: &Entry<'_, Service>,
    balancers: &LoadBalancers,
) -> Option<Derived<Entrance>> {
    let service = &entry.value;
    let spec = service.spec.clone().unwrap_or_default();
    let external = spec.external_ips.as_ref().is_some_and(|list| !list.is_empty());
    let entrance_type = match spec.service_type.as_deref() {
        Some("LoadBalancer") => EntranceType::LoadBalancer,
        Some("NodePort") => EntranceType::NodePort,
        _ if external => EntranceType::ExternalIp,
        _ => return None,
    };
    let mut sources = Sources::new(entry);
    let hosts = host_names(service.status.as_ref());
    let existing = Existing::of(view, &hosts, balancers);
    let mut declared = None;
    let mut facing = match entrance_type {
        EntranceType::LoadBalancer => {
            declared = asked_for(view, service, &spec);
            existing.facing().unwrap_or(Facing::declared(declared))
        }
        EntranceType::NodePort => Facing { public: node_port(view, &mut sources), from: None },
        _ => Facing { public: Some(false), from: None },
    };
    let by_address = if external { external_ips(&spec) } else { Some(false) };
    facing.public = match (facing.public, by_address) {
        (Some(true), _) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    };
    let ends_tls = existing.ends_tls().filter(|_| entrance_type == EntranceType::LoadBalancer);
    let certificate = of(service, "aws-load-balancer-ssl-cert").is_some_and(|arn| !arn.is_empty());
    let mut value = Entrance {
        cluster_name: Some(view.cluster.to_owned()),
        kind: Some("Service".to_owned()),
        namespace: Some(namespace(&service.metadata).to_owned()),
        name: Some(name(&service.metadata).to_owned()),
        annotations: Some(service.metadata.as_ref().and_then(|m| m.annotations.clone()).unwrap_or_default()),
        entrance_type: Some(entrance_type),
        source_ranges: source_ranges(service, &spec),
        tls: Some(Flag(ends_tls.unwrap_or(certificate))),
        tls_from: Some(if ends_tls.is_some() { "load-balancer" } else { "declaration" }.to_owned()),
        hosts: Some(Vec::new()),
        load_balancer_host_names: Some(hosts),
        load_balancer_class: spec.load_balancer_class,
        snippet_annotations: Some(Vec::new()),
        ..Entrance::default()
    };
    existing::set(&mut value, facing, declared);
    if entrance_type == EntranceType::LoadBalancer {
        existing.add_to(&mut value, &mut sources);
    }
    Some(Derived { value, sources })
}

fn of<'s>(service: &'s Service, key: &str) -> Option<&'s str> {
    annotation(&service.metadata, &format!("{PREFIX}{key}"))
}

/// Who makes the load balancer of a Service.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    /// The AWS Load Balancer Controller.
    Controller,
    AutoMode,
    /// The cloud controller that comes with the control plane.
    CloudController,
    Unknown,
}

/// Sources: AWS Load Balancer Controller documentation, "Network Load
/// Balancer"; cloud-provider-aws, `isLBExternal`.
fn maker(service: &Service, spec: &ServiceSpec) -> Maker {
    let handed_over = matches!(of(service, "aws-load-balancer-type"), Some("external" | "nlb-ip"));
    match spec.load_balancer_class.as_deref() {
        Some("service.k8s.aws/nlb") => Maker::Controller,
        Some("eks.amazonaws.com/nlb") => Maker::AutoMode,
        Some(_) => Maker::Unknown,
        None if handed_over => Maker::Controller,
        None => Maker::CloudController,
    }
}

/// Each maker has its own annotation: the cloud controller does not know
/// `scheme`, and makes public load balancers unless told not to; the others
/// make internal ones.
fn asked_for(view: &View<'_>, service: &Service, spec: &ServiceSpec) -> Option<bool> {
    let internal = of(service, "aws-load-balancer-internal");
    let maker = maker(service, spec);
    match maker {
        Maker::Unknown => None,
        Maker::CloudController => Some(!internal.is_some_and(|value| !value.is_empty() && value != "false")),
        Maker::Controller | Maker::AutoMode => match (of(service, "aws-load-balancer-scheme"), internal) {
            (Some("internet-facing"), _) | (None, Some("false")) => Some(true),
            (Some("internal"), _) | (None, Some("true")) => Some(false),
            (None, None) if maker == Maker::AutoMode => Some(false),
            (None, None) => controller_default(view),
            _ => None,
        },
    }
}

/// Internal, unless the controller was started with another default.
/// `None` when its arguments could not be read.
pub(super) fn controller_default(view: &View<'_>) -> Option<bool> {
    const SWITCH: &str = "--default-load-balancer-scheme=";
    let templates = view.workloads.values().flatten().filter_map(|entry| Template::of(&entry.value));
    let stated = templates.flat_map(|template| template.containers()).find_map(|placed| {
        let words = placed.container.args.iter().flatten().chain(placed.container.command.iter().flatten());
        words.into_iter().find_map(|word| word.strip_prefix(SWITCH).map(str::to_owned))
    });
    match stated.as_deref() {
        Some("internet-facing") => Some(true),
        Some(_) => Some(false),
        None => view.complete(Topic::KubernetesWorkload).then_some(false),
    }
}

/// Nodes without public addresses are not reached from the internet, those of
/// Fargate have no such ports. Whether nodes with one are depends on what
/// security groups let in; of nodes that EC2 does not show nothing is known.
fn node_port(view: &View<'_>, sources: &mut Sources) -> Option<bool> {
    let mut private = view.complete(Topic::AnalysisNode) && view.complete(Topic::KubernetesNode);
    for node in view.nodes.0.values().filter(|node| node.compute_type != Some(ComputeType::Fargate)) {
        private &= node.instance.is_some();
    }
    for entry in view.objects.instances.of_cluster(view.cluster) {
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

/// `None` where security groups or prefix lists that are named decide instead.
fn source_ranges(service: &Service, spec: &ServiceSpec) -> Option<Vec<String>> {
    if of(service, "aws-load-balancer-security-groups").is_some() {
        return None;
    }
    let stated = spec.load_balancer_source_ranges.clone().filter(|list| !list.is_empty());
    let ranges =
        stated.unwrap_or_else(|| of(service, "load-balancer-source-ranges").into_iter().flat_map(parts).collect());
    let by_list = ranges.is_empty() && of(service, "aws-load-balancer-security-group-prefix-lists").is_some();
    (!by_list).then_some(ranges)
}
