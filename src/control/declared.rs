//! Files of declared read operations: `evidence/*.yaml`.

use super::source::relative;
use crate::evidence::declared::{EvidenceFile, Fault, resolve};
use crate::evidence::topic::declaration::{Known, Taken, register, register_free};
use crate::file::codes::evidence::TOPIC_TAKEN;
use crate::file::{File, Places, Problem, help_with_names, parse};

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
            if let Some(evidence) = parse::<EvidenceFile>(file, problems) {
                read.push(file);
                parsed.push(evidence);
            }
        }
        let (known, faults) = resolve(&parsed);
        problems.extend(faults.into_iter().filter_map(|fault| told(read.get(fault.file)?, fault)));
        Self { read, files: parsed, known }
    }

    /// Puts them in use: from here on, recordings and verdicts may name their topics.
    pub(super) fn register(&self) -> Result<(), Vec<Problem>> {
        register(&self.known).map_err(|taken| vec![self.taken(taken)])
    }

    /// As [`Self::register`], for what may be declared by others: theirs goes before.
    pub(super) fn register_free(&self) {
        register_free(&self.known);
    }

    fn taken(&self, taken: Taken) -> Problem {
        let declared = self.files.iter().zip(&self.read).find_map(|(evidence, file)| {
            let at = evidence.operations.iter().position(|operation| operation.topic == taken.topic)?;
            Some((*file, at.to_string()))
        });
        match declared {
            Some((file, at)) => Places::new(&file.path, file.text()).locate(Problem::of_value(
                &["operations", &at, "topic"],
                TOPIC_TAKEN,
                taken.what,
            )),
            None => Problem::at(&File::new("evidence", ""), 0, 0, TOPIC_TAKEN, taken.what),
        }
    }
}

fn told(file: &File, fault: Fault) -> Option<Problem> {
    let Fault { path, key, code, message, help, names, .. } = fault;
    let alike = names.and_then(|(name, known)| help_with_names(&name, &known));
    let mut problem = Problem::of_value(&[], code, message);
    (problem.keys, problem.of_key) = (path, key);
    Some(Places::new(&file.path, file.text()).locate(problem).with_help(help.or(alike)))
}

#[cfg(test)]
mod tests;
