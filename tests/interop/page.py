"""The HTML page in a real browser, and against the validator of the W3C's own checker."""
import json
import os
import pathlib

from suite import HERE, HOME, WORKER, check, folder, tool

MODULES = HOME / "npm/node_modules"


def made_pages():
    """The hostile and the large page, from the same code that writes reports."""
    pages = folder("pages")
    pages.mkdir(parents=True)
    env = {**os.environ, "EKS_ATTEST_PAGES": str(pages)}
    done = tool("cargo", "test", "--locked", "--quiet", "--lib", "report::tests::browser", "--", "--ignored", cwd=HERE.parent.parent, env=env)
    check("the hostile and the large page are written", done.returncode == 0 and len(list(pages.iterdir())) == 2, done.stdout + done.stderr)
    return pages / "hostile.html", pages / "large.html"


def vnu(*files):
    done = tool("java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", "--format", "json", *files)
    said = json.loads(done.stderr)["messages"]
    # It warns of inline style and script although the policy names their hashes; the browser blocks neither.
    policy = ("Inline style violates", "Inline script violates")
    return [m for m in said if (m["type"] != "info" or m.get("subType") == "warning") and not m["message"].startswith(policy)]


def others(seen):
    """The pages of the other documents: review and matrix."""
    for one in seen:
        name = "/".join(pathlib.Path(one["file"]).parts[-4:]).split(f"work/{WORKER}/")[-1]
        check(f"{name}: nothing is blocked, logged, fetched or wrong in the console", not one["heard"], one["heard"])
        check(f"{name}: axe-core finds nothing", one["axe"] and not any(one["axe"].values()), one["axe"])
        check(f"{name}: every link within it leads somewhere", not one["dead"], one["dead"])


def in_browser(bundle, further):
    page = bundle / "data/reports/attestation.html"
    hostile, large = made_pages()
    said = vnu(page, hostile, *further)
    check("vnu finds no error and no warning in the pages and the hostile page", not said, json.dumps(said)[:1500])
    done = tool("node", HERE / "browser.mjs", MODULES, page, hostile, large, *further, timeout=900)
    if not check("the browser checks ran", done.returncode == 0, done.stderr):
        return
    seen = json.loads(done.stdout)
    assessment = json.loads((bundle / "data/assessment.json").read_text())
    results = assessment["results"]
    check("nothing is blocked, logged, fetched or wrong in the console", not seen["heard"], seen["heard"])
    for name, found in seen["axe"].items():
        check(f"axe-core finds nothing: {name}", not found, found)
    looks_right(seen, assessment, results)
    reaches(seen)
    prints(seen)
    others(seen["further"])
    foreign = seen["hostile"]
    check("nothing of the hostile page runs or asks", not foreign["heard"] and not foreign["handlers"] and not foreign["links"] and foreign["rows"] > 10, foreign)
    check("the hostile page holds the page's own elements only", sorted(foreign["foreign"]) == ["META", "SCRIPT", "STYLE"], foreign["foreign"])
    big = seen["large"]
    check(f"50,000 findings: {big['bytes'] / 1e6:.1f} MB, first paint {big['painted']:.0f} ms, opened and laid out {big['opened']:.0f} ms, one filter {big['filter']:.0f} ms", big["opened"] > 0)
    check("no table of it has more than 500 rows, and the cut ones say so", big["longest"] <= 500 and big["notices"] >= 100 and "cut" in big["cut"], big)


def looks_right(seen, assessment, results):
    findings = sum(1 for r in results for f in r["findings"])
    check("the page lists every result and finding", seen["all"]["results"] == len(results) and seen["all"]["findings"] >= findings, seen["all"])
    for name, values in seen["filters"].items():
        check(f"the filter `{name}` shows what it says", values and all(v["wrong"] == 0 and v["results"] > 0 and v["hash"].startswith(f"#?{name}=") for v in values.values()), values)
    counted = {o: n for o, n in assessment["counts"].items() if n}
    check("the outcomes filtered add up to the assessment's counts", {o: v["results"] for o, v in seen["filters"]["outcome"].items()} == counted, counted)
    by_severity = {s: sum(1 for r in results if assessment["controls"][r["control"]]["severity"] == s) for s in seen["filters"]["severity"]}
    check("severities filtered are those of the controls", {s: v["results"] for s, v in seen["filters"]["severity"].items()} == by_severity, by_severity)
    check("cleared filters show everything and leave the address clean", seen["cleared"] == {"results": len(results), "hash": ""}, seen["cleared"])


def reaches(seen):
    keys = seen["keyboard"]
    check("search and filters work by keyboard alone", keys["keys"][-1] == "q" and 0 < keys["narrowed"]["results"] < keys["sought"]["results"] < seen["all"]["results"] == keys["cleared"], keys)
    check("the address keeps search and filters", "q=endpoint" in keys["narrowed"]["hash"] and seen["restored"] == {"results": keys["narrowed"]["results"], "search": "endpoint"}, [keys, seen["restored"]])
    check("a finding's raw exchange is one click away", seen["evidence"]["closed"] == 0 and seen["evidence"]["open"] == 1 and seen["evidence"]["inView"], seen["evidence"])
    anchors = seen["anchors"]
    check("every finding, result and control has an anchor of its own, and every result a link to it", anchors["findings"] > 0 and anchors["controls"] > 50 and anchors["results"] == anchors["linked"] == seen["all"]["results"], anchors)
    check("deep links lead there, filtered out or not", all(d["first"] and d["hidden"] == 0 and d["again"] for d in seen["deep"]), seen["deep"])


def prints(seen):
    sheet = seen["print"]
    check("print shows every row and every reply, whatever is filtered", sheet["rows"] == sheet["all"] and sheet["replies"] == sheet["held"] > 0 and sheet["panel"] == 0, sheet)
    text = tool("pdftotext", "-layout", HOME / "npm/printed.pdf", "-").stdout
    check("the printed page holds results and replies", "Raw exchanges" in text and "not satisfied" in text and '"cluster": {' in text)
    check("without JavaScript everything is readable and no dead control is shown", not seen["plain"] and seen["plainText"] > 50_000 and seen["plainDetails"] > 0 and seen["plainOpens"], seen["plainText"])
