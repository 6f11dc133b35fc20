//! What runs beside what its controller declares: admission, an edit or an older template can make pods that its
//! template does not describe, and controls judge what runs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::judged::{LISTS, ON_BY_DEFAULT, SHARED, judged, lacks, name_of, shown};
use crate::evidence::kubernetes::OF_CONTAINER;

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
/// The distinct specs of a controller's running pods.
#[derive(Default)]
pub(super) struct Specs(BTreeMap<String, (String, u64)>);

/// What is judged of a pod or a template. Recordings of before a pod's service account was kept lack its annotations,
/// too: the template is then compared without its own.
fn comparable(template: &Value, kept_in_full: bool) -> Value {
    let annotations = &template["metadata"]["annotations"];
    judged(&template["spec"], if kept_in_full { annotations } else { &Value::Null })
}

/// True for a pod of which all was kept that is judged.
pub(super) fn is_kept_in_full(spec: &Value) -> bool {
    spec["serviceAccountName"].is_string()
}

/// In words, how a pod differs from the template of its controller.
pub(super) fn differences(workload: &Value, pod: &Value) -> Vec<String> {
    let kept_in_full = is_kept_in_full(&pod["spec"]);
    let name = name_of(&pod["metadata"]).unwrap_or_default();
    let mut difference = Difference { pod: name, ..Difference::default() };
    let template = comparable(&workload["template"], kept_in_full);
    difference.find(&template, &comparable(pod, kept_in_full), &claims(workload));
    difference.words
}

/// Whose words they are.
pub(super) fn said(name: &str, number: u64, words: &[String]) -> String {
    let who = match number {
        0 | 1 => format!("pod {name} differs from its template"),
        more => format!("pod {name} and {} more differ from their template", more - 1),
    };
    format!("{who}: {}", words.join(", "))
}

impl Specs {
    /// Adds a running pod; one whose spec was not kept says nothing.
    pub(super) fn add(&mut self, pod: &Value) {
        if !pod["spec"]["containers"].is_array() {
            return;
        }
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let entry = self
            .0
            .entry(comparable(pod, is_kept_in_full(&pod["spec"])).to_string())
            .or_insert_with(|| (name.to_owned(), 0));
        entry.1 += 1;
    }

    /// Adds to `workload`, which has a template, what runs otherwise than that says, and says so.
    pub(super) fn add_to(self, workload: &mut Value) {
        let templates = [false, true].map(|kept_in_full| comparable(&workload["template"], kept_in_full));
        let claims = claims(workload);
        let mut words = Vec::new();
        for (spec, (name, number)) in self.0 {
            let Ok(spec) = serde_json::from_str::<Value>(&spec) else { continue };
            let mut difference = Difference { pod: &name, ..Difference::default() };
            difference.find(&templates[usize::from(is_kept_in_full(&spec))], &spec, &claims);
            if !difference.words.is_empty() {
                words.push(said(&name, number, &difference.words));
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

/// Where one pod differs.
#[derive(Default)]
struct Difference<'p> {
    pod: &'p str,
    words: Vec<String>,
    members: Vec<(&'static str, Value)>,
    sysctls: Vec<Value>,
    /// Members of the template's security context that do not hold for the pod.
    stripped: Vec<&'static str>,
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
        for name in ON_BY_DEFAULT.into_iter().filter(|name| template[*name] == false && pod[*name] != false) {
            // Written on every pod: where it is absent, it was not kept.
            if name != "enableServiceLinks" || pod[name] == true {
                self.member(name, true);
            }
        }
        let kept_in_full = is_kept_in_full(pod);
        let context = self.context(&template["securityContext"], &pod["securityContext"]);
        let renamed = self.volumes(template, pod, claims);
        for kind in LISTS {
            for container in pod[kind].as_array().into_iter().flatten() {
                let declared = find(&template[kind], name_of(container));
                if self.container_differs(declared, container, kept_in_full) || context {
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
            if !template[name].is_null() {
                self.stripped.push(name);
            }
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

    fn container_differs(&mut self, declared: Option<&Value>, container: &Value, kept_in_full: bool) -> bool {
        let name = name_of(container).unwrap_or_default();
        let Some(declared) = declared else {
            self.words.push(format!("container {name} is added"));
            return true;
        };
        let before = self.words.len();
        for member in OF_CONTAINER.into_iter().filter(|member| declared[*member] != container[*member]) {
            let value = &container[member];
            self.words.push(match member {
                "lifecycle" if !kept_in_full => continue,
                _ if value.is_null() => format!("container {name}: {member} is not set"),
                "image" | "securityContext" => format!("container {name}: {member} is {}", shown(value)),
                "args" | "ports" | "volumeMounts" => format!("container {name}: {member} differ"),
                _ => format!("container {name}: {member} differs"),
            });
        }
        let lacks = lacks(declared, container).into_iter();
        self.words.extend(lacks.map(|words| format!("container {name}: {words}")));
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
        for name in self.stripped {
            push_down(spec, name);
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

/// Hands a member of the security context from the pod to the containers that are as declared: the others, which stand
/// beside them, would seem to inherit it.
fn push_down(spec: &mut Value, name: &str) {
    let Some(value) = spec["securityContext"].as_object_mut().and_then(|context| context.remove(name)) else { return };
    for kind in LISTS {
        for container in spec[kind].as_array_mut().into_iter().flatten() {
            let declared = !name_of(container).is_some_and(|name| name.contains(IN_POD));
            if declared && container["securityContext"][name].is_null() {
                container["securityContext"][name] = value.clone();
            }
        }
    }
}

/// Containers that are in no template, with what they inherit from their own pod where the template says otherwise.
pub(super) fn inherit(container: &mut Value, pod: &Value, template: &Value) {
    for name in INHERITED.into_iter().filter(|name| !pod[*name].is_null() && pod[*name] != template[*name]) {
        if container["securityContext"][name].is_null() {
            container["securityContext"][name] = pod[name].clone();
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

#[cfg(test)]
#[path = "running_tests.rs"]
mod tests;
