//! Custom resources, as their definitions define them.

use serde_json::Value;

/// A custom resource, in the version that it is listed in.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Custom {
    pub(crate) group: String,
    pub(crate) plural: String,
    pub(crate) kind: String,
    pub(crate) version: String,
}

impl Custom {
    /// The resource that `definition` defines: in its storage version when that
    /// is served, since other versions would be converted.
    pub(crate) fn of(definition: &Value) -> Option<Self> {
        let spec = &definition["spec"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let versions = spec["versions"].as_array();
        let served = versions.into_iter().flatten().filter(|version| version["served"] == true);
        let stored = |version: &&Value| version["storage"] == true;
        let chosen = served.clone().find(stored).or_else(|| served.clone().next()).map(|version| &version["name"]);
        Some(Self {
            group: text(&spec["group"])?,
            plural: text(&spec["names"]["plural"])?,
            kind: text(&spec["names"]["kind"])?,
            version: text(chosen.unwrap_or(&spec["version"]))?,
        })
    }
}
