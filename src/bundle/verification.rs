//! What a verification found: every step is listed, made or not, so that a
//! success never hides a step that nobody took.

use std::fmt;

use serde::Serialize;

/// The steps, in the order in which they are made and listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Step {
    /// `bagit.txt` declares BagIt 1.0 in UTF-8.
    BagDeclaration,
    /// Only regular files with safe names: no link, no special file.
    FilesAndNames,
    /// `bag-info.txt` carries the required labels, and `Payload-Oxum` is right.
    BagInfo,
    /// Whether this version wrote the bundle: another one may derive other facts from the same evidence.
    Version,
    /// Every file of the tag manifest has the hash listed.
    TagManifest,
    /// Every file outside `data/` and `signatures/` is in the tag manifest.
    TagFiles,
    /// Every file of the payload manifest has the hash listed.
    PayloadManifest,
    /// No manifest lists a file twice.
    ManifestDuplicates,
    /// Every payload file is listed and every listed one is there.
    Completeness,
    /// Every payload file is one that the bundle's own inputs give it.
    Contents,
    /// The evidence is bound to the run and the requests that it states.
    Evidence,
    /// The evidence is what the plan of its run asks: nothing else, and nothing less.
    Plan,
    /// Whether controls, responsibility matrix, frameworks and templates are those of this version.
    Rules,
    /// Someone signed the tag manifest.
    Signature,
    /// A time-stamping authority saw the tag manifest.
    Timestamp,
    /// What can be rebuilt from the evidence is byte for byte what is stored.
    Reperformance,
    /// Every payload file is rebuilt or a named input.
    NotRebuilt,
}

impl Step {
    /// The steps that [`super::verify`] lists: those that need nothing but the files.
    pub(super) const OF_VERIFY: [Self; 12] = [
        Self::BagDeclaration,
        Self::FilesAndNames,
        Self::BagInfo,
        Self::Version,
        Self::TagManifest,
        Self::TagFiles,
        Self::PayloadManifest,
        Self::ManifestDuplicates,
        Self::Completeness,
        Self::Signature,
        Self::Timestamp,
        Self::Reperformance,
    ];

    /// The step as a short phrase.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::BagDeclaration => "bag declaration",
            Self::FilesAndNames => "files and names",
            Self::BagInfo => "bag-info and Payload-Oxum",
            Self::Version => "written by this version",
            Self::TagManifest => "tag manifest hashes",
            Self::TagFiles => "tag files listed",
            Self::PayloadManifest => "payload manifest hashes",
            Self::ManifestDuplicates => "no duplicates in manifests",
            Self::Completeness => "payload complete",
            Self::Contents => "files that belong to the bundle",
            Self::Evidence => "evidence bound to its run",
            Self::Plan => "evidence as its plan asks",
            Self::Rules => "controls and templates of this version",
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
            Self::Reperformance => "re-performance",
            Self::NotRebuilt => "every file rebuilt or an input",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.title())
    }
}

/// The result of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
pub enum CheckResult {
    /// Made, nothing found.
    Passed,
    /// Made, and these were found.
    Failed {
        /// `file: problem` each, the file relative to the bag.
        problems: Vec<String>,
    },
    /// Made: no fault of the bundle, but what whoever relies on it must know.
    Named {
        /// What differs from what is usual.
        what: Vec<String>,
    },
    /// Not made: says nothing either way.
    NotMade {
        /// The reason.
        why: String,
    },
}

/// One step and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which step.
    pub name: Step,
    /// What was looked at, for example `214 files`; empty when not made.
    pub scope: String,
    /// What came of it.
    pub result: CheckResult,
}

impl Check {
    /// Passed when `problems` is empty.
    #[must_use]
    pub fn made(name: Step, scope: String, problems: Vec<String>) -> Self {
        let result = if problems.is_empty() { CheckResult::Passed } else { CheckResult::Failed { problems } };
        Self { name, scope, result }
    }

    /// Passed when `what` is empty, and else named.
    #[must_use]
    pub fn named(name: Step, scope: String, what: Vec<String>) -> Self {
        let result = if what.is_empty() { CheckResult::Passed } else { CheckResult::Named { what } };
        Self { name, scope, result }
    }

    /// Not made, and why.
    #[must_use]
    pub fn not_made(name: Step, why: impl Into<String>) -> Self {
        Self { name, scope: String::new(), result: CheckResult::NotMade { why: why.into() } }
    }
}

/// Every step, made or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// In the order of [`Step`].
    pub checks: Vec<Check>,
}

impl Verification {
    /// Whether any step failed. A `false` is only as good as
    /// [`Self::not_made`] is short: show both.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.checks.iter().any(|check| matches!(check.result, CheckResult::Failed { .. }))
    }

    /// The steps that were not made, with the reason.
    pub fn not_made(&self) -> impl Iterator<Item = (Step, &str)> {
        self.checks.iter().filter_map(|check| match &check.result {
            CheckResult::NotMade { why } => Some((check.name, why.as_str())),
            _ => None,
        })
    }

    /// Every `(step, problem)` found.
    pub fn problems(&self) -> impl Iterator<Item = (Step, &str)> {
        self.checks.iter().flat_map(|check| match &check.result {
            CheckResult::Failed { problems } => {
                problems.iter().map(|problem| (check.name, problem.as_str())).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        })
    }

    /// Takes over the checks of `later`, each in place of the one of the same
    /// step: [`super::verify`] with [`super::reperform`] on top.
    #[must_use]
    pub fn with(mut self, later: Self) -> Self {
        for check in later.checks {
            self.checks.retain(|earlier| earlier.name != check.name);
            self.checks.push(check);
        }
        self.checks.sort_by_key(|check| check.name);
        self
    }
}
