"""The interop suite: outputs against other people's validators, collectors against an AWS emulator and a real
kube-apiserver on loopback.

Needs INTEROP_HOME (filled by setup.sh) and EKS_ATTEST (the program): `python -m pytest tests/interop`, with the python of
INTEROP_HOME/venv. Prints a line for each check. Two files run at a time, each in a process of its own; `-k` and names of
files select, `-n 0` runs all in one process. Runs beside each other need their own INTEROP_HOME and ports: AWS_PORT (5555
and the one after it), K8S_PORT (6443 and the three after it), ETCD_PORT (2379 and the one after it).
"""
import os

import pytest

for needed in ("INTEROP_HOME", "EKS_ATTEST"):
    if needed not in os.environ:
        raise pytest.UsageError(f"{needed} is not set: INTEROP_HOME is the folder that setup.sh filled, EKS_ATTEST the program")

from suite import Checks


def pytest_addoption(parser):
    parser.addoption("--fault-share", metavar="N/M", help="the Nth of M shares of the fault matrix, in place of a sample; 1/1 is all of it")
    parser.addoption("--policy-step", metavar="N", type=int, default=20, help="every Nth of the policies that AWS manages; 1 is all of them")


@pytest.fixture(scope="session")
def policy_step(pytestconfig):
    return pytestconfig.getoption("policy_step")


@pytest.fixture(autouse=True)
def checks(subtests):
    Checks.subtests, Checks.made, Checks.failed = subtests, 0, 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    result = yield
    if Checks.failed or not Checks.made:
        pytest.fail(f"{Checks.failed} of {Checks.made} checks failed", pytrace=False)
    return result


@pytest.fixture(scope="session")
def fault_share(pytestconfig):
    given = pytestconfig.getoption("fault_share")
    return given and tuple(map(int, given.split("/")))


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report):
    """Category, letter and word of a report, by which it is counted. What is printed of it is a line, see below."""
    if isinstance(report, pytest.SubtestReport):
        return ("failed checks" if report.failed else "checks"), "", ""
    if report.skipped:
        return "skipped", "", "SKIP"
    if report.failed:
        return ("failed" if report.when == "call" else "error"), "", "FAIL"
    return ("passed" if report.when == "call" else ""), "", ""


class Lines:
    """Prints a line for each check as soon as it was made, wherever it ran."""

    def __init__(self, terminal):
        self.terminal = terminal

    def pytest_runtest_logreport(self, report):
        if isinstance(report, pytest.SubtestReport):
            # The first line names the process.
            detail = "\n".join(line for line in report.longreprtext.splitlines() if not line.startswith("[gw"))
            self.terminal.ensure_newline()
            self.terminal.write_line(f"FAIL  {report.context.msg}: {detail}" if report.failed else f"ok    {report.context.msg}")
        elif report.failed or report.skipped:
            self.terminal.ensure_newline()
            self.terminal.write_line(f"FAIL  {report.nodeid} {report.when}: {report.outcome}")


def pytest_sessionstart(session):
    plugins = session.config.pluginmanager
    terminal = plugins.get_plugin("terminalreporter")
    if terminal and not hasattr(session.config, "workerinput"):
        plugins.register(Lines(terminal))


def pytest_sessionfinish(session):
    """Nothing is skipped: what could not be tried has failed."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and terminal.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
