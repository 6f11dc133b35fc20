//! Something between us and the API server answers one path, or the server is another.

use super::*;

const BINDINGS: &str = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
const HTML: &str = "<!doctype html><html><body>Not found. Please log in.</body></html>";

fn status(code: u16, reason: &str) -> String {
    json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code}).to_string()
}

/// Replies that are no list of ClusterRoleBindings.
fn replies() -> Vec<(u16, String)> {
    let list = |kind: &str, version: &str, items: serde_json::Value| {
        json!({"kind": kind, "apiVersion": version, "metadata": {}, "items": items}).to_string()
    };
    let rbac = "rbac.authorization.k8s.io/v1";
    let mut replies: Vec<(u16, String)> = [200, 302, 403, 404, 500]
        .into_iter()
        .flat_map(|status| [HTML, "", "{}"].map(|body| (status, body.to_owned())))
        .collect();
    replies.extend([
        (200, "[]".to_owned()),
        (200, "null".to_owned()),
        (410, "{}".to_owned()),
        (404, json!({"error": "not found"}).to_string()),
        (404, "404 page not found".to_owned()),
        (404, json!({"type": "error", "status": 404, "code": "NotFound"}).to_string()),
        // Discovery lists the group: the server itself contradicts it.
        (404, status(404, "NotFound")),
        (404, status(403, "Forbidden")),
        (200, status(404, "NotFound")),
        (200, json!({"items": []}).to_string()),
        (200, json!({"kind": "ClusterRoleBindingList", "apiVersion": rbac}).to_string()),
        (200, list("List", "v1", json!([]))),
        (200, list("RoleBindingList", rbac, json!([]))),
        (200, list("ClusterRoleBindingList", "v1", json!([]))),
        (200, list("Page", rbac, json!(null))),
        (200, list("ClusterRoleBindingList", rbac, json!([5]))),
        (200, list("ClusterRoleBindingList", rbac, json!([[]]))),
        (200, list("ClusterRoleBindingList", rbac, json!([null]))),
        (200, list("ClusterRoleBindingList", rbac, json!([{"kind": "RoleBinding", "metadata": {"name": "x"}}]))),
        (200, list("ClusterRoleBindingList", rbac, json!({}))),
        (200, json!({"kind": "ClusterRoleBindingList", "apiVersion": rbac, "metadata": {"remainingItemCount": 7}, "items": []}).to_string()),
    ]);
    replies
}

#[tokio::test]
async fn j1_what_is_no_list_of_the_api_is_a_gap_and_never_an_empty_list() {
    for (code, body) in replies() {
        let facts = normalise(&recorded(Api::new().answering(BINDINGS, code, &body), &everything()).await);
        assert!(!facts.covers(Topic::KubernetesRoleBinding, "prod"), "{code} {body}");
        let of_list = |gap: &&Gap| gap.permission == "list clusterrolebindings.rbac.authorization.k8s.io";
        assert_eq!(facts.gaps.iter().filter(of_list).count(), 1, "{code} {body}: {:?}", facts.gaps);
        assert!(facts.covers(Topic::KubernetesRole, "prod"), "{code} {body}");
    }
}

#[tokio::test]
async fn j1_a_recording_is_judged_by_what_it_holds() {
    let whole = recorded(Api::new(), &everything()).await;
    let id = at(&whole, BINDINGS)[0].id.clone();
    for (code, body) in replies() {
        let mut recording = whole.clone();
        let exchange = recording.exchanges.iter_mut().find(|exchange| exchange.id == id).unwrap();
        exchange.status = Some(code);
        if code != 200 {
            exchange.outcome = Outcome::Refused { code: "NotFound".into(), message: "x".into() };
        }
        recording.replies.insert(id.clone(), body.clone().into_bytes());
        let facts = normalise(&recording);
        assert!(!facts.covers(Topic::KubernetesRoleBinding, "prod"), "{code} {body}");
        assert!(!facts.gaps.is_empty(), "{code} {body}");
    }
}

#[tokio::test]
async fn j1_a_list_that_says_null_of_its_own_kind_is_empty() {
    let body = json!({"kind": "ClusterRoleBindingList", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {}, "items": null});
    let facts = normalise(&recorded(Api::new().answering(BINDINGS, 200, &body.to_string()), &everything()).await);
    assert_eq!(gaps(&facts), []);
}

