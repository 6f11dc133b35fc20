//! J8 and J18: exchanges and runs that cannot be.

use chrono::TimeDelta;
use eks_attest::bundle::Step::{Evidence, Plan};
use eks_attest::evidence::exchange::Outcome;

use super::bundle::attestation;
use super::{Variant, all_are_found};

const CLUSTER: &[&str] = &["eks.DescribeCluster.", "card-payments"];
const GROUPS: &[&str] = &["ec2.DescribeSecurityGroups."];
const ROLE: &[&str] = &["iam.GetRole.", "card-payments-cluster"];
const CALLER: &[&str] = &["sts.GetCallerIdentity."];
const CLUSTERS: &[&str] = &["eks.ListClusters."];
const MAP: &[&str] = &["kubernetes.get.configmaps.", "card-payments", "aws-auth"];
const NODES: &[&str] = &["kubernetes.list.nodes.", "card-payments"];
const ACCOUNT: &str = "123456789012";
const OTHER: &str = "444455556666";
/// What no operation of ours is answered with holds text that nothing declares.
const FOREIGN: &str = "the reply holds what this version would have redacted";
const NEVER: &str = "the plan of the run never asks this";

#[test]
fn j8_and_j18_no_forged_recording_passes() {
    all_are_found(attestation(), VARIANTS);
}

