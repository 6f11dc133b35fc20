"""The Kubernetes side of legacy-batch: what grew without rules. Every fault is one that teams leave in good faith."""
import balancers
import k8s_system
from k8s_faults import EDITS, container_field, mount, pod_field
from k8s_rbac import binding, group, role, service_account, user
from kube import create, status
from objects import budget, digest, node, pod, pod_spec, policy, workload

REGION = "eu-west-1"
SINCE = "2024-02-12T10:21:40Z"


def node_of(identity, zone, address, quarter):
    return node(f"ip-{address.replace('.', '-')}.{REGION}.compute.internal", f"aws:///{zone}/{identity}", {"node.kubernetes.io/instance-type": "t3.medium", "topology.kubernetes.io/zone": zone},
                os_image="Amazon Linux 2", kubelet="v1.27.3-eks-a5565ad", kernel="5.10.50-44.132.amzn2.x86_64", runtime="containerd://1.6.0", address=address)


def kubelet():
    """A kubelet whose settings were changed to make an old monitoring agent work."""
    return {
        "address": "0.0.0.0", "port": 10250, "readOnlyPort": 10255, "staticPodPath": "/etc/kubernetes/manifests", "serverTLSBootstrap": False, "rotateCertificates": False, "protectKernelDefaults": False,
        "authentication": {"x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"}, "webhook": {"enabled": True, "cacheTTL": "2m0s"}, "anonymous": {"enabled": True}},
        "authorization": {"mode": "AlwaysAllow", "webhook": {"cacheAuthorizedTTL": "5m0s", "cacheUnauthorizedTTL": "30s"}},
        "tlsCipherSuites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"], "eventRecordQPS": 5, "streamingConnectionIdleTimeout": "0s", "makeIPTablesUtilChains": True,
        "podPidsLimit": -1, "maxPods": 110, "clusterDomain": "cluster.local", "clusterDNS": ["172.20.0.10"], "cgroupDriver": "systemd",
    }


def several(*edits):
    def edit(spec, container):
        for one in edits:
            (EDITS[one] if isinstance(one, str) else one)(spec, container)
    return edit


def literal_credentials(_, container):
    container["env"] = [{"name": "SFTP_PASSWORD", "value": "Winter-2019!"}, {"name": "DATABASE_URL", "value": "postgres://batch:Winter-2019!@db.legacy.example.org/batch"}]


def unlabelled(own, name, nodes, edit=None, **more):
    """A workload without the labels of an owner, as everything here is."""
    return workload(own, name, nodes, edit=edit, labels={}, **more)


def bare(own, level=None):
    marks = {"pod-security.kubernetes.io/enforce": level} if level else {}
    create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": own, "labels": marks}})
    create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": own}})


def fill(names, quarter):
    previous = quarter == "previous"
    for own in ("default", "kube-public", "kube-node-lease", "kube-system"):
        create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": own}})
    system(names)
    for own in ("batch", "reporting", "tools"):
        bare(own, "privileged" if own == "batch" else None)
    batch(names, previous)
    reporting(names, previous)
    tools(names, previous)
    strays(names)
    rights(previous)
    storage()


