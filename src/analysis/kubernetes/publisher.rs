//! From whose registry an image comes: EKS's own, or that of a project whose parts run in a cluster.

use super::image::Image;

/// Accounts of EKS's registries, one for a Region or more, as of November 2026.
/// Source: EKS User Guide, "View Amazon container image registries for Amazon EKS add-ons".
const EKS_ACCOUNTS: [&str; 22] = [
    "013241004608",
    "066635153087",
    "121268973566",
    "151610086707",
    "151742754352",
    "296578399912",
    "333609536671",
    "455263428931",
    "491585149902",
    "533267051163",
    "558608220178",
    "590381155156",
    "602401143452",
    "730335286997",
    "759879836304",
    "761377655185",
    "800184023465",
    "877085696533",
    "900612956339",
    "900889452093",
    "918309763551",
    "961992271922",
];

/// Ends of the hosts of Amazon ECR in every partition. Source: AWS General Reference, "Amazon ECR endpoints".
const DOMAINS: [&str; 9] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".on.amazonwebservices.com.cn",
    ".on.aws",
    ".sc2s.sgov.gov",
];

/// True when EKS publishes the image.
pub(super) fn is_of_eks(image: &Image) -> bool {
    let Some((account, host)) = image.registry.split_once('.') else { return false };
    let in_ecr = ["dkr.ecr.", "dkr-ecr.", "dkr.ecr-fips.", "dkr-ecr-fips."].iter().any(|start| host.starts_with(start))
        && DOMAINS.iter().any(|end| host.ends_with(end));
    let public = image.registry == "public.ecr.aws"
        && ["eks/", "eks-distro/"].iter().any(|start| image.repository.starts_with(start));
    in_ecr && EKS_ACCOUNTS.contains(&account) || public
}

/// True when the project of this name publishes the image, in a registry that it names in its own manifests.
pub(super) fn is_of_project(image: &Image, project: &str) -> bool {
    let known = matches!(image.registry.as_str(), "docker.io" | "index.docker.io" | "quay.io" | "gcr.io" | "ghcr.io");
    known && image.repository.split('/').next() == Some(project)
}

#[cfg(test)]
mod tests {
    use super::super::image::parse;
    use super::*;

    #[test]
    fn p2_the_registry_tells_the_publisher() {
        for (image, expected) in [
            ("602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.20.3", true),
            ("602401143452.dkr-ecr.eu-west-1.on.aws/eks/coredns:v1.12.3", true),
            ("918309763551.dkr.ecr.cn-north-1.amazonaws.com.cn/eks/kube-proxy:v1.33.3", true),
            ("public.ecr.aws/eks/aws-load-balancer-controller:v2", true),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.20.3", false),
            ("602401143452.dkr.ecr.eu-west-1.amazonaws.com.example.org/x:1", false),
            ("602401143452.example.org/amazon-k8s-cni:v1", false),
            ("public.ecr.aws/someone/eks/x:1", false),
            ("amazon-k8s-cni:v1.20.3", false),
        ] {
            assert_eq!(is_of_eks(&parse(image).unwrap()), expected, "{image}");
        }
        assert!(is_of_project(&parse("quay.io/cilium/cilium:v1.18").unwrap(), "cilium"));
        assert!(is_of_project(&parse("calico/node:v3.30").unwrap(), "calico"));
        assert!(!is_of_project(&parse("registry.example.org/calico/node:v3.30").unwrap(), "calico"));
    }
}
