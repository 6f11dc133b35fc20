#!/usr/bin/env python3
"""Fills the kube-apiserver with 5,600 pods of 1,400 Deployments on 200 nodes in 200 namespaces, many requests at a time.

usage: seed_scale.py [PODS NODES NAMESPACES]      (RIG_K8S and K8S_PORT)
"""
import sys

from kube import create, together
from objects import namespace, node, workload

REPLICAS = 4


def one_node(number):
    zone = "abc"[number % 3]
    address = f"10.21.{number // 250}.{number % 250 + 2}"
    return node(f"ip-{address.replace('.', '-')}.eu-west-1.compute.internal", f"aws:///eu-west-1{zone}/i-0{number:016x}",
                {"eks.amazonaws.com/nodegroup": "scale", "topology.kubernetes.io/zone": f"eu-west-1{zone}", "node.kubernetes.io/instance-type": "m6i.large"}, address=address)


def one_namespace(number):
    own = f"team-{number:03d}"
    namespace(own, "restricted" if number % 2 else None, deny=("Ingress", "Egress") if number % 3 else ())
    create({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "developers", "namespace": own},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"}, "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": f"{own}-developers"}]})
    create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "front", "namespace": own}, "spec": {"selector": {"app.kubernetes.io/name": "service-0"}, "ports": [{"port": 443, "targetPort": 8443}]}})
    return own


def one_workload(own, number, nodes):
    """Every other workload is careless: root, a tag instead of a digest, an environment value."""
    def edit(spec, c):
        if number % 2:
            c["securityContext"].pop("runAsUser")
            c.update(image=f"docker.io/example/service:{number}", env=[{"name": "MODE", "value": "production"}])
    workload(own, f"service-{number}", nodes, edit=edit, replicas=REPLICAS)


if __name__ == "__main__":
    pods, node_count, namespace_count = map(int, sys.argv[1:4] or (5600, 200, 200))
    names = together(one_node, range(node_count))
    owns = together(one_namespace, range(namespace_count))
    jobs = [(own, i, [names[(k * 7 + i * 3 + j) % node_count] for j in range(REPLICAS)]) for k, own in enumerate(owns) for i in range(pods // namespace_count // REPLICAS)]
    together(lambda job: one_workload(*job), jobs, workers=24)
    print(len(jobs) * REPLICAS, "pods")
