//! Files of declared read operations: `evidence/*.yaml`.

use super::parse::{parse, relative};
use super::place::Places;
use super::problem::{File, Problem, help_with_names};
use crate::evidence::declared::{EvidenceFile, Fault, resolve};
use crate::evidence::topic::declaration::{Known, Taken, register};

/// The declarations of a folder of controls.
#[derive(Debug, Default)]
pub(super) struct Declarations<'a> {
    read: Vec<&'a File>,
    pub(super) files: Vec<EvidenceFile>,
    pub(super) known: Known,
}

/// True for a file of declared operations.
pub(super) fn is_evidence(path: &str) -> bool {
    relative(path).starts_with("evidence/")
}

impl<'a> Declarations<'a> {
    /// Those in `files`; whatever is wrong with them is reported.
    pub(super) fn load(files: &'a [File], problems: &mut Vec<Problem>) -> Self {
        let (mut read, mut parsed) = (Vec::new(), Vec::new());
        for file in files.iter().filter(|file| is_evidence(&file.path)) {
            let mut own = Vec::new();
            if let Some(evidence) = parse::<EvidenceFile>(file, &mut own) {
                read.push(file);
                parsed.push(evidence);
            }
            problems.extend(own.into_iter().map(|problem| problem.of("evidence")));
        }
        let (known, faults) = resolve(&parsed);
        problems.extend(faults.into_iter().filter_map(|fault| told(read.get(fault.file)?, fault)));
        Self { read, files: parsed, known }
    }

    /// Puts them in use: from here on, recordings and verdicts may name their topics.
    pub(super) fn register(&self) -> Result<(), Vec<Problem>> {
        register(&self.known).map_err(|taken| vec![self.taken(taken)])
    }

    fn taken(&self, taken: Taken) -> Problem {
        let declared = self.files.iter().zip(&self.read).find_map(|(evidence, file)| {
            let at = evidence.operations.iter().position(|operation| operation.topic == taken.topic)?;
            Some((*file, ["operations".to_owned(), at.to_string(), "topic".to_owned()]))
        });
        let help = "give it a name of its own: one run knows one meaning of a name";
        let problem = match declared {
            Some((file, path)) => Places::new(&file.path, file.text()).problem(&path, false, "topic_taken", taken.what),
            None => Problem::at(&File::new("evidence", ""), 0, 0, "topic_taken", taken.what),
        };
        problem.with_help(help.to_owned()).of("evidence")
    }
}

fn told(file: &File, fault: Fault) -> Option<Problem> {
    let Fault { path, key, code, message, help, names, .. } = fault;
    let alike = names.and_then(|(name, known)| help_with_names(&name, &known));
    let problem = Places::new(&file.path, file.text()).problem(&path, key, code, message);
    Some(problem.with_help(help.or(alike)).of("evidence"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;
