"""A small client of a kube-apiserver: one connection a thread, admin's token, standard library only."""
import http.client
import json
import os
import pathlib
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor

STATE = pathlib.Path(os.environ["RIG_K8S"])
PORT = int(os.environ.get("K8S_PORT", "6443"))
TLS = ssl.create_default_context(cafile=str(STATE / "pki/ca.crt"))
GROUPS = {"v1": "/api/v1"}
PLURALS = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses", "StorageClass": "storageclasses"}
CLUSTER_WIDE = {"Namespace", "Node", "PersistentVolume", "StorageClass", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
                "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "PriorityClass", "ClusterPolicy", "NodePool"}
local = threading.local()


class ApiError(Exception):
    def __init__(self, status, body, method, path):
        super().__init__(f"{method} {path}: {status} {body[:600]}")
        self.status = status


def call(method, path, body=None, content="application/json", token="admin-token"):
    """One request; the connection is opened again when the server has closed it."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": content, "Accept": "application/json"}
    for attempt in (1, 2, 3, 4, 5):
        connection = getattr(local, "connection", None) or http.client.HTTPSConnection("127.0.0.1", PORT, context=TLS, timeout=120)
        local.connection = connection
        try:
            connection.request(method, path, data, headers)
            reply = connection.getresponse()
            text = reply.read().decode()
        except (http.client.HTTPException, OSError):
            connection.close()
            local.connection = None
            if attempt == 5:
                raise
            continue
        if reply.status in (429, 500, 503, 504) and attempt < 5:
            time.sleep(0.5 * attempt)
            continue
        if reply.status >= 300:
            raise ApiError(reply.status, text, method, path)
        return json.loads(text) if text else None
    return None


def path_of(api_version, kind, namespace=None, name=None, sub=None):
    root = GROUPS.get(api_version, f"/apis/{api_version}")
    plural = PLURALS.get(kind) or kind.lower() + ("es" if kind.endswith("y") is False and kind.lower().endswith("ss") else "s")
    if kind.endswith("y") and kind not in PLURALS:
        plural = kind.lower()[:-1] + "ies"
    return root + (f"/namespaces/{namespace}" if namespace else "") + f"/{plural}" + (f"/{name}" if name else "") + (f"/{sub}" if sub else "")


def create(obj):
    """Creates an object, or replaces the one that is there; returns what the server has."""
    metadata = obj["metadata"]
    namespace = None if obj["kind"] in CLUSTER_WIDE else metadata.get("namespace", "default")
    path = path_of(obj["apiVersion"], obj["kind"], namespace)
    try:
        return call("POST", path, obj)
    except ApiError as error:
        if error.status != 409:
            raise
    path = f"{path}/{metadata['name']}"
    there = call("GET", path)
    merged = {**obj, "metadata": {**metadata, "resourceVersion": there["metadata"]["resourceVersion"]}}
    if obj["kind"] == "Service":
        merged["spec"] = {**obj["spec"], "clusterIP": there["spec"]["clusterIP"]}
    return call("PUT", path, merged)


def status(obj, value):
    """Plants a status, which no controller writes here."""
    namespace = None if obj["kind"] in CLUSTER_WIDE else obj["metadata"]["namespace"]
    path = path_of(obj["apiVersion"], obj["kind"], namespace, obj["metadata"]["name"], "status")
    return call("PATCH", path, {"status": value}, "application/merge-patch+json")


def together(function, items, workers=16):
    """Runs `function` on each item, many at a time, and raises the first error."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, items))
