//! Operating system and Kubernetes version, from AMI types and image names.

use crate::evidence::model::analysis::OperatingSystem;

/// The operating system; `None` when neither an AMI type nor a name is known.
/// Sources: EKS API Reference, `Nodegroup.amiType`; EKS User Guide, "Create
/// nodes with optimized Amazon Linux AMIs" and its siblings for the other
/// systems; "Automate cluster infrastructure with EKS Auto Mode": Auto Mode
/// images are variants of Bottlerocket.
pub(super) fn of(
    ami_type: Option<&str>,
    image_name: Option<&str>,
    auto_mode: bool,
    platform: Option<&str>,
) -> Option<OperatingSystem> {
    if let Some(system) = ami_type.and_then(of_ami_type) {
        return Some(system);
    }
    if let Some(system) = image_name.and_then(of_image_name) {
        return Some(system);
    }
    // EC2 gives a platform to Windows instances only.
    if platform.is_some_and(|platform| platform.eq_ignore_ascii_case("windows")) {
        return Some(OperatingSystem::Windows);
    }
    if auto_mode {
        return Some(OperatingSystem::Bottlerocket);
    }
    (ami_type.is_some() || image_name.is_some()).then_some(OperatingSystem::Unknown)
}

fn of_ami_type(ami_type: &str) -> Option<OperatingSystem> {
    let starts = [
        ("AL2023_", OperatingSystem::Al2023),
        ("AL2_", OperatingSystem::Al2),
        ("BOTTLEROCKET_", OperatingSystem::Bottlerocket),
        ("WINDOWS_", OperatingSystem::Windows),
    ];
    starts.into_iter().find(|(start, _)| ami_type.starts_with(start)).map(|(_, system)| system)
}

fn of_image_name(name: &str) -> Option<OperatingSystem> {
    if name.starts_with("amazon-eks-node-al2023-") {
        return Some(OperatingSystem::Al2023);
    }
    let starts = [
        ("amazon-eks-node-", OperatingSystem::Al2),
        ("amazon-eks-arm64-node-", OperatingSystem::Al2),
        ("amazon-eks-gpu-node-", OperatingSystem::Al2),
        ("bottlerocket-", OperatingSystem::Bottlerocket),
        ("eks-auto-", OperatingSystem::Bottlerocket),
        ("Windows_Server-", OperatingSystem::Windows),
        ("ubuntu-eks", OperatingSystem::Ubuntu),
        ("ubuntu/", OperatingSystem::Ubuntu),
    ];
    starts.into_iter().find(|(start, _)| name.starts_with(start)).map(|(_, system)| system)
}

/// The Kubernetes minor version that the name of an EKS image states, as its
/// own part of the name: `1.33`.
pub(super) fn kubernetes_version(name: &str) -> Option<String> {
    of_image_name(name)?;
    // A Bottlerocket name ends with its own version: the first match is Kubernetes'.
    name.split(['-', '_', '/']).find(|part| is_minor_version(part)).map(str::to_owned)
}

fn is_minor_version(part: &str) -> bool {
    part.strip_prefix("1.").is_some_and(|minor| {
        (1..=2).contains(&minor.len()) && minor.chars().all(|character| character.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(ami: Option<&str>, image: Option<&str>, auto_mode: bool, platform: Option<&str>) -> Option<&'static str> {
        of(ami, image, auto_mode, platform).map(OperatingSystem::as_str)
    }

    #[test]
    fn names_of_published_images() {
        for (name, expected, version) in [
            ("amazon-eks-node-al2023-x86_64-standard-1.33-v20250920", Some("al2023"), Some("1.33")),
            ("amazon-eks-node-1.29-v20240202", Some("al2"), Some("1.29")),
            ("amazon-eks-arm64-node-1.31-v20240202", Some("al2"), Some("1.31")),
            ("bottlerocket-aws-k8s-1.33-x86_64-v1.47.0-0a1b2c3d", Some("bottlerocket"), Some("1.33")),
            ("bottlerocket-aws-k8s-1.30-nvidia-aarch64-v1.20.1-abc", Some("bottlerocket"), Some("1.30")),
            ("Windows_Server-2022-English-Core-EKS_Optimized-1.32-2025.09.10", Some("windows"), Some("1.32")),
            (
                "ubuntu-eks/k8s_1.31/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250101",
                Some("ubuntu"),
                Some("1.31"),
            ),
            ("our-hardened-1.33-image", Some("unknown"), None),
            ("", Some("unknown"), None),
        ] {
            assert_eq!(system(None, Some(name), false, None), expected, "{name}");
            assert_eq!(kubernetes_version(name).as_deref(), version, "{name}");
        }
    }

    #[test]
    fn the_ami_type_says_it_first_and_custom_says_nothing() {
        assert_eq!(system(Some("AL2023_ARM_64_STANDARD"), Some("ours"), false, None), Some("al2023"));
        assert_eq!(system(Some("AL2_x86_64"), None, false, None), Some("al2"));
        assert_eq!(
            system(Some("CUSTOM"), Some("bottlerocket-aws-k8s-1.33-x86_64-v1"), false, None),
            Some("bottlerocket")
        );
        assert_eq!(system(Some("CUSTOM"), None, false, None), Some("unknown"));
        assert_eq!(system(None, None, false, None), None);
        assert_eq!(system(Some("CUSTOM"), Some("ours"), false, Some("windows")), Some("windows"));
        assert_eq!(system(None, None, true, None), Some("bottlerocket"));
    }
}
