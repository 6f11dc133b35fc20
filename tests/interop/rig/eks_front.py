#!/usr/bin/env python3
"""Stands before an older kube-apiserver and answers as EKS of a later version does: version, discovery, the API versions
that it serves, who the caller is, and kubelets' configurations. Objects, authentication and rights are the server's own.

usage: eks_front.py --listen ADDRESS --version GIT_VERSION --name HOST [--kubelets FILE]   (RIG_K8S, K8S_PORT)
"""
import argparse
import http.client
import json
import os
import pathlib
import ssl
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kube import PORT, STATE, TLS

parser = argparse.ArgumentParser()
parser.add_argument("--listen", required=True)
parser.add_argument("--version", required=True)
parser.add_argument("--name", required=True)
parser.add_argument("--kubelets", type=pathlib.Path)
options = parser.parse_args()

MINOR = int(options.version.split(".")[1])
# Served by the server in the version after the colon, by EKS in the one before it.
OLDER = {"/apis/batch/v1/cronjobs": "/apis/batch/v1beta1/cronjobs", "/apis/policy/v1/poddisruptionbudgets": "/apis/policy/v1beta1/poddisruptionbudgets",
         "/apis/autoscaling/v2/horizontalpodautoscalers": "/apis/autoscaling/v2beta2/horizontalpodautoscalers"}
RENAMED = {"batch/v1beta1": "batch/v1", "policy/v1beta1": "policy/v1", "autoscaling/v2beta2": "autoscaling/v2"}
VERSIONS = {"autoscaling": ["v2", "v1"]}
GONE = {"extensions", "internal.apiserver.k8s.io"}
BUILT_IN = {"apps", "batch", "policy", "autoscaling", "apiregistration.k8s.io"}
ADMISSION = "admissionregistration.k8s.io"
# Policies at admission are served by default from 1.30 on; this server cannot hold any.
POLICIES = {"validatingadmissionpolicies": "ValidatingAdmissionPolicy", "validatingadmissionpolicybindings": "ValidatingAdmissionPolicyBinding"} if MINOR >= 30 else {}
WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews"


def upstream(method, path, token, body=None):
    connection = http.client.HTTPSConnection("127.0.0.1", PORT, context=TLS, timeout=60)
    headers = {"Authorization": token or "", "Accept": "application/json", "Content-Type": "application/json"}
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    return reply.status, reply.read()


def ask(method, path, token, body=None):
    status, text = upstream(method, path, token, body and json.dumps(body))
    return status, json.loads(text)


def groups(found):
    """The groups of `/apis` in the versions that EKS serves them in."""
    for group in found["groups"]:
        name = group["name"]
        if name in BUILT_IN or name.endswith(".k8s.io") and "x-k8s" not in name and name != "metrics.k8s.io":
            group["versions"] = [{"groupVersion": f"{name}/{v}", "version": v} for v in VERSIONS.get(name, ["v1"])]
            group["preferredVersion"] = group["versions"][0]
    found["groups"] = [group for group in found["groups"] if group["name"] not in GONE]
    return found


def resources(path, token):
    """The resources of one group version."""
    older = {new.rsplit("/", 1)[0]: (old.rsplit("/", 1)[0], new.rsplit("/", 1)[1]) for new, old in OLDER.items()}
    status, found = ask("GET", path, token)
    if status == 404 and path in older:
        status, found = 200, {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": path.removeprefix("/apis/"), "resources": []}
    if status != 200:
        return status, found
    if path in older:
        there, plural = older[path]
        found["resources"] += [r for r in ask("GET", there, token)[1]["resources"] if r["name"].split("/")[0] == plural]
    added = POLICIES if path == f"/apis/{ADMISSION}/v1" else {"selfsubjectreviews": "SelfSubjectReview"} if path == WHO.rsplit("/", 1)[0] else {}
    found["resources"] += [{"name": plural, "singularName": kind.lower(), "namespaced": False, "kind": kind, "verbs": ["get", "list"] if added is POLICIES else ["create"]} for plural, kind in added.items()]
    return 200, found


def allowed(token, **attributes):
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": attributes}}
    status, answer = ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", token, review)
    return status == 201 and answer["status"].get("allowed")


def failure(status, reason, message):
    return status, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": reason, "message": message, "code": status}


def own(method, path, token):
    """What this front answers by itself, or None."""
    if method == "POST" and path == WHO:
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token.removeprefix("Bearer ")}}
        status = ask("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "Bearer admin-token", review)[1]["status"]
        if not status.get("authenticated"):
            return failure(401, "Unauthorized", "Unauthorized")
        return 201, {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {}, "status": {"userInfo": status["user"]}}
    plural = path.removeprefix(f"/apis/{ADMISSION}/v1/")
    if plural in POLICIES:
        if not allowed(token, group=ADMISSION, resource=plural, verb="list"):
            return failure(403, "Forbidden", f"{plural}.{ADMISSION} is forbidden")
        return 200, {"kind": f"{POLICIES[plural]}List", "apiVersion": f"{ADMISSION}/v1", "metadata": {}, "items": []}
    parts = path.split("/")
    if options.kubelets and parts[1:4] == ["api", "v1", "nodes"] and parts[5:] == ["proxy", "configz"]:
        if not allowed(token, resource="nodes", subresource="proxy", verb="get", name=parts[4]):
            return failure(403, "Forbidden", "nodes is forbidden")
        known = json.loads(options.kubelets.read_text())
        return (200, {"kubeletconfig": known[parts[4]]}) if parts[4] in known else failure(404, "NotFound", "404 page not found")
    status, text = None, None
    if path == "/version":
        status, text = ask("GET", path, token)
        if status == 200:
            text.update(major="1", minor=f"{MINOR}+" if MINOR < 30 else str(MINOR), gitVersion=options.version, gitCommit="0" * 40, gitTreeState="clean", buildDate="2026-01-15T00:00:00Z", goVersion="go1.24.9")
    elif path == "/apis":
        status, text = ask("GET", path, token)
        text = groups(text) if status == 200 else text
    elif path.startswith("/apis/") and len(parts) == 4:
        status, text = resources(path, token)
    return (status, text) if status else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = self.headers.get("Authorization", "")
        mine = own(self.command, path, token)
        if mine:
            status, text = mine[0], json.dumps(mine[1]).encode()
        else:
            status, text = upstream(self.command, OLDER.get(path, path) + (f"?{query}" if query else ""), token, body or None)
            for old, new in RENAMED.items():
                text = text.replace(f'"apiVersion":"{old}"'.encode(), f'"apiVersion":"{new}"'.encode())
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def certificate():
    """A certificate of the cluster's authority for the name of its endpoint."""
    pki = STATE / "pki"
    (pki / "front.ext").write_text(f"subjectAltName=DNS:{options.name}\nextendedKeyUsage=serverAuth\n")
    for command in (["genrsa", "-out", "front.key", "2048"], ["req", "-new", "-key", "front.key", "-subj", "/CN=kube-apiserver", "-out", "front.csr"],
                    ["x509", "-req", "-in", "front.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-out", "front.crt", "-extfile", "front.ext"]):
        subprocess.run(["openssl", *command], cwd=pki, check=True, capture_output=True)
    return pki / "front.crt", pki / "front.key"


if __name__ == "__main__":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate())
    host, _, port = options.listen.partition(":")
    server = ThreadingHTTPServer((host, int(port or 443)), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    (STATE / "front.pid").write_text(str(os.getpid()))
    server.serve_forever()
