"""What EKS and its add-ons bring into a cluster, in the shape of their own manifests, and definitions of custom resources."""
import time

from kube import ApiError, call, create
from objects import workload

ADDON_REGISTRY = "602401143452.dkr.ecr.eu-west-1.amazonaws.com"


def host_path(spec, *paths):
    spec["volumes"] = [{"name": f"host-{i}", "hostPath": {"path": path}} for i, path in enumerate(paths)]
    return [{"name": f"host-{i}", "mountPath": path} for i, path in enumerate(paths)]


def daemon(name, images, host_network=True, priority="system-node-critical", **more):
    """The spec of an add-on's DaemonSet: containers of the stated images, root, no limits, as AWS ships them."""
    containers = [{"name": own, "image": f"{ADDON_REGISTRY}/{reference}", "imagePullPolicy": "IfNotPresent", "resources": {"requests": {"cpu": "25m"}}} for own, reference in images]
    return {"serviceAccountName": more.pop("account", name), "hostNetwork": host_network, "priorityClassName": priority, "tolerations": [{"operator": "Exists"}], "containers": containers, **more}


def add(name, kind, spec, nodes, replicas=2, namespace="kube-system"):
    account = spec["serviceAccountName"]
    create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": account, "namespace": namespace, **ANNOTATIONS.get(account, {})}})
    workload(namespace, name, nodes, kind=kind, spec=spec, account_name=account, replicas=replicas, labels={"app.kubernetes.io/name": name, "k8s-app": "kube-dns" if name == "coredns" else name})


ANNOTATIONS = {}


def components(nodes, account, region, canaries):
    """EKS's parts; faults and secrets are planted in them unless `canaries` is None."""
    ANNOTATIONS["aws-node"] = {"annotations": {"eks.amazonaws.com/role-arn": f"arn:aws:iam::{account}:role/card-payments-vpc-cni"}}
    for own in ("kube-system", "kube-public", "kube-node-lease", "default"):
        create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": own}})
    vpc_cni(nodes)
    proxy = daemon("kube-proxy", [("kube-proxy", "eks/kube-proxy:v1.34.1-eksbuild.2")])
    proxy["containers"][0].update(command=["kube-proxy", "--v=2", "--config=/var/lib/kube-proxy-config/config"], securityContext={"privileged": True},
                                  volumeMounts=host_path(proxy, "/var/log", "/run/xtables.lock", "/lib/modules"))
    add("kube-proxy", "DaemonSet", proxy, nodes)
    dns = daemon("coredns", [("coredns", "eks/coredns:v1.12.3-eksbuild.1")], host_network=False, priority="system-cluster-critical", dnsPolicy="Default")
    dns["containers"][0].update(args=["-conf", "/etc/coredns/Corefile"], resources={"requests": {"cpu": "100m", "memory": "70Mi"}, "limits": {"memory": "170Mi"}},
                                ports=[{"name": "dns", "containerPort": 53, "protocol": "UDP"}], livenessProbe={"httpGet": {"path": "/health", "port": 8080}}, readinessProbe={"httpGet": {"path": "/ready", "port": 8181}},
                                securityContext={"allowPrivilegeEscalation": False, "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}, "readOnlyRootFilesystem": True})
    dns["topologySpreadConstraints"] = [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]
    add("coredns", "Deployment", dns, nodes)
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kube-dns", "namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}},
            "spec": {"clusterIP": "172.20.0.10", "selector": {"k8s-app": "kube-dns"}, "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}]}})
    csi = daemon("ebs-csi-node", [("ebs-plugin", "eks/aws-ebs-csi-driver:v1.48.0"), ("node-driver-registrar", "eks/csi-node-driver-registrar:v2.14.0-eksbuild.5"),
                                  ("liveness-probe", "eks/livenessprobe:v2.16.0-eksbuild.6")], host_network=False, account="ebs-csi-node-sa")
    csi["containers"][0].update(securityContext={"privileged": True, "readOnlyRootFilesystem": True}, volumeMounts=host_path(csi, "/var/lib/kubelet", "/dev"))
    add("ebs-csi-node", "DaemonSet", csi, nodes)
    controller = daemon("ebs-csi-controller", [("ebs-plugin", "eks/aws-ebs-csi-driver:v1.48.0")], host_network=False, account="ebs-csi-controller-sa")
    controller["containers"][0]["securityContext"] = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "runAsNonRoot": True, "runAsUser": 1000}
    add("ebs-csi-controller", "Deployment", controller, nodes)
    agent = daemon("eks-pod-identity-agent", [("eks-pod-identity-agent", "eks/eks-pod-identity-agent:v0.1.33")])
    agent["containers"][0].update(command=["/go-runner", "/eks-pod-identity-agent", "server"], args=["--port", "80", "--cluster-name", "card-payments", "--probe-port", "2703"],
                                  ports=[{"name": "proxy", "containerPort": 80}], securityContext={"capabilities": {"add": ["CAP_NET_BIND_SERVICE"]}})
    add("eks-pod-identity-agent", "DaemonSet", agent, nodes)
    create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "amazon-guardduty"}})
    guard = daemon("aws-guardduty-agent", [("aws-guardduty-agent", "aws-guardduty-agent:v1.11.0")], hostPID=True)
    guard["containers"][0].update(securityContext={"privileged": True, "readOnlyRootFilesystem": True}, volumeMounts=host_path(guard, "/proc"))
    # Not on the last node: planted.
    add("aws-guardduty-agent", "DaemonSet", guard, nodes[:-1] if canaries else nodes, namespace="amazon-guardduty")
    maps(account, region, canaries)


