"""The real kube-apiserver of the interop suite: start, stop, seed, admin's calls, dumps, and who may do what."""
import importlib
import json
import os
import pathlib
import subprocess
import sys

from suite import ENDPOINT, HERE, HOME, environment, folder, load, rig, run, tool

STATE = HOME / "k8s"
PORT = os.environ.get("K8S_PORT", "6443")
NAME = "card-payments"
KUBECONFIG = STATE / "kubeconfig"
AUDITOR = STATE / "kubeconfig.auditor"
NOBODY = STATE / "kubeconfig.nobody"
RBAC = "rbac.authorization.k8s.io"
VARIABLES = {"RIG_K8S": str(STATE), "K8S_PORT": PORT, "ETCD_PORT": os.environ.get("ETCD_PORT", "2379"), "KUBE_APISERVER": str(HOME / "kube/kube-apiserver"),
             "STS_ENDPOINT": ENDPOINT, "RIG_PY": str(HOME / "venv/bin/python"), "CLUSTER_NAME": NAME}


def server(action, *arguments, **more):
    done = subprocess.run([str(HERE / "rig" / f"k8s_{action}.sh"), *arguments], env={**os.environ, **VARIABLES, **more}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"kube-apiserver would not go {action}: {done.stderr}")


def seed(script="seed_k8s.py", *arguments):
    done = tool(HOME / "venv/bin/python", HERE / "rig" / script, *arguments, env={**environment(), **VARIABLES})
    if done.returncode:
        raise RuntimeError(f"{script} failed: {done.stderr}")
    return done.stdout


def client():
    """The rig's own client, with the admin's token."""
    os.environ.update(VARIABLES)
    sys.path.insert(0, str(HERE / "rig"))
    return importlib.import_module("kube")


def map_callers(cluster=NAME):
    """Whom the webhook takes the caller for: the identity that EKS's access entries would give."""
    arn = "arn:aws:sts::123456789012:user/moto"
    (STATE / "eks_map.json").write_text(json.dumps({"cluster": cluster, "keys": {"AKIAIOSFODNN7EXAMPLE": "secret"}, "arns": {arn: {"username": "eks-evidence", "groups": ["rig:auditors"]}}}))


def webhook_log():
    """Every token that was presented to the webhook, and what it said."""
    return [json.loads(line) for line in (STATE / "webhook.log").read_text().splitlines()]


def reach_natively(clusters=(NAME,)):
    """Lets DescribeCluster name the real server and its certificate authority."""
    authority = next(line for line in KUBECONFIG.read_text().split() if len(line) > 500).rstrip("}]")
    for cluster in clusters:
        rig("cluster", {"region": "eu-west-1", "cluster": cluster, "x-rig": {"endpoint": f"https://127.0.0.1:{PORT}", "ca": authority}})


def documents(text):
    """The YAML documents that `permissions` prints."""
    import yaml
    return [document for document in yaml.safe_load_all(text) if document]


AUDITORS = {"kind": "Group", "apiGroup": RBAC, "name": "rig:auditors"}


def grant(rules, name="eks-attest", subject=None):
    """Gives the auditors, or one subject, exactly these rules."""
    kube = client()
    kube.create({"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": name}, "rules": rules})
    kube.create({"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name}, "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": name},
                 "subjects": [subject or AUDITORS]})


def kubeconfig(user):
    return STATE / f"kubeconfig.{user}"


def audit_mark():
    """Where the server's audit log ends now."""
    return (STATE / "audit.log").stat().st_size if (STATE / "audit.log").exists() else 0


def audited(mark):
    """What the server wrote into its audit log since: one event a request of everybody but the admin and the server itself."""
    with (STATE / "audit.log").open() as log:
        log.seek(mark)
        events = [json.loads(line) for line in log]
    return [e for e in events if not e["user"]["username"].startswith("system:")]


def forbidden(event):
    return event.get("annotations", {}).get("authorization.k8s.io/decision") != "allow" or event["responseStatus"]["code"] in (401, 403)


