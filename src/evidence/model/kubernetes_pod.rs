//! Kubernetes pods, as the API gives them.
//! Source: Kubernetes API Reference, `PodSpec` and the kinds in it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api_shapes;
use crate::evidence::scalar::{Flag, Number};

/// Labels, annotations, selectors.
pub type Text = BTreeMap<String, String>;

/// Start of the annotation that named a container's AppArmor profile before there was a field; the container's name
/// follows. Source: Kubernetes documentation, "Restrict a Container's Access to Resources with AppArmor".
pub const APP_ARMOR_ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

api_shapes! {
    /// `PodSpec`.
    PodSpec {
        containers: Vec<Container>,
        init_containers: Vec<Container>,
        ephemeral_containers: Vec<Container>,
        volumes: Vec<Volume>,
        service_account_name: String,
        automount_service_account_token: Flag,
        node_name: String,
        node_selector: Text,
        affinity: Value,
        tolerations: Vec<Value>,
        topology_spread_constraints: Vec<Value>,
        #[serde(rename = "hostPID")]
        host_pid: Flag,
        #[serde(rename = "hostIPC")]
        host_ipc: Flag,
        host_network: Flag,
        host_users: Flag,
        share_process_namespace: Flag,
        security_context: PodSecurityContext,
        runtime_class_name: String,
        priority_class_name: String,
        scheduler_name: String,
        restart_policy: String,
        dns_policy: String,
        os: PodOs,
        image_pull_secrets: Vec<Value>,
        host_aliases: Vec<Value>,
        enable_service_links: Flag,
        termination_grace_period_seconds: Number,
        /// Of the pod as a whole, which its containers share.
        resources: Resources,
    }
    /// `PodOS`.
    PodOs { name: String, }
    /// `Container`, `EphemeralContainer`.
    Container {
        name: String,
        image: String,
        command: Vec<String>,
        args: Vec<String>,
        working_dir: String,
        ports: Vec<ContainerPort>,
        /// Values are redaction markers where they are literal.
        env: Vec<EnvironmentVariable>,
        env_from: Vec<Value>,
        resources: Resources,
        volume_mounts: Vec<VolumeMount>,
        liveness_probe: Value,
        readiness_probe: Value,
        startup_probe: Value,
        lifecycle: Value,
        image_pull_policy: String,
        restart_policy: String,
        security_context: SecurityContext,
        stdin: Flag,
        tty: Flag,
    }
    /// `ContainerPort`.
    ContainerPort {
        name: String,
        container_port: Number,
        host_port: Number,
        #[serde(rename = "hostIP")]
        host_ip: String,
        protocol: String,
    }
    /// `EnvVar`. A literal value is a redaction marker that names its kind.
    EnvironmentVariable { name: String, value: String, value_from: Value, }
    /// `ResourceRequirements`.
    Resources { limits: BTreeMap<String, Value>, requests: BTreeMap<String, Value>, }
    /// `VolumeMount`.
    VolumeMount { name: String, mount_path: String, sub_path: String, read_only: Flag, mount_propagation: String, }
    /// `SecurityContext` of a container.
    SecurityContext {
        privileged: Flag,
        allow_privilege_escalation: Flag,
        read_only_root_filesystem: Flag,
        run_as_non_root: Flag,
        run_as_user: Number,
        run_as_group: Number,
        capabilities: Capabilities,
        seccomp_profile: Profile,
        app_armor_profile: Profile,
        #[serde(rename = "seLinuxOptions")]
        se_linux_options: SeLinuxOptions,
        windows_options: WindowsOptions,
        proc_mount: String,
    }
    /// `Capabilities`.
    Capabilities { add: Vec<String>, drop: Vec<String>, }
    /// `SeccompProfile`, `AppArmorProfile`.
    Profile {
        #[serde(rename = "type")]
        profile_type: String,
        localhost_profile: String,
    }
    /// `SELinuxOptions`.
    SeLinuxOptions {
        user: String,
        role: String,
        #[serde(rename = "type")]
        se_linux_type: String,
        level: String,
    }
    /// `WindowsSecurityContextOptions`.
    WindowsOptions { gmsa_credential_spec_name: String, run_as_user_name: String, host_process: Flag, }
    /// `PodSecurityContext`.
    PodSecurityContext {
        run_as_non_root: Flag,
        run_as_user: Number,
        run_as_group: Number,
        fs_group: Number,
        supplemental_groups: Vec<Number>,
        seccomp_profile: Profile,
        app_armor_profile: Profile,
        #[serde(rename = "seLinuxOptions")]
        se_linux_options: SeLinuxOptions,
        windows_options: WindowsOptions,
        sysctls: Vec<Sysctl>,
    }
    /// `Sysctl`.
    Sysctl { name: String, value: String, }
    /// `Volume`: its name and its one source, as it stands.
    Volume {
        name: String,
        host_path: HostPath,
        secret: Value,
        config_map: Value,
        empty_dir: Value,
        projected: Value,
        persistent_volume_claim: Value,
        csi: Value,
        #[serde(rename = "downwardAPI")]
        downward_api_volume: Value,
        nfs: Value,
        ephemeral: Value,
        image: Value,
        aws_elastic_block_store: Value,
        git_repo: Value,
        iscsi: Value,
        fc: Value,
        glusterfs: Value,
        flex_volume: Value,
        azure_disk: Value,
        azure_file: Value,
        cephfs: Value,
        cinder: Value,
        flocker: Value,
        gce_persistent_disk: Value,
        photon_persistent_disk: Value,
        portworx_volume: Value,
        quobyte: Value,
        rbd: Value,
        #[serde(rename = "scaleIO")]
        scale_io: Value,
        storageos: Value,
        vsphere_volume: Value,
    }
    /// `HostPathVolumeSource`.
    HostPath {
        path: String,
        #[serde(rename = "type")]
        path_type: String,
    }
}
