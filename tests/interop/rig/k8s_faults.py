"""Planted faults of workloads, namespaces, entrances, storage and nodes: each is a hardened object with one thing changed."""
import copy
import json

from k8s_system import custom
from kube import create, status
from objects import REGISTRY, account, budget, digest, labels_of, namespace, node, pod, pod_spec, policy, workload


def security(**changes):
    def edit(_, c):
        c["securityContext"].update(changes)
        for name in [k for k, v in changes.items() if v is None]:
            del c["securityContext"][name]
    return edit


def pod_field(**changes):
    return lambda spec, _: spec.update(changes)


def container_field(**changes):
    def edit(_, c):
        c.update(changes)
        for name in [k for k, v in changes.items() if v is None]:
            del c[name]
    return edit


def mount(path, read_only=True):
    def edit(spec, c):
        spec["volumes"].append({"name": "host", "hostPath": {"path": path}})
        c["volumeMounts"].append({"name": "host", "mountPath": "/host", "readOnly": read_only})
    return edit


def bare_context(spec, c):
    del spec["securityContext"], c["securityContext"]


def root(spec, c):
    spec["securityContext"]["runAsNonRoot"] = False
    c["securityContext"].update(runAsUser=0, runAsNonRoot=False)


def privileged(spec, c):
    c["securityContext"].update(privileged=True, allowPrivilegeEscalation=True)


EDITS = {
    "privileged": privileged,
    "host-network": pod_field(hostNetwork=True),
    "host-pid": pod_field(hostPID=True),
    "host-ipc": pod_field(hostIPC=True),
    "host-port": container_field(ports=[{"containerPort": 9443, "hostPort": 9443}]),
    "privileged-port": container_field(ports=[{"containerPort": 80}]),
    "ssh-server": container_field(ports=[{"containerPort": 22}], command=["/usr/sbin/sshd", "-D"]),
    "sudo": container_field(command=["sh", "-c", "sudo id"]),
    "escalation": security(allowPrivilegeEscalation=None),
    "root-user": root,
    "low-user": security(runAsUser=1000),
    "writable-root": security(readOnlyRootFilesystem=False),
    "added-capability": security(capabilities={"drop": ["ALL"], "add": ["SYS_ADMIN"]}),
    "kept-capabilities": security(capabilities=None),
    "unconfined": security(seccompProfile={"type": "Unconfined"}),
    "no-context": bare_context,
    "proc-unmasked": security(procMount="Unmasked"),
    "sysctl": lambda spec, _: spec["securityContext"].update(sysctls=[{"name": "kernel.msgmax", "value": "65536"}]),
    "docker-socket": mount("/var/run/docker.sock"),
    "host-etc": mount("/etc/kubernetes"),
    "host-writable": mount("/srv/data", read_only=False),
    "cloud-credentials": mount("/root/.aws"),
    "secret-environment": container_field(env=[{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "database", "key": "password"}}}]),
    "old-dashboard": container_field(image=f"docker.io/kubernetesui/dashboard:v2.0.0@{digest('dashboard')}"),
    "end-of-life-tool": container_field(image=f"registry.k8s.io/ingress-nginx/controller:v1.9.0@{digest('nginx')}"),
    "vulnerable-tool": container_field(image=f"quay.io/argoproj/argocd:v2.9.0@{digest('argocd')}"),
    "retired-registry": container_field(image=f"k8s.gcr.io/pause:3.2@{digest('pause')}"),
    "latest-tag": container_field(image=f"{REGISTRY}/latest-tag:latest"),
    "no-digest": container_field(image=f"{REGISTRY}/no-digest:1.4.2"),
    "foreign-registry": container_field(image=f"docker.io/library/nginx@{digest('nginx')}"),
    "cached-image": container_field(imagePullPolicy="IfNotPresent"),
    "needless-token": pod_field(automountServiceAccountToken=True),
    "takeover": pod_field(automountServiceAccountToken=True),
    "service-links": pod_field(enableServiceLinks=True),
    "unspread": lambda spec, _: spec.pop("topologySpreadConstraints"),
    "no-liveness": container_field(livenessProbe=None),
    "no-readiness": container_field(readinessProbe=None),
}


