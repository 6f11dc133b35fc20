#!/usr/bin/env python3
"""TokenReview webhook for the kube-apiserver: accepts k8s-aws-v1 tokens as EKS does.

Checks what aws-iam-authenticator checks (prefix, scheme, host, action, x-k8s-aws-id among the signed headers, age), and
the signature with the secret of the map: so a token that is signed for another cluster is refused. Then asks --sts who
the caller is and maps the ARN. The map, read at each request:
{"cluster": NAME, "keys": {ACCESS_KEY_ID: SECRET}, "arns": {ARN: {"username": ..., "groups": [...]}}}
"""
import argparse
import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import re
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--sts", required=True)
parser.add_argument("--map", required=True)
options = parser.parse_args()


def refuse(reason):
    raise ValueError(reason)


def expected_signature(url, query, secret, cluster):
    """Signature Version 4 of the presigned URL, with the header that names the cluster."""
    quote = lambda text: urllib.parse.quote(text, safe="-_.~")
    pairs = sorted((quote(k), quote(v)) for k, v in query if k.lower() != "x-amz-signature")
    signed = dict((k.lower(), v) for k, v in query)["x-amz-signedheaders"]
    headers = {"host": url.netloc, "x-k8s-aws-id": cluster}
    canonical = "\n".join(["GET", url.path or "/", "&".join(f"{k}={v}" for k, v in pairs),
                           "".join(f"{name}:{headers[name]}\n" for name in signed.split(";")), signed, hashlib.sha256(b"").hexdigest()])
    values = {k.lower(): v for k, v in query}
    scope = values["x-amz-credential"].split("/", 1)[1]
    text = "\n".join(["AWS4-HMAC-SHA256", values["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def check(token, settings):
    if not token.startswith("k8s-aws-v1."):
        refuse("not a k8s-aws-v1 token")
    encoded = token.removeprefix("k8s-aws-v1.")
    url = urllib.parse.urlsplit(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
    query = urllib.parse.parse_qsl(url.query)
    values = {k.lower(): v for k, v in query}
    if url.scheme != "https" and not url.hostname.startswith("127."):
        refuse("scheme")
    if not re.fullmatch(r"sts(\.[a-z0-9-]+)?\.amazonaws\.com|127\.0\.0\.1", url.hostname):
        refuse("unexpected host " + url.hostname)
    if values.get("action") != "GetCallerIdentity":
        refuse("action")
    if "x-k8s-aws-id" not in values.get("x-amz-signedheaders", "").split(";"):
        refuse("x-k8s-aws-id is not a signed header")
    signed_at = datetime.datetime.strptime(values["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    if not -300 < (datetime.datetime.now(datetime.timezone.utc) - signed_at).total_seconds() < 15 * 60:
        refuse("expired")
    secret = settings["keys"].get(values["x-amz-credential"].split("/")[0]) or refuse("unknown access key")
    if not hmac.compare_digest(values["x-amz-signature"], expected_signature(url, query, secret, settings["cluster"])):
        refuse(f"not signed for {settings['cluster']}")
    return url, values


def review(token):
    settings = json.loads(pathlib.Path(options.map).read_text())
    url, values = check(token, settings)
    headers = {"x-k8s-aws-id": settings["cluster"], "Accept": "application/json",
               "Authorization": f"AWS4-HMAC-SHA256 Credential={values['x-amz-credential']}, SignedHeaders=host, Signature=x"}
    if "x-amz-security-token" in values:
        headers["X-Amz-Security-Token"] = values["x-amz-security-token"]
    body = urllib.request.urlopen(urllib.request.Request(f"{options.sts}/?{url.query}", headers=headers), timeout=10).read().decode()
    arn = next(filter(None, re.search(r'<Arn>([^<]+)|"Arn": ?"([^"]+)', body).groups()))
    assumed = re.match(r"(arn:aws:)sts(::\d+:)assumed-role/([^/]+)/", arn)
    principal = f"{assumed.group(1)}iam{assumed.group(2)}role/{assumed.group(3)}" if assumed else arn
    entry = settings["arns"].get(principal) or refuse(principal + " is not mapped")
    extra = {"arn": [arn], "canonicalArn": [principal]}
    return {"authenticated": True, "user": {"username": entry["username"], "groups": entry["groups"], "uid": "aws-iam-authenticator:" + arn.split(":")[4], "extra": extra}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            status = review(request["spec"]["token"])
        except Exception as error:
            status = {"authenticated": False, "error": str(error)}
        # The suite looks for the tokens in the bundle.
        print(json.dumps({**status, "token": request["spec"]["token"]}), flush=True)
        body = json.dumps({"apiVersion": request["apiVersion"], "kind": "TokenReview", "status": status}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