def right(event):
    """The right that a request needs, as a gap names it."""
    asked = event.get("objectRef")
    if not asked or "resource" not in asked:
        return f"{event['verb']} {event['requestURI']}"
    kind = asked["resource"] + (f"/{asked['subresource']}" if "subresource" in asked else "")
    return f"{event['verb']} {kind}.{asked.get('apiGroup', '')}".rstrip(".")


def served():
    """Every kind that the server has, as rights name it."""
    names = tool("kubectl", "--kubeconfig", KUBECONFIG, "api-resources", "-o", "name").stdout.split()
    return set(names)


def attest(name, *arguments, form="md", env=None):
    """A run of `attest` over the one cluster: its bundle, and how it ended."""
    out = folder(name)
    done = run("attest", "--engagement", HERE / "engagement.yaml", "--cluster", NAME, "--format", form, "--out", out, *arguments, env=env, timeout=900)
    return out, done


def assessed(name, *arguments):
    """As `attest`, but without reports and bundle: `collect`, then `assess`."""
    recording, out = folder(f"{name}-recording"), folder(name)
    done = run("collect", "--engagement", HERE / "engagement.yaml", "--cluster", NAME, "--out", recording, *arguments, timeout=900)
    if done.returncode in (0, 3):
        done = run("assess", "--engagement", HERE / "engagement.yaml", "--replay", recording, "--out", out / "data", timeout=900)
    return out, done


def results(bundle):
    return [r for r in load(bundle / "data/assessment.json")["results"] if r["cluster"] == NAME]


# What a reviewer asks kubectl for; one file for each kind.
KINDS = ["nodes", "namespaces", "pods", "replicationcontrollers", "replicasets.apps", "deployments.apps", "daemonsets.apps", "statefulsets.apps", "jobs.batch", "cronjobs.batch", "services", "ingresses.networking.k8s.io",
         "networkpolicies.networking.k8s.io", "serviceaccounts", "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
         "clusterrolebindings.rbac.authorization.k8s.io", "resourcequotas", "limitranges", "poddisruptionbudgets.policy", "horizontalpodautoscalers.autoscaling", "storageclasses.storage.k8s.io",
         "persistentvolumes", "validatingwebhookconfigurations.admissionregistration.k8s.io", "mutatingwebhookconfigurations.admissionregistration.k8s.io",
         "customresourcedefinitions.apiextensions.k8s.io", "configmaps", "secrets", "securitygrouppolicies.vpcresources.k8s.aws", "secretproviderclasses.secrets-store.csi.x-k8s.io"]


def dump(folder):
    """What `kubectl get KIND -A -o json` writes, a file for each kind, and what the server says of itself."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        done = tool("kubectl", "--kubeconfig", KUBECONFIG, "get", kind, "-A", "-o", "json")
        if done.returncode:
            raise RuntimeError(f"kubectl get {kind}: {done.stderr}")
        (folder / f"{kind}.json").write_text(done.stdout)
    for name, command in {"apis": ["get", "--raw", "/apis"], "api": ["get", "--raw", "/api"], "version": ["version", "-o", "json"], "admission.v1": ["get", "--raw", "/apis/admissionregistration.k8s.io/v1"],
                          "admission.v1beta1": ["get", "--raw", "/apis/admissionregistration.k8s.io/v1beta1"]}.items():
        (folder / f"{name}.json").write_text(tool("kubectl", "--kubeconfig", KUBECONFIG, *command).stdout)
    for node in load(folder / "nodes.json")["items"]:
        name = node["metadata"]["name"]
        (folder / f"{name}.json").write_text(tool("kubectl", "--kubeconfig", KUBECONFIG, "get", "--raw", f"/api/v1/nodes/{name}/proxy/configz").stdout)
    return folder


def in_use(bundle):
    """{control: topics it needs} of the controls that rest on Kubernetes evidence."""
    assessment = load(pathlib.Path(bundle) / "data/assessment.json")
    derived = ("analysis.workload", "analysis.container", "analysis.namespace", "analysis.subject", "analysis.policyEngine", "analysis.entrance")
    return {name: control["needs"] for name, control in assessment["controls"].items() if any(n.startswith("kubernetes.") or n in derived for n in control["needs"])}
