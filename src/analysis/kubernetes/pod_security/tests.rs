//! Each check with a pod that breaks it and one that does not.

use serde_json::{Value, from_value, json};

use super::*;
use crate::evidence::model::kubernetes::Workload;

/// A pod that meets the restricted standard.
fn restricted() -> Value {
    json!({
        "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [hardened("app")],
    })
}

fn hardened(name: &str) -> Value {
    json!({"name": name, "image": "app:1",
        "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}})
}

fn found(spec: &Value, annotations: &Value) -> Vec<Violation> {
    let workload: Workload = from_value(json!({"kind": "Deployment", "templatePath": "spec.template",
        "template": {"metadata": {"annotations": annotations}, "spec": spec}}))
    .unwrap();
    violations(&Template::of(&workload).unwrap(), Version::minor(34))
}

/// Sets `/a/0/b` in the pod.
fn with(mut spec: Value, pointer: &str, value: Value) -> Value {
    let mut at = &mut spec;
    for part in pointer.split('/').skip(1) {
        at = match part.parse::<usize>() {
            Ok(index) => {
                if at.is_null() {
                    *at = json!([]);
                }
                let list = at.as_array_mut().unwrap();
                while list.len() <= index {
                    list.push(Value::Null);
                }
                &mut list[index]
            }
            Err(_) => &mut at[part],
        };
    }
    *at = value;
    spec
}

type Row = (&'static str, &'static str, &'static str, Value, &'static str);

fn breaks(level: PodSecurityLevel, rows: Vec<Row>) {
    for (check, pointer, path, value, seen) in rows {
        let list = found(&with(restricted(), pointer, value.clone()), &json!({}));
        let same = |v: &&Violation| v.check.as_deref() == Some(check) && v.level == Some(level);
        let violation = list.iter().find(same).unwrap_or_else(|| panic!("{check} {value}: {list:?}"));
        assert_eq!(violation.path.as_deref(), Some(path), "{check}");
        assert_eq!(violation.value.as_deref(), Some(seen), "{check}");
    }
}

#[test]
fn baseline_violations_with_their_paths() {
    let c = "/containers/0/securityContext";
    let at = |s: &str| -> &'static str { format!("{c}/{s}").leak() };
    breaks(
        BASELINE,
        vec![
            ("hostNamespaces", "/hostNetwork", "spec.template.spec.hostNetwork", json!(true), "true"),
            ("hostNamespaces", "/hostPID", "spec.template.spec.hostPID", json!(true), "true"),
            ("hostNamespaces", "/hostIPC", "spec.template.spec.hostIPC", json!(true), "true"),
            (
                "privileged",
                at("privileged"),
                "spec.template.spec.containers[0].securityContext.privileged",
                json!(true),
                "true",
            ),
            (
                "capabilities_baseline",
                at("capabilities/add"),
                "spec.template.spec.containers[0].securityContext.capabilities.add[1]",
                json!(["CHOWN", "SYS_ADMIN"]),
                "SYS_ADMIN",
            ),
            (
                "hostPathVolumes",
                "/volumes",
                "spec.template.spec.volumes[0].hostPath.path",
                json!([{"name": "v", "hostPath": {"path": "/"}}]),
                "/",
            ),
            (
                "hostPorts",
                "/containers/0/ports",
                "spec.template.spec.containers[0].ports[0].hostPort",
                json!([{"hostPort": 80}]),
                "80",
            ),
            (
                "appArmorProfile",
                at("appArmorProfile"),
                "spec.template.spec.containers[0].securityContext.appArmorProfile.type",
                json!({"type": "Unconfined"}),
                "Unconfined",
            ),
            (
                "seLinuxOptions",
                at("seLinuxOptions"),
                "spec.template.spec.containers[0].securityContext.seLinuxOptions.type",
                json!({"type": "spc_t"}),
                "spc_t",
            ),
            (
                "seLinuxOptions",
                "/securityContext/seLinuxOptions",
                "spec.template.spec.securityContext.seLinuxOptions.user",
                json!({"user": "u"}),
                "u",
            ),
            (
                "procMount",
                at("procMount"),
                "spec.template.spec.containers[0].securityContext.procMount",
                json!("Unmasked"),
                "Unmasked",
            ),
            (
                "seccompProfile_baseline",
                "/securityContext/seccompProfile",
                "spec.template.spec.securityContext.seccompProfile.type",
                json!({"type": "Unconfined"}),
                "Unconfined",
            ),
            (
                "sysctls",
                "/securityContext/sysctls",
                "spec.template.spec.securityContext.sysctls[0].name",
                json!([{"name": "kernel.msgmax"}]),
                "kernel.msgmax",
            ),
            (
                "windowsHostProcess",
                at("windowsOptions"),
                "spec.template.spec.containers[0].securityContext.windowsOptions.hostProcess",
                json!({"hostProcess": true}),
                "true",
            ),
            (
                "hostProbesAndHostLifecycle",
                "/containers/0/livenessProbe",
                "spec.template.spec.containers[0].livenessProbe.httpGet.host",
                json!({"httpGet": {"host": "10.0.0.1"}}),
                "10.0.0.1",
            ),
            (
                "hostProbesAndHostLifecycle",
                "/containers/0/lifecycle",
                "spec.template.spec.containers[0].lifecycle.preStop.tcpSocket.host",
                json!({"preStop": {"tcpSocket": {"host": "h"}}}),
                "h",
            ),
            (
                "privileged",
                "/initContainers",
                "spec.template.spec.initContainers[0].securityContext.privileged",
                json!([{"name": "i", "securityContext": {"privileged": true}}]),
                "true",
            ),
            (
                "privileged",
                "/ephemeralContainers",
                "spec.template.spec.ephemeralContainers[0].securityContext.privileged",
                json!([{"name": "e", "securityContext": {"privileged": true}}]),
                "true",
            ),
        ],
    );
}

#[test]
fn restricted_violations_with_their_paths() {
    let c = "/containers/0/securityContext";
    let at = |s: &str| -> &'static str { format!("{c}/{s}").leak() };
    breaks(
        RESTRICTED,
        vec![
            (
                "restrictedVolumes",
                "/volumes",
                "spec.template.spec.volumes[0]",
                json!([{"name": "v", "nfs": {}}]),
                "nfs",
            ),
            (
                "restrictedVolumes",
                "/volumes",
                "spec.template.spec.volumes[0]",
                json!([{"name": "v", "rbd": {}}]),
                "rbd",
            ),
            (
                "allowPrivilegeEscalation",
                at("allowPrivilegeEscalation"),
                "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
                json!(true),
                "true",
            ),
            (
                "allowPrivilegeEscalation",
                c,
                "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
                json!({}),
                "unset",
            ),
            (
                "runAsNonRoot",
                at("runAsNonRoot"),
                "spec.template.spec.containers[0].securityContext.runAsNonRoot",
                json!(false),
                "false",
            ),
            (
                "runAsNonRoot",
                "/securityContext",
                "spec.template.spec.containers[0].securityContext.runAsNonRoot",
                json!({}),
                "unset",
            ),
            (
                "runAsNonRoot",
                "/securityContext/runAsNonRoot",
                "spec.template.spec.securityContext.runAsNonRoot",
                json!(false),
                "false",
            ),
            ("runAsUser", "/securityContext/runAsUser", "spec.template.spec.securityContext.runAsUser", json!(0), "0"),
            ("runAsUser", at("runAsUser"), "spec.template.spec.containers[0].securityContext.runAsUser", json!(0), "0"),
            (
                "seccompProfile_restricted",
                "/securityContext/seccompProfile",
                "spec.template.spec.containers[0].securityContext.seccompProfile.type",
                Value::Null,
                "unset",
            ),
            (
                "capabilities_restricted",
                at("capabilities"),
                "spec.template.spec.containers[0].securityContext.capabilities.drop",
                json!({}),
                "unset",
            ),
            (
                "capabilities_restricted",
                at("capabilities/add"),
                "spec.template.spec.containers[0].securityContext.capabilities.add[0]",
                json!(["CHOWN"]),
                "CHOWN",
            ),
        ],
    );
}

#[test]
fn what_each_check_allows() {
    let c = "/containers/0/securityContext";
    for (pointer, value) in [
        ("/hostNetwork".to_owned(), json!(false)),
        (format!("{c}/privileged"), json!(false)),
        (format!("{c}/capabilities/add"), json!(["NET_BIND_SERVICE"])),
        ("/containers/0/ports".to_owned(), json!([{"hostPort": 0}, {"containerPort": 80}])),
        (format!("{c}/appArmorProfile"), json!({"type": "RuntimeDefault"})),
        (format!("{c}/seLinuxOptions"), json!({"type": "container_engine_t", "level": "s0"})),
        (format!("{c}/procMount"), json!("Default")),
        (format!("{c}/seccompProfile"), json!({"type": "Localhost", "localhostProfile": "p"})),
        ("/securityContext/sysctls".to_owned(), json!([{"name": "net.ipv4.tcp_keepalive_time"}])),
        (format!("{c}/windowsOptions"), json!({"hostProcess": false})),
        ("/containers/0/livenessProbe".to_owned(), json!({"httpGet": {"host": "", "port": 80}})),
        ("/securityContext/runAsUser".to_owned(), json!(1000)),
        ("/initContainers".to_owned(), json!([hardened("init")])),
        (
            "/volumes".to_owned(),
            json!([{"name": "a", "configMap": {}}, {"name": "b", "csi": {}}, {"name": "c", "downwardAPI": {}},
                {"name": "d", "emptyDir": {}}, {"name": "e", "ephemeral": {}}, {"name": "f", "secret": {}},
                {"name": "g", "persistentVolumeClaim": {}}, {"name": "h", "projected": {}}]),
        ),
    ] {
        assert_eq!(found(&with(restricted(), &pointer, value), &json!({})), [], "{pointer}");
    }
}

#[test]
fn app_armor_annotations() {
    let key = "container.apparmor.security.beta.kubernetes.io/app";
    let list = found(&restricted(), &json!({key: "unconfined"}));
    assert_eq!(list[0].path.as_deref(), Some(format!("spec.template.metadata.annotations['{key}']").as_str()));
    assert_eq!(level(&list), PRIVILEGED);
    for value in ["runtime/default", "localhost/profile"] {
        assert_eq!(found(&restricted(), &json!({key: value})), [], "{value}");
    }
}

#[test]
fn windows_pods_are_free_of_three_checks_only() {
    let spec = json!({"os": {"name": "windows"}, "containers": [{"name": "app"}]});
    let list = found(&spec, &json!({}));
    let checks: Vec<_> = list.iter().filter_map(|violation| violation.check.as_deref()).collect();
    assert_eq!(checks, ["runAsNonRoot"]);
    // Asking for Windows nodes without saying so in `os` is not enough.
    let spec = json!({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "app"}]});
    assert_eq!(found(&spec, &json!({})).len(), 4);
}

