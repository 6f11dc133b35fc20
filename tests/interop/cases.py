"""Objects as strangers' clusters have them, judged as files without AWS: each control gives the right answer.

A case is `cases/NAME.yaml`, completed by empty lists, the server's version and its discovery. What is expected of a control
is its outcome on the cluster, subjects that are found, and subjects that are not.
"""
import json

import yaml

from suite import HERE, check, folder, load, run

CASES = HERE / "cases"
RESOURCES = (
    "nodes namespaces pods replicationcontrollers replicasets.apps deployments.apps daemonsets.apps statefulsets.apps jobs.batch cronjobs.batch services "
    "ingresses.networking.k8s.io networkpolicies.networking.k8s.io serviceaccounts roles.rbac.authorization.k8s.io clusterroles.rbac.authorization.k8s.io "
    "rolebindings.rbac.authorization.k8s.io clusterrolebindings.rbac.authorization.k8s.io configmaps resourcequotas limitranges poddisruptionbudgets.policy "
    "horizontalpodautoscalers.autoscaling storageclasses.storage.k8s.io persistentvolumes validatingwebhookconfigurations.admissionregistration.k8s.io "
    "mutatingwebhookconfigurations.admissionregistration.k8s.io validatingadmissionpolicies.admissionregistration.k8s.io "
    "validatingadmissionpolicybindings.admissionregistration.k8s.io customresourcedefinitions.apiextensions.k8s.io"
).split()
GROUPS = "apps batch networking.k8s.io rbac.authorization.k8s.io policy autoscaling storage.k8s.io admissionregistration.k8s.io apiextensions.k8s.io".split()

SATISFIED, FAILED, OPEN = "satisfied", "not-satisfied", "undetermined"
# Without AWS nobody knows whether Auto Mode enforces policies beside the VPC CNI: its strict mode leaves the answer open.
# Case: the server's minor version, and for each control its outcome, what is among its findings, and what is not.
EXPECTED = {
    "n4-all-addresses": (34, {"pods-are-isolated-by-network-policies": (FAILED, [], [])}),
    "n5-strict-mode": (34, {"namespaces-deny-traffic-by-default": (OPEN, [], [])}),
    "n6-cluster-network-policy": (34, {"namespaces-deny-traffic-by-default": (OPEN, [], [])}),
    "p1-safe-sysctls": (34, {"pod-security-baseline-met": (SATISFIED, [], []), "sysctls-are-safe": (SATISFIED, [], [])}),
    "p1-user-namespaces": (35, {"pod-security-baseline-met": (SATISFIED, [], [])}),
    "p2-counterfeit": (34, {"containers-not-privileged": (FAILED, ["dcgm-server"], []), "host-pid-not-shared": (FAILED, [], [])}),
    "p4-scoped-deny": (34, {"admission-policies-are-active": (SATISFIED, [], [])}),
    "p4-rule-audits": (34, {"admission-policies-are-active": (FAILED, [], [])}),
    "p4-no-actions": (34, {"admission-policies-are-active": (SATISFIED, [], [])}),
    "p4-off-at-admission": (34, {"admission-policies-are-active": (FAILED, [], [])}),
    "p4-config-maps-only": (34, {"admission-policies-are-active": (FAILED, [], [])}),
    "r1-named-rights": (
        34,
        {
            "few-subjects-bind-escalate-or-impersonate": (FAILED, ["ServiceAccount/t/imp"], ["ServiceAccount/t/binder"]),
            "few-subjects-create-service-account-tokens": (FAILED, ["ServiceAccount/t/strong"], ["ServiceAccount/t/tokener"]),
            "few-subjects-use-the-node-proxy": (FAILED, ["ServiceAccount/t/strong"], ["ServiceAccount/t/proxy1"]),
        },
    ),
    "r2-token-automount": (34, {"service-account-token-not-mounted-needlessly": (FAILED, ["on-by-pod"], ["off-by-sa", "off-by-pod"])}),
    "r3-borrowed-names": (
        34,
        {
            "cluster-admin-is-held-by-few": (FAILED, ["User/bob"], []),
            "few-subjects-read-secrets": (FAILED, ["ServiceAccount/kube-system/coredns"], []),
        },
    ),
    # The Services that the internet reaches are told as such, the internal ones are not.
    "n8-schemes": (34, {"internet-entrances-are-known": (FAILED, ["/shop/Service/a", "/shop/Service/c", "/shop/Service/f"], ["/shop/Service/b", "/shop/Service/d", "/shop/Service/e"])}),
}


def dump(name, minor):
    """The case as a folder that `--kubernetes-dump` takes for a whole cluster."""
    made = folder(f"case-{name}-dump")
    made.mkdir(parents=True, exist_ok=True)
    text = (CASES / f"{name}.yaml").read_text()
    (made / "case.yaml").write_text(text)
    objects = [document for document in yaml.safe_load_all(text) if document]
    for resource in RESOURCES:
        (made / f"{resource}.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "metadata": {}, "items": []}))
    versions = {document["apiVersion"] for document in objects if "/" in document["apiVersion"]} | {f"{group}/v1" for group in GROUPS}
    groups = {version.split("/")[0]: [] for version in sorted(versions)}
    for version in sorted(versions):
        groups[version.split("/")[0]].append({"groupVersion": version, "version": version.split("/")[1]})
    files = {
        "version": {"serverVersion": {"major": "1", "minor": str(minor), "gitVersion": f"v1.{minor}.1-eks-1234567"}},
        "api": {"kind": "APIVersions", "versions": ["v1"]},
        "apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [{"name": group, "versions": served, "preferredVersion": served[0]} for group, served in groups.items()]},
    }
    for file, content in files.items():
        (made / f"{file}.json").write_text(json.dumps(content))
    return made


def judged(name):
    minor, expected = EXPECTED[name]
    out = folder(f"case-{name}")
    done = run("attest", "--no-aws", "--kubernetes-dump", dump(name, minor), "--cluster", "prod", "--format", "csv", "--out", out, timeout=400)
    if done.returncode not in (1, 3):
        check(f"case {name}: it is judged", False, f"exit {done.returncode} {done.stderr[-400:]}")
        return
    results = load(out / "data/assessment.json")["results"]
    for control, (outcome, found, spared) in expected.items():
        of_control = [result for result in results if result["control"] == control]
        outcomes = [result["outcome"] for result in of_control]
        subjects = [finding["subject"] for result in of_control for finding in result["findings"]]
        says = f"{outcomes} {subjects} {[result['reason'] for result in of_control]}"
        check(f"case {name}: {control} is {outcome}", outcome in outcomes, says)
        for subject in found:
            check(f"case {name}: {control} finds {subject}", any(subject in one for one in subjects), says)
        for subject in spared:
            check(f"case {name}: {control} does not find {subject}", not any(subject in one for one in subjects), says)
