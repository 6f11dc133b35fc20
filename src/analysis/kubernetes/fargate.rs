//! What AWS Fargate refuses: a pod that asks for it runs on a node, or not at all.
//! Source: EKS User Guide, "Simplify compute management with AWS Fargate", considerations.

use super::template::Template;

/// True when no pod of the template can run on Fargate.
pub(super) fn refuses(template: &Template<'_>) -> bool {
    let spec = template.spec;
    let shares = [spec.host_network, spec.host_pid, spec.host_ipc];
    let of_node = spec.volumes.iter().flatten().any(|volume| volume.host_path.is_some());
    let asks = |placed: &super::template::Placed<'_>| {
        let privileged = placed.context().and_then(|context| context.privileged).is_some_and(|flag| flag.0);
        let ports = placed.container.ports.iter().flatten();
        privileged || ports.filter_map(|port| port.host_port).any(|port| port.0 != 0)
    };
    shares.into_iter().flatten().any(|flag| flag.0) || of_node || template.containers().iter().any(asks)
}
