"""Every PDF of the examples before two validators, and its text in the order of the Markdown.

Two PDFs more: one of 300 pages, and one in which every name from outside is hostile.
"""
import functools
import json
import re
import sys

from documents import vera
from suite import HERE, check, folder, load, run, tool

ROOT = HERE.parents[1]
EXAMPLE = ROOT / "examples/quarterly-attestation/input/recording"
sys.path.insert(0, str(ROOT / "benches"))

# Signs of chips and lists: drawn beside the words, not in the Markdown.
SIGNS = dict.fromkeys(map(ord, "✔✘◐☑→▲◆▽●○•–?"))
HOSTILE = [
    "admin\u202enimda\u2066x\u2069", "red\u001b[31mred\u001b[0m", "nul\u0000nul", "{{ 7 * 7 }}{% include 'x' %}", "zero\u200bwidth\u200d\ufeffjoin",
    "<script>alert(1)</script>", "=HYPERLINK(\"https://example.org\")", "[click](javascript:alert(1))", "| a | b |", "arn:aws:eks:eu-west-1:111122223333:nodegroup/" + "very-long-name/" * 120,
    "x" * 2048, "中文名称", "الاسم العربي", "שם בעברית", "😀👩‍👩‍👧", "한국어", "e\u0301\u0323\u0301" * 40, "/Span <</MCID 0>> BDC EMC ET Q", "a)b(c\\d>>endobj", "\ue000\ufdd0private",
]


@functools.cache
def validator():
    """`page` is a name that a module of this suite has too."""
    import importlib.machinery
    import importlib.util
    import sysconfig

    path = sysconfig.get_paths()["platlib"]
    spec = importlib.machinery.PathFinder.find_spec("page", [path])
    module = importlib.util.module_from_spec(spec)
    ours = sys.modules.pop("page", None)
    sys.modules["page"] = module
    spec.loader.exec_module(module)
    if ours is not None:
        sys.modules["page"] = ours
    return module


def second(path, profile):
    """What the second validator says: whether it passes, and which rules fail."""
    page = validator()
    report = page.validate_pdf(str(path), profile=profile, limits=page.SafetyLimits.unlimited())
    return report.is_compliant, report.to_json()


def lengths_are_right(path):
    """qpdf finds each `endstream` where /Length says. The second validator takes data that ends with a line feed for
    shorter than it is, and says so of a file of hundreds of streams as a rule."""
    return tool("qpdf", "--check", path).returncode == 0


def conforms(name, path):
    done = vera("3a,ua1", path)
    check(f"veraPDF 3a and ua1 pass: {name}", done.stdout.count(" PASS ") == 2 and " FAIL " not in done.stdout, done.stdout + done.stderr)
    for profile in ("3a", "ua1"):
        passed, why = second(path, profile)
        failures = {failure["rule_id"] for failure in json.loads(why).get("failures", [])}
        if failures == {"PDFA3A-STREAM-LENGTH-001"}:
            passed = lengths_are_right(path)
        check(f"the second validator agrees, {profile}: {name}", passed, why[:1500])