def vpc_cni(nodes):
    spec = daemon("aws-node", [("aws-node", "amazon-k8s-cni:v1.20.3-eksbuild.1"), ("aws-eks-nodeagent", "amazon/aws-network-policy-agent:v1.2.7-eksbuild.1")],
                  initContainers=[{"name": "aws-vpc-cni-init", "image": f"{ADDON_REGISTRY}/amazon-k8s-cni-init:v1.20.3-eksbuild.1", "securityContext": {"privileged": True}}])
    mounts = host_path(spec, "/opt/cni/bin", "/etc/cni/net.d", "/var/log/aws-routed-eni", "/sys/fs/bpf", "/var/run/aws-node")
    spec["containers"][0].update(env=[{"name": "ENABLE_POD_ENI", "value": "false"}, {"name": "AWS_VPC_K8S_CNI_LOGLEVEL", "value": "DEBUG"}], volumeMounts=mounts,
                                 securityContext={"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}, ports=[{"name": "metrics", "containerPort": 61678}])
    spec["containers"][1].update(args=["--enable-ipv6=false", "--enable-network-policy=true", "--enable-cloudwatch-logs=false", "--enable-policy-event-logs=true", "--metrics-bind-addr=:8162"],
                                 volumeMounts=mounts[:4], securityContext={"privileged": True, "capabilities": {"add": ["NET_ADMIN"]}})
    add("aws-node", "DaemonSet", spec, nodes)


def maps(account, region, canaries):
    def config_map(name, data):
        create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "kube-system"}, "data": data})
    config_map("aws-auth", {"mapRoles": f"- rolearn: arn:aws:iam::{account}:role/card-payments-node\n  username: system:node:{{{{EC2PrivateDNSName}}}}\n  groups:\n  - system:bootstrappers\n  - system:nodes\n",
                            "mapUsers": "[]\n"})
    token = {"telemetry-token": canaries["configMapSecret"]} if canaries else {}
    config_map("amazon-vpc-cni", {"enable-network-policy-controller": "true", "enable-windows-ipam": "false", "minimum-ip-target": "3", "warm-ip-target": "1", **token})
    corefile = ".:53 {\n    errors\n    health\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n      pods insecure\n    }\n    forward . /etc/resolv.conf\n    cache 30\n}\n"
    if canaries:
        corefile += f"corp.example.:53 {{\n    route53 corp.example.:Z0123456789 {{\n      aws_access_key {canaries['configMap']} unused\n    }}\n}}\n"
    config_map("coredns", {"Corefile": corefile})
    config_map("kube-proxy-config", {"config": "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nbindAddress: 0.0.0.0\nclientConnection:\n  kubeconfig: /var/lib/kube-proxy/kubeconfig\n"
                                     f"healthzBindAddress: 0.0.0.0:10256\nmetricsBindAddress: {'0.0.0.0' if canaries else '127.0.0.1'}:10249\nmode: iptables\n"})


DEFINITIONS = [("vpcresources.k8s.aws", "v1beta1", "SecurityGroupPolicy", "securitygrouppolicies"), ("secrets-store.csi.x-k8s.io", "v1", "SecretProviderClass", "secretproviderclasses")]


def definitions():
    for group, version, kind, plural in DEFINITIONS:
        create({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": f"{plural}.{group}"}, "spec": {
            "group": group, "scope": "Namespaced", "names": {"kind": kind, "plural": plural, "singular": kind.lower(), "listKind": f"{kind}List"},
            "versions": [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}]}})


def custom(obj):
    """A custom resource; the server serves a new definition a moment after it was made."""
    plural = next(plural for _, _, kind, plural in DEFINITIONS if kind == obj["kind"])
    path = f"/apis/{obj['apiVersion']}/namespaces/{obj['metadata']['namespace']}/{plural}"
    for _ in range(100):
        try:
            return call("POST", path, obj)
        except ApiError as error:
            if error.status == 409:
                return None
            if error.status != 404:
                raise
        time.sleep(0.1)
    raise TimeoutError(path)
