//! From which version of Kubernetes a check reads what.

use crate::analysis::kubernetes::template::Template;
use crate::evidence::scalar::Flag;

/// Hosts of probes and of lifecycle handlers are forbidden from here on.
pub(super) const HOST_PROBES: u32 = 34;
/// A pod in a user namespace of its own may run as root and see `/proc` unmasked from here on.
const USER_NAMESPACES: u32 = 35;

/// Kernel parameters that are safe, and from which version on.
const SYSCTLS: [(&str, u32); 12] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
];

/// SELinux types that are allowed, and from which version on.
const SE_LINUX_TYPES: [(&str, u32); 5] =
    [("", 0), ("container_t", 0), ("container_init_t", 0), ("container_kvm_t", 0), ("container_engine_t", 31)];

/// Minor version of Kubernetes 1 whose standards are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis::kubernetes) struct Version(u32);

impl Version {
    /// The oldest that EKS knows with Pod Security, and the newest whose rules are written here. A later one is judged by these.
    pub(super) const FIRST: Self = Self(25);
    pub(super) const LAST: Self = Self(37);

    pub(super) const fn minor(minor: u32) -> Self {
        Self(minor)
    }

    /// `1.33`, `v1.33`, `v1.33.2-eks-1`; `None` for anything else, `latest` among it.
    pub(in crate::analysis::kubernetes) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let (major, minor) = (parts.next()?, parts.next()?);
        let digits: String = minor.chars().take_while(char::is_ascii_digit).collect();
        (major == "1").then(|| digits.parse().ok().map(Self))?
    }

    pub(super) fn allows_sysctl(self, name: &str) -> bool {
        SYSCTLS.iter().any(|(known, since)| *known == name && self.0 >= *since)
    }

    pub(super) fn allows_se_linux_type(self, name: &str) -> bool {
        SE_LINUX_TYPES.iter().any(|(known, since)| *known == name && self.0 >= *since)
    }

    pub(super) fn forbids_probe_hosts(self) -> bool {
        self.0 >= HOST_PROBES
    }

    /// True when the pod's users are not those of its node, and the standards say so.
    pub(super) fn relaxes(self, template: &Template<'_>) -> bool {
        self.0 >= USER_NAMESPACES && template.spec.host_users == Some(Flag(false))
    }
}
