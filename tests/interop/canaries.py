"""Planted secrets: looked for in every file of a bundle, as they are and in what can be decoded out of it."""
import base64
import binascii
import gzip
import io
import json
import pathlib
import re
import tempfile
import urllib.parse
import zipfile
import zlib

from suite import HERE, HOME, check, environment, load, tool

PLANTED = load(HERE / "canaries_k8s.json")
# Ways to write a secret; `%` stands for it.
KINDS = load(HERE / "canaries_kinds.json")
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


def secret(kind, place):
    """What is planted, and the part of it that must not be found."""
    core = f"cnry{list(KINDS).index(kind):02d}{place:02d}Zq7Hw2Kd9Xv4"
    return KINDS[kind].replace("%", core), core


def pod(number, container, metadata=None, spec=None):
    template = {"metadata": {"labels": {"app": "planted"}, **(metadata or {})}, "spec": {"containers": [{"name": "app", "image": "registry.example/app:1", **container}], **(spec or {})}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": f"planted-{number}", "namespace": "shop"}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "planted"}}, "template": template}}


def in_workload(number, s):
    """One Deployment for each place of a pod where somebody can write."""
    probe = {"httpGet": {"path": "/", "port": 80, "httpHeaders": [{"name": "Authorization", "value": s}]}}
    return [
        pod(number, {"args": ["serve", s]}),
        pod(number, {"command": ["sh", "-c", f"run {s}; true"]}),
        pod(number, {"env": [{"name": "SETTING", "value": s}]}),
        pod(number, {}, {"annotations": {"example.org/note": s}}),
        pod(number, {}, {"labels": {"app": "planted", "example.org-note": s}}),
        pod(number, {"livenessProbe": probe}),
        pod(number, {"readinessProbe": {"exec": {"command": ["curl", s]}}}),
        pod(number, {}, None, {"hostAliases": [{"ip": "10.0.0.1", "hostnames": [s]}]}),
        pod(number, {}, None, {"volumes": [{"name": "v", "csi": {"driver": "d.example", "volumeAttributes": {"token": s}}}]}),
        pod(number, {"args": ["--db-password", s, base64.b64encode(s.encode()).decode()]}),
    ]


def in_objects(number, s):
    """Objects that are not workloads, by the file that they are in."""
    meta = {"name": f"planted-{number}", "namespace": "shop"}
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "coredns", "namespace": "kube-system"}}
    rules = [{"host": "shop.example.org", "http": {"paths": [{"path": f"/{s}", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]
    webhook = {"name": "planted.example.org", "clientConfig": {"url": s}, "admissionReviewVersions": ["v1"], "sideEffects": "None", "matchConditions": [{"name": "c", "expression": s}]}
    return [
        {**config, "data": {f"planted-{number}": s}},
        {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {**meta, "annotations": {"nginx.ingress.kubernetes.io/server-snippet": s}}, "spec": {"rules": rules}},
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {"type": "ExternalName", "externalName": s}},
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": meta["name"]}, "provisioner": "d.example", "parameters": {"adminSecret": s}},
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": meta["name"]}, "webhooks": [webhook]},
        {"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": meta["name"]}, "spec": {"rules": [{"name": "r", "validate": {"message": s, "pattern": {"spec": s}}}]}},
        {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": meta, "spec": {"provider": {"vault": {"token": s}}}},
        {"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass", "metadata": {"name": meta["name"]}, "spec": {"userData": s}},
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": meta["name"], "annotations": {"example.org/note": s}, "labels": {"example.org-note": s}}},
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": meta["name"]}, "spec": {"csi": {"driver": "d.example", "volumeHandle": s, "volumeAttributes": {"key": s}}}},
    ]


def dump(folder):
    """A dump in which each kind stands in two places at least: {kind: what must not be found}."""
    folder.mkdir(parents=True)
    cores, objects, maps = {}, [], {}
    for number, kind in enumerate(KINDS):
        for place, make in enumerate((in_workload, in_objects)):
            planted, core = secret(kind, place)
            made = make(number, planted)
            one = made[number % len(made)]
            cores[f"{kind} in {one['kind']} {number % len(made)}"] = core
            if one["kind"] == "ConfigMap":  # They are one object: the data of all of them.
                one["data"].update(maps.get("data", {}))
                maps = one
            else:
                objects.append(one)
    (folder / "planted.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [*objects, *([maps] if maps else [])]}))
    return cores


def in_aws(cluster):
    """Each kind as the value of a tag of the cluster, its VPC, a subnet or its security group: {kind: what must not be found}."""
    planted = {kind: secret(kind, 9) for kind in KINDS}
    script = [f"{HOME}/venv/bin/python", HERE / "rig/seed_canaries.py", cluster]
    done = tool(*script, env={**environment(), "CANARIES": json.dumps([text for text, _ in planted.values()])})
    if not check("the secrets are planted in AWS", done.returncode == 0, done.stderr[-600:]):
        return {}
    return {f"{kind} in AWS": core for kind, (_, core) in planted.items()}


def everywhere(cluster, attest, folder):
    """Secrets of every kind, in AWS and in a dump: in no file of the bundle and not on the terminal at its most talkative."""
    cores = {**dump(folder), **in_aws(cluster)}
    check(f"{len(cores)} secrets of {len(KINDS)} kinds are planted", len(cores) >= 180 and len(KINDS) >= 60, len(cores))
    bundle, done = attest("k8s-canaries", "--kubernetes-dump", folder, "--secret-metadata", form="md,html,pdf,xlsx,csv", env={**environment(), "RUST_LOG": "trace", "RUST_BACKTRACE": "1"})
    check("a run over planted secrets ends with a bundle", done.returncode in (1, 3), done.stderr[-600:])
    hits, layers = found(bundle, cores)
    check(f"no planted secret is in any file of the bundle ({layers} layers of its files searched)", not hits, hits[:40])
    said = (done.stdout + done.stderr).encode()
    shown = sorted(kind for kind, core in cores.items() if any(form in layer for layer in inside(said) for form in forms(core)))
    check("no planted secret is on the terminal", not shown, shown)
