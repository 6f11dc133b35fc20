use super::*;

#[test]
fn a_whole_population_that_passes_is_satisfied_with_its_numbers() {
    let result = one(&facts(&[node("i-1", "karpenter", "running"), node("i-2", "karpenter", "running")]), NODES);
    assert_eq!(result.outcome, Outcome::Satisfied);
    assert_eq!(result.reason, "2 of 2 nodes checked meet the requirement");
    assert_eq!(result.compute_type, Some(ComputeType::Karpenter));
    assert_eq!((result.population.total, result.population.checked, result.population.passed), (2, 2, 2));
    assert!(result.exchanges.contains("x0") && result.exchanges.contains("list.ec2.instance"));
}

#[test]
fn one_failure_is_a_finding_with_values_and_exchanges() {
    let result = one(&facts(&[node("i-1", "karpenter", "stopped"), node("i-2", "karpenter", "running")]), NODES);
    assert_eq!(result.outcome, Outcome::NotSatisfied);
    assert_eq!(result.reason, "1 of 2 nodes checked does not meet the requirement");
    let finding = &result.findings[0];
    assert_eq!((finding.subject.as_str(), finding.message.as_str(), finding.id.len()), ("i-1", "state stopped", 12));
    assert_eq!(finding.exchanges, BTreeSet::from(["x0".to_owned()]));
}

#[test]
fn a_gap_names_the_permission_and_leaves_what_is_proven() {
    let mut facts = facts(&[node("i-1", "karpenter", "stopped")]);
    facts.gaps = vec![gap(Topic::IamRole, GapReason::Throttled), gap(Topic::Ec2Instance, GapReason::AccessDenied)];
    let results = judged(&facts, NODES, &Input::default());
    // The second result stands for nodes of types that could not be seen.
    assert_eq!(results.iter().map(|r| r.compute_type).collect::<Vec<_>>(), [None, Some(ComputeType::Karpenter)]);
    let outcomes: Vec<Outcome> = results.iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, [Outcome::Undetermined, Outcome::NotSatisfied]);
    assert!(results.iter().all(|r| r.gaps.contains(&1)));
    assert_eq!(results[1].missing_permissions, BTreeSet::from(["eks:Read".to_owned()]));
    assert!(results[1].reason.contains("eks:Read: access denied"), "{}", results[1].reason);
    assert!(results[1].reason.starts_with("1 of 1 node checked does not meet"), "{}", results[1].reason);
    assert_eq!(results[1].findings.len(), 1);
}

#[test]
fn a_failure_that_what_is_missing_could_refute_is_not_proven() {
    let rule = "needs: [eks.cluster, kubernetes.policyObject], subject: eks.cluster, message: \"'none'\", \
                require: 'facts.kubernetes.policyObject.exists(k, true)'";
    let mut facts = facts(&[cluster(true)]);
    let seen = one(&facts, rule);
    assert_eq!((seen.outcome, seen.findings.len()), (Outcome::NotSatisfied, 1));
    facts.gaps = vec![gap(Topic::KubernetesPolicyObject, GapReason::Connection)];
    let result = one(&facts, rule);
    assert_eq!((result.outcome, result.findings.len()), (Outcome::Undetermined, 0));
    assert!(!result.reason.contains("proven"), "{}", result.reason);
    assert_eq!((result.population.failed, result.population.checked, result.population.undetermined), (0, 0, 1));
}

#[test]
fn a_kubelet_that_does_not_answer_leaves_the_verdict_open_and_another_s_failure_proven() {
    let rule = "needs: [kubernetes.kubeletConfig, kubernetes.node], subject: kubernetes.kubeletConfig, \
                when: \"(kubeletConfig.clusterName + '/' + kubeletConfig.nodeName) in facts.kubernetes.node\", \
                require: kubeletConfig.kubeletconfig.readOnlyPort == 0, message: kubeletConfig.nodeName";
    let kubelet = |port: u16| {
        let value = json!({"clusterName": "one", "nodeName": "n1", "kubeletconfig": {"readOnlyPort": port}});
        (Topic::KubernetesKubeletConfig, value)
    };
    let node = || (Topic::KubernetesNode, json!({"clusterName": "one", "metadata": {"name": "n1"}}));
    for (port, proven) in [(10255, 1), (0, 0)] {
        let mut facts = facts(&[kubelet(port), node()]);
        let not_read = gap(Topic::KubernetesKubeletConfig, GapReason::ServerError);
        facts.gaps = vec![Gap { item: Some("one/n2".to_owned()), ..not_read }];
        let result = one(&facts, rule);
        let outcome = if proven == 1 { Outcome::NotSatisfied } else { Outcome::Undetermined };
        assert_eq!((result.outcome, result.findings.len()), (outcome, proven));
        assert!(result.reason.contains("on one/n2: server errors"), "{}", result.reason);
    }
}

