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
    violations(&Template::of(&workload).unwrap())
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
