//! Verifying a bag: list the folder → parse the tag files → compare hashes →
//! compare what is listed with what is there. Whatever one step finds, the
//! others are still made.

use std::path::Path;

use super::bag_info::{self, PROFILE_IDENTIFIER, REQUIRED, SOFTWARE_AGENT, oxum};
use super::manifest::Manifest;
use super::name::{fault, shown};
use super::tree::Tree;
use super::verification::{Check, Step, Verification};
use super::{BAG_INFO, DATA, DECLARATION, DECLARATION_TEXT, PAYLOAD_MANIFEST, SIGNATURES, TAG_MANIFEST};

/// Makes every check of a bundle that needs nothing but the bundle. Files are
/// read in pieces and links are never followed, so a hostile bag is safe to
/// verify.
#[must_use]
pub fn verify(directory: &Path) -> Verification {
    match Tree::walk(directory) {
        Ok(tree) => Found::new(tree).checks(),
        Err(error) => unlistable(directory, &error),
    }
}

fn unlistable(directory: &Path, error: &std::io::Error) -> Verification {
    let mut checks: Vec<_> =
        Step::OF_VERIFY.iter().map(|step| Check::not_made(*step, "the folder cannot be listed")).collect();
    let problem = format!("{}: cannot be listed: {error}", directory.display());
    checks[0] = Check::made(Step::BagDeclaration, String::new(), vec![problem]);
    Verification { checks }
}

/// The folder with its manifests; an `Err` is `manifest: problem`.
struct Found {
    tree: Tree,
    tags: Result<Manifest, String>,
    payload: Result<Manifest, String>,
}

impl Found {
    fn new(tree: Tree) -> Self {
        let tags = tree.text(TAG_MANIFEST).map(|text| Manifest::parse(&text));
        let payload = tree.text(PAYLOAD_MANIFEST).map(|text| Manifest::parse(&text));
        Self { tree, tags, payload }
    }

    fn checks(&self) -> Verification {
        let checks = vec![
            self.declaration(),
            self.files_and_names(),
            self.bag_info(),
            self.version(),
            self.hashes(Step::TagManifest, TAG_MANIFEST, &self.tags),
            self.tag_files(),
            self.hashes(Step::PayloadManifest, PAYLOAD_MANIFEST, &self.payload),
            self.duplicates(),
            self.completeness(),
            self.seal(Step::Signature, "signature", |path| !path.ends_with(".tsr")),
            self.seal(Step::Timestamp, "timestamp", |path| path.ends_with(".tsr")),
            Check::not_made(Step::Reperformance, "it is made only when asked for (`--reperform`)"),
        ];
        Verification { checks }
    }

    fn declaration(&self) -> Check {
        let problems = match self.tree.text(DECLARATION) {
            Ok(text) if text == DECLARATION_TEXT => Vec::new(),
            Ok(_) => vec![format!("{DECLARATION}: does not declare BagIt 1.0 in UTF-8")],
            Err(problem) => vec![problem],
        };
        Check::made(Step::BagDeclaration, "BagIt 1.0".to_owned(), problems)
    }

    fn files_and_names(&self) -> Check {
        Check::made(Step::FilesAndNames, files(self.tree.files.len()), self.tree.problems())
    }

    fn bag_info(&self) -> Check {
        let (sizes, labels) = (self.payload_sizes(), self.tree.text(BAG_INFO));
        let found = oxum(sizes.iter().sum(), sizes.len());
        let labels = labels.and_then(|text| bag_info::parse(&text).map_err(|problem| format!("{BAG_INFO}: {problem}")));
        let problems = match labels {
            Err(problem) => vec![problem],
            Ok(labels) => {
                let unknown = labels.iter().filter(|(label, _)| !REQUIRED.contains(&label.as_str()));
                let unknown = unknown.map(|(label, _)| format!("{BAG_INFO}: {} is not a label of it", shown(label)));
                REQUIRED.iter().filter_map(|label| label_problem(label, &labels, &found)).chain(unknown).collect()
            }
        };
        Check::made(Step::BagInfo, format!("labels and Payload-Oxum {found}"), problems)
    }

    /// What else is wrong with the labels is [`Step::BagInfo`]'s to say.
    fn version(&self) -> Check {
        let labels = self.tree.text(BAG_INFO).ok().and_then(|text| bag_info::parse(&text).ok()).unwrap_or_default();
        let mut agents = labels.iter().filter(|(label, _)| label == "Bag-Software-Agent").map(|(_, value)| value);
        match (agents.next(), agents.next()) {
            (Some(agent), None) if agent == SOFTWARE_AGENT => Check::made(Step::Version, agent.clone(), Vec::new()),
            (Some(agent), None) => {
                let agent = shown(agent);
                let what = format!(
                    "{BAG_INFO}: {agent} wrote it, and this is {SOFTWARE_AGENT}: only the version that wrote a bundle \
                     is bound to rebuild the same from it"
                );
                Check::named(Step::Version, agent, vec![what])
            }
            _ => Check::not_made(Step::Version, format!("{BAG_INFO} does not say which version wrote the bundle")),
        }
    }

    fn payload_sizes(&self) -> Vec<u64> {
        self.tree.files.iter().filter(|(path, _)| path.starts_with(DATA)).map(|(_, size)| *size).collect()
    }

    /// Every line of the manifest is well formed, belongs there, and gives
    /// the hash of its file.
    fn hashes(&self, step: Step, name: &str, manifest: &Result<Manifest, String>) -> Check {
        let manifest = match manifest {
            Ok(manifest) => manifest,
            Err(problem) => return Check::made(step, String::new(), vec![problem.clone()]),
        };
        let malformed = manifest.malformed.iter().map(|problem| format!("{name}: {problem}"));
        let compared = manifest.entries.iter().filter_map(|(path, digest)| {
            let problem = self.hash_problem(step, path, digest)?;
            Some(format!("{}: {problem}", shown(path)))
        });
        let mut problems: Vec<_> = malformed.chain(compared).collect();
        if manifest.entries.is_empty() {
            problems.push(format!("{name}: lists no file"));
        }
        Check::made(step, files(manifest.entries.len()), problems)
    }