def credentials(canaries):
    """Literal credentials where people leave them."""
    def edit(spec, c):
        c["env"] = [{"name": "SMTP_PASSWORD", "value": canaries["environment"]}, {"name": "DATABASE_URL", "value": f"postgres://app:{canaries['environmentUrl']}@db.example.org/app"}]
        c["args"] = [f"--db-password={canaries['argument']}", "--api-token", canaries["argumentAfterFlag"]]
        c["readinessProbe"]["httpGet"]["httpHeaders"] = [{"name": "Authorization", "value": f"Bearer {canaries['probeHeader']}"}]
        spec["initContainers"] = [{**copy.deepcopy(c), "name": "migrate", "args": [f"--token={canaries['initArgument']}"], "env": []}]
        for probe in ("livenessProbe", "readinessProbe", "ports"):
            spec["initContainers"][0].pop(probe)
    return edit


def all_of_them(nodes, cluster_group, plain_volume, canaries):
    labels = {"pod-security.kubernetes.io/enforce": "privileged", "pod-security.kubernetes.io/warn": "restricted"}
    namespace("faults", labels)
    for name, edit in EDITS.items():
        workload("faults", name, nodes, edit=edit)
    applied = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"env": canaries["lastApplied"]}}
    workload("faults", "literal-credentials", nodes, edit=credentials(canaries), annotations={
        "kubectl.kubernetes.io/last-applied-configuration": json.dumps(applied), "example.org/api-token": canaries["annotation"]})
    workload("faults", "default-account", nodes, account_name="default")
    account("faults", "shared")
    for name in ("sharing-one", "sharing-two"):
        workload("faults", name, nodes, account_name="shared")
    workload("faults", "no-owner", nodes, labels={})
    workload("faults", "single-replica", nodes, replicas=1)
    workload("faults", "no-budget", nodes, budgeted=False)
    workload("faults", "tight-budget", nodes, budgeted=False)
    budget("faults", "tight-budget", {"maxUnavailable": 0})
    spec = pod_spec("debug-shell", "default")
    spec["containers"][0]["env"] = [{"name": "SESSION_TOKEN", "value": canaries["runningPod"]}]
    pod("faults", "debug-shell", spec, labels_of("debug-shell"), nodes[0], None)
    ghosts(nodes)
    guards(nodes)
    entrances()
    storage(canaries, plain_volume)
    admission()
    strays(nodes)
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "database", "namespace": "faults", "annotations": {
        "kubectl.kubernetes.io/last-applied-configuration": json.dumps({"stringData": {"password": canaries["secretAnnotation"]}})}}, "stringData": {"password": canaries["secretData"]}}
    create(secret)
    custom({"apiVersion": "vpcresources.k8s.aws/v1beta1", "kind": "SecurityGroupPolicy", "metadata": {"name": "same-as-cluster", "namespace": "faults"},
            "spec": {"podSelector": {}, "securityGroups": {"groupIds": [cluster_group]}}})


def ghosts(nodes):
    """References to what does not exist."""
    workload("faults", "ghost-secret", nodes, edit=lambda spec, _: spec["volumes"].append({"name": "gone", "secret": {"secretName": "gone"}}))
    workload("faults", "ghost-account", nodes, account_name="gone", pods=0)
    create({"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "ghost-target", "namespace": "faults"}, "spec": {
        "minReplicas": 2, "maxReplicas": 4, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "gone"}}})
    budget("faults", "ghost-pods", pods=0)
    policy("faults", "ghost-pods", {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "gone"}}, "policyTypes": ["Ingress"]})


def guards(nodes):
    """Namespaces that lack what guards the others."""
    namespace("bare", quota=False, limits=False, deny=(), quiet_default=False)
    workload("bare", "no-limits", nodes, edit=container_field(resources=None))
    namespace("no-dns", "restricted", dns=False)
    workload("no-dns", "resolver", nodes)
    workload("default", "left-behind", nodes)
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "left-behind", "namespace": "default"}, "spec": {"selector": {"app.kubernetes.io/name": "left-behind"}, "ports": [{"port": 443, "targetPort": 8443}]}})
    workload("kube-system", "support-tool", nodes)
    workload("kube-system", "cluster-autoscaler", nodes, edit=container_field(image=f"registry.k8s.io/autoscaling/cluster-autoscaler:v1.29.0@{digest('autoscaler')}",
             command=["./cluster-autoscaler", "--cloud-provider=aws", "--nodes=1:6:card-payments-general"]))
    namespace("tenant-a", "restricted", labels={"tenant": "a"})
    workload("tenant-a", "unpinned", nodes)


WAS_OPEN = "k8s-faults-wasopen-5a3c9e1f70-9f8e7d6c5b4a3928.elb.eu-west-1.amazonaws.com"


