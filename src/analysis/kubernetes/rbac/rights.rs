//! What one role lets its holders do, wherever it is bound.
//! Source: Kubernetes documentation, "Role Based Access Control Good
//! Practices"; `k8s.io/kubernetes/pkg/apis/rbac/v1` on how rules match.

use crate::evidence::model::kubernetes::PolicyRule;

const EDIT: &[&str] = &["update", "patch"];
/// What the methods of HTTP are called where a request is passed on. Source: Kubernetes documentation, "Authorization".
const HTTP: &[&str] = &["get", "create", "update", "patch", "delete"];
const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";
const CERTIFICATES: &str = "certificates.k8s.io";
/// Whoever may bind this role may do everything.
const ADMIN: &str = "cluster-admin";

/// Controllers that create pods from a template of the object's author.
const CONTROLLERS: [(&str, &str); 7] = [
    ("apps", "deployments"),
    ("apps", "daemonsets"),
    ("apps", "statefulsets"),
    ("apps", "replicasets"),
    ("batch", "jobs"),
    ("batch", "cronjobs"),
    ("", "replicationcontrollers"),
];

/// The rights of a set of rules. Those on objects without namespace hold only
/// where the role is bound for the whole cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rights {
    /// Everything; for the whole cluster or for one namespace, as bound.
    pub(super) everything: bool,
    /// Rules with a wildcard, as text.
    pub(super) wildcards: Vec<String>,
    pub(super) reads_secrets: bool,
    pub(super) creates_pods: bool,
    pub(super) creates_persistent_volumes: bool,
    pub(super) uses_node_proxy: bool,
    pub(super) approves_certificates: bool,
    pub(super) changes_webhooks: bool,
    pub(super) creates_tokens: bool,
    /// Names of the service accounts whose tokens rules with names give.
    pub(super) tokens_of: Vec<String>,
    pub(super) binds_roles: bool,
    pub(super) escalates_roles: bool,
    /// ClusterRoles are in no namespace: a RoleBinding does not give it.
    pub(super) escalates_cluster_roles: bool,
    pub(super) impersonates_users: bool,
    pub(super) impersonates_service_accounts: bool,
    pub(super) execs_into_pods: bool,
    pub(super) deletes_events: bool,
    pub(super) changes_coredns: bool,
    pub(super) changes_aws_auth: bool,
    pub(super) changes_nodes: bool,
}

pub(super) fn of(rules: &[PolicyRule]) -> Rights {
    let allows = |verbs: &[&str], group: &str, resource: &str| rules.iter().any(|r| allows(r, verbs, group, resource));
    let unnamed = |verbs: &[&str], group: &str, resource: &str| {
        rules.iter().filter(|rule| !is_named(rule)).any(|rule| self::allows(rule, verbs, group, resource))
    };
    let config_map = |name: &str| {
        let reaches = |rule: &&PolicyRule| !is_named(rule) || rule.resource_names.iter().flatten().any(|n| n == name);
        unnamed(&["deletecollection"], "", "configmaps")
            || rules
                .iter()
                .filter(reaches)
                .any(|rule| self::allows(rule, &["update", "patch", "delete"], "", "configmaps"))
    };
    // Requests that create, or that delete a whole list, name no object: a rule with names never allows them.
    let changes = |group: &str, resource: &str| {
        unnamed(&["create", "deletecollection"], group, resource)
            || allows(&["update", "patch", "delete"], group, resource)
    };
    let deletes = |group: &str, resource: &str| {
        unnamed(&["deletecollection"], group, resource) || allows(&["delete"], group, resource)
    };
    let binds = |kind: &str| {
        let admin = |rule: &&PolicyRule| rule.resource_names.iter().flatten().any(|name| name == ADMIN);
        unnamed(&["bind"], RBAC, kind)
            || rules.iter().filter(admin).any(|rule| self::allows(rule, &["bind"], RBAC, kind))
    };
    Rights {
        everything: rules.iter().any(is_everything),
        wildcards: rules.iter().filter(|rule| has_wildcard(rule)).map(text).collect(),
        // A list of one name is asked for by a field selector; patching, and deleting a list as a trial, answer with the data.
        reads_secrets: unnamed(&["get", "patch", "deletecollection"], "", "secrets")
            || allows(&["list", "watch"], "", "secrets"),
        creates_pods: unnamed(&["create"], "", "pods")
            || CONTROLLERS.iter().any(|(group, kind)| unnamed(&["create"], group, kind) || allows(EDIT, group, kind)),
        creates_persistent_volumes: unnamed(&["create"], "", "persistentvolumes"),
        // A rule with names gives the kubelets of those nodes, and the tokens of those accounts.
        uses_node_proxy: unnamed(HTTP, "", "nodes/proxy"),
        approves_certificates: allows(EDIT, CERTIFICATES, "certificatesigningrequests/approval")
            && allows(&["approve"], CERTIFICATES, "signers"),
        changes_webhooks: ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"]
            .iter()
            .any(|kind| changes(ADMISSION, kind)),
        creates_tokens: unnamed(&["create"], "", "serviceaccounts/token"),
        tokens_of: rules
            .iter()
            .filter(|rule| is_named(rule) && self::allows(rule, &["create"], "", "serviceaccounts/token"))
            .flat_map(|rule| rule.resource_names.iter().flatten().cloned())
            .collect(),
        binds_roles: binds("roles") || binds("clusterroles"),
        escalates_roles: allows(&["escalate"], RBAC, "roles"),
        escalates_cluster_roles: allows(&["escalate"], RBAC, "clusterroles"),
        // A group is taken together with a user or a service account, never alone.
        impersonates_users: allows(&["impersonate"], "", "users")
            || allows(&["impersonate"], "", "groups") && allows(&["impersonate"], "", "serviceaccounts"),
        impersonates_service_accounts: allows(&["impersonate"], "", "serviceaccounts"),
        execs_into_pods: ["pods/exec", "pods/attach", "pods/portforward"]
            .iter()
            .any(|kind| allows(&["create", "get"], "", kind))
            // What is asked of a pod through the API server passes no network policy.
            || ["pods/proxy", "services/proxy"].iter().any(|kind| allows(HTTP, "", kind))
            || allows(EDIT, "", "pods/ephemeralcontainers"),
        deletes_events: deletes("", "events") || deletes("events.k8s.io", "events"),
        changes_coredns: config_map("coredns"),
        changes_aws_auth: config_map("aws-auth"),
        changes_nodes: changes("", "nodes") || allows(EDIT, "", "nodes/status"),
    }
}