def system(nodes):
    registry = k8s_system.ADDON_REGISTRY
    k8s_system.ANNOTATIONS.clear()
    cni = k8s_system.daemon("aws-node", [("aws-node", "amazon-k8s-cni:v1.10.4-eksbuild.1")],
                            initContainers=[{"name": "aws-vpc-cni-init", "image": f"{registry}/amazon-k8s-cni-init:v1.10.4-eksbuild.1", "securityContext": {"privileged": True}}])
    cni["containers"][0].update(env=[{"name": "AWS_VPC_K8S_CNI_LOGLEVEL", "value": "DEBUG"}], securityContext={"capabilities": {"add": ["NET_ADMIN"]}},
                                volumeMounts=k8s_system.host_path(cni, "/opt/cni/bin", "/etc/cni/net.d", "/var/log/aws-routed-eni", "/var/run/aws-node"))
    k8s_system.add("aws-node", "DaemonSet", cni, nodes)
    proxy = k8s_system.daemon("kube-proxy", [("kube-proxy", "eks/kube-proxy:v1.25.6-eksbuild.1")])
    proxy["containers"][0].update(command=["kube-proxy", "--v=2", "--config=/var/lib/kube-proxy-config/config"], securityContext={"privileged": True},
                                  volumeMounts=k8s_system.host_path(proxy, "/var/log", "/run/xtables.lock", "/lib/modules"))
    k8s_system.add("kube-proxy", "DaemonSet", proxy, nodes)
    dns = k8s_system.daemon("coredns", [("coredns", "eks/coredns:v1.9.3-eksbuild.2")], host_network=False, priority="system-cluster-critical", dnsPolicy="Default")
    dns["containers"][0].update(args=["-conf", "/etc/coredns/Corefile"], ports=[{"name": "dns", "containerPort": 53, "protocol": "UDP"}],
                                securityContext={"allowPrivilegeEscalation": False, "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}, "readOnlyRootFilesystem": True})
    k8s_system.add("coredns", "Deployment", dns, nodes)
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kube-dns", "namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}},
            "spec": {"clusterIP": "172.20.0.10", "selector": {"k8s-app": "kube-dns"}, "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}]}})
    unlabelled("kube-system", "support-tool", nodes, edit=several("host-network", "root-user"), replicas=1)
    unlabelled("kube-system", "cluster-autoscaler", nodes, replicas=1, edit=container_field(
        image=f"registry.k8s.io/autoscaling/cluster-autoscaler:v1.24.0@{digest('autoscaler')}", command=["./cluster-autoscaler", "--cloud-provider=aws", "--nodes=1:4:legacy-batch-workers"]))
    arn = "arn:aws:iam::123456789012:role"
    config_map("aws-auth", {"mapUsers": "[]\n", "mapRoles": f"- rolearn: {arn}/legacy-batch-node\n  username: system:node:{{{{EC2PrivateDNSName}}}}\n  groups:\n  - system:bootstrappers\n  - system:nodes\n"
                            f"- rolearn: {arn}/legacy-batch-reports\n  username: reports\n  groups:\n  - system:masters\n"})
    config_map("coredns", {"Corefile": ".:53 {\n    errors\n    health\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n      pods insecure\n    }\n    forward . /etc/resolv.conf\n    cache 30\n}\n"})
    config_map("kube-proxy-config", {"config": "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nbindAddress: 0.0.0.0\nhealthzBindAddress: 0.0.0.0:10256\nmetricsBindAddress: 0.0.0.0:10249\nmode: iptables\n"})


def config_map(name, data):
    create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "kube-system"}, "data": data})


def batch(nodes, previous):
    importer = several("root-user", mount("/srv/data", read_only=False), "latest-tag") if previous else several("privileged", "root-user", mount("/srv/data", read_only=False), "latest-tag")
    unlabelled("batch", "file-importer", nodes, edit=importer)
    unlabelled("batch", "settlement-export", nodes, edit=several(literal_credentials, "no-digest", "writable-root", "kept-capabilities"))
    unlabelled("batch", "ledger-sync", nodes, edit=several("secret-environment", "no-context", "cached-image"), budgeted=False)
    unlabelled("batch", "queue", nodes, kind="StatefulSet", edit=several("no-liveness", "no-readiness", "unspread", container_field(resources=None)), budgeted=False)
    unlabelled("batch", "nightly-report", nodes, kind="CronJob", account_name="default", edit=pod_field(automountServiceAccountToken=True))
    unlabelled("batch", "node-helper", nodes, kind="DaemonSet", edit=several("host-pid", "host-network", "host-port", "docker-socket", "ssh-server", "unconfined"))
    spec = pod_spec("debug-shell", "default")
    spec["containers"][0]["command"] = ["sh", "-c", "sudo sleep infinity"]
    pod("batch", "debug-shell", spec, {}, nodes[0], None)
    create({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "database", "namespace": "batch"}, "stringData": {"password": "Winter-2019!"}})
    budget("batch", "file-importer", {"maxUnavailable": 0})
    if previous:
        # Taken out during the quarter; its load balancer was not.
        unlabelled("batch", "partner-upload", nodes)
        service("batch", "partner-upload", "LoadBalancer", {"service.beta.kubernetes.io/aws-load-balancer-ssl-cert": f"arn:aws:acm:{REGION}:123456789012:certificate/98b0547f-a9a0-4e80-8db3-5e0a52000128"},
                host=balancers.UPLOAD)


