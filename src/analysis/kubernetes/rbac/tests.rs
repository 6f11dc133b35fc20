use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

const ARN: &str = "arn:aws:iam::111122223333:role";

pub(super) fn role(cluster: &mut Cluster, name: &str, rules: Value) {
    cluster.add(Topic::KubernetesRole, json!({"kind": "ClusterRole", "metadata": {"name": name}, "rules": rules}));
}

pub(super) fn bind(cluster: &mut Cluster, (namespace, name): (&str, &str), role: &str, subject: Value) {
    let kind = if namespace.is_empty() { "ClusterRoleBinding" } else { "RoleBinding" };
    let mut metadata = json!({"name": name});
    if !namespace.is_empty() {
        metadata["namespace"] = json!(namespace);
    }
    cluster.add(
        Topic::KubernetesRoleBinding,
        json!({"kind": kind, "metadata": metadata, "roleRef": {"kind": "ClusterRole", "name": role}, "subjects": [subject]}),
    );
}

pub(super) fn account(namespace: &str, name: &str) -> Value {
    json!({"kind": "ServiceAccount", "namespace": namespace, "name": name})
}

pub(super) fn subject(cluster: &Cluster, key: &str) -> Value {
    cluster.derived().get(Topic::AnalysisSubject, &format!("blue/{key}"))
}

pub(super) fn everything() -> Value {
    json!([{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}])
}

pub(super) fn secrets() -> Value {
    json!([{"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]}])
}

fn entry(cluster: &mut Cluster, name: &str, more: Value) {
    let mut value = json!({"principalArn": format!("{ARN}/{name}"), "username": name, "type": "STANDARD"});
    for (key, member) in more.as_object().unwrap() {
        value[key.as_str()] = member.clone();
    }
    cluster.add(Topic::EksAccessEntry, value);
}

#[test]
fn a_binding_in_a_namespace_reaches_that_namespace_only() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "reader", secrets());
    bind(&mut cluster, ("shop", "read"), "reader", json!({"kind": "User", "name": "ada"}));
    bind(&mut cluster, ("", "read-all"), "reader", json!({"kind": "Group", "name": "ops"}));
    let ada = subject(&cluster, "User/ada");
    assert_eq!((&ada["readsSecrets"], &ada["readsSecretsIn"]), (&json!(true), &json!(["shop"])));
    assert_eq!((&ada["clusterAdmin"], &ada["system"]), (&json!(false), &json!(false)));
    assert_eq!(ada["sources"], json!(["RoleBinding shop/read → ClusterRole reader"]));
    assert_eq!(subject(&cluster, "Group/ops")["readsSecretsIn"], json!(["*"]));
}

#[test]
fn objects_without_namespace_need_a_binding_for_the_cluster() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "admin", everything());
    bind(&mut cluster, ("shop", "own"), "admin", json!({"kind": "User", "name": "ada"}));
    bind(&mut cluster, ("", "all"), "admin", json!({"kind": "User", "name": "bob"}));
    let (ada, bob) = (subject(&cluster, "User/ada"), subject(&cluster, "User/bob"));
    for member in
        ["clusterAdmin", "createsPersistentVolumes", "usesNodeProxy", "changesWebhooks", "approvesCertificates"]
    {
        assert_eq!((&ada[member], &bob[member]), (&json!(false), &json!(true)), "{member}");
    }
    for member in ["createsPods", "execsIntoPods", "bindsRoles", "createsTokens", "impersonates"] {
        assert_eq!((&ada[member], &bob[member]), (&json!(true), &json!(true)), "{member}");
    }
    assert_eq!(ada["changesConfigMapCoredns"], json!(false), "its namespace is not kube-system");
    assert_eq!(bob["escalationPaths"], json!([]), "nothing is above it");
    assert_eq!(ada["wildcardRules"].as_array().unwrap().len(), 1);
}

