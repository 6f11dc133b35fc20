//! The calls behind the synthetic assessment.

use std::collections::BTreeMap;

use super::{CAREFUL, CARELESS, PRINCIPAL, digest, time};
use crate::evidence::exchange::{Exchange, Outcome, Reply, Request};

/// The id of call `number` of an operation.
pub(crate) fn id(operation: &str, number: u32) -> String {
    format!("{operation}.{}", &digest(&format!("{operation}{number}"))[..16])
}

pub(super) fn all() -> Vec<Exchange> {
    let mut exchanges = vec![
        answered("sts.GetCallerIdentity", 1, &[], "xml"),
        answered("eks.ListClusters", 1, &[("maxResults", "100")], "json"),
        answered("eks.DescribeCluster", 1, &[("name", CARELESS)], "json"),
        answered("eks.DescribeCluster", 2, &[("name", CAREFUL)], "json"),
        answered("eks.ListNodegroups", 1, &[("clusterName", CARELESS)], "json"),
        answered("eks.ListNodegroups", 2, &[("clusterName", CAREFUL)], "json"),
        answered(
            "ec2.DescribeInstances",
            1,
            &[("Filter.1.Name", "tag:kubernetes.io/cluster/batch-legacy"), ("MaxResults", "1000")],
            "xml",
        ),
        answered(
            "ec2.DescribeInstances",
            2,
            &[("Filter.1.Name", "tag:kubernetes.io/cluster/payments-prod"), ("MaxResults", "1000")],
            "xml",
        ),
        answered("ec2.GetEbsEncryptionByDefault", 1, &[], "xml"),
        answered("iam.GetRole", 1, &[("RoleName", "batch-legacy-node")], "xml"),
        answered("ec2.DescribeImages", 1, &[("ImageId.1", "ami-0abc12345def67890")], "xml"),
    ];
    if let Some(denied) = exchanges.last_mut() {
        denied.status = Some(403);
        denied.outcome = Outcome::Refused {
            code: "UnauthorizedOperation".into(),
            message: "You are not authorized to perform this operation.".into(),
        };
    }
    exchanges[9].request.region = "us-east-1".into();
    exchanges.sort_by(|a, b| a.id.cmp(&b.id));
    exchanges
}

/// Stored bodies of the calls that were answered with JSON.
pub(super) fn replies() -> BTreeMap<String, Vec<u8>> {
    let instances = "<DescribeInstancesResponse><reservationSet><item><note>&lt;script&gt;</note></item></reservationSet></DescribeInstancesResponse>";
    all()
        .into_iter()
        .filter(|exchange| exchange.outcome == Outcome::Answered)
        .map(|exchange| match exchange.request.service.as_str() {
            "eks" => (exchange.id, br#"{"cluster":{"name":"<script>alert(1)</script>"}}"#.to_vec()),
            _ => (exchange.id, instances.as_bytes().to_vec()),
        })
        .collect()
}

fn answered(operation: &str, number: u32, parameters: &[(&str, &str)], format: &str) -> Exchange {
    let (service, name) = operation.split_once('.').unwrap();
    let body = digest(&id(operation, number));
    let redactions =
        if name == "DescribeInstances" { BTreeMap::from([("user-data".into(), 2)]) } else { BTreeMap::new() };
    Exchange {
        id: id(operation, number),
        request: Request {
            service: service.into(),
            operation: name.into(),
            region: "eu-west-1".into(),
            parameters: parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        },
        account: "111122223333".into(),
        principal: PRINCIPAL.into(),
        attempt: 1,
        page: 1,
        time: time("2026-06-30T17:41:09Z"),
        status: Some(200),
        request_id: Some("6f1d9a52-0001".into()),
        outcome: Outcome::Answered,
        reply: Some(Reply { format: format.into(), bytes: 2_048 + u64::from(number), sha256: body, redactions }),
    }
}