def entrances():
    ports = [{"name": "http", "port": 80, "targetPort": 8443}]
    certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/0f0f0f0f-1111-2222-3333-444444444444"
    facing = {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing", "service.beta.kubernetes.io/aws-load-balancer-type": "external"}

    def service(name, kind, annotations=None, host=None, **more):
        made = create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "faults", "annotations": annotations or {}}, "spec": {"type": kind, "selector": {"app.kubernetes.io/name": name}, "ports": ports, **more}})
        if host:
            status(made, {"loadBalancer": {"ingress": [{"hostname": host}]}})

    def ingress(name, host, annotations, to="storefront", **more):
        backend = {"service": {"name": to, "port": {"number": 80}}}
        made = create({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": name, "namespace": "faults", "annotations": annotations}, "spec": {
            "rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}], **more}})
        # Without the load balancer's name nobody can tell where an nginx Ingress is reached from.
        inside = "internal-" if name in ("snippet", "ghost-backend") else ""
        status(made, {"loadBalancer": {"ingress": [{"hostname": f"{inside}k8s-faults-{name}-0123456789.eu-west-1.elb.amazonaws.com"}]}})
    service("storefront", "LoadBalancer", facing)
    service("grafana", "LoadBalancer", {**facing, "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": certificate})
    service("was-open", "LoadBalancer", {**facing, "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"}, host=WAS_OPEN)
    service("claimed-address", "ClusterIP", externalIPs=["10.20.100.99"])
    ingress("plain-http", "shop.example.org", {"alb.ingress.kubernetes.io/scheme": "internet-facing"}, ingressClassName="alb")
    # Hosts under `tls` alone leave it to the controller whether it finds a certificate.
    ingress("ghost-backend", "old.example.org", {"alb.ingress.kubernetes.io/scheme": "internal", "alb.ingress.kubernetes.io/certificate-arn": certificate,
                                                 "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS": 443}]'}, to="gone", ingressClassName="alb", tls=[{"hosts": ["old.example.org"]}])
    ingress("snippet", "api.example.org", {"nginx.ingress.kubernetes.io/configuration-snippet": "more_set_headers 'x: y';"}, ingressClassName="nginx",
            tls=[{"hosts": ["api.example.org"], "secretName": "api-tls"}])


def storage(canaries, plain_volume):
    def storage_class(name, parameters):
        create({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name}, "provisioner": "ebs.csi.aws.com", "parameters": parameters, "volumeBindingMode": "WaitForFirstConsumer"})

    def volume(name, source):
        create({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": {"capacity": {"storage": "10Gi"}, "accessModes": ["ReadWriteMany"], **source}})
    storage_class("gp3-encrypted", {"type": "gp3", "encrypted": "true"})
    storage_class("gp2-plain", {"type": "gp2"})
    volume("efs-access-point", {"csi": {"driver": "efs.csi.aws.com", "volumeHandle": "fs-0123456789abcdef0::fsap-0123456789abcdef0", "volumeAttributes": {"encryptInTransit": "true"}}})
    volume("ebs-plain", {"accessModes": ["ReadWriteOnce"], "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": plain_volume, "fsType": "ext4"}, "claimRef": {"namespace": "faults", "name": "scratch", "apiVersion": "v1", "kind": "PersistentVolumeClaim"}})
    volume("efs-plain", {"csi": {"driver": "efs.csi.aws.com", "volumeHandle": "fs-0123456789abcdef0", "volumeAttributes": {"encryptInTransit": "false", "mount-password": canaries["volumeAttribute"]}}})


def admission():
    """A webhook that fails open; it selects no namespace, so that nothing waits for it."""
    create({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": {"name": "sidecar-injector"}, "webhooks": [{
        "name": "inject.sidecar.example.org", "failurePolicy": "Ignore", "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 1,
        "clientConfig": {"service": {"name": "injector", "namespace": "faults", "path": "/"}}, "namespaceSelector": {"matchLabels": {"injected": "true"}},
        "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}]}]})


def strays(nodes):
    """A node that nobody manages, of a tenant, with software that has known holes."""
    node("ip-10-20-96-200.eu-west-1.compute.internal", "aws:///eu-west-1a/i-0dead000000000001", {"tenant": "a", "topology.kubernetes.io/zone": "eu-west-1a"}, os_image="Amazon Linux 2",
         kubelet="v1.27.3-eks-a5565ad", kernel="5.10.50-44.132.amzn2.x86_64", runtime="containerd://1.6.0", address="10.20.96.200", hardened=False)
