//! What runs beside what its controller declares: admission, an edit or an older template can make pods that its
//! template does not describe, and controls judge what runs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Members of a pod's spec that, when true, give it more of the node than its template says.
const SHARED: [&str; 4] = ["hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace"];
/// Members of a pod's security context that hold for its containers.
const INHERITED: [&str; 7] = [
    "runAsNonRoot",
    "runAsUser",
    "runAsGroup",
    "seccompProfile",
    "appArmorProfile",
    "seLinuxOptions",
    "windowsOptions",
];
/// Members of a container that controls judge.
const JUDGED: [&str; 9] =
    ["name", "image", "command", "args", "env", "envFrom", "ports", "securityContext", "volumeMounts"];
/// What else is judged of a container that runs otherwise: on its own these differ by defaults and by autoscalers.
const CARRIED: [&str; 5] = ["imagePullPolicy", "livenessProbe", "readinessProbe", "resources", "startupProbe"];
/// Variables that EKS's Pod Identity webhook and the Job controller set. Sources: EKS User Guide, "IAM roles for
/// service accounts" and "EKS Pod Identity"; Kubernetes documentation, "Indexed Job".
const SET_FOR_PODS: [&str; 8] = [
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "JOB_COMPLETION_INDEX",
];
const LISTS: [&str; 2] = ["containers", "initContainers"];

/// The distinct specs of a controller's running pods.
#[derive(Default)]
pub(super) struct Specs(BTreeMap<String, (String, u64)>);

impl Specs {
    /// Adds a running pod; one whose spec was not kept says nothing.
    pub(super) fn add(&mut self, pod: &Value) {
        if !pod["spec"]["containers"].is_array() {
            return;
        }
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let entry = self.0.entry(judged(&pod["spec"]).to_string()).or_insert_with(|| (name.to_owned(), 0));
        entry.1 += 1;
    }

    /// Adds to `workload`, which has a template, what runs otherwise than that says, and says so.
    pub(super) fn add_to(self, workload: &mut Value) {
        let template = judged(&workload["template"]["spec"]);
        let claims = claims(workload);
        let mut words = Vec::new();
        for (spec, (name, number)) in self.0 {
            let Ok(spec) = serde_json::from_str::<Value>(&spec) else { continue };
            let mut difference = Difference { pod: &name, ..Difference::default() };
            difference.find(&template, &spec, &claims);
            if !difference.words.is_empty() {
                let who = match number {
                    1 => format!("pod {name} differs from its template"),
                    more => format!("pod {name} and {} more differ from their template", more - 1),
                };
                words.push(format!("{who}: {}", difference.words.join(", ")));
                difference.merge_into(&mut workload["template"]["spec"]);
            }
        }
        if !words.is_empty() {
            workload["podDifferences"] = json!(words);
        }
    }
}

/// Volumes that a StatefulSet gives each of its pods.
fn claims(workload: &Value) -> BTreeSet<String> {
    let claims = workload["volumeClaimTemplates"].as_array().into_iter().flatten();
    claims.filter_map(|claim| claim["metadata"]["name"].as_str()).map(str::to_owned).collect()
}

/// What is judged of a spec, without what the API server, its controllers and EKS add to every pod.
fn judged(spec: &Value) -> Value {
    let mut kept = Map::new();
    for name in SHARED.into_iter().chain(["hostUsers", "automountServiceAccountToken", "securityContext"]) {
        kept.insert(name.to_owned(), pruned(&spec[name]));
    }
    let list = |name: &str| spec[name].as_array().into_iter().flatten();
    let added: BTreeSet<&str> = list("volumes").filter(|volume| is_added(volume)).filter_map(name_of).collect();
    let volumes = list("volumes").filter(|volume| !is_added(volume));
    kept.insert("volumes".to_owned(), volumes.map(pruned).collect());
    for kind in LISTS {
        kept.insert(kind.to_owned(), list(kind).map(|container| of_container(container, &added)).collect());
    }
    Value::Object(kept)
}

