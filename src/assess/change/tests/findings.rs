use super::*;

/// One alteration of an assessment that otherwise holds no finding.
type Alter = fn(&mut Assessment);

/// Why a finding may be absent: what was done to the assessment that lacks it, what a finding that
/// is gone becomes by it, and why.
const ABSENCES: [(&str, Alter, FindingKind, Cause); 17] = [
    ("judged again", |_| {}, FindingKind::Fixed, Cause::Found),
    ("another account", |a| a.collection.account = "444455556666".into(), FindingKind::NoLongerInScope, Cause::Account),
    ("another Region", |a| a.collection.region = "eu-north-1".into(), FindingKind::NoLongerInScope, Cause::Account),
    ("an unknown account", |a| a.collection.account = String::new(), FindingKind::NoLongerInScope, Cause::Account),
    ("cluster left the scope", without_cluster, FindingKind::NoLongerInScope, Cause::Cluster),
    (
        "clusters not listed",
        |a| (without_cluster(a), a.gaps.push(gap(None))).1,
        FindingKind::NoLongerVisible,
        Cause::Evidence,
    ),
    (
        "cluster not read",
        |a| (without_cluster(a), a.gaps.push(gap(Some("one")))).1,
        FindingKind::NoLongerVisible,
        Cause::Evidence,
    ),
    (
        "another cluster not read",
        |a| (without_cluster(a), a.gaps.push(gap(Some("two")))).1,
        FindingKind::NoLongerInScope,
        Cause::Cluster,
    ),
    ("control removed", |a| rename(a, None), FindingKind::NoLongerInScope, Cause::Control),
    ("control renamed", |a| rename(a, Some("d")), FindingKind::NoLongerInScope, Cause::Control),
    (
        "control changed",
        |a| a.controls.get_mut("c").unwrap().digest = "other".into(),
        FindingKind::NotComparable,
        Cause::Rule,
    ),
    ("parameters changed", parameters, FindingKind::NotComparable, Cause::Rule),
    ("undetermined", |a| a.results[0].outcome = Outcome::Undetermined, FindingKind::NoLongerVisible, Cause::Evidence),
    ("stated by a person", |a| a.results[0].outcome = Outcome::Attested, FindingKind::NoLongerVisible, Cause::Evidence),
    ("owned by AWS", |a| a.results[0].outcome = Outcome::Inherited, FindingKind::NoLongerInScope, Cause::Owner),
    (
        "nothing to apply to",
        |a| a.results[0].outcome = Outcome::NotApplicable,
        FindingKind::NoLongerApplicable,
        Cause::Applicability,
    ),
    (
        "compute type gone",
        |a| a.results[0].compute_type = Some(ComputeType::Fargate),
        FindingKind::NoLongerInScope,
        Cause::ComputeType,
    ),
];

fn without_cluster(assessment: &mut Assessment) {
    assessment.clusters.clear();
    assessment.results.clear();
}

fn parameters(assessment: &mut Assessment) {
    let value = BTreeMap::from([("days".to_owned(), json!(90))]);
    assessment.engagement.parameters.insert("c".into(), value);
}

/// The control under another name, or gone.
fn rename(assessment: &mut Assessment, to: Option<&str>) {
    let text = assessment.controls.remove("c").unwrap();
    assessment.results.clear();
    if let Some(to) = to {
        let digest = canonical::sha256(to.as_bytes());
        assessment.controls.insert(to.into(), ControlText { digest, ..text });
        assessment.results.push(result(to, "one", NODE, &[]));
    }
}

#[test]
fn a_finding_that_is_gone_is_fixed_only_where_the_same_was_judged_again() {
    for (what, alter, kind, cause) in ABSENCES {
        let mut after = assessment(NOW, &[]);
        alter(&mut after);
        assert_eq!(only(&assessment(THEN, &["i-1"]), &after), (kind, cause), "{what}");
    }
}

#[test]
fn a_finding_that_is_new_says_whether_it_could_have_been_found_before() {
    for (what, alter, _, cause) in ABSENCES {
        let mut before = assessment(THEN, &[]);
        alter(&mut before);
        assert_eq!(only(&before, &assessment(NOW, &["i-1"])), (FindingKind::New, cause), "{what}");
    }
}

#[test]
fn subjects_of_unknown_compute_type_keep_a_finding_open_to_doubt() {
    let mut after = assessment(NOW, &[]);
    after.results.push(ControlResult { outcome: Outcome::Undetermined, ..result("c", "one", None, &[]) });
    assert_eq!(only(&assessment(THEN, &["i-1"]), &after), (FindingKind::NoLongerVisible, Cause::Evidence));
    let mut elsewhere = assessment(NOW, &[]);
    let hybrid = result("c", "one", Some(ComputeType::Hybrid), &[]);
    elsewhere.results.push(ControlResult { outcome: Outcome::Undetermined, ..hybrid });
    assert_eq!(only(&assessment(THEN, &["i-1"]), &elsewhere), (FindingKind::Fixed, Cause::Found));
}

#[test]
fn a_compute_type_that_could_not_be_read_is_no_change_of_scope() {
    let mut after = assessment(NOW, &[]);
    after.results.clear();
    after.clusters[0].compute_incomplete = true;
    assert_eq!(only(&assessment(THEN, &["i-1"]), &after), (FindingKind::NoLongerVisible, Cause::Evidence));
}

#[test]
fn one_cluster_name_in_two_accounts_is_two_clusters() {
    let mut after = assessment(NOW, &["i-1"]);
    after.collection.account = "444455556666".into();
    let change = compare(&after, &[assessment(THEN, &["i-1"])], EXPIRING_WITHIN_DAYS).unwrap();
    let kinds: Vec<_> = change.findings.iter().map(|f| (f.kind, f.cause, f.age_days)).collect();
    let expected = [(FindingKind::New, Cause::Account, Some(0)), (FindingKind::NoLongerInScope, Cause::Account, None)];
    assert_eq!(kinds, expected);
}

#[test]
fn an_exception_that_lapses_or_comes_leaves_the_finding_open() {
    let plain = assessment(THEN, &["i-1"]);
    let mut covered = assessment(NOW, &["i-1"]);
    covered.results[0].outcome = Outcome::Excepted;
    covered.results[0].findings[0].exception = Some("EX-1".into());
    let change = compare(&covered, &[plain], EXPIRING_WITHIN_DAYS).unwrap();
    assert_eq!(change.findings[0].kind, FindingKind::StillOpen);
    assert_eq!(change.findings[0].exception_after.as_deref(), Some("EX-1"));
    covered.as_of = time(THEN);
    let change = compare(&assessment(NOW, &["i-1"]), &[covered], EXPIRING_WITHIN_DAYS).unwrap();
    assert_eq!(change.findings[0].kind, FindingKind::StillOpen);
    assert_eq!(change.findings[0].exception_before.as_deref(), Some("EX-1"));
    assert_eq!(change.findings[0].exception_after, None);
    assert_eq!((change.verdicts[0].before, change.verdicts[0].after), (Outcome::Excepted, Outcome::NotSatisfied));
}

#[test]
fn counts_hold_every_kind_and_add_up() {
    let change = compare(&assessment(NOW, &["i-1", "i-2"]), &[assessment(THEN, &["i-2", "i-3"])], 30).unwrap();
    let counts: Vec<u64> = FindingKind::ALL.iter().map(|kind| change.counts[kind]).collect();
    assert_eq!(counts, [1, 1, 1, 0, 0, 0, 0]);
    assert_eq!(change.findings.len(), 3);
}
