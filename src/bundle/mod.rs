//! Bundles: a BagIt 1.0 bag (RFC 8493) that an outsider can verify with other
//! people's tools.
//!
//! [`write()`] archives files, [`Draft`] does it one by one, [`Stored`] and [`read`] load them back, [`verify`] tells
//! what was checked and what was not, [`reperform`] compares stored files with
//! those rebuilt from the evidence. A bundle knows bytes and names, never
//! what a report or a control is.

mod bag_info;
mod error;
mod manifest;
mod name;
mod read;
mod reperform;
mod tree;
mod verification;
mod verify;
mod write;

pub use bag_info::{BagInfo, PROFILE_IDENTIFIER};
pub use error::BundleError;
pub use read::{Bag, Stored, read};
pub use reperform::{Compare, LeftOut, reperform};
pub use verification::{Check, CheckResult, Step, Verification};
pub use verify::verify;
pub use write::{Draft, Receipt, write};

/// The payload of a bag: name relative to `data/` → bytes.
pub type Payload = std::collections::BTreeMap<String, Vec<u8>>;

/// Writes the bytes of one file: what is large need not stand in memory whole. It is called once.
pub type Fill<'a> = dyn FnMut(&mut dyn std::io::Write) -> std::io::Result<()> + 'a;

const DECLARATION: &str = "bagit.txt";
const BAG_INFO: &str = "bag-info.txt";
const PAYLOAD_MANIFEST: &str = "manifest-sha256.txt";
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Folder of the payload, with its slash.
const DATA: &str = "data/";
/// Sign-offs and timestamps may be added later, so the tag manifest leaves them out.
const SIGNATURES: &str = "signatures/";
/// RFC 8493 §2.1.1: the two lines of `bagit.txt`.
const DECLARATION_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
