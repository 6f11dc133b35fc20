"""Kubernetes objects of the seeded cluster: a hardened workload that faults are made from by one change, its owners and pods."""
import copy
import hashlib
import os

from kube import PORT, call, create, status

REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
SINCE = os.environ.get("RIG_SINCE", "2026-10-05T08:00:00Z")


def digest(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def image(name):
    return f"{REGISTRY}/{name}@{digest(name)}"


def probe():
    return {"httpGet": {"path": "/healthz", "port": 8443, "scheme": "HTTPS"}, "periodSeconds": 10}


def container(name):
    return {
        "name": name, "image": image(name), "imagePullPolicy": "Always", "args": ["--config=/etc/app/config.yaml"],
        "ports": [{"name": "https", "containerPort": 8443, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "200m", "memory": "256Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "privileged": False, "readOnlyRootFilesystem": True,
                            "runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
        "livenessProbe": probe(), "readinessProbe": probe(), "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
    }


def pod_spec(name, account):
    return {
        "serviceAccountName": account, "automountServiceAccountToken": False, "enableServiceLinks": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway",
                                       "labelSelector": {"matchLabels": {"app.kubernetes.io/name": name}}}],
        "containers": [container(name)], "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }


def labels_of(name, **more):
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": name, "owner": "payments-platform", **more}


def namespace(name, level=None, labels=None, quota=True, limits=True, deny=("Ingress", "Egress"), dns=True, quiet_default=True):
    """A namespace with what guards it; each guard can be left out."""
    marks = {f"pod-security.kubernetes.io/{mode}": level for mode in ("enforce", "audit", "warn")} if isinstance(level, str) else level or {}
    create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {**marks, **(labels or {})}}})
    create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}, **({"automountServiceAccountToken": False} if quiet_default else {})})
    if quota:
        hard = {"pods": "400", "requests.cpu": "400", "requests.memory": "800Gi", "limits.cpu": "800", "limits.memory": "1600Gi"}
        made = create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "compute", "namespace": name}, "spec": {"hard": hard}})
        # Admission waits for a status, which no controller writes here.
        status(made, {"hard": hard, "used": dict.fromkeys(hard, "0")})
    if limits:
        create({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "containers", "namespace": name}, "spec": {"limits": [
            {"type": "Container", "default": {"cpu": "200m", "memory": "256Mi"}, "defaultRequest": {"cpu": "10m", "memory": "32Mi"}, "max": {"cpu": "4", "memory": "8Gi"}}]}})
    if deny:
        policy(name, "default-deny", {"podSelector": {}, "policyTypes": list(deny)})
    if dns and deny:
        policy(name, "allow-dns", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{
            "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}],
            "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}]})


def policy(name, called, spec):
    create({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": called, "namespace": name}, "spec": spec})


def account(own, name, **more):
    create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": own, **more}, "automountServiceAccountToken": False})


def owner(obj, controller=True):
    return [{"apiVersion": obj["apiVersion"], "kind": obj["kind"], "name": obj["metadata"]["name"], "uid": obj["metadata"]["uid"], "controller": controller, "blockOwnerDeletion": True}]


def budget(own, name, spec=None, pods=2):
    made = create({"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {"name": name, "namespace": own},
                   "spec": {**(spec or {"maxUnavailable": 1}), "selector": {"matchLabels": {"app.kubernetes.io/name": name}}}})
    healthy = pods if spec and spec.get("maxUnavailable") == 0 else pods - 1
    status(made, {"expectedPods": pods, "currentHealthy": pods, "desiredHealthy": healthy, "disruptionsAllowed": pods - healthy, "observedGeneration": 1})


def workload(own, name, nodes, kind="Deployment", edit=None, replicas=2, labels=None, annotations=None, account_name=None, budgeted=True, spec=None, pods=None, pod_labels=None):
    """A workload with its service account, budget, owners between and running pods, as the controllers would have made them."""
    if account_name is None:
        account_name = name
        account(own, name)
    spec = spec or pod_spec(name, account_name)
    if edit:
        edit(spec, spec["containers"][0])
    own_labels = labels_of(name) if labels is None else labels
    template_labels = {"app.kubernetes.io/name": name, **(own_labels or {}), **(pod_labels or {})}
    meta = {"name": name, "namespace": own, "labels": own_labels, "annotations": annotations or {}}
    template = {"metadata": {"labels": template_labels}, "spec": spec}
    selector = {"matchLabels": {"app.kubernetes.io/name": name}}
    if kind == "CronJob":
        spec["restartPolicy"] = "Never"
        job = {"template": template, "backoffLimit": 2}
        made = create({"apiVersion": "batch/v1beta1", "kind": kind, "metadata": meta, "spec": {"schedule": "15 2 * * *", "concurrencyPolicy": "Forbid", "jobTemplate": {"spec": job}}})
        between = create({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": f"{name}-1794700", "namespace": own, "ownerReferences": owner(made)}, "spec": copy.deepcopy(job)})
        replicas = 1
    else:
        body = {"selector": selector, "template": template}
        if kind == "StatefulSet":
            body.update(serviceName=name, replicas=replicas)
        if kind == "Deployment":
            body["replicas"] = replicas
        made = create({"apiVersion": "apps/v1", "kind": kind, "metadata": meta, "spec": body})
        between = made
        if kind == "Deployment":
            between = create({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": f"{name}-7c9d8f6b5", "namespace": own, "labels": template_labels, "ownerReferences": owner(made)},
                              "spec": {"replicas": replicas, "selector": selector, "template": template}})
        if kind in ("Deployment", "StatefulSet") and replicas > 1 and budgeted:
            budget(own, name, pods=replicas)
    places = nodes if kind == "DaemonSet" else [nodes[i % len(nodes)] for i in range(replicas if pods is None else pods)]
    for number, node in enumerate(places):
        pod(own, f"{between['metadata']['name']}-{'abcdefghijkmnpqrstuvwxyz'[number]}4k2", spec, template_labels, node, owner(between))
    return made


def pod(own, name, spec, labels, node, owners, annotations=None):
    metadata = {"name": name, "namespace": own, "labels": labels, "annotations": annotations or {}, **({"ownerReferences": owners} if owners else {})}
    made = create({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {**copy.deepcopy(spec), "nodeName": node}})
    status(made, running(spec))
    return made


def running(spec):
    one = lambda c: {"name": c["name"], "image": c["image"], "imageID": c["image"].split("@")[0].rsplit(":", 1)[0] + "@" + digest(c["image"]), "ready": True, "restartCount": 0, "started": True,
                     "containerID": "containerd://" + digest(c["name"])[7:], "state": {"running": {"startedAt": SINCE}}}
    return {"phase": "Running", "startTime": SINCE, "podIP": "10.20.100.17", "hostIP": "10.20.100.5", "qosClass": "Burstable",
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": SINCE}], "containerStatuses": [one(c) for c in spec["containers"]]}


def node(name, provider, labels, os_image="Amazon Linux 2023.9.20261110", kubelet="v1.34.1-eks-113cf36", kernel="6.12.55-74.119.amzn2023.x86_64", runtime="containerd://2.1.5", address="10.20.100.5", taints=None, hardened=True):
    made = create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {
        "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux", "kubernetes.io/hostname": name, "topology.kubernetes.io/region": "eu-west-1", **labels}}, "spec": {"providerID": provider}})
    # Admission adds a taint until a kubelet reports; none does here.
    call("PATCH", f"/api/v1/nodes/{name}", {"spec": {"taints": taints}}, "application/merge-patch+json")
    status(made, {"capacity": {"cpu": "2", "memory": "7910Mi", "pods": "29"}, "allocatable": {"cpu": "1930m", "memory": "7220Mi", "pods": "29"},
                  "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}, {"type": "InternalDNS", "address": "localhost"}],
                  "daemonEndpoints": {"kubeletEndpoint": {"Port": PORT + (2 if hardened else 3)}},
                  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": SINCE, "lastTransitionTime": SINCE}],
                  "nodeInfo": {"machineID": "ec2", "systemUUID": "ec2", "bootID": "1", "kernelVersion": kernel, "osImage": os_image, "containerRuntimeVersion": runtime, "kubeletVersion": kubelet,
                               "kubeProxyVersion": kubelet, "operatingSystem": "linux", "architecture": "amd64"}})
    return name
