//! What is kept of each kind, as data.

mod admission;
mod claim;
mod config_maps;
mod custom;
mod engines;
mod environment;
mod metadata;
mod network;
mod objects;
mod pod;
mod probe;
mod rbac;
mod references;
mod server;
mod storage;
mod volume;
mod workload;

use serde_json::Value;

use super::rule::Rule::{self, Object};

/// What is kept of the reply `value` to `operation`. Of an object that nothing is declared for, its metadata stays.
pub(super) fn of(operation: &str, value: &Value) -> &'static Rule {
    if value["kind"] == "Status" {
        return &server::STATUS;
    }
    match operation {
        "get.version" => &server::VERSION,
        "get.api" => &server::API,
        "get.apis" => &server::APIS,
        "get.apiresources" => &server::RESOURCES,
        "get.nodes.proxy.configz" => &server::CONFIGZ,
        "read.dump" => &server::FILES,
        "get.configmaps" => &Rule::By(config_maps::keep),
        "create.selfsubjectreviews.authentication.k8s.io" => &server::REVIEW,
        _ => {
            LISTS.iter().find(|(known, _)| *known == operation).map_or_else(|| custom::of(operation), |(_, rule)| rule)
        }
    }
}

/// True when it is declared what is kept of the objects that `operation` lists, beside their metadata.
pub(super) fn is_declared(operation: &str) -> bool {
    LISTS.iter().any(|(known, _)| *known == operation) || custom::is_declared(operation)
}

/// A list of these objects.
macro_rules! list {
    ($item:expr) => {
        Object(&[
            ("apiVersion", $crate::evidence::redaction::kubernetes::rule::Rule::Given),
            ("kind", $crate::evidence::redaction::kubernetes::rule::Rule::Given),
            ("metadata", $crate::evidence::redaction::kubernetes::declared::metadata::LIST),
            ("items", $crate::evidence::redaction::kubernetes::rule::Rule::Each(&$item)),
        ])
    };
}
pub(super) use list;

const LISTS: [(&str, Rule); 29] = [
    ("list.clusterrolebindings.rbac.authorization.k8s.io", list!(rbac::BINDING)),
    ("list.clusterroles.rbac.authorization.k8s.io", list!(rbac::ROLE)),
    ("list.cronjobs.batch", list!(workload::WORKLOAD)),
    ("list.customresourcedefinitions.apiextensions.k8s.io", list!(objects::DEFINITION)),
    ("list.daemonsets.apps", list!(workload::WORKLOAD)),
    ("list.deployments.apps", list!(workload::WORKLOAD)),
    ("list.gatewayclasses.gateway.networking.k8s.io", list!(network::GATEWAY_CLASS)),
    ("list.gateways.gateway.networking.k8s.io", list!(network::GATEWAY)),
    ("list.horizontalpodautoscalers.autoscaling", list!(objects::AUTOSCALER)),
    ("list.ingresses.networking.k8s.io", list!(network::INGRESS)),
    ("list.jobs.batch", list!(workload::WORKLOAD)),
    ("list.limitranges", list!(objects::LIMIT_RANGE)),
    ("list.mutatingwebhookconfigurations.admissionregistration.k8s.io", list!(admission::WEBHOOKS)),
    ("list.namespaces", list!(objects::NAMESPACE)),
    ("list.networkpolicies.networking.k8s.io", list!(network::POLICY)),
    ("list.nodes", list!(objects::NODE)),
    ("list.persistentvolumes", list!(storage::VOLUME)),
    ("list.poddisruptionbudgets.policy", list!(objects::BUDGET)),
    ("list.pods", list!(workload::POD)),
    ("list.replicasets.apps", list!(workload::WORKLOAD)),
    ("list.replicationcontrollers", list!(workload::WORKLOAD)),
    ("list.resourcequotas", list!(objects::QUOTA)),
    ("list.rolebindings.rbac.authorization.k8s.io", list!(rbac::BINDING)),
    ("list.roles.rbac.authorization.k8s.io", list!(rbac::ROLE)),
    ("list.serviceaccounts", list!(rbac::SERVICE_ACCOUNT)),
    ("list.services", list!(network::SERVICE)),
    ("list.statefulsets.apps", list!(workload::WORKLOAD)),
    ("list.storageclasses.storage.k8s.io", list!(storage::CLASS)),
    ("list.validatingwebhookconfigurations.admissionregistration.k8s.io", list!(admission::WEBHOOKS)),
];
