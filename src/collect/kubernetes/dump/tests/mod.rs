mod hostile;
mod manifests;
mod refused;
mod running;
mod strangers;
mod tree;

use std::collections::BTreeSet;
use std::fs;

use super::*;
use crate::collect::kubernetes::place;
use crate::collect::kubernetes::tests::recording_of;
use crate::collect::{asked_again, misfits, unplanned};
use crate::evidence::fact::{Fact, Facts};
use crate::evidence::plan::closure;
use crate::evidence::redaction::Names;
use crate::evidence::topic::Topic;
use crate::normalise::normalise;

const TOPICS: [Topic; 16] = [
    Topic::KubernetesKubeletConfig,
    Topic::KubernetesNamespace,
    Topic::KubernetesWorkload,
    Topic::KubernetesIngress,
    Topic::KubernetesNetworkPolicy,
    Topic::KubernetesServiceAccount,
    Topic::KubernetesRole,
    Topic::KubernetesRoleBinding,
    Topic::KubernetesLimitRange,
    Topic::KubernetesHorizontalPodAutoscaler,
    Topic::KubernetesService,
    Topic::KubernetesConfigMap,
    Topic::KubernetesSecret,
    Topic::KubernetesCustomResourceDefinition,
    Topic::KubernetesPolicyObject,
    Topic::KubernetesServer,
];

/// A pod that the API server takes.
fn pod(name: &str, more: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: 'x:1'}}]{more}}}\n"
    )
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn facts_of(dump: Dump) -> (Facts, String) {
    let place = place::Place { cluster: "prod".into(), region: String::new() };
    let recording = recording_of(dump.into_exchanges(&place, &TOPICS.into(), &Names::default()), &TOPICS.into());
    let stored: String = recording.replies.values().map(|body| String::from_utf8_lossy(body).into_owned()).collect();
    (normalise(&recording), stored)
}

fn facts(files: &[(&str, &str)]) -> (Facts, String) {
    facts_of(Dump::read(folder(files).path(), None).unwrap_or_else(|error| panic!("{error:?}")))
}

/// The problems of the files, one a line: place, code and message.
fn problems(files: &[(&str, &str)]) -> String {
    problems_at(folder(files).path())
}

fn problems_at(path: &Path) -> String {
    match Dump::read(path, None) {
        Err(CollectError::Dump { problems, .. }) => {
            problems.iter().map(|problem| format!("{} {problem}\n", problem.code.name())).collect()
        }
        _ => String::new(),
    }
}

/// The notes of the facts, one a line.
fn notes(facts: &Facts) -> String {
    facts.notes.iter().map(|note| format!("{}\n", note.detail)).collect()
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
    assert_eq!(notes(&facts), "");
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
             {{containers: [{{name: c, image: i}}]}}}}}}, status: {{conditions: [{{type: {condition}, status: '{status}'}}]}}}}\n"
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

/// A large list is stored as a server gives it, page by page: as one reply it could be read in one piece only.
#[tokio::test]
async fn large_lists_are_pages() {
    let pods: Vec<String> = (0..1_201)
        .map(|n| format!(r#"{{"metadata":{{"name":"p{n}"}},"spec":{{"containers":[{{"name":"c","image":"x:1"}}]}}}}"#))
        .collect();
    let list = format!(r#"{{"apiVersion":"v1","items":[{}],"kind":"PodList"}}"#, pods.join(","));
    let dump = Dump::read(folder(&[("pods.json", &list)]).path(), None).unwrap();
    let topics = closure(&TOPICS.into());
    let place = place::Place { cluster: "prod".into(), region: String::new() };
    let recording = recording_of(dump.into_exchanges(&place, &topics, &Names::default()), &topics);
    let pages: BTreeSet<(u32, Option<&str>)> = recording
        .exchanges
        .iter()
        .filter(|exchange| exchange.request.operation == "list.pods")
        .map(|exchange| (exchange.page, exchange.request.parameters.get("continue").map(String::as_str)))
        .collect();
    assert_eq!(pages, BTreeSet::from([(1, None), (2, Some("500")), (3, Some("1000"))]));
    assert_eq!(normalise(&recording).of(Topic::KubernetesWorkload).len(), 1_201);
    let found = [misfits(&recording), unplanned(&recording), asked_again(&recording).await.unplanned].concat();
    assert_eq!(found, Vec::<String>::new());
    // The last page is no list by itself.
    let mut cut = recording.clone();
    cut.exchanges.retain(|exchange| exchange.page != 2);
    assert!(misfits(&cut).iter().any(|misfit| misfit.contains("no page leads to this page")));
    assert!(normalise(&cut).gaps.iter().any(|gap| gap.topics.contains(&Topic::KubernetesWorkload)));
}
