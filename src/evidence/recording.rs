//! A recording: the run's description, every exchange and every reply body.
//!
//! On disk it is a folder with `run.json`, `exchanges.json` and `replies/`;
//! here it is a map of paths to bytes, so that this module needs no disk.

pub mod binding;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Exchange, Request};
use super::{canonical, strict};

/// The version of the stored form.
pub const SCHEMA: &str = "eks-attest/recording/v1";

/// What was collected, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Run {
    /// [`SCHEMA`].
    pub schema: String,
    /// Name and version of the collecting tool: `eks-attest 0.1.0`.
    pub tool: String,
    /// When collection started.
    pub started_at: DateTime<Utc>,
    /// When collection ended: the default as-of time of an assessment.
    pub finished_at: DateTime<Utc>,
    /// AWS account collected from, 12 digits.
    pub account: String,
    /// AWS Region collected from.
    pub region: String,
    /// ARN of the collecting principal.
    pub principal: String,
    /// Clusters asked for by name; empty means all clusters of the Region.
    pub clusters: Vec<String>,
    /// Topics that the collection was planned for.
    pub topics: Vec<String>,
    /// Keys of tags and labels that the engagement says name owners, sorted: their values were kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owner_keys: Vec<String>,
}

/// A complete recording in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The run.
    pub run: Run,
    /// All exchanges, sorted by id.
    pub exchanges: Vec<Exchange>,
    /// Stored bodies by exchange id.
    pub replies: BTreeMap<String, Vec<u8>>,
}

/// Why a stored recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// A file that must be there is not.
    #[error("`{0}` is missing from the recording")]
    Missing(String),
    /// A file does not parse.
    #[error("`{path}` is not what a recording holds: {source}")]
    Malformed {
        /// Path inside the recording.
        path: String,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// The recording was written by another version.
    #[error("`run.json` says schema `{found}`; this version reads `{SCHEMA}`")]
    Schema {
        /// The schema that was found.
        found: String,
    },
    /// A file that says more than its form has, or says it in another way.
    #[error("`{path}` is not written as recordings are: {why}")]
    Form {
        /// Path inside the recording.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A file that no exchange names.
    #[error("`{0}` does not belong in a recording")]
    Foreign(String),
    /// The parts do not belong together.
    #[error("it is not bound to its run: {}", first_of(.0))]
    Unbound(Vec<String>),
    /// A stored body is not the one that was recorded.
    #[error("`{path}` does not match the SHA-256 in `exchanges.json`")]
    Digest {
        /// Path inside the recording.
        path: String,
    },
}

impl Recording {
    /// The files of this recording, by path relative to its folder; bodies are not copied.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn files(&self) -> Result<BTreeMap<String, Cow<'_, [u8]>>, serde_json::Error> {
        let mut files = BTreeMap::new();
        files.insert("run.json".to_owned(), Cow::Owned(canonical::to_vec(&self.run)?));
        files.insert("exchanges.json".to_owned(), Cow::Owned(canonical::to_vec(&self.exchanges)?));
        let bodies = self.exchanges.iter().filter_map(|exchange| {
            Some((exchange.reply_path()?, Cow::Borrowed(self.replies.get(&exchange.id)?.as_slice())))
        });
        files.extend(bodies);
        Ok(files)
    }

    /// As [`Self::files`], each with bytes of its own.
    ///
    /// # Errors
    /// As [`Self::files`].
    pub fn to_files(&self) -> Result<BTreeMap<String, Vec<u8>>, serde_json::Error> {
        Ok(self.files()?.into_iter().map(|(path, bytes)| (path, bytes.into_owned())).collect())
    }

    /// As [`Self::to_files`], with the bodies that this recording held.
    ///
    /// # Errors
    /// As [`Self::files`].
    pub fn into_files(mut self) -> Result<BTreeMap<String, Vec<u8>>, serde_json::Error> {
        let mut files = BTreeMap::new();
        files.insert("run.json".to_owned(), canonical::to_vec(&self.run)?);
        files.insert("exchanges.json".to_owned(), canonical::to_vec(&self.exchanges)?);
        for exchange in &self.exchanges {
            if let (Some(path), Some(body)) = (exchange.reply_path(), self.replies.remove(&exchange.id)) {
                files.insert(path, body);
            }
        }
        Ok(files)
    }

    /// Reads a recording back and checks what binds it to its run.
    ///
    /// # Errors
    /// When a file is missing, malformed, of another schema, altered or one too many, or its parts do not belong
    /// together.
    pub fn from_files(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, RecordingError> {
        Self::take_files(files.clone())
    }

    /// As [`Self::from_files`], without a second copy of the bodies.
    ///
    /// # Errors
    /// As [`Self::from_files`].
    pub fn take_files(mut files: BTreeMap<String, Vec<u8>>) -> Result<Self, RecordingError> {
        let run: Run = parse(&mut files, "run.json")?;
        if run.schema != SCHEMA {
            return Err(RecordingError::Schema { found: run.schema });
        }
        let exchanges: Vec<Exchange> = parse(&mut files, "exchanges.json")?;
        if !exchanges.is_sorted_by(|one, next| one.id < next.id) {
            let why = "its exchanges are not in the order of their ids, each once".to_owned();
            return Err(RecordingError::Form { path: "exchanges.json".to_owned(), why });
        }
        let mut replies = BTreeMap::new();
        for exchange in &exchanges {
            let (Some(path), Some(reply)) = (exchange.reply_path(), &exchange.reply) else { continue };
            let body = files.remove(&path).ok_or_else(|| RecordingError::Missing(path.clone()))?;
            if canonical::sha256(&body) != reply.sha256 {
                return Err(RecordingError::Digest { path });
            }
            replies.insert(exchange.id.clone(), body);
        }
        if let Some((path, _)) = files.pop_first() {
            return Err(RecordingError::Foreign(path));
        }
        let recording = Self { run, exchanges, replies };
        let misfits = binding::misfits(&recording);
        if misfits.is_empty() { Ok(recording) } else { Err(RecordingError::Unbound(misfits)) }
    }

    /// The attempt that decided `request`: the last one recorded.
    #[must_use]
    pub fn final_attempt(&self, request: &Request) -> Option<&Exchange> {
        self.exchanges.iter().filter(|exchange| exchange.request == *request).max_by_key(|exchange| exchange.attempt)
    }
}

/// Problems that are told of many.
const TOLD: usize = 3;

/// The first problems, and how many there are beside them.
#[must_use]
pub fn first_of(problems: &[String]) -> String {
    let told = problems.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join("; ");
    match problems.len().saturating_sub(TOLD) {
        0 => told,
        more => format!("{told}; and {more} more"),
    }
}

/// Reads a file that must be in the one form in which recordings are written.
fn parse<T: serde::de::DeserializeOwned + Serialize>(
    files: &mut BTreeMap<String, Vec<u8>>,
    path: &str,
) -> Result<T, RecordingError> {
    let malformed = |source| RecordingError::Malformed { path: path.to_owned(), source };
    let bytes = files.remove(path).ok_or_else(|| RecordingError::Missing(path.to_owned()))?;
    let value: T = serde_json::from_slice(&bytes).map_err(malformed)?;
    if canonical::to_sized_vec(&value).map_err(malformed)? == bytes {
        return Ok(value);
    }
    let why =
        strict::fault(&bytes).unwrap_or_else(|| "its members are not those or not in the order of the form".into());
    Err(RecordingError::Form { path: path.to_owned(), why })
}