#[test]
fn aggregated_roles_without_rules_take_those_that_they_select() {
    let mut cluster = Cluster::new();
    cluster.add(
        Topic::KubernetesRole,
        json!({"kind": "ClusterRole", "metadata": {"name": "outer"},
        "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"to": "outer"}}]}}),
    );
    cluster.add(Topic::KubernetesRole, json!({"kind": "ClusterRole", "metadata": {"name": "inner", "labels": {"to": "outer"}},
        "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"to": "inner"}}, {"matchLabels": {"to": "outer"}}]}}));
    cluster.add(
        Topic::KubernetesRole,
        json!({"kind": "ClusterRole", "metadata": {"name": "part", "labels": {"to": "inner"}}, "rules": secrets()}),
    );
    bind(&mut cluster, ("", "b"), "outer", json!({"kind": "User", "name": "ada"}));
    assert_eq!(subject(&cluster, "User/ada")["readsSecrets"], json!(true));
}

#[test]
fn service_accounts_hold_what_their_groups_hold() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "reader", secrets());
    role(&mut cluster, "none", json!([{"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"]}]));
    bind(
        &mut cluster,
        ("", "everyone-of-shop"),
        "reader",
        json!({"kind": "Group", "name": "system:serviceaccounts:shop"}),
    );
    bind(&mut cluster, ("shop", "own"), "none", account("shop", "web"));
    bind(&mut cluster, ("bank", "own"), "none", json!({"kind": "User", "name": "system:serviceaccount:bank:web"}));
    assert_eq!(subject(&cluster, "ServiceAccount/shop/web")["readsSecretsIn"], json!(["*"]));
    assert_eq!(subject(&cluster, "ServiceAccount/bank/web")["readsSecrets"], json!(false));
    cluster.workload(("shop", "Deployment", "web"), json!({"serviceAccountName": "web", "containers": []}), json!({}));
    let workload = cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
    assert_eq!(workload["serviceAccountBindings"], json!(["shop/own"]), "what a group gives shows no need");
}

#[test]
fn bindings_of_broad_groups_are_no_need_of_a_token() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "reader", secrets());
    let groups =
        ["system:authenticated", "system:unauthenticated", "system:serviceaccounts", "system:serviceaccounts:shop"];
    for group in groups {
        bind(&mut cluster, ("", group), "reader", json!({"kind": "Group", "name": group}));
        bind(&mut cluster, ("shop", group), "reader", json!({"kind": "Group", "name": group}));
    }
    cluster.workload(("shop", "Deployment", "web"), json!({"serviceAccountName": "web", "containers": []}), json!({}));
    let derived = |cluster: &Cluster| cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
    assert_eq!(derived(&cluster)["serviceAccountBindings"], json!([]));
    bind(&mut cluster, ("bank", "web"), "reader", account("shop", "web"));
    assert_eq!(derived(&cluster)["serviceAccountBindings"], json!(["bank/web"]), "of another namespace, yet by name");
}

#[test]
fn a_binding_that_gives_nothing_is_no_need_of_a_token() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "empty", json!([]));
    bind(&mut cluster, ("shop", "to-nothing"), "empty", account("shop", "web"));
    bind(&mut cluster, ("shop", "to-a-role-that-is-gone"), "gone", account("shop", "web"));
    cluster.workload(("shop", "Deployment", "web"), json!({"serviceAccountName": "web", "containers": []}), json!({}));
    let derived = |cluster: &Cluster| cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
    assert_eq!(derived(&cluster)["serviceAccountBindings"], json!([]));
    role(&mut cluster, "reader", secrets());
    bind(&mut cluster, ("shop", "reads"), "reader", account("shop", "web"));
    assert_eq!(derived(&cluster)["serviceAccountBindings"], json!(["shop/reads"]));
    // The role may be among those that were not read.
    cluster.deny(Topic::KubernetesRole);
    assert_eq!(derived(&cluster)["serviceAccountBindings"], Value::Null);
}

#[test]
fn a_workload_holds_what_is_bound_to_all_service_accounts() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "admin", everything());
    cluster.workload(("shop", "Deployment", "web"), json!({"serviceAccountName": "web", "containers": []}), json!({}));
    assert_eq!(cluster.derived().find(Topic::AnalysisSubject, "blue/ServiceAccount/shop/web"), None);
    bind(&mut cluster, ("", "all"), "admin", json!({"kind": "Group", "name": "system:serviceaccounts"}));
    let web = subject(&cluster, "ServiceAccount/shop/web");
    assert_eq!((&web["clusterAdmin"], &web["system"]), (&json!(true), &json!(false)));
}

