"""The Kubernetes side against a real kube-apiserver: planted faults, hardened namespaces, least rights, canaries, dumps, native tokens."""
import json
import pathlib
import re

import cluster
from cluster import AUDITOR, NAME, NOBODY
from suite import HERE, check, environment, folder, load, run

HARDENED = ("payments", "ledger", "settlement")
CANARIES = load(HERE / "canaries_k8s.json")
PLANTED = load(HERE / "planted_k8s.json")


def attest(name, *arguments, form="md", env=None):
    out = folder(name)
    done = run("attest", "--engagement", HERE / "engagement.yaml", "--cluster", NAME, "--format", form, "--out", out, *arguments, env=env)
    return out, done


def results(bundle):
    return [r for r in load(bundle / "data/assessment.json")["results"] if r["cluster"] == NAME]


def findings(bundle):
    found = {}
    for result in results(bundle):
        for finding in result["findings"]:
            found.setdefault(result["control"], []).append(f"{finding['subject']} {finding['message']}")
    return found


def reachable(bundle):
    """The bundle tells who asked, and every list ended."""
    gaps = [g for g in load(bundle / "data/assessment.json")["gaps"] if any(t.startswith("kubernetes.") for t in g["topics"])]
    denied = [g for g in gaps if g["reason"] == "access-denied"]
    check("with the role of `permissions --format clusterrole` nothing is denied", not denied, denied[:5])
    return gaps


def planted(bundle):
    found = findings(bundle)
    for control, text in PLANTED["notSatisfied"].items():
        got = " | ".join(found.get(control, []))
        check(f"planted in Kubernetes and found: {control}", text in got, f"wanted `{text}` in {got[:400] or 'no finding'!r}")
    silent = sorted(set(cluster.in_use(bundle)) - set(PLANTED["notSatisfied"]) - set(PLANTED["notPlantable"]))
    silent = [c for c in silent if not c.startswith("kubelet-")]
    check("every Kubernetes control has its fault planted, or a reason why not", not [c for c in silent if c not in found], silent)
    fields = [text for text in found.get("containers-not-privileged", []) if "spec.template.spec.containers[0].securityContext.privileged is true" in text]
    check("a finding names namespace, kind, name, container, path and value", fields and "faults/Deployment/privileged container privileged" in fields[0], found.get("containers-not-privileged"))


def hardened(bundle):
    """No finding speaks of a hardened namespace: not as subject, not in its message."""
    wanted = "|".join(HARDENED)
    word = re.compile(rf"(?:^|[\s/(\[])(?:{wanted})/|\bnamespace (?:{wanted})\b|^{NAME}/(?:{wanted})(?:\s|$)")
    hits = {control: hit[:200] for control, texts in findings(bundle).items() if control in cluster.in_use(bundle) for hit in texts if word.search(hit)}
    check("the hardened namespaces are clean", not hits, json.dumps(hits, indent=1))
    judged = [r for r in results(bundle) if r["control"] in cluster.in_use(bundle)]
    broken = [(r["control"], r["reason"]) for r in judged if r["outcome"] == "undetermined"
              and not r["control"].startswith("kubelet-") and r["control"] not in PLANTED["needsSecretMetadata"]]
    check("no Kubernetes control is undetermined but those of what is opt-in", not broken, broken)


def canaries(bundle, name):
    hits = [(str(p.relative_to(bundle)), kind) for p in pathlib.Path(bundle).rglob("*") if p.is_file() for kind, c in CANARIES.items() if c.encode() in p.read_bytes()]
    check(f"{name}: no canary is in any file of the bundle", not hits, hits)
    text = (bundle / "data/evidence/exchanges.json").read_text()
    check(f"{name}: no token is recorded", "k8s-aws-v1." not in text and "auditor-token" not in text and "admin-token" not in text)


def verified(bundle, name):
    done = run("verify", bundle, "--reperform")
    check(f"{name}: the bundle verifies and re-performs", done.returncode == 0, done.stdout[-800:] + done.stderr)


