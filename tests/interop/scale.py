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
from suite import HERE, HOME, PROGRAM, check, environment, folder, load, run

HARDENEKS = HOME / "hardeneks/bin/hardeneks"


def measured(*command, env):
    """Exit code, seconds, peak resident MiB and output of a command, by GNU time."""
    start = time.monotonic()
    done = subprocess.run(["/usr/bin/time", "-v", *map(str, command)], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env)
    seconds = time.monotonic() - start
    peak = re.search(r"Maximum resident set size \(kbytes\): (\d+)", done.stderr)
    return done.returncode, seconds, int(peak.group(1)) / 1024 if peak else float("nan"), done


def ours():
    out = folder("scale")
    code, seconds, peak, done = measured(PROGRAM, "--quiet", "attest", "--engagement", HERE / "engagement.yaml", "--cluster", NAME, "--kubeconfig", KUBECONFIG, "--out", out, env=environment())
    check("attest ends with 1: findings", code == 1, done.stderr[-1500:])
    return out, seconds, peak


def theirs():
    answer = HOME / "work/hardeneks.json"
    code, seconds, peak, done = measured(HARDENEKS, "--region", "eu-west-1", "--cluster", NAME, "--context", "rig", "--width", "200", "--export-json", answer, env=environment(KUBECONFIG=str(KUBECONFIG)))
    check("HardenEKS ends", code == 0 and answer.exists(), done.stdout[-1500:] + done.stderr[-500:])
    rules = [result for pillars in load(answer).values() for sections in pillars.values() for messages in sections.values() for results in messages.values() for result in results]
    return len(rules), seconds, peak


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
    out, seconds, peak = ours()
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
    rules, other_seconds, other_peak = theirs()
    print(f"\n{pods} pods, {nodes} nodes, {namespaces} namespaces; {PROGRAM}")
    print(f"{'':24}{'wall':>10}{'peak memory':>14}   answers")
    print(f"{'eks-attest attest':24}{seconds:>8.1f} s{peak:>10.0f} MiB   {len(assessment['results'])} results, {sum(len(r['findings']) for r in assessment['results'])} findings; bundle {size:.0f} MiB")
    print(f"{'HardenEKS 1.1.1':24}{other_seconds:>8.1f} s{other_peak:>10.0f} MiB   {rules} rule results")
    print(f"{'HardenEKS / eks-attest':24}{other_seconds / seconds:>8.1f} ×{other_peak / peak:>10.2f} ×\n", flush=True)
    (HOME / "work/scale.json").write_text(json.dumps({"pods": pods, "nodes": nodes, "namespaces": namespaces, "attest": {"seconds": seconds, "peakMiB": peak}, "hardeneks": {"seconds": other_seconds, "peakMiB": other_peak}}, indent=1))


if __name__ == "__main__":
    suite.emulator("down")
    suite.emulator("up")
    try:
        suite.seed("--only", "careful")
        all_of_it(*map(int, sys.argv[1:4] or (5600, 200, 200)))
    finally:
        suite.emulator("down")
    suite.finish()
