#!/usr/bin/env python3
"""The interop suite: outputs against other people's validators, collectors against an AWS emulator and a real
kube-apiserver on loopback.

Needs INTEROP_HOME (filled by setup.sh) and EKS_ATTEST (the program). Prints a line for each check, then checks and
seconds of each part; exit 1 if a check fails. Runs beside each other need their own INTEROP_HOME and ports: AWS_PORT
(5555), K8S_PORT (6443 and the three after it), ETCD_PORT (2379 and the one after it).
"""
import custody
import declared
import documents
import fault_matrix
import faults
import kubernetes
import language
import live
import numbers_everywhere
import page
import pdf_second
import reproducible
from suite import emulator, finish, seed, timed

def without_servers():
    with timed("language"):
        language.all_of_it()
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


if __name__ == "__main__":
    without_servers()
    for part in (with_emulator, with_cluster):
        emulator("down")
        emulator("up")
        try:
            part()
        finally:
            emulator("down")
    finish()
