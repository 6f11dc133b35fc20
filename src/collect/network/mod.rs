//! How the network is reached, as the AWS CLI takes it from the environment: proxies and certificate authorities.

mod authorities;
mod proxy;

use std::sync::Arc;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use http::Uri;

pub(super) use authorities::Authorities;
pub(super) use proxy::{Proxies, Proxy};

/// Where credentials of a machine or a container come from: no proxy stands before it, and none must hear of it.
///
/// Source: AWS CLI User Guide, "Using an HTTP proxy for the AWS CLI"; AWS SDKs Reference Guide, "Container credential
/// provider".
const METADATA: [&str; 5] = ["169.254.169.254", "169.254.170.2", "169.254.170.23", "[fd00:ec2::254]", "[fd00:ec2::23]"];

/// The SDK's client over rustls; it speaks plain HTTP to `http://` endpoints.
pub(super) fn client(proxies: Proxies, authorities: &Authorities) -> SharedHttpClient {
    let through = |proxy: &Option<Proxy>| proxy.as_ref().map(|proxy| connecting(Some(proxy), authorities));
    let (http, https) = (through(proxies.http()), through(proxies.https()));
    SharedHttpClient::new(Routed { direct: connecting(None, authorities), http, https, proxies: Arc::new(proxies) })
}

/// A client that reaches everything through `proxy`, or directly.
fn connecting(proxy: Option<&Proxy>, authorities: &Authorities) -> SharedHttpClient {
    let proxy = proxy.and_then(|proxy| ProxyConfig::all(proxy.url.clone()).ok()).unwrap_or_else(ProxyConfig::disabled);
    let trust = match authorities.pem() {
        Some(pem) => TrustStore::empty().with_pem_certificate(pem),
        None => TrustStore::default(),
    };
    let tls = TlsContext::builder().with_trust_store(trust).build().unwrap_or_default();
    Builder::new().build_with_connector_fn(move |settings, parts| {
        let mut connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(tls.clone())
            .proxy_config(proxy.clone());
        if let Some(settings) = settings {
            connector = connector.connector_settings(settings.clone());
        }
        if let Some(parts) = parts {
            connector.set_sleep_impl(parts.sleep_impl());
        }
        connector.build()
    })
}

/// Sends each request the way that the environment asks for.
#[derive(Debug)]
struct Routed {
    direct: SharedHttpClient,
    http: Option<SharedHttpClient>,
    https: Option<SharedHttpClient>,
    proxies: Arc<Proxies>,
}

impl HttpClient for Routed {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let connector = |client: &SharedHttpClient| client.http_connector(settings, parts);
        SharedHttpConnector::new(RoutedConnector {
            direct: connector(&self.direct),
            http: self.http.as_ref().map(connector),
            https: self.https.as_ref().map(connector),
            proxies: Arc::clone(&self.proxies),
        })
    }
}

#[derive(Debug)]
struct RoutedConnector {
    direct: SharedHttpConnector,
    http: Option<SharedHttpConnector>,
    https: Option<SharedHttpConnector>,
    proxies: Arc<Proxies>,
}

impl HttpConnector for RoutedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target: Option<Uri> = request.uri().parse().ok();
        let host = target.as_ref().and_then(Uri::host).unwrap_or_default();
        let proxied = target.as_ref().filter(|uri| !METADATA.contains(&host) && self.proxies.of(uri).is_some());
        let through = match proxied.and_then(Uri::scheme_str) {
            Some("https") => self.https.as_ref(),
            Some(_) => self.http.as_ref(),
            None => None,
        };
        through.unwrap_or(&self.direct).call(request)
    }
}