pub(super) const VARIANTS: &[Variant] = &[
    ("an id that is not over its request", Evidence, "id is not that of its request", |f| {
        f.record(|r| r.exchange(CLUSTER).request.parameters.extend([("name".into(), "legacy-batch".into())]));
    }),
    ("an exchange of another Region", Evidence, "asked the Region us-east-1", |f| {
        f.record(|r| r.renamed(GROUPS, |e| e.request.region = "us-east-1".into()));
    }),
    ("IAM asked in a Region", Evidence, "asked the Region eu-west-1", |f| {
        f.record(|r| r.renamed(ROLE, |e| e.request.region = "eu-west-1".into()));
    }),
    ("an exchange of another account", Evidence, "it is of the account 444455556666", |f| {
        f.record(|r| r.exchange(CLUSTER).account = OTHER.into());
    }),
    ("an exchange by another caller", Evidence, "another caller than the run", |f| {
        f.record(|r| r.exchange(CLUSTER).principal = "arn:aws:sts::123456789012:user/root".into());
    }),
    ("a Kubernetes exchange by another caller", Evidence, "another caller than the others", |f| {
        f.record(|r| r.exchange(MAP).principal = "system:admin".into());
    }),
    ("another account in run.json", Evidence, "the account is not 123456789012", |f| {
        f.record(|r| r.0.run.account = OTHER.into());
    }),
    ("another account everywhere but in the answer", Evidence, "the account is not 123456789012", |f| {
        f.record(|r| {
            r.0.run.account = OTHER.into();
            r.each(|e| e.account = OTHER.into());
        });
    }),
    ("another account, answered so, too", Evidence, "not of the run's account and Region", |f| {
        f.record(|r| {
            r.0.run.account = OTHER.into();
            r.0.run.principal = r.0.run.principal.replace(ACCOUNT, OTHER);
            r.each(|e| {
                e.account = OTHER.into();
                e.principal = e.principal.replace(ACCOUNT, OTHER);
            });
            r.reply(CALLER, ACCOUNT, OTHER);
        });
    }),
    ("another caller in run.json", Evidence, "the caller is not the one", |f| {
        f.record(|r| r.0.run.principal = "arn:aws:sts::123456789012:user/root".into());
    }),
    ("another partition", Evidence, "do not go together", |f| {
        f.record(|r| {
            r.0.run.principal = r.0.run.principal.replace("arn:aws:", "arn:aws-cn:");
            r.each(|e| e.principal = e.principal.replace("arn:aws:", "arn:aws-cn:"));
            r.reply(CALLER, "arn:aws:", "arn:aws-cn:");
        });
    }),
    ("another Region in run.json", Evidence, "asked the Region eu-west-1", |f| {
        f.record(|r| r.0.run.region = "eu-central-1".into());
    }),
    ("another Region everywhere", Evidence, "not of the run's account and Region", |f| {
        f.record(|r| {
            r.0.run.region = "eu-central-1".into();
            r.each(|e| e.request.region = e.request.region.replace("eu-west-1", "eu-central-1"));
        });
    }),
    ("an exchange of 2030", Evidence, "outside the times of the run", |f| {
        f.record(|r| r.exchange(CLUSTER).time += TimeDelta::days(1500));
    }),
    ("an exchange before the run", Evidence, "outside the times of the run", |f| {
        f.record(|r| r.exchange(MAP).time -= TimeDelta::days(90));
    }),
    ("a run that ends before it starts", Evidence, "it ended before it started", |f| {
        f.record(|r| r.0.run.finished_at = r.0.run.started_at - TimeDelta::seconds(1));
    }),
    ("a second attempt after an answered first", Evidence, "it was asked again", |f| {
        f.record(|r| r.also(CLUSTER, |e| e.attempt = 2));
    }),
    ("a second attempt after a denial", Evidence, "it was asked again", |f| {
        f.record(|r| {
            r.also(ROLE, |e| e.attempt = 2);
            let first = r.exchange(ROLE);
            first.outcome = Outcome::Refused { code: "AccessDenied".into(), message: String::new() };
            first.status = Some(403);
        });
    }),
    ("an attempt without the one before", Evidence, "1, 2, 3 without holes", |f| {
        f.record(|r| r.renamed(CLUSTER, |e| e.attempt = 3));
    }),
    ("two exchanges with one id", Evidence, "in the order of their ids, each once", |f| {
        f.record(|r| r.also(CLUSTER, |e| e.time += TimeDelta::milliseconds(1)));
    }),
    ("an extra read of one item", Plan, NEVER, |f| {
        f.record(|r| {
            let one = ("MaxItems".to_owned(), "1".to_owned());
            r.also(&["iam.ListAttachedRolePolicies."], |e| e.request.parameters.extend([one]));
        });
    }),
    ("an extra list of one cluster", Plan, NEVER, |f| {
        f.record(|r| r.also(CLUSTERS, |e| e.request.parameters.extend([("maxResults".into(), "1".into())])));
    }),
    ("an extra filter", Plan, NEVER, |f| {
        f.record(|r| {
            let more = [("Filter.2.Name", "group-name"), ("Filter.2.Value.1", "default")];
            let more = more.map(|(name, value)| (name.to_owned(), value.to_owned()));
            r.also(GROUPS, |e| e.request.parameters.extend(more));
        });
    }),
    ("an operation that nobody asks", Evidence, FOREIGN, |f| {
        f.record(|r| r.also(GROUPS, |e| e.request.operation = "DescribeAddresses".into()));
    }),
    ("a service that nobody asks", Evidence, FOREIGN, |f| {
        f.record(|r| r.also(CALLER, |e| e.request.service = "s3".into()));
    }),
    ("a role that nobody asks for", Plan, NEVER, |f| {
        f.record(|r| r.also(ROLE, |e| e.request.parameters.extend([("RoleName".into(), "other".into())])));
    }),
    ("a list of Kubernetes narrowed to labels", Plan, NEVER, |f| {
        f.record(|r| r.renamed(NODES, |e| e.request.parameters.extend([("labelSelector".into(), "good".into())])));
    }),
    ("a list of Kubernetes of one item", Plan, NEVER, |f| {
        f.record(|r| r.renamed(NODES, |e| e.request.parameters.extend([("limit".into(), "1".into())])));
    }),
    ("a list of one namespace", Plan, NEVER, |f| {
        let path = ("path".to_owned(), "/api/v1/namespaces/default/nodes".to_owned());
        f.record(|r| r.renamed(NODES, |e| e.request.parameters.extend([path])));
    }),
    ("a Secret", Evidence, FOREIGN, |f| {
        let path = ("path".to_owned(), "/api/v1/namespaces/default/secrets/x".to_owned());
        f.record(|r| {
            r.also(MAP, |e| {
                e.request.operation = "get.secrets".into();
                e.request.parameters.extend([path]);
            });
        });
    }),
    ("a ConfigMap that nobody asks for", Plan, NEVER, |f| {
        let path = ("path".to_owned(), "/api/v1/namespaces/kube-system/configmaps/other".to_owned());
        f.record(|r| r.also(MAP, |e| e.request.parameters.extend([path])));
    }),
    ("a cluster that is none of the run", Plan, "not a cluster of the run", |f| {
        f.record(|r| r.also(MAP, |e| e.request.parameters.extend([("cluster".into(), "elsewhere".into())])));
    }),
    ("an object of a dump among a server's", Evidence, "it is of a dump, and others", |f| {
        f.record(|r| {
            r.renamed(MAP, |e| {
                e.request.parameters.extend([("source".into(), "dump".into())]);
                e.status = None;
            });
        });
    }),
    ("a page that no page leads to", Evidence, "no page leads to this page", |f| {
        f.record(|r| {
            r.also(CLUSTERS, |e| {
                e.request.parameters.extend([("nextToken".into(), "abc".into())]);
                e.page = 2;
            });
        });
    }),
    ("a first page that says it is the second", Evidence, "no page leads to this page", |f| {
        f.record(|r| r.exchange(CLUSTERS).page = 2);
    }),
    ("a page of Kubernetes that no page leads to", Evidence, "no page leads to this page", |f| {
        f.record(|r| {
            r.also(NODES, |e| {
                e.request.parameters.extend([("continue".into(), "abc".into())]);
                e.page = 2;
            });
        });
    }),
    ("a list cut after its first page", Plan, "and no exchange holds it", |f| {
        f.record(|r| r.reply(CLUSTERS, "{\"clusters\"", "{\"nextToken\": \"abc\", \"clusters\""));
    }),
    ("a cluster whose description is left out", Plan, "the plan asks DescribeCluster of eks", |f| {
        f.record(|r| r.drop(CLUSTER));
    }),
    ("the list of clusters left out", Plan, "the plan asks ListClusters of eks", |f| {
        f.record(|r| r.drop(CLUSTERS));
    }),
    ("a role left out", Plan, "the plan asks GetRole of iam", |f| f.record(|r| r.drop(ROLE))),
    ("the caller left out", Evidence, "no answer to sts:GetCallerIdentity", |f| f.record(|r| r.drop(CALLER))),
    ("a topic left out", Plan, "its topics", |f| f.record(|r| r.0.run.topics.retain(|t| t != "ec2.securityGroup"))),
    ("a topic more", Plan, "not those that the controls", |f| {
        f.record(|r| r.0.run.topics.push("kubernetes.secret".into()));
    }),
    ("topics in another order", Evidence, "in their order, each once", |f| f.record(|r| r.0.run.topics.reverse())),
    ("a topic twice", Evidence, "in their order, each once", |f| {
        f.record(|r| r.0.run.topics.insert(0, "eks.cluster".into()));
    }),
    ("a topic of nobody's", Evidence, "a topic that this version does not know", |f| {
        f.record(|r| r.0.run.topics.push("s3.bucket".into()));
    }),
    ("a cluster named that was listed", Plan, "not a cluster of the run", |f| {
        f.record(|r| r.0.run.clusters = vec!["card-payments".into()])
    }),
    ("a cluster named twice", Evidence, "clusters are not names, each once", |f| {
        f.record(|r| r.0.run.clusters = vec!["card-payments".into(), "card-payments".into()]);
    }),
    ("answered with 403", Evidence, "cannot be answered with", |f| {
        f.record(|r| r.exchange(CLUSTER).status = Some(403))
    }),
    ("answered without a status", Evidence, "cannot be answered with", |f| {
        f.record(|r| r.exchange(NODES).status = None)
    }),
    ("refused with 200", Evidence, "cannot be refused with", |f| {
        f.record(|r| {
            r.exchange(ROLE).outcome = Outcome::Refused { code: "NoSuchEntity".into(), message: String::new() }
        });
    }),
    ("broken off, with a reply", Evidence, "cannot be broken off and have a reply", |f| {
        f.record(|r| r.exchange(ROLE).outcome = Outcome::Broken { message: "reset".into() });
    }),
    ("not recorded, with a reply", Evidence, "it was not asked", |f| {
        f.record(|r| r.exchange(ROLE).outcome = Outcome::NotRecorded)
    }),
    ("one call that was not to be made", Evidence, "in a part of the run only", |f| {
        f.record(|r| {
            let at = r.at(ROLE);
            let exchange = &mut r.0.exchanges[at];
            (exchange.outcome, exchange.status, exchange.request_id) = (Outcome::NotAsked, None, None);
            exchange.reply = None;
            let id = exchange.id.clone();
            r.0.replies.remove(&id);
        });
    }),
    ("page zero", Evidence, "counted from 1", |f| f.record(|r| r.exchange(CLUSTER).page = 0)),
];