def rules(*options):
    done = run("permissions", "--format", "clusterrole", *options)
    roles = [d for d in cluster.documents(done.stdout) if d["kind"] == "ClusterRole"]
    verbs = {verb for role in roles for rule in role["rules"] for verb in rule["verbs"]}
    check("the ClusterRole can only read: " + " ".join(options), verbs and verbs <= {"get", "list"}, verbs)
    return [rule for role in roles for rule in role["rules"]]


def least_rights():
    """Exactly the printed role, then with one kind of object less at a time."""
    own = rules()
    secret = [r for r in own if "secrets" in r.get("resources", []) or "nodes/proxy" in r.get("resources", [])]
    check("the role reads no Secret and no node's proxy", not secret, secret)
    cluster.grant(own)
    whole, done = attest("k8s-live", "--kubeconfig", AUDITOR, form="md,html,pdf")
    if not check("attest with the auditor's kubeconfig ends with 1: findings", done.returncode == 1, done.stderr):
        return whole
    reachable(whole)
    asked = {e["request"]["operation"] for e in load(whole / "data/evidence/exchanges.json") if e["request"]["service"] == "kubernetes"}
    for rule in own:
        for plural in rule.get("resources", []):
            name = f"{plural}.{rule['apiGroups'][0]}".rstrip(".")
            verb = rule["verbs"][0]
            # Kinds that this server does not serve are not asked for.
            if f"{verb}.{name}" in asked:
                less = [{**r, "resources": [p for p in r["resources"] if p != plural]} if r is rule else r for r in own]
                cluster.grant([r for r in less if r.get("resources") != []])
                denied(f"{verb} {name}")
    cluster.grant(own)
    return whole


# Without these there is no derived fact, or not every one.
POPULATION = {
    "analysis.workload": {"kubernetes.workload"}, "analysis.container": {"kubernetes.workload"}, "analysis.namespace": {"kubernetes.namespace"}, "analysis.policyEngine": {"kubernetes.workload"},
    "analysis.subject": {"kubernetes.role", "kubernetes.roleBinding"}, "analysis.entrance": {"kubernetes.service", "kubernetes.ingress"},
}


def denied(right):
    """One right less: the gap names it, and no control that needs its topics is satisfied."""
    bundle, done = attest("k8s-denied", "--kubeconfig", AUDITOR)
    if not check(f"without {right}: the run ends with a bundle", done.returncode in (1, 3), done.stderr):
        return
    assessment = load(bundle / "data/assessment.json")
    gaps = [g for g in assessment["gaps"] if g["permission"] == right]
    check(f"without {right}: the gap names the right", gaps and all(g["reason"] == "access-denied" for g in gaps), [(g["permission"], g["reason"]) for g in assessment["gaps"]])
    topics = {t for g in gaps for t in g["topics"]}
    need = {name for name, needs in cluster.in_use(bundle).items() if topics & set(needs).union(*(POPULATION.get(n, set()) for n in needs))}
    check(f"without {right}: some control needs it", need)
    wrong = sorted({r["control"] for r in assessment["results"] if r["outcome"] == "satisfied" and r["control"] in need})
    check(f"without {right}: 0 controls that need it are satisfied", not wrong, wrong)


def everything_asked():
    """The opt-in rights: Secrets as metadata; kubelets that cannot be reached stay a gap."""
    cluster.grant(rules("--secret-metadata"))
    bundle, done = attest("k8s-secrets", "--kubeconfig", AUDITOR, "--secret-metadata")
    check("attest with --secret-metadata ends with 1", done.returncode == 1, done.stderr)
    planted(bundle)
    hardened(bundle)
    canaries(bundle, "Secrets as metadata")
    kubelet = [r for r in results(bundle) if r["control"].startswith("kubelet-") and r["outcome"] == "satisfied"]
    check("without --kubelet-config no kubelet control is satisfied", not kubelet, [r["control"] for r in kubelet])
    bodies = [p for p in (bundle / "data/evidence/replies").iterdir() if b'"Secret"' in p.read_bytes() and b'"stringData"' in p.read_bytes()]
    check("Secrets are read as metadata only", not bodies, bodies)
    verified(bundle, "Secrets as metadata")
    cluster.grant(rules())
    return bundle