impl Rights {
    /// What is left of them where a RoleBinding gives them: nothing on objects that are in no namespace, nor on users.
    pub(super) fn in_a_namespace(&self) -> Self {
        Self {
            creates_persistent_volumes: false,
            uses_node_proxy: false,
            approves_certificates: false,
            changes_webhooks: false,
            escalates_cluster_roles: false,
            impersonates_users: false,
            changes_nodes: false,
            ..self.clone()
        }
    }
}

fn lists(list: &Option<Vec<String>>, wanted: &str) -> bool {
    list.iter().flatten().any(|item| item == wanted || item == "*")
}

fn is_named(rule: &PolicyRule) -> bool {
    rule.resource_names.as_ref().is_some_and(|names| !names.is_empty())
}

/// True when the rule allows one of `verbs`. A subresource is matched by its
/// own name, by `*/subresource` and by `*`.
fn allows(rule: &PolicyRule, verbs: &[&str], group: &str, resource: &str) -> bool {
    let of_any = |resource: &str| {
        resource
            .split_once('/')
            .is_some_and(|(_, sub)| rule.resources.iter().flatten().any(|item| item.strip_prefix("*/") == Some(sub)))
    };
    lists(&rule.api_groups, group)
        && (lists(&rule.resources, resource) || of_any(resource))
        && verbs.iter().any(|verb| lists(&rule.verbs, verb))
}

fn is_everything(rule: &PolicyRule) -> bool {
    let all = |list: &Option<Vec<String>>| list.iter().flatten().any(|item| item == "*");
    !is_named(rule) && all(&rule.verbs) && all(&rule.api_groups) && all(&rule.resources)
}

fn has_wildcard(rule: &PolicyRule) -> bool {
    let lists = [&rule.verbs, &rule.api_groups, &rule.resources];
    let all_urls = rule.non_resource_urls.iter().flatten().any(|url| url == "*" || url == "/*");
    lists.into_iter().flatten().flatten().any(|item| item.contains('*')) || all_urls
}

fn text(rule: &PolicyRule) -> String {
    let join = |list: &Option<Vec<String>>| list.as_deref().unwrap_or_default().join(", ");
    let urls = join(&rule.non_resource_urls);
    if !urls.is_empty() {
        return format!("verbs [{}] nonResourceURLs [{urls}]", join(&rule.verbs));
    }
    let named = if is_named(rule) { format!(" resourceNames [{}]", join(&rule.resource_names)) } else { String::new() };
    let (verbs, groups, resources) = (join(&rule.verbs), join(&rule.api_groups), join(&rule.resources));
    format!("verbs [{verbs}] apiGroups [{groups}] resources [{resources}]{named}")
}

#[cfg(test)]
mod tests;
