"""The bundle against other people's verifiers, and tampering against ours."""
import shutil

from suite import HOME, check, folder, run, tool


def copy(bundle, name):
    target = folder(name)
    shutil.copytree(bundle, target)
    return target


def verified(bundle):
    done = run("verify", bundle)
    check("verify passes", done.returncode == 0, done.stdout + done.stderr)
    check("verify names the checks that it did not make", "not made" in done.stdout.lower(), done.stdout)
    done = run("verify", bundle, "--reperform")
    check("verify --reperform passes", done.returncode == 0, done.stdout + done.stderr)
    done = tool(HOME / "venv/bin/python", HOME / "venv/bin/bagit.py", "--validate", bundle)
    check("bagit.py --validate passes", done.returncode == 0, done.stderr)
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        done = tool("sha256sum", "-c", "--strict", "--quiet", manifest, cwd=bundle)
        check(f"sha256sum -c {manifest} passes", done.returncode == 0, done.stderr)


def flipped(bundle):
    victim = sorted((bundle / "data/evidence/replies").iterdir())[0]
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    fails(bundle, "one byte flipped", victim.name)


def removed(bundle):
    (bundle / "data/reports/attestation.md").unlink()
    fails(bundle, "a file removed", "attestation.md")


def added(bundle):
    (bundle / "data/reports/extra.md").write_text("not ours\n")
    fails(bundle, "a file added", "extra.md")


def forged(bundle):
    """All hashes are made right again: only re-performing can tell that the verdict is not what the evidence gives."""
    assessment = bundle / "data/assessment.json"
    assessment.write_text(assessment.read_text().replace('"not-satisfied"', '"satisfied"', 1))
    tool("bash", "-c", "find data -type f | LC_ALL=C sort | while read f; do sha256sum \"$f\"; done > manifest-sha256.txt; "
         "size=$(find data -type f -printf '%s\\n' | awk '{s+=$1;n++} END {print s\".\"n}'); sed -i \"s/^Payload-Oxum: .*/Payload-Oxum: $size/\" bag-info.txt; "
         "sha256sum bagit.txt bag-info.txt manifest-sha256.txt > tagmanifest-sha256.txt", cwd=bundle)
    done = run("verify", bundle, "--reperform")
    check("a forged verdict with right hashes does not re-perform", done.returncode == 4 and "assessment.json" in done.stdout + done.stderr, done.stdout + done.stderr)


def fails(bundle, what, name):
    done = run("verify", bundle)
    said = done.stdout + done.stderr
    check(f"{what}: verify fails with 4 and names the file", done.returncode == 4 and name in said, said)
    done = tool(HOME / "venv/bin/python", HOME / "venv/bin/bagit.py", "--validate", bundle)
    check(f"{what}: bagit.py fails too", done.returncode != 0, done.stderr)


# What is done to a copy of the bundle.
TAMPERED = {"flipped": flipped, "removed": removed, "added": added, "forged": forged}


def tampered(bundle, name):
    TAMPERED[name](copy(bundle, name))
