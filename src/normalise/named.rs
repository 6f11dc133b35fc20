//! A reply is about what was asked: it names the cluster, role or VPC of its request, and what is always the account's
//! own is of the run's account, Region and partition. Images, add-ons, AWS's policies, prefix lists, shared subnets and
//! security groups are others' by right, and stay free.

use std::collections::BTreeSet;

use serde_json::Value;

use super::reads::{Page, Read, Reads};
use crate::evidence::recording::binding::{UNKNOWN, is_global, partition};
use crate::evidence::recording::{Recording, Run};

/// Operation, parameter and the place in the reply that repeats it; `*` stands for every item of a list.
const REPEATED: &[(&str, &str, &str)] = &[
    ("DescribeCluster", "name", "cluster/name"),
    ("DescribeNodegroup", "clusterName", "nodegroup/clusterName"),
    ("DescribeNodegroup", "nodegroupName", "nodegroup/nodegroupName"),
    ("DescribeFargateProfile", "clusterName", "fargateProfile/clusterName"),
    ("DescribeFargateProfile", "fargateProfileName", "fargateProfile/fargateProfileName"),
    ("DescribeAddon", "clusterName", "addon/clusterName"),
    ("DescribeAddon", "addonName", "addon/addonName"),
    ("DescribeAddonVersions", "addonName", "addons/*/addonName"),
    ("DescribeAccessEntry", "clusterName", "accessEntry/clusterName"),
    ("DescribeAccessEntry", "principalArn", "accessEntry/principalArn"),
    ("ListAssociatedAccessPolicies", "clusterName", "clusterName"),
    ("ListAssociatedAccessPolicies", "principalArn", "principalArn"),
    ("ListPodIdentityAssociations", "clusterName", "associations/*/clusterName"),
    ("DescribePodIdentityAssociation", "clusterName", "association/clusterName"),
    ("DescribePodIdentityAssociation", "associationId", "association/associationId"),
    ("DescribeIdentityProviderConfig", "clusterName", "identityProviderConfig/oidc/clusterName"),
    ("DescribeInsight", "id", "insight/id"),
    ("GetRole", "RoleName", "role/roleName"),
    ("GetRolePolicy", "RoleName", "roleName"),
    ("GetRolePolicy", "PolicyName", "policyName"),
    ("GetInstanceProfile", "InstanceProfileName", "instanceProfile/instanceProfileName"),
    ("GetPolicy", "PolicyArn", "policy/arn"),
    ("GetPolicyVersion", "VersionId", "policyVersion/versionId"),
    ("DescribeLaunchTemplateVersions", "LaunchTemplateId", "launchTemplateVersionSet/*/launchTemplateId"),
    ("DescribeListeners", "LoadBalancerArn", "listeners/*/loadBalancerArn"),
];

/// Operation, start of the parameters or name of the filter, and the place of what was narrowed to.
const NARROWED: &[(&str, &str, &str)] = &[
    ("DescribeVpcs", "vpc-id", "vpcSet/*/vpcId"),
    ("DescribeSubnets", "vpc-id", "subnetSet/*/vpcId"),
    ("DescribeRouteTables", "vpc-id", "routeTableSet/*/vpcId"),
    ("DescribeNatGateways", "vpc-id", "natGatewaySet/*/vpcId"),
    ("DescribeSecurityGroups", "vpc-id", "securityGroupInfo/*/vpcId"),
    ("DescribeNetworkInterfaces", "vpc-id", "networkInterfaceSet/*/vpcId"),
    ("DescribeVpcEndpoints", "vpc-id", "vpcEndpointSet/*/vpcId"),
    ("DescribeFlowLogs", "resource-id", "flowLogSet/*/resourceId"),
    ("DescribeInstances", "instance-id", "reservationSet/*/instancesSet/*/instanceId"),
    ("DescribeInstanceTypes", "instance-type", "instanceTypeSet/*/instanceType"),
    ("DescribeImages", "image-id", "imagesSet/*/imageId"),
    ("DescribeAutoScalingGroups", "AutoScalingGroupNames.member.", "autoScalingGroups/*/autoScalingGroupName"),
    ("DescribeTags", "ResourceArns.member.", "tagDescriptions/*/resourceArn"),
    ("elb:DescribeTags", "LoadBalancerNames.member.", "tagDescriptions/*/loadBalancerName"),
];

/// ARNs that are always of the account's own things.
const OWN: &[(&str, &str)] = &[
    ("DescribeCluster", "cluster/arn"),
    ("DescribeNodegroup", "nodegroup/nodegroupArn"),
    ("DescribeFargateProfile", "fargateProfile/fargateProfileArn"),
    ("DescribeAddon", "addon/addonArn"),
    ("DescribeAccessEntry", "accessEntry/accessEntryArn"),
    ("DescribePodIdentityAssociation", "association/associationArn"),
    ("DescribeIdentityProviderConfig", "identityProviderConfig/oidc/identityProviderConfigArn"),
    ("GetRole", "role/arn"),
    ("ListRoles", "roles/*/arn"),
    ("GetInstanceProfile", "instanceProfile/arn"),
    ("ListOpenIDConnectProviders", "openIDConnectProviderList/*/arn"),
    ("DescribeAutoScalingGroups", "autoScalingGroups/*/autoScalingGroupARN"),
    ("DescribeLoadBalancers", "loadBalancers/*/loadBalancerArn"),
    ("DescribeListeners", "listeners/*/listenerArn"),
];

