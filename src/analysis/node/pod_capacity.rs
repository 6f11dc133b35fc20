//! How many pods the addresses of a node's interfaces allow.
//! Source: EKS User Guide, "Choose an optimal Amazon EC2 node instance type";
//! VPC CNI README, environment variables.

use serde_json::Value;

use crate::analysis::derived::Sources;
use crate::analysis::inputs::Scope;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis::{Node, OperatingSystem, PodCapacity};
use crate::evidence::model::ec2::InstanceTypeInfo;
use crate::evidence::scalar::{Flag, Number};

/// Addresses of one IPv4 prefix (/28).
const ADDRESSES_PER_PREFIX: i64 = 16;
/// The node's own pods in the host network: `aws-node` and `kube-proxy`.
const HOST_NETWORK_PODS: i64 = 2;
const LARGE_FROM_VCPUS: i64 = 30;

/// What the VPC CNI is set to do.
struct CniSettings {
    prefix_delegation: bool,
    custom_networking: bool,
}

/// The capacity, with the members that the facts settle.
pub(super) fn of(scope: &Scope<'_>, node: &Node, sources: &mut Sources) -> PodCapacity {
    let mut capacity = PodCapacity {
        configured_maximum_pods: configured_maximum_pods(scope, node, sources),
        ..PodCapacity::default()
    };
    let Some(entry) = node.instance_type.as_deref().and_then(|name| scope.inputs.instance_types.get(name)) else {
        return capacity;
    };
    sources.add(entry);
    if let Some(network) = &entry.value.network_info {
        capacity.maximum_network_interfaces = network.maximum_network_interfaces;
        capacity.ipv4_addresses_per_interface = network.ipv4_addresses_per_interface;
    }
    // Auto Mode brings its own network plug-in, and Windows nodes use one
    // interface: neither follows the add-on's settings.
    let system = node.operating_system;
    if node.compute_type == Some(ComputeType::AutoMode) || matches!(system, None | Some(OperatingSystem::Windows)) {
        return capacity;
    }
    let Some(settings) = cni_settings(scope, sources) else { return capacity };
    let Some(nitro) = is_nitro(&entry.value) else { return capacity };
    let prefixes = settings.prefix_delegation && nitro;
    capacity.prefix_delegation = Some(Flag(prefixes));
    capacity.maximum_pods = maximum_pods(&entry.value, prefixes, settings.custom_networking);
    capacity
}

/// Prefixes can be assigned on Nitro instances only.
fn is_nitro(info: &InstanceTypeInfo) -> Option<bool> {
    match (info.bare_metal, info.hypervisor.as_deref()) {
        (Some(Flag(true)), _) => Some(true),
        (_, Some(hypervisor)) => Some(hypervisor == "nitro"),
        _ => None,
    }
}

fn maximum_pods(info: &InstanceTypeInfo, prefixes: bool, custom_networking: bool) -> Option<Number> {
    let network = info.network_info.as_ref()?;
    let Number(vcpus) = info.v_cpu_info.as_ref()?.default_v_cpus?;
    // With custom networking the first interface gives no address to pods.
    let interfaces = network.maximum_network_interfaces?.0.checked_sub(i64::from(custom_networking))?;
    let per_interface = network.ipv4_addresses_per_interface?.0.checked_sub(1)?;
    let addresses = interfaces.checked_mul(per_interface)?;
    let addresses = if prefixes { addresses.checked_mul(ADDRESSES_PER_PREFIX)? } else { addresses };
    let cap = if vcpus < LARGE_FROM_VCPUS { 110 } else { 250 };
    Some(Number(addresses.checked_add(HOST_NETWORK_PODS)?.min(cap)))
}

