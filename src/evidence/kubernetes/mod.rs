//! The Kubernetes API as recordings hold it: which resources are read, in which forms a server answers, and what is kept
//! of an object. Whoever records a reply and whoever reads it again go by the same tables.

mod custom;
mod discovery;
mod reduce;
mod reply;
mod resource;

pub(crate) use custom::Custom;
pub(crate) use discovery::{Discovery, Served};
pub(crate) use reduce::{CARRIED, OF_CONTAINER, OF_SPEC, controller, reduce};
#[cfg(feature = "kubernetes")]
pub(crate) use reply::is_status;
pub(crate) use reply::{ListKind, is_dump, misfit, says_absent};
#[cfg(feature = "aws")]
pub(crate) use resource::group_version;
pub(crate) use resource::{
    CONFIG_MAP_NAMESPACE, CONFIG_MAPS, CONSTRAINTS, POLICY_OBJECTS, REPLICATION_CONTROLLER, RESOURCES, Resource,
    has_kubelet_of_aws, is_policy_object, list_path, operation, permission, resources_of,
};

/// Service name of all exchanges with API servers.
pub(crate) const SERVICE: &str = "kubernetes";
/// The first call to every API server: it decides whether others are made.
pub(crate) const FIRST: &str = "get.version";
/// The exchange that tells what was made of the files of a dump and what was not.
pub(crate) const DUMP_OPERATION: &str = "read.dump";
/// Its path; no server has it.
pub(crate) const DUMP_PATH: &str = "/dump";
