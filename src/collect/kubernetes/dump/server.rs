//! Documents of the server itself: its version, what it serves, the configuration of its kubelets.

use std::collections::BTreeMap;

use serde_json::Value;

use super::problem::{Fault, Place, shown};
use crate::collect::kubernetes::place::segment;
use crate::evidence::kubernetes::FIRST;
use crate::file::codes::collect as code;

/// What a server said of itself, by operation and path.
#[derive(Debug, Default)]
pub(super) struct Server {
    pub(super) documents: BTreeMap<(String, String), (Value, Place)>,
    /// Whether kinds have a namespace, by group and kind, as definitions and discovery documents say.
    scopes: BTreeMap<(String, String), bool>,
}

impl Server {
    /// Takes a document without kind; false when it is none of the server.
    pub(super) fn add(&mut self, value: &mut Value, stem: &str, place: &Place) -> Result<bool, Fault> {
        if value["serverVersion"].is_object() {
            let version = value["serverVersion"].take();
            return self.keep(FIRST, "/version".to_owned(), version, place).map(|()| true);
        }
        if value["gitVersion"].is_string() && value["major"].is_string() && value["goVersion"].is_string() {
            return self.keep(FIRST, "/version".to_owned(), value.take(), place).map(|()| true);
        }
        if value["kubeletconfig"].is_object() {
            let path = format!("/api/v1/nodes/{}/proxy/configz", segment(stem));
            return self.keep("get.nodes.proxy.configz", path, value.take(), place).map(|()| true);
        }
        self.discovery(value, place).transpose().map(|found| found.is_some())
    }

    /// Takes a document with a kind, when it is one of the server; notes what definitions say.
    pub(super) fn add_typed(&mut self, kind: &str, value: &Value, place: &Place) -> Option<Result<(), Fault>> {
        if kind == "CustomResourceDefinition" {
            let spec = &value["spec"];
            if let (Some(group), Some(kind), Some(scope)) =
                (spec["group"].as_str(), spec["names"]["kind"].as_str(), spec["scope"].as_str())
            {
                self.scopes.insert((group.to_owned(), kind.to_owned()), scope == "Namespaced");
            }
            return None;
        }
        self.discovery(value, place)
    }

    fn discovery(&mut self, value: &Value, place: &Place) -> Option<Result<(), Fault>> {
        let (operation, path, list) = match value["kind"].as_str()? {
            "APIGroupList" => ("get.apis", "/apis".to_owned(), "groups"),
            "APIVersions" => ("get.api", "/api".to_owned(), "versions"),
            "APIResourceList" => {
                let of = value["groupVersion"].as_str().unwrap_or_default();
                let root = if of.contains('/') { "/apis" } else { "/api" };
                ("get.apiresources", format!("{root}/{of}"), "resources")
            }
            _ => return None,
        };
        if !value[list].is_array() {
            return Some(Err(Fault::new(code::NO_LIST, format!("`{list}` is missing or is not a list"))));
        }
        for resource in value["resources"].as_array().into_iter().flatten() {
            let group =
                value["groupVersion"].as_str().unwrap_or_default().split_once('/').map_or("", |(group, _)| group);
            if let (Some(kind), Some(namespaced)) = (resource["kind"].as_str(), resource["namespaced"].as_bool()) {
                self.scopes.insert((group.to_owned(), kind.to_owned()), namespaced);
            }
        }
        Some(self.keep(operation, path, value.clone(), place))
    }

    fn keep(&mut self, operation: &str, path: String, value: Value, place: &Place) -> Result<(), Fault> {
        let key = (operation.to_owned(), path);
        match self.documents.get(&key) {
            Some((known, at)) if *known != value => {
                let message = format!("what the server says at {} is given with other contents at {at}", shown(&key.1));
                Err(Fault::new(code::GIVEN_TWICE, message).help("give each document once, from one cluster"))
            }
            _ => {
                self.documents.insert(key, (value, place.clone()));
                Ok(())
            }
        }
    }

    /// Whether the files say that objects of a kind have a namespace.
    pub(super) fn scope(&self, group: &str, kind: &str) -> Option<bool> {
        self.scopes.get(&(group.to_owned(), kind.to_owned())).copied()
    }
}
