use std::fs;

use super::*;
use crate::collect::kubernetes::tests::recording_of;
use crate::collect::normalise::normalise;
use crate::evidence::fact::{Fact, Facts};

const TOPICS: [Topic; 8] = [
    Topic::KubernetesKubeletConfig,
    Topic::KubernetesWorkload,
    Topic::KubernetesService,
    Topic::KubernetesConfigMap,
    Topic::KubernetesSecret,
    Topic::KubernetesCustomResourceDefinition,
    Topic::KubernetesPolicyObject,
    Topic::KubernetesServer,
];

fn facts(files: &[(&str, &str)]) -> (Facts, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let place = Place { cluster: "prod".into(), region: String::new() };
    let dump = Dump::read(folder.path()).unwrap();
    let recording = recording_of(dump.exchanges(&place, &TOPICS.into()), &TOPICS.into());
    let stored: String = recording.replies.values().map(|body| String::from_utf8_lossy(body).into_owned()).collect();
    (normalise(&recording), stored)
}

const MANIFESTS: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2, template: {spec: {containers: [{name: c, image: nginx, env: [{name: A, value: CANARY}]}]}}}
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: shop}
stringData: {k: CANARY}
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: pool}
spec: {}
";

#[test]
fn manifests_give_facts_and_what_they_lack_stays_open() {
    let (facts, stored) = facts(&[("all.yaml", MANIFESTS)]);
    assert!(!stored.contains("CANARY"), "{stored}");
    let web = facts.get(Topic::KubernetesWorkload, "prod/shop/Deployment/web").unwrap();
    assert_eq!((web.value["replicas"].to_i64(), web.value.get("runningPods")), (Some(2), None));
    assert!(facts.get(Topic::KubernetesPolicyObject, "prod/NodePool.karpenter.sh//pool").is_some());
    assert!(facts.get(Topic::KubernetesSecret, "prod/shop/s").is_some());
    for topic in [Topic::KubernetesWorkload, Topic::KubernetesService, Topic::KubernetesPolicyObject] {
        assert!(!facts.covers(topic, "prod"), "{topic}");
    }
    assert!(facts.gaps.iter().any(|gap| gap.permission == "list services" && gap.detail.contains("dump")));
    assert!(facts.covers(Topic::KubernetesSecret, "prod"));
    let kubelets = facts.gaps.iter().find(|gap| gap.permission == "get nodes/proxy").unwrap();
    assert!(kubelets.detail.contains("dump") && kubelets.detail.contains("--kubelet-config"), "{kubelets:?}");
}

#[test]
fn an_empty_list_says_that_there_are_none() {
    let empty = r#"{"kind": "List", "apiVersion": "v1", "items": []}"#;
    let (facts, _) = facts(&[
        ("services.json", empty),
        (
            "crds.json",
            r#"{"kind": "CustomResourceDefinitionList", "apiVersion": "apiextensions.k8s.io/v1", "items": []}"#,
        ),
        (
            "configmaps.yaml",
            "kind: List\napiVersion: v1\nitems:\n- {kind: ConfigMap, apiVersion: v1, metadata: {name: kube-root-ca.crt, namespace: kube-system}}\n",
        ),
        ("version.json", r#"{"clientVersion": {}, "serverVersion": {"gitVersion": "v1.33.1"}}"#),
    ]);
    for topic in [
        Topic::KubernetesService,
        Topic::KubernetesConfigMap,
        Topic::KubernetesCustomResourceDefinition,
        Topic::KubernetesPolicyObject,
    ] {
        assert!(facts.covers(topic, "prod"), "{topic}: {:?}", facts.gaps);
    }
    assert_eq!(facts.get(Topic::KubernetesServer, "prod").unwrap().to_json()["gitVersion"], "v1.33.1");
}

#[test]
fn what_cannot_be_read_is_refused_and_never_skipped() {
    let refused = |name: &str, text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        Dump::read(folder.path()).err().unwrap().to_string()
    };
    assert!(refused("a.yaml", "kind: {{ .Values.kind }}\n").contains("not YAML"));
    assert!(refused("a.json", r#"{"kind": "List", "items": [{"#).contains("not JSON"));
    let old = "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\n";
    assert!(refused("a.yaml", old).contains("extensions/v1beta1"));
    assert!(refused("a.txt", "x").contains("no JSON or YAML"));
}

#[test]
fn what_has_finished_is_told_apart_from_what_runs() {
    let pod = |name: &str, phase: &str, owner: &str| {
        format!(
            "---\n{{kind: Pod, apiVersion: v1, metadata: {{name: {name}, namespace: shop, ownerReferences: [{owner}]}}, \
             spec: {{containers: [{{name: c, image: {name}}}]}}, status: {{phase: {phase}}}}}\n"
        )
    };
    let job = |name: &str, condition: &str, status: &str| {
        format!(
            "---\n{{kind: Job, apiVersion: batch/v1, metadata: {{name: {name}, namespace: shop}}, spec: {{template: {{spec: \
             {{containers: [{{name: c}}]}}}}}}, status: {{conditions: [{{type: {condition}, status: '{status}'}}]}}}}\n"
        )
    };
    let objects = [
        pod("succeeded", "Succeeded", ""),
        pod("failed", "Failed", ""),
        pod("runs", "Running", ""),
        pod("waits", "Pending", ""),
        pod("lost", "Unknown", ""),
        pod("static", "Failed", "{kind: Node, apiVersion: v1, name: node-1, controller: true}"),
        pod("cloned", "Failed", "{kind: CloneSet, apiVersion: apps.kruise.io/v1, name: o, controller: true}"),
        job("complete", "Complete", "True"),
        job("gave-up", "Failed", "True"),
        job("suspended", "Suspended", "True"),
        job("not-yet", "Complete", "False"),
    ];
    let facts = facts(&[("all.yaml", &objects.concat())]).0;
    let workloads = facts.of(Topic::KubernetesWorkload).iter();
    let (finished, others): (Vec<_>, Vec<_>) = workloads.partition(|fact| fact.value.get("finished").is_some());
    let keys = |list: Vec<&Fact>| list.into_iter().map(|fact| fact.key.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(
        keys(finished),
        "prod/shop/Job/complete prod/shop/Job/gave-up prod/shop/Pod/failed prod/shop/Pod/succeeded"
    );
    assert_eq!(
        keys(others),
        "prod/shop/CloneSet/o prod/shop/Job/not-yet prod/shop/Job/suspended prod/shop/Pod/lost prod/shop/Pod/runs \
         prod/shop/Pod/static prod/shop/Pod/waits"
    );
}