def reporting(nodes, previous):
    console = {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing", "service.beta.kubernetes.io/aws-load-balancer-type": "external"}
    unlabelled("reporting", "grafana", nodes, replicas=1, edit=container_field(image="docker.io/grafana/grafana:9.3.1"))
    service("reporting", "grafana", "LoadBalancer", console, host=balancers.GRAFANA)
    unlabelled("reporting", "portal", nodes, edit=several("foreign-registry", "writable-root"))
    service("reporting", "portal", "ClusterIP")
    ingress("portal", {"alb.ingress.kubernetes.io/scheme": "internet-facing"}, ingressClassName="alb")
    if not previous:
        service("reporting", "claimed", "ClusterIP", externalIPs=["10.40.0.99"])


def service(own, name, kind, annotations=None, host=None, **more):
    made = create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": own, "annotations": annotations or {}},
            "spec": {"type": kind, "selector": {"app.kubernetes.io/name": name}, "ports": [{"name": "http", "port": 80, "targetPort": 8443}], **more}})
    if host:
        status(made, {"loadBalancer": {"ingress": [{"hostname": host}]}})


def ingress(name, annotations, **more):
    made = create({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": name, "namespace": "reporting", "annotations": annotations}, "spec": {
        "rules": [{"host": "reports.example.org", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": name, "port": {"number": 80}}}}]}}], **more}})
    status(made, {"loadBalancer": {"ingress": [{"hostname": f"k8s-reportin-{name}-7b21c9e0f4.{REGION}.elb.amazonaws.com"}]}})


def tools(nodes, previous):
    unlabelled("tools", "dashboard", nodes, replicas=1, edit=several("old-dashboard", pod_field(automountServiceAccountToken=True)))
    unlabelled("tools", "ingress-nginx", nodes, edit=several("end-of-life-tool", "privileged-port"))
    unlabelled("tools", "argocd", nodes, replicas=1, edit=EDITS["vulnerable-tool"])
    if previous:
        # Taken out during the quarter.
        unlabelled("tools", "tiller-deploy", nodes, replicas=1, edit=container_field(image=f"gcr.io/kubernetes-helm/tiller:v2.16.12@{digest('tiller')}"))
        unlabelled("tools", "pause", nodes, replicas=1, edit=EDITS["retired-registry"])


def strays(nodes):
    unlabelled("default", "left-behind", nodes)
    service("default", "left-behind", "ClusterIP")
    create({"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "importer", "namespace": "batch"}, "spec": {
        "minReplicas": 2, "maxReplicas": 4, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "importer"}}})
    policy("batch", "importer", {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "importer"}}, "policyTypes": ["Ingress"]})


def rights(previous):
    binding("dashboard-admin", "ClusterRole", "cluster-admin", service_account("tools", "dashboard"))
    binding("support-view", "ClusterRole", "view", user("system:anonymous"))
    binding("everybody-edits", "ClusterRole", "edit", group("system:authenticated"), namespace="batch")
    binding("default-reads", "ClusterRole", "view", service_account("batch", "default"), namespace="batch")
    role("batch-operators", ["", "apps", "batch"], ["*"], ["*"])
    binding("batch-operators", "ClusterRole", "batch-operators", group("batch-operators"))
    if not previous:
        binding("contractors", "ClusterRole", "cluster-admin", group("contractors"))


def storage():
    create({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "gp2"}, "provisioner": "kubernetes.io/aws-ebs", "parameters": {"type": "gp2"}, "volumeBindingMode": "WaitForFirstConsumer"})
    create({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "shared-files"}, "spec": {"capacity": {"storage": "10Gi"}, "accessModes": ["ReadWriteMany"],
            "csi": {"driver": "efs.csi.aws.com", "volumeHandle": "fs-0123456789abcdef0", "volumeAttributes": {"encryptInTransit": "false"}}}})
    create({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": {"name": "sidecar-injector"}, "webhooks": [{
        "name": "inject.sidecar.example.org", "failurePolicy": "Ignore", "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 1,
        "clientConfig": {"service": {"name": "injector", "namespace": "tools", "path": "/"}}, "namespaceSelector": {"matchLabels": {"injected": "true"}},
        "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}]}]})
