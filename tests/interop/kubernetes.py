"""The Kubernetes side against a real kube-apiserver: planted faults, hardened namespaces, least rights, canaries, dumps, native tokens."""
import base64
import json
import os
import re

import canaries
import cluster
from cluster import NAME, attest, results
from suite import HERE, check, environment, folder, load, run

HARDENED = ("payments", "ledger", "settlement")
PLANTED = load(HERE / "planted_k8s.json")


def findings(bundle):
    found = {}
    for result in results(bundle):
        for finding in result["findings"]:
            found.setdefault(result["control"], []).append(f"{finding['subject']} {finding['message']}")
    return found


def subjects(bundle):
    """{control: subjects of its findings} of the controls that rest on Kubernetes, without what differs from run to run."""
    used, found = cluster.in_use(bundle), {}
    for result in results(bundle):
        if result["control"] in used and result["outcome"] == "not-satisfied":
            names = {re.sub(r"\b(i|vol|sg|vpc)-[0-9a-f]{8,17}\b", r"\1-…", f["subject"]) for f in result["findings"]}
            found.setdefault(result["control"], set()).update(names)
    return {control: sorted(names) for control, names in sorted(found.items())}


def planted(bundle, control):
    text, got = PLANTED["notSatisfied"][control], " | ".join(findings(bundle).get(control, []))
    check(f"planted in Kubernetes and found: {control}", text in got, f"wanted `{text}` in {got[:400] or 'no finding'!r}")


def all_planted(bundle):
    found = findings(bundle)
    silent = sorted(set(cluster.in_use(bundle)) - set(PLANTED["notSatisfied"]) - set(PLANTED["notPlantable"]))
    check("every Kubernetes control has its fault planted, or a reason why not", not [c for c in silent if c not in found], silent)
    fields = [text for text in found.get("containers-not-privileged", []) if "spec.template.spec.containers[0].securityContext.privileged is true" in text]
    check("a finding names namespace, kind, name, container, path and value", fields and "faults/Deployment/privileged container privileged" in fields[0], found.get("containers-not-privileged"))


def none_beside(bundle):
    """The subjects of all findings, one by one, are those that were looked at when they were planted.

    INTEROP_BLESS=1 stores what was found: read the difference before it is kept.
    """
    stored, got = HERE / "planted_k8s_subjects.json", subjects(bundle)
    if os.environ.get("INTEROP_BLESS"):
        stored.write_text(json.dumps(got, indent=1) + "\n")
    expected = load(stored)
    beside = {c: sorted(set(names) - set(expected.get(c, []))) for c, names in got.items() if set(names) - set(expected.get(c, []))}
    check("no finding beside the planted ones", not beside, json.dumps(beside))
    missed = {c: sorted(set(names) - set(got.get(c, []))) for c, names in expected.items() if set(names) - set(got.get(c, []))}
    check(f"all {sum(map(len, expected.values()))} planted findings of {len(expected)} controls are there", not missed, json.dumps(missed))


def hardened(bundle):
    """No finding speaks of a hardened namespace: not as subject, not in its message."""
    wanted = "|".join(HARDENED)
    word = re.compile(rf"(?:^|[\s/(\[])(?:{wanted})/|\bnamespace (?:{wanted})\b|^{NAME}/(?:{wanted})(?:\s|$)")
    hits = {control: hit[:200] for control, texts in findings(bundle).items() if control in cluster.in_use(bundle) for hit in texts if word.search(hit)}
    check("the hardened namespaces are clean", not hits, json.dumps(hits, indent=1))
    judged = [r for r in results(bundle) if r["control"] in cluster.in_use(bundle)]
    check("and were judged", sum(r["outcome"] in ("satisfied", "not-satisfied") for r in judged) >= 100, len(judged))
    broken = [(r["control"], r.get("computeType"), r["reason"]) for r in judged if r["outcome"] == "undetermined"]
    check("with all that can be read no Kubernetes control is undetermined", not broken, broken)
    for control in ("node-has-no-public-address", "nodes-encrypt-traffic-in-hardware"):
        said = {r.get("computeType"): (r["outcome"], r["reason"]) for r in results(bundle) if r["control"] == control}
        check(f"{control}: a Fargate node, which Kubernetes alone shows, leaves nothing open", said["fargate"][0] == "not-applicable" and said["managed-node-group"][0] == "satisfied", said)
        check(f"{control}: the node that nobody manages is open", said[None][0] == "undetermined" and "i-0dead000000000001" in said[None][1], said)


def kubelets(live, bundle):
    """Three hardened kubelets and a faulty one behind the nodes' proxy."""
    of_kubelet = {name for name, needs in cluster.in_use(bundle).items() if "kubernetes.kubeletConfig" in needs}
    without = [(r["control"], r["outcome"]) for r in results(live) if r["control"] in of_kubelet and r["outcome"] not in ("undetermined", "inherited")]
    check("without --kubelet-config every kubelet control is undetermined, or inherited", len(of_kubelet) == 15 and not without, without)
    said = [r["reason"] for r in results(live) if r["control"] in of_kubelet and r["outcome"] == "undetermined"]
    check("and says with which option it would be read", said and all("--kubelet-config" in s for s in said), said[:2])


