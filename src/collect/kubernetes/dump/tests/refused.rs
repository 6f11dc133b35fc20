//! What `kubectl apply` would refuse is refused, all at once, with file, line and the real reason: D6, D10, D12.

use super::*;

#[test]
fn d6_what_an_object_lacks_is_named_by_field_object_and_file() {
    let deployment =
        |spec: &str| format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d}}\nspec: {spec}\n");
    for (text, wanted) in [
        (pod("p", "").replace("name: c, ", ""), "spec.containers[0].name is missing"),
        (pod("p", "").replace(", image: 'x:1'", ""), "spec.containers[0].image is missing"),
        (pod("p", "").replace("[{name: c, image: 'x:1'}]", "null"), "spec.containers is missing or null"),
        (pod("p", "").replace("[{name: c, image: 'x:1'}]", "[]"), "spec.containers is empty"),
        (pod("p", "").replace("[{name: c, image: 'x:1'}]", "{}"), "spec.containers is an object, and the API takes a list"),
        (pod("p", "").replace("[{name: c, image: 'x:1'}]", "[null]"), "spec.containers[0] is null"),
        (pod("p", ", initContainers: [{image: i}]"), "spec.initContainers[0].name is missing"),
        (pod("p", ", initContainers: [{name: c, image: i}]"), "`c` is given twice"),
        (pod("p", ", volumes: [{emptyDir: {}}]"), "spec.volumes[0].name is missing"),
        (pod("p", ", volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}]"), "spec.volumes[0] has more than one source"),
        (deployment("null"), "spec is missing or null"),
        (deployment("{replicas: 1}"), "spec.template is missing"),
        (deployment("{template: {metadata: {}}}"), "spec.template.spec is missing"),
        (deployment("[]"), "spec is a list, and the API takes an object"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: d}\nspec: null\n".to_owned(), "spec is missing or null"),
        ("apiVersion: v1\nkind: Pod\nspec: {}\n".to_owned(), "has no metadata"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {generateName: p-}\n".to_owned(), "metadata.generateName"),
        ("apiVersion: v1\nmetadata: {name: p}\nspec: {}\n".to_owned(), "kind is missing"),
        ("kind: Pod\nmetadata: {name: p}\nspec: {}\n".to_owned(), "apiVersion is missing"),
        ("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: d}\nroleRef: {kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: s}, {kind: Robot, name: r}]\n".to_owned(),
            "roleRef.kind `Role`"),
    ] {
        let said = problems(&[("a.yaml", &text)]);
        assert!(said.contains(wanted) && said.contains("a.yaml:"), "{text}\n{said}");
    }
}

