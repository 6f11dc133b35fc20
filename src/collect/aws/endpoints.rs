//! Where a declared service is reached.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use crate::evidence::recording::binding::partition;
use crate::evidence::topic::declaration::Service;

/// The ends of host names by partition, without and with IPv6.
/// Source: the SDKs' partitions (`partitions.json` of botocore).
const SUFFIXES: [(&str, &str, &str); 8] = [
    ("aws", "amazonaws.com", "api.aws"),
    ("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    ("aws-us-gov", "amazonaws.com", "api.aws"),
    ("aws-iso", "c2s.ic.gov", "api.aws.ic.gov"),
    ("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"),
    ("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    ("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    ("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"),
];

/// URL of the service: what environment and profile say, or AWS's own.
pub(super) fn of(config: &SdkConfig, service: &Service) -> String {
    let key =
        ServiceConfigKey::builder().service_id(&service.id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build();
    let own = config.service_config().zip(key.ok()).and_then(|(all, key)| all.load_config(key));
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let (fips, dual) = (config.use_fips().unwrap_or(false), config.use_dual_stack().unwrap_or(false));
    own.or_else(|| config.endpoint_url().map(str::to_owned)).unwrap_or_else(|| url(service, &region, fips, dual))
}

fn url(service: &Service, region: &str, fips: bool, dual: bool) -> String {
    let partition = partition(region);
    let (_, plain, with_ipv6) = SUFFIXES.iter().find(|(name, ..)| *name == partition).unwrap_or(&SUFFIXES[0]);
    let (prefix, suffix) =
        if dual { (&service.dual_stack_prefix, with_ipv6) } else { (&service.endpoint_prefix, plain) };
    let fips = if fips { "-fips" } else { "" };
    match &service.global {
        Some(_) => format!("https://{prefix}{fips}.{suffix}"),
        None => format!("https://{prefix}{fips}.{region}.{suffix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::topic::declaration::Protocol;

    #[test]
    fn each_partition_has_its_own_hosts() {
        let service = |global: Option<&str>| Service {
            name: "ecr".to_owned(),
            id: "ECR".to_owned(),
            endpoint_prefix: "api.ecr".to_owned(),
            dual_stack_prefix: "ecr".to_owned(),
            signing_name: "ecr".to_owned(),
            global: global.map(str::to_owned),
            protocol: Protocol::RestJson,
        };
        for (region, fips, dual, expected) in [
            ("eu-west-1", false, false, "https://api.ecr.eu-west-1.amazonaws.com"),
            ("us-gov-west-1", true, false, "https://api.ecr-fips.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", false, false, "https://api.ecr.cn-north-1.amazonaws.com.cn"),
            ("cn-north-1", false, true, "https://ecr.cn-north-1.api.amazonwebservices.com.cn"),
            ("us-iso-east-1", false, false, "https://api.ecr.us-iso-east-1.c2s.ic.gov"),
            ("eusc-de-east-1", false, true, "https://ecr.eusc-de-east-1.api.amazonwebservices.eu"),
            ("us-east-1", true, true, "https://ecr-fips.us-east-1.api.aws"),
        ] {
            assert_eq!(url(&service(None), region, fips, dual), expected);
        }
        assert_eq!(url(&service(Some("us-east-1")), "eu-west-1", false, false), "https://api.ecr.amazonaws.com");
    }
}
