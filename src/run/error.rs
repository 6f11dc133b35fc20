//! What can go wrong between the options and the stages.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use crate::file::Problem;

/// Why a command was not carried out. Errors of the stages keep their own words.
#[derive(Debug, Error, Diagnostic)]
pub enum RunError {
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`: {source}")]
    #[diagnostic(code(eks_attest::run::read), help("check that the path exists and that you may read it"))]
    Read {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{path}`: {source}")]
    #[diagnostic(
        code(eks_attest::run::write),
        help("check that the folder may be written to and that the disk is not full")
    )]
    Write {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or its name is not UTF-8.
    #[error("`{path}` is not UTF-8 text")]
    #[diagnostic(code(eks_attest::run::not_text), help("save the file, and name it, in UTF-8"))]
    NotText {
        /// The path.
        path: PathBuf,
    },
    /// The arguments or a file given do not fit.
    #[error("{message}")]
    #[diagnostic(code(eks_attest::run::usage), help("{help}"))]
    Usage {
        /// What does not fit.
        message: String,
        /// What to do: change the option, argument or file that the message names.
        help: String,
    },
    /// A stage refused what it was given: the arguments are at fault.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Refused(Stage),
    /// A stage could not be carried out.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Failed(Stage),
    /// A bundle that was to be used does not verify.
    #[error("the bundle `{bundle}` does not verify, so it is not used: {problem}")]
    #[diagnostic(
        code(eks_attest::run::unverified),
        help("`eks-attest verify {bundle}` names every fault; use the copy that was archived")
    )]
    Unverified {
        /// The bundle.
        bundle: String,
        /// The first faults, each with the file that it is in, and how many more there are.
        problem: String,
    },
    /// Several problems in files that were given.
    #[error("{summary}")]
    #[diagnostic(code(eks_attest::run::problems), help("nothing was done: correct each, and run the command again"))]
    Problems {
        /// One line that counts them.
        summary: String,
        /// All of them.
        #[related]
        problems: Vec<Problem>,
    },
    /// What was asked for is not in this build.
    #[error("{what} needs the feature `{feature}`, which this build was made without")]
    #[diagnostic(
        code(eks_attest::run::left_out),
        help("use a build with its default features, or with `--features {feature}`")
    )]
    LeftOut {
        /// What was asked for.
        what: &'static str,
        /// The feature that it needs.
        feature: &'static str,
    },
    /// The asynchronous runtime could not be started.
    #[error("cannot start: {source}")]
    #[diagnostic(code(eks_attest::run::runtime), help("the system refuses threads: check its limits"))]
    Runtime {
        /// What the system said.
        source: io::Error,
    },
    /// A value of ours could not be written as JSON.
    #[error("cannot write JSON: {0}")]
    #[diagnostic(
        code(eks_attest::run::json),
        help("this is a fault of eks-attest: please report it with the command that you ran")
    )]
    Json(#[from] serde_json::Error),
}

/// An error of a stage, with its own code and help.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Stage(Box<dyn Diagnostic + Send + Sync>);

impl Diagnostic for Stage {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.code()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help()
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        self.0.related()
    }
}

impl RunError {
    /// A stage refused what it was given.
    pub fn refused(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self::Refused(Stage(Box::new(error)))
    }

    /// A stage could not be carried out.
    pub fn failed(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self::Failed(Stage(Box::new(error)))
    }

    /// A failed read of `path`.
    #[must_use]
    pub fn read(path: &Path, source: io::Error) -> Self {
        Self::Read { path: path.to_path_buf(), source }
    }

    /// A failed write to `path`.
    #[must_use]
    pub fn write(path: &Path, source: io::Error) -> Self {
        Self::Write { path: path.to_path_buf(), source }
    }

    /// Arguments that do not fit, and what to do.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: help.into() }
    }
}
