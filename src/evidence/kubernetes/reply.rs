//! What tells a reply of a Kubernetes API from whatever else may come back: a
//! proxy's page, a login form, the JSON of another program. Used when a reply
//! comes and again when a recording is judged.

use serde_json::Value;

use super::resource::{CONFIG_MAPS, Resource};
use crate::evidence::exchange::Request;

/// True when `body` is the `Status` with which an API server refuses with `code`.
/// Source: Kubernetes API Conventions, "Response Status Kind".
pub(crate) fn is_status(body: &Value, code: u16) -> bool {
    let says_code = body["code"].as_u64().is_none_or(|said| said == u64::from(code));
    body["kind"] == "Status" && body["apiVersion"] == "v1" && body["status"] != "Success" && says_code
}

/// True when `body` is the `Status` that says that `request` asks for what the server does not have.
pub(crate) fn says_absent(request: &Request, body: &Value) -> bool {
    let path = path_of(request);
    // Where it names what is absent, it is what was asked for.
    let names = |member: &str, asked: Option<&str>| match body["details"][member].as_str() {
        Some(named) if !named.is_empty() => asked == Some(named),
        _ => true,
    };
    let mut parts = path.rsplit('/');
    let (name, plural) = (parts.next(), parts.next());
    let of_object = plural != Some("configmaps") || (names("name", name) && names("kind", plural));
    is_status(body, 404) && body["code"] == 404 && body["reason"] == "NotFound" && of_object
}

/// Why `body` is not what a server answers `request` with; lists are judged by [`ListKind`].
pub(crate) fn misfit(request: &Request, body: &Value) -> Option<String> {
    let path = path_of(request);
    let (fits, due): (bool, String) = match path {
        "/version" => (body["gitVersion"].is_string(), "a version with `gitVersion`".to_owned()),
        "/api" => (super::discovery::core_versions(body).is_some(), "an APIVersions document".to_owned()),
        "/apis" => (super::discovery::groups(body).is_some(), "an APIGroupList document".to_owned()),
        _ if path.ends_with("/proxy/configz") => return None,
        _ if request.operation == "get.apiresources" => {
            let group_version = path.strip_prefix("/apis/").unwrap_or_default();
            (super::discovery::resources(group_version, body).is_some(), format!("the resources of {group_version}"))
        }
        _ if request.operation == "get.configmaps" => {
            let name = path.rsplit('/').next().filter(|name| CONFIG_MAPS.contains(name)).unwrap_or_default();
            (body["kind"] == "ConfigMap" && body["metadata"]["name"] == name, format!("the ConfigMap {name}"))
        }
        _ => match ListKind::of(path) {
            Some(list) if request.operation.starts_with("list.") => {
                let word = |name: &str| body[name].as_str();
                let whole = body.as_object().is_some_and(|body| body.contains_key("items"));
                (whole && list.fits(word("kind"), word("apiVersion"), is_dump(request)), list.due())
            }
            _ => return None,
        },
    };
    (!fits).then(|| format!("the reply is not {due}"))
}

/// True for what files held instead of a server's reply.
pub(crate) fn is_dump(request: &Request) -> bool {
    request.parameters.get("source").is_some_and(|source| source == "dump")
}

fn path_of(request: &Request) -> &str {
    request.parameters.get("path").map_or("", String::as_str)
}

/// The kind and version that a list must state.
pub(crate) struct ListKind<'a> {
    api_version: &'a str,
    /// Known for what the table of resources holds; a custom resource's definition names its own.
    kind: Option<&'static str>,
    secrets: bool,
}

impl<'a> ListKind<'a> {
    /// Of `/apis/apps/v1/deployments` or `/api/v1/pods`.
    pub(crate) fn of(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/apis/").or_else(|| path.strip_prefix("/api/"))?;
        let (api_version, plural) = rest.rsplit_once('/')?;
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let known = |resource: &&Resource| resource.group == group && resource.plural == plural;
        let kind = super::RESOURCES.iter().find(known).map(|resource| resource.kind);
        Some(Self { api_version, kind, secrets: (group, plural) == ("", "secrets") })
    }

    /// Whether a list that states `kind` and `api_version` is the one asked for.
    pub(crate) fn fits(&self, kind: Option<&str>, api_version: Option<&str>, dump: bool) -> bool {
        let (Some(kind), Some(version)) = (kind, api_version) else { return false };
        let metadata_only = self.secrets && (kind, version) == ("PartialObjectMetadataList", "meta.k8s.io/v1");
        let of_files = dump && (kind, version) == ("List", "v1");
        metadata_only || of_files || (version == self.api_version && self.is_list_of(kind))
    }

    fn is_list_of(&self, kind: &str) -> bool {
        match (kind.strip_suffix("List"), self.kind) {
            (Some(items), Some(due)) => items == due,
            (Some(items), None) => !items.is_empty(),
            (None, _) => false,
        }
    }

    /// Whether an object on the list may state `kind`: typed lists leave it out.
    pub(crate) fn may_hold(&self, kind: &str) -> bool {
        (self.secrets && kind == "PartialObjectMetadata") || self.kind.is_none_or(|due| due == kind)
    }

    /// What was to come, in words.
    pub(crate) fn due(&self) -> String {
        let kind = self.kind.map_or_else(|| "list of its kind".to_owned(), |kind| format!("{kind}List"));
        format!("a {kind} of {}", self.api_version)
    }
}
