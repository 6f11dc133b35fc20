//! Dumps that somebody spoilt: whatever they hold, they are read or refused with a reason.

use std::fs;
use std::path::{Path, PathBuf};

use eks_attest::collect::kubernetes::{self, Namespace, Source};
use eks_attest::collect::{self, CollectError, Quiet};
use eks_attest::evidence::recording::Recording;
use eks_attest::evidence::topic::Topic;
use eks_attest::normalise::normalise;
use fastrand::Rng;
use serde_json::{Value, json};

use super::mutate;
use super::targets::Try;

/// A file: its name without ending, and its documents.
type Manifests = (String, Vec<Value>);

/// A folder or a file of manifests, or of what `kubectl get` wrote.
pub(super) fn dump(recorded: &Recording) -> Try {
    let (manifests, lists) = (manifests(), lists(recorded));
    let topics = Topic::ALL.iter().copied().filter(|topic| topic.group() == "kubernetes").collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    Box::new(move |rng| {
        let folder = tempfile::tempdir().unwrap();
        let some = rng.usize(1..6);
        let files = if rng.u8(0..3) == 0 { rng.choose_multiple(&lists, some) } else { manifests.iter().collect() };
        let source = Source::Dump { path: write(rng, folder.path(), &files), namespace: Namespace::Default };
        let options = collect::Options {
            no_aws: true,
            clusters: vec!["prod".to_owned()],
            kubernetes: kubernetes::Options { source, ..kubernetes::Options::default() },
            ..collect::Options::default()
        };
        match runtime.block_on(collect::collect(options, &topics, &Quiet)) {
            Ok(recording) => {
                assert!(normalise(&recording).clusters.contains("prod"));
                super::targets::judge(&recording);
            }
            Err(CollectError::Dump { problems, summary, .. }) => {
                assert!(!problems.is_empty(), "{summary}");
                for problem in problems {
                    assert!(!problem.path.is_empty() && !problem.message.is_empty(), "{problem}");
                    assert!(problem.to_string().chars().all(|character| !character.is_control()), "{problem:?}");
                }
            }
            Err(other) => panic!("{other}"),
        }
    })
}

/// Writes the files in `folder`, some of them spoilt. Returns what to read: the folder, or one file.
fn write(rng: &mut Rng, folder: &Path, files: &[&Manifests]) -> PathBuf {
    // Half of the trees have one spoilt file at most, so that what can still be read is read to its end.
    let gentle = rng.bool();
    let one = rng.usize(0..=files.len());
    let mut written = Vec::new();
    for (number, (stem, documents)) in files.iter().enumerate() {
        let times = if gentle { usize::from(number == one) } else { rng.usize(0..3) };
        let mut documents = documents.clone();
        for _ in 0..times {
            let document = rng.usize(0..documents.len());
            mutate::values(rng, &mut documents[document]);
        }
        let (mut text, ending) = text(rng, &documents);
        if times > 0 && rng.u8(0..4) == 0 {
            mutate::bytes(rng, &mut text);
        }
        let mut name = format!("{stem}.{ending}");
        if !gentle && rng.u8(0..10) == 0 {
            const OTHERS: [&str; 8] = ["a.JSON", "b.ndjson", "c.yml", "d.txt", "e", "f.json.gz", "g.yaml", "h.json"];
            rng.choice(OTHERS).unwrap().clone_into(&mut name);
        }
        fs::write(folder.join(&name), text).unwrap();
        written.push(folder.join(name));
    }
    if rng.u8(0..8) == 0 { rng.choice(written).unwrap() } else { folder.to_owned() }
}

/// The documents as one of the programs writes them that people use, with the ending of the file.
fn text(rng: &mut Rng, documents: &[Value]) -> (Vec<u8>, &'static str) {
    let lines = |write: fn(&Value) -> serde_json::Result<String>| {
        documents.iter().map(|document| write(document).unwrap() + "\n").collect::<String>()
    };
    let yaml = || documents.iter().map(|document| serde_saphyr::to_string(document).unwrap()).collect::<Vec<_>>();
    let (text, ending) = match rng.u8(0..7) {
        0 => (lines(serde_json::to_string), "json"),
        1 => (lines(serde_json::to_string_pretty), "json"),
        2 => (lines(serde_json::to_string_pretty), "yaml"),
        3 => (yaml().join("---\n"), "json"),
        _ => (yaml().join("---\n"), "yaml"),
    };
    if rng.u8(0..20) > 0 {
        return (text.into_bytes(), ending);
    }
    // PowerShell's `>` writes UTF-16.
    (std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(), ending)
}

