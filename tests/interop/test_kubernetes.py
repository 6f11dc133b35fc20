"""The Kubernetes side against a real kube-apiserver: rights, planted faults, canaries, dumps, native tokens, manifests."""
import functools

import pytest

import canaries
import cluster
import documents
import fault_matrix
import kubernetes
import manifests
import rights
from cluster import NAME, NOBODY, attest
from suite import check, emulator, folder, seed


@pytest.fixture(scope="module", autouse=True)
def estate():
    """The emulator with the careful cluster, and the server that stands for its control plane."""
    emulator("down")
    emulator("up")
    try:
        seed("--only", "careful")
        cluster.server("down", "--wipe")
        cluster.server("up")
        cluster.seed()
        yield
    finally:
        cluster.server("down")
        emulator("down")


@pytest.fixture
def granted(estate):
    """Exactly the printed role."""
    cluster.grant(rights.rules())


# Runs that several tests look at. Their checks belong to the test that asks first.
@functools.cache
def live():
    """The printed role, and the bundle of a run with it."""
    return rights.least_rights()


@functools.cache
def everything():
    """The bundle of a run with the opt-in rules as well."""
    return rights.everything_asked()


BUNDLES = {"kubeconfig": lambda: live()[1], "both options": everything}


def test_least_rights():
    check("the role has rules", live()[0])


def test_opt_in_rights():
    check("the run left a bundle", (everything() / "data/assessment.json").exists())


@pytest.mark.parametrize("name", BUNDLES)
def test_verified(name):
    kubernetes.verified(BUNDLES[name](), name)


@pytest.mark.parametrize("control", kubernetes.PLANTED["notSatisfied"])
def test_planted(control):
    kubernetes.planted(everything(), control)


def test_every_fault_is_planted():
    kubernetes.all_planted(everything())


def test_nothing_but_what_is_planted():
    kubernetes.none_beside(everything())


def test_hardened_namespaces():
    kubernetes.hardened(everything())


def test_kubelets():
    kubernetes.kubelets(live()[1], everything())


def test_secrets():
    kubernetes.as_identity(everything())


def test_the_search_for_canaries():
    canaries.search_works(folder("hiding"))


@pytest.mark.parametrize("name", BUNDLES)
def test_no_canary(name):
    canaries.none_in(BUNDLES[name](), name)


def test_canaries_everywhere():
    canaries.everywhere(NAME, attest, folder("k8s-canaries-dump"))


def test_dump():
    kubernetes.dumped(everything())


def test_native_token(granted):
    kubernetes.native(live()[1])


def test_an_identity_without_rights():
    kubernetes.refused("an identity without rights", *attest("k8s-nobody", "--kubeconfig", NOBODY))


def test_fault_matrix(granted, fault_share):
    fault_matrix.kubernetes(fault_share)


def test_one_right_less():
    rights.one_less(*live())


@pytest.mark.parametrize("case", manifests.TAKEN)
def test_manifests(case):
    manifests.taken(case)


def test_one_thing_in_two_places():
    manifests.two_places()


@pytest.mark.parametrize("name", manifests.NOT_TAKEN)
def test_what_the_server_refuses(name):
    manifests.server_refuses(name)


def test_attestation():
    documents.attestation(live()[1], "Kubernetes", ["card-payments", "faults/Deployment/privileged"])


def test_a_group_that_is_not_served(granted):
    rights.not_served()