/// The settings of the `vpc-cni` add-on; `None` when it is not an EKS add-on,
/// for its DaemonSet can then say anything, or when its settings cannot be read.
fn cni_settings(scope: &Scope<'_>, sources: &mut Sources) -> Option<CniSettings> {
    let cluster = scope.description()?;
    let addon = scope.inputs.addons.get(&format!("{}/vpc-cni", scope.cluster))?;
    sources.add(cluster);
    sources.add(addon);
    // An IPv6 cluster always works with prefixes.
    let ipv6 = cluster.value.kubernetes_network_config.as_ref()?.ip_family.as_deref()? == "ipv6";
    let Some(text) = addon.value.configuration_values.as_deref().filter(|text| !text.trim().is_empty()) else {
        return Some(CniSettings { prefix_delegation: ipv6, custom_networking: false });
    };
    let values: Value = serde_json::from_str(text).ok().or_else(|| serde_saphyr::from_str(text).ok())?;
    if !values.is_object() {
        return None;
    }
    Some(CniSettings {
        prefix_delegation: switch(&values, "ENABLE_PREFIX_DELEGATION")? || ipv6,
        custom_networking: switch(&values, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG")?,
    })
}

/// A switch of the CNI, off unless set; `None` when it is set to something else.
fn switch(values: &Value, name: &str) -> Option<bool> {
    match values.get("env").and_then(|env| env.get(name)) {
        None => Some(false),
        Some(Value::Bool(value)) => Some(*value),
        Some(Value::String(text)) => text.trim().to_ascii_lowercase().parse().ok(),
        Some(_) => None,
    }
}

fn configured_maximum_pods(scope: &Scope<'_>, node: &Node, sources: &mut Sources) -> Option<Number> {
    let (id, version) = (node.launch_template_id.as_deref()?, node.launch_template_version.as_deref()?);
    let entry = scope.inputs.launch_template_versions.get(&format!("{id}/{version}"))?;
    sources.add(entry);
    stated_maximum(entry.value.launch_template_data.as_ref()?.user_data.as_deref()?)
}

/// The number in `redacted(user-data; …; max-pods: 58)`: redaction keeps it,
/// since it is no secret.
fn stated_maximum(marker: &str) -> Option<Number> {
    let inside = marker.split_once("redacted(user-data")?.1;
    let digits = inside.split_once("max-pods:")?.1.trim_start();
    let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok().map(Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(interfaces: i64, addresses: i64, vcpus: i64) -> InstanceTypeInfo {
        serde_json::from_value(serde_json::json!({
            "vCpuInfo": {"defaultVCpus": vcpus},
            "networkInfo": {"maximumNetworkInterfaces": interfaces, "ipv4AddressesPerInterface": addresses},
        }))
        .unwrap()
    }

    #[test]
    fn the_formula_gives_published_numbers() {
        // eni-max-pods.txt of the VPC CNI: t3.medium 17, m5.large 29, m5.4xlarge 234 (capped here).
        assert_eq!(maximum_pods(&info(3, 6, 2), false, false), Some(Number(17)));
        assert_eq!(maximum_pods(&info(3, 10, 2), false, false), Some(Number(29)));
        assert_eq!(maximum_pods(&info(8, 30, 16), false, false), Some(Number(110)));
        assert_eq!(maximum_pods(&info(15, 50, 96), false, false), Some(Number(250)));
        assert_eq!(maximum_pods(&info(3, 10, 2), true, false), Some(Number(110)));
        assert_eq!(maximum_pods(&info(3, 10, 2), false, true), Some(Number(20)));
        assert_eq!(maximum_pods(&InstanceTypeInfo::default(), false, false), None);
        assert_eq!(maximum_pods(&info(i64::MIN, i64::MAX, 2), true, true), None);
    }

    #[test]
    fn max_pods_is_read_from_the_marker_only() {
        assert_eq!(stated_maximum("redacted(user-data; credentials: 0; max-pods: 58)"), Some(Number(58)));
        assert_eq!(stated_maximum("redacted(user-data; credentials: none)"), None);
        assert_eq!(stated_maximum("redacted(user-data; max-pods: many)"), None);
        assert_eq!(stated_maximum("max-pods: 58"), None);
        assert_eq!(stated_maximum(""), None);
    }

    #[test]
    fn a_switch_that_is_neither_on_nor_off_is_unknown() {
        let values = serde_json::json!({"env": {"A": "true", "B": false, "C": "redacted", "D": 1}});
        let read: Vec<_> = ["A", "B", "C", "D", "E"].iter().map(|name| switch(&values, name)).collect();
        assert_eq!(read, [Some(true), Some(false), None, None, Some(false)]);
    }
}