/// What these policies give is listed nowhere: their holders are EKS's own.
#[test]
fn the_roles_of_auto_mode_are_parts_of_eks() {
    let mut cluster = Cluster::new();
    let policies = |names: &[&str]| -> Value {
        let one = |name: &&str| json!({"policyArn": format!("arn:aws:eks::aws:cluster-access-policy/{name}"), "accessScope": {"type": "cluster"}});
        names.iter().map(one).collect()
    };
    entry(
        &mut cluster,
        "auto-node",
        json!({"type": "EC2", "associatedAccessPolicies": policies(&["AmazonEKSAutoNodePolicy"])}),
    );
    entry(
        &mut cluster,
        "cluster",
        json!({"associatedAccessPolicies": policies(&["AmazonEKSBlockStoragePolicy", "AmazonEKSComputeClusterPolicy"])}),
    );
    entry(&mut cluster, "person", json!({"associatedAccessPolicies": policies(&["AmazonEKSAutoNodePolicy"])}));
    for (name, system) in [("auto-node", true), ("cluster", true), ("person", false)] {
        let found = subject(&cluster, &format!("User/{name}"));
        assert_eq!((&found["system"], found.get("clusterAdmin")), (&json!(system), None), "{name}");
    }
}

#[test]
fn access_policies_with_their_scope() {
    let mut cluster = Cluster::new();
    let policy = |name: &str, scope: Value| json!({"associatedAccessPolicies": [{"policyArn": format!("arn:aws:eks::aws:cluster-access-policy/{name}"), "accessScope": scope}]});
    entry(&mut cluster, "admin", policy("AmazonEKSClusterAdminPolicy", json!({"type": "cluster"})));
    entry(
        &mut cluster,
        "dev",
        policy("AmazonEKSEditPolicy", json!({"type": "namespace", "namespaces": ["dev-*", "shop"]})),
    );
    entry(&mut cluster, "odd", policy("AmazonNewPolicy", json!({"type": "cluster"})));
    let admin = subject(&cluster, "User/admin");
    assert_eq!((&admin["clusterAdmin"], &admin["iamPrincipals"]), (&json!(true), &json!([format!("{ARN}/admin")])));
    let dev = subject(&cluster, "User/dev");
    assert_eq!((&dev["clusterAdmin"], &dev["createsPodsIn"]), (&json!(false), &json!(["dev-*", "shop"])));
    let odd = subject(&cluster, "User/odd");
    assert_eq!(odd.get("clusterAdmin"), None, "what an unknown policy gives is unknown");
}

#[test]
fn aws_auth_maps_principals_to_groups() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "reader", secrets());
    bind(&mut cluster, ("", "b"), "reader", json!({"kind": "Group", "name": "team"}));
    bind(&mut cluster, ("", "runner"), "reader", account("ci", "runner"));
    let roles = format!(
        "- rolearn: {ARN}/ops\n  username: ops\n  groups: [\"system:masters\"]\n\
         - rolearn: {ARN}/team\n  username: team-{{{{SessionName}}}}\n  groups: [team]\n\
         - rolearn: {ARN}/ci\n  username: system:serviceaccount:ci:runner\n\
         - rolearn: {ARN}/node\n  username: system:node:{{{{EC2PrivateDNSName}}}}\n  groups: [system:bootstrappers, system:nodes]\n"
    );
    cluster.config_map("aws-auth", json!({"mapRoles": roles}));
    let ops = subject(&cluster, "User/ops");
    assert_eq!((&ops["clusterAdmin"], &ops["system"]), (&json!(true), &json!(false)));
    assert_eq!(subject(&cluster, "User/team-{{SessionName}}")["readsSecrets"], json!(true));
    let masters = subject(&cluster, "Group/system:masters");
    assert_eq!((&masters["system"], &masters["iamPrincipals"]), (&json!(false), &json!([format!("{ARN}/ops")])));
    let runner = subject(&cluster, "ServiceAccount/ci/runner");
    assert_eq!((&runner["readsSecrets"], &runner["iamPrincipals"]), (&json!(true), &json!([format!("{ARN}/ci")])));
    assert_eq!(subject(&cluster, "Group/system:nodes")["system"], json!(true));
    assert_eq!(subject(&cluster, "User/system:node:{{EC2PrivateDNSName}}")["system"], json!(true));

    cluster.add(Topic::EksCluster, json!({"name": "blue", "accessConfig": {"authenticationMode": "API"}}));
    assert_eq!(cluster.derived().find(Topic::AnalysisSubject, "blue/User/ops"), None, "the ConfigMap is not used");
}

