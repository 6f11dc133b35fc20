//! From a kubeconfig, or from what AWS says of a cluster, to a connection.

use std::path::{Path, PathBuf};

use aws_config::SdkConfig;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::config::{KubeConfigOptions, Kubeconfig, NamedContext};

use super::channel::Channel;
use super::token::Tokens;
use crate::collect::Patience;
use crate::collect::endpoint::Endpoint;
use crate::collect::error::CollectError;
use crate::collect::error_words::words;
use crate::collect::network::Proxies;
use crate::scratch::regular;

/// Larger kubeconfigs are refused.
const KUBECONFIG_LIMIT: u64 = 16 << 20;

/// One context of a kubeconfig.
pub(in crate::collect) struct Context {
    file: Kubeconfig,
    context: NamedContext,
}

/// One context of the kubeconfig `file`, or of those that `kubectl` takes where none is named.
///
/// # Errors
/// When a file cannot be read or has no such context.
pub(super) fn open(file: Option<&Path>, context: Option<&str>) -> Result<Context, CollectError> {
    let files = file.map_or_else(usual_files, |file| vec![file.to_owned()]);
    let mut merged = Kubeconfig::default();
    for file in files {
        let unusable = |cause: String| CollectError::Kubeconfig { cause: format!("{}: {cause}", file.display()) };
        regular::read(&file, KUBECONFIG_LIMIT).map_err(|error| unusable(error.to_string()))?;
        let read = Kubeconfig::read_from(&file).and_then(|read| merged.merge(read));
        merged = read.map_err(|error| unusable(words(&error)))?;
    }
    Context::new(merged, context)
}

/// The files that `kubectl` takes where none is named. Of several, those that are not there are passed over.
/// Source: Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files".
fn usual_files() -> Vec<PathBuf> {
    let named = std::env::var_os("KUBECONFIG").unwrap_or_default();
    let named: Vec<PathBuf> = std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty()).collect();
    match named.as_slice() {
        [] => std::env::home_dir().map(|home| home.join(".kube/config")).into_iter().collect(),
        [_] => named,
        _ => {
            let there: Vec<PathBuf> = named.iter().filter(|path| path.symlink_metadata().is_ok()).cloned().collect();
            if there.is_empty() { named } else { there }
        }
    }
}

impl Context {
    fn new(file: Kubeconfig, name: Option<&str>) -> Result<Self, CollectError> {
        let unusable = |cause: String| CollectError::Kubeconfig { cause };
        let name = name.or(file.current_context.as_deref()).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| unusable("it has no current context".to_owned()))?;
        let context = file.contexts.iter().find(|context| context.name == name).cloned();
        let context = context.ok_or_else(|| {
            let names: Vec<&str> = file.contexts.iter().map(|context| context.name.as_str()).collect();
            unusable(format!("it has no context `{name}`; it has: {}", names.join(", ")))
        })?;
        let context = Self { file, context };
        context.check_files()?;
        Ok(context)
    }

    /// Looks at the files that the context names, which are read when it is used.
    fn check_files(&self) -> Result<(), CollectError> {
        let Some(context) = &self.context.context else { return Ok(()) };
        let cluster = self.file.clusters.iter().find(|cluster| cluster.name == context.cluster);
        let cluster = cluster.and_then(|cluster| cluster.cluster.as_ref());
        let user = self.file.auth_infos.iter().find(|user| Some(&user.name) == context.user.as_ref());
        let user = user.and_then(|user| user.auth_info.as_ref());
        let files = [
            ("certificate-authority", cluster.and_then(|cluster| cluster.certificate_authority.as_ref())),
            ("client-certificate", user.and_then(|user| user.client_certificate.as_ref())),
            ("client-key", user.and_then(|user| user.client_key.as_ref())),
            ("tokenFile", user.and_then(|user| user.token_file.as_ref())),
        ];
        for (member, file) in files {
            if let Some(file) = file.filter(|file| !file.is_empty()) {
                let unusable = |error: std::io::Error| CollectError::Kubeconfig {
                    cause: format!("`{member}` names `{file}`: {error}"),
                };
                regular::read(Path::new(file), KUBECONFIG_LIMIT).map_err(unusable)?;
            }
        }
        Ok(())
    }

    /// The namespace that the context names.
    pub(super) fn namespace(&self) -> Option<&str> {
        self.context.context.as_ref()?.namespace.as_deref().filter(|name| !name.is_empty())
    }

    /// The cluster's name: `aws eks update-kubeconfig` names it by its ARN.
    pub(super) fn cluster_name(&self) -> Option<&str> {
        let name = self.context.context.as_ref()?.cluster.as_str();
        let of_arn = name.strip_prefix("arn:").and_then(|_| name.split_once(":cluster/"));
        Some(of_arn.map_or(name, |(_, name)| name))
    }

    /// Name of the kubeconfig's user.
    pub(super) fn user(&self) -> Option<&str> {
        self.context.context.as_ref()?.user.as_deref()
    }

    pub(super) async fn channel(&self, patience: &Patience) -> Result<Channel, String> {
        let options = KubeConfigOptions { context: Some(self.context.name.clone()), ..KubeConfigOptions::default() };
        let config = kube::Config::from_custom_kubeconfig(self.file.clone(), &options);
        let mut config = config.await.map_err(|error| format!("the kubeconfig cannot be used: {}", words(&error)))?;
        config.proxy_url = match self.proxy_url() {
            Some(url) => Some(url.parse().map_err(|_| "`proxy-url` of the kubeconfig is not a URL".to_owned())?),
            None => proxy_of(&config.cluster_url)?,
        };
        // An `exec` of the kubeconfig is waited for in place, and may hang.
        let (patience, limit) = (*patience, patience.credentials);
        let connected = tokio::task::spawn_blocking(move || connect(config, None, &patience));
        match tokio::time::timeout(limit, connected).await {
            Ok(Ok(channel)) => channel,
            Ok(Err(_)) => Err("the kubeconfig cannot be used".to_owned()),
            Err(_) => Err(format!("the `exec` of the kubeconfig did not end within {} seconds", limit.as_secs())),
        }
    }

    /// The proxy that the kubeconfig names for the cluster.
    fn proxy_url(&self) -> Option<&str> {
        let name = &self.context.context.as_ref()?.cluster;
        let cluster = self.file.clusters.iter().find(|cluster| cluster.name == *name)?.cluster.as_ref()?;
        cluster.proxy_url.as_deref().filter(|url| !url.is_empty())
    }
}