#[test]
fn d10_all_problems_of_a_tree_are_told_at_once_with_their_reasons() {
    let said = problems(&[
        ("conflict.yaml", "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> theirs\n"),
        ("helm.yaml", "# comment\napiVersion: v1\nkind: {{ .Values.kind }}\n---\nname: {{ .Release.Name }}\n"),
        ("quoted.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: \"{{ .Values.name }}\"}\n"),
        ("envsubst.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: \"${NAME}\"}\n"),
        ("old.yaml", "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\n"),
        ("case.yaml", "apiVersion: v1\nkind: pod\nmetadata: {name: web}\n"),
        ("plural.yaml", "apiVersion: apps/v1\nkind: Deployments\nmetadata: {name: web}\n"),
        ("group.yaml", "apiVersion: v1\nkind: Deployment\nmetadata: {name: web}\n"),
        ("tab.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: p\n"),
        ("twice.yaml", "apiVersion: v1\nkind: Pod\nkind: Pod\n"),
        ("twice.json", r#"{"kind": "Pod", "kind": "Pod"}"#),
        ("comment.json", "{\n  // words\n  \"kind\": \"Pod\"}"),
        ("cut.json", r#"{"kind": "List", "items": [{"#),
        ("page.json", "<!DOCTYPE html><html></html>"),
        ("table.json", r#"{"kind": "Table", "apiVersion": "meta.k8s.io/v1", "columnDefinitions": [], "rows": []}"#),
        ("denied.json", r#"{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden"}"#),
        ("paged.json", r#"{"kind": "PodList", "apiVersion": "v1", "metadata": {"continue": "token"}, "items": []}"#),
        ("left.json", r#"{"kind": "PodList", "apiVersion": "v1", "metadata": {"remainingItemCount": 5}, "items": []}"#),
        ("patch.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {$patch: delete}\n"),
        ("patch.json", r#"[{"op": "replace", "path": "/spec", "value": 1}]"#),
        ("sops.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nsops: {mac: m}\n"),
        ("empty.json", ""),
        ("source.jsonnet", "{}"),
        ("deploy.yaml.tmpl", "x"),
        ("pods.json.gz", "x"),
        ("error.yaml", "Error from server (Forbidden): pods is forbidden\n"),
    ]);
    for wanted in [
        "merge_conflict conflict.yaml:2: it holds the marks of a merge conflict",
        "helm_template helm.yaml:3: it is a Helm template",
        "helm_template quoted.yaml:1: Pod: metadata.name holds `{{`",
        "template envsubst.yaml:1",
        "version_gone old.yaml:1: Deployment of `extensions/v1beta1` is not served since Kubernetes 1.16",
        "unknown_kind case.yaml:1: no server serves the kind `pod`",
        "unknown_kind plural.yaml:1",
        "unknown_kind group.yaml:1: no server serves the kind Deployment in `v1`",
        "tab tab.yaml:4",
        "duplicate_key twice.yaml:3",
        "duplicate_key twice.json:1: the key `kind` stands twice in one object",
        "json_comment comment.json:2",
        "cut_short cut.json:1",
        "html page.json:1",
        "table table.json:1",
        "kubectl_error denied.json:1: it is an error reply of the API server (Forbidden)",
        "one_page paged.json:1",
        "one_page left.json:1",
        "patch patch.yaml:1",
        "patch patch.json:1: it is a JSON patch",
        "encrypted sops.yaml:1: it is encrypted with SOPS",
        "empty_file empty.json",
        "not_rendered source.jsonnet",
        "not_rendered deploy.yaml.tmpl",
        "packed pods.json.gz",
        "kubectl_error error.yaml:1",
    ] {
        assert!(said.contains(wanted), "{wanted}:\n{said}");
    }
    assert_eq!(said.lines().count(), 26, "{said}");
}

#[test]
fn d10_a_wrong_kind_is_answered_with_the_right_one() {
    let help = |text: &str| match Dump::read(folder(&[("a.yaml", text)]).path(), None) {
        Err(CollectError::Dump { problems, .. }) => problems[0].help.clone().unwrap(),
        _ => String::new(),
    };
    assert_eq!(help("apiVersion: v1\nkind: pod\nmetadata: {name: p}\n"), "did you mean `Pod`?");
    assert_eq!(help("apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: p}\n"), "did you mean `Deployment`?");
    assert_eq!(help("apiVersion: v1\nkind: StatefulSet\nmetadata: {name: p}\n"), "it is served in `apps/v1`");
    assert!(help("a: {{ .Values.a }}\n").contains("`helm template"));
}

#[test]
fn d12_a_value_of_the_wrong_type_is_named_by_field_type_and_object_and_never_shown() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, labels: {version: 1.0, on: true}, annotations: {port: 4242424242}}\n\
                spec: {replicas: '2', selector: {matchLabels: {v: 2}}, template: {metadata: {labels: {v: 2}}, spec: {nodeSelector: {gpu: true},\n\
                containers: [{name: c, image: i, env: [{name: PIN, value: 4242424242}], args: [4242424242], securityContext: {privileged: 'true'}}]}}}\n";
    let said = problems(&[("a.yaml", text)]);
    for wanted in [
        "Deployment d: metadata.labels.version is a number, and the API takes a text",
        "metadata.labels.on is a boolean",
        "metadata.annotations.port is an integer",
        "spec.replicas is a text, and the API takes an integer",
        "spec.selector.matchLabels.v is an integer",
        "spec.template.metadata.labels.v is an integer",
        "spec.template.spec.nodeSelector.gpu is a boolean",
        "spec.template.spec.containers[0].env[0].value is an integer",
        "spec.template.spec.containers[0].args[0] is an integer",
        "spec.template.spec.containers[0].securityContext.privileged is a text, and the API takes a boolean",
    ] {
        assert!(said.contains(wanted), "{wanted}:\n{said}");
    }
    assert!(!said.contains("4242424242"), "{said}");
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {v: 1}, ports: [{port: 80, targetPort: http}, {port: 81, targetPort: 81}]}\n";
    let said = problems(&[("a.yaml", service)]);
    assert_eq!(said, "wrong_type a.yaml:1: Service s: spec.selector.v is an integer, and the API takes a text\n");
    // Custom resources are known by their metadata alone.
    let pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: pool, labels: {v: 1}}\nspec: {a: 1}\n";
    assert!(problems(&[("a.yaml", pool)]).contains("metadata.labels.v is an integer"));
}

#[test]
fn d12_what_the_api_takes_in_two_types_is_taken_and_unknown_fields_are_named() {
    let text = pod("p", ", hostpid: true")
        .replace("image:", "resources: {limits: {cpu: 2, memory: 1Gi}}, livenessProbe: {httpGet: {port: 80}}, image:");
    let (facts, _) = facts(&[("a.yaml", &text)]);
    let found = facts.of(Topic::KubernetesWorkload)[0].to_json();
    assert_eq!(found["template"]["spec"]["containers"][0]["resources"]["limits"]["cpu"], "2");
    assert!(notes(&facts).contains("1 Pod spec.hostpid"), "{}", notes(&facts));
}
