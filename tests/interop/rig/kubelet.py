#!/usr/bin/env python3
"""The /configz of two kubelets on loopback: one as a hardened node group runs it, one with a fault for each control.

usage: kubelet.py PORT CERTIFICATE KEY      the hardened one on PORT, the faulty one on PORT + 1
The kube-apiserver's node proxy reaches them; nothing else is served.
"""
import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HARDENED = {
    "kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1", "staticPodPath": "", "address": "0.0.0.0", "port": 10250, "readOnlyPort": 0,
    "authentication": {"x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"}, "webhook": {"enabled": True, "cacheTTL": "2m0s"}, "anonymous": {"enabled": False}},
    "authorization": {"mode": "Webhook", "webhook": {"cacheAuthorizedTTL": "5m0s", "cacheUnauthorizedTTL": "30s"}}, "eventRecordQPS": 50, "streamingConnectionIdleTimeout": "4h0m0s",
    "rotateCertificates": True, "serverTLSBootstrap": True, "protectKernelDefaults": True, "makeIPTablesUtilChains": True, "podPidsLimit": 1024, "tlsMinVersion": "VersionTLS13",
    "tlsCipherSuites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"], "featureGates": {"RotateKubeletServerCertificate": True},
}
FAULTY = {
    **HARDENED, "staticPodPath": "/etc/kubernetes/manifests", "readOnlyPort": 10255, "authentication": {"x509": {"clientCAFile": ""}, "webhook": {"enabled": False}, "anonymous": {"enabled": True}},
    "authorization": {"mode": "AlwaysAllow"}, "eventRecordQPS": 1, "streamingConnectionIdleTimeout": "0s", "rotateCertificates": False, "serverTLSBootstrap": False, "protectKernelDefaults": False,
    "makeIPTablesUtilChains": False, "podPidsLimit": -1, "tlsMinVersion": "VersionTLS12", "tlsCipherSuites": ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"],
    "featureGates": {"RotateKubeletServerCertificate": False, "DynamicKubeletConfig": True},
}


def serve(port, configuration):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"kubeletconfig": configuration}).encode() if self.path.rstrip("?") == "/configz" else b"{}"
            self.send_response(200 if len(body) > 2 else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


faulty = serve(int(sys.argv[1]) + 1, FAULTY)
threading.Thread(target=faulty.serve_forever, daemon=True).start()
serve(int(sys.argv[1]), HARDENED).serve_forever()
