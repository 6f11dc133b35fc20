#!/usr/bin/env python3
"""Seeds the Kubernetes side of the example estate into a kube-apiserver: card-payments with care, legacy-batch without.

usage: example_k8s.py seed CLUSTER QUARTER    example_k8s.py rights FILE    example_k8s.py point CLUSTER
(RIG_K8S, K8S_PORT, ETCD_PORT; AWS_ENDPOINT_URL and credentials, since nodes are the emulator's instances)

`seed` writes objects and kubelets.json, `rights` gives the auditors the roles of FILE, `point` lets DescribeCluster name
the endpoint and the authority. Ages are planted in etcd, as the emulator's are with /rig/backdate.
"""
import base64
import datetime
import http.client
import json
import os
import ssl
import sys
import urllib.request

import boto3
import yaml

import example_careful
import example_careless
from kube import STATE, create

REGION = "eu-west-1"
AUDITORS = "eks-attest-readers"
CLUSTERS = {"card-payments": example_careful, "legacy-batch": example_careless}


def endpoint(cluster):
    """The name under which EKS would serve it: like the last part of the issuer that the emulator gives."""
    issuer = boto3.client("eks", region_name=REGION).describe_cluster(name=cluster)["cluster"]["identity"]["oidc"]["issuer"]
    return f"{issuer.rsplit('/', 1)[1]}.gr7.{REGION}.eks.amazonaws.com"


def instances(cluster):
    """Id, zone, private address and launch time of the cluster's nodes in the emulator."""
    found = boto3.client("ec2", region_name=REGION).describe_instances(Filters=[{"Name": "tag-key", "Values": [f"kubernetes.io/cluster/{cluster}"]}])["Reservations"]
    return sorted((i["InstanceId"], i["Placement"]["AvailabilityZone"], i["PrivateIpAddress"], i["LaunchTime"]) for r in found for i in r["Instances"])


def point(cluster):
    """Prints the name."""
    authority = base64.b64encode((STATE / "pki/ca.crt").read_bytes()).decode()
    body = {"region": REGION, "cluster": cluster, "x-rig": {"endpoint": f"https://{endpoint(cluster)}", "ca": authority}}
    urllib.request.urlopen(urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + "/rig/cluster", json.dumps(body).encode(), method="POST")).read()
    caller = {"username": "eks-attest", "groups": [AUDITORS]}
    if cluster in CLUSTERS:
        (STATE / "eks_map.json").write_text(json.dumps({"cluster": cluster, "keys": {"AKIAIOSFODNN7EXAMPLE": "secret"}, "arns": {"arn:aws:sts::123456789012:user/moto": caller}}))
    print(endpoint(cluster))


def rights(file):
    """The roles that `permissions --format clusterrole` prints, bound to the auditors."""
    group = "rbac.authorization.k8s.io"
    for role in filter(None, yaml.safe_load_all(open(file, encoding="utf-8"))):
        if role["kind"] == "ClusterRole":
            create(role)
            name = role["metadata"]["name"]
            create({"apiVersion": f"{group}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name}, "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": name},
                    "subjects": [{"kind": "Group", "apiGroup": group, "name": AUDITORS}]})


def etcd(path, **body):
    context = ssl.create_default_context(cafile=str(STATE / "pki/ca.crt"))
    context.load_cert_chain(STATE / "pki/etcd.crt", STATE / "pki/etcd.key")
    connection = http.client.HTTPSConnection("127.0.0.1", int(os.environ["ETCD_PORT"]), context=context)
    connection.request("POST", f"/v3/kv/{path}", json.dumps(body))
    return json.loads(connection.getresponse().read())


def plant_ages(since, of_nodes):
    """The server stamps its own clock's time; objects get the day on which they were made in the story."""
    text = lambda value: base64.b64encode(value).decode()
    for pair in etcd("range", key=text(b"/registry/"), range_end=text(b"/registry0"), limit=5000)["kvs"]:
        try:
            value = json.loads(base64.b64decode(pair["value"]))
        except ValueError:
            continue
        metadata = value.get("metadata", {})
        if "creationTimestamp" not in metadata:
            continue
        node = metadata["name"] if value["kind"] == "Node" else value.get("spec", {}).get("nodeName") if value["kind"] == "Pod" else None
        metadata["creationTimestamp"] = of_nodes.get(node) or since
        metadata.pop("managedFields", None)
        etcd("put", key=pair["key"], value=text(json.dumps(value).encode()))


def seed(cluster, quarter):
    story = CLUSTERS[cluster]
    found = instances(cluster)
    kubelets, names, ages = {}, [], {}
    for identity, zone, address, launched in found:
        name = story.node_of(identity, zone, address, quarter)
        names.append(name)
        kubelets[name] = story.kubelet()
        ages[name] = (launched + datetime.timedelta(seconds=70)).strftime("%Y-%m-%dT%H:%M:%SZ")
    more = story.fill(names, quarter) or []
    kubelets.update({name: story.kubelet() for name in more})
    plant_ages(story.SINCE, ages)
    (STATE / "kubelets.json").write_text(json.dumps(kubelets))


if __name__ == "__main__":
    {"seed": seed, "point": point, "rights": rights}[sys.argv[1]](*sys.argv[2:])
