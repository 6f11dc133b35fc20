"""Planted faults of RBAC: a user or group for each right that few should hold."""
from kube import create

API = "rbac.authorization.k8s.io"
# Subject and rule; the control that must name the subject is in planted_k8s.json.
RIGHTS = {
    "secrets-reader": ([""], ["secrets"], ["get", "list"]),
    "pod-creator": (["apps"], ["deployments"], ["create"]),
    "pod-execer": ([""], ["pods/exec"], ["create"]),
    "volume-maker": ([""], ["persistentvolumes"], ["create"]),
    "node-proxier": ([""], ["nodes/proxy"], ["get"]),
    "webhook-changer": (["admissionregistration.k8s.io"], ["mutatingwebhookconfigurations"], ["update"]),
    "token-minter": ([""], ["serviceaccounts/token"], ["create"]),
    "certificate-approver": (["certificates.k8s.io"], ["certificatesigningrequests/approval", "signers"], ["update", "approve"]),
    "role-binder": ([API], ["clusterroles"], ["bind"]),
    "role-escalator": ([API], ["clusterroles"], ["escalate"]),
    "impersonator": ([""], ["users", "groups"], ["impersonate"]),
    "event-deleter": ([""], ["events"], ["delete"]),
    "workload-deleter": (["apps"], ["deployments"], ["delete"]),
    "dns-editor": ([""], ["configmaps"], ["update"]),
    "status-changer": ([""], ["services/status"], ["patch"]),
    "wildcard": (["batch"], ["*"], ["*"]),
}


def role(name, groups, resources, verbs, namespace=None, **more):
    create({"apiVersion": f"{API}/v1", "kind": "Role" if namespace else "ClusterRole", "metadata": {"name": name, **({"namespace": namespace} if namespace else {}), **more},
            "rules": [{"apiGroups": groups, "resources": resources, "verbs": verbs}]})


def binding(name, role_kind, role_name, *subjects, namespace=None):
    create({"apiVersion": f"{API}/v1", "kind": "RoleBinding" if namespace else "ClusterRoleBinding", "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
            "roleRef": {"apiGroup": API, "kind": role_kind, "name": role_name}, "subjects": list(subjects)})


def user(name):
    return {"kind": "User", "apiGroup": API, "name": name}


def group(name):
    return {"kind": "Group", "apiGroup": API, "name": name}


def service_account(namespace, name):
    return {"kind": "ServiceAccount", "namespace": namespace, "name": name}


def all_of_them():
    for name, (groups, resources, verbs) in RIGHTS.items():
        role(f"fault-{name}", groups, resources, verbs)
        binding(f"fault-{name}", "ClusterRole", f"fault-{name}", user(f"{name}@example.org"))
    binding("fault-everybody-administers", "ClusterRole", "cluster-admin", group("contractors"))
    binding("fault-anonymous", "ClusterRole", "view", user("system:anonymous"))
    # A right that no other control speaks of, or everybody would be named by each of them.
    role("fault-everybody-lists", ["discovery.k8s.io"], ["endpointslices"], ["list"])
    binding("fault-all-authenticated", "ClusterRole", "fault-everybody-lists", group("system:authenticated"), namespace="bare")
    binding("fault-default-account", "ClusterRole", "view", service_account("faults", "default"), namespace="faults")
    binding("fault-takeover", "ClusterRole", "cluster-admin", service_account("faults", "takeover"))
    # The right comes through an aggregated role: what the label adds must be counted.
    role("fault-aggregated-part", [""], ["secrets"], ["list"], labels={"example.org/aggregate-to-reporting": "true"})
    create({"apiVersion": f"{API}/v1", "kind": "ClusterRole", "metadata": {"name": "fault-aggregated"}, "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]}],
            "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"example.org/aggregate-to-reporting": "true"}}]}})
    binding("fault-aggregated", "ClusterRole", "fault-aggregated", group("reporting"))
