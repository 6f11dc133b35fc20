//! The types that the fields of an object have, and what stands in them instead.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde_json::Value;

use super::problem::{Fault, shown};
use crate::file::codes::collect as code;

/// The types of the API, one a line: `RoleRef: apiGroup:string kind:string name:string`.
/// Source: the OpenAPI document of Kubernetes 1.37, the kinds that are read and all that is in them.
const API: &str = include_str!("api.txt");

/// Problems that are told of one object.
const TOLD: usize = 20;

const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];
const PULL: &[&str] = &["Always", "IfNotPresent", "Never"];
const PROFILES: &[&str] = &["RuntimeDefault", "Localhost", "Unconfined"];
const FAILURE: &[&str] = &["Fail", "Ignore"];

/// Texts of which the API takes few, where verdicts rest on them: type, field, values.
/// Source: Kubernetes API Reference.
const CHOICES: &[(&str, &str, &[&str])] = &[
    ("ServiceSpec", "type", &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]),
    ("ServiceSpec", "externalTrafficPolicy", &["Cluster", "Local"]),
    ("ServicePort", "protocol", PROTOCOLS),
    ("ContainerPort", "protocol", PROTOCOLS),
    ("NetworkPolicyPort", "protocol", PROTOCOLS),
    ("NetworkPolicySpec", "policyTypes", &["Ingress", "Egress"]),
    ("PodSpec", "restartPolicy", &["Always", "OnFailure", "Never"]),
    ("PodSpec", "dnsPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
    ("Container", "imagePullPolicy", PULL),
    ("EphemeralContainer", "imagePullPolicy", PULL),
    ("SeccompProfile", "type", PROFILES),
    ("AppArmorProfile", "type", PROFILES),
    ("SecurityContext", "procMount", &["Default", "Unmasked"]),
    ("VolumeMount", "mountPropagation", &["None", "HostToContainer", "Bidirectional"]),
    ("LabelSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist"]),
    ("NodeSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
    ("ValidatingWebhook", "failurePolicy", FAILURE),
    ("MutatingWebhook", "failurePolicy", FAILURE),
    ("ValidatingAdmissionPolicySpec", "failurePolicy", FAILURE),
    ("ValidatingAdmissionPolicyBindingSpec", "validationActions", &["Deny", "Warn", "Audit"]),
    ("RuleWithOperations", "operations", &["*", "CREATE", "UPDATE", "DELETE", "CONNECT"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Any,
    Text,
    Boolean,
    Integer,
    Number,
    /// `100m`, or a number.
    Quantity,
    /// A port or a share: `80`, `http`, `25%`.
    IntOrString,
    List(usize),
    Map(usize),
    Object(usize),
}

struct Api {
    /// Types that others are made of, by number.
    types: Vec<Type>,
    objects: Vec<HashMap<&'static str, Type>>,
    names: HashMap<&'static str, usize>,
    choices: HashMap<(usize, &'static str), &'static [&'static str]>,
}

static TYPES: LazyLock<Api> = LazyLock::new(|| {
    let lines: Vec<(&str, &str)> = API.lines().filter_map(|line| line.split_once(": ")).collect();
    let names = lines.iter().enumerate().map(|(number, (name, _))| (*name, number)).collect();
    let choices = HashMap::new();
    let mut api = Api { types: Vec::new(), objects: Vec::new(), names, choices };
    for (of, field, values) in CHOICES {
        if let Some(number) = api.names.get(of) {
            api.choices.insert((*number, field), values);
        }
    }
    for (_, fields) in lines {
        let fields = fields.split_whitespace().filter_map(|field| field.split_once(':'));
        let fields = fields.map(|(name, of)| (name, api.type_of(of))).collect();
        api.objects.push(fields);
    }
    api
});

impl Api {
    fn type_of(&mut self, name: &str) -> Type {
        let inner = |open: char, close: char| name.strip_prefix(open).and_then(|name| name.strip_suffix(close));
        if let Some(of) = inner('[', ']') {
            return Type::List(self.number(of));
        }
        if let Some(of) = inner('{', '}') {
            return Type::Map(self.number(of));
        }
        match name {
            "string" => Type::Text,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "quantity" => Type::Quantity,
            "intstr" => Type::IntOrString,
            name => self.names.get(name).map_or(Type::Any, |number| Type::Object(*number)),
        }
    }

    fn number(&mut self, name: &str) -> usize {
        let of = self.type_of(name);
        self.types.push(of);
        self.types.len() - 1
    }
}

/// What an object holds besides what its kind has.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) faults: Vec<Fault>,
    /// Fields that the API does not know; a server drops them, or refuses the object.
    pub(super) unknown: Vec<String>,
    /// A server has taken it: newer ones have more choices than are known here.
    taken: bool,
}

/// Checks `object` as one of the type `name`; only its metadata when the type is not known.
pub(super) fn check(name: &str, object: &Value) -> Checked {
    let mut checked = Checked { taken: object["metadata"]["uid"].is_string(), ..Checked::default() };
    match TYPES.names.get(name) {
        Some(number) => checked.walk(Type::Object(*number), object, &mut String::new()),
        None => {
            let metadata = TYPES.names.get("ObjectMeta").map_or(Type::Any, |number| Type::Object(*number));
            checked.walk(metadata, &object["metadata"], &mut "metadata".to_owned());
        }
    }
    checked
}

impl Checked {
    fn walk(&mut self, of: Type, value: &Value, path: &mut String) {
        if self.faults.len() >= TOLD {
            return;
        }
        match (of, value) {
            (_, Value::Null) | (Type::Any, _) | (Type::Text, Value::String(_)) | (Type::Boolean, Value::Bool(_)) => {}
            (Type::Number | Type::Quantity, Value::Number(_)) => {}
            (Type::Integer | Type::IntOrString, Value::Number(number)) if is_whole(number) => {}
            (Type::Quantity | Type::IntOrString, Value::String(_)) => {}
            (Type::List(of), Value::Array(items)) => {
                let of = TYPES.types[of];
                for (index, item) in items.iter().enumerate() {
                    let length = path.len();
                    path.push_str(&format!("[{index}]"));
                    // `null` stands for nothing where a field is left out, not in a list of texts or objects.
                    if item.is_null() && matches!(of, Type::Object(_)) {
                        self.fault(path, of, item)
                    } else {
                        self.walk(of, item, path)
                    }
                    path.truncate(length);
                }
            }
            (Type::Map(of), Value::Object(members)) => {
                let of = TYPES.types[of];
                members.iter().for_each(|(name, member)| self.member(of, name, member, path));
            }
            (Type::Object(number), Value::Object(members)) => {
                let fields = &TYPES.objects[number];
                for (name, member) in members {
                    match fields.get(name.as_str()) {
                        Some(of) => {
                            self.member(*of, name, member, path);
                            if let Some(known) = TYPES.choices.get(&(number, name.as_str())) {
                                self.choice(known, name, member, path);
                            }
                        }
                        None if !member.is_null() => self.unknown_field(name, path),
                        None => {}
                    }
                }
            }
            _ => self.fault(path, of, value),
        }
    }

    fn member(&mut self, of: Type, name: &str, value: &Value, path: &mut String) {
        let length = path.len();
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&shown(name));
        self.walk(of, value, path);
        path.truncate(length);
    }

    fn choice(&mut self, known: &[&str], name: &str, value: &Value, path: &str) {
        let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        // An empty text is one that is left out.
        let other = texts.iter().filter_map(Value::as_str).any(|text| !text.is_empty() && !known.contains(&text));
        if other && !self.taken {
            let fault = Fault::new(code::NOT_VALID, format!("{path}.{name} is none of the values that the API takes"));
            self.faults.push(fault.help(format!("it takes {}", known.join(", "))));
        }
    }

    fn unknown_field(&mut self, name: &str, path: &str) {
        if self.unknown.len() < TOLD {
            let dot = if path.is_empty() { "" } else { "." };
            self.unknown.push(format!("{path}{dot}{}", shown(name)));
        }
    }

    fn fault(&mut self, path: &str, of: Type, value: &Value) {
        let is = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_f64() => "a number",
            Value::Number(_) => "an integer",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        let wanted = match of {
            Type::Any => "anything",
            Type::Text => "a text",
            Type::Boolean => "a boolean",
            Type::Integer => "an integer",
            Type::Number => "a number",
            Type::Quantity => "a quantity",
            Type::IntOrString => "an integer or a text",
            Type::List(_) => "a list",
            Type::Map(_) | Type::Object(_) => "an object",
        };
        let fault = Fault::new(code::WRONG_TYPE, format!("{path} is {is}, and the API takes {wanted}"));
        let help = match (of, value) {
            (Type::Text, Value::Bool(_) | Value::Number(_)) => "quote it",
            (Type::Boolean | Type::Integer | Type::Number, Value::String(_)) => "remove the quotes",
            _ => "correct it as the Kubernetes API Reference has it",
        };
        self.faults.push(fault.help(help));
    }
}

fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64()
        || number.is_u64()
        || number.as_f64().is_some_and(|float| float.fract() == 0.0 && float.abs() < 9e15)
}

/// True when objects of the type `of` have the member `name`.
pub(super) fn knows(of: &str, name: &str) -> bool {
    TYPES.names.get(of).is_some_and(|number| TYPES.objects[*number].contains_key(name))
}

/// Numbers in the form that the API server gives them: quantities are texts, integers have no fraction.
pub(super) fn numbers(name: &str, object: &mut Value) {
    if let Some(number) = TYPES.names.get(name) {
        write(Type::Object(*number), object);
    }
}

fn write(of: Type, value: &mut Value) {
    match (of, value) {
        (Type::Quantity, value @ Value::Number(_)) => *value = Value::String(value.to_string()),
        (Type::Integer | Type::IntOrString, Value::Number(number)) if number.is_f64() => {
            // `1.0` was found to be whole.
            if let Some(whole) = number.as_f64() {
                #[allow(clippy::cast_possible_truncation, reason = "whole numbers below 9e15 fit")]
                let whole = whole as i64;
                *number = whole.into();
            }
        }
        (Type::List(of), Value::Array(items)) => items.iter_mut().for_each(|item| write(TYPES.types[of], item)),
        (Type::Map(of), Value::Object(members)) => {
            for member in members.values_mut() {
                match TYPES.types[of] {
                    Type::Text if member.is_null() => *member = Value::String(String::new()),
                    of => write(of, member),
                }
            }
        }
        (Type::Object(number), Value::Object(members)) => {
            for (name, member) in members {
                if let Some(of) = TYPES.objects[number].get(name.as_str()) {
                    write(*of, member);
                }
            }
        }
        _ => {}
    }
}

/// Counts of what is named, bounded: a hostile file could name millions.
pub(super) fn count(counts: &mut BTreeMap<String, u64>, name: String) {
    const NAMED: usize = 500;
    let name = if counts.len() >= NAMED && !counts.contains_key(&name) { "others".to_owned() } else { name };
    *counts.entry(name).or_default() += 1;
}
