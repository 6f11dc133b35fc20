"""Every call × every way in which it can fail, one at a time: the run ends, the gap is named, nothing turns out better.

A sample: all ways of failing for one call, and one way for every sixth of the others. The whole of it, or a share, by hand:
`pytest -k fault_matrix --fault-share 1/1`; `1/2` is the first of two shares.
"""
import collections
import itertools
import json
import os
import re
import signal
import subprocess
import time
import urllib.request

import cluster
from live import action
from suite import HERE, HOME, check, folder, load, rig, run

AWS_MODES = ["denied", "throttle", "500", "timeout", "reset", "truncate", "malformed", "html404", "empty200", "html200", "braces200"]
KUBERNETES_MODES = ["denied", "throttle", "500", "timeout", "reset", "truncate", "malformed", "html404", "empty200", "html403", "login200", "redirect", "json404", "other-kind", "braces200"]
# Outcomes that say that all is well, or that nothing had to be.
GOOD = {"satisfied", "not-applicable", "inherited", "excepted"}
# The emulator shares two cores with the rest of the suite: longer than it takes on a bad day, shorter than a timeout.
PATIENCE = ["--read-timeout", "3"]
# Without the caller no run begins: it ends with 5 and says so.
BEGINS = "sts:GetCallerIdentity"
PROXY_PORT = int(os.environ.get("KUBE_PROXY_PORT", "6480"))


def judged(folder):
    return {(r["control"], r["cluster"], r.get("computeType")): r for r in load(folder / "data/assessment.json")["results"]}


def attempt(name, *arguments):
    """`collect`, then `assess`: without reports, which decide nothing."""
    recording, out = folder(f"{name}-recording"), folder(name)
    done = run("collect", "--engagement", HERE / "engagement.yaml", *PATIENCE, *arguments, "--out", recording, timeout=400)
    if done.returncode in (0, 3):
        done = run("assess", "--engagement", HERE / "engagement.yaml", "--replay", recording, "--out", out / "data", timeout=400)
    return out, done, recording


def better_than(before, after):
    """Good results that were not. Where the compute types of a cluster are no longer known, one result stands for all of them: it is held against each."""
    of_cluster = collections.defaultdict(list)
    for (control, cluster, _), result in before.items():
        of_cluster[control, cluster].append(result["outcome"])
    was = lambda key: [before[key]["outcome"]] if key in before else of_cluster[key[:2]]
    return [key for key, result in after.items() if result["outcome"] in GOOD and not (was(key) and GOOD.issuperset(was(key)))]


def compare(name, permission, out, done, before, resting):
    """The three promises for one failed call. Returns what is wrong."""
    if not (out / "data/assessment.json").exists():
        return f"no assessment: exit {done.returncode} {done.stderr[-300:]}"
    if done.returncode not in (1, 3):
        return f"exit {done.returncode}"
    assessment = load(out / "data/assessment.json")
    gaps = [g for g in assessment["gaps"] if g["permission"] == permission]
    if not gaps:
        return f"no gap names {permission}: {sorted({(g['permission'], g['reason']) for g in assessment['gaps']})[:6]}"
    after = judged(out)
    if better := better_than(before, after):
        return f"better than without the fault: {better[:4]}"
    topics = {t for g in gaps for t in g["topics"]}
    needs = lambda r: topics & set(assessment["controls"][r["control"]]["needs"])
    satisfied = [k[:2] for k, r in after.items() if r["outcome"] == "satisfied" and needs(r) and k in resting]
    if satisfied:
        return f"satisfied without the reply: {satisfied[:4]}"
    return None


def resting_on(recording, out, chosen):
    """Results that cite a reply of the call."""
    ids = {e["id"] for e in load(recording / "exchanges.json") if chosen(e["request"])}
    return {key for key, r in judged(out).items() if ids & set(r["exchanges"])}


