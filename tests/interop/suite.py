"""Shared parts of the interop suite: running the program, the emulator, and checks."""
import json
import os
import pathlib
import shutil
import subprocess
import urllib.request

import pytest

HERE = pathlib.Path(__file__).resolve().parent
HOME = pathlib.Path(os.environ["INTEROP_HOME"])
PROGRAM = os.environ["EKS_ATTEST"]
# Files run beside each other, each in a process with an emulator and a folder of its own: gw0, gw1.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
PORT = str(int(os.environ.get("AWS_PORT", "5555")) + int(WORKER.removeprefix("gw")))
ENDPOINT = f"http://127.0.0.1:{PORT}"
REGION = "eu-west-1"

class Checks:
    """The checks of the test that runs, each of them a subtest of it."""
    subtests, made, failed = None, 0, 0


def check(name, condition, detail=""):
    """One thing that must hold: a line of its own, and the test goes on when it does not."""
    Checks.made += 1
    with Checks.subtests.test(msg=name):
        if not condition:
            Checks.failed += 1
            pytest.fail(str(detail)[:2000], pytrace=False)
    return bool(condition)


def environment(**more):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    clean.update(AWS_ENDPOINT_URL=ENDPOINT, AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="secret", AWS_REGION=REGION, AWS_DEFAULT_REGION=REGION,
                 AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=str(HOME / "none"), AWS_SHARED_CREDENTIALS_FILE=str(HOME / "none"))
    clean.update(more)
    return clean


def run(*arguments, timeout=300, env=None):
    """Runs eks-attest; never raises for its exit code."""
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, env=env or environment(), stdin=subprocess.DEVNULL)


def tool(*arguments, **options):
    return subprocess.run(list(map(str, arguments)), capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)


def folder(name):
    path = HOME / "work" / WORKER / name
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def load(path):
    return json.loads(pathlib.Path(path).read_text())


def rig(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{ENDPOINT}/rig/{path}", data, method="GET" if body is None else "POST")
    return json.loads(urllib.request.urlopen(request).read())


def emulator(action):
    env = {**os.environ, "RIG_HOME": str(HOME / "rig" / WORKER), "RIG_PY": str(HOME / "venv/bin/python"), "AWS_PORT": PORT}
    done = subprocess.run([str(HERE / "rig" / f"aws_{action}.sh")], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"the emulator would not go {action}: {done.stderr}")


def seed(*arguments):
    done = tool(HOME / "venv/bin/python", HERE / "rig/seed.py", *arguments, env=environment())
    if done.returncode:
        raise RuntimeError(f"seeding failed: {done.stderr}")


def outcomes(assessment, cluster):
    """{(control, compute type): result} of one cluster."""
    return {(r["control"], r.get("computeType")): r for r in assessment["results"] if r["cluster"] == cluster}
