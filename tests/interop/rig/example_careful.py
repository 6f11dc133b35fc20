"""The Kubernetes side of card-payments: hardened namespaces, EKS's own parts, and the tools that a careful team runs."""
import k8s_system
from kube import call, create, status
from objects import REGISTRY, account, digest, labels_of, namespace, node, pod, policy, workload

ACCOUNT, REGION = "123456789012", "eu-west-1"
SINCE = "2026-03-02T09:14:07Z"
FARGATE = "fargate-ip-10-20-104-77.eu-west-1.compute.internal"
KUBELET = "v1.34.1-eks-113cf36"
SIGNED = {"policy.sigstore.dev/include": "true"}
RBAC = "rbac.authorization.k8s.io"


def node_of(identity, zone, address, quarter):
    release = "20260915" if quarter == "previous" else "20261110"
    return node(f"ip-{address.replace('.', '-')}.{REGION}.compute.internal", f"aws:///{zone}/{identity}", {
        "eks.amazonaws.com/nodegroup": "general", "eks.amazonaws.com/capacityType": "ON_DEMAND", "node.kubernetes.io/instance-type": "m6i.large", "topology.kubernetes.io/zone": zone},
        os_image=f"Amazon Linux 2023.9.{release}", kubelet=KUBELET, address=address)


def kubelet():
    """The configuration of a kubelet on Amazon Linux 2023, with what the team sets besides."""
    return {
        "address": "0.0.0.0", "port": 10250, "readOnlyPort": 0, "staticPodPath": "", "serverTLSBootstrap": True, "rotateCertificates": True, "protectKernelDefaults": True,
        "authentication": {"x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"}, "webhook": {"enabled": True, "cacheTTL": "2m0s"}, "anonymous": {"enabled": False}},
        "authorization": {"mode": "Webhook", "webhook": {"cacheAuthorizedTTL": "5m0s", "cacheUnauthorizedTTL": "30s"}},
        "tlsCipherSuites": ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
        "eventRecordQPS": 50, "streamingConnectionIdleTimeout": "4h0m0s", "makeIPTablesUtilChains": True, "podPidsLimit": 1024, "maxPods": 29, "featureGates": {"MutableCSINodeAllocatableCount": True},
        "clusterDomain": "cluster.local", "clusterDNS": ["172.20.0.10"], "cgroupDriver": "systemd", "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock", "seccompDefault": True,
    }


def fill(names, quarter):
    """Fills the cluster; returns the nodes that are not instances of the account."""
    previous = quarter == "previous"
    k8s_system.definitions()
    k8s_system.components(names, ACCOUNT, REGION, None)
    for own in ("default", "kube-public", "kube-node-lease", "kube-system", "amazon-guardduty"):
        create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": own}, "automountServiceAccountToken": False})
    guard_system_namespaces()
    harden_parts_of_eks()
    platform(names)
    payments(names, previous)
    if previous:
        return []
    settlement()
    signatures()
    return [FARGATE]


