//! D3: everything in a tree is read, refused, or counted and named.

use super::*;

fn keys(facts: &Facts) -> String {
    facts
        .of(Topic::KubernetesWorkload)
        .iter()
        .map(|fact| fact.key.rsplit('/').next().unwrap().to_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn json_pod(name: &str) -> String {
    format!(
        r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "{name}"}}, "spec": {{"containers": [{{"name": "c", "image": "x:1"}}]}}}}"#
    )
}

#[test]
fn d3_every_way_of_writing_objects_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let list = |items: &str| format!(r#"{{"kind": "List", "apiVersion": "v1", "items": [{items}]}}"#);
    let wide: Vec<u8> =
        [vec![0xff, 0xfe], pod("utf16", "").encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let files: [(&str, Vec<u8>); 13] = [
        ("a.JSON", json_pod("upper").into()),
        ("a.Yml", pod("yml", "").into()),
        ("a.jsonl", format!("{}\n{}\n", json_pod("line1"), json_pod("line2")).into()),
        ("a.NDJSON", json_pod("nd").into()),
        ("array.json", format!("[{}, {}]", json_pod("array1"), json_pod("array2")).into()),
        ("array.yaml", "- {apiVersion: v1, kind: Pod, metadata: {name: array3}, spec: {containers: [{name: c, image: i}]}}\n".into()),
        ("nested.json", list(&list(&json_pod("nested"))).into()),
        ("typed.json", r#"{"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "typed"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}]}"#.into()),
        ("crlf.yaml", format!("# comment{}---\n# nothing\n---\n", pod("crlf", "")).replace('\n', "\r\n").into()),
        ("bom.yaml", format!("\u{feff}{}", pod("bom", "")).into()),
        ("wide.yaml", wide),
        ("flow.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: flow}, spec: {containers: [{name: c, image: i}]}}".into()),
        ("anchor.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: anchor}\nspec:\n  containers:\n  - &c {name: c, image: i}\n  - {<<: *c, name: d}\n".into()),
    ];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let (facts, _) = facts_of(Dump::read(folder.path(), None).unwrap_or_else(|error| panic!("{error:?}")));
    assert_eq!(keys(&facts), "anchor array1 array2 array3 bom crlf flow line1 line2 nd nested typed upper utf16 yml");
    assert!(!notes(&facts).contains("without an object"), "{}", notes(&facts));
}

#[cfg(unix)]
#[test]
fn d3_links_are_followed_within_the_tree_and_nothing_is_read_twice() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("mounted");
    fs::create_dir_all(root.join("..2026_01_01")).unwrap();
    fs::create_dir(root.join("sub")).unwrap();
    fs::write(root.join("..2026_01_01/pods.yaml"), pod("mounted", "")).unwrap();
    symlink("..2026_01_01", root.join("..data")).unwrap();
    symlink("..data/pods.yaml", root.join("pods.yaml")).unwrap();
    symlink("..", root.join("sub/up")).unwrap();
    let (facts, _) = facts_of(Dump::read(&root, None).unwrap());
    assert_eq!((keys(&facts).as_str(), facts.notes.len()), ("mounted", 1), "{}", notes(&facts));
    // The folder itself may be named by a link.
    symlink(&root, folder.path().join("link")).unwrap();
    assert_eq!(keys(&facts_of(Dump::read(&folder.path().join("link"), None).unwrap()).0), "mounted");
    fs::write(folder.path().join("other.yaml"), pod("outside", "")).unwrap();
    symlink("../other.yaml", root.join("out.yaml")).unwrap();
    symlink("nowhere", root.join("broken.yaml")).unwrap();
    let said = problems_at(&root);
    assert!(said.contains("link_out out.yaml") && said.contains("unreadable broken.yaml"), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[test]
fn d3_what_holds_no_object_is_counted_and_named() {
    let (facts, _) = facts(&[
        ("pod.yaml", &pod("p", "")),
        ("README.md", "# words"),
        ("notes.txt", "words"),
        ("LICENSE", "words"),
        ("kustomization.yaml", "resources: [pod.yaml]\n"),
        ("values-prod.yaml", "image: x\n"),
        ("Chart.yaml", "apiVersion: v2\nname: chart\n"),
        ("comments.yaml", "# nothing\n---\n"),
        ("ci.yml", "jobs: {a: {b: c}}\n"),
        ("list.json", r#"{"kind": "List", "apiVersion": "v1", "items": null}"#),
    ]);
    let said = notes(&facts);
    for wanted in [
        "1 file .md",
        "1 file .txt",
        "1 file without ending",
        "1 kustomization.yaml",
        "1 values of Helm",
        "1 Chart.yaml of Helm",
        "1 file without a document",
        "1 document that is not an object of Kubernetes",
        "1 empty list that does not say of what",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert_eq!(keys(&facts), "p");
}

#[test]
fn d3_null_items_are_an_empty_list() {
    let (facts, _) = facts(&[
        ("services.JSON", r#"{"kind": "List", "apiVersion": "v1", "items": null}"#),
        ("pod.yaml", &pod("p", "")),
    ]);
    assert!(facts.covers(Topic::KubernetesService, "prod"));
}

#[test]
fn d3_kinds_that_nothing_is_made_of_are_named_and_those_that_run_pods_leave_workloads_open() {
    let rollout = "---\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {template: {spec: {containers: [{name: c, image: i}]}}}\n";
    let lists = [
        "replicasets.apps",
        "deployments.apps",
        "daemonsets.apps",
        "statefulsets.apps",
        "jobs.batch",
        "cronjobs.batch",
    ];
    let empty = r#"{"kind": "List", "apiVersion": "v1", "items": []}"#;
    let names: Vec<String> = lists.iter().map(|name| format!("{name}.json")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), empty)).collect();
    let others = format!(
        "{}---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: v}}\n---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {{name: t}}\nspec: {{}}\n",
        pod("p", "")
    );
    files.push(("a.yaml", &others));
    let (complete, _) = facts(&files);
    assert!(complete.covers(Topic::KubernetesWorkload, "prod"), "{:?}", complete.gaps);
    assert!(
        notes(&complete)
            .contains("Objects from which no fact is made (2): 1 example.com/v1 Thing, 1 v1 PersistentVolumeClaim.")
    );
    for (kind, version, spec) in [
        ("Rollout", "argoproj.io/v1alpha1", "{template: {spec: {containers: [{name: c, image: i}]}}}"),
        ("CloneSet", "apps.kruise.io/v1alpha1", "{template: {spec: {containers: [{name: c, image: i}]}}}"),
        ("DeploymentConfig", "apps.openshift.io/v1", "{template: {spec: {containers: [{name: c}]}}}"),
        ("Service", "serving.knative.dev/v1", "{template: {spec: {containers: [{image: i}]}}}"),
        ("VirtualMachine", "kubevirt.io/v1", "{template: {spec: {domain: {}}}}"),
        (
            "Elasticsearch",
            "elasticsearch.k8s.elastic.co/v1",
            "{nodeSets: [{podTemplate: {spec: {initContainers: [{name: i}]}}}]}",
        ),
        ("Workflow", "argoproj.io/v1alpha1", "{templates: [{container: {image: i}}]}"),
    ] {
        let text = rollout
            .replace("Rollout", kind)
            .replace("argoproj.io/v1alpha1", version)
            .replace("{template: {spec: {containers: [{name: c, image: i}]}}}", spec);
        let files: Vec<(&str, &str)> = files.iter().copied().chain([("rollout.yaml", text.as_str())]).collect();
        let (facts, _) = facts(&files);
        assert!(!facts.covers(Topic::KubernetesWorkload, "prod"), "{kind}");
        let gap = facts
            .gaps
            .iter()
            .find(|gap| gap.detail.contains(kind))
            .unwrap_or_else(|| panic!("{kind}: {:?}", facts.gaps));
        assert_eq!(
            gap.detail,
            format!("the files hold an object from which pods are made and which are not judged: 1 {version} {kind}")
        );
        assert!(notes(&facts).contains(&format!("1 {version} {kind}")), "{}", notes(&facts));
    }
}

#[test]
fn d3_a_replication_controller_is_a_workload_and_its_pods_are_its_own() {
    let controller = "---\napiVersion: v1\nkind: ReplicationController\nmetadata: {name: rc}\nspec: {template: {metadata: {labels: {a: b}}, spec: {hostPID: true, containers: [{name: c, image: i}]}}}\n";
    let owned = pod("rc-1", ", nodeName: node-1, serviceAccountName: default").replace(
        "{name: rc-1}",
        "{name: rc-1, ownerReferences: [{kind: ReplicationController, apiVersion: v1, name: rc, controller: true}]}",
    );
    let (facts, _) = facts(&[(
        "a.yaml",
        &format!("{controller}{owned}status: {{phase: Running, conditions: [{{type: Ready, status: 'True'}}]}}\n"),
    )]);
    let found = facts.of(Topic::KubernetesWorkload);
    assert_eq!(
        found.iter().map(|fact| fact.key.as_str()).collect::<Vec<_>>(),
        ["prod/default/ReplicationController/rc"]
    );
    let value = found[0].to_json();
    assert_eq!(
        (&value["template"]["spec"]["hostPID"], &value["replicas"], &value["runningPods"]),
        (&true.into(), &1.into(), &1.into())
    );
    assert!(!facts.gaps.iter().any(|gap| gap.permission.contains("replicationcontrollers")), "{:?}", facts.gaps);
}
