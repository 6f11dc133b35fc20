//! J8, J17 and J18: replies that are not to their request, or not as replies are stored.

use eks_attest::bundle::Step::{Contents, Evidence};
use eks_attest::evidence::exchange::Outcome;

use super::bundle::attestation;
use super::{Variant, all_are_found};

const CLUSTER: &[&str] = &["eks.DescribeCluster.", "card-payments"];
const GROUP: &[&str] = &["eks.DescribeNodegroup.", "card-payments"];
const GROUPS: &[&str] = &["ec2.DescribeSecurityGroups."];
const ROLE: &[&str] = &["iam.GetRole.", "card-payments-cluster"];
const CALLER: &[&str] = &["sts.GetCallerIdentity."];
const MAP: &[&str] = &["kubernetes.get.configmaps.", "card-payments", "aws-auth"];
const NODES: &[&str] = &["kubernetes.list.nodes.", "card-payments"];
const NO_MAP: &[&str] = &["kubernetes.get.configmaps.", "legacy-batch", "amazon-vpc-cni"];
/// What is not stored as this version stores it.
const FOREIGN: &str = "the reply holds what this version would have redacted";
const INDEX: &str = "data/evidence/exchanges.json";

#[test]
fn j8_and_j18_no_forged_reply_passes() {
    all_are_found(attestation(), VARIANTS);
}

