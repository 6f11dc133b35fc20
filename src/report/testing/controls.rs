//! The controls of the synthetic assessment.

use std::collections::{BTreeMap, BTreeSet};

use super::digest;
use crate::assess::model::ControlText;
use crate::control::model::{Domain, Remediation, Severity};
use crate::evidence::topic::Topic;

pub(super) fn all() -> BTreeMap<String, ControlText> {
    BTreeMap::from([
        entry(
            "api-endpoint-not-open-to-the-internet",
            "The API endpoint is not open to the whole internet",
            Domain::Network,
            "cluster-endpoint",
            Severity::High,
            Some(Topic::EksCluster),
            Some("!cluster.resourcesVpcConfig.publicAccessCidrs.exists(c, c == \"0.0.0.0/0\")"),
        ),
        entry(
            "node-image-recent",
            "Nodes run a recent image",
            Domain::NodeOs,
            "node-os",
            Severity::Medium,
            Some(Topic::AnalysisNode),
            Some("node.imageAgeDays <= params.maxAgeDays\n  && node.imageOwner == 'amazon'"),
        ),
        entry(
            "imdsv2-required",
            "Nodes require IMDSv2",
            Domain::NodeOs,
            "instance-metadata",
            Severity::Critical,
            Some(Topic::Ec2Instance),
            Some("instance.metadataOptions.httpTokens == \"required\""),
        ),
        entry(
            "control-plane-hardened",
            "The control plane's hosts are hardened",
            Domain::DataPlane,
            "control-plane",
            Severity::High,
            None,
            None,
        ),
        entry(
            "data-classified",
            "Data on the cluster is classified",
            Domain::Governance,
            "control-plane",
            Severity::Low,
            None,
            None,
        ),
        entry(
            "volumes-encrypted",
            "Node volumes are encrypted",
            Domain::DataProtection,
            "node-os",
            Severity::High,
            Some(Topic::Ec2Volume),
            Some("volume.encrypted"),
        ),
        entry(
            "ssh-not-open",
            "SSH to nodes is not open to the internet",
            Domain::Network,
            "cluster-endpoint",
            Severity::Critical,
            Some(Topic::AnalysisSecurityGroup),
            Some("!securityGroup.openToInternet.exists(p, p == 22)"),
        ),
        entry(
            "node-role-least-privilege",
            "Node roles hold no more than they need",
            Domain::Iam,
            "node-os",
            Severity::High,
            Some(Topic::AnalysisRole),
            Some("size(role.wildcardActions) == 0"),
        ),
    ])
}

fn entry(
    id: &str,
    title: &str,
    domain: Domain,
    area: &str,
    severity: Severity,
    subject: Option<Topic>,
    require: Option<&str>,
) -> (String, ControlText) {
    let text = ControlText {
        title: title.into(),
        domain,
        area: area.into(),
        severity,
        statement: format!("{title}, on every cluster in scope."),
        why: "A single member that falls short is enough for an attacker to begin with.\nThe cost of mending it is small.".into(),
        needs: subject.into_iter().chain([Topic::EksCluster]).collect::<BTreeSet<_>>(),
        subject,
        when: (id == "api-endpoint-not-open-to-the-internet").then(|| "cluster.resourcesVpcConfig.endpointPublicAccess".into()),
        require: require.map(str::to_owned),
        remediation: remediation(id),
        frameworks: vec!["CIS Amazon EKS Benchmark 1.8.0: 5.4.1".into()],
        stated_by: None,
        excepted: Vec::new(),
        digest: digest(id),
    };
    (id.to_owned(), text)
}

fn remediation(id: &str) -> Remediation {
    Remediation {
        console: Some("Open the cluster, choose Networking, Manage endpoint access.".into()),
        cli: Some(format!(
            "aws eks update-cluster-config --name CLUSTER \\\n  --resources-vpc-config endpointPublicAccess=false  # {id}"
        )),
        terraform: Some("vpc_config {\n  endpoint_public_access = false\n}".into()),
        docs: Some("https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html".into()),
    }
}
