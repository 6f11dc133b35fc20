//! The baseline standard.

use serde_json::Value;

use super::{BASELINE, Findings, Version};
use crate::analysis::kubernetes::template::{Placed, Template};
use crate::evidence::model::analysis_kubernetes::Violation;
use crate::evidence::model::kubernetes_pod::{APP_ARMOR_ANNOTATION, Profile, SeLinuxOptions, WindowsOptions};
use crate::evidence::scalar::{Flag, Number};

const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
const PROBES: [(&str, &str); 10] = [
    ("livenessProbe", "/httpGet/host"),
    ("livenessProbe", "/tcpSocket/host"),
    ("readinessProbe", "/httpGet/host"),
    ("readinessProbe", "/tcpSocket/host"),
    ("startupProbe", "/httpGet/host"),
    ("startupProbe", "/tcpSocket/host"),
    ("lifecycle", "/postStart/httpGet/host"),
    ("lifecycle", "/postStart/tcpSocket/host"),
    ("lifecycle", "/preStop/httpGet/host"),
    ("lifecycle", "/preStop/tcpSocket/host"),
];

pub(super) fn check(template: &Template<'_>, version: Version) -> Vec<Violation> {
    let mut found = Findings::new(BASELINE);
    let containers = template.containers();
    host_namespaces(template, &mut found);
    pod(template, version, &mut found);
    for container in &containers {
        privileges(container, &mut found);
        if !version.relaxes(template) {
            proc_mount(container, &mut found);
        }
        profiles(container, version, &mut found);
        host_ports(container, &mut found);
        if version.forbids_probe_hosts() {
            probe_hosts(container, &mut found);
        }
    }
    found.list
}

fn is_true(flag: Option<Flag>) -> bool {
    flag == Some(Flag(true))
}

fn host_namespaces(template: &Template<'_>, found: &mut Findings) {
    let spec = template.spec;
    for (member, flag) in [("hostNetwork", spec.host_network), ("hostPID", spec.host_pid), ("hostIPC", spec.host_ipc)] {
        if is_true(flag) {
            found.add("hostNamespaces", template.path(&format!("spec.{member}")), true);
        }
    }
}

/// What the pod itself says: volumes, sysctls, annotations, its security context.
fn pod(template: &Template<'_>, version: Version, found: &mut Findings) {
    for (index, volume) in template.spec.volumes.iter().flatten().enumerate() {
        if let Some(host_path) = &volume.host_path {
            let path = template.path(&format!("spec.volumes[{index}].hostPath.path"));
            found.add("hostPathVolumes", path, host_path.path.as_deref().unwrap_or_default());
        }
    }
    for (key, value) in template.annotations.into_iter().flatten() {
        let allowed = value == "runtime/default" || value.is_empty() || value.starts_with("localhost/");
        if key.starts_with(APP_ARMOR_ANNOTATION) && !allowed {
            found.add("appArmorProfile", template.path(&format!("metadata.annotations['{key}']")), value);
        }
    }
    let Some(context) = template.security_context() else { return };
    let path = template.path("spec.securityContext");
    app_armor(context.app_armor_profile.as_ref(), &path, found);
    se_linux(context.se_linux_options.as_ref(), &path, version, found);
    seccomp(context.seccomp_profile.as_ref(), &path, found);
    host_process(context.windows_options.as_ref(), &path, found);
    for (index, sysctl) in context.sysctls.iter().flatten().enumerate() {
        let name = sysctl.name.as_deref().unwrap_or_default();
        if !version.allows_sysctl(name) {
            found.add("sysctls", format!("{path}.sysctls[{index}].name"), name);
        }
    }
}

fn privileges(container: &Placed<'_>, found: &mut Findings) {
    let Some(context) = container.context() else { return };
    let path = format!("{}.securityContext", container.path);
    if is_true(context.privileged) {
        found.add("privileged", format!("{path}.privileged"), true);
    }
    let added = context.capabilities.iter().flat_map(|capabilities| capabilities.add.iter().flatten());
    for (index, capability) in added.enumerate().filter(|(_, name)| !CAPABILITIES.contains(&name.as_str())) {
        found.add("capabilities_baseline", format!("{path}.capabilities.add[{index}]"), capability);
    }
}

fn proc_mount(container: &Placed<'_>, found: &mut Findings) {
    let kind = container.context().and_then(|context| context.proc_mount.as_deref());
    if let Some(kind) = kind.filter(|kind| *kind != "Default") {
        found.add("procMount", format!("{}.securityContext.procMount", container.path), kind);
    }
}

fn profiles(container: &Placed<'_>, version: Version, found: &mut Findings) {
    let Some(context) = container.context() else { return };
    let path = format!("{}.securityContext", container.path);
    app_armor(context.app_armor_profile.as_ref(), &path, found);
    se_linux(context.se_linux_options.as_ref(), &path, version, found);
    seccomp(context.seccomp_profile.as_ref(), &path, found);
    host_process(context.windows_options.as_ref(), &path, found);
}

fn app_armor(profile: Option<&Profile>, path: &str, found: &mut Findings) {
    let Some(kind) = profile.and_then(|profile| profile.profile_type.as_deref()) else { return };
    if !matches!(kind, "RuntimeDefault" | "Localhost") {
        found.add("appArmorProfile", format!("{path}.appArmorProfile.type"), kind);
    }
}

fn seccomp(profile: Option<&Profile>, path: &str, found: &mut Findings) {
    let Some(kind) = profile.and_then(|profile| profile.profile_type.as_deref()) else { return };
    if !matches!(kind, "RuntimeDefault" | "Localhost") {
        found.add("seccompProfile_baseline", format!("{path}.seccompProfile.type"), kind);
    }
}

fn se_linux(options: Option<&SeLinuxOptions>, path: &str, version: Version, found: &mut Findings) {
    let Some(options) = options else { return };
    if let Some(kind) = options.se_linux_type.as_deref().filter(|kind| !version.allows_se_linux_type(kind)) {
        found.add("seLinuxOptions", format!("{path}.seLinuxOptions.type"), kind);
    }
    for (member, value) in [("user", &options.user), ("role", &options.role)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            found.add("seLinuxOptions", format!("{path}.seLinuxOptions.{member}"), value);
        }
    }
}

fn host_process(options: Option<&WindowsOptions>, path: &str, found: &mut Findings) {
    if is_true(options.and_then(|options| options.host_process)) {
        found.add("windowsHostProcess", format!("{path}.windowsOptions.hostProcess"), true);
    }
}

fn host_ports(placed: &Placed<'_>, found: &mut Findings) {
    for (index, port) in placed.container.ports.iter().flatten().enumerate() {
        if let Some(Number(number)) = port.host_port.filter(|port| port.0 != 0) {
            found.add("hostPorts", format!("{}.ports[{index}].hostPort", placed.path), number);
        }
    }
}

fn probe_hosts(placed: &Placed<'_>, found: &mut Findings) {
    let container = placed.container;
    for (member, pointer) in PROBES {
        let handler = match member {
            "livenessProbe" => &container.liveness_probe,
            "readinessProbe" => &container.readiness_probe,
            "startupProbe" => &container.startup_probe,
            _ => &container.lifecycle,
        };
        let host = handler.as_ref().and_then(|handler| handler.pointer(pointer)).and_then(Value::as_str);
        if let Some(host) = host.filter(|host| !host.is_empty()) {
            let path = format!("{}.{member}{}", placed.path, pointer.replace('/', "."));
            found.add("hostProbesAndHostLifecycle", path, host);
        }
    }
}
