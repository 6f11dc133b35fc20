"""Shared parts of the interop suite: running the program, the emulator, and one printed line for each check."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
HOME = pathlib.Path(os.environ["INTEROP_HOME"])
PROGRAM = os.environ["EKS_ATTEST"]
PORT = os.environ.get("AWS_PORT", "5555")
ENDPOINT = f"http://127.0.0.1:{PORT}"
REGION = "eu-west-1"

passed, failed, parts = 0, 0, []


def check(name, condition, detail=""):
    """Prints one line and counts it."""
    global passed, failed
    if condition:
        passed += 1
        print(f"ok    {name}", flush=True)
    else:
        failed += 1
        print(f"FAIL  {name}{': ' + str(detail)[:2000] if detail else ''}", flush=True)
    return bool(condition)


@contextlib.contextmanager
def timed(name):
    """Counts checks and seconds of one part, for the summary at the end."""
    started, before = time.monotonic(), passed + failed
    try:
        yield
    finally:
        parts.append((name, passed + failed - before, time.monotonic() - started))


def finish():
    for name, checks, seconds in parts:
        print(f"      {name:<40} {checks:>5} checks {seconds:>7.0f} s", flush=True)
    print(f"interop: {passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


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
    path = HOME / "work" / name
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
    env = {**os.environ, "RIG_HOME": str(HOME / "rig"), "RIG_PY": str(HOME / "venv/bin/python"), "AWS_PORT": PORT}
    done = subprocess.run([str(HERE / "rig" / f"aws_{action}.sh")], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"interop: the emulator would not go {action}: {done.stderr}")


def seed(*arguments):
    done = tool(HOME / "venv/bin/python", HERE / "rig/seed.py", *arguments, env=environment())
    if done.returncode:
        sys.exit(f"interop: seeding failed: {done.stderr}")


def outcomes(assessment, cluster):
    """{(control, compute type): result} of one cluster."""
    return {(r["control"], r.get("computeType")): r for r in assessment["results"] if r["cluster"] == cluster}
