"""The same numbers in every format, as other people's programs read them: openpyxl, csv, pdftotext; and no cell is a formula."""
import collections
import csv
import html.parser
import json
import re
import site
import zipfile

from suite import HERE, HOME, check, folder, load, run, tool

# The suite may be run by any Python; its packages are those that setup.sh installs.
site.addsitedir(str(next((HOME / "venv/lib").glob("python3*/site-packages"))))
import openpyxl  # noqa: E402

OUTCOMES = ["satisfied", "not satisfied", "undetermined", "excepted", "attested", "inherited", "not applicable"]
OWNERS = {"AWS", "customer", "shared", "not applicable"}
HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://203.0.113.9\",\"x\")", "＝1+1", "_x0041_<b>&amp;", "a\"b,c\nd"]


class Rows(html.parser.HTMLParser):
    """The cells of every table row of a page, as text."""

    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append("".join(self.cell).strip())
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def numbers(results, findings):
    clusters = collections.Counter((c, o.replace("-", " ")) for c, o in results)
    outcomes = collections.Counter(o for c, o in clusters.elements())
    return {"outcomes": dict(outcomes), "clusters": dict(clusters), "findings": findings}


def of_json(data):
    results = load(data / "assessment.json")["results"]
    findings = sum(len(r["findings"]) or (r["outcome"] == "not-satisfied") for r in results)
    return numbers([(r["cluster"], r["outcome"]) for r in results], findings)


def of_rows(rows):
    """Of results and of findings; these have a column more where the engagement names owners."""
    results = [(r[1], r[4]) for r in rows if len(r) == 7 and r[3] in OWNERS and r[4] in OUTCOMES]
    listed = [r for r in rows if len(r) in (7, 8) and r[3] not in OWNERS and re.fullmatch(r"[0-9a-f]{12}|–", r[-1])]
    return numbers(results, len([r for r in listed if any(r[4].startswith(o) for o in OUTCOMES)]))


def html_rows(data):
    reader = Rows()
    reader.feed((data / "reports/attestation.html").read_text())
    return reader.rows


def markdown_rows(data):
    lines = [l for l in (data / "reports/attestation.md").read_text().splitlines() if l.startswith("| ") and l.endswith(" |")]
    return [[c.strip().strip("*`") for c in l[2:-2].split(" | ")] for l in lines]


def table(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row)) for row in rows]