#[test]
fn an_access_entry_goes_before_a_mapping() {
    let mut cluster = Cluster::new();
    entry(&mut cluster, "path/ops", json!({"username": "ops-by-entry"}));
    let roles = format!("- rolearn: {ARN}/ops\n  username: ops\n  groups: [\"system:masters\"]\n");
    cluster.config_map("aws-auth", json!({"mapRoles": roles}));
    assert_eq!(cluster.derived().find(Topic::AnalysisSubject, "blue/User/ops"), None);
    assert_eq!(subject(&cluster, "User/ops-by-entry")["clusterAdmin"], json!(false));
}

#[test]
fn a_mapping_that_cannot_be_read_leaves_subjects_incomplete() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "none", json!([]));
    bind(&mut cluster, ("", "b"), "none", json!({"kind": "User", "name": "ada"}));
    cluster.config_map("aws-auth", json!({"mapRoles": "- rolearn: ["}));
    let result = cluster.derived();
    assert!(!result.0.covers(Topic::AnalysisSubject, "blue"));
    assert_eq!(result.0.gaps_in(Topic::AnalysisSubject, "blue").count(), 1);
    assert_eq!(result.get(Topic::AnalysisSubject, "blue/User/ada").get("clusterAdmin"), None);
}

#[test]
fn system_subjects_are_named_narrowly() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "system:controller:job-controller", json!([]));
    role(&mut cluster, "admin", everything());
    bind(
        &mut cluster,
        ("", "system:controller:job-controller"),
        "system:controller:job-controller",
        account("kube-system", "job-controller"),
    );
    bind(&mut cluster, ("", "eks:addon-cluster-admin"), "admin", json!({"kind": "User", "name": "eks:addon-manager"}));
    bind(&mut cluster, ("", "ours"), "admin", account("kube-system", "coredns"));
    bind(&mut cluster, ("", "open"), "admin", json!({"kind": "Group", "name": "system:authenticated"}));
    let system = |key: &str| subject(&cluster, key)["system"].clone();
    assert_eq!(system("User/eks:addon-manager"), json!(true));
    assert_eq!(system("ServiceAccount/kube-system/coredns"), json!(false), "a binding of the customer's");
    assert_eq!(system("Group/system:authenticated"), json!(false), "anyone is in it");
    assert_eq!(
        system("ServiceAccount/kube-system/job-controller"),
        json!(true),
        "what everyone is given is the group's"
    );
}

#[test]
fn ways_to_more_rights() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "admin", everything());
    let rule = |verb: &str, group: &str, resource: &str| json!([{"verbs": [verb], "apiGroups": [group], "resources": [resource]}]);
    let named = |name: &str| json!([{"verbs": ["create"], "apiGroups": [""], "resources": ["serviceaccounts/token"], "resourceNames": [name]}]);
    bind(&mut cluster, ("", "operator"), "admin", account("tools", "operator"));
    for (user, rules) in [
        ("deployer", rule("create", "apps", "deployments")),
        ("minter", rule("create", "", "serviceaccounts/token")),
        ("named", named("operator")),
        ("harmless", named("web")),
        ("binder", rule("bind", "rbac.authorization.k8s.io", "clusterroles")),
        ("shell", rule("create", "", "pods/exec")),
    ] {
        role(&mut cluster, user, rules);
        bind(&mut cluster, ("tools", user), user, json!({"kind": "User", "name": user}));
        bind(&mut cluster, ("shop", user), user, json!({"kind": "User", "name": format!("shop-{user}")}));
    }
    let paths = |cluster: &Cluster, user: &str| subject(cluster, &format!("User/{user}"))["escalationPaths"].clone();
    assert_eq!(
        paths(&cluster, "deployer"),
        json!(["creates pods that run as service account tools/operator, which may do everything"])
    );
    assert_eq!(
        paths(&cluster, "minter"),
        json!(["creates tokens of service account tools/operator, which may do everything"])
    );
    assert_eq!(paths(&cluster, "named"), paths(&cluster, "minter"), "the one account that it names is strong");
    for user in ["harmless", "shop-named", "shop-deployer"] {
        assert_eq!(paths(&cluster, user), json!([]), "{user}");
    }
    assert_eq!(paths(&cluster, "binder"), json!(["binds roles within a namespace that it does not hold itself"]));
    assert_eq!(paths(&cluster, "shell"), json!([]), "no pod runs as it");
    cluster.workload(
        ("tools", "Deployment", "o"),
        json!({"serviceAccountName": "operator", "containers": []}),
        json!({}),
    );
    assert_eq!(
        paths(&cluster, "shell"),
        json!(["runs commands in pods that run as service account tools/operator, which may do everything"])
    );
}

