//! What can go wrong while a bundle is written or read.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

/// Why a bundle could not be written or read.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum BundleError {
    /// A payload name that other file systems or tools would read differently.
    #[error("`{path}` cannot be stored in a bundle: {reason}")]
    #[diagnostic(
        code(eks_attest::bundle::unsafe_name),
        help("names hold only letters, digits and `._/-`, are relative, and have no `.` or `..` part")
    )]
    UnsafeName {
        /// The name, control characters escaped.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two payload names that some file systems take for one.
    #[error("`{path}` and `{other}` cannot both be stored in a bundle: {reason}")]
    #[diagnostic(code(eks_attest::bundle::name_clash), help("rename one of the two"))]
    NameClash {
        /// The later name in byte order.
        path: String,
        /// The earlier name.
        other: String,
        /// What they have in common.
        reason: &'static str,
    },
    /// There is nothing to archive.
    #[error("a bundle needs at least one file")]
    #[diagnostic(code(eks_attest::bundle::empty), help("name at least one format: `--format md`"))]
    Empty,
    /// A value that `bag-info.txt` cannot carry.
    #[error("`{label}` of the bundle {reason}")]
    #[diagnostic(code(eks_attest::bundle::info), help("correct it in the engagement file"))]
    Info {
        /// The label in `bag-info.txt`.
        label: &'static str,
        /// What is wrong with the value.
        reason: &'static str,
    },
    /// The output folder is in use.
    #[error("{} exists and is not empty", directory.display())]
    #[diagnostic(
        code(eks_attest::bundle::not_empty),
        help("choose another folder, or remove this one: an existing bundle is never overwritten")
    )]
    NotEmpty {
        /// The folder asked for.
        directory: PathBuf,
    },
    /// The output path is a file, a link or has no name.
    #[error("{} is not a folder that a bundle can be written to: {reason}", directory.display())]
    #[diagnostic(code(eks_attest::bundle::not_a_folder), help("choose another folder"))]
    NotAFolder {
        /// The path asked for.
        directory: PathBuf,
        /// What it is.
        reason: &'static str,
    },
    /// The folder to read is not a bag, or one that is unsafe to read.
    #[error("{} is not a readable bundle: {reason}", directory.display())]
    #[diagnostic(code(eks_attest::bundle::not_a_bundle), help("`eks-attest verify` names every fault of a bundle"))]
    NotABundle {
        /// The folder asked for.
        directory: PathBuf,
        /// What is missing or wrong, with the file named.
        reason: String,
    },
    /// The file system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    #[diagnostic(
        code(eks_attest::bundle::io),
        help("check that the folder may be written to and that the disk is not full")
    )]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// The answer of the operating system.
        source: std::io::Error,
    },
}

impl BundleError {
    /// For `map_err`: the path and what was tried.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}
