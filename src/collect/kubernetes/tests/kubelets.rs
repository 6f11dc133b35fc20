//! The kubelets of the customer's nodes are asked, those of AWS's are not.

use super::*;

fn kubelets(facts: &Facts) -> Vec<&str> {
    facts.of(Topic::KubernetesKubeletConfig).iter().map(|fact| fact.key.as_str()).collect()
}

#[tokio::test]
async fn kubelets_that_aws_runs_are_not_asked() {
    let recording = recorded(Api::new(), &everything()).await;
    let asked: BTreeSet<&str> = recording
        .exchanges
        .iter()
        .map(|exchange| exchange.request.parameters["path"].as_str())
        .filter(|path| path.ends_with("/configz"))
        .collect();
    assert_eq!(asked, ["/api/v1/nodes/n1/proxy/configz", "/api/v1/nodes/n2/proxy/configz"].into());
    assert_eq!(kubelets(&normalise(&recording)), ["prod/n1", "prod/n2"]);
}

#[tokio::test]
async fn what_a_host_of_aws_answered_in_an_older_recording_is_of_no_concern() {
    let mut recording = recorded(Api::new(), &everything()).await;
    let mut refused = at(&recording, "/api/v1/nodes/n1/proxy/configz")[0].clone();
    refused.id.push_str("-of-fargate");
    refused.request.parameters.insert("path".into(), "/api/v1/nodes/fargate-1/proxy/configz".into());
    refused.status = Some(503);
    refused.outcome = Outcome::Refused { code: "ServiceUnavailable".into(), message: "no".into() };
    recording.exchanges.push(refused);
    let facts = normalise(&recording);
    assert_eq!(gaps(&facts), []);
    assert!(facts.covers(Topic::KubernetesKubeletConfig, "prod"));
}

#[tokio::test]
async fn a_node_of_ours_that_does_not_answer_is_named_and_the_others_are_kept() {
    for (status, reason) in [(403, GapReason::AccessDenied), (404, GapReason::NotServed), (503, GapReason::ServerError)]
    {
        let api = Api::new().failing("/api/v1/nodes/n2/proxy/configz", status);
        let facts = normalise(&recorded(api, &everything()).await);
        assert_eq!(gaps(&facts), [(reason, "get nodes/proxy")]);
        assert_eq!(facts.gaps[0].item.as_deref(), Some("prod/n2"));
        assert_eq!(kubelets(&facts), ["prod/n1"]);
        assert!(!facts.covers(Topic::KubernetesKubeletConfig, "prod"));
    }
}

#[tokio::test]
async fn where_aws_runs_every_kubelet_there_is_none_to_ask() {
    let mut recording = recorded(Api::new(), &Options::default()).await;
    let id = at(&recording, "/api/v1/nodes")[0].id.clone();
    let nodes = json!({"kind": "NodeList", "apiVersion": "v1", "items": [{"metadata": {"name": "fargate-1", "labels": {"eks.amazonaws.com/compute-type": "fargate"}}}]});
    recording.replies.insert(id.clone(), nodes.to_string().into_bytes());
    let facts = normalise(&recording);
    let known = facts.coverage.iter().find(|c| c.topic == Topic::KubernetesKubeletConfig).unwrap();
    assert!(known.items == 0 && known.exchanges.contains(&id), "{known:?}");
    // A list of nodes that was not read to its end may hide one.
    recording.exchanges.retain(|exchange| exchange.id != id);
    let facts = normalise(&recording);
    assert!(facts.gaps_in(Topic::KubernetesKubeletConfig, "prod").next().is_some());
    assert!(!facts.covers(Topic::KubernetesKubeletConfig, "prod"));
}
