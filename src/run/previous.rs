//! Previous periods: bundles, recordings or assessments that an attestation is compared with.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::comparison::Previous;
use super::engagement::EngagementFiles;
use super::error::RunError;
use super::options::{Comparison, Judging};
use super::{assessment_file, catalogue, files, pipeline, recording};
use crate::assess::change;
use crate::assess::model::Assessment;
use crate::bundle;
use crate::bundle::Fill;
use crate::control::model::Catalogue;
use crate::evidence::canonical;

/// The file of a bundle that is compared.
const ASSESSMENT: &str = "assessment.json";
/// Faults of a bundle that are named; `verify` names all.
const SHOWN: usize = 3;

/// The previous periods that the options and the engagement file name. `catalogue` is what `judging` names, where it
/// was read already.
///
/// # Errors
/// When one cannot be read, or is a bundle that does not verify.
pub(super) fn of(
    comparison: &Comparison,
    judging: &Judging,
    catalogue: Option<&Catalogue>,
    engagement: &EngagementFiles,
) -> Result<Previous, RunError> {
    let folder = judging.engagement.as_deref().and_then(Path::parent).unwrap_or_else(|| Path::new("."));
    let named = engagement.engagement.previous.iter().map(|path| folder.join(path));
    let paths: Vec<PathBuf> = comparison.previous.iter().cloned().chain(named).collect();
    if paths.is_empty() {
        return Ok(Previous::default());
    }
    let read;
    let catalogue = match catalogue {
        Some(catalogue) => catalogue,
        None => {
            read = catalogue::load(&catalogue::files(judging.controls.as_deref())?)?;
            &read
        }
    };
    let judge = Judge { catalogue, engagement };
    let stored: Result<BTreeMap<PathBuf, Vec<u8>>, RunError> =
        paths.into_iter().map(|path| judge.stored(&path).map(|bytes| (path, bytes))).collect();
    from_stored(stored?, comparison.expiring_within_days)
}

/// The previous periods from the bytes of their assessments, by the path that errors name.
///
/// # Errors
/// When one is not an assessment.
pub(super) fn from_stored(stored: BTreeMap<PathBuf, Vec<u8>>, expiring_within_days: u32) -> Result<Previous, RunError> {
    let mut read: Vec<(Assessment, Vec<u8>)> = Vec::new();
    for (path, bytes) in stored {
        read.push((assessment_file::parse(&path, &bytes)?, bytes));
    }
    read.sort_by_cached_key(|(assessment, bytes)| (change::order(assessment), canonical::sha256(bytes)));
    read.dedup_by(|one, other| one.1 == other.1);
    let (assessments, stored) = read.into_iter().unzip();
    Ok(Previous { stored, assessments, expiring_within_days })
}

/// By what recordings are judged.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) engagement: &'a EngagementFiles,
}

impl Judge<'_> {
    /// The bytes of the assessment at `path`: of a bundle, once it verifies; of a recording, judged
    /// as of the end of its collection; or of a file.
    ///
    /// # Errors
    /// When it is none of these, cannot be read, or does not verify.
    pub(super) fn stored(&self, path: &Path) -> Result<Vec<u8>, RunError> {
        if path.is_file() {
            return files::read(path);
        }
        if path.join("run.json").is_file() {
            let recording = recording::read(path)?;
            let as_of = recording.run.finished_at;
            // Written all the same: its digest stands in the assessment.
            let keep =
                &mut |facts: &mut Fill<'_>| facts(&mut io::sink()).map_err(|source| RunError::write(path, source));
            let assessment = pipeline::judge(&recording, self.catalogue, self.engagement, &[], as_of, keep)?;
            return Ok(canonical::to_vec(&assessment)?);
        }
        if path.exists() {
            return from_bundle(path);
        }
        let message = format!("there is no bundle, recording or assessment at `{}`", path.display());
        Err(RunError::usage(message, "give the folder of a bundle or of a recording, or an assessment.json"))
    }
}

/// The assessment of a bundle that verifies.
fn from_bundle(path: &Path) -> Result<Vec<u8>, RunError> {
    let verification = bundle::verify(path);
    let problems: Vec<&str> = verification.problems().map(|(_, problem)| problem).collect();
    if !problems.is_empty() {
        let shown: Vec<&str> = problems.iter().copied().take(SHOWN).collect();
        let more = match problems.len() - shown.len() {
            0 => String::new(),
            number => format!("; and {number} more"),
        };
        let problem = format!("{}{more}", shown.join("; "));
        return Err(RunError::Unverified { bundle: path.display().to_string(), problem });
    }
    let mut bag = bundle::read(path).map_err(RunError::refused)?;
    bag.payload.remove(ASSESSMENT).ok_or_else(|| {
        let message = format!("the bundle `{}` holds no `data/{ASSESSMENT}`", path.display());
        RunError::usage(message, "give a bundle that `attest` wrote")
    })
}