/// What `kubectl get KIND --all-namespaces` wrote of the example's clusters: lists, and the same as single documents.
fn lists(recorded: &Recording) -> Vec<Manifests> {
    let mut files = Vec::new();
    for exchange in &recorded.exchanges {
        let Some(kind) = exchange.request.operation.strip_prefix("list.") else { continue };
        let Some(body) = recorded.replies.get(&exchange.id) else { continue };
        let list: Value = serde_json::from_slice(body).unwrap();
        let (version, name) = (&list["apiVersion"], list["kind"].as_str().unwrap_or_default());
        let items: Vec<Value> = list["items"].as_array().into_iter().flatten().cloned().collect();
        let typed = items.into_iter().map(|mut item| {
            item["apiVersion"] = version.clone();
            item["kind"] = json!(name.trim_end_matches("List"));
            item
        });
        let typed: Vec<Value> = typed.collect();
        files.push((kind.to_owned(), vec![json!({"apiVersion": "v1", "kind": "List", "items": typed})]));
        files.push((kind.to_owned(), vec![list]));
        if !typed.is_empty() {
            files.push((kind.to_owned(), typed));
        }
    }
    assert!(files.len() > 20, "the example has lists of Kubernetes objects");
    files
}

/// Manifests with what the reader looks at in particular.
fn manifests() -> Vec<Manifests> {
    let pod = json!({"serviceAccount": "s", "hostNetwork": true, "volumes": [{"name": "v"}, {"name": "w", "hostPath": {"path": "/"}}],
        "containers": [{"name": "c", "image": "x:1", "env": [{"name": "A", "value": "b"}], "ports": [{"containerPort": 80}],
            "resources": {"limits": {"cpu": 1, "memory": "1Gi"}}, "securityContext": {"privileged": true}}]});
    let object = |version: &str, kind: &str, rest: Value| {
        let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": "a", "labels": {"l": "m"}}});
        object.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        object
    };
    let items = [
        object("v1", "Pod", json!({"spec": pod, "status": {"phase": "Running"}})),
        object("v1", "Service", json!({"spec": {"selector": {"a": "b"}, "ports": [{"port": 80}]}})),
        object(
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            json!({"roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "User", "name": "u"}]}),
        ),
        object("v1", "LimitRange", json!({"spec": {"limits": [{"type": "Container", "max": {"memory": 1}}]}})),
        object("networking.k8s.io/v1", "NetworkPolicy", json!({"spec": {"egress": [{"ports": [{"port": 1}]}]}})),
        object("apps/v1", "Deployment", json!({"spec": {"template": {"spec": pod}}})),
    ];
    let job = json!({"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}});
    let definition = json!({"spec": {"group": "karpenter.sh", "scope": "Cluster",
        "names": {"kind": "NodePool", "plural": "nodepools"}, "versions": [{"name": "v1", "served": true, "storage": true}]}});
    let files = [
        ("all", vec![json!({"kind": "List", "apiVersion": "v1", "items": items})]),
        ("cron", vec![object("batch/v1beta1", "CronJob", job)]),
        ("crd", vec![object("apiextensions.k8s.io/v1", "CustomResourceDefinition", definition)]),
        ("pool", vec![object("karpenter.sh/v1", "NodePool", json!({"spec": {}}))]),
        ("rollout", vec![object("argoproj.io/v1alpha1", "Rollout", json!({"spec": {"template": {"spec": pod}}}))]),
        ("version", vec![json!({"serverVersion": {"gitVersion": "v1.34.1", "major": "1"}})]),
        ("services", vec![json!({"kind": "List", "apiVersion": "v1", "items": null})]),
        (
            "several",
            vec![
                object("v1", "Namespace", json!({})),
                object("v1", "ConfigMap", json!({"data": {"a": "b: c\n"}})),
                object("v1", "Secret", json!({"stringData": {"password": "hunter2"}})),
            ],
        ),
    ];
    files.map(|(stem, documents)| (stem.to_owned(), documents)).to_vec()
}
