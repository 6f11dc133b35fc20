//! What the parts of EKS are excepted from: what each needs, and no more.

use std::collections::BTreeSet;

use eks_attest::control::model::Catalogue;
use eks_attest::evidence::component::Component;

use crate::controls::catalogue;

/// A part, what it is excepted from, what it stays judged by.
type Part<'a> = (&'a str, Vec<&'a str>, Vec<&'a str>);

fn excepted<'a>(catalogue: &'a Catalogue, component: &str) -> Vec<&'a str> {
    let of_it = catalogue.components.iter().filter(|one| one.component.as_str() == component);
    of_it.flat_map(|one| &one.controls).map(String::as_str).collect()
}

#[test]
fn each_part_is_excepted_from_what_it_needs_and_no_more() {
    let catalogue = catalogue();
    let agent = ["containers-not-privileged", "sensitive-host-paths-not-mounted", "host-path-mounts-are-read-only"];
    let more = ["added-capabilities-are-allowed", "net-raw-capability-dropped", "containers-use-a-hardening-mechanism"];
    let user = ["containers-name-a-high-user-id", "containers-are-under-a-security-context"];
    let agent = [&agent[..], &more, &user].concat();
    let sockets = "container-runtime-sockets-not-mounted";
    let accounts = ["default-service-accounts-are-not-used", "each-workload-has-its-own-service-account"];
    let ports = "containers-declare-no-privileged-ports";
    let windows = "windows-host-processes-not-used";
    let parts: [Part<'_>; 14] = [
        ("aws-node", agent.clone(), vec![sockets, "host-pid-not-shared", accounts[0]]),
        ("kube-proxy", agent.clone(), vec![sockets, "host-pid-not-shared", ports]),
        ("coredns", vec![ports], vec!["containers-run-as-non-root", agent[0], agent[3]]),
        ("ebs-csi-node", agent.clone(), vec![sockets, "host-network-not-shared", windows]),
        ("ebs-csi-node-windows", vec![windows], vec![agent[0], sockets]),
        ("ebs-csi-controller", vec![], vec![agent[0], "containers-run-as-non-root"]),
        ("efs-csi-node", agent.clone(), vec![sockets, "host-pid-not-shared"]),
        ("efs-csi-controller", vec!["host-network-not-shared"], vec![agent[1], sockets]),
        (
            "eks-pod-identity-agent",
            [&accounts[..], &[ports, agent[0], "seccomp-profile-set", "root-file-systems-read-only"]].concat(),
            vec![sockets, agent[1], "host-pid-not-shared"],
        ),
        ("aws-guardduty-agent", [&agent[..], &[sockets]].concat(), vec![ports]),
        ("eks-node-monitoring-agent", [&agent[..], &[sockets]].concat(), vec![ports]),
        ("dcgm-server", vec![agent[0]], vec!["host-network-not-shared", sockets]),
        ("calico-node", agent.clone(), vec!["images-are-pinned-by-digest", sockets]),
        ("cilium", agent.clone(), vec!["service-links-are-off", sockets]),
    ];
    let named: BTreeSet<&str> = parts.iter().map(|(name, ..)| *name).collect();
    assert_eq!(named, Component::ALL.iter().map(|component| component.as_str()).collect());
    for (name, needed, judged) in parts {
        let found = excepted(&catalogue, name);
        needed.iter().for_each(|id| assert!(found.contains(id), "{name}: {id}"));
        judged.iter().for_each(|id| assert!(!found.contains(id), "{name}: {id}"));
    }
}

/// What the customer cannot settle since AWS writes the manifest is excepted for that reason, and no other.
#[test]
fn only_what_aws_writes_is_excepted_from_what_a_manifest_settles() {
    for exception in catalogue().components {
        let by_aws = exception.reason.ends_with("; AWS writes its manifest");
        let settled = exception.controls.iter().any(|id| id == "images-are-pinned-by-digest");
        assert_eq!(by_aws, settled, "{}", exception.component);
        assert!(exception.source.starts_with("https://"), "{}", exception.component);
    }
}

/// What is excepted is the file's to say: a control that spoke of it would say it a second time.
#[test]
fn no_control_excepts_a_part_of_eks_by_itself() {
    let speaks = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains("systemComponent"));
    let controls = catalogue().controls;
    let by_itself: Vec<_> =
        controls.iter().filter(|c| speaks(&c.when) || speaks(&c.otherwise)).map(|c| &c.id).collect();
    assert!(by_itself.is_empty(), "{by_itself:?}");
}
