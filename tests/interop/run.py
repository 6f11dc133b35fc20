#!/usr/bin/env python3
"""The interop suite: outputs against other people's validators, collectors against an AWS emulator and a real
kube-apiserver on loopback.

Needs INTEROP_HOME (filled by setup.sh) and EKS_ATTEST (the program). Prints a line for each check; exit 1 if one fails.
"""
import custody
import documents
import faults
import kubernetes
import language
import live
import numbers_everywhere
import page
import pdf_second
import reproducible
from suite import emulator, finish, seed

if __name__ == "__main__":
    language.all_of_it()
    demo = reproducible.all_of_it()
    documents.all_of_it(demo)
    page.all_of_it(demo)
    pdf_second.all_of_it(demo)
    numbers_everywhere.all_of_it(demo)
    emulator("down")
    emulator("up")
    try:
        seed()
        bundle = live.all_of_it()
        custody.all_of_it(bundle)
        documents.all_of_it(bundle)
        faults.all_of_it(bundle)
        emulator("down")
        emulator("up")
        seed("--only", "careful")
        kubernetes.all_of_it()
    finally:
        emulator("down")
    finish()
