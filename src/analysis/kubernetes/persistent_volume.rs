//! Volumes that are paths of a node.

use crate::evidence::model::kubernetes::PersistentVolumeSpec;

/// A path of a node and whether a `local` volume has it.
pub(super) type Path<'a> = (Option<&'a str>, bool);

/// The path of a `hostPath` or `local` volume. A device that a `local` volume names is not mounted itself: its file
/// system is.
pub(super) fn path(spec: &PersistentVolumeSpec) -> Option<Path<'_>> {
    if let Some(host_path) = &spec.host_path {
        return Some((host_path["path"].as_str(), false));
    }
    let path = spec.local.as_ref()?["path"].as_str();
    (!path.is_some_and(|path| path.starts_with("/dev/"))).then_some((path, true))
}
