//! Facts of IAM: roles with their policies, managed policies, OIDC providers.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::eks::add_item;
use super::fact_builder::{FactBuilder, text};
use super::failure::Failure;
use super::operations::named;
use super::reads::{Page, Read, Reads};
use crate::evidence::fact::GapReason;
use crate::evidence::model::eks;
use crate::evidence::topic::Topic;

/// Adds the roles that clusters can reach, and the account's policies and providers.
pub(super) fn add(reads: &Reads, account: &str, builder: &mut FactBuilder) {
    need_profile_roles(reads, builder);
    need_trusting_roles(reads, builder);
    add_roles(reads, account, builder);
    add_policies(reads, builder);
    add_providers(reads, builder);
    for read in reads.all("GetAccountSummary") {
        let (Some(summary), Some(page)) = (read.object(), read.pages.first()) else { continue };
        let value = json!({ "summaryMap": summary });
        add_keyed(Topic::IamAccountSummary, account, &value, read, page, builder);
    }
}

/// Adds the one fact of an account-wide setting under the given key.
pub(super) fn add_keyed(topic: Topic, key: &str, value: &Value, read: &Read, page: &Page, builder: &mut FactBuilder) {
    match topic.shaped(value) {
        Ok(fact) => builder.add(topic, key, fact, &BTreeSet::new(), page.exchange),
        Err(error) => {
            let failure = Failure::malformed(page.exchange, error.to_string());
            builder.failed(read.operation, None, Some(key.to_owned()), &failure);
        }
    }
}

/// A node's role is known from its instance profile.
fn need_profile_roles(reads: &Reads, builder: &mut FactBuilder) {
    for (name, users) in profiles_in_use(builder) {
        for (_, role, _) in profile_roles(reads).filter(|(arn, _, _)| arn.rsplit('/').next() == Some(&name)) {
            users.iter().for_each(|cluster| builder.need(Topic::IamRole, &role, cluster));
        }
    }
}

/// Names of the instance profiles of instances and launch templates, with the
/// clusters of these. Profiles are always of the account that uses them.
pub(super) fn profiles_in_use(builder: &FactBuilder) -> BTreeMap<String, BTreeSet<String>> {
    let mut profiles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let of_instances = builder.facts(Topic::Ec2Instance).map(|(_, partial)| (partial.value(), partial));
    let of_templates = builder
        .facts(Topic::Ec2LaunchTemplateVersion)
        .map(|(_, partial)| (partial.value()["launchTemplateData"].take(), partial));
    for (value, partial) in of_instances.chain(of_templates) {
        let profile = &value["iamInstanceProfile"];
        let name = profile["arn"].as_str().or(profile["name"].as_str()).and_then(|arn| arn.rsplit('/').next());
        if let Some(name) = name {
            profiles.entry(name.to_owned()).or_default().extend(partial.clusters.iter().cloned());
        }
    }
    profiles
}

/// Instance profiles and the roles in them: profile ARN, role ARN, page.
fn profile_roles<'a>(reads: &'a Reads) -> impl Iterator<Item = (String, String, &'a Page<'a>)> {
    reads.all("GetInstanceProfile").iter().filter_map(|read| Some((read.object()?, read.pages.first()?))).flat_map(
        |(profile, page)| {
            let roles = profile["roles"].as_array().into_iter().flatten();
            roles.map(move |role| (text(profile, "arn"), text(role, "arn"), page))
        },
    )
}

/// Roles whose trust policy names the OIDC issuer of a cluster.
fn need_trusting_roles(reads: &Reads, builder: &mut FactBuilder) {
    let clusters = builder.typed::<eks::Cluster>(Topic::EksCluster);
    for (role, _) in reads.all("ListRoles").iter().flat_map(Read::items) {
        // A document that does not decode is met again when the role is added.
        let Ok(trust) = document(role, "assumeRolePolicyDocument") else { continue };
        for (names, cluster) in &clusters {
            if issuer(cluster).is_some_and(|issuer| trusts(&trust, &issuer)) {
                names.iter().for_each(|name| builder.need(Topic::IamRole, &text(role, "arn"), name));
            }
        }
    }
}

fn trusts(trust: &Value, issuer: &str) -> bool {
    one_or_many(&trust["Statement"]).into_iter().any(|statement| {
        let principals = one_or_many(&statement["Principal"]["Federated"]);
        principals.into_iter().any(|principal| principal.as_str().is_some_and(|arn| is_provider_of(arn, issuer)))
    })
}

