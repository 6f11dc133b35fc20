//! The `aws-auth` ConfigMap: IAM principals that become Kubernetes users.
//! Source: aws-iam-authenticator documentation, "Full configuration format";
//! EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap".

use serde::Deserialize;
use serde_json::Value;

use crate::evidence::model::kubernetes::ConfigMap;

/// A mapping that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    /// ARN of a role or user, or `account ID` where a whole account is mapped.
    pub(super) principal: String,
    pub(super) user: String,
    pub(super) groups: Vec<String>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(alias = "rolearn", alias = "userarn", alias = "roleARN", alias = "userARN")]
    arn: String,
    username: Option<String>,
    groups: Option<Vec<String>>,
}

/// The mappings; the first part that cannot be read as an error's text.
pub(super) fn parse(config_map: &ConfigMap) -> Result<Vec<Mapping>, String> {
    let mut mappings = Vec::new();
    for member in ["mapRoles", "mapUsers"] {
        for entry in list::<Entry>(config_map, member)? {
            let user = entry.username.filter(|name| !name.is_empty()).unwrap_or_else(|| entry.arn.clone());
            mappings.push(Mapping { principal: entry.arn, user, groups: entry.groups.unwrap_or_default() });
        }
    }
    for account in list::<Value>(config_map, "mapAccounts")? {
        let id = account.as_str().map_or_else(|| account.to_string(), str::to_owned);
        // Any user or role of the account becomes the user of its own ARN's name.
        let principal = format!("account {id}");
        mappings.push(Mapping { user: principal.clone(), principal, groups: Vec::new() });
    }
    Ok(mappings)
}

fn list<T: for<'de> Deserialize<'de>>(config_map: &ConfigMap, member: &str) -> Result<Vec<T>, String> {
    let text = config_map.data.as_ref().and_then(|data| data.get(member)).map(|text| text.trim());
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Vec::new()) };
    let list: Option<Vec<T>> = serde_saphyr::from_str(text).map_err(|error| format!("{member}: {error}"))?;
    Ok(list.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    fn read(data: Value) -> Result<Vec<Mapping>, String> {
        parse(&from_value(json!({"data": data})).unwrap())
    }

    #[test]
    fn roles_users_and_accounts() {
        let roles = "- rolearn: arn:aws:iam::111122223333:role/node\n  username: system:node:{{EC2PrivateDNSName}}\n  \
                     groups:\n    - system:bootstrappers\n    - system:nodes\n- rolearn: arn:aws:iam::111122223333:role/ops\n";
        let users = "[{userarn: 'arn:aws:iam::111122223333:user/ada', username: ada, groups: ['system:masters']}]";
        let mappings =
            read(json!({"mapRoles": roles, "mapUsers": users, "mapAccounts": "- \"012345678901\"\n"})).unwrap();
        let users: Vec<_> = mappings.iter().map(|m| (m.user.as_str(), m.groups.len())).collect();
        let ops = "arn:aws:iam::111122223333:role/ops";
        let expected = [("system:node:{{EC2PrivateDNSName}}", 2), (ops, 0), ("ada", 1), ("account 012345678901", 0)];
        assert_eq!(users, expected);
    }

    #[test]
    fn nothing_mapped_and_what_cannot_be_read() {
        assert_eq!(read(json!({})), Ok(Vec::new()));
        assert_eq!(read(json!({"mapRoles": "[]", "mapUsers": "", "mapAccounts": "# none\n"})), Ok(Vec::new()));
        for text in ["- rolearn: [", "role: x", "- username: nobody", "redacted(token)"] {
            assert!(read(json!({"mapRoles": text})).is_err(), "{text}");
        }
    }
}