/// The connection to a cluster that authenticates as EKS does.
pub(super) fn native(endpoint: &Endpoint, config: &SdkConfig, patience: &Patience) -> Result<Channel, String> {
    let url = endpoint.url.as_deref().ok_or("eks:DescribeCluster does not say where its API server is")?;
    let uri = url.parse().map_err(|_| format!("its endpoint `{url}` is not a URL"))?;
    let mut kube = kube::Config::new(uri);
    kube.proxy_url = proxy_of(&kube.cluster_url)?;
    if url.starts_with("https:") {
        // Without it the roots of this machine would decide whom to trust.
        let authority = endpoint.authority.as_deref().ok_or("eks:DescribeCluster does not name its authority")?;
        kube.root_cert = Some(certificates(authority)?);
    }
    connect(kube, Some(Tokens::new(config.clone(), &endpoint.cluster)), patience)
}

/// The proxy that the environment names for an API server.
fn proxy_of(server: &http::Uri) -> Result<Option<http::Uri>, String> {
    let proxies = Proxies::from_env().map_err(|error| error.to_string())?;
    Ok(proxies.of_api_server(server).map(|proxy| proxy.url.clone()))
}

/// The certificates of a PEM bundle in Base64, in DER.
fn certificates(authority: &str) -> Result<Vec<Vec<u8>>, String> {
    let unreadable = || "its certificate authority is not PEM in Base64".to_owned();
    let pem = STANDARD.decode(authority.trim()).map_err(|_| unreadable())?;
    let pem = String::from_utf8(pem).map_err(|_| unreadable())?;
    let parts = pem.split("-----BEGIN CERTIFICATE-----").skip(1);
    let der = parts.map(|part| {
        let body: String = part.split("-----END").next().unwrap_or_default().split_whitespace().collect();
        STANDARD.decode(body).map_err(|_| unreadable())
    });
    let der: Vec<Vec<u8>> = der.collect::<Result<_, _>>()?;
    if der.is_empty() { Err(unreadable()) } else { Ok(der) }
}

fn connect(mut config: kube::Config, tokens: Option<Tokens>, patience: &Patience) -> Result<Channel, String> {
    config.connect_timeout = Some(patience.connect);
    // Attempts and their limit are kept and recorded by the channel.
    config.default_retry = false;
    let client = kube::Client::try_from(config).map_err(|error| words(&error))?;
    Ok(Channel::new(client, tokens, *patience))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(name: Option<&str>) -> Result<Context, CollectError> {
        let text = r#"{"apiVersion": "v1", "kind": "Config", "current-context": "a",
            "clusters": [], "users": [], "contexts": [
            {"name": "a", "context": {"cluster": "arn:aws:eks:eu-west-1:111122223333:cluster/prod", "user": "u"}},
            {"name": "b", "context": {"cluster": "rig", "user": "v"}}]}"#;
        Context::new(Kubeconfig::from_yaml(text).unwrap(), name)
    }

    #[test]
    fn a_context_names_its_cluster() {
        assert_eq!(context(None).unwrap().cluster_name(), Some("prod"));
        assert_eq!(context(Some("b")).unwrap().cluster_name(), Some("rig"));
        let error = context(Some("c")).err().unwrap().to_string();
        assert!(error.contains("`c`") && error.contains("a, b"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn d11_a_kubeconfig_and_what_it_names_are_regular_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
        let said = |file: &Path| open(Some(file), None).err().map(|error| error.to_string()).unwrap_or_default();
        for file in [path("pipe"), PathBuf::from("/dev/zero")] {
            assert!(said(&file).contains("devices are not read"), "{}", said(&file));
        }
        for (member, of) in [
            ("certificate-authority", "cluster"),
            ("client-certificate", "user"),
            ("client-key", "user"),
            ("tokenFile", "user"),
        ] {
            let named = |kind: &str| if of == kind { format!("{{{member}: pipe}}") } else { "{}".to_owned() };
            let cluster = named("cluster").replacen('{', "{server: 'https://127.0.0.1:1', ", 1);
            let text = format!(
                "current-context: a\nclusters: [{{name: c, cluster: {cluster}}}]\nusers: [{{name: u, user: {}}}]\n\
                 contexts: [{{name: a, context: {{cluster: c, user: u}}}}]\n",
                named("user")
            );
            std::fs::write(path("config"), text).unwrap();
            let said = said(&path("config"));
            assert!(said.contains(member) && said.contains("devices are not read"), "{said}");
        }
    }

    #[test]
    fn an_authority_is_read_or_refused() {
        let pem = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
        assert_eq!(certificates(&STANDARD.encode(pem)).unwrap(), [[1, 2, 3]]);
        assert!(certificates("!").is_err() && certificates(&STANDARD.encode("no")).is_err());
    }
}