/// Owners and zones that are the run's: instances are listed to their owner only.
const OWNERS: &[(&str, &str)] = &[("DescribeInstances", "reservationSet/*/ownerId")];
const ZONES: &[(&str, &str)] = &[
    ("DescribeInstances", "reservationSet/*/instancesSet/*/placement/availabilityZone"),
    ("DescribeSubnets", "subnetSet/*/availabilityZone"),
    ("DescribeVolumes", "volumeSet/*/availabilityZone"),
];

/// Every reply that is about something else than its request or run, each `exchange: problem`.
#[must_use]
pub fn misnamed(recording: &Recording) -> Vec<String> {
    let run = &recording.run;
    if run.account == UNKNOWN {
        return Vec::new();
    }
    let reads = Reads::of(recording);
    let mut found = Vec::new();
    let mut each = |operation: &str, problem: &dyn Fn(&Read<'_>, &Page<'_>) -> Option<String>| {
        let pages = reads.all(operation).iter().flat_map(|read| read.pages.iter().map(move |page| (read, page)));
        let problems = pages.filter_map(|(read, page)| Some((&page.exchange.id, problem(read, page)?)));
        found.extend(problems.map(|(id, problem)| format!("{}: {problem}", id.escape_default())));
    };
    for (operation, parameter, place) in REPEATED {
        each(operation, &|read, page| repeats(read.parameter(parameter)?, place, &page.body));
    }
    for (operation, narrowed, place) in NARROWED {
        each(operation, &|read, page| is_within(&values(read, narrowed)?, place, &page.body));
    }
    for (operation, place) in OWN {
        each(operation, &|_, page| texts(&page.body, place).iter().find_map(|arn| foreign(arn, run)));
    }
    for (operation, place) in OWNERS {
        each(operation, &|_, page| {
            let other = texts(&page.body, place).into_iter().find(|owner| **owner != run.account)?;
            Some(format!("the reply shows what the account {} owns", other.escape_default()))
        });
    }
    for (operation, place) in ZONES {
        each(operation, &|_, page| {
            let other = texts(&page.body, place).into_iter().find(|zone| !zone.starts_with(&run.region))?;
            Some(format!("the reply is about the zone {}, which is not of {}", other.escape_default(), run.region))
        });
    }
    found
}

fn repeats(asked: &str, place: &str, body: &Value) -> Option<String> {
    let said = texts(body, place);
    let silent = said.is_empty() && !place.contains('*');
    if silent {
        return Some(format!("the reply does not say that it is about `{}`", asked.escape_default()));
    }
    let other = said.into_iter().find(|text| *text != asked)?;
    Some(format!("`{}` was asked, and the reply is about `{}`", asked.escape_default(), other.escape_default()))
}

fn is_within(asked: &BTreeSet<&str>, place: &str, body: &Value) -> Option<String> {
    let other = texts(body, place).into_iter().find(|text| !asked.contains(text))?;
    Some(format!("the reply is about `{}`, which was not asked", other.escape_default()))
}

/// The values of a filter, or of numbered parameters; `None` when the request has none.
fn values<'a>(read: &'a Read<'_>, narrowed: &str) -> Option<BTreeSet<&'a str>> {
    let parameters = &read.parameters;
    if narrowed.ends_with('.') {
        let values: BTreeSet<&str> =
            parameters.iter().filter(|(name, _)| name.starts_with(narrowed)).map(|(_, value)| value.as_str()).collect();
        return (!values.is_empty()).then_some(values);
    }
    let (name, _) = parameters.iter().find(|(name, value)| name.ends_with(".Name") && *value == narrowed)?;
    let values = format!("{}.Value", name.strip_suffix(".Name")?);
    Some(parameters.iter().filter(|(name, _)| name.starts_with(&values)).map(|(_, value)| value.as_str()).collect())
}

/// Why an ARN is not of the run.
fn foreign(arn: &str, run: &Run) -> Option<String> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let own = match parts.as_slice() {
        ["arn", of, service, region, account, _] => {
            let home = if is_global(service) { "" } else { &run.region };
            *of == partition(&run.region) && *region == home && *account == run.account
        }
        _ => false,
    };
    (!own).then(|| format!("the reply shows {}, which is not of the run's account and Region", arn.escape_default()))
}

/// The texts at `place`.
fn texts<'a>(value: &'a Value, place: &str) -> Vec<&'a str> {
    let mut values = vec![value];
    for part in place.split('/') {
        values = match part {
            "*" => values.into_iter().filter_map(Value::as_array).flatten().collect(),
            name => values.into_iter().filter_map(|value| value.get(name)).collect(),
        };
    }
    values.into_iter().filter_map(Value::as_str).collect()
}
