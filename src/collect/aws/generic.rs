//! One call to any service of AWS, on the runtime of the SDK: signed, retried and recorded like every other call, with no
//! crate for the service.

use std::collections::BTreeMap;
use std::fmt;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::region::{Region, SigningRegion};
use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::endpoints;
use crate::collect::stated::Stated;
use crate::collect::transport::Label;
use crate::evidence::declared::text;
use crate::evidence::exchange::Request;
use crate::evidence::topic::declaration::{Descriptor, Method, Protocol};

/// What stands as it is in paths and forms. Source: RFC 3986, unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const AGENT: &str = concat!("eks-attest/", env!("CARGO_PKG_VERSION"));

/// A refusal, as far as the retries need to know of it.
#[derive(Debug)]
struct Refused(ErrorMetadata);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code().unwrap_or("refused"))
    }
}

impl std::error::Error for Refused {}

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

/// Makes one call; gives the redacted reply when it was answered. Every attempt is recorded, whatever comes of it.
pub(super) async fn call(
    config: &SdkConfig,
    descriptor: &'static Descriptor,
    parameters: &BTreeMap<String, Value>,
) -> Option<Bytes> {
    let (http, credentials) = (config.http_client()?, config.credentials_provider()?);
    let region = config.region()?.clone();
    let mut layer = Layer::new("declared");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(signing(descriptor, &region));
    layer.store_put(region);
    let mut components = RuntimeComponentsBuilder::new("declared");
    components.set_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])));
    components.push_auth_scheme(SigV4AuthScheme::new());
    components.set_identity_resolver(SCHEME_ID, credentials);
    if let Some(cache) = config.identity_cache() {
        components.set_identity_cache(Some(cache));
    }
    let plugin = StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components);
    let retries = config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
    let mut operation = Operation::builder()
        .service_name(descriptor.service.name.as_str())
        .operation_name(descriptor.operation.as_str())
        .http_client(http)
        .endpoint_url(&endpoints::of(config, &descriptor.service))
        .standard_retry(&retries)
        .retry_classifier(AwsErrorCodeClassifier::<Refused>::new())
        .retry_classifier(TransientErrorClassifier::<Refused>::new())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .interceptor(Label)
        .runtime_plugin(plugin);
    if let Some(version) = config.behavior_version() {
        operation = operation.behavior_version(version);
    }
    if let Some(timeouts) = config.timeout_config() {
        operation = operation.timeout_config(timeouts.clone());
    }
    if let Some(sleep) = config.sleep_impl() {
        operation = operation.sleep_impl(sleep);
    }
    if let Some(time) = config.time_source() {
        operation = operation.time_source(time);
    }
    let operation = operation
        .serializer(|parameters: BTreeMap<String, Value>| request(descriptor, parameters))
        .deserializer(|response| answer(descriptor, response))
        .build();
    operation.invoke(parameters.clone()).await.ok()
}

fn signing(descriptor: &Descriptor, region: &Region) -> SigV4OperationSigningConfig {
    let service = &descriptor.service;
    let region = service.global.clone().map_or_else(|| region.clone(), Region::new);
    SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(region)),
        name: Some(service.signing_name.clone().into()),
        ..SigV4OperationSigningConfig::default()
    }
}

fn answer(descriptor: &Descriptor, response: &HttpResponse) -> Result<Bytes, OrchestratorError<Refused>> {
    let body = response.body().bytes().unwrap_or_default();
    if response.status().is_success() {
        return Ok(Bytes::copy_from_slice(body));
    }
    let request = Request {
        service: descriptor.service.name.clone(),
        operation: descriptor.operation.clone(),
        region: String::new(),
        parameters: BTreeMap::new(),
    };
    let header = response.headers().get("x-amzn-errortype").map(str::to_owned);
    let code = header.or_else(|| Stated::of(&request, body)?.code).unwrap_or_default();
    Err(OrchestratorError::operation(Refused(ErrorMetadata::builder().code(code).build())))
}

/// The request on the wire.
fn request(descriptor: &Descriptor, parameters: BTreeMap<String, Value>) -> Result<HttpRequest, BoxError> {
    let (path, content_type, body) = match &descriptor.service.protocol {
        Protocol::Json { version, .. } => {
            ("/".to_owned(), format!("application/x-amz-json-{version}"), serde_json::to_string(&parameters)?)
        }
        Protocol::Query { version } => {
            let mut body = format!("Action={}&Version={}", descriptor.operation, encoded(version));
            parameters.iter().for_each(|(name, value)| pair(&mut body, name, value));
            ("/".to_owned(), "application/x-www-form-urlencoded".to_owned(), body)
        }
        Protocol::RestJson => rest(descriptor, parameters)?,
    };
    let method = if descriptor.service.protocol == Protocol::RestJson { descriptor.method } else { Method::Post };
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method(if method == Method::Post { "POST" } else { "GET" })?;
    request.set_uri(path.as_str())?;
    let headers = request.headers_mut();
    headers.insert("user-agent", AGENT);
    if method == Method::Post {
        headers.insert("content-type", content_type);
    }
    if let Protocol::Json { target, .. } = &descriptor.service.protocol {
        headers.insert("x-amz-target", format!("{target}.{}", descriptor.operation));
    }
    Ok(request)
}

/// Parameters go into the path where it names them, and the rest into query or body.
fn rest(
    descriptor: &Descriptor,
    mut parameters: BTreeMap<String, Value>,
) -> Result<(String, String, String), BoxError> {
    let mut part = |part: &str| match part.strip_prefix('{').and_then(|label| label.strip_suffix('}')) {
        Some(label) => {
            let value = parameters.remove(label).ok_or("a parameter of the path is missing")?;
            Ok(encoded(&text(&value)))
        }
        None => Ok(part.to_owned()),
    };
    let parts = descriptor.path.split('/').map(&mut part).collect::<Result<Vec<String>, BoxError>>()?;
    let mut path = parts.join("/");
    let content_type = "application/json".to_owned();
    if descriptor.method == Method::Post {
        return Ok((path, content_type, serde_json::to_string(&parameters)?));
    }
    let mut query = String::new();
    for (name, value) in &parameters {
        match value {
            Value::Array(items) => items.iter().for_each(|item| pair(&mut query, name, item)),
            value => pair(&mut query, name, value),
        }
    }
    if !query.is_empty() {
        path = format!("{path}?{query}");
    }
    Ok((path, content_type, String::new()))
}

fn pair(text: &mut String, name: &str, value: &Value) {
    let separator = if text.is_empty() { "" } else { "&" };
    text.push_str(&format!("{separator}{}={}", encoded(name), encoded(&self::text(value))));
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