class Aws:
    modes = AWS_MODES

    def __init__(self):
        rig("reset", {})
        self.out, done, self.recording = attempt("matrix-aws", "--no-kubernetes")
        check("fault matrix: the undisturbed run ends", done.returncode in (1, 3), done.stderr)
        self.before = judged(self.out)
        self.calls = collections.defaultdict(set)
        for _, service, call, _ in rig("log"):
            self.calls[action(service, call)].add((service, call))

    def one(self, permission, mode):
        service, calls = next(iter(self.calls[permission]))[0], [c for _, c in self.calls[permission]]
        pattern = "^(?:" + "|".join(sorted(map(re.escape, calls))) + ")$"
        rig("faults", [{"service": service, "match": pattern, "mode": mode, "count": 1000000, "seconds": 5}])
        out, done, _ = attempt("matrix-fault", "--no-kubernetes")
        rig("reset", {})
        if permission == BEGINS:
            return None if done.returncode == 5 and done.stderr.strip() else f"exit {done.returncode}: {done.stderr[-200:]}"
        name = permission.split(":")[1]
        resting = resting_on(self.recording, self.out, lambda r: r["operation"] == name)
        return compare(f"{permission} {mode}", permission, out, done, self.before, resting)


class Kubernetes:
    modes = KUBERNETES_MODES

    def __init__(self):
        text = cluster.AUDITOR.read_text()
        secure = next(line for line in text.splitlines() if line.startswith("clusters:"))
        self.config = cluster.STATE / "kubeconfig.proxy"
        self.config.write_text(text.replace(secure, f'clusters: [{{name: {cluster.NAME}, cluster: {{server: "http://127.0.0.1:{PROXY_PORT}"}}}}]'))
        self.process = subprocess.Popen([str(HOME / "venv/bin/python"), str(HERE / "rig/kube_proxy.py"), str(PROXY_PORT)], env={**os.environ, **cluster.VARIABLES}, stdin=subprocess.DEVNULL)
        for _ in range(80):
            try:
                self.faults([])
                break
            except OSError:
                time.sleep(0.25)
        self.out, done, self.recording = attempt("matrix-k8s", "--cluster", cluster.NAME, "--kubeconfig", self.config)
        check("fault matrix: the undisturbed run through the proxy ends", done.returncode in (1, 3), done.stderr)
        self.before = judged(self.out)
        self.calls = {}
        for e in load(self.recording / "exchanges.json"):
            if e["request"]["service"] == "kubernetes" and e["outcome"]["kind"] == "answered":
                self.calls.setdefault(self.right(e["request"]["operation"]), set()).add(e["request"]["parameters"]["path"])

    @staticmethod
    def right(operation):
        return " ".join(operation.split(".", 1))

    def faults(self, faults):
        request = urllib.request.Request(f"http://127.0.0.1:{PROXY_PORT}/rig/faults", json.dumps(faults).encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).read()

    def one(self, permission, mode):
        paths = "^(?:" + "|".join(sorted(map(re.escape, self.calls[permission]))) + ")$"
        self.faults([{"path": paths, "mode": mode}])
        out, done, _ = attempt("matrix-fault", "--cluster", cluster.NAME, "--kubeconfig", self.config)
        self.faults([])
        operation = ".".join(permission.split(" ", 1))
        resting = resting_on(self.recording, self.out, lambda r: r["operation"] == operation)
        if not permission.startswith("list "):
            # Discovery and the like: a list may still be found by asking for it, so no gap has to name them.
            return self.no_better(out, done)
        return compare(f"{permission} {mode}", permission, out, done, self.before, resting)

    def no_better(self, out, done):
        if done.returncode not in (1, 3):
            return f"exit {done.returncode} {done.stderr[-300:]}"
        better = better_than(self.before, judged(out))
        return f"better than without the fault: {better[:4]}" if better else None

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def pairs(side, share):
    """All pairs or a share of them, or a sample: one call in all modes, every sixth of the others in one mode after the other."""
    calls = sorted(side.calls)
    if share:
        number, of = share
        return list(itertools.product(calls, side.modes))[number - 1::of]
    modes = itertools.cycle([mode for mode in side.modes if mode != "timeout"])
    middle = calls[len(calls) // 2]
    return list(itertools.product([middle], side.modes)) + [(call, next(modes)) for call in calls[::6] if call != middle]


def matrix(title, side, share):
    counts = collections.Counter()
    for permission, mode in pairs(side, share):
        problem = side.one(permission, mode)
        counts[mode] += 1
        check(f"fault matrix, {title}: {permission} × {mode} ends the run well, is named, and makes nothing better", not problem, problem)
    check(f"fault matrix, {title}: every way of failing was tried over {len(side.calls)} calls", set(counts) == set(side.modes), dict(counts))


def aws(share=None):
    matrix("AWS", Aws(), share)


def kubernetes(share=None):
    side = Kubernetes()
    try:
        matrix("Kubernetes", side, share)
    finally:
        side.close()
