#!/usr/bin/env python3
"""The interop suite: outputs against other people's validators, collectors against an AWS emulator and a real
kube-apiserver on loopback.

Needs INTEROP_HOME (filled by setup.sh) and EKS_ATTEST (the program). Prints a line for each check, then checks and
seconds of each part; exit 1 if a check fails. What needs no server runs beside what does; `run.py documents` and
`run.py servers` run one of the two. Runs beside each other need their own INTEROP_HOME and ports: AWS_PORT
(5555), K8S_PORT (6443 and the three after it), ETCD_PORT (2379 and the one after it).
"""
import re
import subprocess
import sys
import threading

import custody
import declared
import documents
import fault_matrix
import faults
import kubernetes
import language
import live
import models
import numbers_everywhere
import page
import pdf_second
import reproducible
from suite import emulator, finish, seed, timed

def without_servers():
    with timed("language"):
        language.all_of_it()
    with timed("AWS's models"):
        models.all_of_it()
    with timed("reproducible"):
        demo = reproducible.all_of_it()
    with timed("documents"):
        further = documents.all_of_it(demo)
    with timed("pages"):
        page.all_of_it(demo, further)
    with timed("PDF: second validator, reading order"):
        pdf_second.all_of_it(demo)
    with timed("numbers everywhere"):
        numbers_everywhere.all_of_it(demo)


def with_emulator():
    with timed("live: AWS"):
        seed()
        bundle = live.all_of_it()
    with timed("declared operations"):
        declared.all_of_it()
    with timed("custody"):
        custody.all_of_it(bundle)
    with timed("documents, live"):
        documents.attestation(bundle, "live")
        documents.matrix(bundle, "live")
    with timed("faults"):
        faults.all_of_it(bundle)
    with timed("fault matrix, AWS"):
        fault_matrix.aws()


def with_cluster():
    seed("--only", "careful")
    whole = kubernetes.guarded()
    with timed("documents, Kubernetes"):
        documents.attestation(whole, "Kubernetes", ["card-payments", "faults/Deployment/privileged"])


PARTS = {"documents": [without_servers], "servers": [with_emulator, with_cluster]}


def one(part):
    for step in PARTS[part]:
        served = part == "servers"
        if served:
            emulator("down")
            emulator("up")
        try:
            step()
        finally:
            if served:
                emulator("down")
    finish()


def print_lines(process, name, counts):
    """Hands a part's lines on, whole, and keeps the counts that it ends with."""
    for line in process.stdout:
        found = re.fullmatch(r"interop: (\d+) passed, (\d+) failed\n", line)
        if found:
            counts[name] = tuple(map(int, found.groups()))
        else:
            sys.stdout.write(line)
            sys.stdout.flush()


def all_beside_each_other():
    """Both parts at once: they share no port and no folder. A part that does not end with its counts has failed."""
    counts = {}
    processes = {
        name: subprocess.Popen([sys.executable, __file__, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL)
        for name in PARTS
    }
    readers = [threading.Thread(target=print_lines, args=(process, name, counts)) for name, process in processes.items()]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    for name, process in processes.items():
        if process.wait() not in (0, 1) or name not in counts:
            print(f"FAIL  {name}: ended with {process.returncode} before its end", flush=True)
            counts[name] = (counts.get(name, (0, 0))[0], counts.get(name, (0, 0))[1] + 1)
    passed, failed = (sum(count[at] for count in counts.values()) for at in (0, 1))
    print(f"interop: {passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(sys.argv[1])
    all_beside_each_other()
