use super::*;

fn outcomes(results: &[ControlResult]) -> Vec<(Option<ComputeType>, Owner, Outcome)> {
    results.iter().map(|r| (r.compute_type, r.owner, r.outcome)).collect()
}

#[test]
fn each_compute_type_present_has_its_own_owner_and_result() {
    let profile = (Topic::EksFargateProfile, json!({"clusterName": "one", "fargateProfileName": "f"}));
    let facts = facts(&[
        node("i-1", "self-managed", "running"),
        node("i-2", "managed-node-group", "stopped"),
        node("i-3", "auto-mode", "stopped"),
        profile,
    ]);
    let results = judged(&facts, NODES, &Input::default());
    assert_eq!(
        outcomes(&results),
        [
            (Some(ComputeType::SelfManaged), Owner::Customer, Outcome::Satisfied),
            (Some(ComputeType::ManagedNodeGroup), Owner::Aws, Outcome::Inherited),
            (Some(ComputeType::AutoMode), Owner::Aws, Outcome::Inherited),
            (Some(ComputeType::Fargate), Owner::NotApplicable, Outcome::NotApplicable),
        ]
    );
    assert_eq!(results[1].reason, "AWS owns this on managed node groups; rely on SOC 2");
}

#[test]
fn a_custom_image_hands_its_nodes_to_the_customer() {
    let facts = facts(&[node("i-1", "managed-node-group", "stopped"), custom("i-2", "managed-node-group", "running")]);
    let result = one(&facts, NODES);
    assert_eq!((result.owner, result.outcome, result.population.total), (Owner::Customer, Outcome::Satisfied, 1));
    assert!(
        result.reason.ends_with("only those with a custom image are judged; 1 more are AWS's"),
        "{}",
        result.reason
    );
    let rows = assess(&facts, DIGEST, &catalogue(NODES), &Input::default(), as_of(), 1).unwrap().responsibility;
    let rows: Vec<_> = rows.iter().map(|row| (row.owner, row.nodes, row.custom_ami)).collect();
    assert_eq!(rows, [(Owner::Aws, Some(1), false), (Owner::Customer, Some(1), true)]);
}

#[test]
fn a_node_whose_image_is_unknown_cannot_be_given_to_aws() {
    let (topic, mut value) = node("i-1", "managed-node-group", "running");
    value.as_object_mut().unwrap().remove("customImage");
    let result = one(&facts(&[(topic, value)]), NODES);
    assert_eq!(result.outcome, Outcome::Undetermined);
    assert!(result.reason.contains("whether it runs a custom image is not known"), "{}", result.reason);
}

#[test]
fn a_node_without_a_known_compute_type_leaves_the_verdict_open() {
    let results = judged(
        &facts(&[node("i-1", "mainframe", "running"), node("i-2", "karpenter", "running")]),
        NODES,
        &Input::default(),
    );
    assert_eq!(results[0].outcome, Outcome::Undetermined);
    assert!(results[0].reason.contains("its compute type is not known"), "{}", results[0].reason);
    assert_eq!(results[1].outcome, Outcome::Satisfied);
}

#[test]
fn areas_of_aws_need_no_evidence() {
    let mut facts = facts(&[]);
    facts.gaps = vec![gap(Topic::EksAddon, GapReason::AccessDenied)];
    let mut catalogue = catalogue("needs: [eks.addon], subject: eks.addon, require: 'true', message: \"''\"");
    let area = &mut catalogue.areas[0];
    area.owners_with_custom_ami.clear();
    area.owners.values_mut().for_each(|owner| *owner = Owner::Aws);
    let results = assess(&facts, DIGEST, &catalogue, &Input::default(), as_of(), 1).unwrap().results;
    assert_eq!(outcomes(&results), [(None, Owner::Aws, Outcome::Inherited)]);
}

