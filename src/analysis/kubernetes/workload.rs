//! `analysis.workload`: a workload with what its pod template means.

use std::collections::BTreeSet;

use super::compute::{self, Placement};
use super::credentials;
use super::fargate;
use super::host_path;
use super::isolation::Isolation;
use super::pod_security;
use super::rbac::Access;
use super::secret_reference;
use super::selector::selects;
use super::service_account;
use super::system_component;
use super::template::Template;
use super::view::{View, name, namespace, of_namespace};
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::table::Entry;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis_kubernetes::Workload;
use crate::evidence::model::kubernetes;
use crate::evidence::scalar::{Flag, Number};
use crate::evidence::topic::Topic;

pub(super) const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
const ENFORCE_VERSION: &str = "pod-security.kubernetes.io/enforce-version";

pub(super) fn derive(
    view: &View<'_>,
    entry: &Entry<'_, kubernetes::Workload>,
    access: &Access<'_>,
    isolation: &Isolation,
) -> Derived<Workload> {
    let object = &entry.value;
    let template = Template::of(object);
    let labels = template.as_ref().and_then(|template| template.labels);
    let placement = compute::placement(view, object, labels);
    let mut sources = Sources::new(entry);
    placement.profiles.iter().for_each(|profile| sources.add(profile));
    let mut value = of_object(view, object, template.as_ref(), &placement);
    if let Some(template) = &template {
        add_template(view, object, template, &mut value, &mut sources);
        value.host_paths = host_path::used(view, object, template, &mut sources);
        add_namespace(view, template, &mut value, &mut sources);
        service_account::add(view, template, access, &mut value, &mut sources);
        // Where its nodes are not known, what Fargate refuses is certain not to be on it.
        if value.fargate.is_none() && fargate::refuses(template) {
            value.fargate = Some(Flag(false));
        }
        value.windows = Some(Flag(template.windows() || on_windows(view, object)));
        value.reaches_instance_metadata = reaches_metadata(view, object, template, &placement, &mut sources);
        isolation.add(view, object, template, &mut value, &mut sources);
        value.spread = Some(Flag(spread(template)));
    }
    add_budgets(view, labels, &mut value, &mut sources);
    add_autoscaler(view, &mut value, &mut sources);
    Derived { value, sources }
}

fn of_object(
    view: &View<'_>,
    object: &kubernetes::Workload,
    template: Option<&Template<'_>>,
    placement: &Placement<'_>,
) -> Workload {
    let metadata = object.metadata.as_ref();
    let own = namespace(&object.metadata);
    let (kind, name) = (object.kind.as_deref().unwrap_or_default(), name(&object.metadata));
    Workload {
        cluster_name: Some(view.cluster.to_owned()),
        kind: object.kind.clone(),
        namespace: Some(own.to_owned()),
        name: Some(name.to_owned()),
        labels: Some(metadata.and_then(|metadata| metadata.labels.clone()).unwrap_or_default()),
        annotations: Some(metadata.and_then(|metadata| metadata.annotations.clone()).unwrap_or_default()),
        template_path: object.template_path.clone(),
        replicas: object.replicas,
        running_pods: object.running_pods,
        pod_differences: object.pod_differences.clone(),
        controlled_by: object.controlled_by.clone(),
        finished: Some(object.finished.unwrap_or(Flag(false))),
        compute_types: placement.sorted_types(),
        fargate: placement.fargate.map(Flag),
        system_component: system_component::of(own, kind, name, template),
        ..Workload::default()
    }
}

fn add_template(
    view: &View<'_>,
    object: &kubernetes::Workload,
    template: &Template<'_>,
    value: &mut Workload,
    sources: &mut Sources,
) {
    value.pod_labels = Some(template.labels.cloned().unwrap_or_default());
    value.pod_annotations = Some(template.annotations.cloned().unwrap_or_default());
    value.spec = Some(template.spec.clone());
    if let Some(server) = view.server() {
        sources.add(server);
    }
    let violations = pod_security::violations_at(template, view.version());
    value.pod_security_level = violations.as_deref().map(pod_security::level);
    value.pod_security_violations = violations;
    value.secret_references = Some(secret_reference::all(template));
    value.secret_environment = Some(credentials::secret_environment(template));
    value.literal_credentials = Some(credentials::literal(template, object.metadata.as_ref()));
}

/// A namespace that is not among the facts says nothing about its level. It may ask for the standards of an older version.
fn add_namespace(view: &View<'_>, template: &Template<'_>, value: &mut Workload, sources: &mut Sources) {
    let Some(entry) = view.namespaces.get(value.namespace.as_deref().unwrap_or_default()) else { return };
    sources.add(entry);
    let labels = entry.value.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
    let label = |name: &str| labels.and_then(|labels| labels.get(name));
    let enforced = label(ENFORCE).map_or(pod_security::PRIVILEGED.as_str(), String::as_str);
    value.enforced_level = Some(enforced.to_owned());
    let asked = label(ENFORCE_VERSION).and_then(|version| pod_security::Version::parse(version));
    let level = match asked {
        Some(version) => Some(pod_security::level(&pod_security::violations(template, version))),
        None => value.pod_security_level,
    };
    value.admitted_by_namespace = level.map(|level| Flag(pod_security::admits(enforced, level)));
}