fn name_of(item: &Value) -> Option<&str> {
    item["name"].as_str()
}

/// Projected tokens: of the service account, for IAM roles and for EKS Pod Identity.
fn is_added(volume: &Value) -> bool {
    let named =
        |name: &str| name.starts_with("kube-api-access-") || matches!(name, "aws-iam-token" | "eks-pod-identity-token");
    volume["projected"].is_object() && name_of(volume).is_some_and(named)
}

fn of_container(container: &Value, added: &BTreeSet<&str>) -> Value {
    let mut kept = Map::new();
    for name in JUDGED.into_iter().chain(CARRIED) {
        let mut value = container[name].clone();
        if let Some(items) = value.as_array_mut() {
            match name {
                "volumeMounts" => items.retain(|mount| name_of(mount).is_none_or(|name| !added.contains(name))),
                "env" => items.retain(|variable| name_of(variable).is_none_or(|name| !SET_FOR_PODS.contains(&name))),
                _ => {}
            }
        }
        let value = pruned(&value);
        if is_stated(&value) {
            kept.insert(name.to_owned(), value);
        }
    }
    Value::Object(kept)
}

/// Without what is empty or what the API server writes where nothing is said, so that both sides compare.
fn pruned(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(pruned).collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(name, value)| !is_default(name, value));
            let members = members.map(|(name, value)| (name.clone(), pruned(value)));
            // An empty source is a source all the same: `emptyDir: {}`.
            let members: Map<String, Value> =
                members.filter(|(name, value)| is_stated(value) || name == "emptyDir").collect();
            Value::Object(members)
        }
        other => other.clone(),
    }
}

fn is_stated(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Source: Kubernetes API Reference, defaults of `PodSpec` and the kinds in it.
fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "protocol" => value == "TCP",
        "apiVersion" => value == "v1",
        "defaultMode" => value == 420,
        "procMount" => value == "Default",
        "readOnly" | "optional" | "privileged" | "readOnlyRootFilesystem" => value == false,
        _ => false,
    }
}

