//! Dumps that somebody spoilt: whatever they hold, they are read or refused with a reason, and nothing panics.

use std::fs;

use eks_attest::collect::kubernetes::{self, Namespace, Source};
use eks_attest::collect::normalise::normalise;
use eks_attest::collect::{self, CollectError, Quiet};
use eks_attest::evidence::topic::Topic;
use serde_json::{Value, json};

use super::fuzz::{Random, rounds};

fn tree() -> Vec<(&'static str, Value)> {
    let pod = json!({"serviceAccount": "s", "hostNetwork": true, "volumes": [{"name": "v"}, {"name": "w", "hostPath": {"path": "/"}}],
        "containers": [{"name": "c", "image": "x:1", "env": [{"name": "A", "value": "b"}], "ports": [{"containerPort": 80}],
            "resources": {"limits": {"cpu": 1, "memory": "1Gi"}}, "securityContext": {"privileged": true}}]});
    let object = |version: &str, kind: &str, rest: Value| {
        let mut object = json!({"apiVersion": version, "kind": kind, "metadata": {"name": "a", "labels": {"l": "m"}}});
        object.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        object
    };
    let items = json!([
        object("v1", "Pod", json!({"spec": pod, "status": {"phase": "Running"}})),
        object("v1", "Service", json!({"spec": {"selector": {"a": "b"}, "ports": [{"port": 80}]}})),
        object(
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            json!({"roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "User", "name": "u"}]})
        ),
        object("v1", "LimitRange", json!({"spec": {"limits": [{"type": "Container", "max": {"memory": 1}}]}})),
        object("networking.k8s.io/v1", "NetworkPolicy", json!({"spec": {"egress": [{"ports": [{"port": 1}]}]}})),
        object("apps/v1", "Deployment", json!({"spec": {"template": {"spec": pod}}})),
    ]);
    vec![
        ("all.json", json!({"kind": "List", "apiVersion": "v1", "items": items})),
        (
            "cron.yaml",
            object("batch/v1beta1", "CronJob", json!({"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}})),
        ),
        (
            "crd.yaml",
            object(
                "apiextensions.k8s.io/v1",
                "CustomResourceDefinition",
                json!({"spec": {"group": "karpenter.sh", "scope": "Cluster",
            "names": {"kind": "NodePool", "plural": "nodepools"}, "versions": [{"name": "v1", "served": true, "storage": true}]}}),
            ),
        ),
        ("pool.json", object("karpenter.sh/v1", "NodePool", json!({"spec": {}}))),
        ("rollout.json", object("argoproj.io/v1alpha1", "Rollout", json!({"spec": {"template": {"spec": pod}}}))),
        ("version.json", json!({"serverVersion": {"gitVersion": "v1.34.1", "major": "1"}})),
        ("services.json", json!({"kind": "List", "apiVersion": "v1", "items": null})),
    ]
}

/// Puts something else in one place.
fn spoil(random: &mut Random, value: &mut Value, depth: usize) {
    let deeper = depth < 12 && !random.once_in(5);
    match value {
        Value::Object(members) if deeper && !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = random.of(&names).clone();
            if random.once_in(12) {
                let moved = members.remove(&name).unwrap();
                members.insert(
                    random.of(&["spec", "metadata", "items", "kind", "$patch", "status", "\u{202e}"]).to_string(),
                    moved,
                );
            } else {
                spoil(random, &mut members[&name], depth + 1);
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = random.below(items.len());
            if random.once_in(8) {
                let again = items[at].clone();
                items.push(again);
            } else {
                spoil(random, &mut items[at], depth + 1);
            }
        }
        value => {
            let whole = value.clone();
            let others = [
                json!(null),
                json!(0),
                json!(-1.5),
                json!(true),
                json!(""),
                json!("{{ .x }}"),
                json!("List"),
                json!("v1"),
                json!([]),
                json!({}),
                json!([5]),
                json!([null]),
                json!({"name": null}),
                json!([whole]),
                json!({"spec": whole}),
                json!({"items": [whole]}),
                json!("PodList"),
                json!(u64::MAX),
                json!("x".repeat(5_000)),
            ];
            *value = random.of(&others).clone();
        }
    }
}

fn write(random: &mut Random, folder: &std::path::Path) {
    // Half of the trees have one spoilt file at most, so that what can still be read is read to its end.
    let gentle = random.once_in(2);
    let one = random.below(8);
    for (number, (name, mut value)) in tree().into_iter().enumerate() {
        let times = if gentle { usize::from(number == one) } else { random.below(3) };
        for _ in 0..times {
            spoil(random, &mut value, 0);
        }
        let mut text =
            if random.once_in(3) { serde_json::to_vec(&value) } else { serde_json::to_vec_pretty(&value) }.unwrap();
        if times > 0 && random.once_in(4) {
            random.bytes(&mut text);
        }
        let name = if !gentle && random.once_in(10) {
            random.of(&["a.JSON", "b.ndjson", "c.yml", "d.txt", "e", "f.json.gz"])
        } else {
            name
        };
        fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn d11_a_spoilt_dump_is_read_or_refused_with_reasons() {
    let topics = Topic::ALL.iter().copied().filter(|topic| topic.group() == "kubernetes").collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rounds("dump", |random| {
        let folder = tempfile::tempdir().unwrap();
        write(random, folder.path());
        let source = Source::Dump { path: folder.path().to_owned(), namespace: Namespace::Default };
        let options = collect::Options {
            no_aws: true,
            clusters: vec!["prod".to_owned()],
            kubernetes: kubernetes::Options { source, ..kubernetes::Options::default() },
            ..collect::Options::default()
        };
        match runtime.block_on(collect::collect(options, &topics, &Quiet)) {
            Ok(recording) => assert!(normalise(&recording).clusters.contains("prod")),
            Err(CollectError::Dump { problems, summary, .. }) => {
                assert!(!problems.is_empty(), "{summary}");
                for problem in problems {
                    assert!(!problem.place.is_empty() && !problem.message.is_empty(), "{problem}");
                    assert!(problem.to_string().chars().all(|character| !character.is_control()), "{problem:?}");
                }
            }
            Err(other) => panic!("{other}"),
        }
    });
}
