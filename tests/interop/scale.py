#!/usr/bin/env python3
"""5,600 pods, 200 nodes, 200 namespaces on the real kube-apiserver: attest, PDF and bundle included, beside HardenEKS 1.1.1.

usage: scale.py [PODS NODES NAMESPACES]      after `setup.sh scale`; EKS_ATTEST should be an optimised build

Prints wall time and peak memory of both, of the same server in the same sitting. Checks that both came to their end and
saw all of it; never how long it took.
"""
import json
import re
import subprocess
import sys
import time

import cluster
import suite
from cluster import KUBECONFIG, NAME
from suite import HERE, HOME, PROGRAM, environment, folder, load, run

HARDENEKS = HOME / "hardeneks/bin/hardeneks"


def check(name, condition, detail=""):
    if not condition:
        sys.exit(f"FAIL  {name}: {detail}")
    print(f"ok    {name}", flush=True)


def measured(*command, env):
    """Exit code, what it took, and output of a command, by GNU time. Processor time tells more than wall time where others use the machine."""
    start = time.monotonic()
    done = subprocess.run(["/usr/bin/time", "-f", "took %U %S %M", *map(str, command)], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env)
    seconds = time.monotonic() - start
    user, system, peak = map(float, re.search(r"took ([0-9.]+) ([0-9.]+) (\d+)\s*$", done.stderr).groups())
    return done.returncode, {"seconds": round(seconds, 2), "processorSeconds": round(user + system, 2), "peakMiB": round(peak / 1024, 1)}, done


def ours():
    out = folder("scale")
    code, took, done = measured(PROGRAM, "--quiet", "attest", "--engagement", HERE / "engagement.yaml", "--cluster", NAME, "--kubeconfig", KUBECONFIG, "--out", out, env=environment())
    check("attest ends with 1: findings", code == 1, done.stderr[-1500:])
    return out, took


def theirs():
    answer = HOME / "work/hardeneks.json"
    code, took, done = measured(HARDENEKS, "--region", "eu-west-1", "--cluster", NAME, "--context", "rig", "--width", "200", "--export-json", answer, env=environment(KUBECONFIG=str(KUBECONFIG)))
    check("HardenEKS ends", code == 0 and answer.exists(), done.stdout[-1500:] + done.stderr[-500:])
    rules = [result for pillars in load(answer).values() for sections in pillars.values() for messages in sections.values() for results in messages.values() for result in results]
    return len(rules), took


def all_of_it(pods, nodes, namespaces):
    start = time.monotonic()
    cluster.server("down", "--wipe")
    cluster.server("up")
    try:
        print("seeded:", cluster.seed("seed_scale.py", str(pods), str(nodes), str(namespaces)).strip(), f"in {time.monotonic() - start:.0f} s", flush=True)
        report(pods, nodes, namespaces)
    finally:
        cluster.server("down", "--wipe")


def report(pods, nodes, namespaces):
    out, own = ours()
    facts = load(out / "data/facts.json")
    facts = {topic: [fact["value"] for fact in entries] for topic, entries in facts["topics"].items()}
    workloads = facts["kubernetes.workload"]
    check(f"all {pods} pods are mapped to their owners", sum(w["pods"] for w in workloads) == pods and len(workloads) == pods // 4, (len(workloads), sum(w["pods"] for w in workloads)))
    check(f"all {nodes} nodes and {namespaces} namespaces are read", len(facts["kubernetes.node"]) == nodes
          and sum(n["metadata"]["name"].startswith("team-") for n in facts["kubernetes.namespace"]) == namespaces)
    check("the reports are there", all((out / f"data/reports/attestation.{form}").exists() for form in ("md", "html", "pdf")))
    done = run("verify", out, timeout=1200)
    check("the bundle verifies", done.returncode == 0, done.stdout[-500:] + done.stderr)
    assessment = load(out / "data/assessment.json")
    size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file()) / 2**20
    rules, other = theirs()
    print(f"\n{pods} pods, {nodes} nodes, {namespaces} namespaces; {PROGRAM}")
    answers = f"{len(assessment['results'])} results, {sum(len(r['findings']) for r in assessment['results'])} findings; bundle {size:.0f} MiB"
    print(f"{'':24}{'wall':>10}{'processor':>12}{'peak memory':>14}   answers")
    for name, took, said in (("eks-attest attest", own, answers), ("HardenEKS 1.1.1", other, f"{rules} rule results")):
        print(f"{name:24}{took['seconds']:>8.1f} s{took['processorSeconds']:>10.1f} s{took['peakMiB']:>10.0f} MiB   {said}")
    ratio = {key: other[key] / own[key] for key in own}
    print(f"{'HardenEKS / eks-attest':24}{ratio['seconds']:>8.2f} ×{ratio['processorSeconds']:>10.2f} ×{ratio['peakMiB']:>10.2f} ×\n", flush=True)
    (HOME / "work/scale.json").write_text(json.dumps({"pods": pods, "nodes": nodes, "namespaces": namespaces, "attest": own, "hardeneks": other}, indent=1))


if __name__ == "__main__":
    suite.emulator("down")
    suite.emulator("up")
    try:
        suite.seed("--only", "careful")
        all_of_it(*map(int, sys.argv[1:4] or (5600, 200, 200)))
    finally:
        suite.emulator("down")
