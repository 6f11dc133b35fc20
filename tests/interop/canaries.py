"""Planted secrets: looked for in every file of a bundle, as they are and in what can be decoded out of it."""
import base64
import binascii
import gzip
import io
import pathlib
import re
import tempfile
import urllib.parse
import zipfile
import zlib

from suite import HERE, check, load, tool

PLANTED = load(HERE / "canaries_k8s.json")
DEPTH = 4
PRINTABLE = bytes([9, 10, 13, *range(32, 127)])
RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")


def forms(secret):
    """The ways in which a secret may stand in a text without any decoding by us."""
    plain = secret.encode()
    hidden = {plain, plain.hex().encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be"), urllib.parse.quote(secret, safe="").encode()}
    # Within a longer text, base64 depends on where the secret begins: what is sure to be the same is kept.
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + plain)
        cut = text[(0, 2, 3)[lead]:len(text) // 4 * 4 - 4]
        hidden |= {cut, cut.replace(b"+", b"-").replace(b"/", b"_")}
    return hidden


def of_pdf(data):
    """A PDF with every stream inflated, attachments too, and the text that a reader sees, joined across lines."""
    with tempfile.TemporaryDirectory() as folder:
        path, flat = pathlib.Path(folder) / "a.pdf", pathlib.Path(folder) / "b.pdf"
        path.write_bytes(data)
        done = tool("qpdf", "--qdf", "--object-streams=disable", path, flat)
        if done.returncode not in (0, 3):  # 3: with warnings
            raise ValueError(f"qpdf could not open a PDF: {done.stderr}")
        text = tool("pdftotext", "-raw", path, "-").stdout
        # Without its first bytes: the inflated file is a PDF as well, and would be inflated again.
        return [flat.read_bytes()[5:], text.encode(), re.sub(r"\s", "", text).encode()]


def inside(data, depth=DEPTH):
    """The bytes themselves, and everything that can be unpacked or decoded out of them."""
    yield data
    if depth == 0:
        return
    unpacked = []
    if data[:5] == b"%PDF-":
        unpacked = of_pdf(data)
    elif data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = [archive.read(name) for name in archive.namelist()]
    elif data[:2] == b"\x1f\x8b":
        unpacked = [gzip.decompress(data)]
    elif data[:1] == b"\x78" and data[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        try:
            unpacked = [zlib.decompress(data)]
        except zlib.error:
            pass
    else:
        unpacked = decoded(data)
    for part in unpacked:
        yield from inside(part, depth - 1)


def decoded(data):
    """What stands in base64 within a text. Runs of hexadecimal digits are hashes and lead nowhere."""
    for run in set(RUN.findall(data)):
        if not run.translate(None, b"0123456789abcdef"):
            continue
        plain = run.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            part = base64.b64decode(plain + b"=" * (-len(plain) % 4))
        except binascii.Error:
            continue
        # Words of a text decode to noise; what was encoded is text, or begins as an archive does.
        if part[:2] in (b"PK", b"\x1f\x8b", b"%P") or len(part.translate(None, PRINTABLE)) < 0.1 * len(part):
            yield part


def found(bundle, planted=None):
    wanted = {kind: forms(secret) for kind, secret in (planted or PLANTED).items()}
    hits, layers = set(), 0
    for path in sorted(pathlib.Path(bundle).rglob("*")):
        if path.is_file():
            for layer in inside(path.read_bytes()):
                layers += 1
                hits |= {(str(path.relative_to(bundle)), kind) for kind, all_forms in wanted.items() if any(form in layer for form in all_forms)}
    return sorted(hits), layers


def none_in(bundle, name):
    hits, layers = found(bundle)
    check(f"{name}: no canary is in any file of the bundle ({layers} layers of its files searched)", not hits, hits)
    text = (bundle / "data/evidence/exchanges.json").read_text()
    check(f"{name}: no token is recorded", not re.search(r"k8s-aws-v1\.|(?:auditor|admin|nobody)-token|X-Amz-Signature", text))


def search_works(folder):
    """The search finds a secret wherever it could hide; without this, finding nothing would show nothing."""
    secret = {"one": "cnry-7Hq2-annotation-token"}
    plain = secret["one"].encode()
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<t>" + plain + b"</t>")
    stream = zlib.compress(b"BT (" + plain + b") Tj ET")
    pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    pdf += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n" % (len(stream), stream)
    folder.mkdir(parents=True)
    hiding = {"document.pdf": pdf, "plain.json": b'{"a": "' + plain + b'"}', "book.xlsx": book.getvalue(), "a.gz": gzip.compress(plain), "encoded.txt": b"data: " + base64.b64encode(b"pw=" + plain),
              "twice.txt": base64.b64encode(base64.b64encode(b"x" + plain)), "packed.txt": base64.b64encode(gzip.compress(plain)), "wide.txt": plain.decode().encode("utf-16-le")}
    for name, data in hiding.items():
        (folder / name).write_bytes(data)
    hits, _ = found(folder, secret)
    missed = set(hiding) - {name for name, _ in hits}
    check("the search finds a canary in text, zip, gzip, base64, UTF-16 and PDF streams", not missed, missed)
