"""What IAM policies allow, beside another program's answers."""
import pytest

import iam_peers
from suite import emulator


@pytest.fixture(scope="module", autouse=True)
def account():
    """An emulator with nothing in it but the policies that AWS manages."""
    emulator("down")
    emulator("up")
    try:
        yield
    finally:
        emulator("down")


def test_managed_policies(policy_step):
    iam_peers.all_of_it(policy_step)
