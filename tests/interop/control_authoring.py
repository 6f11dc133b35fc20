"""Controls as their authors meet them."""
import shutil

from suite import HERE, check, folder, run


def cases():
    done = run("controls", "test")
    check("controls test runs every case and passes", done.returncode == 0 and "cases" in done.stdout, done.stdout[-800:] + done.stderr[-800:])


def misspelt():
    controls = folder("controls")
    shutil.copytree(HERE.parent.parent / "controls", controls)
    victim = next(p for p in sorted(controls.rglob("*.yaml")) if "resourcesVpcConfig.endpointPublicAccess" in p.read_text())
    text = victim.read_text()
    victim.write_text(text.replace("resourcesVpcConfig.endpointPublicAccess", "resourcesVpcConfig.endpointPublicAcess", 1))
    line = next(i for i, l in enumerate(victim.read_text().splitlines(), 1) if "endpointPublicAcess" in l)
    done = run("controls", "test", "--controls", controls)
    said = done.stdout + done.stderr
    check("a misspelt fact is refused with 2", done.returncode == 2, said)
    check("the refusal names file, line and suggestion", victim.name in said and f":{line}:" in said and "endpointPublicAccess" in said, f"line {line}: {said}")
