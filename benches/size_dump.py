"""A dump of a large cluster, as `kubectl get -o json` writes it: the same bytes for the same size."""

import hashlib
import json
import os

TIME = "2026-10-01T08:00:00Z"


def uid(*words):
    text = hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"


def metadata(name, namespace=None, labels=None, annotations=None, owner=None, kind=""):
    whole = {"name": name, "uid": uid(kind, namespace, name), "resourceVersion": "184467", "creationTimestamp": TIME}
    if namespace:
        whole["namespace"] = namespace
    if labels:
        whole["labels"] = labels
    if annotations:
        whole["annotations"] = annotations
    if owner:
        api, of, owned_by = owner
        whole["ownerReferences"] = [
            {"apiVersion": api, "kind": of, "name": owned_by, "uid": uid(of, namespace, owned_by),
             "controller": True, "blockOwnerDeletion": True}
        ]
    return whole


class Cluster:
    """Every third workload is as charts without hardening leave it; the others are hardened."""

    def __init__(self, workloads):
        self.workloads = workloads
        self.spaces = max(4, workloads // 20)
        self.nodes = max(4, workloads // 30)

    def namespace(self, n):
        return f"team-{n % self.spaces:05d}"

    def name(self, n):
        return f"service-{n:06d}"

    def image(self, n, failing):
        host = "111122223333.dkr.ecr.eu-central-1.amazonaws.com"
        if failing:
            return f"docker.io/library/service-{n % 400}:latest"
        return f"{host}/team/service-{n % 400}@sha256:{hashlib.sha256(str(n % 400).encode()).hexdigest()}"

    def pod_spec(self, n):
        failing = n % 3 == 0
        probe = {"httpGet": {"path": "/healthz", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10,
                 "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3}
        container = {
            "name": "app", "image": self.image(n, failing), "imagePullPolicy": "Always" if failing else "IfNotPresent",
            "args": ["--listen=:8080", "--log-level=info", f"--shard={n}"],
            "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
            "env": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "REGION", "value": "eu-central-1"},
                    {"name": "UPSTREAM", "value": f"http://{self.name(n + 1)}.{self.namespace(n + 1)}.svc:8080"},
                    {"name": "POD_NAME", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}}],
            "resources": {} if failing else {"requests": {"cpu": "100m", "memory": "128Mi"},
                                             "limits": {"cpu": "1", "memory": "256Mi"}},
            "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
            "volumeMounts": [{"name": "config", "mountPath": "/etc/app", "readOnly": True},
                             {"name": "work", "mountPath": "/var/work"}],
        }
        if failing:
            container["securityContext"] = {"privileged": n % 9 == 0}
        else:
            container |= {"livenessProbe": probe, "readinessProbe": probe, "securityContext": {
                "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "runAsNonRoot": True,
                "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}}}
        work = {"hostPath": {"path": "/var/work", "type": ""}} if n % 6 == 0 else {"emptyDir": {}}
        return {
            "containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": "Always",
            "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30,
            "serviceAccountName": "default" if failing else self.name(n),
            "serviceAccount": "default" if failing else self.name(n),
            "automountServiceAccountToken": failing,
            "securityContext": {} if failing else {"runAsNonRoot": True, "fsGroup": 2000},
            "volumes": [{"name": "config", "configMap": {"name": f"{self.name(n)}-config", "defaultMode": 420}},
                        {"name": "work", **work}],
        }

    def labels(self, n):
        return {"app.kubernetes.io/name": self.name(n), "app.kubernetes.io/managed-by": "Helm",
                "app.kubernetes.io/version": f"1.{n % 40}.0", "helm.sh/chart": "service-4.2.1"}

    def template(self, n, **more):
        labels = {**self.labels(n), **more}
        return {"metadata": {"labels": labels, "annotations": {"checksum/config": uid("config", n)}},
                "spec": self.pod_spec(n)}

    def deployments(self):
        for n in range(self.workloads):
            name, space = self.name(n), self.namespace(n)
            notes = {"deployment.kubernetes.io/revision": "3", "meta.helm.sh/release-name": name,
                     "meta.helm.sh/release-namespace": space}
            yield {"apiVersion": "apps/v1", "kind": "Deployment",
                   "metadata": metadata(name, space, self.labels(n), notes, kind="Deployment"),
                   "spec": {"replicas": 2, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
                            "selector": {"matchLabels": {"app.kubernetes.io/name": name}},
                            "strategy": {"type": "RollingUpdate",
                                         "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
                            "template": self.template(n)},
                   "status": {"availableReplicas": 2, "observedGeneration": 3, "readyReplicas": 2, "replicas": 2,
                              "updatedReplicas": 2, "conditions": [
                                  {"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable",
                                   "message": "Deployment has minimum availability.", "lastUpdateTime": TIME,
                                   "lastTransitionTime": TIME}]}}

    def replica_set(self, n):
        return f"{self.name(n)}-{uid('hash', n)[:8]}"

    def replicasets(self):
        for n in range(self.workloads):
            name, space, key = self.replica_set(n), self.namespace(n), uid("hash", n)[:8]
            labels = {**self.labels(n), "pod-template-hash": key}
            yield {"apiVersion": "apps/v1", "kind": "ReplicaSet",
                   "metadata": metadata(name, space, labels, {"deployment.kubernetes.io/desired-replicas": "2"},
                                        ("apps/v1", "Deployment", self.name(n)), "ReplicaSet"),
                   "spec": {"replicas": 2, "selector": {"matchLabels": labels},
                            "template": self.template(n, **{"pod-template-hash": key})},
                   "status": {"replicas": 2, "readyReplicas": 2, "availableReplicas": 2, "observedGeneration": 1}}

    def pods(self):
        for n in range(self.workloads):
            for replica in range(2):
                name, space = f"{self.replica_set(n)}-{uid(n, replica)[:5]}", self.namespace(n)
                labels = {**self.labels(n), "pod-template-hash": uid("hash", n)[:8]}
                image = self.image(n, n % 3 == 0)
                spec = {**self.pod_spec(n), "nodeName": self.node_name(n + replica), "enableServiceLinks": True,
                        "preemptionPolicy": "PreemptLowerPriority", "priority": 0,
                        "tolerations": [{"key": f"node.kubernetes.io/{key}", "operator": "Exists",
                                         "effect": "NoExecute", "tolerationSeconds": 300}
                                        for key in ("not-ready", "unreachable")]}
                address = f"10.{n // 60000 % 200}.{n // 250 % 250}.{n % 250}"
                yield {"apiVersion": "v1", "kind": "Pod",
                       "metadata": metadata(name, space, labels, None,
                                            ("apps/v1", "ReplicaSet", self.replica_set(n)), "Pod"),
                       "spec": spec,
                       "status": {"phase": "Running", "hostIP": "10.0.0.1", "podIP": address, "qosClass": "Burstable",
                                  "podIPs": [{"ip": address}], "startTime": TIME,
                                  "conditions": [{"type": kind, "status": "True", "lastProbeTime": None,
                                                  "lastTransitionTime": TIME}
                                                 for kind in ("PodReadyToStartContainers", "Initialized", "Ready",
                                                              "ContainersReady", "PodScheduled")],
                                  "containerStatuses": [
                                      {"name": "app", "image": image, "ready": True, "started": True,
                                       "restartCount": 0, "containerID": f"containerd://{uid('run', n, replica)}",
                                       "imageID": f"{image.split('@')[0].split(':')[0]}@sha256:"
                                                  f"{hashlib.sha256(str(n % 400).encode()).hexdigest()}",
                                       "lastState": {}, "state": {"running": {"startedAt": TIME}}}]}}

    def node_name(self, n):
        return f"ip-10-0-{n % self.nodes // 250}-{n % self.nodes % 250}.eu-central-1.compute.internal"

    def node_list(self):
        for n in range(self.nodes):
            labels = {"kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux",
                      "node.kubernetes.io/instance-type": "m7i.4xlarge",
                      "topology.kubernetes.io/region": "eu-central-1",
                      "topology.kubernetes.io/zone": f"eu-central-1{'abc'[n % 3]}",
                      "eks.amazonaws.com/nodegroup": "workers"}
            yield {"apiVersion": "v1", "kind": "Node",
                   "metadata": metadata(self.node_name(n), None, labels, kind="Node"),
                   "spec": {"providerID": f"aws:///eu-central-1a/i-{n:017x}"},
                   "status": {"capacity": {"cpu": "16", "memory": "63Gi", "pods": "234"},
                              "allocatable": {"cpu": "15890m", "memory": "60Gi", "pods": "234"},
                              "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                                              "lastHeartbeatTime": TIME, "lastTransitionTime": TIME}],
                              "nodeInfo": {"architecture": "amd64", "operatingSystem": "linux",
                                           "kubeletVersion": "v1.34.1-eks-113cf36",
                                           "kubeProxyVersion": "v1.34.1-eks-113cf36",
                                           "containerRuntimeVersion": "containerd://2.1.4",
                                           "kernelVersion": "6.12.46-66.121.amzn2023.x86_64",
                                           "osImage": "Amazon Linux 2023.9.20250929"},
                              "images": [{"names": [f"docker.io/library/service-{image}:latest"], "sizeBytes": 90000000}
                                         for image in range(40)]}}

    def namespaces(self):
        for n in range(self.spaces):
            name = self.namespace(n)
            labels = {"kubernetes.io/metadata.name": name}
            if n % 3:
                labels["pod-security.kubernetes.io/enforce"] = "restricted"
            yield {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata(name, None, labels, kind="Namespace"),
                   "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}
        for name in ("default", "kube-system"):
            yield {"apiVersion": "v1", "kind": "Namespace",
                   "metadata": metadata(name, None, {"kubernetes.io/metadata.name": name}, kind="Namespace"),
                   "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}

    def services(self):
        for n in range(self.workloads):
            public = n % 50 == 0
            notes = {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"} if public else None
            yield {"apiVersion": "v1", "kind": "Service",
                   "metadata": metadata(self.name(n), self.namespace(n), self.labels(n), notes, kind="Service"),
                   "spec": {"type": "LoadBalancer" if public else "ClusterIP", "sessionAffinity": "None",
                            "clusterIP": f"172.20.{n // 250 % 250}.{n % 250}", "ipFamilies": ["IPv4"],
                            "ipFamilyPolicy": "SingleStack", "internalTrafficPolicy": "Cluster",
                            "selector": {"app.kubernetes.io/name": self.name(n)},
                            "ports": [{"name": "http", "port": 8080, "targetPort": "http", "protocol": "TCP"}]},
                   "status": {"loadBalancer": {}}}

    def ingresses(self):
        for n in range(0, self.workloads, 10):
            host = f"{self.name(n)}.example.com"
            yield {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
                   "metadata": metadata(self.name(n), self.namespace(n), self.labels(n), {
                       "alb.ingress.kubernetes.io/scheme": "internet-facing" if n % 20 else "internal"}, kind="Ingress"),
                   "spec": {"ingressClassName": "alb", "rules": [{"host": host, "http": {"paths": [
                       {"path": "/", "pathType": "Prefix", "backend": {
                           "service": {"name": self.name(n), "port": {"number": 8080}}}}]}}]},
                   "status": {"loadBalancer": {}}}

    def network_policies(self):
        for n in range(self.spaces):
            if n % 3:
                yield {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                       "metadata": metadata("default-deny", self.namespace(n), kind="NetworkPolicy"),
                       "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}
        for n in range(0, self.workloads, 4):
            yield {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                   "metadata": metadata(self.name(n), self.namespace(n), self.labels(n), kind="NetworkPolicy"),
                   "spec": {"podSelector": {"matchLabels": {"app.kubernetes.io/name": self.name(n)}},
                            "policyTypes": ["Ingress"], "ingress": [{"ports": [{"port": 8080, "protocol": "TCP"}],
                            "from": [{"namespaceSelector": {"matchLabels": {
                                "kubernetes.io/metadata.name": self.namespace(n + 1)}}}]}]}}

    def service_accounts(self):
        for n in range(self.workloads):
            yield {"apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": False,
                   "metadata": metadata(self.name(n), self.namespace(n), self.labels(n), kind="ServiceAccount")}
        for n in range(self.spaces):
            yield {"apiVersion": "v1", "kind": "ServiceAccount",
                   "metadata": metadata("default", self.namespace(n), kind="ServiceAccount")}

    def rules(self, n):
        if n % 30 == 0:
            return [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
        verbs = ["get", "list", "watch"] if n % 5 else ["get", "list", "create", "delete"]
        return [{"apiGroups": [""], "resources": ["configmaps", "secrets" if n % 5 == 0 else "pods"], "verbs": verbs}]

    def roles(self):
        for n in range(0, self.workloads, 2):
            yield {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                   "metadata": metadata(self.name(n), self.namespace(n), self.labels(n), kind="Role"),
                   "rules": self.rules(n)}

    def binding(self, kind, n, role):
        namespace = self.namespace(n) if kind == "RoleBinding" else None
        return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
                "metadata": metadata(self.name(n), namespace, self.labels(n), kind=kind),
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": self.name(n)},
                "subjects": [{"kind": "ServiceAccount", "name": self.name(n), "namespace": self.namespace(n)},
                             {"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": f"team-{n % 300}"}]}

    def role_bindings(self):
        return (self.binding("RoleBinding", n, "Role") for n in range(0, self.workloads, 2))

    def cluster_roles(self):
        for n in range(0, self.workloads, 20):
            yield {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                   "metadata": metadata(self.name(n), None, self.labels(n), kind="ClusterRole"),
                   "rules": self.rules(n)}

    def cluster_role_bindings(self):
        return (self.binding("ClusterRoleBinding", n, "ClusterRole") for n in range(0, self.workloads, 20))

    def config_maps(self):
        for n in range(self.workloads):
            yield {"apiVersion": "v1", "kind": "ConfigMap",
                   "metadata": metadata(f"{self.name(n)}-config", self.namespace(n), self.labels(n), kind="ConfigMap"),
                   "data": {"app.yaml": "log:\n  level: info\nhttp:\n  listen: ':8080'\n", "shard": str(n)}}
        yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("kube-root-ca.crt", "kube-system"),
               "data": {"ca.crt": "none"}}

    def quotas(self):
        for n in range(0, self.spaces, 2):
            yield {"apiVersion": "v1", "kind": "ResourceQuota",
                   "metadata": metadata("quota", self.namespace(n), kind="ResourceQuota"),
                   "spec": {"hard": {"pods": "100", "requests.cpu": "40"}}, "status": {"hard": {"pods": "100"}}}

    def disruption_budgets(self):
        for n in range(0, self.workloads, 2):
            yield {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
                   "metadata": metadata(self.name(n), self.namespace(n), kind="PodDisruptionBudget"),
                   "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app.kubernetes.io/name": self.name(n)}}}}

    def autoscalers(self):
        for n in range(0, self.workloads, 5):
            yield {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                   "metadata": metadata(self.name(n), self.namespace(n), kind="HorizontalPodAutoscaler"),
                   "spec": {"minReplicas": 2, "maxReplicas": 8, "scaleTargetRef": {
                       "apiVersion": "apps/v1", "kind": "Deployment", "name": self.name(n)}}}

    def jobs(self):
        for n in range(0, self.workloads, 20):
            for run in range(3):
                key = f"{self.name(n)}-{29000000 + run}"
                yield {"apiVersion": "batch/v1", "kind": "Job",
                       "metadata": metadata(key, self.namespace(n), self.labels(n), None,
                                            ("batch/v1", "CronJob", self.name(n)), "Job"),
                       "spec": {"completions": 1, "parallelism": 1, "template": self.template(n)},
                       "status": {"succeeded": 1, "conditions": [{"type": "Complete", "status": "True"}]}}

    def cron_jobs(self):
        for n in range(0, self.workloads, 20):
            yield {"apiVersion": "batch/v1", "kind": "CronJob",
                   "metadata": metadata(self.name(n), self.namespace(n), self.labels(n), kind="CronJob"),
                   "spec": {"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": self.template(n)}}}}

    def files(self):
        return {
            "nodes": self.node_list, "namespaces": self.namespaces, "pods": self.pods,
            "replicasets.apps": self.replicasets, "deployments.apps": self.deployments,
            "services": self.services, "ingresses.networking.k8s.io": self.ingresses,
            "networkpolicies.networking.k8s.io": self.network_policies, "serviceaccounts": self.service_accounts,
            "roles.rbac.authorization.k8s.io": self.roles, "rolebindings.rbac.authorization.k8s.io": self.role_bindings,
            "clusterroles.rbac.authorization.k8s.io": self.cluster_roles,
            "clusterrolebindings.rbac.authorization.k8s.io": self.cluster_role_bindings,
            "configmaps": self.config_maps, "resourcequotas": self.quotas,
            "poddisruptionbudgets.policy": self.disruption_budgets,
            "horizontalpodautoscalers.autoscaling": self.autoscalers, "jobs.batch": self.jobs,
            "cronjobs.batch": self.cron_jobs,
        }


# Kinds of which the cluster has none.
EMPTY = [
    "daemonsets.apps", "statefulsets.apps", "gateways.gateway.networking.k8s.io",
    "gatewayclasses.gateway.networking.k8s.io", "limitranges", "storageclasses.storage.k8s.io", "persistentvolumes",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "validatingadmissionpolicybindings.admissionregistration.k8s.io", "customresourcedefinitions.apiextensions.k8s.io",
]
GROUPS = ["apps", "batch", "networking.k8s.io", "rbac.authorization.k8s.io", "policy", "autoscaling",
          "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io"]


def write_list(path, items, compact):
    """A list item by item: the largest are larger than the memory of a small machine."""
    indent = None if compact else 4
    with open(path, "w") as out:
        out.write('{"apiVersion": "v1", "items": [' if compact else '{\n    "apiVersion": "v1",\n    "items": [')
        for at, item in enumerate(items):
            text = json.dumps(item, indent=indent, separators=(",", ":") if compact else None)
            if not compact:
                text = "\n        " + text.replace("\n", "\n        ")
            out.write(("," if at else "") + text)
        out.write('],"kind":"List","metadata":{"resourceVersion":""}}' if compact else
                  '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n')


def write(folder, workloads, compact=False, only=()):
    """Writes the dump of `workloads` Deployments into `folder`; gives its size in bytes."""
    os.makedirs(folder, exist_ok=True)
    for name, items in Cluster(workloads).files().items():
        write_list(os.path.join(folder, f"{name}.json"), () if only and name not in only else items(), compact)
    for name in EMPTY:
        write_list(os.path.join(folder, f"{name}.json"), (), compact)
    version = {"serverVersion": {"major": "1", "minor": "34", "gitVersion": "v1.34.1-eks-113cf36"}}
    groups = [{"name": group, "versions": [{"groupVersion": f"{group}/v1", "version": "v1"}],
               "preferredVersion": {"groupVersion": f"{group}/v1", "version": "v1"}} for group in GROUPS]
    served = {"version": version, "api": {"kind": "APIVersions", "versions": ["v1"]},
              "apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}}
    for name, value in served.items():
        with open(os.path.join(folder, f"{name}.json"), "w") as out:
            json.dump(value, out, indent=4)
    return sum(entry.stat().st_size for entry in os.scandir(folder))