#[test]
fn what_was_not_read_is_not_denied() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "reader", secrets());
    bind(&mut cluster, ("", "a"), "reader", json!({"kind": "User", "name": "ada"}));
    bind(&mut cluster, ("", "b"), "gone", json!({"kind": "User", "name": "bob"}));
    assert_eq!(subject(&cluster, "User/bob")["readsSecrets"], json!(false), "a role that does not exist gives nothing");
    for topic in [Topic::KubernetesRole, Topic::EksAccessEntry, Topic::KubernetesConfigMap] {
        let mut denied = Cluster(cluster.0.clone());
        denied.deny(topic);
        let ada = subject(&denied, "User/ada");
        assert_eq!((ada.get("readsSecrets"), ada.get("createsPods")), (Some(&json!(true)), None), "{topic}");
        assert!(!denied.derived().0.covers(Topic::AnalysisSubject, "blue"), "{topic}");
    }
}

#[test]
fn d9_a_binding_to_a_built_in_role_gives_its_rights_though_the_role_is_not_read() {
    let mut cluster = Cluster::new();
    let user = |name: &str| json!({"kind": "User", "name": name});
    bind(&mut cluster, ("", "root"), "cluster-admin", user("ada"));
    bind(&mut cluster, ("shop", "edit"), "edit", user("ben"));
    bind(&mut cluster, ("", "look"), "view", user("cleo"));
    bind(&mut cluster, ("", "odd"), "system:kubelet-api-admin", user("dan"));
    bind(&mut cluster, ("", "gone"), "our-own", user("eve"));
    for complete in [true, false] {
        if !complete {
            cluster.deny(Topic::KubernetesRole);
        }
        let ada = subject(&cluster, "User/ada");
        assert_eq!(ada["clusterAdmin"], json!(true));
        assert_eq!(ada["sources"], json!(["ClusterRoleBinding root → ClusterRole cluster-admin (built in)"]));
        let ben = subject(&cluster, "User/ben");
        assert_eq!((&ben["readsSecretsIn"], &ben["execsIntoPods"]), (&json!(["shop"]), &json!(true)));
        assert_eq!(subject(&cluster, "User/dan")["usesNodeProxy"], json!(true));
        let unread = if complete { json!(false) } else { Value::Null };
        assert_eq!(subject(&cluster, "User/cleo")["readsSecrets"], unread);
        assert_eq!(subject(&cluster, "User/eve")["clusterAdmin"], unread);
    }
}

#[test]
fn what_is_bound_to_a_group_that_is_not_stored_is_a_gap_and_other_failures_stand() {
    let mut cluster = Cluster::new();
    role(&mut cluster, "admin", everything());
    bind(&mut cluster, ("", "all"), "admin", json!({"kind": "Group", "name": "redacted(name-4)"}));
    bind(&mut cluster, ("", "ops"), "admin", json!({"kind": "Group", "name": "ops"}));
    entry(&mut cluster, "known", json!({"kubernetesGroups": ["ops"]}));
    let gaps = |cluster: &Cluster| cluster.derived().0.gaps_in(Topic::AnalysisSubject, "blue").count();
    assert_eq!(gaps(&cluster), 0);
    entry(&mut cluster, "odd", json!({"kubernetesGroups": ["redacted(text)"]}));
    assert_eq!(gaps(&cluster), 1, "who is in redacted(name-4) is not known");
    assert_eq!(subject(&cluster, "User/known")["clusterAdmin"], json!(true));
}
