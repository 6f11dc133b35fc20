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
    // What is not a reference was not stored.
    if reference.starts_with("redacted(") {
        return None;
    }
    let (name, digest) = match reference.split_once('@') {
        // A runtime refuses what is not a digest; nothing is pinned by it.
        Some((name, digest)) => (name, is_digest(digest).then(|| digest.to_owned())),
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

/// Algorithm and at least 128 bits in hexadecimal digits. Source: distribution/reference, "Grammar".
fn is_digest(text: &str) -> bool {
    let Some((algorithm, value)) = text.split_once(':') else { return false };
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(is_word)
        && value.len() >= 32
        && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:9f2c8d1e4b7a6053c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e";

    #[test]
    fn p7_what_is_no_digest_pins_nothing() {
        for (reference, tag) in [
            ("nginx@sha256:ab", Some("latest")),
            ("nginx:1.27@whatever", Some("1.27")),
            ("nginx@", Some("latest")),
            ("nginx@latest", Some("latest")),
            ("nginx@sha256:0123456789abcdef0123456789abcdeg", Some("latest")),
            ("nginx@0123456789abcdef0123456789abcdef", Some("latest")),
            ("nginx@+:0123456789abcdef0123456789abcdef", Some("latest")),
        ] {
            let image = parse(reference).unwrap();
            assert_eq!((image.digest, image.tag.as_deref()), (None, tag), "{reference}");
        }
    }

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
            (&format!("nginx@{DIGEST}"), "docker.io", "library/nginx", None, Some(DIGEST)),
            (&format!("quay.io/a/b:1@{DIGEST}"), "quay.io", "a/b", Some("1"), Some(DIGEST)),
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
