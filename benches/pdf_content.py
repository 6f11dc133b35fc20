"""A report of many pages: the example's assessment with more findings, and its Markdown as a typst source."""
import json
import re

# Rows of one table that the HTML page shows whole, and of all tables together.
ROWS_OF_A_TABLE, ROWS_OF_A_PAGE = 450, 4_500


def enlarged(assessment, findings):
    """The assessment with as many findings, dealt out over the results that have some.

    Results without a verdict are left out: their reasons alone fill pages in which nothing is a table.
    """
    assessment = json.loads(json.dumps(assessment))
    assessment["gaps"] = []
    assessment["results"] = [r for r in assessment["results"] if r["outcome"] != "undetermined"]
    for outcome in assessment["counts"]:
        assessment["counts"][outcome] = sum(r["outcome"] == outcome for r in assessment["results"])
    failing = [r for r in assessment["results"] if r["outcome"] == "not-satisfied" and r["findings"]]
    wanted = min(findings, ROWS_OF_A_PAGE)
    made = sum(len(r["findings"]) for r in assessment["results"])
    per_control = {}
    for r in failing:
        per_control[r["control"]] = per_control.get(r["control"], 0) + len(r["findings"])
    number = 0
    while made < wanted:
        before = made
        for r in failing:
            if made >= wanted or per_control[r["control"]] >= ROWS_OF_A_TABLE:
                continue
            first = r["findings"][0]
            number += 1
            subject = f"{first['subject'].rsplit('#', 1)[0]}#{number:05}"
            r["findings"].append({**first, "id": f"{number:012x}", "subject": subject})
            per_control[r["control"]] += 1
            made += 1
        if made == before:
            break
    return assessment


HEAD = r"""#set document(title: %(title)s, author: %(author)s, date: datetime(year: 2026, month: 1, day: 1))
#set page(paper: "a4", margin: (x: 20mm, y: 26mm),
  header: context text(8.4pt)[%(head)s #h(1fr) %(author_words)s],
  footer: context text(8.4pt)[#h(1fr) Page #counter(page).display() of #counter(page).final().first()])
#set text(font: ("Source Sans 3", "DejaVu Sans"), size: 10pt, lang: "en")
#show raw: set text(font: ("IBM Plex Mono", "DejaVu Sans Mono"), size: 8.9pt)
#set table(stroke: (bottom: 0.5pt + luma(200)), inset: (x: 5pt, y: 3.6pt))
#show table: set text(8.8pt)
#show table.cell.where(y: 0): strong
#let chip(fill, it) = box(fill: fill, radius: 2.5pt, inset: (x: 4pt), outset: (y: 2.5pt), strong(it))
#outline(depth: 2)
"""
CHIPS = {"satisfied": "ddf3e6", "not satisfied": "fce1e0", "undetermined": "ffefc9", "excepted": "fde8d3", "attested": "ece4f9",
         "inherited": "dfebfa", "not applicable": "e8ebef", "critical": "f9d6dd", "high": "fce1e0", "medium": "ffefc9",
         "low": "e8ebef", "AWS": "dfebfa", "customer": "ece4f9", "shared": "fde8d3"}
SPECIAL = re.compile(r"([\\#$*_`<>@=\-+/\[\]~'\"])")


def string(text):
    return json.dumps(text, ensure_ascii=False)


def escaped(text):
    return SPECIAL.sub(r"\\\1", text)


class Typst:
    """Markdown tokens to typst."""

    def __init__(self, anchors):
        self.anchors = anchors

    def inline(self, tokens):
        out, index = [], 0
        while index < len(tokens):
            token = tokens[index]
            kind = token.type
            if kind == "text":
                out.append(escaped(token.content))
            elif kind == "code_inline":
                out.append(f"#raw({string(token.content)})")
            elif kind in ("softbreak", "hardbreak"):
                out.append(" ")
            elif kind == "strong_open":
                words = tokens[index + 1].content if tokens[index + 2].type == "strong_close" else None
                out.append(f'#chip(rgb("{CHIPS[words]}"))[' if words in CHIPS else "#strong[")
            elif kind == "em_open":
                out.append("#emph[")
            elif kind == "link_open":
                target = token.attrGet("href")
                known = target.startswith("#") and target[1:] in self.anchors
                out.append(f"#link(<{target[1:]}>)[" if known else f"#link({string(target)})[" if target.startswith("https:") else "#[")
            elif kind.endswith("_close"):
                out.append("]")
            index += 1
        return "".join(out)

    def document(self, tokens, title, author):
        out = [HEAD % {"title": string(title), "author": string(author), "head": escaped(title), "author_words": escaped(author)}]
        cells, columns, index = None, 0, 0
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "heading_open":
                words = tokens[index + 1]
                anchor = re.search(r"\s*\{#([^}]+)\}$", words.content)
                children = words.children
                if anchor:
                    children[-1].content = children[-1].content.replace("{#" + anchor.group(1) + "}", "").rstrip()
                out.append("=" * int(token.tag[1]) + " " + self.inline(children) + (f" <{anchor.group(1)}>" if anchor else ""))
            elif kind == "inline" and cells is not None:
                cells.append(f"[{self.inline(token.children)}]")
            elif kind == "inline" and tokens[index - 1].type == "paragraph_open":
                out.append(self.inline(token.children) + "\n")
            elif kind == "fence" and not token.info.startswith("chart"):
                out.append(f"#raw(block: true, {string(token.content)})\n")
            elif kind == "hr":
                out.append("#pagebreak()")
            elif kind == "table_open":
                cells, columns = [], 0
            elif kind == "th_open":
                columns += 1
            elif kind == "thead_close":
                header, cells = cells, []
            elif kind == "table_close":
                widths = ", ".join(["1fr"] * columns)
                out.append(f"#table(columns: ({widths}), table.header({', '.join(header)}),\n" + ",\n".join(cells) + ")\n")
                cells = None
        return "\n".join(out)


def typst_source(markdown, author):
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    anchors = set(re.findall(r"\{#([^}\s]+)\}\s*$", markdown, re.M))
    title = next(tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open")
    return Typst(anchors).document(tokens, re.sub(r"\s*\{#.*", "", title), author)
