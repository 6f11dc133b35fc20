//! ConfigMaps: keys stay, values only of the settings that facts are made from. A document is read and what is declared
//! of it is written anew.

use serde_json::{Map, Value, json};

use super::super::rule::Rule::{self, Each, Host, Object, Scalar, Text};
use super::super::{Form, Walker, credential, marker, text};
use super::objects::CONFIG_MAP;

const KIND: &str = "config-map-value";
/// Key of what a document held besides, when that looked like a credential.
const REST: &str = ".rest";

/// How a kept value is read.
#[derive(Debug, Clone, Copy)]
enum Kept {
    Form(Form),
    /// A YAML document.
    Document(Rule),
    /// YAML, of which single members are looked for by text where it cannot be read.
    Settings(Rule, &'static str),
}

const BOOLEAN: Kept = Kept::Form(Form::Boolean);
const NUMBER: Kept = Kept::Form(Form::Number);
const GROUPS: Rule = Each(&Rule::By(user));
const MAPPING: Rule = Object(&[
    ("arn", Text(Form::Arn)),
    ("rolearn", Text(Form::Arn)),
    ("roleARN", Text(Form::Arn)),
    ("userarn", Text(Form::Arn)),
    ("userARN", Text(Form::Arn)),
    ("username", Rule::By(user)),
    ("groups", GROUPS),
]);
const KUBE_PROXY: Rule = Object(&[
    ("bindAddress", Host),
    ("clusterCIDR", Text(Form::Cidr)),
    ("enableProfiling", Scalar),
    ("healthzBindAddress", Host),
    ("metricsBindAddress", Host),
    ("mode", Text(Form::Enum(&["", "iptables", "ipvs", "nftables", "kernelspace"]))),
]);

/// ConfigMap, key and what its value looks like. Sources: EKS User Guide; aws-iam-authenticator documentation, "Full
/// configuration format"; Kubernetes reference, `KubeProxyConfiguration`; VPC CNI, README.
const KEPT: [(&str, &str, Kept); 10] = [
    ("amazon-vpc-cni", "branch-eni-cooldown", NUMBER),
    ("amazon-vpc-cni", "enable-network-policy-controller", BOOLEAN),
    ("amazon-vpc-cni", "enable-windows-ipam", BOOLEAN),
    ("amazon-vpc-cni", "enable-windows-prefix-delegation", BOOLEAN),
    ("amazon-vpc-cni", "minimum-ip-target", NUMBER),
    ("amazon-vpc-cni", "warm-ip-target", NUMBER),
    ("aws-auth", "mapAccounts", Kept::Document(Each(&Text(Form::Account)))),
    ("aws-auth", "mapRoles", Kept::Document(Each(&MAPPING))),
    ("aws-auth", "mapUsers", Kept::Document(Each(&MAPPING))),
    ("kube-proxy-config", "config", Kept::Settings(KUBE_PROXY, "metricsBindAddress")),
];

/// A whole ConfigMap, of which the name decides.
pub(super) fn keep(walker: &mut Walker<'_>, value: &mut Value) {
    let name = value["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    CONFIG_MAP.keep(walker, value);
    let data = match value.get_mut("data") {
        Some(Value::Object(data)) => data,
        Some(Value::Null) | None => return,
        Some(other) => return walker.drop_value(other),
    };
    let mut rests = Map::new();
    for (key, value) in data.iter_mut() {
        let Value::String(text) = value else {
            walker.drop_value(value);
            continue;
        };
        let kept = KEPT.iter().find(|(map, known, _)| *map == name && *known == key).map(|(.., kept)| *kept);
        if let Some(rest) = kept_of(walker, key, kept, text) {
            rests.insert(format!("{key}{REST}"), json!(rest));
        }
    }
    data.extend(rests);
    walker.keys(data);
}

/// Leaves of `text` what may be kept. Returns the marker of what was dropped and looked like a credential.
fn kept_of(walker: &mut Walker<'_>, key: &str, kept: Option<Kept>, text: &mut String) -> Option<String> {
    if text.trim().is_empty() || marker::is_marker(text) {
        return None;
    }
    let (rule, named) = match kept {
        Some(Kept::Form(form)) if form.holds(text) => return None,
        Some(Kept::Document(rule)) => (rule, None),
        Some(Kept::Settings(rule, named)) => (rule, Some(named)),
        Some(Kept::Form(_)) | None => {
            walker.whole(KIND, key, text);
            return None;
        }
    };
    let read = serde_saphyr::from_str::<Value>(text).ok();
    let Some(mut document) = read.filter(|document| named.is_none() || document.is_object()) else {
        // What cannot be read is not taken to lack the setting.
        let mentioned = named.filter(|name| text.contains(name));
        walker.whole(KIND, key, text);
        if let Some(name) = mentioned {
            *text = format!("{name}: \"{text}\"\n");
        }
        return None;
    };
    let before = credential::described("", text);
    rule.keep(walker, &mut document);
    let written = match named {
        Some(_) => settings(&document),
        None => document.to_string(),
    };
    if written != *text {
        walker.count(KIND);
        *text = written;
    }
    let dropped = before != "none" && credential::described("", text) == "none";
    dropped.then(|| format!("{}{KIND}; {before})", super::super::PREFIX))
}

/// One line a setting, since that is how conditions read it; an address stands without quotes, as it is usually written.
fn settings(document: &Value) -> String {
    let line = |(name, value): (&String, &Value)| match value.as_str() {
        Some(text)
            if text.contains('.') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:".contains(&byte)) =>
        {
            format!("{name}: {text}\n")
        }
        _ => format!("{name}: {value}\n"),
    };
    document.as_object().into_iter().flatten().map(line).collect()
}

/// A user or group as an identity provider or `aws-auth` names it, with the placeholders of aws-iam-authenticator.
fn user(walker: &mut Walker<'_>, value: &mut Value) {
    match value {
        Value::String(name) if text::is_name(name) => {}
        Value::String(name) => walker.numbered("name", name),
        Value::Null => {}
        other => walker.drop_value(other),
    }
}
