//! One call to an API server.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::place::{LIMIT, Place, request};
use crate::evidence::exchange::Request;
use crate::evidence::kubernetes::{operation, reduce};

const JSON: &str = "application/json";
/// Asks the server to leave everything but the metadata out.
/// Source: Kubernetes API Concepts, "Metadata-only fetches".
const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/// One call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) request: Request,
    pub(super) method: Method,
    pub(super) accept: &'static str,
    pub(super) body: Option<Value>,
    pub(super) page: u32,
    /// (group, plural) of the objects in the reply.
    objects: Option<(String, String)>,
}

impl Call {
    /// A document of the server: `/version`, `/apis`.
    pub(super) fn document(place: &Place, operation: &str, path: &str) -> Self {
        let request = request(place, operation.to_owned(), path, &[]);
        Self { request, method: Method::GET, accept: JSON, body: None, page: 1, objects: None }
    }

    /// One page of a list.
    pub(super) fn list(place: &Place, group: &str, plural: &str, path: &str, token: Option<&str>, page: u32) -> Self {
        let mut query = vec![("limit", LIMIT)];
        query.extend(token.map(|token| ("continue", token)));
        let request = request(place, operation("list", group, plural), path, &query);
        let accept = if (group, plural) == ("", "secrets") { METADATA } else { JSON };
        let objects = Some((group.to_owned(), plural.to_owned()));
        Self { request, method: Method::GET, accept, body: None, page, objects }
    }

    /// One object.
    pub(super) fn get(place: &Place, plural: &str, path: &str) -> Self {
        let mut call = Self::document(place, &operation("get", "", plural), path);
        call.objects = Some((String::new(), plural.to_owned()));
        call
    }

    /// Asks who the caller is. It changes nothing: the reply is all that is created.
    pub(super) fn who_am_i(place: &Place) -> Self {
        let path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        let mut call = Self::document(place, "create.selfsubjectreviews.authentication.k8s.io", path);
        let review = serde_json::json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"});
        (call.method, call.body) = (Method::POST, Some(review));
        call
    }

    /// Path and query as sent.
    pub(super) fn target(&self) -> String {
        let parameters = &self.request.parameters;
        let value = |name: &str| parameters.get(name).map(String::as_str);
        let pairs: Vec<String> = ["limit", "continue"]
            .into_iter()
            .filter_map(|name| Some(format!("{name}={}", utf8_percent_encode(value(name)?, NON_ALPHANUMERIC))))
            .collect();
        let path = value("path").unwrap_or("/");
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// Drops what is not kept of the objects in a reply.
    pub(super) fn reduce(&self, reply: &mut Value) {
        let Some((group, plural)) = &self.objects else { return };
        match reply.get_mut("items").and_then(Value::as_array_mut) {
            Some(items) => items.iter_mut().for_each(|item| reduce(group, plural, item)),
            None => reduce(group, plural, reply),
        }
    }
}
