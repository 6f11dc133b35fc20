"""Who may read what: the printed ClusterRole against the server's audit log, and every right taken away in turn."""
import concurrent.futures
import re

import cluster
from cluster import AUDITOR, attest, results
from suite import check, load, run

OPT_IN = {"list secrets", "get nodes/proxy"}
# Roles and users that the suite makes for its denials.
OWN = re.compile(r"less-\d\d$|/eks-attest$|rig:auditors$")
OPTIONS = ("--secret-metadata", "--kubelet-config")
# Without these there is no derived fact, or not every one.
POPULATION = {
    "analysis.workload": {"kubernetes.workload"}, "analysis.container": {"kubernetes.workload"}, "analysis.namespace": {"kubernetes.namespace"}, "analysis.policyEngine": {"kubernetes.workload"},
    "analysis.subject": {"kubernetes.role", "kubernetes.roleBinding"}, "analysis.entrance": {"kubernetes.service", "kubernetes.ingress", "kubernetes.gateway"},
}


def rules(*options):
    done = run("permissions", "--format", "clusterrole", *options)
    roles = [d for d in cluster.documents(done.stdout) if d["kind"] == "ClusterRole"]
    verbs = {verb for role in roles for rule in role["rules"] for verb in rule["verbs"]}
    check("the ClusterRole can only read: " + " ".join(options), verbs and verbs <= {"get", "list"}, verbs)
    return [rule for role in roles for rule in role["rules"]]


def named(rules):
    """Each right of the rules as a gap names it: `list deployments.apps`."""
    return {f"{verb} {plural}.{group}".rstrip("."): (rule, plural) for rule in rules for verb in rule["verbs"] for group in rule.get("apiGroups", []) for plural in rule.get("resources", [])}


def least_rights():
    """Exactly the printed role: nothing is denied but what is opt-in, and nothing at all with the opt-in rules."""
    own = rules()
    check("the role reads no Secret and no node's proxy", not OPT_IN & set(named(own)), OPT_IN & set(named(own)))
    cluster.grant(own)
    mark = cluster.audit_mark()
    whole, done = attest("k8s-live", "--kubeconfig", AUDITOR, form="md,html,pdf,xlsx,csv")
    check("attest with the auditor's kubeconfig ends with 1: findings", done.returncode == 1, done.stderr)
    seen = cluster.audited(mark)
    check("the audit log holds the run, and only `get` and `list`", len(seen) > 40 and {e["verb"] for e in seen} <= {"get", "list"}, (len(seen), {e["verb"] for e in seen}))
    refused = [cluster.right(e) for e in seen if cluster.forbidden(e)]
    check("with the printed role the server denied nothing", not refused, refused)
    asked = {cluster.right(e) for e in seen if "resource" in e.get("objectRef", {})}
    check("neither Secrets nor a node's proxy were asked for", asked and not OPT_IN & asked, asked & OPT_IN)
    served = cluster.served()
    surplus = {name for name, (_, plural) in named(own).items() if name.split(" ", 1)[1] in served} - asked
    check("every right of the role on a kind that the server has is used", not surplus, surplus)
    gaps = [(g["permission"], g["reason"]) for g in kubernetes_gaps(whole)]
    check("no gap of that run is a denial", not [g for g in gaps if g[1] == "access-denied"], gaps)
    mark = cluster.audit_mark()
    bundle, _ = attest("k8s-opt-in", "--kubeconfig", AUDITOR, *OPTIONS)
    refused = {cluster.right(e) for e in cluster.audited(mark) if cluster.forbidden(e)}
    check("asked for without their rights, exactly the opt-in reads are denied", refused == OPT_IN, refused)
    gaps = {g["permission"] for g in kubernetes_gaps(bundle) if g["reason"] == "access-denied"}
    check("and exactly these are the gaps", gaps == OPT_IN, gaps)
    return own, whole


def everything_asked():
    """The opt-in rules as the options print them: nothing at all is denied."""
    full = rules(*OPTIONS)
    check("the options add exactly the opt-in rights", set(named(full)) - set(named(rules())) == OPT_IN, set(named(full)) - set(named(rules())))
    cluster.grant(full)
    mark = cluster.audit_mark()
    bundle, done = attest("k8s-everything", "--kubeconfig", AUDITOR, *OPTIONS)
    check("attest with both options ends with 1: findings", done.returncode == 1, done.stderr)
    seen = cluster.audited(mark)
    refused = [cluster.right(e) for e in seen if cluster.forbidden(e)]
    check("with the opt-in rules the server denied nothing at all", not refused, refused)
    check("both were read", OPT_IN <= {cluster.right(e) for e in seen if "resource" in e.get("objectRef", {})}, seen[-1:])
    gaps = kubernetes_gaps(bundle)
    check("and no gap is left on the Kubernetes side", not gaps, [(g["permission"], g["reason"]) for g in gaps])
    return bundle


