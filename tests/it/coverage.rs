//! What the catalogue of controls covers: rows of the list of checks it was made from, items of frameworks.

use std::collections::BTreeSet;

use crate::controls::catalogue;

/// Rows answered by Kubernetes, by kubelets, by the node itself or by load balancers: domain, and runs of numbers.
const ROWS: [(&str, &[(u32, u32)]); 9] = [
    ("NODE", &[(1, 24), (27, 27), (30, 30), (37, 37)]),
    ("DP", &[(1, 1), (7, 15), (17, 17)]),
    ("CC", &[(1, 36)]),
    ("NET", &[(1, 4), (7, 7), (20, 24), (26, 30)]),
    ("IAM", &[(1, 15), (18, 21), (32, 32), (35, 35)]),
    ("DATA", &[(7, 7), (9, 10), (13, 13)]),
    ("SC", &[(15, 20)]),
    ("LOG", &[(10, 10), (16, 16)]),
    ("GOV", &[(2, 2)]),
];

/// Sections of the CIS Amazon EKS Benchmark 1.8.0 with the number of their items.
const CIS_SECTIONS: [(&str, u32); 13] = [
    ("2.1", 2),
    ("3.1", 4),
    ("3.2", 9),
    ("4.1", 12),
    ("4.2", 5),
    ("4.3", 2),
    ("4.4", 2),
    ("4.5", 2),
    ("5.1", 4),
    ("5.2", 1),
    ("5.3", 1),
    ("5.4", 5),
    ("5.5", 1),
];

/// Rows that no API answers: on the node itself, or known to people alone. CP-13 is AWS's own.
const STATED: [&str; 22] = [
    "NODE-13", "NODE-17", "NODE-18", "NODE-19", "NODE-20", "NODE-21", "NODE-23", "NODE-30", "NODE-37", "NODE-38",
    "NODE-39", "DP-16", "IAM-16", "IAM-17", "IAM-22", "DATA-16", "SC-21", "SC-22", "GOV-03", "GOV-04", "GOV-06",
    "GOV-09",
];

/// Each has a control that waits for a named person's statement; so have data sensitivity and legal duties.
#[test]
fn each_row_that_no_api_answers_has_a_control_that_people_attest() {
    let catalogue = catalogue();
    let attested: Vec<_> = catalogue.controls.iter().filter(|control| control.stated_by.is_some()).collect();
    assert!(attested.iter().all(|control| control.require.is_none()));
    let rows: BTreeSet<&str> = attested.iter().flat_map(|control| &control.catalogue).map(String::as_str).collect();
    let lacking: Vec<_> = STATED.iter().filter(|row| !rows.contains(*row)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    for id in ["data-sensitivity-is-classified", "legal-and-contractual-duties-are-identified"] {
        assert!(attested.iter().any(|control| control.id == id), "{id}");
    }
    let inherited: Vec<_> =
        catalogue.controls.iter().filter(|c| c.catalogue.iter().any(|row| row == "CP-13")).collect();
    assert!(!inherited.is_empty() && inherited.iter().all(|control| control.require.is_none()));
}

#[test]
fn each_row_has_a_control() {
    let catalogue = catalogue();
    let have: BTreeSet<&str> =
        catalogue.controls.iter().flat_map(|control| &control.catalogue).map(String::as_str).collect();
    let rows = ROWS.iter().flat_map(|(domain, runs)| {
        runs.iter().flat_map(move |(first, last)| (*first..=*last).map(move |number| format!("{domain}-{number:02}")))
    });
    let rows: Vec<String> = rows.collect();
    assert_eq!(rows.len(), 94 + 15 + 9 + 5);
    let lacking: Vec<&String> = rows.iter().filter(|row| !have.contains(row.as_str())).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// Each item has controls; a clause whose controls do not exist does not load.
#[test]
fn every_item_of_the_cis_benchmark_has_controls() {
    let catalogue = catalogue();
    let framework = catalogue.frameworks.iter().find(|framework| framework.id == "cis-eks-1.8.0").unwrap();
    let clauses: BTreeSet<String> = framework.clauses.iter().map(|clause| clause.id.clone()).collect();
    let items =
        CIS_SECTIONS.iter().flat_map(|(section, items)| (1..=*items).map(move |item| format!("{section}.{item}")));
    assert_eq!(clauses, items.collect());
    assert_eq!(framework.clauses.len(), 50);
    assert!(framework.clauses.iter().all(|clause| !clause.controls.is_empty()));
}

/// A part of EKS that is excepted from a control that does not exist would be excepted from nothing.
#[test]
fn parts_of_eks_are_excepted_from_controls_that_exist() {
    let catalogue = catalogue();
    let ids: BTreeSet<&str> = catalogue.controls.iter().map(|control| control.id.as_str()).collect();
    let source = include_str!("../../src/analysis/kubernetes/system_component/controls.rs");
    let named: Vec<&str> = source
        .lines()
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 25);
    let unknown: Vec<&&str> = named.iter().filter(|id| !ids.contains(*id)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