def verified(bundle, name):
    done = run("verify", bundle, "--reperform")
    check(f"{name}: the bundle verifies and re-performs", done.returncode == 0, done.stdout[-800:] + done.stderr)


def dumped(live):
    """What kubectl writes of the same cluster, Secrets with their data and kubelets included, against the live run with both options."""
    path = cluster.dump(folder("k8s-dump-files"))
    bundle, done = attest("k8s-dump", "--kubernetes-dump", path, "--secret-metadata", form="md,html,pdf,xlsx,csv")
    check("attest of a dump ends with 1: findings", done.returncode == 1, done.stderr)
    needs = cluster.in_use(live)
    pairs = lambda b: {(r["control"], r.get("computeType")): (r["outcome"], sorted(f["message"] for f in r["findings"])) for r in results(b) if r["control"] in needs}
    there, here = pairs(live), pairs(bundle)
    differing = {}
    for key in there:
        if there[key] != here.get(key):
            mine = here.get(key, ("-", []))
            differing[str(key)] = (there[key][0], mine[0], [m for m in there[key][1] if m not in mine[1]][:2], [m for m in mine[1] if m not in there[key][1]][:2])
    # With the server's discovery documents in the dump, nothing is left that only a live server tells.
    check(f"a dump gives the same outcome and findings for {len(there)} of {len(there)} results of Kubernetes controls", not differing and len(there) >= 100, json.dumps(differing, indent=1))
    canaries.none_in(bundle, "dump")
    verified(bundle, "dump")


def native(live):
    """The token that EKS would accept, checked by the webhook, signature and cluster name included."""
    cluster.reach_natively()
    cluster.map_callers()
    bundle, done = attest("k8s-native", form="md,html,pdf,xlsx,csv")
    check("attest with a native EKS token ends with 1: findings", done.returncode == 1, done.stderr)
    outcome = lambda b: {(r["control"], r.get("computeType")): r["outcome"] for r in results(b)}
    differing = {k: (v, outcome(bundle).get(k)) for k, v in outcome(live).items() if outcome(bundle).get(k) != v}
    check("native and kubeconfig give the same outcomes", not differing, differing)
    who = {e["principal"] for e in load(bundle / "data/evidence/exchanges.json") if e["request"]["service"] == "kubernetes"}
    # Servers before 1.28 do not tell who the caller is to them; then it is the AWS identity that the token was made of.
    check("the calls are recorded with the identity that made them", who and who <= {"eks-evidence", "arn:aws:sts::123456789012:user/moto"}, who)
    presented(bundle)
    canaries.none_in(bundle, "native")
    verified(bundle, "native")
    cluster.map_callers("another-cluster")
    refused("a token that is signed for another cluster", *attest("k8s-refused"))
    check("the webhook refused it for its cluster", "not signed for another-cluster" in cluster.webhook_log()[-1]["error"], cluster.webhook_log()[-1])
    cluster.map_callers()
    refused("an AWS identity that the cluster does not map", *attest("k8s-refused", env=environment(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7OTHERS1")))
    refused("no --kubernetes", *attest("k8s-refused", "--no-kubernetes"))


def presented(bundle):
    """The tokens that the webhook saw: as EKS wants them, and in no file of the bundle, whole or in part."""
    tokens = sorted({entry["token"] for entry in cluster.webhook_log() if entry.get("authenticated")})
    urls = [base64.urlsafe_b64decode(t.removeprefix("k8s-aws-v1.") + "==").decode() for t in tokens]
    check("the token is a presigned GetCallerIdentity with the cluster among its signed headers", urls and all("Action=GetCallerIdentity" in u and "x-k8s-aws-id" in u for u in urls), [u[:200] for u in urls])
    parts = {f"token {n}": t.removeprefix("k8s-aws-v1.")[:60] for n, t in enumerate(tokens)} | {f"signature {n}": u.split("X-Amz-Signature=")[1][:64] for n, u in enumerate(urls)}
    hits, _ = canaries.found(bundle, parts)
    check(f"none of {len(tokens)} tokens and their signatures is in any file of the bundle", not hits, hits)


def refused(name, bundle, done):
    if check(f"{name}: the run ends with a bundle", done.returncode in (1, 3), done.stderr):
        judged = [r["control"] for r in results(bundle) if r["control"] in cluster.in_use(bundle) and r["outcome"] == "satisfied"]
        check(f"{name}: no Kubernetes control is satisfied", not judged, judged)


def as_identity(bundle):
    text = [p for p in (bundle / "data/evidence/replies").iterdir() if b'"Secret"' in p.read_bytes() and (b'"stringData"' in p.read_bytes() or b'"data"' in p.read_bytes())]
    check("Secrets are read as metadata only", not text, text)
