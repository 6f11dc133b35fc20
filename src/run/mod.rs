//! What a command does, from its options to its result: it puts the stages in order and prints nothing.
//!
//! An attestation of the shipped example's recording, as one Markdown report in a bundle that re-performs:
//!
//! ```
//! use eks_attest::run::{AttestOptions, Format, Judging, Origin, Quiet, Rendering, Source, attest, verify};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let out = folder.path().join("bundle");
//! let example = std::path::Path::new("examples/quarterly-attestation/input");
//! let from = Origin::Recording(example.join("recording"));
//! let options = AttestOptions {
//!     judging: Judging { engagement: Some(example.join("engagement.yaml")), ..Judging::default() },
//!     rendering: Rendering { formats: vec![Format::Md], templates: None },
//!     ..AttestOptions::new(Source { from, clusters: Vec::new() }, &out)
//! };
//! let outcome = attest(&options, &Quiet)?;
//! assert!(outcome.files.contains("reports/attestation.md"));
//! assert!(!verify(&out, true)?.has_failed());
//! # Ok(())
//! # }
//! ```

mod archive;
mod assess;
mod assessment_file;
mod attest;
mod bound;
mod catalogue;
mod collect;
mod comparison;
mod controls;
mod diff;
pub mod embedded;
mod engagement;
mod error;
mod example;
mod files;
mod identity;
mod inputs;
mod inspect;
mod matrix;
mod options;
mod outcome;
mod permissions;
pub mod pipeline;
mod previous;
#[cfg_attr(not(feature = "aws"), path = "recording_left_out.rs")]
mod recording;
mod reperform;
mod report;
pub mod reports;
mod scaffold;
mod schema;
mod summary;
mod templates;
mod verify;

pub use assess::{ASSESSED_FILES, AssessOptions, assess};
pub use attest::{AttestOptions, attest};
pub use catalogue::Controls;
pub use collect::{CollectOptions, Collected, collect};
pub use comparison::Previous;
pub use controls::{Listed, list_controls, show_control, test_controls};
pub use diff::{DiffOptions, change_in_words, diff};
pub use engagement::EngagementFiles;
pub use error::{RunError, Stage};
pub use example::attest_example;
pub use files::{FileSink, Files};
pub use inputs::Inputs;
pub use matrix::{matrix_in_words, owners_in_words};
pub use options::{Comparison, Document, Format, Judging, Origin, Rendering, Source};
pub use outcome::RunOutcome;
pub use permissions::{PermissionsFormat, PermissionsOptions, permissions};
pub use report::{MatrixOptions, ReportOptions, matrix_document, report};
pub use scaffold::begin_control;
pub use schema::{SchemaOf, schema};
pub use summary::{GoLive, Open, RunSummary, Unread};
pub use templates::{check_templates, export_templates, template_names};
pub use verify::{verification, verify};

// What results and options are made of, so that whoever carries out a run needs no other module.
pub use crate::assess::change::{Change, EXPIRING_WITHIN_DAYS, FindingKind};
pub use crate::assess::gate::{Decision, GateOutcome, Review, Weight};
pub use crate::assess::model::Assessment;
pub use crate::bundle::{Check, CheckResult, Step, Verification};
pub use crate::collect::kubernetes::{Namespace, Options as KubernetesOptions, Source as KubernetesSource};
pub use crate::collect::{Options as LiveOptions, Progress, Quiet};
pub use crate::control::model::{Outcome, Severity};
pub use crate::evidence::canonical;
pub use crate::evidence::fact::GapReason;
pub use crate::evidence::untrusted::{is_hidden, visible_but};
pub use crate::scratch::end as remove_unfinished;

use crate::evidence::untrusted;

/// What is told while files of a bundle are made.
const WRITING: &str = "assessing and writing reports";

/// Name and version, as recordings and bundles state it.
#[must_use]
pub fn tool() -> String {
    concat!("eks-attest ", env!("CARGO_PKG_VERSION")).to_owned()
}

/// Text from outside, safe to show on one line of a terminal.
#[must_use]
pub fn visible(text: &str) -> String {
    untrusted::visible(&untrusted::shortened(text))
}
