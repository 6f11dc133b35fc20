#!/usr/bin/env python3
"""Seeds the kube-apiserver with the Kubernetes side of card-payments: EKS's own parts, hardened namespaces, planted faults.

usage: seed_k8s.py      (RIG_K8S and K8S_PORT; AWS_ENDPOINT_URL and credentials when nodes shall be the emulator's instances)

Hardened are the namespaces payments, ledger and settlement (Fargate). What is wrong elsewhere stands in k8s_faults.py;
`planted_k8s.json` maps each control to the text that its finding must hold.
"""
import json
import os
import pathlib

import balancers
import k8s_faults
import k8s_rbac
import k8s_system
from kube import create, status
from objects import account, labels_of, namespace, node, workload

ACCOUNT, REGION, CLUSTER = "123456789012", "eu-west-1", "card-payments"
CANARIES = json.loads((pathlib.Path(__file__).resolve().parent.parent / "canaries_k8s.json").read_text())


def instances():
    """Instance ids and zones of the cluster's nodes in the emulator, its cluster security group, and a volume that is not encrypted."""
    if "AWS_ENDPOINT_URL" not in os.environ:
        return [(f"i-0{i:016x}", f"{REGION}{zone}", f"10.20.100.{i + 5}") for i, zone in enumerate("abc")], "sg-00000000000000001", "vol-00000000000000001"
    import boto3
    ec2 = boto3.client("ec2", region_name=REGION)
    group = boto3.client("eks", region_name=REGION).describe_cluster(name=CLUSTER)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    found = ec2.describe_instances(Filters=[{"Name": "tag-key", "Values": [f"kubernetes.io/cluster/{CLUSTER}"]}])["Reservations"]
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=10, VolumeType="gp3", Encrypted=False, TagSpecifications=[{"ResourceType": "volume", "Tags": [
        {"Key": f"kubernetes.io/cluster/{CLUSTER}", "Value": "owned"}, {"Key": "kubernetes.io/created-for/pv/name", "Value": "ebs-plain"}]}])["VolumeId"]
    return sorted((i["InstanceId"], i["Placement"]["AvailabilityZone"], i["PrivateIpAddress"]) for r in found for i in r["Instances"]), group, volume


def nodes(found):
    names = []
    for identity, zone, address in found:
        name = f"ip-{address.replace('.', '-')}.{REGION}.compute.internal"
        names.append(node(name, f"aws:///{zone}/{identity}", {"eks.amazonaws.com/nodegroup": "general", "eks.amazonaws.com/capacityType": "ON_DEMAND", "node.kubernetes.io/instance-type": "m6i.large",
                                                            "topology.kubernetes.io/zone": zone}, address=address))
    fargate = node(f"fargate-ip-10-20-104-77.{REGION}.compute.internal", f"aws:///{REGION}b/8f1c02f3a7-4f0e9d7b1c/fargate-ip-10-20-104-77.{REGION}.compute.internal",
                   {"eks.amazonaws.com/compute-type": "fargate", "topology.kubernetes.io/zone": f"{REGION}b"}, os_image="Amazon Linux 2023.9.20261110", kubelet="v1.34.1-eks-113cf36",
                   address="10.20.104.77", taints=[{"key": "eks.amazonaws.com/compute-type", "value": "fargate", "effect": "NoSchedule"}])
    return names, fargate


def hardened(names, fargate):
    for own in ("payments", "ledger"):
        namespace(own, "restricted")
    namespace("settlement", "restricted")
    workload("payments", "authorisation", names, replicas=3)
    workload("payments", "tokeniser", names)
    workload("payments", "card-vault", names, kind="StatefulSet", replicas=3)
    workload("payments", "reconcile", names, kind="CronJob")
    workload("ledger", "ledger-api", names)
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "authorisation", "namespace": "payments", "labels": labels_of("authorisation")},
            "spec": {"type": "ClusterIP", "selector": {"app.kubernetes.io/name": "authorisation"}, "ports": [{"name": "https", "port": 443, "targetPort": 8443}]}})
    # The load balancer that seed.py makes is this one's.
    made = create({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "checkout", "namespace": "payments", "labels": labels_of("checkout"), "annotations": {
        "alb.ingress.kubernetes.io/scheme": "internet-facing", "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80},{"HTTPS":443}]', "alb.ingress.kubernetes.io/ssl-redirect": "443"}}, "spec": {
            "ingressClassName": "alb", "rules": [{"host": "pay.example.org", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "authorisation", "port": {"number": 443}}}}]}}]}})
    status(made, {"loadBalancer": {"ingress": [{"hostname": f"k8s-payments-checkout-4d1f6c0a92.{REGION}.elb.amazonaws.com"}]}})
    create({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "authorisation", "namespace": "payments"}, "spec": {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "authorisation"}}, "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "tokeniser"}}}], "ports": [{"protocol": "TCP", "port": 8443}]}],
        "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ledger"}}}], "ports": [{"protocol": "TCP", "port": 8443}]}]}})
    create({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "read-settings", "namespace": "payments"},
            "rules": [{"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["settings"], "verbs": ["get"]}]})
    create({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "operators-read-settings", "namespace": "payments"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "read-settings"}, "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "payments-operators"}]})
    account("settlement", "worker", annotations={"eks.amazonaws.com/role-arn": f"arn:aws:iam::{ACCOUNT}:role/card-payments-settlement"})
    workload("settlement", "worker", [fargate], account_name="worker", pod_labels={"tier": "restricted", "eks.amazonaws.com/fargate-profile": "settlement"})
    store = {"apiVersion": "secrets-store.csi.x-k8s.io/v1", "kind": "SecretProviderClass", "metadata": {"name": "card-vault", "namespace": "payments", "annotations": {
        "kubectl.kubernetes.io/last-applied-configuration": json.dumps({"apiVersion": "secrets-store.csi.x-k8s.io/v1", "note": CANARIES["lastAppliedOfPolicyObject"]})}},
        "spec": {"provider": "aws", "parameters": {"objects": '- objectName: "payments/card-vault"\n  objectType: secretsmanager\n'}}}
    k8s_system.custom(store)


if __name__ == "__main__":
    found, group, volume = instances()
    names, fargate = nodes(found)
    k8s_system.definitions()
    k8s_system.components(names, ACCOUNT, REGION, CANARIES)
    hardened(names, fargate)
    k8s_faults.all_of_them(names, group, volume, CANARIES)
    k8s_rbac.all_of_them()
    if "AWS_ENDPOINT_URL" in os.environ:
        # The manifest was made internal after its load balancer was there; the other one's Service is gone.
        balancers.network("k8s-faults-wasopen-5a3c9e1f70", k8s_faults.WAS_OPEN, "internet-facing", CLUSTER, "faults/was-open")
        balancers.network("k8s-faults-removed-2b8d4f6a91", f"k8s-faults-removed-2b8d4f6a91-0c1d2e3f40516273.elb.{REGION}.amazonaws.com", "internal", CLUSTER, "faults/removed")
