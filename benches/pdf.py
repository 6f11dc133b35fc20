#!/usr/bin/env python3
"""A report of about 300 pages as a PDF: ours beside typst and headless Chromium, same content, same sitting.

usage: benches/pdf.py [PROGRAM] [--findings N] [--runs N] [--keep DIR]

PROGRAM is an optimised build; without it, `cargo build --release` makes one. Needs chromium, poppler-utils, and PyPI for
typst. Content: the attestation of `demo` with findings added. Ours is the whole of `report --format pdf`: reading the
assessment and the recording, the views, the templates and the PDF. typst compiles a source of the same Markdown, to the
same standards; Chromium prints our HTML without the raw replies that only the page carries. The best of N runs counts.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / "target/bench/venv"


def prepared():
    """Runs this script again with the packages it needs."""
    python = VENV / "bin/python"
    if pathlib.Path(sys.prefix) == VENV:
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", HERE / "requirements.txt"], check=True)
    os.execv(python, [python, *sys.argv])


def seen(session, ticks):
    """Proportional set size of all processes of a session, in KiB; notes the clock ticks that each has used."""
    total = 0
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == session:
                    ticks[entry.name] = int(fields[11]) + int(fields[12])
                    total += int(re.search(r"^Pss:\s+(\d+)", (entry / "smaps_rollup").read_text(), re.M).group(1))
            except (OSError, AttributeError, ValueError):
                continue
    return total


def measured(command):
    """Seconds, CPU seconds and peak MiB of a command and its children."""
    start = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    peak, ticks, done = [0], {}, threading.Event()

    def watch():
        while not done.wait(0.02):
            peak[0] = max(peak[0], seen(process.pid, ticks))

    watcher = threading.Thread(target=watch)
    watcher.start()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    done.set()
    watcher.join()
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        sys.exit(f"{command[0]} failed: {errors.decode()[-2000:]}")
    # A browser's processes outlive each other: their own clocks count where they show more.
    cpu = max(usage.ru_utime + usage.ru_stime, sum(ticks.values()) / os.sysconf("SC_CLK_TCK"))
    return seconds, cpu, max(peak[0], usage.ru_maxrss) / 1024


def pages(pdf):
    out = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", out).group(1))


def inputs(program, folder, findings):
    """An assessment with many findings, its Markdown, its HTML and its typst source."""
    import pdf_content

    subprocess.run([program, "--quiet", "demo", "--out", folder / "demo"], check=True)
    data = folder / "demo/data"
    assessment = pdf_content.enlarged(json.loads((data / "assessment.json").read_text()), findings)
    (folder / "assessment.json").write_text(json.dumps(assessment))
    base = [program, "--quiet", "report", "--assessment", folder / "assessment.json", "--replay", data / "evidence"]
    subprocess.run([*base, "--format", "md,html", "--out", folder / "text"], stderr=subprocess.DEVNULL)
    html = (folder / "text/attestation.html").read_text()
    (folder / "print.html").write_text(re.sub(r'<details class="raw".*?</details>', "", html, flags=re.S))
    markdown = (folder / "text/attestation.md").read_text()
    (folder / "report.typ").write_text(pdf_content.typst_source(markdown, assessment["engagement"]["organisation"]))
    return base


def tools(base, folder):
    compile_typst = (
        "import typst; typst.compile('report.typ', output='typst.pdf', pdf_standards=['a-3a', 'ua-1'],"
        f" font_paths=[{str(ROOT / 'assets/fonts')!r}], ignore_system_fonts=True)"
    )
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("chromium is missing")
    return {
        "eks-attest": ([*base, "--format", "pdf", "--out", folder / "ours"], folder / "ours/attestation.pdf"),
        "typst 0.15.2": ([sys.executable, "-c", compile_typst], folder / "typst.pdf"),
        "Chromium": ([chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
                      "--no-pdf-header-footer", f"--print-to-pdf={folder / 'chromium.pdf'}", folder / "print.html"], folder / "chromium.pdf"),
    }


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", nargs="?")
    arguments.add_argument("--findings", type=int, default=1_300)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--keep", type=pathlib.Path)
    chosen = arguments.parse_args()
    if chosen.program is None:
        subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
        chosen.program = ROOT / "target/release/eks-attest"
    program = pathlib.Path(chosen.program).resolve()
    folder = chosen.keep.resolve() if chosen.keep else pathlib.Path(tempfile.mkdtemp())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chdir(folder)
    results = {}
    commands = tools(inputs(program, folder, chosen.findings), folder)
    # In turn, so that all meet the same machine.
    for _ in range(chosen.runs):
        for name, (command, _) in commands.items():
            results.setdefault(name, []).append(measured(command))
    print(f"{'':16}{'wall':>9}{'CPU':>9}{'peak memory':>14}{'pages':>8}{'size':>10}{'slower':>9}{'more memory':>13}")
    seconds, _, peak = map(min, zip(*results["eks-attest"]))
    for name, (_, pdf) in commands.items():
        wall, cpu, mib = map(min, zip(*results[name]))
        size = pdf.stat().st_size / 2**20
        print(f"{name:16}{wall:>7.2f} s{cpu:>7.2f} s{mib:>10.0f} MiB{pages(pdf):>8}{size:>6.1f} MiB{wall / seconds:>7.1f} ×{mib / peak:>11.1f} ×")
    if chosen.keep is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    prepared()
    main()
