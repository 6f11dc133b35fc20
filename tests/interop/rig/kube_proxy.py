#!/usr/bin/env python3
"""A proxy before the rig's kube-apiserver that answers single paths as broken networks and other people's proxies do.

usage: kube_proxy.py PORT   (RIG_K8S, K8S_PORT; plain HTTP on loopback)
POST /rig/faults  [{"path": "^/api/v1/pods$", "mode": "html404"}]   GET /rig/log
"""
import http.client
import json
import re
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kube import PORT, TLS

LOCK, FAULTS, LOG = threading.Lock(), [], []
PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action='/login'>Please sign in.</form></body></html>"


def status(code, reason, message):
    return json.dumps({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "reason": reason, "code": code})


# Mode: HTTP status, content type, body.
ANSWERS = {
    "denied": (403, "application/json", status(403, "Forbidden", "the rig forbids it")),
    "throttle": (429, "application/json", status(429, "TooManyRequests", "the rig has enough")),
    "500": (500, "application/json", status(500, "InternalError", "the rig is broken")),
    "malformed": (200, "application/json", '{"kind": "List", "items": [{]'),
    "html404": (404, "text/html", PAGE), "html403": (403, "text/html", PAGE), "login200": (200, "text/html", PAGE),
    "redirect": (302, "text/html", PAGE), "empty200": (200, "application/json", ""), "braces200": (200, "application/json", "{}"),
    "json404": (404, "application/json", '{"error": "not found", "status": 404}'),
    "other-kind": (200, "application/json", '{"kind": "ComponentStatusList", "apiVersion": "v1", "metadata": {}, "items": []}'),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, code, kind, text, length=None):
        data = text if isinstance(text, bytes) else text.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        if code == 302:
            self.send_header("Location", "/rig/login")
        if code == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(data)

    def broken(self, mode):
        if mode in ANSWERS:
            return self.answer(*ANSWERS[mode])
        if mode == "timeout":
            time.sleep(30)
        if mode == "truncate":
            self.answer(200, "application/json", '{"kind": "PodList", "apiVersion": "v1", "items": [', 5000)
        if mode == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def handle_any(self):
        body, path = self.body(), self.path.split("?")[0]
        if path == "/rig/login":
            return self.answer(200, "text/html", PAGE)
        if path == "/rig/faults":
            with LOCK:
                FAULTS[:] = json.loads(body)
                LOG.clear()
            return self.answer(200, "application/json", "{}")
        if path == "/rig/log":
            return self.answer(200, "application/json", json.dumps(LOG))
        with LOCK:
            LOG.append(path)
            fault = next((f for f in FAULTS if re.search(f["path"], path)), None)
        if fault:
            return self.broken(fault["mode"])
        server = http.client.HTTPSConnection("127.0.0.1", PORT, context=TLS, timeout=60)
        kept = {k: v for k, v in self.headers.items() if k.lower() in ("authorization", "accept", "content-type")}
        server.request(self.command, self.path, body or None, kept)
        reply = server.getresponse()
        self.answer(reply.status, reply.getheader("Content-Type", "application/json"), reply.read())
        server.close()

    do_GET = do_POST = handle_any


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