/// Where one pod differs.
#[derive(Default)]
struct Difference<'p> {
    pod: &'p str,
    words: Vec<String>,
    members: Vec<(&'static str, Value)>,
    sysctls: Vec<Value>,
    volumes: Vec<Value>,
    /// Containers by the list that they are in.
    containers: Vec<(&'static str, Value)>,
}

impl Difference<'_> {
    fn find(&mut self, template: &Value, pod: &Value, claims: &BTreeSet<String>) {
        for name in SHARED {
            if pod[name] == true && template[name] != true {
                self.member(name, true);
            }
        }
        for name in ["hostUsers", "automountServiceAccountToken"] {
            if template[name] == false && pod[name] != false {
                self.member(name, true);
            }
        }
        let context = self.context(&template["securityContext"], &pod["securityContext"]);
        let renamed = self.volumes(template, pod, claims);
        for kind in LISTS {
            for container in pod[kind].as_array().into_iter().flatten() {
                let declared = find(&template[kind], name_of(container));
                if self.container_differs(declared, container) || context {
                    let own = self.running_container(container, &pod["securityContext"], &renamed);
                    self.containers.push((kind, own));
                }
            }
        }
    }

    fn member(&mut self, name: &'static str, value: bool) {
        self.words.push(format!("spec.{name} is {value}"));
        self.members.push((name, json!(value)));
    }

    /// True when the pod's containers run in another context than the template's.
    fn context(&mut self, template: &Value, pod: &Value) -> bool {
        let mut differs = false;
        for name in INHERITED.into_iter().filter(|name| template[*name] != pod[*name]) {
            differs = true;
            self.words.push(format!("spec.securityContext.{name} is {}", shown(&pod[name])));
        }
        let known = |sysctl: &&Value| template["sysctls"].as_array().is_some_and(|list| list.contains(sysctl));
        let more = pod["sysctls"].as_array().into_iter().flatten().filter(|sysctl| !known(sysctl));
        for sysctl in more {
            self.words.push(format!("sysctl {} is set", name_of(sysctl).unwrap_or_default()));
            self.sysctls.push(sysctl.clone());
        }
        differs
    }

    /// Names of volumes that are another one in the template, with the name under which they are kept.
    fn volumes(&mut self, template: &Value, pod: &Value, claims: &BTreeSet<String>) -> BTreeMap<String, String> {
        let mut renamed = BTreeMap::new();
        for volume in pod["volumes"].as_array().into_iter().flatten() {
            let Some(name) = name_of(volume) else { continue };
            let declared = find(&template["volumes"], Some(name));
            if declared == Some(volume) || claims.contains(name) && volume["persistentVolumeClaim"].is_object() {
                continue;
            }
            let path =
                volume["hostPath"]["path"].as_str().map_or_else(String::new, |path| format!(" (hostPath {path})"));
            let how = if declared.is_some() { "is another one" } else { "is added" };
            self.words.push(format!("volume {name}{path} {how}"));
            let mut volume = volume.clone();
            if declared.is_some() {
                let own = of_pod(name, self.pod);
                volume["name"] = json!(own);
                renamed.insert(name.to_owned(), own);
            }
            self.volumes.push(volume);
        }
        renamed
    }

    fn container_differs(&mut self, declared: Option<&Value>, container: &Value) -> bool {
        let name = name_of(container).unwrap_or_default();
        let Some(declared) = declared else {
            self.words.push(format!("container {name} is added"));
            return true;
        };
        let before = self.words.len();
        for member in JUDGED.into_iter().filter(|member| declared[*member] != container[*member]) {
            self.words.push(match member {
                "image" | "securityContext" => format!("container {name}: {member} is {}", shown(&container[member])),
                _ => format!("container {name}: {member} differ"),
            });
        }
        self.words.len() > before
    }

    /// The container as it runs, with what it inherits from its own pod.
    fn running_container(&self, container: &Value, context: &Value, renamed: &BTreeMap<String, String>) -> Value {
        let mut own = container.clone();
        own["name"] = json!(of_pod(name_of(container).unwrap_or_default(), self.pod));
        for name in INHERITED {
            if !context[name].is_null() && own["securityContext"][name].is_null() {
                own["securityContext"][name] = context[name].clone();
            }
        }
        for mount in own["volumeMounts"].as_array_mut().into_iter().flatten() {
            if let Some(name) = name_of(mount).and_then(|name| renamed.get(name)) {
                mount["name"] = json!(name);
            }
        }
        own
    }

    fn merge_into(self, spec: &mut Value) {
        for (name, value) in self.members {
            spec[name] = value;
        }
        if !self.sysctls.is_empty() {
            extend(&mut spec["securityContext"]["sysctls"], self.sysctls);
        }
        extend(&mut spec["volumes"], self.volumes);
        for (kind, container) in self.containers {
            let alike = |other: &Value| without_name(other) == without_name(&container);
            let known = |other: &Value| name_of(other).is_some_and(|name| name.contains(IN_POD)) && alike(other);
            if !spec[kind].as_array().is_some_and(|list| list.iter().any(known)) {
                extend(&mut spec[kind], vec![container]);
            }
        }
    }
}

/// No name of Kubernetes holds a space, so that this stays apart from them.
const IN_POD: &str = " in pod ";

fn of_pod(name: &str, pod: &str) -> String {
    format!("{name}{IN_POD}{pod}")
}

fn without_name(container: &Value) -> Value {
    let mut container = container.clone();
    container.as_object_mut().map(|members| members.remove("name"));
    container
}

fn extend(list: &mut Value, more: Vec<Value>) {
    if more.is_empty() {
        return;
    }
    match list.as_array_mut() {
        Some(list) => list.extend(more),
        None => *list = Value::Array(more),
    }
}

fn find<'v>(list: &'v Value, name: Option<&str>) -> Option<&'v Value> {
    list.as_array()?.iter().find(|item| name_of(item) == name)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
#[path = "running_tests.rs"]
mod tests;