#[tokio::test]
async fn j1_discovery_that_is_none_or_partial_shows_no_absence() {
    let partial = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        {"name": "apps", "versions": [{"groupVersion": "apps/v1"}]}]});
    let of_others = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": []});
    for body in [
        HTML.to_owned(),
        "{}".to_owned(),
        json!({"groups": []}).to_string(),
        partial.to_string(),
        of_others.to_string(),
    ] {
        let facts = normalise(&recorded(Api::new().answering("/apis", 200, &body), &everything()).await);
        assert!(!facts.covers(Topic::KubernetesValidatingAdmissionPolicy, "prod"), "{body}");
        // Asked all the same, and answered.
        assert!(facts.covers(Topic::KubernetesRoleBinding, "prod"), "{body}: {:?}", gaps(&facts));
    }
    // A server that has no such list, and no document that names it: no Kubernetes is without it.
    let api =
        Api::new().answering("/apis", 200, &partial.to_string()).answering(BINDINGS, 404, &status(404, "NotFound"));
    let facts = normalise(&recorded(api, &everything()).await);
    assert!(!facts.covers(Topic::KubernetesRoleBinding, "prod"));
    assert!(facts.gaps.iter().any(|gap| gap.detail.contains("every Kubernetes server has")), "{:?}", facts.gaps);
}

#[tokio::test]
async fn j1_a_status_shows_absence_where_no_discovery_speaks_against_it() {
    let mut api = Api::new().failing("/apis", 403);
    for plural in ["validatingadmissionpolicies", "validatingadmissionpolicybindings"] {
        for version in ["v1", "v1beta1", "v1alpha1"] {
            let path = format!("/apis/admissionregistration.k8s.io/{version}/{plural}");
            api = api.answering(&path, 404, &status(404, "NotFound"));
        }
    }
    let facts = normalise(&recorded(api, &everything()).await);
    assert!(facts.covers(Topic::KubernetesValidatingAdmissionPolicy, "prod"));
}

#[tokio::test]
async fn j1_a_config_map_is_absent_only_when_the_server_says_so() {
    let path = "/api/v1/namespaces/kube-system/configmaps/coredns";
    let of_another = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
        "details": {"name": "prod", "kind": "clusters"}});
    let other = json!({"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "aws-auth"}});
    for (code, body) in [
        (404, HTML.to_owned()),
        (404, "{}".to_owned()),
        (404, of_another.to_string()),
        (200, other.to_string()),
        (200, "{}".to_owned()),
    ] {
        let facts = normalise(&recorded(Api::new().answering(path, code, &body), &everything()).await);
        assert!(!facts.covers(Topic::KubernetesConfigMap, "prod"), "{code} {body}");
    }
    let absent = normalise(&recorded(Api::new().answering(path, 404, &status(404, "NotFound")), &everything()).await);
    assert!(absent.covers(Topic::KubernetesConfigMap, "prod"));
}

#[tokio::test]
async fn d11_a_list_whose_pages_go_round_ends_in_a_gap() {
    let page = |next: &str| {
        json!({"kind": "ServiceList", "apiVersion": "v1", "metadata": {"continue": next}, "items": []}).to_string()
    };
    let facts =
        normalise(&recorded(Api::new().answering("/api/v1/services", 200, &page("again")), &everything()).await);
    assert_eq!(gaps(&facts), [(GapReason::Incomplete, "list services")]);
}

#[tokio::test]
async fn d11_a_list_without_end_is_left_with_a_gap_that_says_so() {
    let facts = normalise(&recorded(Api::new().endless("/api/v1/services"), &Options::default()).await);
    let gap = facts.gaps.iter().find(|gap| gap.permission == "list services").unwrap();
    assert_eq!((gap.reason, gap.detail.contains("more than 2000 pages")), (GapReason::Incomplete, true), "{gap:?}");
    assert!(!facts.covers(Topic::KubernetesService, "prod"));
}

#[tokio::test]
async fn d11_a_reply_without_end_is_left_with_a_gap_that_says_so() {
    let body = format!("{{\"kind\": \"{}\"}}", "x".repeat(crate::collect::transport::MAX_REPLY));
    let facts = normalise(&recorded(Api::new().answering("/api/v1/services", 200, &body), &everything()).await);
    let gap = facts.gaps.iter().find(|gap| gap.permission == "list services").unwrap();
    assert!(gap.detail.contains("larger than 128 MiB"), "{gap:?}");
}
