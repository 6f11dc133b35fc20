//! The ClusterRoles that every API server makes. A dump often lacks them, and what a binding to one gives is known all
//! the same. Roles that aggregate can give more, never less.
//! Source: Kubernetes documentation, "Using RBAC Authorization", default roles and role bindings.

use crate::evidence::model::kubernetes::PolicyRule;

/// API groups, resources and verbs, each separated by spaces; `core` stands for the group without a name.
type Rule = (&'static str, &'static str, &'static str);

const READ: &str = "get list watch";
const WRITE: &str = "create delete deletecollection patch update";

const EVERYTHING: &[Rule] = &[("*", "*", "*")];
const VIEW: &[Rule] = &[
    ("core", "configmaps endpoints persistentvolumeclaims pods replicationcontrollers serviceaccounts services", READ),
    ("core", "bindings events limitranges namespaces pods/log pods/status resourcequotas", READ),
    ("apps", "controllerrevisions daemonsets deployments replicasets statefulsets", READ),
    ("batch", "cronjobs jobs", READ),
    ("autoscaling", "horizontalpodautoscalers", READ),
    ("policy", "poddisruptionbudgets", READ),
    ("networking.k8s.io", "ingresses networkpolicies", READ),
];
const EDIT: &[Rule] = &[
    ("core", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy", READ),
    ("core", "serviceaccounts", "impersonate"),
    ("core", "pods pods/attach pods/exec pods/portforward pods/proxy", WRITE),
    ("core", "pods/eviction serviceaccounts/token", "create"),
    ("core", "configmaps events persistentvolumeclaims replicationcontrollers secrets serviceaccounts", WRITE),
    ("core", "services services/proxy replicationcontrollers/scale", WRITE),
    ("apps", "daemonsets deployments deployments/scale replicasets replicasets/scale statefulsets", WRITE),
    ("batch", "cronjobs jobs", WRITE),
    ("autoscaling", "horizontalpodautoscalers", WRITE),
    ("policy", "poddisruptionbudgets", WRITE),
    ("networking.k8s.io", "ingresses networkpolicies", WRITE),
];
const ADMIN: &[Rule] = &[
    ("authorization.k8s.io", "localsubjectaccessreviews", "create"),
    ("rbac.authorization.k8s.io", "rolebindings roles", READ),
    ("rbac.authorization.k8s.io", "rolebindings roles", WRITE),
];
const CONTROLLER_MANAGER: &[Rule] = &[
    ("*", "*", "list watch"),
    ("core", "secrets serviceaccounts", "create get update"),
    ("core", "secrets", "delete"),
    ("core", "serviceaccounts/token", "create"),
];
const KUBELET_API_ADMIN: &[Rule] = &[
    ("core", "nodes", "get list watch proxy"),
    ("core", "nodes/log nodes/metrics nodes/proxy nodes/stats", "create delete get patch update"),
];
const NODE: &[Rule] = &[
    ("core", "nodes", "create get list watch patch update"),
    ("core", "nodes/status", "patch update"),
    ("core", "pods", "create delete get list watch"),
    ("core", "configmaps secrets", READ),
    ("core", "serviceaccounts/token pods/eviction", "create"),
];
const PROVISIONER: &[Rule] = &[("core", "persistentvolumes", "create delete get list watch")];
const SCHEDULER: &[Rule] = &[
    ("core", "pods", "delete get list watch"),
    ("core", "bindings pods/binding", "create"),
    ("core", "nodes persistentvolumes persistentvolumeclaims services", READ),
];

/// The rules of the built-in ClusterRole `name`.
pub(super) fn rules(name: &str) -> Option<Vec<PolicyRule>> {
    let parts: &[&[Rule]] = match name {
        "cluster-admin" => &[EVERYTHING],
        "admin" => &[ADMIN, EDIT, VIEW],
        "edit" => &[EDIT, VIEW],
        "view" | "system:aggregate-to-view" => &[VIEW],
        "system:aggregate-to-edit" => &[EDIT],
        "system:aggregate-to-admin" => &[ADMIN],
        "system:kube-controller-manager" => &[CONTROLLER_MANAGER],
        "system:kubelet-api-admin" => &[KUBELET_API_ADMIN],
        "system:node" => &[NODE],
        "system:persistent-volume-provisioner" => &[PROVISIONER],
        "system:kube-scheduler" | "system:volume-scheduler" => &[SCHEDULER],
        _ => return None,
    };
    Some(parts.iter().copied().flatten().map(rule).collect())
}

fn rule((groups, resources, verbs): &Rule) -> PolicyRule {
    let words = |text: &str| Some(text.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let groups = groups.split(' ').map(|group| if group == "core" { String::new() } else { group.to_owned() });
    PolicyRule {
        api_groups: Some(groups.collect()),
        resources: words(resources),
        verbs: words(verbs),
        ..PolicyRule::default()
    }
}
