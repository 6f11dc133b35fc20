//! Image references.

/// The parts of a reference, with the defaults of container runtimes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) registry: String,
    pub(super) repository: String,
    /// `latest` when the reference has neither tag nor digest.
    pub(super) tag: Option<String>,
    pub(super) digest: Option<String>,
}

/// Reads `[registry[:port]/]repository[:tag][@digest]`; `None` for an empty
/// reference and for what is none. Source: distribution/reference, "familiar names"; Kubernetes
/// documentation, "Images".
pub(super) fn parse(reference: &str) -> Option<Image> {
    // What is no reference was not stored.
    if reference.starts_with("redacted(") {
        return None;
    }
    let (name, digest) = match reference.split_once('@') {
        Some((name, digest)) => (name, Some(digest.to_owned())),
        None => (reference, None),
    };
    let (registry, rest) = match name.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => ("docker.io", name),
    };
    // A colon before the last slash belongs to a port.
    let last = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (path, tag) = match rest[last..].split_once(':') {
        Some((end, tag)) => (&rest[..last + end.len()], Some(tag.to_owned())),
        None => (rest, None),
    };
    if path.is_empty() {
        return None;
    }
    let official = matches!(registry, "docker.io" | "index.docker.io") && !path.contains('/');
    let repository = if official { format!("library/{path}") } else { path.to_owned() };
    let tag = tag.or_else(|| digest.is_none().then(|| "latest".to_owned()));
    Some(Image { registry: registry.to_owned(), repository, tag, digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let ecr = "602401143452.dkr.ecr.eu-west-1.amazonaws.com";
        for (reference, registry, repository, tag, digest) in [
            ("nginx", "docker.io", "library/nginx", Some("latest"), None),
            ("nginx:1.27", "docker.io", "library/nginx", Some("1.27"), None),
            ("bitnami/redis", "docker.io", "bitnami/redis", Some("latest"), None),
            ("docker.io/nginx:1", "docker.io", "library/nginx", Some("1"), None),
            ("localhost/app", "localhost", "app", Some("latest"), None),
            ("registry.local:5000/team/app:2", "registry.local:5000", "team/app", Some("2"), None),
            ("registry.local:5000/app", "registry.local:5000", "app", Some("latest"), None),
            ("nginx@sha256:ab", "docker.io", "library/nginx", None, Some("sha256:ab")),
            ("quay.io/a/b:1@sha256:ab", "quay.io", "a/b", Some("1"), Some("sha256:ab")),
            (
                "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1.11.4-eksbuild.2",
                ecr,
                "eks/coredns",
                Some("v1.11.4-eksbuild.2"),
                None,
            ),
        ] {
            let image = parse(reference);
            let expected = Image {
                registry: registry.to_owned(),
                repository: repository.to_owned(),
                tag: tag.map(str::to_owned),
                digest: digest.map(str::to_owned),
            };
            assert_eq!(image, Some(expected), "{reference}");
        }
        assert_eq!(parse(""), None);
        assert_eq!(parse("redacted(image; none)"), None);
    }
}
