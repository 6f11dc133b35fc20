//! The certificate authorities that AWS's endpoints are held against.

use std::path::PathBuf;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::collect::CollectError;
use crate::scratch::regular;

/// Larger files are refused: the roots of every browser are a hundredth of it.
const LIMIT: u64 = 32 << 20;

/// The bundle that `AWS_CA_BUNDLE` or `ca_bundle` names, or this machine's roots.
#[derive(Debug, Clone, Default)]
pub(in crate::collect) struct Authorities {
    pem: Option<Vec<u8>>,
}

impl Authorities {
    /// The bundle that the variable `AWS_CA_BUNDLE` names, else the one of the profile; they stand instead of the
    /// machine's roots, as for the AWS CLI.
    ///
    /// # Errors
    /// When it cannot be read, or holds no certificate or one that cannot be used.
    pub(in crate::collect) fn of(variable: Option<String>, profile: Option<&str>) -> Result<Self, CollectError> {
        let named = [(variable.as_deref(), "AWS_CA_BUNDLE"), (profile, "`ca_bundle` in the profile")];
        let found =
            named.into_iter().find_map(|(path, named_by)| Some((path.filter(|path| !path.is_empty())?, named_by)));
        let Some((path, named_by)) = found else { return Ok(Self::default()) };
        let unusable = |cause: String| CollectError::Authorities { named_by, path: path.into(), cause };
        let pem = regular::read(&expanded(path), LIMIT).map_err(|error| unusable(error.to_string()))?;
        check(&pem).map_err(|cause| unusable(cause.to_owned()))?;
        Ok(Self { pem: Some(pem) })
    }

    pub(super) fn pem(&self) -> Option<&[u8]> {
        self.pem.as_deref()
    }
}

fn check(pem: &[u8]) -> Result<(), &'static str> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| "it is not PEM")?;
        roots.add(certificate).map_err(|_| "it holds a certificate that cannot be an authority")?;
    }
    if roots.is_empty() { Err("it holds no certificate in PEM") } else { Ok(()) }
}

/// With the home folder for `~`, as the AWS CLI has it.
fn expanded(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_a_bundle_that_cannot_be_used_is_refused_by_the_name_of_what_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let no_certificate = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
        for path in [at("empty.pem", ""), at("broken.pem", no_certificate), "/no/such/file".into(), "/dev/zero".into()]
        {
            let error = Authorities::of(Some(path.clone()), Some("/other")).unwrap_err();
            assert!(error.is_refusal() && error.to_string().contains("AWS_CA_BUNDLE"), "{path}: {error}");
            let error = Authorities::of(None, Some(&path)).unwrap_err();
            assert!(error.to_string().contains("`ca_bundle` in the profile"), "{path}: {error}");
        }
        assert!(Authorities::of(Some(String::new()), None).unwrap().pem().is_none());
    }
}
