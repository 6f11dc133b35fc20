"""Same recording, same bytes; no network, a clear end."""
import time

from suite import HERE, check, environment, folder, run, tool


def demo():
    out = folder("demo-1")
    return out, run("demo", "--out", out)


def same_bytes(one, first):
    two = folder("demo-2")
    second = run("demo", "--out", two)
    check("demo ends with 0 twice", first.returncode == 0 and second.returncode == 0, first.stderr + second.stderr)
    check("two runs of demo give identical bytes", tool("diff", "-r", one, two).returncode == 0)
    check("demo writes the three reports", all((one / f"data/reports/attestation.{e}").is_file() for e in ("md", "html", "pdf")))
    check("the demo bundle re-performs", run("verify", one, "--reperform").returncode == 0)


def unroutable():
    started = time.monotonic()
    # TEST-NET-1 of RFC 5737: no route leads there.
    out = folder("unroutable")
    done = run("attest", "--engagement", HERE / "engagement.yaml", "--out", out, env=environment(AWS_ENDPOINT_URL="http://192.0.2.1"), timeout=120)
    took = time.monotonic() - started
    check("an unroutable endpoint ends attest in under a minute", took < 60 and done.returncode == 5, f"{took:.0f} s, exit {done.returncode}")
    check("the error names the endpoint and what to do", "192.0.2.1" in done.stderr and "help" in done.stderr, done.stderr)
    check("nothing that looks like a bundle is left behind", not out.exists())
