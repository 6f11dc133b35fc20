#!/usr/bin/env python3
"""Processor time and peak memory of every stage over growing dumps, against the size of the dump.

    benches/size.py                        # builds an optimised program first
    benches/size.py PROGRAM                # or takes one
    benches/size.py PROGRAM --workloads 350 700 1400 --stages collect assess html

Ends with 1 where a stage's time grows faster than its input, or the memory of collect, assess or a format is more than
four times the dump's size. How long a run takes decides nothing.
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile

import size_dump

# Time may grow with the input's size to this power: sorting, and the noise of other programs.
EXPONENT = 1.15
# Peak memory of one stage, as multiples of the dump's size. `attest` and `verify` are many stages: they are shown.
MULTIPLE = 4.0
SHOWN = ["attest", "verify"]
# A run this short says nothing of how time grows.
SHORT = 2.0
# Workloads of the dump that shows what a program takes whatever its input.
SMALLEST = 4
FORMATS = ["md", "html", "pdf", "xlsx", "csv"]
STAGES = ["collect", "assess", *FORMATS, "attest", "verify"]
# Stages that `--stages` may leave out only together with what reads their files.
NEEDED = {"assess": ["collect"], **{name: ["collect", "assess"] for name in FORMATS}, "verify": ["attest"]}


def program():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    subprocess.run(["cargo", "build", "--release", "--locked", "--manifest-path", f"{root}/Cargo.toml"], check=True)
    return os.path.join(root, "target/release/eks-attest")


def command(stage, dump, work):
    at = lambda name: os.path.join(work, name)
    dumped = ["--no-aws", "--cluster", "large", "--kubernetes-dump", dump]
    if stage == "collect":
        return ["collect", *dumped, "--out", at("collect")]
    if stage == "assess":
        return ["assess", "--replay", at("collect"), "--out", at("assess")]
    if stage == "attest":
        return ["attest", *dumped, "--out", at("attest")]
    if stage == "verify":
        return ["verify", at("attest"), "--reperform"]
    return ["report", "--assessment", at("assess/assessment.json"), "--replay", at("collect"), "--format", stage,
            "--out", at(stage)]


def measure(binary, arguments, timeout):
    """Seconds of processor time and bytes of peak memory; none where it did not end in time."""
    child = subprocess.Popen([binary, "-q", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    # Its own messages only: they end when it does.
    timer = subprocess.Popen(["sh", "-c", f"sleep {timeout}; kill {child.pid}"], stderr=subprocess.DEVNULL)
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    timer.kill()
    timer.wait()
    if child.returncode in (-15, 143):
        return None
    # 1 and 3 are verdicts.
    if child.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(arguments)} ended with {child.returncode}: {said.decode(errors='replace')[-600:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def run(binary, workloads, stages, options, folder):
    """The measures of every stage over one dump, and the dump's size."""
    dump, work = os.path.join(folder, f"dump-{workloads}"), os.path.join(folder, f"work-{workloads}")
    size = size_dump.write(dump, workloads, compact=options.compact)
    os.makedirs(work)
    measures = {}
    for stage in stages:
        measures[stage] = measure(binary, command(stage, dump, work), options.timeout)
        if measures[stage] is None and any(stage in NEEDED.get(later, []) for later in stages):
            break
    shutil.rmtree(dump)
    shutil.rmtree(work)
    return size, measures


def grown(before, after):
    """The power of the size with which time grew between two runs of (size, seconds)."""
    return math.log(after[1] / before[1]) / math.log(after[0] / before[0])


def judge(stage, runs, base):
    """What is wrong with one stage, in words."""
    wrong = []
    seen = [(workloads, size, measures.get(stage)) for workloads, (size, measures) in runs.items()]
    for workloads, size, measured in seen:
        if measured is None:
            wrong.append(f"{stage} of {workloads} workloads did not end")
        elif stage not in SHOWN and measured[1] > MULTIPLE * size:
            wrong.append(f"{stage} of {workloads} workloads takes {measured[1] / size:.1f} times its dump")
    # What is spent whatever the input, as reading the controls, is no growth.
    times = [(size, measured[0] - base[stage][0]) for _, size, measured in seen if measured]
    for before, after in zip(times, times[1:]):
        if before[1] > SHORT and grown(before, after) > EXPONENT:
            wrong.append(f"the time of {stage} grows with the power {grown(before, after):.2f} of its input")
    return wrong


def show(runs, stages, base):
    print(f"{'workloads':>9} {'dump MB':>8} {'stage':8} {'seconds':>8} {'power':>6} {'peak MB':>8} {'× dump':>7}"
          f" {'above base':>10}")
    before = {}
    for workloads, (size, measures) in runs.items():
        for stage in stages:
            measured = measures.get(stage)
            if measured is None:
                print(f"{workloads:>9} {size / 1e6:>8.1f} {stage:8} did not end")
                continue
            seconds, peak = measured
            own = (size, max(seconds - base[stage][0], 0.01))
            power = f"{grown(before[stage], own):6.2f}" if stage in before else f"{'':6}"
            before[stage] = own
            print(f"{workloads:>9} {size / 1e6:>8.1f} {stage:8} {seconds:>8.1f} {power} {peak / 1e6:>8.0f}"
                  f" {peak / size:>7.1f} {(peak - base[stage][1]) / size:>10.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", help="a built eks-attest; built when absent")
    parser.add_argument("--workloads", type=int, nargs="+", default=[1_400, 14_000, 60_000])
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=STAGES)
    parser.add_argument("--compact", action="store_true",
                        help="dumps without kubectl's indentation: less than half the size, and of what is allowed")
    parser.add_argument("--timeout", type=int, default=3_600, help="seconds for one stage")
    parser.add_argument("--folder", help="where dumps and bundles are written and removed again")
    options = parser.parse_args()
    wanted = set(options.stages) | {needed for stage in options.stages for needed in NEEDED.get(stage, [])}
    stages = [stage for stage in STAGES if stage in wanted]
    binary = os.path.abspath(options.program) if options.program else program()
    runs = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        base = run(binary, SMALLEST, stages, options, folder)[1]
        for workloads in sorted(options.workloads):
            runs[workloads] = run(binary, workloads, stages, options, folder)
            print(f"{workloads} workloads done", file=sys.stderr, flush=True)
    print("base: " + ", ".join(f"{stage} {peak / 1e6:.0f} MB, {seconds:.1f} s" for stage, (seconds, peak) in base.items()))
    show(runs, stages, base)
    wrong = [line for stage in stages for line in judge(stage, runs, base)]
    for line in wrong:
        print(f"NOT AS IT MUST BE: {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
