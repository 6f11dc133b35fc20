"""Reads that fail: the run ends, the gap and the permission are named, nothing that needs the read is satisfied."""
from suite import HERE, check, folder, load, rig, run

# A fact that is joined cites what it was joined from; where that is missing, only what needs it is open.
CALLS = {
    "eks:DescribeCluster": {"service": "eks", "match": "^GET /clusters/[^/]+$"},
    "eks:ListNodegroups": {"service": "eks", "match": "^GET /clusters/[^/]+/node-groups$"},
    "ec2:DescribeInstances": {"service": "ec2", "match": "^DescribeInstances$"},
    "elasticloadbalancing:DescribeTags": {"service": "elasticloadbalancing", "match": "^DescribeTags$"},
    "elasticloadbalancing:DescribeListeners": {"service": "elasticloadbalancing", "match": "^DescribeListeners$", "joined": True},
    "iam:GetRole": {"service": "iam", "match": "^GetRole$"},
}
MODES = {"denied": "access-denied", "throttle": "throttled", "500": "server-error", "reset": "connection", "truncate": "connection"}


def rests_on(bundle, permission):
    """Controls × cluster × compute type whose verdict in the undisturbed run cites a reply of this call."""
    service, operation = permission.split(":")
    ids = {e["id"] for e in load(bundle / "data/evidence/exchanges.json") if e["request"]["service"] == service and e["request"]["operation"] == operation}
    assessment = load(bundle / "data/assessment.json")
    return {(r["control"], r["cluster"], r.get("computeType")) for r in assessment["results"] if ids & set(r["exchanges"])}


def rested_on(undisturbed, permission):
    check(f"{permission}: verdicts rest on it when nothing fails", rests_on(undisturbed, permission))


def one(undisturbed, permission, mode):
    name, reason, fault = f"{permission} {mode}", MODES[mode], dict(CALLS[permission])
    dependent = set() if fault.pop("joined", False) else rests_on(undisturbed, permission)
    out = folder("fault")
    rig("faults", [{**fault, "mode": mode, "count": 1000000}])
    done = run("attest", "--no-kubernetes", "--engagement", HERE / "engagement.yaml", "--format", "md", "--out", out)
    rig("reset", {})
    if not check(f"{name}: the run ends with a bundle", done.returncode in (1, 3) and (out / "data/assessment.json").exists(), f"{done.returncode} {done.stderr}"):
        return
    assessment = load(out / "data/assessment.json")
    gaps = [g for g in assessment["gaps"] if g["permission"] == permission]
    check(f"{name}: the gap is named as {reason} with its permission", gaps and all(g["reason"] == reason for g in gaps), assessment["gaps"][:3])
    topics = {t for g in gaps for t in g["topics"]}
    open_ones = [r["control"] for r in assessment["results"] if r["outcome"] == "undetermined" and topics & set(assessment["controls"][r["control"]]["needs"])]
    check(f"{name}: what needs it is undetermined", open_ones)
    wrong = [(r["control"], r["cluster"]) for r in assessment["results"]
             if r["outcome"] == "satisfied" and ((r["control"], r["cluster"], r.get("computeType")) in dependent or topics & set(assessment["controls"][r["control"]]["needs"]))]
    check(f"{name}: nothing that needs it is satisfied", not wrong, wrong)
    report = (out / "data/reports/attestation.md").read_text()
    check(f"{name}: the report names the permission", permission.split(":")[1] in report)
    check(f"{name}: the bundle verifies and re-performs", run("verify", out, "--reperform").returncode == 0)
