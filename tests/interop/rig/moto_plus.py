#!/usr/bin/env python3
"""moto server plus what an EKS review needs and moto 5.2.5 lacks.   moto_plus.py -p 5555   (run with the python that has moto)
  * EKS: addons, addon versions, access entries + policies, pod identity, OIDC configs, insights, updates, cluster versions, capabilities;
    accessConfig / deletionProtection / upgradePolicy in DescribeCluster; real endpoint + CA (CreateCluster body key x-rig); no empty encryptionConfig
  * EC2 account settings (EBS default key, snapshot/AMI block public access, instance metadata defaults, serial console); LT metadata + profile reach ASG instances
  * SSM: /aws/service/eks/... parameters can be planted with PutParameter
  * unsupported operations answer with an AWS-shaped error instead of werkzeug HTML (RIG_RAW=1 turns that off)
  * faults: POST /rig/faults  [{"service":"eks","match":"DescribeCluster|/clusters/x","mode":"throttle|denied|500|503|expired|reset|truncate|slow|timeout|malformed|html404|html200|empty200|braces200","count":3,"delay":2}] ; GET /rig/log ; POST /rig/reset
"""
import argparse, io, json, os, re, threading, time, uuid, urllib.parse, signal, sys
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.iam.models import get_account_id_from
import moto.ec2.models.instances as inst_mod
import moto.ssm.models as ssm_mod

# ---- LT metadata options and instance profile reach instances started through a launch template
_oi = inst_mod.Instance.__init__
def _init(self, *a, **k):
    _oi(self, *a, **k)
    lt = k.get("launch_template")
    if lt:
        d = self.ec2_backend._get_template_from_args(lt).data
        if d.get("MetadataOptions") and not k.get("metadata_options"): self.metadata_options = inst_mod.MetadataOptions(d["MetadataOptions"])
        p = d.get("IamInstanceProfile")
        if p and not self.iam_instance_profile:
            from moto.ec2.utils import filter_iam_instance_profiles
            self.iam_instance_profile = filter_iam_instance_profiles(self.ec2_backend.account_id, partition="aws", iam_instance_profile_arn=p.get("Arn"), iam_instance_profile_name=p.get("Name"))
inst_mod.Instance.__init__ = _init
# ---- reserved public parameters may be planted
_pp = ssm_mod.SimpleSystemManagerBackend.put_parameter
def _put(self, name, *a, **k):
    if name.startswith("/aws/service/"):
        alias = "/rigsvc/" + name[len("/aws/service/"):]
        r = _pp(self, alias, *a, **k); v = self._parameters.pop(alias)
        for q in v: q.name = name
        self._parameters[name] = v
        return r
    return _pp(self, name, *a, **k)
ssm_mod.SimpleSystemManagerBackend.put_parameter = _put

LOCK, ST, FAULTS, LOG = threading.RLock(), {}, [], []
now = lambda: int(time.time())
VERS = [("1.34", "STANDARD_SUPPORT", "2026-12-02", "2027-12-02"), ("1.33", "STANDARD_SUPPORT", "2026-07-29", "2027-07-29"), ("1.32", "EXTENDED_SUPPORT", "2026-03-23", "2027-03-23"), ("1.31", "EXTENDED_SUPPORT", "2025-11-26", "2026-11-26"), ("1.28", "UNSUPPORTED", "2024-11-26", "2025-11-26"), ("1.24", "UNSUPPORTED", "2024-01-31", "2025-01-31")]
ADDON = {"vpc-cni": ["v1.20.3-eksbuild.1", "v1.19.5-eksbuild.1", "v1.10.4-eksbuild.1"], "coredns": ["v1.12.3-eksbuild.1", "v1.11.4-eksbuild.10"], "kube-proxy": ["v1.33.3-eksbuild.4", "v1.33.0-eksbuild.2"], "aws-ebs-csi-driver": ["v1.48.0-eksbuild.1", "v1.43.0-eksbuild.1"], "eks-pod-identity-agent": ["v1.3.8-eksbuild.2", "v1.3.7-eksbuild.2"], "aws-guardduty-agent": ["v1.11.0-eksbuild.4", "v1.10.0-eksbuild.2"], "snapshot-controller": ["v8.3.0-eksbuild.1"], "metrics-server": ["v0.8.0-eksbuild.2"]}
POLS = ["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSAutoNodePolicy", "AmazonEKSSecretReaderPolicy"]