    fn hash_problem(&self, step: Step, path: &str, digest: &str) -> Option<String> {
        if let Some(reason) = fault(path) {
            return Some(format!("unsafe name: {reason}"));
        }
        if path.starts_with(DATA) != (step == Step::PayloadManifest) || path == TAG_MANIFEST {
            return Some("does not belong in this manifest".to_owned());
        }
        if !self.tree.files.contains_key(path) {
            return Some("missing, so its hash could not be compared".to_owned());
        }
        match self.tree.sha256(path) {
            Ok(found) if found == digest => None,
            Ok(found) => Some(format!("hash is {found}, the manifest says {digest}")),
            Err(error) => Some(format!("cannot be read: {error}")),
        }
    }

    fn tag_files(&self) -> Check {
        let Ok(tags) = &self.tags else {
            return Check::not_made(Step::TagFiles, format!("{TAG_MANIFEST} could not be read"));
        };
        let expected = self
            .tree
            .files
            .keys()
            .map(String::as_str)
            .filter(|path| !path.starts_with(DATA) && !path.starts_with(SIGNATURES) && *path != TAG_MANIFEST);
        let expected: Vec<_> = expected.collect();
        let problems = expected.iter().filter_map(|path| {
            let problem = if ![DECLARATION, BAG_INFO, PAYLOAD_MANIFEST].contains(path) {
                "an eks-attest bundle holds no such file, and it was not checked"
            } else if !tags.entries.contains_key(*path) {
                "not listed in tagmanifest-sha256.txt"
            } else {
                return None;
            };
            Some(format!("{}: {problem}", shown(path)))
        });
        let unknown = self.tree.files.keys().filter(|path| path.starts_with(SIGNATURES) && !is_seal(path));
        let unknown = unknown.map(|path| format!("{}: by its name neither a signature nor a timestamp", shown(path)));
        Check::made(Step::TagFiles, files(expected.len()), problems.chain(unknown).collect())
    }

    fn duplicates(&self) -> Check {
        let (Ok(tags), Ok(payload)) = (&self.tags, &self.payload) else {
            return Check::not_made(Step::ManifestDuplicates, "a manifest could not be read");
        };
        let lists = [(TAG_MANIFEST, tags), (PAYLOAD_MANIFEST, payload)];
        let problems = lists.iter().flat_map(|(name, manifest)| {
            manifest.repeated.iter().map(move |path| format!("{}: listed twice in {name}", shown(path)))
        });
        Check::made(Step::ManifestDuplicates, "2 manifests".to_owned(), problems.collect())
    }

    fn completeness(&self) -> Check {
        let Ok(payload) = &self.payload else {
            return Check::not_made(Step::Completeness, format!("{PAYLOAD_MANIFEST} could not be read"));
        };
        let listed = |path: &&String| !payload.entries.contains_key(*path);
        let added = self.tree.files.keys().filter(|path| path.starts_with(DATA)).filter(listed);
        let added = added.map(|path| format!("{}: not listed in {PAYLOAD_MANIFEST}", shown(path)));
        let missing = payload.entries.keys().filter(|path| !self.tree.files.contains_key(*path));
        let missing = missing.map(|path| format!("{}: listed in {PAYLOAD_MANIFEST}, but missing", shown(path)));
        Check::made(Step::Completeness, files(payload.entries.len()), added.chain(missing).collect())
    }

    /// Signatures or timestamps: either there are none, or they are not ours to check.
    fn seal(&self, step: Step, what: &str, is_one: impl Fn(&str) -> bool) -> Check {
        let found = self.tree.files.keys().filter(|path| path.starts_with(SIGNATURES) && is_seal(path) && is_one(path));
        match found.map(|path| shown(path)).collect::<Vec<_>>().as_slice() {
            [] => Check::not_made(step, format!("the bundle holds no {what}")),
            [one] => Check::not_made(step, format!("{one} is not checked by this version")),
            more => Check::not_made(step, format!("{} are not checked by this version", more.join(", "))),
        }
    }
}

/// Endings of signatures (CMS, detached, OpenPGP, minisign, Sigstore), of the certificates beside them, and of RFC 3161
/// timestamps.
const SEALS: [&str; 9] = [".p7s", ".sig", ".asc", ".minisig", ".sigstore.json", ".pem", ".crt", ".cer", ".tsr"];

fn is_seal(path: &str) -> bool {
    SEALS.iter().any(|ending| path.ends_with(ending))
}

fn label_problem(required: &str, labels: &[(String, String)], found: &str) -> Option<String> {
    let values: Vec<_> = labels.iter().filter(|(label, _)| label == required).map(|(_, value)| value).collect();
    match values.as_slice() {
        [] => Some(format!("{BAG_INFO}: {required} is missing")),
        [_, _, ..] => Some(format!("{BAG_INFO}: {required} is given more than once")),
        [value] if value.is_empty() => Some(format!("{BAG_INFO}: {required} is empty")),
        [value] if required == "Payload-Oxum" && value.as_str() != found => {
            Some(format!("{BAG_INFO}: Payload-Oxum is {}, but data/ holds {found}", shown(value)))
        }
        [value] if required == "BagIt-Profile-Identifier" && value.as_str() != PROFILE_IDENTIFIER => {
            Some(format!("{BAG_INFO}: BagIt-Profile-Identifier is not that of an eks-attest bundle"))
        }
        [_] => None,
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
