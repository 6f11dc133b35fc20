//! Gateways of the Gateway API.
//! Sources: Gateway API reference, `Gateway` and `GatewayClass`; AWS Load Balancer Controller documentation, "Gateway
//! API" and "LoadBalancerConfiguration"; AWS Gateway API Controller documentation, VPC Lattice.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::Value;

use super::existing::{self, Existing, Facing};
use super::service::controller_default;
use super::{ByHostName, of_services};
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::load_balancer::{self, LoadBalancers, gateway_names};
use crate::analysis::kubernetes::view::{View, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::{Entrance, EntranceType};
use crate::evidence::model::kubernetes::{Gateway, GatewayClass, GatewaySpec};
use crate::evidence::scalar::Flag;

const CONFIGURATION: &str = "LoadBalancerConfiguration";
const GROUP: &str = "gateway.k8s.aws";
const LATTICE: &str = "application-networking.k8s.aws/gateway-api-controller";

pub(super) fn describe(
    view: &View<'_>,
    entry: &Entry<'_, Gateway>,
    known: &ByHostName,
    balancers: &LoadBalancers,
) -> Derived<Entrance> {
    let gateway = &entry.value;
    let spec = gateway.spec.clone().unwrap_or_default();
    let mut sources = Sources::new(entry);
    let class = spec.gateway_class_name.as_deref();
    let class = class.and_then(|class| view.objects.gateway_classes.get(&format!("{}/{class}", view.cluster)));
    class.into_iter().for_each(|class| sources.add(class));
    let configuration = configuration(view, gateway, &spec, class.map(|class| &class.value), &mut sources);
    let names = gateway_names(gateway.status.as_ref());
    let existing = Existing::of(view, &names, balancers);
    let (declared, facing) = match controller(class.map(|class| &class.value)) {
        // A service network is reached from the VPCs that are associated with it.
        Some(LATTICE) => (None, Facing::declared(Some(false))),
        Some("gateway.k8s.aws/alb" | "gateway.k8s.aws/nlb") => {
            let declared = configuration.as_deref().and_then(|configuration| declared(view, configuration));
            (declared, by_address(&names, known, &existing).unwrap_or(Facing::declared(declared)))
        }
        _ => (None, by_address(&names, known, &existing).unwrap_or_default()),
    };
    let tls = spec.listeners.as_deref().map(has_tls);
    let mut value = Entrance {
        cluster_name: Some(view.cluster.to_owned()),
        kind: Some("Gateway".to_owned()),
        namespace: Some(namespace(&gateway.metadata).to_owned()),
        name: Some(name(&gateway.metadata).to_owned()),
        annotations: Some(gateway.metadata.as_ref().and_then(|m| m.annotations.clone()).unwrap_or_default()),
        entrance_type: Some(EntranceType::Gateway),
        source_ranges: configuration.as_deref().and_then(source_ranges),
        tls: tls.map(Flag),
        tls_from: tls.map(|_| "declaration".to_owned()),
        hosts: Some(hosts(&spec)),
        load_balancer_host_names: Some(names),
        load_balancer_class: spec.gateway_class_name,
        snippet_annotations: Some(Vec::new()),
        ..Entrance::default()
    };
    existing::set(&mut value, facing, declared);
    existing.add_to(&mut value, &mut sources);
    Derived { value, sources }
}

fn controller(class: Option<&GatewayClass>) -> Option<&str> {
    class?.spec.as_ref()?.controller_name.as_deref()
}

/// The configurations of the load balancer, the one that decides first; `None`
/// when one that is named is not among the facts.
fn configuration<'a>(
    view: &View<'a>,
    gateway: &Gateway,
    spec: &GatewaySpec,
    class: Option<&GatewayClass>,
    sources: &mut Sources,
) -> Option<Vec<&'a Value>> {
    let of_gateway = spec.infrastructure.as_ref().and_then(|infrastructure| infrastructure.get("parametersRef"));
    let of_class = class.and_then(|class| class.spec.as_ref()?.parameters_ref.as_ref());
    let own = namespace(&gateway.metadata);
    let mut found = Vec::new();
    for (reference, namespace) in [(of_class, None), (of_gateway, Some(own))] {
        let Some(reference) = reference.filter(|reference| reference["kind"] == CONFIGURATION) else { continue };
        let namespace = namespace.or_else(|| reference["namespace"].as_str())?;
        let key = format!("{}/{CONFIGURATION}.{GROUP}/{namespace}/{}", view.cluster, reference["name"].as_str()?);
        let entry = view.objects.policy_objects.get(&key)?;
        sources.add(entry);
        found.push(entry.value.spec.as_ref()?);
    }
    // The class's goes first unless it says otherwise itself.
    if found.first().is_some_and(|first| first["mergingMode"] == "prefer-gateway") {
        found.reverse();
    }
    Some(found)
}

fn declared(view: &View<'_>, configuration: &[&Value]) -> Option<bool> {
    match configuration.iter().find_map(|spec| spec["scheme"].as_str()) {
        Some(scheme) => load_balancer::internet_facing(scheme),
        None => controller_default(view),
    }
}

/// What exists goes before what is asked for: the load balancer that its status names, be it its own or that of its
/// controller's Service, then addresses that are private.
fn by_address(names: &[String], known: &ByHostName, existing: &Existing<'_>) -> Option<Facing> {
    if let Some(facing) = existing.facing().filter(|facing| facing.from == Some("load-balancer")) {
        return Some(facing);
    }
    if let Some(facing) = of_services(names, known) {
        return Some(facing);
    }
    let private = |text: &String| match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_private() || address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unique_local() || address.is_unicast_link_local(),
        Err(_) => false,
    };
    if !names.is_empty() && names.iter().all(private) {
        return Some(Facing::declared(Some(false)));
    }
    existing.facing()
}

/// True when every host has a listener with TLS; another beside it may lead to
/// it. A listener without a host name is for all hosts.
fn has_tls(listeners: &[Value]) -> bool {
    let host = |listener: &Value| listener["hostname"].as_str().unwrap_or_default().to_owned();
    let ends = |listener: &&Value| matches!(listener["protocol"].as_str(), Some("HTTPS" | "TLS"));
    let secured: BTreeSet<String> = listeners.iter().filter(ends).map(host).collect();
    let all_hosts = secured.contains("");
    !listeners.is_empty() && listeners.iter().all(|listener| all_hosts || secured.contains(&host(listener)))
}

fn hosts(spec: &GatewaySpec) -> Vec<String> {
    let hosts = spec.listeners.iter().flatten().filter_map(|listener| listener["hostname"].as_str());
    hosts.map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
}

/// `None` where security groups or prefix lists that are named decide instead.
fn source_ranges(configuration: &[&Value]) -> Option<Vec<String>> {
    let named = |key: &str| {
        let lists = configuration.iter().filter_map(|spec| spec[key].as_array());
        lists.into_iter().find(|list| !list.is_empty())
    };
    if named("securityGroups").is_some() {
        return None;
    }
    let ranges: Vec<String> =
        named("sourceRanges").into_iter().flatten().filter_map(|range| range.as_str().map(str::to_owned)).collect();
    (!ranges.is_empty() || named("securityGroupPrefixes").is_none()).then_some(ranges)
}
