//! Objects from files as the exchanges that a server would have given, so that
//! everything after collection is the same. A kind of which the files hold
//! nothing was not asked: it is not taken to be empty. Nothing is skipped in
//! silence: what is not used is counted, and the counts are an exchange, too.

mod defaults;
mod documents;
mod exchanges;
mod form;
mod json;
mod kinds;
mod marks;
mod objects;
mod problem;
mod reason;
mod report;
mod same;
mod schema;
mod server;
mod text;
mod tree;

use std::path::Path;

use chrono::{DateTime, SubsecRound as _, Utc};

use self::json::Document;
use self::objects::Contents;
use self::problem::{Fault, Place, Problems};
use crate::collect::error::CollectError;
use crate::file::codes::collect as code;

/// The namespace of objects that name none, as `kubectl` has it.
const DEFAULT: &str = "default";
/// Bytes of stack for reading.
const STACK: usize = 64 << 20;
/// All files together.
const LARGEST: u64 = 4 << 30;

/// The objects of a cluster, from files.
pub(in crate::collect) struct Dump {
    read_at: DateTime<Utc>,
    contents: Contents,
    /// Who said which namespace it is: `--namespace`, `the context`, `kubectl's default`.
    namespace_from: &'static str,
}

impl Dump {
    /// Reads the files at `path`. Objects that name no namespace are taken to be in `namespace`, which comes with who
    /// named it, else in `default`.
    ///
    /// # Errors
    /// When a file cannot be read, or holds what `kubectl apply` would refuse: all of it is told at once.
    pub(super) fn read(path: &Path, namespace: Option<(String, &'static str)>) -> Result<Self, CollectError> {
        let (namespace, namespace_from) = namespace.unwrap_or_else(|| (DEFAULT.to_owned(), "kubectl's default"));
        let mut problems = Problems::default();
        let mut contents = Contents { namespace, ..Contents::default() };
        // What nests as deep as is allowed needs more stack than some threads have.
        std::thread::scope(|scope| {
            let read = || {
                read(path, &mut contents, &mut problems);
                contents.finish(&mut problems);
            };
            let started = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
            started.map(drop).map_err(|error| CollectError::Dump {
                path: path.to_owned(),
                summary: format!("no thread can be started: {error}"),
                problems: Vec::new(),
            })
        })?;
        if problems.is_empty() && contents.is_empty() {
            let place = Place::new(&problem::shown(&path.to_string_lossy()).into());
            let fault = Fault::new(code::NOTHING, "it holds no JSON or YAML document with an object of Kubernetes");
            problems.add(
                &place,
                fault.help("give what `kubectl get RESOURCE --all-namespaces -o json` wrote, or manifests"),
            );
        }
        if problems.is_empty() {
            return Ok(Self { read_at: Utc::now().trunc_subsecs(3), contents, namespace_from });
        }
        let (all, problems) = problems.finish();
        let shown =
            if problems.len() < all { format!(", of which {} are shown", problems.len()) } else { String::new() };
        let number = if all == 1 { "1 problem".to_owned() } else { format!("{all} problems") };
        Err(CollectError::Dump { path: path.to_owned(), summary: format!("{number}{shown}"), problems })
    }
}

fn read(path: &Path, contents: &mut Contents, problems: &mut Problems) {
    let tree = tree::tree(path, problems);
    for (what, number) in tree.left {
        contents.report.other.insert(what, number);
    }
    let mut size = 0;
    for found in &tree.files {
        let text = match text::read(&found.path) {
            Ok(text) => text,
            Err(fault) => {
                problems.add(&found.place, fault);
                continue;
            }
        };
        size += text.len() as u64;
        if size > LARGEST {
            let fault =
                Fault::new(code::TOO_LARGE, format!("the files are larger than {} GiB together", LARGEST >> 30));
            return problems.add(&found.place, fault);
        }
        let mut take = |document: Document<'_>, place: Place, problems: &mut Problems| {
            contents.add(document, &place, &found.stem, problems);
        };
        if documents::each(found, &text, problems, &mut take) == 0 {
            schema::count(&mut contents.report.other, "file without a document".to_owned());
        }
    }
}

#[cfg(all(test, feature = "kubernetes"))]
#[allow(clippy::unwrap_used, reason = "tests; clippy knows them by `cfg(test)` alone")]
mod tests;
