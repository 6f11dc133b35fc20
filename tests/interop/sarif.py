"""SARIF against the schema of OASIS, and against the assessment that it is written from."""
import copy
import json

import jsonschema

from suite import HOME, check


def schema():
    """The schema that `setup.sh` took from a Go module, word for word."""
    return jsonschema.Draft4Validator(json.loads((HOME / "sarif-schema-2.1.0.json").read_text()))


def of_bundle(bundle):
    log = json.loads((bundle / "data/exports/attestation.sarif").read_text())
    validator = schema()
    problems = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(log)]
    check("SARIF: valid by the schema of OASIS", not problems, problems[:3])
    for name, broken in {"a level that there is not": "level", "a result without a message": "message"}.items():
        bad = copy.deepcopy(log)
        bad["runs"][0]["results"][0].pop(broken)
        if broken == "level":
            bad["runs"][0]["results"][0]["level"] = "fatal"
        check(f"SARIF: {name} is refused", any(validator.iter_errors(bad)))
    assessment = json.loads((bundle / "data/assessment.json").read_text())
    run, results = log["runs"][0], assessment["results"]
    found = {entry["partialFingerprints"]["findingId/v1"] for entry in run["results"] if "findingId/v1" in entry["partialFingerprints"]}
    findings = {finding["id"] for result in results for finding in result["findings"]}
    check(f"SARIF: each of the {len(findings)} findings, and no other", findings and found == findings, found ^ findings)
    still_open = [entry for entry in run["results"] if entry["kind"] == "open"]
    undetermined = [result for result in results if result["outcome"] == "undetermined"]
    check("SARIF: what is undetermined is open and never a pass", still_open and len(still_open) == len(undetermined), len(still_open))
    files = [place["physicalLocation"]["artifactLocation"]["uri"] for entry in run["results"] for place in entry["locations"] if "physicalLocation" in place]
    missing = [name for name in files if not (bundle / "data" / name).is_file()]
    check(f"SARIF: the evidence of {len(files)} entries is in the bundle", files and not missing, missing[:3])
