//! Environment variables: names stay, values do not. The marker keeps what rules ask: whether the value looked like a
//! credential.

use serde_json::Value;

use super::super::{Walker, text};
use super::references::VALUE_FROM;
use crate::evidence::redaction::Form;

const BOOLEAN: Form = Form::Boolean;

/// Settings that are switches: their values decide how pods are isolated. Source: github.com/aws/amazon-vpc-cni-k8s,
/// README, "CNI Configuration Variables".
const SWITCHES: [(&str, Form); 8] = [
    ("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", BOOLEAN),
    ("AWS_VPC_K8S_CNI_EXTERNALSNAT", BOOLEAN),
    ("ENABLE_POD_ENI", BOOLEAN),
    ("ENABLE_PREFIX_DELEGATION", BOOLEAN),
    ("NETWORK_POLICY_ENFORCING_MODE", Form::Enum(&["strict", "standard"])),
    ("POD_SECURITY_GROUP_ENFORCING_MODE", Form::Enum(&["strict", "standard"])),
    ("WARM_IP_TARGET", Form::Number),
    ("WARM_PREFIX_TARGET", Form::Number),
];

pub(super) fn keep(walker: &mut Walker<'_>, value: &mut Value) {
    let variables = match value {
        Value::Array(variables) => variables,
        Value::Null => return,
        other => return walker.drop_value(other),
    };
    for variable in variables {
        let Value::Object(members) = variable else {
            walker.drop_value(variable);
            continue;
        };
        members.retain(|name, _| matches!(name.as_str(), "name" | "value" | "valueFrom"));
        let name = members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        for (member, value) in members.iter_mut() {
            match (member.as_str(), value) {
                ("name", Value::String(text)) if !text::is_key(text) => walker.numbered("name", text),
                ("name", Value::String(_)) => {}
                ("value", Value::String(text)) => {
                    let kept =
                        SWITCHES.iter().any(|(switch, form)| *switch == name && form.holds(&text.to_ascii_lowercase()));
                    if !kept {
                        walker.whole("environment-value", &name, text);
                    }
                }
                ("valueFrom", value) => VALUE_FROM.keep(walker, value),
                (_, Value::Null) => {}
                (_, value) => walker.drop_value(value),
            }
        }
    }
}
