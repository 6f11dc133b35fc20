"""Collection from the emulator of AWS: planted faults, the careful cluster, permissions, custody, and reads that fail."""
import pytest

import bundle_integrity
import declared
import documents
import fault_matrix
import faults
import live
from suite import check, emulator, load, rig, seed


@pytest.fixture(scope="module", autouse=True)
def estate():
    """The emulator with both clusters."""
    emulator("down")
    emulator("up")
    try:
        seed()
        yield
    finally:
        emulator("down")


@pytest.fixture(scope="module")
def attested(estate):
    return live.attested()


@pytest.fixture(scope="module")
def bundle(attested):
    return attested[0]


@pytest.fixture(scope="module")
def assessment(bundle):
    return load(bundle / "data/assessment.json")


@pytest.fixture(scope="module")
def planted(bundle):
    """Databases and repositories, which came after the bundle."""
    declared.planted()


@pytest.fixture
def faulty(estate):
    """Whatever fails is whole again afterwards."""
    yield
    rig("reset", {})


def test_attest(attested):
    check("attest live ends with 1: findings", attested[1].returncode == 1, attested[1].stderr)


def test_permissions(attested):
    live.permissions(attested[2])


def test_scope(assessment):
    live.scope(assessment)


def test_the_careful_cluster(assessment):
    live.careful(assessment)


@pytest.mark.parametrize("control", live.PLANTED)
def test_planted(assessment, control):
    live.planted(assessment, control)


def test_nothing_but_what_is_planted(assessment):
    live.surplus(assessment)


def test_redaction(bundle):
    live.redaction(bundle)


def test_declared(planted):
    declared.collected()


def test_declared_and_denied(planted, faulty):
    declared.denied()


def test_custody(bundle):
    bundle_integrity.verified(bundle)


@pytest.mark.parametrize("name", bundle_integrity.TAMPERED)
def test_tampered(bundle, name):
    bundle_integrity.tampered(bundle, name)


def test_attestation(bundle):
    documents.attestation(bundle, "live")


def test_matrix(bundle):
    documents.matrix(bundle, "live", *documents.written_matrix(bundle, "live"))


@pytest.mark.parametrize("permission", faults.CALLS)
def test_verdicts_rest_on(bundle, permission):
    faults.rested_on(bundle, permission)


@pytest.mark.parametrize("mode", faults.MODES)
@pytest.mark.parametrize("permission", faults.CALLS)
def test_fails(bundle, faulty, permission, mode):
    faults.one(bundle, permission, mode)


def test_fault_matrix(faulty, fault_share):
    fault_matrix.aws(fault_share)