#[test]
fn a_gap_of_another_cluster_or_topic_is_of_no_concern() {
    let mut facts = facts(&[cluster(true)]);
    facts.gaps = vec![gap(Topic::EksAddon, GapReason::AccessDenied), gap(Topic::EksCluster, GapReason::AccessDenied)];
    facts.gaps[1].cluster = Some("two".to_owned());
    assert_eq!(one(&facts, CLUSTER).outcome, Outcome::Satisfied);
    facts.gaps[1].cluster = None;
    assert_eq!(one(&facts, CLUSTER).outcome, Outcome::Undetermined);
}

#[test]
fn a_list_without_its_end_leaves_the_verdict_open() {
    let mut facts = facts(&[cluster(true)]);
    facts.coverage.retain(|coverage| coverage.topic != Topic::EksCluster);
    let result = one(&facts, CLUSTER);
    assert_eq!(result.outcome, Outcome::Undetermined);
    assert_eq!(result.reason, "eks.cluster was not enumerated to its end");
}

#[test]
fn stale_evidence_leaves_the_verdict_open_and_names_the_exchange() {
    let rule = format!("{CLUSTER}, maxAge: 24h");
    let mut facts = facts(&[cluster(true)]);
    assert_eq!(one(&facts, &rule).outcome, Outcome::Satisfied);
    facts.topics.get_mut(&Topic::EksCluster).unwrap()[0].observed_at = time("2026-06-28T23:59:59Z");
    let result = one(&facts, &rule);
    assert_eq!(result.outcome, Outcome::Undetermined);
    assert!(result.reason.contains("in exchange x0, more than 24h before"), "{}", result.reason);
}

#[test]
fn an_empty_list_is_as_old_as_the_run() {
    let rule = "needs: [eks.addon], subject: eks.addon, require: 'true', message: \"''\", maxAge: 1d";
    let mut facts = facts(&[]);
    assert_eq!(one(&facts, rule).outcome, Outcome::NotApplicable);
    facts.started_at = time("2026-06-01T00:00:00Z");
    assert_eq!(one(&facts, rule).outcome, Outcome::Undetermined);
}

#[test]
fn an_absent_member_or_a_result_that_is_no_boolean_leaves_the_verdict_open() {
    let without = (Topic::EksCluster, json!({"name": "one"}));
    let result = one(&facts(&[without]), CLUSTER);
    assert_eq!(result.outcome, Outcome::Undetermined);
    assert_eq!(result.reason, "no verdict on 1 of 1 cluster: one: `deletionProtection` is absent");
    let number = "needs: [eks.cluster], subject: eks.cluster, require: '1', message: \"''\"";
    let result = one(&facts(&[cluster(true)]), number);
    assert!(result.reason.contains("the expression gives int, not true or false"), "{}", result.reason);
}

#[test]
fn facts_outside_needs_are_out_of_sight() {
    let rule = "needs: [eks.addon, eks.nodegroup], subject: eks.addon, require: size(facts.eks.cluster) >= 0 || cluster.name == '', message: \"''\"";
    let addon = (Topic::EksAddon, json!({"clusterName": "one", "addonName": "vpc-cni"}));
    let result = one(&facts(&[cluster(true), addon]), rule);
    assert_eq!(result.outcome, Outcome::Undetermined);
}

#[test]
fn an_empty_population_is_not_applicable_with_its_reason() {
    let rule = "needs: [eks.addon], subject: eks.addon, require: 'true', message: \"''\"";
    let result = one(&facts(&[cluster(true)]), rule);
    assert_eq!((result.outcome, result.reason.as_str()), (Outcome::NotApplicable, "the cluster has no add-ons"));
}

