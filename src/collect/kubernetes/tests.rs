//! One cluster read from a small API server on loopback, and normalised.

mod foreign;
mod kubelets;
mod server;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use serde_json::json;

use self::server::{Api, Server};
use super::*;
use crate::collect::endpoint::Endpoint;
use crate::collect::recorder::Kept;
use crate::collect::{Patience, Quiet};
use crate::evidence::exchange::Outcome;
use crate::evidence::fact::{Facts, Gap, GapReason};
use crate::evidence::recording::{Run, SCHEMA};
use crate::evidence::redaction::OwnerKeys;
use crate::normalise::normalise;

const PATIENCE: Patience = Patience {
    attempts: 3,
    first_backoff: Duration::from_millis(1),
    longest_backoff: Duration::from_millis(2),
    connect: Duration::from_secs(5),
    attempt: Duration::from_secs(20),
    credentials: Duration::from_secs(20),
};

fn all() -> BTreeSet<Topic> {
    Topic::ALL.iter().copied().filter(|topic| topic.group() == "kubernetes").collect()
}

pub(super) fn recording_of(kept: Vec<Kept>, topics: &BTreeSet<Topic>) -> Recording {
    let time = "2026-01-01T00:00:00Z".parse().unwrap();
    let replies = kept.iter().filter_map(|(e, body)| Some((e.id.clone(), body.clone()?.into()))).collect();
    let mut exchanges: Vec<Exchange> = kept.into_iter().map(|(exchange, _)| exchange).collect();
    exchanges.sort_by(|a, b| a.id.cmp(&b.id));
    let run = Run {
        schema: SCHEMA.into(),
        tool: "test".into(),
        started_at: time,
        finished_at: time,
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        principal: "arn".into(),
        clusters: vec!["prod".into()],
        topics: topics.iter().map(ToString::to_string).collect(),
        owner_keys: Vec::new(),
    };
    Recording { run, exchanges, replies }
}

async fn read_with(url: String, topics: &BTreeSet<Topic>, options: &Options) -> Recording {
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "SECRET-KEY", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    let endpoint = Endpoint { cluster: "prod".into(), url: Some(url), authority: None };
    let job = Job {
        prepared: Prepared::Eks,
        options,
        config: &config,
        patience: &PATIENCE,
        asked: &[],
        endpoints: vec![endpoint],
        principal: "arn:aws:iam::111122223333:role/auditor",
        topics,
        owners: &OwnerKeys::default(),
    };
    recording_of(read(job, &Quiet).await.unwrap(), topics)
}

async fn recorded(api: Api, options: &Options) -> Recording {
    let server = Server::start(Arc::new(api)).await;
    read_with(server.url(), &all(), options).await
}

fn everything() -> Options {
    Options { source: Source::Eks, secret_metadata: true, kubelet_config: true }
}

fn gaps(facts: &Facts) -> Vec<(GapReason, &str)> {
    facts.gaps.iter().map(|gap: &Gap| (gap.reason, gap.permission.as_str())).collect()
}

fn at<'a>(recording: &'a Recording, path: &str) -> Vec<&'a Exchange> {
    recording.exchanges.iter().filter(|exchange| exchange.request.parameters["path"] == path).collect()
}

