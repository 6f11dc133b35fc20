//! A recording: the run's description, every exchange and every reply body.
//!
//! On disk it is a folder with `run.json`, `exchanges.json` and `replies/`;
//! here it is a map of paths to bytes, so that this module needs no disk.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::canonical;
use super::exchange::{Exchange, Request};

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
    /// A stored body is not the one that was recorded.
    #[error("`{path}` does not match the SHA-256 in `exchanges.json`")]
    Digest {
        /// Path inside the recording.
        path: String,
    },
}

impl Recording {
    /// The files of this recording, by path relative to its folder.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn to_files(&self) -> Result<BTreeMap<String, Vec<u8>>, serde_json::Error> {
        self.clone().into_files()
    }

    /// As [`Self::to_files`], without a second copy of the bodies.
    ///
    /// # Errors
    /// As [`Self::to_files`].
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

    /// Reads a recording back and checks every body against its digest.
    ///
    /// # Errors
    /// When a file is missing, malformed, of another schema or altered.
    pub fn from_files(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, RecordingError> {
        let run: Run = parse(files, "run.json")?;
        if run.schema != SCHEMA {
            return Err(RecordingError::Schema { found: run.schema });
        }
        let mut exchanges: Vec<Exchange> = parse(files, "exchanges.json")?;
        exchanges.sort_by(|a, b| a.id.cmp(&b.id));
        let mut replies = BTreeMap::new();
        for exchange in &exchanges {
            let (Some(path), Some(reply)) = (exchange.reply_path(), &exchange.reply) else { continue };
            let body = files.get(&path).ok_or_else(|| RecordingError::Missing(path.clone()))?;
            if canonical::sha256(body) != reply.sha256 {
                return Err(RecordingError::Digest { path });
            }
            replies.insert(exchange.id.clone(), body.clone());
        }
        Ok(Self { run, exchanges, replies })
    }

    /// The attempt that decided `request`: the last one recorded.
    #[must_use]
    pub fn final_attempt(&self, request: &Request) -> Option<&Exchange> {
        self.exchanges.iter().filter(|exchange| exchange.request == *request).max_by_key(|exchange| exchange.attempt)
    }
}

fn parse<T: serde::de::DeserializeOwned>(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Result<T, RecordingError> {
    let bytes = files.get(path).ok_or_else(|| RecordingError::Missing(path.to_owned()))?;
    serde_json::from_slice(bytes).map_err(|source| RecordingError::Malformed { path: path.to_owned(), source })
}