def records(data, name):
    with open(data / "exports" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def workbook(data):
    return openpyxl.load_workbook(data / "exports/attestation.xlsx")


def formulas(book):
    return [f"{s.title}!{c.coordinate}" for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def pdf_numbers(data):
    """Outcomes and findings from the text of the PDF."""
    text = tool("pdftotext", "-layout", data / "reports/attestation.pdf", "-").stdout
    words = " ".join(text.split())
    outcomes = {o: int(m[1]) for o in OUTCOMES if (m := re.search(rf"(?<!not ) {o} (\d+) ", words))}
    # Ids of findings stand in the last column of the findings' tables.
    return {o: n for o, n in outcomes.items() if n}, int(re.search(r"(\d+) findings? under", words)[1]), set(re.findall(r"\b[0-9a-f]{12}\b", words))


def check_book(data, said):
    book = workbook(data)
    check("openpyxl reads ten sheets", book.sheetnames == ["Summary", "Findings", "Results", "Responsibility matrix", "Evidence index", "Exceptions", "Parameters", "Owners", "Gaps", "Population"], book.sheetnames)
    results, findings = table(book["Results"]), table(book["Findings"])
    check("XLSX has the numbers of assessment.json", numbers([(r["Cluster"], r["Outcome"]) for r in results], len(findings)) == said)
    rows = [[c for c in row] for row in book["Summary"].iter_rows(values_only=True)]
    start = next(i for i, r in enumerate(rows) if r[0] == "Outcome")
    check("the summary sheet counts the same outcomes", {r[0].replace("-", " "): r[1] for r in rows[start + 1:start + 8] if r[1]} == said["outcomes"])
    start = next(i for i, r in enumerate(rows) if r[0] == "Cluster")
    names = [n.replace("-", " ") for n in rows[start][1:8]]
    counted = {(r[0], n): v for r in rows[start + 1:] if r[0] in {c for c, _ in said["clusters"]} for n, v in zip(names, r[1:8]) if v}
    check("the summary sheet counts the same by cluster", counted == said["clusters"], counted)
    framed = all(s.freeze_panes == "B2" and s.auto_filter.ref and s.column_dimensions["A"].width > 5 for s in book.worksheets[1:])
    check("every sheet has a frozen header, a filter and widths", framed)
    index = table(book["Evidence index"])
    exchanges = load(data / "assessment.json")["collection"]["exchanges"]
    check("the evidence index has every exchange, with numbers and dates", len(index) == exchanges and all(isinstance(r["Attempt"], int) and hasattr(r["Time (UTC)"], "year") for r in index))
    check("no cell of the workbook is a formula", not formulas(book), formulas(book)[:5])
    for name, sheet in (("findings.csv", "Findings"), ("results.csv", "Results"), ("matrix.csv", "Responsibility matrix"), ("evidence-index.csv", "Evidence index"), ("exceptions.csv", "Exceptions")):
        check(f"{name} has the rows of its sheet", len(records(data, name)) == len(table(book[sheet])))


def hostile():
    """An assessment whose names are formulas, through the program: every cell stays text."""
    made = folder("hostile-assessment")
    source = HERE.parent.parent / "examples/quarterly-attestation/input/recording"
    run("assess", "--replay", source, "--out", made)
    assessment = load(made / "assessment.json")
    findings = [f for r in assessment["results"] for f in r["findings"]]
    for finding, text in zip(findings, HOSTILE * 3):
        finding["subject"], finding["message"] = text, text
    assessment["engagement"]["organisation"] = HOSTILE[0]
    (made / "assessment.json").write_text(json.dumps(assessment))
    out = folder("hostile-reports")
    done = run("report", "--assessment", made / "assessment.json", "--replay", source, "--format", "xlsx,csv", "--out", out)
    check("hostile names do not stop the export", done.returncode == 1, done.stderr)
    book = openpyxl.load_workbook(out / "exports/attestation.xlsx")
    check("openpyxl sees no formula among hostile names", not formulas(book), formulas(book)[:5])
    cells = {r["Subject"] for r in table(book["Findings"])}
    # openpyxl gives a carriage return as XLSX writes it.
    missing = [t for t in HOSTILE if t not in cells and t.replace("\r", "_x000D_") not in cells and t.replace("_x0041_", "_x005F_x0041_") not in cells]
    check("openpyxl sees every hostile name as text", not missing, missing)
    xml = "".join(zipfile.ZipFile(out / "exports/attestation.xlsx").read(n).decode() for n in zipfile.ZipFile(out / "exports/attestation.xlsx").namelist() if n.startswith("xl/worksheets/"))
    check("the sheets hold no formula element and no link", "<f>" not in xml and "<f " not in xml and "hyperlink" not in xml.lower())
    rows = records(out.parent / out.name, "findings.csv")
    check("every hostile CSV cell is led by an apostrophe", not [v for r in rows for v in r.values() if v[:1] in tuple("=+-@\t\r")])
    check("CSV keeps the hostile names whole", {r["Subject"].removeprefix("'") for r in rows} >= {t for t in HOSTILE})


def of_bundle(bundle):
    data = bundle / "data"
    said = of_json(data)
    check("Markdown has the numbers of assessment.json", of_rows(markdown_rows(data)) == said)
    check("HTML has the numbers of assessment.json", of_rows(html_rows(data)) == said)
    results = [(r["Cluster"], r["Outcome"]) for r in records(data, "results.csv")]
    check("CSV has the numbers of assessment.json", numbers(results, len(records(data, "findings.csv"))) == said)
    outcomes, findings, ids = pdf_numbers(data)
    check("the PDF has the outcomes of assessment.json", outcomes == said["outcomes"], outcomes)
    check("the PDF has the number of findings, and the id of each", findings == said["findings"] and {f["id"] for r in load(data / "assessment.json")["results"] for f in r["findings"]} <= ids, findings)
    check_book(data, said)
