//! VPC endpoints: which AWS services the VPC reaches without the internet.

use std::collections::BTreeSet;

use crate::analysis::derived::Sources;
use crate::analysis::inputs::Scope;
use crate::evidence::model::analysis::Network;
use crate::evidence::topic::Topic;

/// What nodes need without a way out.
/// Source: EKS User Guide, "Deploy private clusters with limited internet access".
const NEEDED: [&str; 6] = ["ec2", "ecr.api", "ecr.dkr", "eks", "s3", "sts"];

pub(super) fn add(scope: &Scope<'_>, value: &mut Network, sources: &mut Sources) {
    let Some(vpc) = value.vpc_id.as_deref().filter(|_| scope.complete(Topic::Ec2VpcEndpoint)) else { return };
    let mut services = BTreeSet::new();
    for entry in scope.inputs.vpc_endpoints.of_cluster(scope.cluster) {
        let endpoint = &entry.value;
        // The API reference writes `Available`, the service `available`.
        let available = endpoint.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("available"));
        if endpoint.vpc_id.as_deref() != Some(vpc) || !available {
            continue;
        }
        if let Some(service) = endpoint.service_name.as_deref().and_then(|name| short_name(name, scope.region())) {
            sources.add(entry);
            services.insert(service.to_owned());
        }
    }
    value.endpoint_services_missing =
        Some(NEEDED.into_iter().filter(|service| !services.contains(*service)).map(str::to_owned).collect());
    value.endpoint_services = Some(services.into_iter().collect());
}

/// `ecr.api` of `com.amazonaws.eu-west-1.ecr.api`, and of
/// `cn.com.amazonaws.cn-north-1.ecr.api`. `None` for other services and Regions.
fn short_name<'a>(service_name: &'a str, region: &str) -> Option<&'a str> {
    let amazon = service_name.strip_prefix("cn.").unwrap_or(service_name).strip_prefix("com.amazonaws.")?;
    amazon.strip_prefix(region)?.strip_prefix('.').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn names_of_the_own_region_only() {
        let name = |service| short_name(service, "eu-west-1");
        assert_eq!(name("com.amazonaws.eu-west-1.ecr.api"), Some("ecr.api"));
        assert_eq!(name("com.amazonaws.eu-west-1.s3"), Some("s3"));
        assert_eq!(short_name("cn.com.amazonaws.cn-north-1.ec2", "cn-north-1"), Some("ec2"));
        assert_eq!(name("com.amazonaws.us-east-1.s3"), None);
        assert_eq!(name("com.amazonaws.vpce.eu-west-1.vpce-svc-1"), None);
        assert_eq!(name("com.amazonaws.eu-west-1."), None);
        assert_eq!(name(""), None);
    }
}