#[test]
fn what_may_be_unseen_is_never_given_to_aws() {
    let auto = (Topic::EksCluster, json!({"name": "one", "computeConfig": {"enabled": true}}));
    let mut facts = facts(&[auto, node("i-1", "auto-mode", "stopped")]);
    assert_eq!(one(&facts, NODES).outcome, Outcome::Inherited);
    facts.gaps = vec![gap(Topic::Ec2Instance, GapReason::AccessDenied)];
    let results = judged(&facts, NODES, &Input::default());
    assert_eq!(
        outcomes(&results),
        [(None, Owner::Shared, Outcome::Undetermined), (Some(ComputeType::AutoMode), Owner::Aws, Outcome::Inherited)]
    );
}

#[test]
fn hybrid_nodes_are_in_no_aws_api() {
    let hybrid = (Topic::EksCluster, json!({"name": "one", "remoteNetworkConfig": {}}));
    let mut facts = facts(&[hybrid]);
    let result = one(&facts, NODES);
    assert_eq!((result.compute_type, result.outcome), (Some(ComputeType::Hybrid), Outcome::NotApplicable));
    facts.coverage.retain(|coverage| coverage.topic != Topic::KubernetesNode);
    assert_eq!(one(&facts, NODES).outcome, Outcome::Undetermined, "only Kubernetes lists them");
}

#[test]
fn a_subject_of_the_cluster_has_the_owner_that_its_compute_types_agree_on() {
    let owner = |given: &[(Topic, serde_json::Value)]| one(&facts(given), CLUSTER).owner;
    assert_eq!(owner(&[cluster(true), node("i-1", "karpenter", "r")]), Owner::Customer);
    assert_eq!(owner(&[cluster(true), node("i-1", "auto-mode", "r")]), Owner::Aws);
    assert_eq!(owner(&[cluster(true), node("i-1", "karpenter", "r"), node("i-2", "auto-mode", "r")]), Owner::Shared);
    assert_eq!(owner(&[cluster(true)]), Owner::Shared);
}

#[test]
fn node_groups_belong_to_their_compute_type_only() {
    let rule = "needs: [eks.nodegroup], subject: eks.nodegroup, require: nodegroup.status == 'ACTIVE', message: \"''\"";
    let group = json!({"clusterName": "one", "nodegroupName": "g", "amiType": "CUSTOM", "status": "ACTIVE"});
    let mut facts = facts(&[(Topic::EksNodegroup, group), node("i-1", "karpenter", "running")]);
    let results = judged(&facts, rule, &Input::default());
    assert_eq!(
        outcomes(&results),
        [
            (Some(ComputeType::Karpenter), Owner::Customer, Outcome::NotApplicable),
            (Some(ComputeType::ManagedNodeGroup), Owner::Customer, Outcome::Satisfied),
        ]
    );
    facts.topics.get_mut(&Topic::EksNodegroup).unwrap().clear();
    facts.gaps = vec![gap(Topic::EksNodegroup, GapReason::AccessDenied)];
    assert_eq!(judged(&facts, rule, &Input::default())[0].outcome, Outcome::Undetermined);
}

#[test]
fn launch_templates_take_the_compute_type_of_the_nodes_started_from_them() {
    let rule = "needs: [ec2.launchTemplateVersion, analysis.node], subject: ec2.launchTemplateVersion, require: 'true', message: \"''\"";
    let template = |id: &str| (Topic::Ec2LaunchTemplateVersion, json!({"launchTemplateId": id, "versionNumber": 2}));
    let (topic, mut value) = node("i-1", "karpenter", "running");
    value["launchTemplateId"] = "lt-1".into();
    value["launchTemplateVersion"] = "2".into();
    let results = judged(&facts(&[template("lt-1"), template("lt-2"), (topic, value)]), rule, &Input::default());
    let totals: Vec<_> = results.iter().map(|r| (r.compute_type, r.population.total)).collect();
    assert_eq!(totals, [(None, 1), (Some(ComputeType::Karpenter), 1)]);
}