class Err(Exception):
    def __init__(self, code, msg, status=400): self.code, self.msg, self.status = code, msg, status


def paged(q, key, items):
    n, s = int(q.get("maxResults", 100)), int(q.get("nextToken") or 0)
    o = {key: items[s:s + n]}
    if s + n < len(items): o["nextToken"] = str(s + n)
    return o


def eks_extra(S, region, acct, m, path, q, b, exists):
    """returns a response dict, or None if the path is moto's"""
    seg = [urllib.parse.unquote(x) for x in path.strip("/").split("/")]
    if path == "/addons/supported-versions":
        return paged(q, "addons", [{"addonName": n, "type": "networking", "owner": "aws", "publisher": "eks", "addonVersions": [{"addonVersion": v, "architecture": ["amd64", "arm64"], "compatibilities": [{"clusterVersion": cv[0], "platformVersions": ["*"], "defaultVersion": i == 0} for cv in VERS[:4]], "requiresConfiguration": False} for i, v in enumerate(vs)]} for n, vs in ADDON.items() if q.get("addonName") in (None, n)])
    if path == "/addons/configuration-schemas":
        return {"addonName": q.get("addonName"), "addonVersion": q.get("addonVersion"), "configurationSchema": '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}'}
    if path == "/access-policies":
        return paged(q, "accessPolicies", [{"name": p, "arn": "arn:aws:eks::aws:cluster-access-policy/" + p} for p in POLS])
    if path == "/cluster-versions":
        return paged(q, "clusterVersions", [{"clusterVersion": v, "clusterType": "eks", "defaultPlatformVersion": "eks.9", "defaultVersion": v == "1.33", "status": {"STANDARD_SUPPORT": "standard-support", "EXTENDED_SUPPORT": "extended-support"}.get(s, "unsupported"), "versionStatus": s, "endOfStandardSupportDate": a, "endOfExtendedSupportDate": z, "kubernetesPatchVersion": v + ".5"} for v, s, a, z in VERS])
    if len(seg) < 3 or seg[0] != "clusters": return None
    c, kind = seg[1], seg[2]
    KINDS = ("addons", "access-entries", "pod-identity-associations", "identity-provider-configs", "insights", "updates", "capabilities")
    if kind not in KINDS: return None
    if not exists(c): raise Err("ResourceNotFoundException", f"No cluster found for name: {c}.", 404)
    arn = lambda t, n: f"arn:aws:eks:{region}:{acct}:{t}/{c}/{n}/{uuid.uuid4()}"
    T = S.setdefault(kind, {}).setdefault(c, {})
    miss = lambda n: Err("ResourceNotFoundException", f"No resource found: {n} in cluster {c}", 404)
    if kind == "addons":
        if len(seg) == 3 and m == "POST":
            n = b["addonName"]
            if n in T: raise Err("ResourceInUseException", f"Addon already exists.", 409)
            T[n] = {"addonName": n, "clusterName": c, "status": "ACTIVE", "addonVersion": b.get("addonVersion") or ADDON.get(n, ["v1"])[0], "health": {"issues": []}, "addonArn": arn("addon", n), "createdAt": now(), "modifiedAt": now(), "tags": b.get("tags", {}), "configurationValues": b.get("configurationValues"), "serviceAccountRoleArn": b.get("serviceAccountRoleArn"), "podIdentityAssociations": []}
            return {"addon": T[n]}
        if len(seg) == 3: return paged(q, "addons", sorted(T))
        if seg[3] not in T: raise miss(seg[3])
        if m == "DELETE": return {"addon": T.pop(seg[3])}
        return {"addon": T[seg[3]]}
    if kind == "access-entries":
        if len(seg) == 3 and m == "POST":
            p = b["principalArn"]
            if p in T: raise Err("ResourceInUseException", "The specified access entry resource is already in use on this cluster.", 409)
            T[p] = {"e": {"clusterName": c, "principalArn": p, "kubernetesGroups": b.get("kubernetesGroups", ["system:nodes"] if b.get("type", "STANDARD") != "STANDARD" else []), "accessEntryArn": arn("access-entry", p.split(":")[-1]), "createdAt": now(), "modifiedAt": now(), "tags": b.get("tags", {}), "username": b.get("username") or p, "type": b.get("type", "STANDARD")}, "p": {}}
            return {"accessEntry": T[p]["e"]}
        if len(seg) == 3: return paged(q, "accessEntries", sorted(T))
        if seg[3] not in T: raise Err("ResourceNotFoundException", "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.", 404)
        E = T[seg[3]]
        if len(seg) >= 5 and seg[4] == "access-policies":
            if m == "POST":
                x = {"policyArn": b["policyArn"], "accessScope": b["accessScope"], "associatedAt": now(), "modifiedAt": now()}; E["p"][b["policyArn"]] = x
                return {"clusterName": c, "principalArn": seg[3], "associatedAccessPolicy": x}
            return {"clusterName": c, "principalArn": seg[3], **paged(q, "associatedAccessPolicies", list(E["p"].values()))}
        if m == "DELETE": T.pop(seg[3]); return {}
        return {"accessEntry": E["e"]}
    if kind == "pod-identity-associations":
        if len(seg) == 3 and m == "POST":
            i = "a-" + uuid.uuid4().hex[:17]
            T[i] = {"clusterName": c, "namespace": b["namespace"], "serviceAccount": b["serviceAccount"], "roleArn": b["roleArn"], "associationArn": f"arn:aws:eks:{region}:{acct}:podidentityassociation/{c}/{i}", "associationId": i, "tags": b.get("tags", {}), "createdAt": now(), "modifiedAt": now(), "disableSessionTags": False}
            return {"association": T[i]}
        if len(seg) == 3: return paged(q, "associations", [{k: x[k] for k in ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId")} for x in T.values()])
        if seg[3] not in T: raise miss(seg[3])
        return {"association": T[seg[3]]}
    if kind == "identity-provider-configs":
        if len(seg) == 4 and seg[3] == "associate":
            o = b["oidc"]; T[o["identityProviderConfigName"]] = {**o, "clusterName": c, "identityProviderConfigArn": arn("identityproviderconfig", "oidc"), "status": "ACTIVE", "tags": {}}
            return {"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": "AssociateIdentityProviderConfig"}, "tags": {}}
        if len(seg) == 4 and seg[3] == "describe":
            n = b["identityProviderConfig"]["name"]
            if n not in T: raise miss(n)
            return {"identityProviderConfig": {"oidc": T[n]}}
        return paged(q, "identityProviderConfigs", [{"type": "oidc", "name": n} for n in T])
    if kind == "insights":
        ids = {"11111111-1111-4111-8111-111111111111": ("Deprecated APIs removed in Kubernetes v1.25", "UPGRADE_READINESS", "ERROR" if "legacy" in c else "PASSING"), "22222222-2222-4222-8222-222222222222": ("Kubelet version skew", "UPGRADE_READINESS", "WARNING" if "legacy" in c else "PASSING"), "33333333-3333-4333-8333-333333333333": ("Cluster health issues", "UPGRADE_READINESS", "PASSING")}
        f = lambda i, t: {"id": i, "name": t[0], "category": t[1], "kubernetesVersion": "1.25", "lastRefreshTime": now(), "lastTransitionTime": now() - 86400, "description": t[0], "insightStatus": {"status": t[2], "reason": t[2].lower()}}
        if len(seg) == 4:
            if seg[3] not in ids: raise miss(seg[3])
            return {"insight": {**f(seg[3], ids[seg[3]]), "recommendation": "update manifests", "resources": [], "additionalInfo": {}, "categorySpecificSummary": {"deprecationDetails": [{"usage": "/apis/policy/v1beta1/podsecuritypolicies", "replacedWith": "", "stopServingVersion": "1.25", "clientStats": [{"userAgent": "kubectl/v1.20", "numberOfRequestsLast30Days": 12, "lastRequestTime": now()}]}]}}}
        return paged({**q, **{k: v for k, v in b.items() if k in ("maxResults", "nextToken")}}, "insights", [f(i, t) for i, t in ids.items()])
    if kind == "updates":
        u = {"id": "0aaaaaaa-0000-4000-8000-000000000001", "status": "Successful", "type": "VersionUpdate", "params": [{"type": "Version", "value": "1.24"}, {"type": "PlatformVersion", "value": "eks.7"}], "createdAt": now() - 86400 * 600, "errors": []}
        return {"update": u} if len(seg) == 4 else paged(q, "updateIds", [u["id"]])
    return paged(q, "capabilities", [])


EC2X = {"GetEbsDefaultKmsKeyId": "<kmsKeyId>alias/aws/ebs</kmsKeyId>", "GetSnapshotBlockPublicAccessState": "<state>unblocked</state>", "GetImageBlockPublicAccessState": "<imageBlockPublicAccessState>unblocked</imageBlockPublicAccessState>",
        "GetInstanceMetadataDefaults": "<accountLevel><httpTokens>required</httpTokens></accountLevel>", "GetSerialConsoleAccessStatus": "<serialConsoleAccessEnabled>false</serialConsoleAccessEnabled>"}


PAGE = "<!DOCTYPE html><html><head><title>Gateway</title></head><body><p>There is nothing here.</p></body></html>"
# What no AWS service answers: a proxy's page, nothing at all, a body that is not well-formed.
STRANGE = {"malformed": (200, "application/json", '{"clusters": [<a'), "html404": (404, "text/html", PAGE), "html200": (200, "text/html", PAGE), "empty200": (200, "application/json", ""), "braces200": (200, "application/json", "{}")}


class App:
    def __init__(self, inner): self.inner = inner

    def reply(self, start, status, body, ctype, extra=()):
        b = body if isinstance(body, bytes) else body.encode()
        start(f"{status} X", [("Content-Type", ctype), ("Content-Length", str(len(b))), ("x-amzn-RequestId", str(uuid.uuid4())), *extra]); return [b]

    def error(self, start, svc, proto, code, msg, status=400):
        rid = str(uuid.uuid4())
        if proto == "ec2": return self.reply(start, status, f'<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>{code}</Code><Message>{msg}</Message></Error></Errors><RequestID>{rid}</RequestID></Response>', "text/xml;charset=UTF-8")
        if proto == "query": return self.reply(start, status, f'<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{msg}</Message></Error><RequestId>{rid}</RequestId></ErrorResponse>', "text/xml")
        if svc == "s3": return self.reply(start, status, f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{msg}</Message><RequestId>{rid}</RequestId></Error>', "application/xml")
        return self.reply(start, status, json.dumps({"__type": code, "message": msg}), "application/x-amz-json-1.1" if proto == "json" else "application/json", [("x-amzn-ErrorType", code)])

    def __call__(self, env, start):
        path, m = env.get("PATH_INFO", ""), env["REQUEST_METHOD"]
        n = int(env.get("CONTENT_LENGTH") or 0); raw = env["wsgi.input"].read(n) if n else b""
        env["wsgi.input"] = io.BytesIO(raw)
        if path.startswith("/rig/"): return self.control(path, m, raw, start)
        cred = re.search(r"Credential=([^,\s]+)", env.get("HTTP_AUTHORIZATION", "")) or re.search(r"X-Amz-Credential=([^&]+)", env.get("QUERY_STRING", ""))
        svc = region = ak = ""
        if cred:
            p = urllib.parse.unquote(cred.group(1)).split("/")
            if len(p) == 5: ak, _, region, svc, _ = p
        target = env.get("HTTP_X_AMZ_TARGET", ""); qs = dict(urllib.parse.parse_qsl(env.get("QUERY_STRING", "")))
        form = dict(urllib.parse.parse_qsl(raw.decode("latin1"))) if "urlencoded" in env.get("CONTENT_TYPE", "") else {}
        action = target.split(".")[-1] if target else form.get("Action", qs.get("Action", ""))
        proto = "json" if target else "ec2" if svc == "ec2" else "query" if action else "rest"
        with LOCK:
            LOG.append((round(time.time(), 3), svc, action or f"{m} {path}", region)); del LOG[:-20000]
            f = next((x for x in FAULTS if x.get("count", 1) > 0 and x.get("service", svc) == svc and re.search(x.get("match", "."), action or f"{m} {path}")), None)
            if f: f["count"] = f.get("count", 1) - 1
        if f:
            md = f["mode"]; time.sleep(f.get("delay", 0))
            if md == "reset":
                import socket, struct
                k = env.get("werkzeug.socket")
                if k: k.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); os.close(k.detach())  # RST
                raise ConnectionResetError("rig")
            if md in STRANGE: status, kind, body = STRANGE[md]; return self.reply(start, status, body, kind)
            if md == "timeout": time.sleep(f.get("seconds", 30)); return self.reply(start, 200, "", "text/plain")
            if md == "truncate": start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "5000")]); return [b'{"clusters": ["pro']
            if md != "slow":
                code, st = {"throttle": ("RequestLimitExceeded" if svc == "ec2" else "ThrottlingException" if proto in ("json", "rest") else "Throttling", 503 if svc == "ec2" else 400 if proto != "rest" else 429), "denied": ("UnauthorizedOperation" if svc == "ec2" else "AccessDenied" if proto == "query" or svc == "s3" else "AccessDeniedException", 403), "500": ("InternalError" if svc == "ec2" else "InternalFailure", 500), "503": ("ServiceUnavailable", 503), "expired": ("RequestExpired" if svc == "ec2" else "ExpiredToken" if proto == "query" else "ExpiredTokenException", 400 if svc == "ec2" else 403)}[md]
                return self.error(start, svc, proto, code, f"rig fault: {md}" if md != "denied" else f"User: arn:aws:sts::123456789012:assumed-role/EksEvidenceReadOnly/rig is not authorized to perform: {svc}:{action or path} because no identity-based policy allows the {svc}:{action or path} action", st)
        if svc == "ec2" and action in EC2X:
            return self.reply(start, 200, f'<?xml version="1.0" encoding="UTF-8"?>\n<{action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>{uuid.uuid4()}</requestId>{EC2X[action]}</{action}Response>', "text/xml;charset=UTF-8")
        acct = get_account_id_from(ak) if ak else "123456789012"
        S = ST.setdefault((acct, region), {})
        if svc == "eks":
            body = json.loads(raw) if raw[:1] == b"{" else {}
            rp = env.get("RAW_URI") or env.get("REQUEST_URI") or path
            rp = rp.split("?")[0]
            try:
                with LOCK: r = eks_extra(S, region, acct, m, rp, qs, body, lambda c: c in S.get("clusters", {}))
            except Err as e: return self.error(start, svc, "rest", e.code, e.msg, e.status)
            if r is not None: return self.reply(start, 200, json.dumps(r), "application/json")
        cap = {}
        def sr(status, headers, exc=None): cap.update(s=status, h=headers); return lambda d: None
        try:
            it = self.inner(env, sr); out = b"".join(it)
            if hasattr(it, "close"): it.close()
        except Exception as e:  # moto raises NotImplementedError (and its own bugs) through Flask
            if os.environ.get("RIG_RAW"): raise
            if not isinstance(e, NotImplementedError) and svc in ("eks", "ec2", "iam", "sts", "s3", "elasticloadbalancing"): sys.stderr.write(f"rig: {svc} {action or path}: {type(e).__name__} {e}\n")
            cap.update(s="500 X", h=[]); out = b"<!doctype html>"
        code = int(cap["s"].split()[0]); ct = dict((k.lower(), v) for k, v in cap["h"]).get("content-type", "")
        if code in (404, 500, 501) and out[:15].lower() == b"<!doctype html>" and not os.environ.get("RIG_RAW"):
            return self.error(start, svc, proto, "InvalidAction" if proto in ("ec2", "query") else "UnknownOperationException", f"rig: {svc}:{action or m + ' ' + path} is not emulated", 400 if proto != "rest" else 404)
        if action == "GetAccountAuthorizationDetails" and code == 200:  # moto 5.2.5 leaves PolicyName and PolicyId out of Policies[]
            out = re.sub(rb"<Arn>(arn:aws[^<]*:policy/(?:[^<]*/)?([^</]+))</Arn>", lambda g: b"<PolicyName>%s</PolicyName><PolicyId>ANPA%s</PolicyId>%s" % (g.group(2), uuid.uuid5(uuid.NAMESPACE_URL, g.group(1).decode()).hex[:17].upper().encode(), g.group(0)), out)
            cap["h"] = [(a, v) for a, v in cap["h"] if a.lower() != "content-length"] + [("Content-Length", str(len(out)))]
        if action == "GetAccountSummary" and code == 200:  # a root user with MFA and without keys, as an account should have it
            out = out.replace(b"<key>AccountMFAEnabled</key><value>0</value>", b"<key>AccountMFAEnabled</key><value>1</value>")
            out = re.sub(rb"(<key>AccountMFAEnabled</key>\s*<value>)0", rb"\g<1>1", out)
            cap["h"] = [(a, v) for a, v in cap["h"] if a.lower() != "content-length"] + [("Content-Length", str(len(out)))]
        if svc == "eks" and code == 200 and "json" in ct:
            if m == "POST" and path == "/clusters":
                ac = body.get("accessConfig") or {}
                S.setdefault("clusters", {})[body["name"]] = {"accessConfig": {"bootstrapClusterCreatorAdminPermissions": ac.get("bootstrapClusterCreatorAdminPermissions", True), "authenticationMode": ac.get("authenticationMode", "CONFIG_MAP")}, "deletionProtection": body.get("deletionProtection", False), "upgradePolicy": body.get("upgradePolicy") or {"supportType": "EXTENDED"}, "zonalShiftConfig": {"enabled": False}, "computeConfig": {"enabled": False}, "_rig": body.get("x-rig") or {}}
                for a in ([] if not ac.get("bootstrapClusterCreatorAdminPermissions", True) or ac.get("authenticationMode", "CONFIG_MAP") == "CONFIG_MAP" else [f"arn:aws:iam::{acct}:role/cluster-creator"]):
                    eks_extra(S, region, acct, "POST", f"/clusters/{body['name']}/access-entries", {}, {"principalArn": a}, lambda c: True)
            o = json.loads(out)
            if isinstance(o.get("cluster"), dict):
                x = S.get("clusters", {}).get(o["cluster"].get("name"), {}); k = o["cluster"]
                k.update({a: v for a, v in x.items() if a[0] != "_"})
                if not k.get("encryptionConfig"): k.pop("encryptionConfig", None)
                rig = x.get("_rig") or {}
                if "endpoint" in rig: k["endpoint"] = rig["endpoint"]; k["certificateAuthority"] = {"data": rig["ca"]}
                if "clusterSecurityGroupId" in rig: k["resourcesVpcConfig"]["clusterSecurityGroupId"] = rig["clusterSecurityGroupId"]
                k["health"] = {"issues": []}
                k["kubernetesNetworkConfig"].setdefault("ipFamily", "ipv4")
                if k["resourcesVpcConfig"].get("subnetIds"):
                    from moto.ec2.models import ec2_backends
                    k["resourcesVpcConfig"].setdefault("vpcId", ec2_backends[acct][region].get_subnet(k["resourcesVpcConfig"]["subnetIds"][0]).vpc_id)
                k["identity"] = {"oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{uuid.uuid5(uuid.NAMESPACE_URL, k['arn']).hex.upper()}"}}
            if isinstance(o.get("nodegroup"), dict):
                k = o["nodegroup"]
                if (k.get("remoteAccess") or {}).get("ec2SshKey") == "eksKeypair": k.pop("remoteAccess"); k["resources"].pop("remoteAccessSecurityGroup", None)
                if k.get("launchTemplate"): k.pop("diskSize", None)
                k.setdefault("updateConfig", {"maxUnavailable": 1})
                repair = S.setdefault("repair", {})
                if m == "POST" and body.get("nodeRepairConfig"): repair[k["nodegroupArn"]] = body["nodeRepairConfig"]
                if k["nodegroupArn"] in repair: k["nodeRepairConfig"] = repair[k["nodegroupArn"]]
            out = json.dumps(o).encode(); cap["h"] = [(a, v) for a, v in cap["h"] if a.lower() != "content-length"] + [("Content-Length", str(len(out)))]
        start(cap["s"], cap["h"]); return [out]

    def control(self, path, m, raw, start):
        with LOCK:
            if path == "/rig/faults" and m == "POST": FAULTS[:] = json.loads(raw)
            elif path == "/rig/reset": FAULTS.clear(); LOG.clear()
            elif path == "/rig/backdate" and m == "POST":  # {"region": ..., "instances": {"i-...": "2026-01-31T00:00:00+00:00"}}
                from datetime import datetime
                from moto.ec2.models import ec2_backends
                b = json.loads(raw); backend = ec2_backends[b.get("account", "123456789012")][b["region"]]
                for i, t in b["instances"].items(): backend.get_instance(i).launch_time = datetime.fromisoformat(t)
            elif path == "/rig/tidy" and m == "POST":  # moto adds a root volume of its own to what the launch template asks for
                from moto.ec2.models import ec2_backends
                b = json.loads(raw); backend = ec2_backends[b.get("account", "123456789012")][b["region"]]
                for r in backend.reservations.values():
                    for i in r.instances:
                        if len(i.block_device_mapping) > 1 and "/dev/sda1" in i.block_device_mapping:
                            backend.volumes.pop(i.block_device_mapping.pop("/dev/sda1").volume_id, None)
            elif path == "/rig/balancers" and m == "POST":  # {"region": ..., "names": {"load balancer": "DNS name"}}
                from moto.elb.models import elb_backends
                from moto.elbv2.models import elbv2_backends
                b = json.loads(raw); of = lambda backends: backends[b.get("account", "123456789012")][b["region"]].load_balancers.values()
                for x in [*of(elb_backends), *of(elbv2_backends)]: x.dns_name = b["names"].get(x.name, x.dns_name)
            elif path == "/rig/cluster" and m == "POST":  # {"region": ..., "cluster": ..., "x-rig": {"clusterSecurityGroupId": ...}}
                b = json.loads(raw); ST.setdefault((b.get("account", "123456789012"), b["region"]), {}).setdefault("clusters", {})[b["cluster"]]["_rig"].update(b["x-rig"])
            elif path == "/rig/log": return self.reply(start, 200, json.dumps(LOG), "application/json")
            return self.reply(start, 200, json.dumps(FAULTS), "application/json")


if __name__ == "__main__":
    ap = argparse.ArgumentParser(); ap.add_argument("-H", "--host", default="127.0.0.1"); ap.add_argument("-p", "--port", type=int, default=5555); a = ap.parse_args()
    os.environ["MOTO_PORT"] = str(a.port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    import logging; logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from werkzeug.serving import run_simple
    run_simple(a.host, a.port, App(DomainDispatcherApplication(create_backend_app)), threaded=True, request_handler=MotoRequestHandler)
