//! The codes of all problems, each with the form of its message and what to do: `docs/errors.md` is written from it.

use super::code::Code;

/// Modules with the codes of one stage each, and the list of all.
macro_rules! stages {
    ($($stage:ident: $what:literal;)+) => {
        $(#[doc = $what] pub mod $stage;)+

        /// The codes of every stage.
        pub const ALL: &[&[Code]] = &[$($stage::ALL),+];
    };
}

/// Constants of one stage's codes: `NAME: "form of the message", "what to do";`.
macro_rules! codes {
    ($stage:literal; $($name:ident: $message:literal, $help:literal;)+) => {
        $(
            #[doc = $message]
            pub const $name: $crate::file::Code = {
                const LOWER: [u8; stringify!($name).len()] = $crate::file::codes::lower(stringify!($name));
                match str::from_utf8(&LOWER) {
                    Ok(name) => $crate::file::Code::new($stage, name, $message, $help),
                    Err(_) => panic!("names are ASCII"),
                }
            };
        )+

        /// All of them.
        pub const ALL: &[$crate::file::Code] = &[$($name),+];
    };
}

stages! {
    file: "Of any YAML file.";
    evidence: "Of declared read operations.";
    collect: "Of files given instead of a cluster.";
    control: "Of controls, frameworks, the responsibility matrix and the catalogue.";
    engagement: "Of engagement files.";
    report: "Of templates.";
}

const fn lower<const LENGTH: usize>(name: &str) -> [u8; LENGTH] {
    let mut lower = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        lower[at] = name.as_bytes()[at].to_ascii_lowercase();
        at += 1;
    }
    lower
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_is_there_once_and_says_what_to_do() {
        let all: Vec<Code> = ALL.concat();
        let names: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), all.len());
        assert!(names.contains("eks_attest::control::unknown_member"), "{names:?}");
        let bare: Vec<&Code> = all.iter().filter(|code| code.message().is_empty() || code.help().is_empty()).collect();
        assert!(bare.is_empty(), "{bare:?}");
    }
}