#[tokio::test]
async fn a_whole_cluster_is_read_and_every_topic_covered() {
    let recording = recorded(Api::new(), &everything()).await;
    let facts = normalise(&recording);
    assert_eq!(gaps(&facts), []);
    for topic in all() {
        assert!(facts.covers(topic, "prod"), "{topic}");
    }
    // The server lists pods on two pages and serves CronJobs in v1beta1 only.
    assert_eq!(at(&recording, "/api/v1/pods").iter().map(|e| e.page).collect::<BTreeSet<_>>(), [1, 2].into());
    assert!(!at(&recording, "/apis/batch/v1beta1/cronjobs").is_empty());
    assert!(at(&recording, "/apis/batch/v1/cronjobs").is_empty());
    assert!(recording.exchanges.iter().all(|exchange| exchange.principal == "auditor"));
    let web = facts.get(Topic::KubernetesWorkload, "prod/shop/Deployment/web").unwrap();
    assert_eq!((&web.to_json()["pods"], &web.to_json()["runningPods"]), (&json!(2), &json!(1)));
    assert_eq!((&web.to_json()["nodeNames"], &web.to_json()["runningImages"]), (&json!(["n1"]), &json!(["sha256:1"])));
    assert_eq!(facts.get(Topic::KubernetesServer, "prod").unwrap().to_json()["gitVersion"], "v1.20.2");
    // Served nowhere: known to be none.
    let policies = facts.coverage.iter().find(|c| c.topic == Topic::KubernetesValidatingAdmissionPolicy).unwrap();
    assert!(policies.items == 0 && !policies.exchanges.is_empty());
    assert_eq!(facts.of(Topic::KubernetesConfigMap).len(), 1, "three of the four are absent");
    assert_eq!(facts.of(Topic::KubernetesPolicyObject)[0].key, "prod/SecurityGroupPolicy.vpcresources.k8s.aws/shop/p");
}

#[tokio::test]
async fn nothing_secret_and_no_token_is_recorded() {
    let files = recorded(Api::new(), &everything()).await.to_files().unwrap();
    for (path, bytes) in files {
        let text = String::from_utf8(bytes).unwrap();
        for secret in ["CANARY", "k8s-aws-v1", "SECRET-KEY", "X-Amz-Signature", "managedFields"] {
            assert!(!text.contains(secret), "{path} holds {secret}");
        }
    }
}

#[tokio::test]
async fn what_must_be_asked_for_is_not_read_and_says_so() {
    let recording = recorded(Api::new(), &Options::default()).await;
    assert!(at(&recording, "/api/v1/secrets").is_empty());
    let facts = normalise(&recording);
    assert_eq!(gaps(&facts), [(GapReason::NotRecorded, "list secrets"), (GapReason::NotRecorded, "get nodes/proxy")]);
    assert!(facts.gaps[0].detail.contains("--secret-metadata"), "{:?}", facts.gaps);
    assert!(facts.gaps[1].detail.contains("--kubelet-config"), "{:?}", facts.gaps);
}