#[test]
fn levels_and_what_namespaces_admit() {
    let plain = json!({"containers": [{"name": "app"}]});
    assert_eq!(level(&found(&restricted(), &json!({}))), RESTRICTED);
    assert_eq!(level(&found(&plain, &json!({}))), BASELINE);
    assert_eq!(level(&found(&with(plain, "/hostPID", json!(true)), &json!({}))), PRIVILEGED);
    for (enforced, admitted) in [
        ("privileged", [true, true, true]),
        ("baseline", [false, true, true]),
        ("restricted", [false, false, true]),
        ("typo", [false, false, true]),
    ] {
        assert_eq!([PRIVILEGED, BASELINE, RESTRICTED].map(|level| admits(enforced, level)), admitted, "{enforced}");
    }
}

/// Check, what breaks it, and the versions in which it does: first and last.
#[test]
fn p1_the_standards_of_each_version() {
    const NEVER: Option<(u32, u32)> = None;
    let sysctl = |name: &str| with(restricted(), "/securityContext/sysctls", json!([{"name": name}]));
    let user = |spec: Value| with(spec, "/hostUsers", json!(false));
    let c = "/containers/0/securityContext";
    let unmasked = with(restricted(), &format!("{c}/procMount"), json!("Unmasked"));
    let root = with(restricted(), &format!("{c}/runAsUser"), json!(0));
    let as_root = with(restricted(), "/securityContext/runAsNonRoot", json!(false));
    let pod_false = with(as_root.clone(), &format!("{c}/runAsNonRoot"), json!(true));
    let probe =
        |kind: &str| with(restricted(), "/containers/0/livenessProbe", json!({kind: {"host": "10.0.0.1", "port": 80}}));
    let hook = with(restricted(), "/containers/0/lifecycle", json!({"preStop": {"httpGet": {"host": "10.0.0.1"}}}));
    let engine = with(restricted(), &format!("{c}/seLinuxOptions"), json!({"type": "container_engine_t"}));
    for (spec, check, level, broken) in [
        (sysctl("kernel.shm_rmid_forced"), "sysctls", BASELINE, NEVER),
        (sysctl("net.ipv4.ip_local_reserved_ports"), "sysctls", BASELINE, Some((25, 26))),
        (sysctl("net.ipv4.tcp_keepalive_time"), "sysctls", BASELINE, Some((25, 28))),
        (sysctl("net.ipv4.tcp_fin_timeout"), "sysctls", BASELINE, Some((25, 28))),
        (sysctl("net.ipv4.tcp_keepalive_intvl"), "sysctls", BASELINE, Some((25, 28))),
        (sysctl("net.ipv4.tcp_keepalive_probes"), "sysctls", BASELINE, Some((25, 28))),
        (sysctl("net.ipv4.tcp_rmem"), "sysctls", BASELINE, Some((25, 31))),
        (sysctl("net.ipv4.tcp_wmem"), "sysctls", BASELINE, Some((25, 31))),
        (sysctl("net.core.somaxconn"), "sysctls", BASELINE, Some((25, 37))),
        (engine, "seLinuxOptions", BASELINE, Some((25, 30))),
        (unmasked.clone(), "procMount", BASELINE, Some((25, 37))),
        (user(unmasked), "procMount", BASELINE, Some((25, 34))),
        (root.clone(), "runAsUser", RESTRICTED, Some((25, 37))),
        (user(root), "runAsUser", RESTRICTED, Some((25, 34))),
        (as_root.clone(), "runAsNonRoot", RESTRICTED, Some((25, 37))),
        (user(as_root), "runAsNonRoot", RESTRICTED, Some((25, 34))),
        (pod_false, "runAsNonRoot", RESTRICTED, Some((25, 37))),
        (probe("httpGet"), "hostProbesAndHostLifecycle", BASELINE, Some((34, 37))),
        (probe("tcpSocket"), "hostProbesAndHostLifecycle", BASELINE, Some((34, 37))),
        (hook, "hostProbesAndHostLifecycle", BASELINE, Some((34, 37))),
        (restricted(), "none", RESTRICTED, NEVER),
    ] {
        let workload: Workload =
            from_value(json!({"kind": "Pod", "templatePath": "", "template": {"metadata": {}, "spec": spec}})).unwrap();
        let template = Template::of(&workload).unwrap();
        for minor in 25..=37 {
            let list = violations(&template, Version::minor(minor));
            let expected = broken.is_some_and(|(first, last)| (first..=last).contains(&minor));
            let seen = list.iter().any(|v| v.check.as_deref() == Some(check) && v.level == Some(level));
            assert_eq!(seen, expected, "{check} in 1.{minor}: {list:?}");
            assert_eq!(list.is_empty(), !expected, "{check} in 1.{minor}: {list:?}");
        }
        // Without the version there is a level where all versions agree.
        let constant = broken.is_none_or(|versions| versions == (25, 37));
        assert_eq!(violations_at(&template, None).is_some(), constant, "{check}");
    }
}

#[test]
fn p1_versions_as_servers_and_namespaces_write_them() {
    for (text, minor) in [("v1.34.1-eks-1234567", 34), ("1.29", 29), ("v1.30", 30), ("v1.33+", 33)] {
        assert_eq!(Version::parse(text), Some(Version::minor(minor)), "{text}");
    }
    for text in ["latest", "", "v2.1", "1", "v1.x"] {
        assert_eq!(Version::parse(text), None, "{text}");
    }
}