# Only a live server tells that it does not serve a kind; in a dump the kind is merely missing.
LIVE_ONLY = {"kubernetes.validatingAdmissionPolicy"}


def dumped(live):
    path = cluster.dump(folder("k8s-dump-files"))
    bundle, done = attest("k8s-dump", "--kubernetes-dump", path)
    check("attest of a dump ends with 1: findings", done.returncode == 1, done.stderr)
    needs = cluster.in_use(live)
    pairs = lambda b: {(r["control"], r.get("computeType")): (r["outcome"], sorted(f["message"] for f in r["findings"])) for r in results(b) if r["control"] in needs}
    there, here = pairs(live), pairs(bundle)
    differing = {}
    for key in there:
        if there[key] != here.get(key) and not LIVE_ONLY & set(needs[key[0]]):
            differing[str(key)] = (there[key][0], here.get(key, ["-"])[0], [m for m in there[key][1] if m not in here.get(key, ["", []])[1]][:2], [m for m in here.get(key, ["", []])[1] if m not in there[key][1]][:2])
    check("a dump gives the same outcomes and findings as the live run", not differing, json.dumps(differing, indent=1))
    check("the comparison covers the Kubernetes controls", len(there) >= 80, len(there))
    canaries(bundle, "dump")
    verified(bundle, "dump")


def native(live):
    """The token that EKS would accept, checked by the webhook, signature and cluster name included."""
    cluster.reach_natively()
    cluster.map_callers()
    bundle, done = attest("k8s-native")
    check("attest with a native EKS token ends with 1: findings", done.returncode == 1, done.stderr)
    outcome = lambda b: {(r["control"], r.get("computeType")): r["outcome"] for r in results(b)}
    differing = {k: (v, outcome(bundle).get(k)) for k, v in outcome(live).items() if outcome(bundle).get(k) != v}
    check("native and kubeconfig give the same outcomes", not differing, differing)
    who = {e["principal"] for e in load(bundle / "data/evidence/exchanges.json") if e["request"]["service"] == "kubernetes"}
    # Servers before 1.28 do not tell who the caller is to them; then it is the AWS identity that the token was made of.
    check("the calls are recorded with the identity that made them", who and who <= {"eks-evidence", "arn:aws:sts::123456789012:user/moto"}, who)
    canaries(bundle, "native")
    verified(bundle, "native")
    cluster.map_callers("another-cluster")
    refused("a token that is signed for another cluster", *attest("k8s-refused"))
    cluster.map_callers()
    refused("an AWS identity that the cluster does not map", *attest("k8s-refused", env=environment(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7OTHERS1")))
    refused("no --kubernetes", *attest("k8s-refused", "--no-kubernetes"))


def refused(name, bundle, done):
    if check(f"{name}: the run ends with a bundle", done.returncode in (1, 3), done.stderr):
        judged = [r["control"] for r in results(bundle) if r["control"] in cluster.in_use(bundle) and r["outcome"] == "satisfied"]
        check(f"{name}: no Kubernetes control is satisfied", not judged, judged)


def all_of_it():
    cluster.server("down", "--wipe")
    cluster.server("up")
    try:
        cluster.seed()
        live = least_rights()
        canaries(live, "kubeconfig")
        verified(live, "kubeconfig")
        everything_asked()
        dumped(live)
        native(live)
        refused("an identity without rights", *attest("k8s-nobody", "--kubeconfig", NOBODY))
    finally:
        cluster.server("down")


if __name__ == "__main__":
    import suite
    suite.emulator("down")
    suite.emulator("up")
    try:
        suite.seed("--only", "careful")
        all_of_it()
    finally:
        suite.emulator("down")
    suite.finish()
