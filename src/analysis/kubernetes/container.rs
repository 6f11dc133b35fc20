//! `analysis.container`: one container with what holds for it in effect.

use super::image;
use super::template::{Placed, Template};
use crate::analysis::derived::{Derived, Sources};
use crate::evidence::model::analysis_kubernetes::{Container, Workload};
use crate::evidence::model::kubernetes_pod::{APP_ARMOR_ANNOTATION, PodSecurityContext, Profile};
use crate::evidence::scalar::{Flag, Number};

/// Every container of a workload that was derived.
pub(super) fn derive(workload: &Workload, template: &Template<'_>, sources: &Sources) -> Vec<Derived<Container>> {
    let describe =
        |placed: Placed<'_>| Derived { value: describe(workload, template, &placed), sources: sources.clone() };
    template.containers().into_iter().map(describe).collect()
}

fn describe(workload: &Workload, template: &Template<'_>, placed: &Placed<'_>) -> Container {
    let own = placed.context().cloned().unwrap_or_default();
    let none = PodSecurityContext::default();
    let pod = template.security_context().unwrap_or(&none);
    let image = placed.container.image.as_deref().and_then(image::parse);
    let privileged = own.privileged.unwrap_or(Flag(false));
    let capabilities = own.capabilities.clone().unwrap_or_default();
    let upper = |list: Option<Vec<String>>| Some(list.unwrap_or_default().iter().map(|n| n.to_uppercase()).collect());
    Container {
        cluster_name: workload.cluster_name.clone(),
        kind: workload.kind.clone(),
        namespace: workload.namespace.clone(),
        workload: workload.name.clone(),
        name: placed.container.name.clone(),
        container_type: Some(placed.container_type),
        pod_differences: match placed.pod() {
            Some(pod) => differences(workload, pod),
            None => workload.controlled_by.as_ref().and_then(|_| workload.pod_differences.clone()),
        },
        path: Some(placed.path.clone()),
        container: Some(placed.container.clone()),
        fargate: workload.fargate,
        windows: workload.windows,
        system_component: workload.system_component.clone(),
        image_registry: image.as_ref().map(|image| image.registry.clone()),
        image_repository: image.as_ref().map(|image| image.repository.clone()),
        image_tag: image.as_ref().and_then(|image| image.tag.clone()),
        image_digest: image.and_then(|image| image.digest),
        run_as_non_root: own.run_as_non_root.or(pod.run_as_non_root),
        run_as_user: own.run_as_user.or(pod.run_as_user),
        run_as_group: own.run_as_group.or(pod.run_as_group),
        privileged: Some(privileged),
        // Kubernetes allows it unless told not to.
        allow_privilege_escalation: Some(own.allow_privilege_escalation.unwrap_or(Flag(true))),
        read_only_root_filesystem: Some(own.read_only_root_filesystem.unwrap_or(Flag(false))),
        capabilities_added: upper(capabilities.add),
        capabilities_dropped: upper(capabilities.drop),
        seccomp_profile: Some(seccomp(privileged, own.seccomp_profile.as_ref(), pod.seccomp_profile.as_ref())),
        app_armor_profile: kind(own.app_armor_profile.as_ref())
            .or_else(|| kind(pod.app_armor_profile.as_ref()))
            .or_else(|| annotated(template, placed)),
        host_ports: Some(host_ports(placed)),
        pod_resources: Some(template.spec.resources.clone().unwrap_or_default()),
    }
}

/// What is said of the pod that the container runs in.
fn differences(workload: &Workload, pod: &str) -> Option<Vec<String>> {
    let of_pod = |words: &&String| words.strip_prefix("pod ").is_some_and(|rest| rest.split(' ').next() == Some(pod));
    Some(workload.pod_differences.iter().flatten().filter(of_pod).cloned().collect())
}

fn kind(profile: Option<&Profile>) -> Option<String> {
    profile.and_then(|profile| profile.profile_type.clone())
}

/// A privileged container runs unconfined whatever is asked for.
/// Source: Kubernetes documentation, "Restrict a Container's Syscalls with seccomp".
fn seccomp(privileged: Flag, own: Option<&Profile>, pod: Option<&Profile>) -> String {
    let asked = kind(own).or_else(|| kind(pod)).filter(|_| !privileged.0);
    asked.unwrap_or_else(|| "Unconfined".to_owned())
}

/// The annotation that came before the field, with the field's words. It is the template's: what runs otherwise states
/// its own.
fn annotated(template: &Template<'_>, placed: &Placed<'_>) -> Option<String> {
    let container = Some(placed.name()).filter(|_| placed.pod().is_none())?;
    let value = template.annotations?.get(&format!("{APP_ARMOR_ANNOTATION}{container}"))?;
    let word = match value.as_str() {
        "runtime/default" => "RuntimeDefault",
        "unconfined" => "Unconfined",
        local if local.starts_with("localhost/") => "Localhost",
        other => other,
    };
    Some(word.to_owned())
}

/// The API writes the host port of every port of a pod in the host network.
fn host_ports(placed: &Placed<'_>) -> Vec<Number> {
    let ports = placed.container.ports.iter().flatten();
    ports.filter_map(|port| port.host_port).filter(|port| port.0 != 0).collect()
}
