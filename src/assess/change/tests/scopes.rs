use super::*;

fn scope(before: &Assessment, after: &Assessment) -> Vec<(ScopeKind, ScopeDirection, u64)> {
    let change = compare(after, std::slice::from_ref(before), 30).unwrap();
    change.scope.iter().map(|change| (change.kind, change.direction, change.findings)).collect()
}

#[test]
fn clusters_and_compute_types_that_come_and_go_are_listed() {
    let before = assessment(THEN, &["i-1", "i-2"]);
    let mut after = assessment(NOW, &[]);
    assert_eq!(scope(&before, &after), []);
    after.clusters = vec![cluster("one", &[ComputeType::Fargate]), cluster("two", &[])];
    let expected = [
        (ScopeKind::Cluster, ScopeDirection::Added, 0),
        (ScopeKind::ComputeType, ScopeDirection::Gone, 2),
        (ScopeKind::ComputeType, ScopeDirection::Added, 0),
    ];
    assert_eq!(scope(&before, &after), expected);
    after.clusters.remove(0);
    after.gaps.push(gap(None));
    assert!(scope(&before, &after).contains(&(ScopeKind::Cluster, ScopeDirection::NoLongerVisible, 2)));
}

#[test]
fn another_account_takes_its_clusters_with_it() {
    let before = assessment(THEN, &["i-1"]);
    let mut after = assessment(NOW, &[]);
    after.collection.account = "444455556666".into();
    let expected = [
        (ScopeKind::Account, ScopeDirection::Gone, 1),
        (ScopeKind::Account, ScopeDirection::Added, 0),
        (ScopeKind::Cluster, ScopeDirection::Added, 0),
        (ScopeKind::Cluster, ScopeDirection::Gone, 1),
    ];
    assert_eq!(scope(&before, &after), expected);
}

#[test]
fn controls_are_compared_by_digest_parameters_and_text() {
    let before = assessment(THEN, &[]);
    let mut after = assessment(NOW, &[]);
    after.controls.get_mut("c").unwrap().digest = "other".into();
    let value = BTreeMap::from([("days".to_owned(), json!(90))]);
    after.engagement.parameters.insert("c".into(), value.clone());
    after.controls.insert("d".into(), ControlText { title: "Another thing".into(), ..text("d") });
    let change = compare(&after, std::slice::from_ref(&before), 30).unwrap();
    let kinds: Vec<_> = change.controls.iter().map(|c| (c.control.as_str(), c.kind)).collect();
    use ControlChangeKind::{Added, Changed, Parameters, Removed};
    assert_eq!(kinds, [("c", Changed), ("c", Parameters), ("d", Added)]);
    assert_eq!(
        (&change.controls[1].parameters_before, &change.controls[1].parameters_after),
        (&BTreeMap::new(), &value)
    );

    let mut renamed = assessment(NOW, &[]);
    renamed.controls = BTreeMap::from([("e".to_owned(), text("e"))]);
    let change = compare(&renamed, &[before], 30).unwrap();
    let kinds: Vec<_> = change.controls.iter().map(|c| (c.kind, c.same_text_as.as_deref())).collect();
    assert_eq!(kinds, [(Removed, Some("e")), (Added, Some("c"))]);
}
