//! A pod template with the paths of its fields in the object.

use crate::evidence::model::analysis_kubernetes::ContainerType;
use crate::evidence::model::kubernetes::{Text, Workload};
use crate::evidence::model::kubernetes_pod::{Container, PodSecurityContext, PodSpec, SecurityContext};

/// Between the names of a container and of its pod, where it runs otherwise than the template says.
const IN_POD: &str = " in pod ";

/// The three lists of containers that a pod can have.
const LISTS: [(&str, ContainerType); 3] = [
    ("containers", ContainerType::Container),
    ("initContainers", ContainerType::Init),
    ("ephemeralContainers", ContainerType::Ephemeral),
];

pub(super) struct Template<'a> {
    pub(super) spec: &'a PodSpec,
    pub(super) labels: Option<&'a Text>,
    pub(super) annotations: Option<&'a Text>,
    prefix: &'a str,
}

/// A container with its place.
#[derive(Clone)]
pub(super) struct Placed<'a> {
    pub(super) container: &'a Container,
    pub(super) container_type: ContainerType,
    /// `spec.template.spec.containers[0]`.
    pub(super) path: String,
}

impl Placed<'_> {
    pub(super) fn context(&self) -> Option<&SecurityContext> {
        self.container.security_context.as_ref()
    }

    /// As its template or pod calls it.
    pub(super) fn name(&self) -> &str {
        let name = self.container.name.as_deref().unwrap_or_default();
        name.split_once(IN_POD).map_or(name, |(name, _)| name)
    }

    /// The pod that it runs in, for one that is otherwise than the template says.
    pub(super) fn pod(&self) -> Option<&str> {
        self.container.name.as_deref()?.split_once(IN_POD).map(|(_, pod)| pod)
    }
}

impl<'a> Template<'a> {
    /// `None` when the object holds no template: another controller's kind can lack one.
    pub(super) fn of(workload: &'a Workload) -> Option<Self> {
        let template = workload.template.as_ref()?;
        let of_pod = workload.template_path.as_deref().unwrap_or_default().is_empty();
        let own = template.metadata.as_ref();
        let metadata = if of_pod { own.or(workload.metadata.as_ref()) } else { own };
        Some(Self {
            spec: template.spec.as_ref()?,
            labels: metadata.and_then(|metadata| metadata.labels.as_ref()),
            annotations: metadata.and_then(|metadata| metadata.annotations.as_ref()),
            prefix: workload.template_path.as_deref().unwrap_or_default(),
        })
    }

    /// Path of a member of the template: `spec.hostNetwork`, `metadata.annotations`.
    pub(super) fn path(&self, member: &str) -> String {
        if self.prefix.is_empty() { member.to_owned() } else { format!("{}.{member}", self.prefix) }
    }

    pub(super) fn security_context(&self) -> Option<&'a PodSecurityContext> {
        self.spec.security_context.as_ref()
    }

    /// `default` when the template names none.
    pub(super) fn service_account(&self) -> &'a str {
        self.spec.service_account_name.as_deref().filter(|name| !name.is_empty()).unwrap_or("default")
    }

    /// Every container of the three lists.
    pub(super) fn containers(&self) -> Vec<Placed<'a>> {
        let lists = [&self.spec.containers, &self.spec.init_containers, &self.spec.ephemeral_containers];
        let placed = LISTS.into_iter().zip(lists).flat_map(|((member, container_type), list)| {
            list.iter().flatten().enumerate().map(move |(index, container)| Placed {
                container,
                container_type,
                path: match container.name.as_deref().and_then(|name| name.split_once(IN_POD)) {
                    Some((name, pod)) => format!("pod {pod}: spec.{member}.{name}"),
                    None => self.path(&format!("spec.{member}[{index}]")),
                },
            })
        });
        placed.collect()
    }

    pub(super) fn host_network(&self) -> bool {
        self.spec.host_network.is_some_and(|flag| flag.0)
    }

    /// True when the pod says that it is for Windows, or when it asks for Windows nodes.
    pub(super) fn windows(&self) -> bool {
        let named = self.spec.os.as_ref().and_then(|os| os.name.as_deref()) == Some("windows");
        let selector = self.spec.node_selector.as_ref();
        let selected = selector.and_then(|labels| labels.get("kubernetes.io/os")).is_some_and(|os| os == "windows");
        named || selected || self.requires_windows_nodes()
    }

    fn requires_windows_nodes(&self) -> bool {
        let terms = self.spec.affinity.as_ref().and_then(|affinity| {
            affinity
                .pointer("/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms")?
                .as_array()
        });
        let Some(terms) = terms.filter(|terms| !terms.is_empty()) else { return false };
        terms.iter().all(|term| {
            term["matchExpressions"].as_array().into_iter().flatten().any(|expression| {
                expression["key"] == "kubernetes.io/os"
                    && expression["operator"] == "In"
                    && expression["values"] == serde_json::json!(["windows"])
            })
        })
    }
}