def guard_system_namespaces():
    """Policies for what is in the namespaces of EKS and GuardDuty; DNS must be reached from everywhere."""
    policy("kube-system", "default-deny", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    policy("kube-system", "components", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"protocol": "TCP", "port": 443}, {"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}]})
    policy("kube-system", "dns", {"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}, "policyTypes": ["Ingress"],
                                  "ingress": [{"from": [{"namespaceSelector": {}}], "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}]})
    policy("amazon-guardduty", "default-deny", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    policy("amazon-guardduty", "dns", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}, {"protocol": "TCP", "port": 443}]}]})
    for own in ("kube-system", "amazon-guardduty"):
        create({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "containers", "namespace": own}, "spec": {"limits": [
            {"type": "Container", "default": {"cpu": "500m", "memory": "512Mi"}, "defaultRequest": {"cpu": "10m", "memory": "32Mi"}}]}})
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
    call("PATCH", "/api/v1/namespaces/default", {"metadata": {"labels": levels}}, "application/merge-patch+json")


def harden_parts_of_eks():
    """What the team patches into EKS's add-ons, which are updated with resolveConflicts PRESERVE, and their charts' own settings."""
    seccomp = {"seccompProfile": {"type": "RuntimeDefault"}}
    closed = {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False}
    patch("deployments", "coredns", {"securityContext": {"runAsNonRoot": True, "runAsUser": 65532, **seccomp}})
    patch("deployments", "ebs-csi-controller", {
        "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "fsGroup": 10001, **seccomp},
        "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 100, "podAffinityTerm": {"labelSelector": {"matchLabels": {"k8s-app": "ebs-csi-controller"}}, "topologyKey": "kubernetes.io/hostname"}}]}},
        "containers": [{"name": "ebs-plugin", "securityContext": {"capabilities": {"drop": ["ALL"]}, "runAsUser": 10001}}]})
    patch("daemonsets", "ebs-csi-node", {"containers": [{"name": name, "securityContext": closed} for name in ("node-driver-registrar", "liveness-probe")]})
    patch("daemonsets", "eks-pod-identity-agent", {"automountServiceAccountToken": False, "securityContext": seccomp,
                                                   "containers": [{"name": "eks-pod-identity-agent", "securityContext": {"readOnlyRootFilesystem": True}}]})


def patch(plural, name, spec):
    """Changes the template, and makes the pods anew as the controllers would."""
    made = call("PATCH", f"/apis/apps/v1/namespaces/kube-system/{plural}/{name}", {"spec": {"template": {"spec": spec}}}, "application/strategic-merge-patch+json")
    template = made["spec"]["template"]
    for old in call("GET", "/api/v1/namespaces/kube-system/pods")["items"]:
        meta = old["metadata"]
        if any(owner["name"] in (name, f"{name}-7c9d8f6b5") for owner in meta.get("ownerReferences", [])):
            call("DELETE", f"/api/v1/namespaces/kube-system/pods/{meta['name']}", {"gracePeriodSeconds": 0})
            pod("kube-system", meta["name"], template["spec"], template["metadata"]["labels"], old["spec"]["nodeName"], meta["ownerReferences"])


def tool(name, reference, nodes, rules=(), args=None, replicas=2):
    """A tool of the platform team: hardened as the payments workloads are, with a role of its own where it calls the API."""
    def edit(spec, container):
        container["image"] = f"{REGISTRY}/mirror/{reference}@{digest(reference)}"
        spec["automountServiceAccountToken"] = bool(rules)
        if args:
            container["args"] = args
    workload("platform", name, nodes, edit=edit, replicas=replicas)
    if rules:
        create({"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": f"platform-{name}"}, "rules": [{"apiGroups": g, "resources": r, "verbs": v} for g, r, v in rules]})
        create({"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": f"platform-{name}"}, "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": f"platform-{name}"},
                "subjects": [{"kind": "ServiceAccount", "namespace": "platform", "name": name}]})


def platform(nodes):
    namespace("platform", "restricted")
    policy("platform", "api-server", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"protocol": "TCP", "port": 443}]}]})
    read = ["get", "list", "watch"]
    tool("cluster-autoscaler", "autoscaling/cluster-autoscaler:v1.34.1", nodes, args=["--cloud-provider=aws", "--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/card-payments"], rules=[
        ([""], ["nodes", "pods", "namespaces", "services"], read), (["apps"], ["daemonsets", "replicasets", "statefulsets"], read), ([""], ["pods/eviction"], ["create"])])
    tool("metrics-server", "metrics-server/metrics-server:v0.8.0", nodes, rules=[([""], ["nodes/metrics"], ["get"]), ([""], ["pods", "nodes"], read)])
    tool("vpa-recommender", "autoscaling/vpa-recommender:v1.5.1", nodes, rules=[([""], ["pods", "nodes", "limitranges"], read)])
    tool("aws-privateca-issuer", "aws-privateca-issuer:v1.7.0", nodes, rules=[(["cert-manager.io"], ["certificaterequests"], read)])
    tool("policy-controller", "sigstore/policy-controller:v0.13.0", nodes, rules=[(["policy.sigstore.dev"], ["clusterimagepolicies"], read)])
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "policy-controller", "namespace": "platform", "labels": labels_of("policy-controller")},
            "spec": {"type": "ClusterIP", "selector": {"app.kubernetes.io/name": "policy-controller"}, "ports": [{"name": "https", "port": 443, "targetPort": 8443}]}})
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "metrics-server", "namespace": "platform", "labels": labels_of("metrics-server")},
            "spec": {"type": "ClusterIP", "selector": {"app.kubernetes.io/name": "metrics-server"}, "ports": [{"name": "https", "port": 443, "targetPort": 8443}]}})
    create({"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1beta1.metrics.k8s.io"}, "spec": {
        "group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100, "insecureSkipTLSVerify": True, "service": {"name": "metrics-server", "namespace": "platform"}}})
    definition("security.istio.io", "v1", "PeerAuthentication", "peerauthentications")


def definition(group, version, kind, plural):
    create({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": f"{plural}.{group}"}, "spec": {
        "group": group, "scope": "Namespaced", "names": {"kind": kind, "plural": plural, "singular": kind.lower(), "listKind": f"{kind}List"},
        "versions": [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}]}})


