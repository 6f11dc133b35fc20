//! The parameters of a call, read back from the HTTP request that carries it.

use std::collections::BTreeMap;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::label::Labelled;
use crate::evidence::exchange::Request;
use crate::evidence::topic::declaration::{self, Descriptor, Protocol};

/// Where EKS operations carry members in their path.
/// Source: Amazon EKS API Reference, request syntax of each operation.
const PATHS: &[(&str, &str)] = &[
    ("DescribeAccessEntry", "clusters/{clusterName}/access-entries/{principalArn}"),
    ("DescribeAddon", "clusters/{clusterName}/addons/{addonName}"),
    ("DescribeAddonVersions", "addons/supported-versions"),
    ("DescribeCluster", "clusters/{name}"),
    ("DescribeClusterVersions", "cluster-versions"),
    ("DescribeFargateProfile", "clusters/{clusterName}/fargate-profiles/{fargateProfileName}"),
    ("DescribeIdentityProviderConfig", "clusters/{clusterName}/identity-provider-configs/describe"),
    ("DescribeInsight", "clusters/{clusterName}/insights/{id}"),
    ("DescribeNodegroup", "clusters/{clusterName}/node-groups/{nodegroupName}"),
    ("DescribePodIdentityAssociation", "clusters/{clusterName}/pod-identity-associations/{associationId}"),
    ("ListAccessEntries", "clusters/{clusterName}/access-entries"),
    ("ListAddons", "clusters/{clusterName}/addons"),
    ("ListAssociatedAccessPolicies", "clusters/{clusterName}/access-entries/{principalArn}/access-policies"),
    ("ListClusters", "clusters"),
    ("ListFargateProfiles", "clusters/{clusterName}/fargate-profiles"),
    ("ListIdentityProviderConfigs", "clusters/{clusterName}/identity-provider-configs"),
    ("ListInsights", "clusters/{clusterName}/insights"),
    ("ListNodegroups", "clusters/{clusterName}/node-groups"),
    ("ListPodIdentityAssociations", "clusters/{clusterName}/pod-identity-associations"),
];

/// The request that `http` carries.
pub(super) fn derive(labelled: &Labelled, http: &HttpRequest) -> Request {
    let body = http.body().bytes().unwrap_or_default();
    let declared = declaration::operation(labelled.service, &labelled.operation);
    let parameters = if let Some(declared) = declared {
        of_declared(declared, http.uri(), body)
    } else if labelled.service == "eks" {
        rest_json(&labelled.operation, http.uri(), body)
    } else {
        form(body)
    };
    Request {
        service: labelled.service.to_owned(),
        operation: labelled.operation.clone(),
        region: labelled.region.clone(),
        parameters,
    }
}

/// The parameters of a declared operation.
fn of_declared(declared: &Descriptor, uri: &str, body: &[u8]) -> BTreeMap<String, String> {
    match declared.service.protocol {
        Protocol::Query { .. } => form(body),
        Protocol::Json { .. } => members(body),
        Protocol::RestJson => {
            let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
            let mut parameters = pairs(query);
            parameters.extend(labels(&declared.path, path));
            parameters.extend(members(body));
            parameters
        }
    }
}

fn form(body: &[u8]) -> BTreeMap<String, String> {
    let mut members = pairs(&String::from_utf8_lossy(body));
    members.remove("Action");
    members.remove("Version");
    members
}

fn rest_json(operation: &str, uri: &str, body: &[u8]) -> BTreeMap<String, String> {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let mut parameters = pairs(query);
    match PATHS.iter().find(|(name, _)| *name == operation) {
        Some((_, template)) => parameters.extend(labels(template, path)),
        // An operation that is not listed stays distinguishable.
        None => drop(parameters.insert("path".to_owned(), decode(path, false))),
    }
    parameters.extend(members(body));
    parameters
}

/// The members of a body in JSON: text as it is, everything else as JSON.
fn members(body: &[u8]) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    if let Ok(Value::Object(members)) = serde_json::from_slice(body) {
        parameters.extend(members.into_iter().map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        }));
    }
    parameters
}

/// Aligned from the end, because an endpoint may have a path of its own.
fn labels<'a>(template: &'a str, path: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
    template.rsplit('/').zip(path.rsplit('/')).filter_map(|(label, segment)| {
        let name = label.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), decode(segment, false)))
    })
}

/// The pairs of a form or query string; a name that stands more than once
/// becomes a JSON array of its values.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        values.entry(decode(name, true)).or_default().push(decode(value, true));
    }
    let joined = |mut list: Vec<String>| match list.len() {
        1 => list.remove(0),
        _ => Value::from(list).to_string(),
    };
    values.into_iter().map(|(name, list)| (name, joined(list))).collect()
}

fn decode(text: &str, form: bool) -> String {
    let text = if form { text.replace('+', " ") } else { text.to_owned() };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eks(operation: &str, uri: &str, body: &str) -> String {
        serde_json::to_string(&rest_json(operation, uri, body.as_bytes())).unwrap()
    }

    #[test]
    fn labels_are_decoded_and_named_as_the_api_names_them() {
        let uri = "http://h:1/clusters/prod/access-entries/arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fops";
        let expected = r#"{"clusterName":"prod","principalArn":"arn:aws:iam::111122223333:role/ops"}"#;
        assert_eq!(eks("DescribeAccessEntry", uri, ""), expected);
        assert_eq!(eks("ListAssociatedAccessPolicies", &format!("{uri}/access-policies"), ""), expected);
        assert_eq!(eks("DescribeCluster", "https://h/clusters/a%20b", ""), r#"{"name":"a b"}"#);
    }

    #[test]
    fn every_template_gives_each_of_its_labels() {
        for (operation, template) in PATHS {
            let parameters =
                rest_json(operation, &format!("https://h/prefix/{}", template.replace(['{', '}'], "")), b"");
            assert_eq!(parameters.len(), template.matches('{').count(), "{operation}");
            assert!(parameters.iter().all(|(name, value)| name == value), "{operation}: {parameters:?}");
        }
    }

    #[test]
    fn query_and_body_members_keep_their_wire_names() {
        assert_eq!(
            eks("ListClusters", "https://h/clusters?maxResults=5&nextToken=a%2Bb%3D", ""),
            r#"{"maxResults":"5","nextToken":"a+b="}"#
        );
        assert_eq!(
            eks(
                "DescribeIdentityProviderConfig",
                "https://h/clusters/p/identity-provider-configs/describe",
                r#"{"identityProviderConfig":{"type":"oidc","name":"x"}}"#
            ),
            r#"{"clusterName":"p","identityProviderConfig":"{\"name\":\"x\",\"type\":\"oidc\"}"}"#
        );
    }

    #[test]
    fn forms_are_read_as_sent() {
        let labelled =
            Labelled { service: "ec2", operation: "DescribeVpcs".into(), region: "eu-west-1".into(), attempt: 1 };
        let body = "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=tag%3AName&Filter.1.Value.1=a+b";
        let request = derive(&labelled, &HttpRequest::new(body.into()));
        let expected = [("Filter.1.Name", "tag:Name"), ("Filter.1.Value.1", "a b")];
        assert_eq!(request.parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }
}
