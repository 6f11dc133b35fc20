//! What a run is told, as plain types.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::error::RunError;
use super::files;
pub use crate::export::Format;
pub use crate::report::Document;

use crate::assess::change::EXPIRING_WITHIN_DAYS;
use crate::collect;

/// Where evidence comes from, and of which clusters.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it comes from.
    pub from: Origin,
    /// Clusters by name. Those of the engagement's scope when empty, else all of the Region.
    pub clusters: Vec<String>,
}

/// Where evidence comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The folder of a recording.
    Recording(PathBuf),
    /// AWS and the clusters. Clusters and keys of owners are filled in, and the Region where the engagement names it.
    Live(Box<collect::Options>),
}

/// What is judged and how.
#[derive(Debug, Clone, Default)]
pub struct Judging {
    /// The engagement file.
    pub engagement: Option<PathBuf>,
    /// Folder of controls used instead of the built-in ones.
    pub controls: Option<PathBuf>,
    /// The time that the verdicts speak of; the end of collection when absent.
    pub as_of: Option<DateTime<Utc>>,
}

/// How reports are written.
#[derive(Debug, Clone, Default)]
pub struct Rendering {
    /// Formats of reports and data; when empty, all that this build writes.
    pub formats: Vec<Format>,
    /// Folder of templates that replace the built-in ones of the same name.
    pub templates: Option<PathBuf>,
}

impl Rendering {
    /// The formats asked for in their order; when none is, all that this build writes.
    ///
    /// # Errors
    /// When one is asked for that this build does not write.
    pub(super) fn formats(&self) -> Result<Vec<Format>, RunError> {
        let mut formats = self.formats.clone();
        if formats.is_empty() {
            formats = Format::ALL.into_iter().filter(|format| format.is_built_in()).collect();
        }
        if formats.iter().any(|format| !format.is_built_in()) {
            return Err(RunError::LeftOut { what: "writing PDF", feature: "pdf" });
        }
        formats.sort();
        formats.dedup();
        Ok(formats)
    }

    /// The templates in the folder, by name.
    pub(super) fn templates(&self) -> Result<std::collections::BTreeMap<String, String>, RunError> {
        self.templates.as_deref().map_or_else(|| Ok(Default::default()), files::read_text_tree)
    }
}

/// What an attestation is compared with.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Bundles, recordings or assessments of previous periods, twelve at most.
    pub previous: Vec<PathBuf>,
    /// Days before its end in which an exception is reported as about to expire.
    pub expiring_within_days: u32,
}

impl Default for Comparison {
    fn default() -> Self {
        Self { previous: Vec::new(), expiring_within_days: EXPIRING_WITHIN_DAYS }
    }
}