fn on_windows(view: &View<'_>, object: &kubernetes::Workload) -> bool {
    let mut names = object.node_names.iter().flatten().peekable();
    names.peek().is_some() && names.all(|name| view.nodes.0.get(name.as_str()).is_some_and(|node| node.windows))
}

/// Whether the workload's pods can ask for instance metadata where they run.
fn reaches_metadata(
    view: &View<'_>,
    object: &kubernetes::Workload,
    template: &Template<'_>,
    placement: &Placement<'_>,
    sources: &mut Sources,
) -> Option<Flag> {
    let away = |kind: Option<ComputeType>| kind.is_some_and(|kind| !kind.has_instance_metadata());
    let names: BTreeSet<&str> = object.node_names.iter().flatten().map(String::as_str).collect();
    if names.is_empty() {
        return (placement.fargate == Some(true)).then_some(Flag(false));
    }
    let mut all_known = true;
    for name in names {
        if away(view.nodes.compute_type(name)) {
            continue;
        }
        let node = view.nodes.0.get(name);
        if let Some(node) = node {
            sources.add(node.entry);
        }
        let instance = node.and_then(|node| node.instance);
        let options = instance.and_then(|instance| instance.value.metadata_options.as_ref());
        instance.into_iter().for_each(|instance| sources.add(instance));
        let off = options.and_then(|options| options.http_endpoint.as_deref()).map(|state| state == "disabled");
        let hops = options.and_then(|options| options.http_put_response_hop_limit).map(|limit| limit.0 > 1);
        // The limit holds for replies that carry a token: without tokens none is needed.
        let optional = options.and_then(|options| options.http_tokens.as_deref()).map(|tokens| tokens != "required");
        match (off, template.host_network(), hops, optional) {
            (Some(true), ..) | (Some(false), false, Some(false), Some(false)) => {}
            (Some(false), true, ..) | (Some(false), _, Some(true), _) | (Some(false), _, _, Some(true)) => {
                return Some(Flag(true));
            }
            _ => all_known = false,
        }
    }
    all_known.then_some(Flag(false))
}

fn spread(template: &Template<'_>) -> bool {
    let constraints = template.spec.topology_spread_constraints.as_ref().is_some_and(|list| !list.is_empty());
    let anti_affinity = template.spec.affinity.as_ref().and_then(|affinity| affinity.get("podAntiAffinity"));
    let terms = |kind: &str| {
        let list = anti_affinity.and_then(|rules| rules.get(kind)).and_then(|list| list.as_array());
        list.is_some_and(|list| !list.is_empty())
    };
    constraints
        || terms("requiredDuringSchedulingIgnoredDuringExecution")
        || terms("preferredDuringSchedulingIgnoredDuringExecution")
}

/// A budget without selector selects nothing. Source: Kubernetes API
/// Reference, `PodDisruptionBudgetSpec`.
fn add_budgets(view: &View<'_>, labels: Option<&kubernetes::Text>, value: &mut Workload, sources: &mut Sources) {
    let own = value.namespace.as_deref().unwrap_or_default();
    let mut names = Vec::new();
    for entry in of_namespace(&view.disruption_budgets, own) {
        let selector = entry.value.spec.as_ref().and_then(|spec| spec.selector.as_ref());
        if selector.is_some_and(|selector| selects(selector, labels)) {
            sources.add(entry);
            names.push(name(&entry.value.metadata).to_owned());
        }
    }
    value.disruption_budgets = view.complete(Topic::KubernetesPodDisruptionBudget).then_some(names);
}

fn add_autoscaler(view: &View<'_>, value: &mut Workload, sources: &mut Sources) {
    let own = value.namespace.as_deref().unwrap_or_default();
    let scales = |entry: &&&Entry<'_, kubernetes::HorizontalPodAutoscaler>| {
        let target = entry.value.spec.as_ref().and_then(|spec| spec.scale_target_ref.as_ref());
        let word = |key: &str| target.and_then(|target| target.get(key)?.as_str());
        word("kind") == value.kind.as_deref() && word("name") == value.name.as_deref()
    };
    let found = of_namespace(&view.autoscalers, own).iter().find(scales);
    if let Some(entry) = found {
        sources.add(entry);
    }
    let known = found.is_some() || view.complete(Topic::KubernetesHorizontalPodAutoscaler);
    value.autoscaled = known.then_some(Flag(found.is_some()));
}

/// How many pods a workload has that run; `None` when they were not counted.
pub(super) fn running(value: &Workload) -> Option<i64> {
    value.running_pods.map(|Number(pods)| pods)
}