#[test]
fn a_population_that_when_takes_out_says_why() {
    let rule = format!("{CLUSTER}, when: cluster.version == '1.0', otherwise: only version 1.0 has this");
    let result = one(&facts(&[cluster(false)]), &rule);
    assert_eq!(result.outcome, Outcome::NotApplicable);
    assert_eq!(result.reason, "1 cluster is out of scope: only version 1.0 has this");
    assert_eq!(result.population.not_applicable, 1);
}

#[test]
fn people_are_asked_unless_the_evidence_shows_that_there_is_nothing_to_state() {
    let rule = "needs: [kubernetes.node], subject: kubernetes.node, when: node.status.nodeInfo.operatingSystem == \
                'windows', otherwise: no Windows runs on it, statedBy: x";
    let node = |name: &str, system: &str| {
        let value = json!({"clusterName": "one", "metadata": {"name": name},
            "status": {"nodeInfo": {"operatingSystem": system}}});
        (Topic::KubernetesNode, value)
    };
    let seen = facts(&[node("a", "linux"), node("b", "linux")]);
    let result = one(&seen, rule);
    assert_eq!(result.outcome, Outcome::NotApplicable);
    assert_eq!(result.reason, "2 nodes are out of scope: no Windows runs on it");
    assert_eq!((result.population.total, result.population.not_applicable), (2, 2));
    assert!(result.exchanges.contains("list.kubernetes.node"));
    let asked = |facts: &Facts| {
        let result = one(facts, rule);
        assert_eq!((result.outcome, result.reason.as_str()), (Outcome::Undetermined, "no statement given"));
    };
    asked(&facts(&[node("a", "linux"), node("b", "windows")]));
    let mut open = seen.clone();
    open.gaps = vec![gap(Topic::KubernetesNode, GapReason::AccessDenied)];
    asked(&open);
    let mut unfinished = seen;
    unfinished.coverage.retain(|coverage| coverage.topic != Topic::KubernetesNode);
    asked(&unfinished);
}

#[test]
fn people_attest_what_no_api_says() {
    let statement = |valid_until: &str| Attestation {
        control: "c".to_owned(),
        cluster: None,
        attester: "Ada".to_owned(),
        role: "CISO".to_owned(),
        stated_on: "2026-05-01".parse().unwrap(),
        valid_until: valid_until.parse().unwrap(),
        statement: "done".to_owned(),
        attachment: None,
    };
    let result = |attestations| {
        judged(&facts(&[cluster(true)]), "needs: []", &Input { attestations, ..Input::default() }).remove(0)
    };
    let none = result(vec![]);
    assert_eq!((none.outcome, none.reason.as_str()), (Outcome::Undetermined, "no statement given"));
    let expired = result(vec![statement("2026-06-29")]);
    assert_eq!(expired.outcome, Outcome::Undetermined);
    assert_eq!(expired.reason, "the statement of Ada expired on 2026-06-29");
    let valid = result(vec![statement("2026-06-29"), statement("2026-06-30")]);
    assert_eq!(valid.outcome, Outcome::Attested);
    assert_eq!(valid.attestation.unwrap().attester, "Ada, CISO");
    let mut elsewhere = statement("2026-12-31");
    elsewhere.cluster = Some("two".to_owned());
    assert_eq!(result(vec![elsewhere]).outcome, Outcome::Undetermined);
}

#[test]
fn what_was_not_asked_for_names_the_option_in_the_reason() {
    let mut facts = facts(&[cluster(true)]);
    let detail = "not collected: it is read only when asked for with --kubelet-config".to_owned();
    facts.gaps = vec![Gap { detail, ..gap(Topic::EksCluster, GapReason::NotRecorded) }];
    let result = one(&facts, CLUSTER);
    assert_eq!(result.outcome, Outcome::Undetermined);
    assert!(result.reason.contains("when asked for with --kubelet-config"), "{}", result.reason);
    // The words of a service stay out of a reason.
    facts.gaps = vec![Gap { detail: "from outside".to_owned(), ..gap(Topic::EksCluster, GapReason::AccessDenied) }];
    assert_eq!(one(&facts, CLUSTER).reason, "eks:Read: access denied");
}
