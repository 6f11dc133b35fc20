"""How long the HTML report of 50,000 findings takes to open and to search, in headless Chromium.

    INTEROP_HOME=DIR python3 benches/page.py [TIMES]

INTEROP_HOME is the folder that tests/interop/setup.sh filled (playwright-core under npm/). Nothing is asserted: the
figures depend on the machine, so its load stands beside them.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def main():
    times = sys.argv[1] if len(sys.argv) > 1 else "9"
    modules = pathlib.Path(os.environ["INTEROP_HOME"]) / "npm/node_modules"
    with tempfile.TemporaryDirectory() as pages:
        write = ["cargo", "test", "--locked", "--quiet", "--lib", "report::tests::browser::large_page", "--", "--ignored"]
        subprocess.run(write, cwd=ROOT, env={**os.environ, "EKS_ATTEST_PAGES": pages}, check=True, stdout=subprocess.DEVNULL)
        load = os.getloadavg()[0]
        opened = ["node", HERE / "page.mjs", modules, pathlib.Path(pages) / "large.html", times]
        seen = json.loads(subprocess.run(opened, check=True, capture_output=True, text=True).stdout)
    print(f"50,000 findings: {seen['bytes'] / 1e6:.1f} MB, {seen['rows']} rows on the page; {times} times, {os.cpu_count()} cores, load {load:.1f}")
    names = {
        "painted": "first paint", "interactive": "interactive", "loaded": "script run, filters ready",
        "first": "first search (120 ms of it waiting for the next key)", "next": "next search (the same)", "filter": "one filter",
    }
    for name, words in names.items():
        values = [run[name] for run in seen["seen"]]
        print(f"  {words:<55} median {statistics.median(values):7.0f} ms, best {min(values):7.0f} ms")


if __name__ == "__main__":
    main()