def faults(path, out):
    """Both validators find what is broken on purpose."""
    import pikepdf

    def header_cell(element):
        if element.get("/S") == "/TH":
            return element
        kids = element.get("/K")
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        return next(filter(None, (header_cell(kid) for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid)), None)

    def no_scope(pdf):
        del header_cell(pdf.Root.StructTreeRoot.K[0])["/A"]

    def no_map(pdf):
        del pdf.pages[0].Resources.Font["/Text"]["/ToUnicode"]

    seeded = {
        "no language": ("ua1", lambda pdf: pdf.Root.__delitem__("/Lang")),
        "a header cell without scope": ("ua1", no_scope),
        "no output intent": ("3a", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
        "a font that does not say its text": ("3a", no_map),
        "an attachment that belongs to nothing": ("3a", lambda pdf: pdf.Root.__delitem__("/AF")),
    }
    for name, (profile, breaks) in seeded.items():
        broken = out / "broken.pdf"
        with pikepdf.open(path) as pdf:
            breaks(pdf)
            pdf.save(broken)
        check(f"veraPDF finds {name}", " FAIL " in vera(profile, broken).stdout)
        check(f"the second validator finds {name}", not second(broken, profile)[0])


def squeezed(text):
    return re.sub(r"\s+", "", text).translate(SIGNS)


def words(token):
    """The words of inline content; an anchor in braces is none."""
    parts = [child.content for child in token.children if child.type in ("text", "code_inline")]
    return re.sub(r"\{#[^}]*\}$", "", squeezed("".join(parts)))


def expected(markdown):
    """What a reader meets, in order: (kind, squeezed text). A chart and a header row have kinds of their own."""
    from markdown_it import MarkdownIt

    found, cells, numbers = [], None, []
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for token in tokens:
        if token.type == "thead_open":
            cells = []
        elif token.type == "thead_close":
            found.append(("header", "".join(cells)))
            cells = None
        elif token.type == "inline" and cells is not None:
            cells.append(words(token))
        elif token.type == "inline":
            found.append(("text", words(token)))
        elif token.type == "fence" and token.info.startswith("chart"):
            found.append(("chart", ""))
        elif token.type in ("fence", "code_block"):
            found.append(("text", squeezed(token.content)))
        elif token.type == "ordered_list_open":
            numbers.append(int(token.attrGet("start") or 1))
        elif token.type == "ordered_list_close":
            numbers.pop()
        elif token.type == "list_item_open" and token.markup != "-" and numbers:
            found.append(("text", f"{numbers[-1]}."))
            numbers[-1] += 1
    return [(kind, text) for kind, text in found if text or kind == "chart"]


def first_difference(text, starts, items, at):
    """Where the text leaves the order of the items: None if it does not. Between items only a header row repeated at
    the top of a page may stand, and the words of a chart at its place."""
    header, chart = "", False
    for kind, wanted in items:
        if kind == "chart":
            chart = True
            continue
        if chart:
            place = text.find(wanted, at, at + 6000)
            at = place if place >= 0 else at
            chart = False
        if not text.startswith(wanted, at) and at in starts and header and text.startswith(header, at):
            at += len(header)
        if not text.startswith(wanted, at):
            return f"wanted {wanted[:120]!r}, found {text[at:at + 160]!r}"
        at += len(wanted)
        header = wanted if kind == "header" else header
    return None if not text[at:] else f"left over: {text[at:at + 200]!r}"


def drawn(path):
    """The text as it is drawn, without running heads and feet; the offsets at which pages start; pages without either."""
    done = tool("pdftotext", "-raw", "-enc", "UTF-8", path, "-").stdout.split("\f")[:-1]
    information = tool("pdfinfo", path).stdout
    title, author = (re.search(rf"{key}:\s+(.*)", information).group(1) for key in ("Title", "Author"))
    text, starts, bare = "", set(), []
    for number, page in enumerate(done, 1):
        foot = re.compile(re.escape(squeezed(f"{title}{author}Page {number} of {len(done)}")) + r"\S{0,200}$")
        content, count = foot.subn("", squeezed(page))
        if not count:
            bare.append(number)
        starts.add(len(text))
        text += content
    return text, starts, bare


def marked_text(page):
    """The text of each marked content of a page, by the fonts' own maps."""
    import pikepdf

    maps = {}
    for name, font in page.Resources.Font.items():
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", font.ToUnicode.read_bytes())
        maps[name] = {bytes.fromhex(code.decode()): bytes.fromhex(says.decode()).decode("utf-16-be") for code, says in pairs}
    texts, here, says, font = {}, None, None, {}
    for operands, operator in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf TJ"):
        operator = str(operator)
        if operator in ("BDC", "BMC"):
            properties = operands[1] if operator == "BDC" else {}
            here, says = properties.get("/MCID"), properties.get("/ActualText")
            if here is not None:
                texts[int(here)] = str(says) if says is not None else ""
        elif operator == "EMC":
            here = None
        elif operator == "Tf":
            font = maps[str(operands[0])]
        elif here is not None and says is None:
            codes = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
            texts[int(here)] += "".join(font[codes[at:at + 2]] for at in range(0, len(codes), 2))
    return texts


def spoken(path):
    """The text as the tags give it to a screen reader; figures speak by their alternative text."""
    import pikepdf

    sys.setrecursionlimit(10_000)
    parts = []
    with pikepdf.open(path) as pdf:
        texts = {page.obj.objgen: marked_text(page) for page in pdf.pages}

        def hear(element, page):
            page = element.get("/Pg", page)
            kids = element.get("/K")
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if kid is None:
                    continue
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    if kid.S != "/Figure":
                        hear(kid, page)
                elif isinstance(kid, pikepdf.Dictionary):
                    if "/MCID" in kid:
                        parts.append(texts[kid.Pg.objgen][int(kid.MCID)])
                else:
                    parts.append(texts[page.objgen][int(kid)])

        hear(pdf.Root.StructTreeRoot.K[0], None)
    return squeezed("".join(parts))


def in_order(name, pdf, markdown):
    items = expected(markdown.read_text())
    body = next(i for i, (_, text) in enumerate(items) if text.startswith("1."))
    # The title stands between organisation and subject; then come the blocks of the cover.
    cover, items = items[1:body], items[body:]
    text, starts, bare = drawn(pdf)
    check(f"heads and feet with page x of y on every page but the cover: {name}", bare == [1], bare)
    heard = spoken(pdf)
    for what, words, pages in (("as drawn", text, starts), ("as tagged", heard, set())):
        begin = words.find("".join(text for _, text in cover))
        check(f"the cover is in order {what}: {name}", 0 <= begin < 1000, words[:800])
        # After the contents: they hold the headings, but nothing of what follows them.
        begin = words.find(items[0][1] + items[1][1])
        wrong = first_difference(words, pages, items, begin) if begin >= 0 else "no body"
        check(f"headings, paragraphs and cells are in the Markdown's order {what}: {name}", wrong is None, wrong)
    return heard, items


def notices_disorder(heard, items):
    """The comparison above can fail: a cell swapped with its neighbour is found."""
    begin = heard.find(items[0][1] + items[1][1])
    place = next(i for i in range(len(items) // 2, len(items)) if items[i][1] != items[i + 1][1] and {items[i][0], items[i + 1][0]} == {"text"})
    swapped = items[:place] + [items[place + 1], items[place]] + items[place + 2:]
    check("two cells swapped are noticed", first_difference(heard, set(), swapped, begin) is not None)
    check("a cell left out is noticed", first_difference(heard, set(), items[:place] + items[place + 1:], begin) is not None)


def report(assessment, replay, out):
    """The attestation of an assessment, in Markdown and PDF."""
    path = folder(f"{out}-input")
    path.mkdir(parents=True)
    (path / "assessment.json").write_text(json.dumps(assessment))
    target = folder(out)
    done = run("report", "--assessment", path / "assessment.json", "--replay", replay, "--format", "md,pdf", "--out", target, timeout=900)
    check(f"{out}: the report is written", (target / "attestation.pdf").exists(), done.stderr[-1500:])
    return target


def hostile(assessment, replay):
    """Names as an attacker chooses them, in every place that a name from outside can take."""
    assessment = json.loads(json.dumps(assessment))
    failing = [r for r in assessment["results"] if r["findings"]]
    for number, r in enumerate(failing):
        first = r["findings"][0]
        r["findings"] = [{**first, "id": f"{number:06x}{at:06x}", "subject": name, "message": f"seen: {name}"} for at, name in enumerate(HOSTILE)]
        r["reason"] = HOSTILE[number % len(HOSTILE)]
    engagement = assessment["engagement"]
    engagement["organisation"], engagement["system"] = HOSTILE[0] + "中文", HOSTILE[5] + HOSTILE[2]
    return report(assessment, replay, "pdf-hostile")


def hostile_text(path):
    heard = spoken(path)
    for shown in ("admin[U+202E]nimda[U+2066]x[U+2069]", "red[U+001B][31mred", "nul[U+0000]nul", "{{7*7}}", "zero[U+200B]width[U+200D][U+FEFF]join",
                  "<script>alert(1)</script>", "x" * 2048, "very-long-name/" * 120, "[U+E000][U+FDD0]private", "a)b(c\\d>>endobj"):
        # Of a word longer than 2,048 characters the rest stands in the data files.
        check(f"a hostile name is shown whole: {shown[:40]}", shown in heard)
    # What no font has is written out; what one has is a glyph, in the order in which it is stored.
    for name in ("中文名称", "한국어", "😀", "الاسم", "בעברית"):
        escaped = "".join(f"[U+{ord(c):04X}]" for c in name)
        check(f"no character is a blank: {name.encode('unicode_escape').decode()}", name in heard or escaped in heard or name[::-1] in heard)
    # Words and cells: none stands outside its column. Boxes in points, from pdftotext's own layout.
    boxes = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)"', tool("pdftotext", "-bbox", path, "-").stdout)
    outside = [(a, b) for a, b in boxes if float(a) < 0 or float(b) > 595.3]
    check("no word stands outside the page", boxes and not outside, outside[:5])


def judged(name, stem):
    """A document by both validators, and its reading order; that disorder would be noticed."""
    conforms(name, stem.with_suffix(".pdf"))
    notices_disorder(*in_order(name, stem.with_suffix(".pdf"), stem.with_suffix(".md")))


def large(demo):
    from pdf_content import enlarged

    stem = report(enlarged(load(demo / "data/assessment.json"), 1_300), demo / "data/evidence", "pdf-large") / "attestation"
    pages = int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", stem.with_suffix(".pdf")).stdout).group(1))
    check("the large report has 300 pages or more", pages >= 300, pages)
    judged("300 pages", stem)


def broken(path):
    made = folder("pdf-faults")
    made.mkdir(parents=True)
    faults(path, made)


def hostile_names(demo):
    path = hostile(load(demo / "data/assessment.json"), demo / "data/evidence") / "attestation.pdf"
    conforms("hostile names", path)
    hostile_text(path)