fn one_or_many(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// IAM gives policy documents as URL-encoded JSON.
fn document(value: &Value, member: &str) -> Result<Value, String> {
    let encoded = value[member].as_str().ok_or_else(|| format!("no `{member}`"))?;
    // Encoded text starts with `%7B`; what starts with a brace is JSON already, and a `%` in it is its own.
    let text = match encoded.trim_start().starts_with('{') {
        true => encoded.into(),
        false => percent_decode_str(encoded).decode_utf8().map_err(|error| error.to_string())?,
    };
    serde_json::from_str(&text).map_err(|error| format!("`{member}` is not JSON: {error}"))
}

fn add_roles(reads: &Reads, account: &str, builder: &mut FactBuilder) {
    let needs: Vec<(String, BTreeSet<String>)> =
        builder.needs(Topic::IamRole).map(|(arn, users)| (arn.clone(), users.clone())).collect();
    let get = named("GetRole");
    for (arn, users) in needs {
        let name = arn.rsplit('/').next().unwrap_or(&arn);
        let cluster = if users.len() == 1 { users.first().cloned() } else { None };
        // A role of another account has the name of any role of this one.
        let here = arn.split(':').nth(4) == Some(account);
        let read = reads.find(get.name, &[("RoleName", name)]).filter(|_| here);
        let described = read.and_then(|read| Some((read.object()?, read, read.pages.first()?)));
        let described = described.filter(|(role, _, _)| text(role, "arn") == arn);
        let listed = reads.all("ListRoles").iter().find_map(|read| {
            read.items().find(|(role, _)| text(role, "arn") == arn).map(|(role, page)| (role, read, page))
        });
        if !here {
            builder.missing_because(
                get,
                cluster.clone(),
                &arn,
                "the role is in another account, which this run does not read",
            );
        } else if described.is_none() && read.is_none_or(|read| read.failure.is_none()) {
            let reason = if read.is_some() { GapReason::Gone } else { GapReason::NotRecorded };
            builder.missing(get, cluster.clone(), &arn, reason, None);
        }
        let Some((role, read, page)) = described.or(listed) else { continue };
        let mut role = role.clone();
        decode(&mut role, "assumeRolePolicyDocument", Topic::IamRole, read, page, builder);
        add_item(Topic::IamRole, &role, &users, read, page, builder);
        join_attached(reads, &arn, name, cluster.as_deref(), builder);
        join_inline(reads, &arn, name, cluster.as_deref(), builder);
        for (profile, role, page) in profile_roles(reads).collect::<Vec<_>>() {
            if role == arn {
                builder.join(Topic::IamRole, &arn, page.exchange, |value| {
                    push(value, "instanceProfileArns", json!(profile))
                });
            }
        }
    }
}

/// Puts a decoded document in place; one that does not decode is taken out
/// and is a gap.
fn decode(value: &mut Value, member: &str, topic: Topic, read: &Read, page: &Page, builder: &mut FactBuilder) {
    match document(value, member) {
        Ok(decoded) => value[member] = decoded,
        Err(detail) => {
            let item = topic.key_of(value);
            builder.failed(read.operation, None, item, &Failure::malformed(page.exchange, detail));
            value[member] = Value::Null;
        }
    }
}

fn push(value: &mut Value, member: &str, item: Value) {
    match value[member].as_array_mut() {
        Some(items) if items.contains(&item) => {}
        Some(items) => items.push(item),
        None => value[member] = json!([item]),
    }
}

fn join_attached(reads: &Reads, arn: &str, name: &str, cluster: Option<&str>, builder: &mut FactBuilder) {
    let list = named("ListAttachedRolePolicies");
    let Some(read) = reads.find(list.name, &[("RoleName", name)]) else {
        return builder.missing(list, cluster.map(str::to_owned), arn, GapReason::NotRecorded, None);
    };
    if read.failure.is_some() {
        return;
    }
    let policies: Vec<Value> = read.items().map(|(policy, _)| policy.clone()).collect();
    for policy in &policies {
        if let (Some(policy), Some(users)) = (policy["policyArn"].as_str(), builder.fact(Topic::IamRole, arn)) {
            for user in users.clusters.clone() {
                builder.need(Topic::IamPolicy, policy, &user);
            }
        }
    }
    for page in &read.pages {
        builder.join(Topic::IamRole, arn, page.exchange, |role| role["attachedPolicies"] = json!(policies));
    }
}

/// The inline policies are joined together or not at all: a list that lacks
/// one would read as complete.
fn join_inline(reads: &Reads, arn: &str, name: &str, cluster: Option<&str>, builder: &mut FactBuilder) {
    let (list, get) = (named("ListRolePolicies"), named("GetRolePolicy"));
    let cluster = cluster.map(str::to_owned);
    let Some(read) = reads.find(list.name, &[("RoleName", name)]) else {
        return builder.missing(list, cluster, arn, GapReason::NotRecorded, None);
    };
    let mut policies = Vec::new();
    let mut pages: Vec<&Page> = read.pages.iter().collect();
    let mut complete = read.failure.is_none();
    for (policy, _) in read.items().filter_map(|(policy, page)| Some((policy.as_str()?, page))) {
        let Some(read) = reads.find(get.name, &[("RoleName", name), ("PolicyName", policy)]) else {
            builder.missing(get, cluster.clone(), arn, GapReason::NotRecorded, None);
            complete = false;
            continue;
        };
        match read.pages.first().map(|page| (page, document(&page.body, "policyDocument"))) {
            Some((page, Ok(document))) => {
                policies.push(json!({ "policyName": policy, "policyDocument": document }));
                pages.push(page);
            }
            Some((page, Err(detail))) => {
                complete = false;
                builder.failed(get, cluster.clone(), Some(arn.to_owned()), &Failure::malformed(page.exchange, detail));
            }
            None => complete = false,
        }
    }
    if complete {
        for page in pages {
            builder.join(Topic::IamRole, arn, page.exchange, |role| role["inlinePolicies"] = json!(policies));
        }
    }
}

fn add_policies(reads: &Reads, builder: &mut FactBuilder) {
    let get_version = named("GetPolicyVersion");
    for read in reads.all("GetPolicy") {
        let (Some(policy), Some(page)) = (read.object(), read.pages.first()) else { continue };
        add_item(Topic::IamPolicy, policy, &BTreeSet::new(), read, page, builder);
        let (arn, version) = (text(policy, "arn"), text(policy, "defaultVersionId"));
        let Some(read) = reads.find(get_version.name, &[("PolicyArn", &arn), ("VersionId", &version)]) else {
            builder.missing(get_version, None, &arn, GapReason::NotRecorded, None);
            continue;
        };
        let (Some(version), Some(page)) = (read.object(), read.pages.first()) else { continue };
        match document(version, "document") {
            Ok(document) => builder.join(Topic::IamPolicy, &arn, page.exchange, |policy| policy["document"] = document),
            Err(detail) => builder.failed(get_version, None, Some(arn), &Failure::malformed(page.exchange, detail)),
        }
    }
}

/// Only the clusters' own providers are described: others are no concern of
/// theirs.
fn add_providers(reads: &Reads, builder: &mut FactBuilder) {
    let get = named("GetOpenIDConnectProvider");
    let clusters = builder.typed::<eks::Cluster>(Topic::EksCluster);
    let issuers: Vec<String> = clusters.iter().filter_map(|(_, cluster)| issuer(cluster)).collect();
    for (provider, _) in reads.all("ListOpenIDConnectProviders").iter().flat_map(Read::items) {
        let arn = text(provider, "arn");
        let own = issuers.iter().any(|issuer| is_provider_of(&arn, issuer));
        if own && reads.find(get.name, &[("OpenIDConnectProviderArn", &arn)]).is_none() {
            builder.missing(get, None, &arn, GapReason::NotRecorded, None);
        }
    }
    for read in reads.all(get.name) {
        let (None, Some(page)) = (&read.failure, read.pages.first()) else { continue };
        let mut provider = page.body.clone();
        provider["arn"] = json!(read.parameter("OpenIDConnectProviderArn"));
        add_item(Topic::IamOidcProvider, &provider, &BTreeSet::new(), read, page, builder);
    }
}

/// The cluster's OIDC issuer without its scheme, as IAM names it.
pub(super) fn issuer(cluster: &eks::Cluster) -> Option<String> {
    let issuer = cluster.identity.as_ref()?.oidc.as_ref()?.issuer.as_ref()?;
    issuer.strip_prefix("https://").map(str::to_owned)
}

fn is_provider_of(arn: &str, issuer: &str) -> bool {
    arn.split_once(":oidc-provider/").is_some_and(|(_, url)| url == issuer)
}
