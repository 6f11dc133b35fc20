//! Topics whose facts are the objects of their lists, as they stand.

use serde_json::{Value, json};

use super::{Enumeration, View, typed};
use crate::collect::kubernetes::{Resource, resources_of};
use crate::collect::normalise::ledger::shaped;
use crate::evidence::model::kubernetes as k;
use crate::evidence::topic::Topic;

/// The value in the form of its topic.
pub(super) fn shape(topic: Topic, value: &Value) -> Result<Value, serde_json::Error> {
    match topic {
        Topic::KubernetesServer => shaped::<k::Server>(value),
        Topic::KubernetesNode => shaped::<k::Node>(value),
        Topic::KubernetesNamespace => shaped::<k::Namespace>(value),
        Topic::KubernetesWorkload => shaped::<k::Workload>(value),
        Topic::KubernetesService => shaped::<k::Service>(value),
        Topic::KubernetesIngress => shaped::<k::Ingress>(value),
        Topic::KubernetesGateway => shaped::<k::Gateway>(value),
        Topic::KubernetesGatewayClass => shaped::<k::GatewayClass>(value),
        Topic::KubernetesNetworkPolicy => shaped::<k::NetworkPolicy>(value),
        Topic::KubernetesServiceAccount => shaped::<k::ServiceAccount>(value),
        Topic::KubernetesRole => shaped::<k::Role>(value),
        Topic::KubernetesRoleBinding => shaped::<k::RoleBinding>(value),
        Topic::KubernetesConfigMap => shaped::<k::ConfigMap>(value),
        Topic::KubernetesResourceQuota => shaped::<k::ResourceQuota>(value),
        Topic::KubernetesLimitRange => shaped::<k::LimitRange>(value),
        Topic::KubernetesPodDisruptionBudget => shaped::<k::PodDisruptionBudget>(value),
        Topic::KubernetesHorizontalPodAutoscaler => shaped::<k::HorizontalPodAutoscaler>(value),
        Topic::KubernetesStorageClass => shaped::<k::StorageClass>(value),
        Topic::KubernetesPersistentVolume => shaped::<k::PersistentVolume>(value),
        Topic::KubernetesAdmissionWebhook => shaped::<k::AdmissionWebhook>(value),
        Topic::KubernetesValidatingAdmissionPolicy => shaped::<k::ValidatingAdmissionPolicy>(value),
        Topic::KubernetesCustomResourceDefinition => shaped::<k::CustomResourceDefinition>(value),
        Topic::KubernetesPolicyObject => shaped::<k::PolicyObject>(value),
        Topic::KubernetesSecret => shaped::<k::Secret>(value),
        Topic::KubernetesKubeletConfig => shaped::<k::KubeletConfig>(value),
        // No other topic comes from the Kubernetes API.
        _ => Ok(value.clone()),
    }
}

/// Adds every object of the lists that make up `topic`.
pub(super) fn add(view: &mut View<'_, '_>, topic: Topic) -> Enumeration {
    let mut enumeration = Enumeration::default();
    for resource in resources_of(topic) {
        add_list(view, resource, &mut enumeration);
    }
    enumeration
}

fn add_list(view: &mut View<'_, '_>, resource: &Resource, enumeration: &mut Enumeration) {
    let listing = view.list(resource, enumeration);
    for page in &listing.pages {
        for item in page.items() {
            let object = match resource.topic {
                Topic::KubernetesCustomResourceDefinition => definition(&item),
                _ => typed(item, resource.kind, page.exchange),
            };
            view.add(resource.topic, object, page.exchange, &resource.permission());
        }
    }
}

/// A definition's names; versions that are defined but not served do not count.
fn definition(item: &Value) -> Value {
    let spec = &item["spec"];
    let served = spec["versions"].as_array().into_iter().flatten().filter(|version| version["served"] == true);
    let mut versions: Vec<&Value> = served.map(|version| &version["name"]).collect();
    if spec["versions"].is_null() && spec["version"].is_string() {
        versions.push(&spec["version"]);
    }
    json!({
        "name": item["metadata"]["name"],
        "group": spec["group"],
        "kind": spec["names"]["kind"],
        "scope": spec["scope"],
        "versions": versions,
    })
}
