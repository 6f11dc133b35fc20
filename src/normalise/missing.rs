//! Gaps: reads that failed, and items in use that no reply shows.

use std::collections::BTreeSet;

use super::eks::item_of;
use super::fact_builder::FactBuilder;
use super::failure::Failure;
use super::identity::profiles_in_use;
use super::operations::named;
use super::reads::{Read, Reads};
use super::targets::{ResourceUsers, Target, names_of, targets};
use crate::evidence::fact::GapReason;
use crate::evidence::topic::Topic;

/// Topics whose items other facts refer to, with the operation that reads them.
pub(super) const REFERRED: &[(Topic, &str)] = &[
    (Topic::AutoscalingGroup, "DescribeAutoScalingGroups"),
    (Topic::Ec2Instance, "DescribeInstances"),
    (Topic::Ec2LaunchTemplateVersion, "DescribeLaunchTemplateVersions"),
    (Topic::Ec2Image, "DescribeImages"),
    (Topic::Ec2InstanceType, "DescribeInstanceTypes"),
    (Topic::Ec2Volume, "DescribeVolumes"),
    (Topic::Ec2Vpc, "DescribeVpcs"),
    (Topic::Ec2Subnet, "DescribeSubnets"),
    (Topic::Ec2SecurityGroup, "DescribeSecurityGroups"),
    (Topic::IamPolicy, "GetPolicy"),
];

/// Operations that list all items of what their request names: what such a
/// reply does not show is gone.
const LISTS_ALL: &[&str] = &["DescribeVolumes", "DescribeVpcs", "DescribeSubnets", "DescribeSecurityGroups"];

/// A gap for every read that did not reach its end.
pub(super) fn add_failed_reads(reads: &Reads, resource_users: &ResourceUsers, builder: &mut FactBuilder) {
    let counts = |read: &Read, failure: &Failure| {
        !has_no_access_entries(read, builder) && !is_of_no_concern(read, failure, builder)
    };
    // What a failure of a declared operation means follows from its declaration.
    let built_in = |read: &Read| read.operation.declared.is_none();
    let failed = reads.failed().filter(|(read, failure)| built_in(read) && counts(read, failure));
    for (read, failure) in failed.collect::<Vec<_>>() {
        let item = match read.parameter("RoleName") {
            // The key of a role is its ARN, which the request does not hold.
            Some(name) => builder
                .needs(Topic::IamRole)
                .map(|(arn, _)| arn)
                .find(|arn| arn.ends_with(&format!("/{name}")))
                .cloned(),
            None => item_of(read),
        };
        builder.failed(read.operation, resource_users.only_cluster(read), item, failure);
    }
}

/// A role that is gone and that nothing uses: `aws-auth` keeps the names of roles that were deleted long ago.
fn is_of_no_concern(read: &Read, failure: &Failure, builder: &FactBuilder) -> bool {
    let used = |name: &str| builder.needs(Topic::IamRole).any(|(arn, _)| arn.rsplit('/').next() == Some(name));
    failure.reason == GapReason::Gone && read.parameter("RoleName").is_some_and(|name| !used(name))
}

/// EKS refuses to list access entries while the authentication mode is
/// `CONFIG_MAP`: such a cluster has none in force. Source: EKS API Reference,
/// `ListAccessEntries`, and User Guide, "Grant IAM users access to Kubernetes".
pub(super) fn has_no_access_entries(read: &Read, builder: &FactBuilder) -> bool {
    let refused = read.failure.as_ref().is_some_and(|failure| failure.detail.starts_with("InvalidRequestException"));
    let by_config_map = |cluster: &str| {
        let described = builder.fact(Topic::EksCluster, cluster);
        described.is_some_and(|partial| partial.value()["accessConfig"]["authenticationMode"] == "CONFIG_MAP")
    };
    read.operation.name == "ListAccessEntries" && refused && read.parameter("clusterName").is_some_and(by_config_map)
}

/// A gap for every item that is in use and was not read, unless a failed read
/// of the same operation says so already.
pub(super) fn add_unmet_needs(reads: &Reads, resource_users: &ResourceUsers, builder: &mut FactBuilder) {
    for (topic, operation) in REFERRED {
        let unmet: Vec<(String, BTreeSet<String>)> = builder
            .needs(*topic)
            .filter(|(key, _)| !holds(builder, *topic, key))
            .map(|(key, users)| (key.clone(), users.clone()))
            .collect();
        let reads: Vec<(&Read, BTreeSet<Target>)> =
            reads.all(operation).iter().map(|read| (read, targets(read))).collect();
        for (key, users) in unmet {
            let names = names_of(*topic, &key);
            let named_by =
                |targets: &BTreeSet<Target>| names.iter().any(|id| targets.contains(&Target::Id((*id).to_owned())));
            let told = reads.iter().any(|(read, targets)| {
                let covers_users =
                    || resource_users.only_cluster(read).is_none_or(|cluster| users.iter().all(|u| *u == cluster));
                read.failure.is_some() && (named_by(targets) || covers_users())
            });
            if told {
                continue;
            }
            let answered = reads.iter().find(|(read, targets)| {
                let lists_all =
                    || LISTS_ALL.contains(operation) && users.iter().any(|user| resource_users.concerns(read, user));
                named_by(targets) || targets.is_empty() || lists_all()
            });
            let reason = if answered.is_some() { GapReason::Gone } else { GapReason::NotRecorded };
            let exchange = answered.and_then(|(read, _)| read.pages.last()).map(|page| page.exchange.id.clone());
            let cluster = if users.len() == 1 { users.first().cloned() } else { None };
            builder.missing(super::operations::named(operation), cluster, &key, reason, exchange);
        }
    }
    add_unread_profiles(reads, builder);
}

fn holds(builder: &FactBuilder, topic: Topic, key: &str) -> bool {
    builder.fact(topic, key).is_some()
}

/// A node's role is unknown while its instance profile was not read.
fn add_unread_profiles(reads: &Reads, builder: &mut FactBuilder) {
    let get = named("GetInstanceProfile");
    if !builder.is_planned(Topic::IamRole) && !builder.is_planned(Topic::IamPolicy) {
        return;
    }
    for (name, users) in profiles_in_use(builder) {
        if reads.find(get.name, &[("InstanceProfileName", &name)]).is_none() {
            for cluster in users {
                builder.missing(get, Some(cluster), &name, GapReason::NotRecorded, None);
            }
        }
    }
}