pub(super) const VARIANTS: &[Variant] = &[
    ("a description of another cluster", Evidence, "the reply is about `legacy-batch`", |f| {
        f.record(|r| r.reply(CLUSTER, "\"name\": \"card-payments\"", "\"name\": \"legacy-batch\""));
    }),
    ("a description without a name", Evidence, FOREIGN, |f| {
        f.record(|r| r.reply(CLUSTER, "\"name\": \"card-payments\"", "\"label\": \"card-payments\""));
    }),
    ("a cluster of another account", Evidence, "not of the run's account and Region", |f| {
        f.record(|r| r.reply(CLUSTER, "eks:eu-west-1:123456789012:", "eks:eu-west-1:444455556666:"));
    }),
    ("a cluster of another Region", Evidence, "not of the run's account and Region", |f| {
        f.record(|r| r.reply(CLUSTER, "eks:eu-west-1:123456789012:", "eks:us-east-1:123456789012:"));
    }),
    ("another node group", Evidence, "the reply is about", |f| {
        f.record(|r| r.reply(GROUP, "\"nodegroupName\": \"", "\"nodegroupName\": \"x"));
    }),
    ("a node group of another cluster", Evidence, "the reply is about `legacy-batch`", |f| {
        f.record(|r| r.reply(GROUP, "\"clusterName\": \"card-payments\"", "\"clusterName\": \"legacy-batch\""));
    }),
    ("another role", Evidence, "the reply is about `harmless`", |f| {
        f.record(|r| r.reply(ROLE, "<RoleName>card-payments-cluster", "<RoleName>harmless"));
    }),
    ("a role of another account", Evidence, "not of the run's account and Region", |f| {
        f.record(|r| r.reply(ROLE, "iam::123456789012:role/", "iam::444455556666:role/"));
    }),
    ("security groups of another VPC", Evidence, "which was not asked", |f| {
        f.record(|r| r.reply(GROUPS, "<vpcId>vpc-7", "<vpcId>vpc-f"));
    }),
    ("another ConfigMap", Evidence, FOREIGN, |f| {
        f.record(|r| r.reply(MAP, "\"name\":\"aws-auth\"", "\"name\":\"coredns\""));
    }),
    ("a list of another kind", Evidence, "the reply is about another kind", |f| {
        f.record(|r| r.reply(NODES, "\"kind\":\"NodeList\"", "\"kind\":\"PodList\""));
    }),
    ("a size that is not the reply's", Evidence, "size or SHA-256", |f| {
        f.record(|r| r.exchange(CLUSTER).reply.as_mut().unwrap().bytes += 1);
    }),
    ("a digest that is not the reply's", Evidence, "does not match the SHA-256", |f| {
        f.record(|r| r.exchange(CLUSTER).reply.as_mut().unwrap().sha256 = "00".repeat(32));
    }),
    ("a reply in another format", Evidence, "eks answers in json", |f| {
        f.record(|r| r.exchange(CLUSTER).reply.as_mut().unwrap().format = "xml".into());
    }),
    ("redactions that were not made", Evidence, "redactions counted", |f| {
        f.record(|r| {
            let reply = r.exchange(CLUSTER).reply.as_mut().unwrap();
            reply.redactions.insert("secret".into(), 7);
        });
    }),
    ("redactions that are not told", Evidence, "redactions counted", |f| {
        f.record(|r| {
            let held = |e: &&mut eks_attest::evidence::exchange::Exchange| {
                e.reply.as_ref().is_some_and(|reply| !reply.redactions.is_empty())
            };
            let exchange = r.0.exchanges.iter_mut().find(held).unwrap();
            exchange.reply.as_mut().unwrap().redactions.clear();
        });
    }),
    ("a secret in a reply", Evidence, "would have redacted", |f| {
        f.record(|r| r.reply(ROLE, "<Path>/</Path>", "<Path>AKIAIOSFODNN7EXAMPLQ</Path>"));
    }),
    ("a name twice in a reply of AWS", Evidence, "stands twice in one object", |f| {
        f.record(|r| {
            r.reply(CLUSTER, "{\"cluster\": {", "{\"cluster\": {\"status\": \"ACTIVE\", \"status\": \"ACTIVE\", ")
        });
    }),
    ("a name twice in a reply of Kubernetes", Evidence, "stands twice in one object", |f| {
        f.record(|r| r.reply(MAP, "\"kind\":\"ConfigMap\"", "\"kind\":\"ConfigMap\",\"kind\":\"ConfigMap\""));
    }),
    ("a reply of Kubernetes in another form", Evidence, FOREIGN, |f| {
        f.record(|r| r.reply(MAP, "\"kind\":\"ConfigMap\"", "\"kind\": \"ConfigMap\""));
    }),
    ("a member that is never kept", Evidence, FOREIGN, |f| {
        f.record(|r| r.reply(MAP, "\"metadata\":{", "\"metadata\":{\"managedFields\":[],"));
    }),
    ("a reply that is cut", Evidence, "not well-formed", |f| f.record(|r| r.reply(ROLE, "</GetRoleResponse>", ""))),
    ("a caller without an account", Evidence, "names no account or no caller", |f| {
        f.record(|r| r.reply(CALLER, "<Account>123456789012</Account>", ""));
    }),
    ("a caller with an empty account", Evidence, "names no account or no caller", |f| {
        f.record(|r| r.reply(CALLER, "<Account>123456789012</Account>", "<Account></Account>"));
    }),
    ("a caller without a name", Evidence, "names no account or no caller", |f| {
        f.record(|r| r.reply(CALLER, "<Arn>arn:aws:sts::123456789012:user/moto</Arn>", ""));
    }),
    ("a refusal with another code than its reply", Evidence, "another code or message", |f| {
        f.record(|r| {
            let message = "configmaps \"amazon-vpc-cni\" not found".into();
            r.exchange(NO_MAP).outcome = Outcome::Refused { code: "Forbidden".into(), message };
        });
    }),
    ("a refusal in other words than its reply", Evidence, "another code or message", |f| {
        let (code, message) = ("NotFound".into(), "nothing to see".into());
        f.record(|r| r.exchange(NO_MAP).outcome = Outcome::Refused { code, message });
    }),
    ("a recording of another schema", Evidence, "this version reads", |f| {
        f.edit("data/evidence/run.json", "recording/v1", "recording/v9");
    }),
    ("an unknown member of the run", Evidence, "unknown field", |f| {
        f.edit("data/evidence/run.json", "{\n", "{\n  \"approved\": true,\n");
    }),
    ("a member of the run twice", Evidence, "duplicate field", |f| {
        f.edit("data/evidence/run.json", "{\n", "{\n  \"account\": \"123456789012\",\n");
    }),
    ("a parameter twice", Evidence, "stands twice in one object", |f| {
        f.edit(
            INDEX,
            "\"parameters\": {\n",
            "\"parameters\": {\n        \"clusterName\": \"a\",\n        \"clusterName\": \"b\",\n",
        );
    }),
    ("an unknown member of an exchange", Evidence, "unknown field", |f| {
        f.edit(INDEX, "\"attempt\": 1,", "\"attempt\": 1,\n    \"checked\": true,");
    }),
    ("an index in another form", Evidence, "not written as recordings are", |f| {
        f.edit(INDEX, "\"attempt\": 1,", "\"attempt\":1,")
    }),
    ("a reply that is missing", Evidence, "is missing from the recording", |f| {
        let mut name = String::new();
        f.record(|r| name = r.exchange(ROLE).reply_path().unwrap());
        f.remove(&format!("data/evidence/{name}"));
    }),
    ("a reply of no exchange", Evidence, "does not belong in a recording", |f| {
        f.put("data/evidence/replies/eks.DescribeCluster.0000000000000000.json", "{}");
    }),
    ("an opinion among the evidence", Evidence, "`OPINION.pdf` does not belong", |f| {
        f.put("data/evidence/OPINION.pdf", "%PDF-1.7");
    }),
    ("an opinion among the evidence, by name", Contents, "data/evidence/OPINION.pdf", |f| {
        f.put("data/evidence/OPINION.pdf", "%PDF-1.7");
    }),
];
