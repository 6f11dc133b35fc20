//! A small API server that serves what kube-apiserver 1.20 does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::evidence::kubernetes::RESOURCES;

/// What the server answers.
pub(super) struct Api {
    failure: Option<(String, u16)>,
    /// Targets that something other than the server answers.
    foreign: Vec<(String, u16, String)>,
    endless: Option<String>,
    once: bool,
    failed: AtomicBool,
}

impl Api {
    pub(super) fn new() -> Self {
        Self { failure: None, foreign: Vec::new(), endless: None, once: false, failed: AtomicBool::new(false) }
    }

    /// Answers `target` with an error; 200 means a body that is cut short.
    pub(super) fn failing(mut self, target: &str, status: u16) -> Self {
        self.failure = Some((target.to_owned(), status));
        self
    }

    pub(super) fn failing_once(mut self, target: &str, status: u16) -> Self {
        self.once = true;
        self = self.failing(target, status);
        self
    }

    /// Answers `path` with one page after another.
    pub(super) fn endless(mut self, path: &str) -> Self {
        self.endless = Some(path.to_owned());
        self
    }

    /// Answers `path` as whatever stands between would.
    pub(super) fn answering(mut self, path: &str, status: u16, body: &str) -> Self {
        self.foreign.push((path.to_owned(), status, body.to_owned()));
        self
    }

    fn answer(&self, target: &str, head: &str) -> (u16, String) {
        assert!(head.to_ascii_lowercase().contains("authorization: bearer k8s-aws-v1."), "every call has a token");
        let path = target.split('?').next().unwrap_or_default();
        if let Some((failing, status)) = &self.failure
            && (failing == target || failing == path)
            && !(self.once && self.failed.swap(true, Ordering::SeqCst))
        {
            let reason = match status {
                403 => "Forbidden",
                404 => "NotFound",
                _ => "Failed",
            };
            let body = refusal(*status, reason).to_string();
            return (*status, if *status == 200 { "{\"items\": [".to_owned() } else { body });
        }
        if self.endless.as_deref() == Some(path) {
            // Ever another token: it grows with the page.
            let next = format!("{}1", target.rsplit_once("continue=").map_or("", |(_, token)| token));
            let next = next.parse::<u64>().map_or_else(|_| "1".to_owned(), |number| (number / 10 + 1).to_string());
            let (kind, version) = kind_of(path, head);
            let metadata = json!({"continue": next});
            return (200, json!({"kind": kind, "apiVersion": version, "metadata": metadata, "items": []}).to_string());
        }
        if let Some((_, status, body)) = self.foreign.iter().find(|(foreign, ..)| foreign == path) {
            return (*status, body.clone());
        }
        match document(path).or_else(|| list(path, target, head)) {
            Some(body) => (200, body.to_string()),
            None if path.contains("/configmaps/") => (404, refusal(404, "NotFound").to_string()),
            None => (404, "404 page not found\n".to_owned()),
        }
    }
}

fn refusal(status: u16, reason: &str) -> Value {
    json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": reason, "message": "no", "code": status})
}

fn document(path: &str) -> Option<Value> {
    let groups = [
        "apps/v1",
        "batch/v1",
        "batch/v1beta1",
        "networking.k8s.io/v1",
        "rbac.authorization.k8s.io/v1",
        "policy/v1beta1",
        "autoscaling/v1",
        "storage.k8s.io/v1",
        "admissionregistration.k8s.io/v1",
        "apiextensions.k8s.io/v1",
        "authentication.k8s.io/v1",
    ];
    let resources = |names: &[&str]| {
        let names: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
        json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": path.strip_prefix("/apis/"), "resources": names})
    };
    let group = |name: &str| json!({"name": name.split('/').next(), "versions": [{"groupVersion": name}]});
    Some(match path {
        "/version" => json!({"gitVersion": "v1.20.2", "major": "1", "minor": "20"}),
        "/api" => json!({"kind": "APIVersions", "versions": ["v1"]}),
        "/apis" => json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups.map(group)}),
        "/apis/batch/v1" => resources(&["jobs"]),
        "/apis/batch/v1beta1" => resources(&["cronjobs"]),
        "/apis/networking.k8s.io/v1" => resources(&["ingresses", "networkpolicies"]),
        "/apis/policy/v1beta1" => resources(&["poddisruptionbudgets"]),
        "/apis/autoscaling/v1" => resources(&["horizontalpodautoscalers"]),
        "/apis/admissionregistration.k8s.io/v1" => resources(&["validatingwebhookconfigurations"]),
        "/apis/apiextensions.k8s.io/v1" => resources(&["customresourcedefinitions"]),
        "/apis/authentication.k8s.io/v1" => resources(&["selfsubjectreviews", "tokenreviews"]),
        "/apis/authentication.k8s.io/v1/selfsubjectreviews" => {
            json!({"kind": "SelfSubjectReview", "status": {"userInfo": {"username": "auditor"}}})
        }
        "/api/v1/nodes/n1/proxy/configz" | "/api/v1/nodes/n2/proxy/configz" => {
            json!({"kubeletconfig": {"readOnlyPort": 0}})
        }
        "/api/v1/namespaces/kube-system/configmaps/aws-auth" => {
            json!({"kind": "ConfigMap", "metadata": {"name": "aws-auth", "namespace": "kube-system"}, "data": {"token": "CANARY"}})
        }
        _ => return None,
    })
}

