"""Manifests as they are, against the same manifests applied to a real kube-apiserver: facts must be the same.

What `kubectl apply` refuses is refused; what it takes gives the facts that reading the server back gives.
"""
import json
import shutil

from cluster import KUBECONFIG, NAME, STATE
from suite import HERE, check, folder, load, run, tool

MANIFESTS = HERE / "manifests"
# Case: where kubectl and the program put what names no namespace.
TAKEN = {"no-namespace": "default", "argo": "manifests-shop", "host-rights": "manifests-host", "bound-role": "default", "defaults": "manifests-defaults"}
# Kinds of the cases, with the topic whose facts are compared.
TOPICS = ("kubernetes.workload", "kubernetes.service", "kubernetes.ingress", "kubernetes.networkPolicy", "kubernetes.serviceAccount", "kubernetes.role", "kubernetes.roleBinding", "kubernetes.limitRange")
# What a server writes, and no manifest has: identity, allocation, and defaults that no control reads.
OF_SERVER = {"uid", "creationTimestamp", "generation", "clusterIP", "status", "nodePort", "pods", "runningPods", "nodeNames", "runningImages"}


def kubectl(*arguments, kubeconfig=KUBECONFIG):
    return tool("kubectl", "--kubeconfig", kubeconfig, *arguments)


def context_in(namespace):
    """The admin's kubeconfig with a namespace in its context: `--namespace` would refuse what names another one."""
    path = STATE / f"kubeconfig.{namespace}"
    shutil.copy(KUBECONFIG, path)
    done = kubectl("config", "set-context", "--current", f"--namespace={namespace}", kubeconfig=path)
    check(f"manifests: a context in {namespace}", done.returncode == 0, done.stderr)
    return path


def essence(value):
    """A fact without what only a server can know."""
    if isinstance(value, dict):
        kept = {name: essence(member) for name, member in value.items() if name not in OF_SERVER}
        annotations = kept.get("annotations")
        if isinstance(annotations, dict):
            annotations.pop("kubectl.kubernetes.io/last-applied-configuration", None)
            annotations.pop("deprecated.daemonset.template.generation", None)
        return {name: member for name, member in kept.items() if member not in ({}, [], None)}
    if isinstance(value, list):
        return [essence(item) for item in value]
    return value


def differences(dumped, live, path=""):
    """What the manifest's fact says otherwise than the server's; what the server adds beside it is none."""
    if isinstance(dumped, dict) and isinstance(live, dict):
        return [found for name, member in dumped.items() for found in differences(member, live.get(name), f"{path}.{name}")]
    if isinstance(dumped, list) and isinstance(live, list) and len(dumped) == len(live):
        return [found for index, (one, other) in enumerate(zip(dumped, live)) for found in differences(one, other, f"{path}[{index}]")]
    return [] if dumped == live else [f"{path}: {json.dumps(dumped)[:120]} instead of {json.dumps(live)[:120]}"]


def facts(name, *source):
    """Facts by topic and key of a collection from `source`, and how it ended."""
    recording, out = folder(f"manifests-{name}-recording"), folder(f"manifests-{name}")
    done = run("collect", "--no-aws", "--cluster", NAME, "--out", recording, *source, timeout=900)
    if done.returncode not in (0, 3):
        return {}, done
    done = run("assess", "--replay", recording, "--out", out / "data", timeout=900)
    return {(topic, fact["key"]): fact["value"] for topic, found in load(out / "data/facts.json")["topics"].items() for fact in found if topic in TOPICS}, done


def taken(case):
    namespace = TAKEN[case]
    for name in {namespace, f"manifests-{case}"} - {"default"}:
        kubectl("create", "namespace", name)
    path, context = MANIFESTS / case, context_in(namespace)
    applied = kubectl("apply", "--filename", path, kubeconfig=context)
    if not check(f"manifests, {case}: kubectl applies it", applied.returncode == 0, applied.stderr):
        return
    try:
        dumped, ended = facts(f"{case}-files", "--kubernetes-dump", path, "--namespace", namespace)
        check(f"manifests, {case}: the program reads it", dumped, ended.stderr)
        by_context, ended = facts(f"{case}-context", "--kubernetes-dump", path, "--kubeconfig", context)
        check(f"manifests, {case}: the context's namespace gives the same", by_context == dumped, ended.stderr)
        live, ended = facts(f"{case}-live", "--kubeconfig", KUBECONFIG)
        check(f"manifests, {case}: the server is read back", live, ended.stderr)
        missing = sorted(str(key) for key in dumped if key not in live)
        check(f"manifests, {case}: every object is where the server has it", not missing, missing)
        other = {str(key): found for key, value in dumped.items() if key in live and (found := differences(essence(value), essence(live[key])))}
        check(f"manifests, {case}: every fact is the server's", not other, json.dumps(other, indent=1))
    finally:
        kubectl("delete", "--filename", path, "--wait=false", "--ignore-not-found", kubeconfig=context)


def refused(case, path, *words):
    """kubectl or its server refuses it, or would leave something else than what stands in one of the files."""
    done = run("collect", "--no-aws", "--cluster", NAME, "--kubernetes-dump", path, "--out", folder(f"manifests-{case}-refused"))
    check(f"manifests, {case}: refused with exit 2", done.returncode == 2, (done.returncode, done.stderr))
    missing = [word for word in words if word not in done.stderr]
    check(f"manifests, {case}: file, line and reason are named", not missing, (missing, done.stderr))


POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
# Small objects that the server does not take: the field that is named, and the specification.
NOT_TAKEN = {
    "no name of a container": ("containers[0].name", {"containers": [{"image": "i"}]}),
    "no image of a container": ("containers[0].image", {"containers": [{"name": "c"}]}),
    "no containers": ("spec.containers", {"containers": []}),
    "a number as a value": ("env[0].value", {"containers": [{"name": "c", "image": "i", "env": [{"name": "A", "value": 1}]}]}),
    "two sources of a volume": ("volumes[0]", {"containers": [{"name": "c", "image": "i"}], "volumes": [{"name": "v", "emptyDir": {}, "hostPath": {"path": "/"}}]}),
}


def server_refuses(name):
    field, spec = NOT_TAKEN[name]
    path = folder(f"manifests-{name.replace(' ', '-')}")
    path.mkdir(parents=True, exist_ok=True)
    (path / "pod.json").write_text(json.dumps({**POD, "spec": spec}))
    applied = kubectl("apply", "--dry-run=server", "--filename", path)
    check(f"manifests, {name}: the server refuses it", applied.returncode != 0, applied.stdout)
    refused(name, path, "pod.json:1", field)
    shutil.rmtree(path)


def two_places():
    refused("two-places", MANIFESTS / "two-places", "limits.yaml:1", "base.yaml:1", "containers[0].image")
