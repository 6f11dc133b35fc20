"""Live collection from the emulator: planted faults, the careful cluster, permissions, redaction, bundle_integrity."""
import pathlib

from suite import HERE, check, folder, load, outcomes, rig, run

# What seed.py puts into cluster names, user data and tags and what no bundle may hold.
CANARIES = ["Tr0ub4dor&3", "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"]
# Services' own names in the emulator's log, by IAM prefix.
REST = {
    "GET /clusters": "ListClusters", "GET /cluster-versions": "DescribeClusterVersions", "GET /addons/supported-versions": "DescribeAddonVersions",
}


def action(service, call):
    """The IAM action of one line of the emulator's log."""
    if service != "eks":
        return f"{service}:{call}"
    if call in REST:
        return f"eks:{REST[call]}"
    method, path = call.split(" ", 1)
    parts = path.strip("/").split("/")
    if len(parts) == 2:
        return "eks:DescribeCluster"
    kind, rest = parts[2], parts[3:]
    lists = {"node-groups": "ListNodegroups", "fargate-profiles": "ListFargateProfiles", "addons": "ListAddons", "access-entries": "ListAccessEntries",
             "pod-identity-associations": "ListPodIdentityAssociations", "identity-provider-configs": "ListIdentityProviderConfigs", "insights": "ListInsights"}
    describes = {"node-groups": "DescribeNodegroup", "fargate-profiles": "DescribeFargateProfile", "addons": "DescribeAddon", "access-entries": "DescribeAccessEntry",
                 "pod-identity-associations": "DescribePodIdentityAssociation", "identity-provider-configs": "DescribeIdentityProviderConfig", "insights": "DescribeInsight"}
    if rest and rest[-1] == "access-policies":
        return "eks:ListAssociatedAccessPolicies"
    return f"eks:{describes[kind] if rest else lists[kind]}"


def rests_on_kubernetes(assessment, control):
    derived = ("analysis.workload", "analysis.container", "analysis.namespace", "analysis.subject", "analysis.policyEngine", "analysis.entrance")
    return any(n.startswith("kubernetes.") or n in derived for n in assessment["controls"][control]["needs"])


PLANTED = load(HERE / "planted.json")["notSatisfied"]


def findings(assessment):
    found = {}
    for result in assessment["results"]:
        if result["cluster"] == "legacy-batch" and result["outcome"] == "not-satisfied":
            found.setdefault(result["control"], "")
            found[result["control"]] += " ".join(f["subject"] + " " + f["message"] for f in result["findings"])
    return found


def planted(assessment, control):
    text, found = PLANTED[control], findings(assessment)
    check(f"planted fault found: {control}", text in found.get(control, "\0"), f"wanted `{text}` in {found.get(control, 'no finding')!r}")


def surplus(assessment):
    surplus = sorted(set(findings(assessment)) - set(PLANTED))
    check("no finding on the careless cluster but the planted ones", not surplus, surplus)


def careful(assessment):
    # The Kubernetes side is not read here; kubernetes.py reads it.
    results = [r for r in assessment["results"] if r["cluster"] == "card-payments" and not rests_on_kubernetes(assessment, r["control"])]
    bad = [(r["control"], r.get("computeType"), r["outcome"], r["reason"], [f["message"] for f in r["findings"]][:3]) for r in results if r["outcome"] in ("not-satisfied", "undetermined")]
    check("the careful cluster is clean", not bad, bad)
    check("the careful cluster was judged", sum(r["outcome"] == "satisfied" for r in results) >= 40, len(results))


def permissions(log):
    called = {action(service, call) for _, service, call, _ in log}
    policy = __import__("json").loads(run("permissions", "--format", "iam").stdout)
    allowed = {a for statement in policy["Statement"] for a in statement["Action"]}
    check("permissions are exactly the actions called", allowed == called, f"not called: {sorted(allowed - called)}; not allowed: {sorted(called - allowed)}")
    writes = [a for a in allowed if not a.split(":")[1].startswith(("Get", "List", "Describe"))]
    check("permissions hold no write verb", not writes, writes)


def redaction(bundle):
    hits = [(str(p.relative_to(bundle)), c) for p in pathlib.Path(bundle).rglob("*") if p.is_file() for c in CANARIES if c.encode() in p.read_bytes()]
    check("no planted secret is in any file of the bundle", not hits, hits)
    kinds = {k for e in load(bundle / "data/evidence/exchanges.json") for k in (e.get("reply") or {}).get("redactions", {})}
    check("redactions were made and counted by kind", kinds, kinds)
    text = (bundle / "data/evidence/exchanges.json").read_text()
    check("no credential of the collector is recorded", "Authorization" not in text and "AKIAIOSFODNN7EXAMPLE" not in text)


def attested():
    """The bundle of a run over both clusters, how the run ended, and what it called."""
    out = folder("live")
    rig("reset", {})
    done = run("attest", "--no-kubernetes", "--engagement", HERE / "engagement.yaml", "--out", out)
    return out, done, rig("log")


def scope(assessment):
    check("both clusters are in scope", [c["name"] for c in assessment["clusters"]] == ["card-payments", "legacy-batch"], assessment["clusters"])
    types = {c["name"]: c["compute"] for c in assessment["clusters"]}
    check("compute types are read from the clusters", types["card-payments"].get("managed-node-group") == 3 and "fargate" in types["card-payments"] and types["legacy-batch"] == {"self-managed": 2}, types)
    check("AWS-owned parts are inherited", any(r["outcome"] == "inherited" for r in outcomes(assessment, "card-payments").values()))
    check("counts add up to the results", sum(assessment["counts"].values()) == len(assessment["results"]), assessment["counts"])