def payments(nodes, previous):
    namespace("payments", "restricted", labels=SIGNED)
    # A quarter ago the ledger's namespace had just been set up.
    namespace("ledger", None if previous else "restricted", labels=None if previous else SIGNED, quota=not previous, limits=not previous, deny=() if previous else ("Ingress", "Egress"))
    workload("payments", "authorisation", nodes, replicas=3)
    workload("payments", "tokeniser", nodes, edit=(lambda _, c: c.update(image=f"{REGISTRY}/tokeniser:2.7.1")) if previous else None)
    workload("payments", "card-vault", nodes, kind="StatefulSet", replicas=3)
    workload("payments", "reconcile", nodes, kind="CronJob")
    workload("ledger", "ledger-api", nodes, edit=(lambda _, c: c["securityContext"].update(readOnlyRootFilesystem=False)) if previous else None)
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "authorisation", "namespace": "payments", "labels": labels_of("authorisation")},
            "spec": {"type": "ClusterIP", "selector": {"app.kubernetes.io/name": "authorisation"}, "ports": [{"name": "https", "port": 443, "targetPort": 8443}]}})
    policy("payments", "authorisation", {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "authorisation"}}, "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "tokeniser"}}}], "ports": [{"protocol": "TCP", "port": 8443}]}],
        "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ledger"}}}], "ports": [{"protocol": "TCP", "port": 8443}]}]})
    entrance()
    create({"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": {"name": "read-settings", "namespace": "payments"},
            "rules": [{"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["settings"], "verbs": ["get"]}]})
    create({"apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": "operators-read-settings", "namespace": "payments"},
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "read-settings"}, "subjects": [{"kind": "Group", "apiGroup": RBAC, "name": "payments-operators"}]})
    k8s_system.custom({"apiVersion": "secrets-store.csi.x-k8s.io/v1", "kind": "SecretProviderClass", "metadata": {"name": "card-vault", "namespace": "payments"},
                       "spec": {"provider": "aws", "parameters": {"objects": '- objectName: "payments/card-vault"\n  objectType: secretsmanager\n'}}})
    create({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "gp3-encrypted"}, "provisioner": "ebs.csi.aws.com",
            "parameters": {"type": "gp3", "encrypted": "true"}, "volumeBindingMode": "WaitForFirstConsumer"})


def entrance():
    """The one way in from the internet, with TLS."""
    made = create({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "checkout", "namespace": "payments", "labels": labels_of("checkout"), "annotations": {
        "alb.ingress.kubernetes.io/scheme": "internet-facing", "alb.ingress.kubernetes.io/ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80},{"HTTPS":443}]', "alb.ingress.kubernetes.io/ssl-redirect": "443",
        "alb.ingress.kubernetes.io/certificate-arn": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/5f0c1d2e-7a41-4f7b-9d63-0c8e2b1a4d55"}}, "spec": {
            "ingressClassName": "alb", "tls": [{"hosts": ["pay.example.org"]}],
            "rules": [{"host": "pay.example.org", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "authorisation", "port": {"number": 443}}}}]}}]}})
    status(made, {"loadBalancer": {"ingress": [{"hostname": f"k8s-payments-checkout-4d1f6c0a92.{REGION}.elb.amazonaws.com"}]}})


def settlement():
    """Came with Fargate in the current quarter."""
    namespace("settlement", "restricted", labels=SIGNED)
    fargate = node(FARGATE, f"aws:///{REGION}b/8f1c02f3a7-4f0e9d7b1c/{FARGATE}",
                   {"eks.amazonaws.com/compute-type": "fargate", "topology.kubernetes.io/zone": f"{REGION}b"}, os_image="Amazon Linux 2023.9.20261110", kubelet=KUBELET,
                   address="10.20.104.77", taints=[{"key": "eks.amazonaws.com/compute-type", "value": "fargate", "effect": "NoSchedule"}])
    account("settlement", "worker", annotations={"eks.amazonaws.com/role-arn": f"arn:aws:iam::{ACCOUNT}:role/card-payments-settlement"})
    workload("settlement", "worker", [fargate], account_name="worker", pod_labels={"tier": "restricted", "eks.amazonaws.com/fargate-profile": "settlement"})


def signatures():
    """Made last, since nothing answers for it here."""
    create({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": "policy.sigstore.dev"}, "webhooks": [{
        "name": "policy.sigstore.dev", "failurePolicy": "Fail", "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 10,
        "clientConfig": {"service": {"name": "policy-controller", "namespace": "platform", "path": "/validations", "port": 443}},
        "namespaceSelector": {"matchExpressions": [{"key": "policy.sigstore.dev/include", "operator": "In", "values": ["true"]}]},
        "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["pods"]}]}]})