fn owned(name: &str, kind: &str, owner: &str) -> Value {
    let references = json!([{"apiVersion": "apps/v1", "kind": kind, "name": owner, "controller": true}]);
    json!({"name": name, "namespace": "shop", "ownerReferences": references, "managedFields": [{}]})
}

fn list(path: &str, target: &str, head: &str) -> Option<Value> {
    let containers =
        json!([{"name": "c", "image": "nginx", "env": [{"name": "A", "value": "CANARY"}], "args": ["--token=CANARY"]}]);
    let metadata = |name: &str| {
        json!({"name": name, "namespace": "shop", "annotations": {
        "kubectl.kubernetes.io/last-applied-configuration": "{\"x\":\"CANARY\"}"}})
    };
    let template = json!({"metadata": {}, "spec": {"containers": containers}});
    let mut next = "";
    let items = match path {
        "/api/v1/pods" if target.ends_with("continue=page2") => json!([{"metadata": owned("b", "ReplicaSet", "web-1"),
            "spec": {"containers": containers}, "status": {"phase": "Pending"}}]),
        "/api/v1/pods" => {
            next = "page2";
            json!([
                {"metadata": owned("a", "ReplicaSet", "web-1"), "spec": {"nodeName": "n1", "containers": containers},
                 "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
                            "containerStatuses": [{"name": "c", "imageID": "sha256:1"}]}},
                {"metadata": metadata("lone"), "spec": {"containers": containers}, "status": {"phase": "Running"}},
            ])
        }
        "/apis/apps/v1/replicasets" => {
            json!([{"metadata": owned("web-1", "Deployment", "web"), "spec": {"replicas": 2, "template": template}}])
        }
        "/apis/apps/v1/deployments" => {
            json!([{"metadata": metadata("web"), "spec": {"replicas": 2, "template": template}}])
        }
        "/api/v1/nodes" => json!([
            {"metadata": {"name": "n1"}},
            {"metadata": {"name": "n2", "labels": {"eks.amazonaws.com/compute-type": "hybrid"}}},
            {"metadata": {"name": "fargate-1", "labels": {"eks.amazonaws.com/compute-type": "fargate"}}},
            {"metadata": {"name": "i-auto", "labels": {"eks.amazonaws.com/compute-type": "auto"}}},
        ]),
        "/api/v1/secrets" if head.contains("PartialObjectMetadataList") => json!([{"metadata": metadata("s")}]),
        "/api/v1/secrets" => json!([{"metadata": metadata("s"), "data": {"k": "CANARY"}}]),
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" => {
            json!([{"metadata": {"name": "securitygrouppolicies.vpcresources.k8s.aws"},
            "spec": {"group": "vpcresources.k8s.aws", "scope": "Namespaced", "names": {"plural": "securitygrouppolicies", "kind": "SecurityGroupPolicy"},
            "versions": [{"name": "v1beta1", "served": true, "storage": true, "schema": {}}]}}])
        }
        "/apis/vpcresources.k8s.aws/v1beta1/securitygrouppolicies" => {
            json!([{"apiVersion": "vpcresources.k8s.aws/v1beta1",
            "kind": "SecurityGroupPolicy", "metadata": {"name": "p", "namespace": "shop"}, "spec": {}}])
        }
        "/apis/batch/v1/cronjobs" | "/apis/networking.k8s.io/v1beta1/ingresses" => return None,
        _ if path.contains("validatingadmissionpolic")
            || path.contains("/autoscaling/v2")
            || path.contains("/policy/v1/") =>
        {
            return None;
        }
        _ if path.contains("/configmaps/") => return None,
        _ => json!([]),
    };
    let (kind, version) = kind_of(path, head);
    let metadata = json!({"continue": next, "resourceVersion": "1"});
    Some(json!({"kind": kind, "apiVersion": version, "metadata": metadata, "items": items}))
}

fn kind_of(path: &str, head: &str) -> (String, String) {
    if path == "/api/v1/secrets" && head.contains("PartialObjectMetadataList") {
        return ("PartialObjectMetadataList".to_owned(), "meta.k8s.io/v1".to_owned());
    }
    let (version, plural) =
        path.strip_prefix("/apis/").or(path.strip_prefix("/api/")).unwrap().rsplit_once('/').unwrap();
    let known = RESOURCES.iter().find(|resource| resource.plural == plural).map(|resource| resource.kind);
    (format!("{}List", known.unwrap_or("SecurityGroupPolicy")), version.to_owned())
}

pub(super) struct Server {
    port: u16,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(super) async fn start(api: Arc<Api>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&api)));
            }
        });
        Self { port, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// One request a connection keeps the server simple.
async fn serve(mut stream: TcpStream, api: Arc<Api>) {
    let mut received = Vec::new();
    while !received.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => received.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&received).into_owned();
    let (status, body) = api.answer(head.split(' ').nth(1).unwrap_or_default(), &head);
    let length = body.len();
    let reply = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    drop(stream.write_all(reply.as_bytes()).await);
    drop(stream.shutdown().await);
}
