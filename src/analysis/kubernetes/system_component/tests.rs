use std::collections::BTreeSet;

use super::*;

/// Namespace, kind, name, what it is excepted from, what it stays judged by.
type Part<'a> = (&'a str, &'a str, &'a str, Vec<&'a str>, Vec<&'a str>);

fn excepted(namespace: &str, kind: &str, name: &str) -> BTreeSet<String> {
    of(namespace, kind, name).unwrap().controls.unwrap().into_iter().collect()
}

#[test]
fn only_the_full_name_is_excepted() {
    assert!(excepted("kube-system", "DaemonSet", "aws-node").contains("host-network-not-shared"));
    for (namespace, kind, name) in [
        ("kube-system", "Deployment", "aws-node"),
        ("default", "DaemonSet", "aws-node"),
        ("kube-system", "DaemonSet", "aws-node-2"),
        ("kube-system", "DaemonSet", "aws-guardduty-agent"),
        ("amazon-guardduty", "DaemonSet", "agent"),
        ("kube-system", "DaemonSet", "coredns"),
    ] {
        assert_eq!(of(namespace, kind, name), None, "{namespace}/{kind}/{name}");
    }
}

/// Each row, by what it is excepted from and what it must stay judged by.
#[test]
fn each_part_is_excepted_from_what_it_needs_and_no_more() {
    let agent = ["containers-not-privileged", "sensitive-host-paths-not-mounted", "host-path-mounts-are-read-only"];
    let more = ["added-capabilities-are-allowed", "net-raw-capability-dropped", "containers-use-a-hardening-mechanism"];
    let user = ["containers-name-a-high-user-id", "containers-are-under-a-security-context"];
    let agent = [&agent[..], &more, &user].concat();
    let sockets = "container-runtime-sockets-not-mounted";
    let accounts = ["default-service-accounts-are-not-used", "each-workload-has-its-own-service-account"];
    let ports = "containers-declare-no-privileged-ports";
    let windows = "windows-host-processes-not-used";
    let rows: [Part<'_>; 15] = [
        ("kube-system", "DaemonSet", "aws-node", agent.clone(), vec![sockets, "host-pid-not-shared", accounts[0]]),
        ("kube-system", "DaemonSet", "kube-proxy", agent.clone(), vec![sockets, "host-pid-not-shared", ports]),
        ("kube-system", "Deployment", "coredns", vec![ports], vec!["containers-run-as-non-root", agent[0], agent[3]]),
        ("kube-system", "DaemonSet", "ebs-csi-node", agent.clone(), vec![sockets, "host-network-not-shared", windows]),
        ("kube-system", "DaemonSet", "ebs-csi-node-windows", vec![windows], vec![agent[0], sockets]),
        ("kube-system", "DaemonSet", "efs-csi-node", agent.clone(), vec![sockets, "host-pid-not-shared"]),
        (
            "kube-system",
            "DaemonSet",
            "eks-pod-identity-agent",
            [&accounts[..], &[ports, agent[0], "seccomp-profile-set", "root-file-systems-read-only"]].concat(),
            vec![sockets, agent[1], "host-pid-not-shared"],
        ),
        ("amazon-guardduty", "DaemonSet", "aws-guardduty-agent", [&agent[..], &[sockets]].concat(), vec![ports]),
        ("kube-system", "DaemonSet", "eks-node-monitoring-agent", [&agent[..], &[sockets]].concat(), vec![ports]),
        ("kube-system", "DaemonSet", "dcgm-server", vec![agent[0]], vec!["host-network-not-shared", sockets]),
        ("calico-system", "DaemonSet", "calico-node", agent.clone(), vec!["images-are-pinned-by-digest", sockets]),
        ("kube-system", "DaemonSet", "calico-node", agent.clone(), vec!["workloads-name-an-owner", sockets]),
        ("kube-system", "DaemonSet", "cilium", agent.clone(), vec!["service-links-are-off", sockets]),
        ("kube-system", "Deployment", "ebs-csi-controller", vec![], vec![agent[0], "containers-run-as-non-root"]),
        ("kube-system", "Deployment", "efs-csi-controller", vec!["host-network-not-shared"], vec![agent[1], sockets]),
    ];
    assert_eq!(rows.len(), ROWS.len());
    for (namespace, kind, name, needed, judged) in rows {
        let found = excepted(namespace, kind, name);
        assert_eq!(found.len(), of(namespace, kind, name).unwrap().controls.unwrap().len(), "{name}: an id twice");
        needed.iter().for_each(|id| assert!(found.contains(*id), "{name}: {id}"));
        judged.iter().for_each(|id| assert!(!found.contains(*id), "{name}: {id}"));
        let by_aws = of(namespace, kind, name).unwrap().reason.unwrap().ends_with("; AWS writes its manifest");
        assert_eq!(by_aws, found.contains("images-are-pinned-by-digest"), "{name}");
    }
}