#[tokio::test]
async fn each_denied_kind_is_a_gap_that_names_the_right() {
    for (path, permission, topic) in [
        ("/api/v1/pods", "list pods", Topic::KubernetesWorkload),
        ("/apis/apps/v1/deployments", "list deployments.apps", Topic::KubernetesWorkload),
        ("/api/v1/services", "list services", Topic::KubernetesService),
        (
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            "list clusterroles.rbac.authorization.k8s.io",
            Topic::KubernetesRole,
        ),
        ("/api/v1/namespaces/kube-system/configmaps/aws-auth", "get configmaps", Topic::KubernetesConfigMap),
        (
            "/apis/vpcresources.k8s.aws/v1beta1/securitygrouppolicies",
            "list securitygrouppolicies.vpcresources.k8s.aws",
            Topic::KubernetesPolicyObject,
        ),
        ("/api/v1/nodes/n1/proxy/configz", "get nodes/proxy", Topic::KubernetesKubeletConfig),
        (
            "/apis/policy/v1beta1/poddisruptionbudgets",
            "list poddisruptionbudgets.policy",
            Topic::KubernetesPodDisruptionBudget,
        ),
    ] {
        let facts = normalise(&recorded(Api::new().failing(path, 403), &everything()).await);
        assert_eq!(gaps(&facts), [(GapReason::AccessDenied, permission)], "{path}");
        assert!(!facts.covers(topic, "prod"), "{path}");
        assert!(facts.covers(Topic::KubernetesNamespace, "prod"), "{path}");
    }
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_a_gap() {
    let path = "/api/v1/services";
    for (status, reason) in [(429, GapReason::Throttled), (503, GapReason::ServerError)] {
        let recording = recorded(Api::new().failing(path, status), &everything()).await;
        assert_eq!(at(&recording, path).iter().map(|e| e.attempt).collect::<BTreeSet<_>>(), [1, 2, 3].into());
        assert_eq!(gaps(&normalise(&recording)), [(reason, "list services")]);
        let passing = recorded(Api::new().failing_once(path, status), &everything()).await;
        assert_eq!(at(&passing, path).len(), 2);
        assert_eq!(gaps(&normalise(&passing)), []);
    }
    let cut = recorded(Api::new().failing(path, 200), &everything()).await;
    assert_eq!(gaps(&normalise(&cut)), [(GapReason::Connection, "list services")]);
}

#[tokio::test]
async fn an_expired_page_token_begins_the_list_again_once() {
    let path = "/api/v1/pods?limit=500&continue=page2";
    let once = recorded(Api::new().failing_once(path, 410), &everything()).await;
    let facts = normalise(&once);
    assert_eq!(gaps(&facts), []);
    assert_eq!(facts.get(Topic::KubernetesWorkload, "prod/shop/Deployment/web").unwrap().to_json()["pods"], 2);
    let always = normalise(&recorded(Api::new().failing(path, 410), &everything()).await);
    assert_eq!(gaps(&always), [(GapReason::Incomplete, "list pods")]);
    assert!(!always.covers(Topic::KubernetesWorkload, "prod"));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_leaves_every_topic_open() {
    let server = Server::start(Arc::new(Api::new())).await;
    let url = server.url();
    drop(server);
    let facts = normalise(&read_with(url, &all(), &everything()).await);
    assert!(facts.coverage.is_empty());
    for topic in all() {
        assert!(facts.gaps_in(topic, "prod").any(|gap| gap.reason == GapReason::Connection), "{topic}");
    }
    let refused = normalise(&recorded(Api::new().failing("/version", 401), &everything()).await);
    assert!(refused.coverage.is_empty());
    assert!(refused.gaps.iter().all(|gap| gap.reason == GapReason::AccessDenied));
}

#[tokio::test]
async fn without_discovery_an_unknown_resource_is_tried_in_each_version() {
    let facts = normalise(&recorded(Api::new().failing("/apis", 403), &everything()).await);
    let policies = "list validatingadmissionpolicies.admissionregistration.k8s.io";
    let bindings = "list validatingadmissionpolicybindings.admissionregistration.k8s.io";
    let open =
        [(GapReason::AccessDenied, "get /apis"), (GapReason::Connection, policies), (GapReason::Connection, bindings)];
    assert_eq!(gaps(&facts), open);
    assert!(facts.covers(Topic::KubernetesPodDisruptionBudget, "prod"), "one version answers");
    // The text "404 page not found" is that of half the servers in the world.
    assert!(!facts.covers(Topic::KubernetesValidatingAdmissionPolicy, "prod"));
}

#[tokio::test]
async fn what_a_server_does_not_have_is_known_of_a_recording_that_was_not_planned_for_it() {
    let mut recording = recorded(Api::new(), &everything()).await;
    recording.run.topics.retain(|topic| !["kubernetes.gateway", "kubernetes.service"].contains(&topic.as_str()));
    let facts = normalise(&recording);
    assert!(facts.covers(Topic::KubernetesGateway, "prod"), "its API group is not served");
    assert!(!facts.covers(Topic::KubernetesService, "prod"), "Services are served, and were not planned for");
    recording.exchanges.retain(|exchange| exchange.request.parameters["path"] != "/apis");
    assert!(!normalise(&recording).covers(Topic::KubernetesGateway, "prod"), "nothing shows what is served");
}

#[tokio::test]
async fn a_replay_takes_what_the_topics_rest_on() {
    let recording = recorded(Api::new(), &everything()).await;
    let ids = |topics: &BTreeSet<Topic>| super::recorded(&recording, topics).map(|e| e.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&all()).len(), recording.exchanges.len());
    assert!(ids(&[Topic::EksCluster].into()).is_empty());
    let services = ids(&[Topic::KubernetesService].into());
    assert!(services.iter().any(|id| id.contains("list.services")));
    assert!(!services.iter().any(|id| id.contains("list.pods")));
}
