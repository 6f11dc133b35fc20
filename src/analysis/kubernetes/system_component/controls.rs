//! The controls that parts of EKS are excepted from, in groups by what a part does.

const HOST_NETWORK: &str = "host-network-not-shared";
const HOST_PID: &str = "host-pid-not-shared";
const PRIVILEGED: &str = "containers-not-privileged";
const HOST_PATHS: &str = "host-paths-not-mounted";
const SENSITIVE_PATHS: &str = "sensitive-host-paths-not-mounted";
const WRITABLE_PATHS: &str = "host-path-mounts-are-read-only";
const RUNTIME_SOCKETS: &str = "container-runtime-sockets-not-mounted";
const HOST_PORTS: &str = "host-ports-not-used";
const PRIVILEGED_PORTS: &str = "containers-declare-no-privileged-ports";
const CAPABILITIES: &str = "capabilities-dropped";
const ADDED_CAPABILITIES: &str = "added-capabilities-are-allowed";
const NET_RAW: &str = "net-raw-capability-dropped";
const HARDENING: &str = "containers-use-a-hardening-mechanism";
const ESCALATION: &str = "privilege-escalation-not-allowed";
const NON_ROOT: &str = "containers-run-as-non-root";
const USER_ID: &str = "containers-name-a-high-user-id";
const SECURITY_CONTEXT: &str = "containers-are-under-a-security-context";
const READ_ONLY_ROOT: &str = "root-file-systems-read-only";
const SECCOMP: &str = "seccomp-profile-set";
const TOKEN: &str = "service-account-token-not-mounted-needlessly";
const BASELINE: &str = "pod-security-baseline-met";
const HOST_PROCESS: &str = "windows-host-processes-not-used";
const DEFAULT_ACCOUNT: &str = "default-service-accounts-are-not-used";
const OWN_ACCOUNT: &str = "each-workload-has-its-own-service-account";

/// What AWS's manifest and images settle, so that the customer cannot.
pub(super) const MANIFEST: &[&str] = &[
    "service-links-are-off",
    "workloads-name-an-owner",
    "workloads-carry-standard-labels",
    "images-are-pinned-by-digest",
    "images-are-always-pulled",
    "containers-have-a-liveness-probe",
    "containers-have-a-readiness-probe",
];

/// A root process that acts on the node through paths of it.
pub(super) const NODE_AGENT: &[&str] = &[
    PRIVILEGED,
    HOST_PATHS,
    SENSITIVE_PATHS,
    WRITABLE_PATHS,
    CAPABILITIES,
    ADDED_CAPABILITIES,
    NET_RAW,
    HARDENING,
    ESCALATION,
    NON_ROOT,
    USER_ID,
    SECURITY_CONTEXT,
    SECCOMP,
    BASELINE,
];
/// It asks the API.
pub(super) const API_CLIENT: &[&str] = &[TOKEN];
/// It listens on the node's addresses.
pub(super) const NODE_NETWORK: &[&str] = &[HOST_NETWORK, HOST_PORTS];
/// The same, without a port of its own.
pub(super) const NODE_NETWORK_ONLY: &[&str] = &[HOST_NETWORK];
/// Its probes are answered on a port of the node.
pub(super) const NODE_PORTS: &[&str] = &[HOST_PORTS];
/// It watches the node's processes.
pub(super) const NODE_PROCESSES: &[&str] = &[HOST_PID];
/// It writes into its own root file system.
pub(super) const OWN_ROOT: &[&str] = &[READ_ONLY_ROOT];
/// It asks the container runtime, or mounts the node's root, which holds the runtime's socket.
pub(super) const RUNTIME: &[&str] = &[RUNTIME_SOCKETS];
/// DNS has port 53.
pub(super) const DNS: &[&str] = &[PRIVILEGED_PORTS];
/// An init container makes the link-local address; the server listens on its port 80 as root. The manifest names no
/// service account and mounts its token all the same, and sets neither a seccomp profile nor a read-only root.
/// Source: aws/eks-pod-identity-agent, `charts/eks-pod-identity-agent/templates/daemonset.yaml`.
pub(super) const IDENTITY_AGENT: &[&str] = &[
    PRIVILEGED,
    PRIVILEGED_PORTS,
    HOST_PATHS,
    CAPABILITIES,
    NET_RAW,
    HARDENING,
    ESCALATION,
    NON_ROOT,
    USER_ID,
    READ_ONLY_ROOT,
    SECCOMP,
    TOKEN,
    BASELINE,
    DEFAULT_ACCOUNT,
    OWN_ACCOUNT,
];
/// A Windows driver formats volumes as a process of the host.
pub(super) const WINDOWS_DRIVER: &[&str] =
    &[HOST_PROCESS, HOST_NETWORK, HOST_PATHS, SENSITIVE_PATHS, WRITABLE_PATHS, BASELINE];
/// It reads devices of the node, without writing to its network.
pub(super) const DEVICE_READER: &[&str] = &[
    PRIVILEGED,
    HOST_PATHS,
    SENSITIVE_PATHS,
    CAPABILITIES,
    ADDED_CAPABILITIES,
    NET_RAW,
    HARDENING,
    ESCALATION,
    NON_ROOT,
    USER_ID,
    SECCOMP,
    BASELINE,
];
/// A controller that works as root in the node's network.
pub(super) const ROOT_CONTROLLER: &[&str] =
    &[HOST_NETWORK, PRIVILEGED, NET_RAW, HARDENING, NON_ROOT, USER_ID, BASELINE];