def kubernetes_gaps(bundle):
    return [g for g in load(bundle / "data/assessment.json")["gaps"] if any(t.startswith("kubernetes.") for t in g["topics"])]


def one_less(own, whole):
    """Every right on a kind that this server has, taken away in turn. Each has a user of its own, so that two run at a time."""
    asked = {" ".join(e["request"]["operation"].split(".", 1)) for e in load(whole / "data/evidence/exchanges.json") if e["request"]["service"] == "kubernetes"}
    # Kinds that this server does not serve are not asked for.
    rights = {name: found for name, found in named(own).items() if name in asked}
    check(f"{len(rights)} kinds of object are read from this server", len(rights) >= 29, sorted(rights))
    jobs = []
    for number, (name, (rule, plural)) in enumerate(sorted(rights.items())):
        less = [{**r, "resources": [p for p in r["resources"] if p != plural]} if r is rule else r for r in own]
        user = f"less-{number:02}"
        cluster.grant([r for r in less if r.get("resources") != []], user, {"kind": "User", "apiGroup": cluster.RBAC, "name": user})
        jobs.append((name, user))
    before = judged(whole)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, (bundle, done) in zip([n for n, _ in jobs], pool.map(lambda job: cluster.assessed(f"k8s-{job[1]}", "--kubeconfig", cluster.kubeconfig(job[1])), jobs)):
            denied(name, bundle, done, before)


def judged(bundle):
    """{control × compute type: outcome, and the subjects of findings that are a verdict}"""
    return {(r["control"], r.get("computeType")): (r["outcome"], {f["subject"] for f in r["findings"] if r["outcome"] == "not-satisfied"}) for r in results(bundle)}


def denied(right, bundle, done, before):
    """One right less: the gap names it, no control that needs it is satisfied, and nothing gets better or worse for it."""
    if not check(f"without {right}: the run comes to its end", done.returncode in (1, 3), done.stderr):
        return
    assessment = load(bundle / "data/assessment.json")
    gaps = [g for g in assessment["gaps"] if g["reason"] == "access-denied"]
    check(f"without {right}: the one denial is a gap that names the right", gaps and all(g["permission"] == right for g in gaps), [(g["permission"], g["reason"]) for g in assessment["gaps"]])
    topics = {t for g in gaps for t in g["topics"]}
    need = {name for name, needs in cluster.in_use(bundle).items() if topics & set(needs).union(*(POPULATION.get(n, set()) for n in needs))}
    after = judged(bundle)
    wrong = sorted({control for (control, _), (outcome, _) in after.items() if outcome == "satisfied" and control in need})
    check(f"without {right}: 0 of the {len(need)} controls that need it are satisfied", need and not wrong, wrong)
    turned = [key for key, (outcome, _) in after.items() if outcome == "satisfied" and before.get(key, ("",))[0] != "satisfied"]
    check(f"without {right}: no control turns satisfied", not turned, turned)
    # What is not known is not a finding either. The roles of the suite itself differ from run to run.
    invented = {key[0]: sorted(subjects)[:3] for key, (_, found) in after.items() if (subjects := {s for s in found - before.get(key, ("", set()))[1] if not OWN.search(s)})}
    check(f"without {right}: no control fails for what was not read", not invented, invented)


def not_served():
    """Discovery without a group that every server of EKS has may have been cut short: what it lacks is a gap, and not an
    empty list. That this server has no Gateway API is none where discovery is whole: see `everything_asked`."""
    gone = ["autoscaling/v1", "autoscaling/v2beta1", "autoscaling/v2beta2"]
    cluster.server("down")
    cluster.server("up", FEWER_APIS=",".join(f"{version}=false" for version in gone))
    bundle, done = attest("k8s-not-served", "--kubeconfig", AUDITOR)
    check("a server without autoscaling: the run ends with 1: findings", done.returncode == 1, done.stderr)
    gaps = {g["permission"] for g in kubernetes_gaps(bundle) if g["reason"] not in ("not-requested", "not-recorded")}
    check("a group that every server has and this one lacks is a gap", "list horizontalpodautoscalers.autoscaling" in gaps, gaps)
    others = {g for g in gaps if not g.endswith((".autoscaling", ".gateway.networking.k8s.io", ".admissionregistration.k8s.io"))}
    check("and nothing that the server has is one", not others, others)
    outcomes = {r["control"]: (r["outcome"], r["reason"]) for r in results(bundle)}
    said = outcomes.get("autoscalers-target-existing-workloads")
    check("what speaks of autoscalers is open, and not taken to have nothing to judge", said and said[0] == "undetermined", said)
    cluster.server("down")
    cluster.server("up")
