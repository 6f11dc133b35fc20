//! Re-performing: the stored files against those rebuilt from the evidence.

use std::collections::BTreeSet;
use std::io;

use super::verification::{Check, Step, Verification};
use super::{BAG_INFO, BagInfo, DATA, Fill, Stored};

/// Takes each rebuilt file by its name relative to `data/`, compares it with the stored one and forgets it.
pub type Compare<'a> = dyn FnMut(&str, &mut Fill<'_>) + 'a;

/// Files that `rebuild` makes nothing of, and why.
#[derive(Debug, Clone, Default)]
pub struct LeftOut {
    /// Their names relative to `data/`.
    pub files: BTreeSet<String>,
    /// The reason, as the end of a sentence.
    pub why: &'static str,
}

/// Compares what `rebuild` makes of the inputs of `bag` (names for which `is_input` holds), byte for byte, with what the
/// bag stores. The inputs are handed on by `rebuild` as it understood them, and compared as well: a file of the bag that
/// is neither rebuilt nor handed on belongs to nothing, and fails.
///
/// What `left_out` names is not rebuilt, so that the check of what was not rebuilt is not made either.
///
/// The verification has two checks: [`Step::Reperformance`] and [`Step::NotRebuilt`].
pub fn reperform(
    bag: &Stored,
    is_input: impl Fn(&str) -> bool,
    left_out: &LeftOut,
    rebuild: impl FnOnce(&mut Compare<'_>) -> Result<BagInfo, String>,
) -> Verification {
    let stored = bag.names();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut problems = Vec::new();
    let mut compare = |name: &str, fill: &mut Fill<'_>| {
        seen.insert(name.to_owned());
        let problem = if !stored.contains(name) {
            // What is made while it is written is made all the same.
            fill(&mut io::sink()).unwrap_or_default();
            "rebuilt from the evidence, but not in the bundle".to_owned()
        } else {
            match bag.first_difference(name, fill) {
                Ok(None) => return,
                Ok(Some(place)) if is_input(name) => format!("is not in the form in which inputs are stored {place}"),
                Ok(Some(place)) => format!("differs from what the evidence gives {place}"),
                Err(error) => format!("cannot be read: {error}"),
            }
        };
        problems.push(format!("{DATA}{name}: {problem}"));
    };
    let info = match rebuild(&mut compare) {
        Ok(info) => info,
        Err(why) => {
            problems.push(format!("{DATA}: could not be rebuilt: {why}"));
            let why = "not everything could be rebuilt";
            let checks =
                vec![Check::made(Step::Reperformance, String::new(), problems), Check::not_made(Step::NotRebuilt, why)];
            return Verification { checks };
        }
    };
    problems.extend(of_info(bag, &info));
    let inputs = seen.iter().filter(|name| is_input(name)).count();
    let rebuilt = seen.len() - inputs;
    if rebuilt == 0 {
        problems.push(format!("{DATA}: nothing was rebuilt from {inputs} inputs"));
    }
    let unseen = stored.iter().filter(|name| !seen.contains(**name));
    let (open, left): (Vec<&str>, Vec<&str>) = unseen.copied().partition(|name| left_out.files.contains(*name));
    let left: Vec<String> = left
        .iter()
        .map(|name| format!("{DATA}{name}: is not an input of the bundle, and nothing rebuilds it"))
        .collect();
    let every_file = if open.is_empty() || !left.is_empty() {
        Check::made(Step::NotRebuilt, format!("{rebuilt} rebuilt, {inputs} inputs"), left)
    } else {
        let open: Vec<String> = open.iter().map(|name| format!("{DATA}{name}")).collect();
        Check::not_made(Step::NotRebuilt, format!("{} not rebuilt, because {}", open.join(", "), left_out.why))
    };
    let scope = format!("{rebuilt} files and {BAG_INFO} rebuilt from {inputs} inputs");
    Verification { checks: vec![Check::made(Step::Reperformance, scope, problems), every_file] }
}

/// Lines of `bag-info.txt` that the engagement and the run do not give.
fn of_info(bag: &Stored, info: &BagInfo) -> Vec<String> {
    let (bytes, files) = bag.size();
    let (stored, rebuilt) = match (bag.bag_info(), info.render(bytes, files)) {
        (Ok(stored), Ok(rebuilt)) => (stored, rebuilt),
        (Err(problem), _) => return vec![problem],
        (_, Err(error)) => return vec![format!("{BAG_INFO}: {error}")],
    };
    if stored == rebuilt {
        return Vec::new();
    }
    let expected = rebuilt.lines().filter(|line| !stored.lines().any(|other| other == *line));
    let mut found: Vec<String> =
        expected.map(|line| format!("{BAG_INFO}: does not say `{line}`, as the inputs give it")).collect();
    if found.is_empty() {
        found.push(format!("{BAG_INFO}: says more than the inputs give, or in another order"));
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::{Payload, write};
    use super::*;

    fn info(organisation: &str) -> BagInfo {
        BagInfo {
            source_organization: organisation.to_owned(),
            external_identifier: "x-1".to_owned(),
            bagging_date: NaiveDate::from_ymd_opt(2026, 9, 30).unwrap(),
        }
    }

    /// The rebuilt result is the evidence in upper case.
    fn run_as(files: &[(&str, &str)], organisation: &str) -> Verification {
        run_without(files, organisation, &LeftOut::default())
    }

    fn run_without(files: &[(&str, &str)], organisation: &str, left_out: &LeftOut) -> Verification {
        let scratch = tempfile::tempdir().unwrap();
        let payload: Payload =
            files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        write(&scratch.path().join("bag"), &payload, &info("Example")).unwrap();
        let bag = Stored::open(&scratch.path().join("bag")).unwrap();
        let rebuild = |compare: &mut Compare<'_>| {
            let run = bag.file("evidence/run.json").map_err(|error| error.to_string())?.ok_or("no run")?;
            compare("assessment.json", &mut |out| out.write_all(&run.to_ascii_uppercase()));
            compare("evidence/run.json", &mut |out| out.write_all(&run));
            Ok(info(organisation))
        };
        reperform(&bag, |name| name.starts_with("evidence/"), left_out, rebuild)
    }

    fn run(files: &[(&str, &str)]) -> Vec<String> {
        run_as(files, "Example").problems().map(|(_, problem)| problem.to_owned()).collect()
    }

    #[test]
    fn equal_bytes_pass() {
        let found = run_as(&[("evidence/run.json", "a\nb\n"), ("assessment.json", "A\nB\n")], "Example");
        assert!(!found.has_failed(), "{found:?}");
        assert_eq!(found.not_made().count(), 0);
    }

    #[test]
    fn the_first_difference_is_named_by_file_byte_and_line() {
        let problems = run(&[("evidence/run.json", "a\nb\n"), ("assessment.json", "A\nX\n")]);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("data/assessment.json: "), "{problems:?}");
        assert!(problems[0].contains("byte 2, line 2"), "{problems:?}");
        let long = "b".repeat(200_000) + "\n";
        let mut changed = long.to_ascii_uppercase();
        assert_eq!(run(&[("evidence/run.json", &long), ("assessment.json", &changed)]), Vec::<String>::new());
        changed.replace_range(150_000..150_001, "\n");
        let problems = run(&[("evidence/run.json", &long), ("assessment.json", &changed)]);
        assert!(problems[0].contains("byte 150000, line 1"), "{problems:?}");
    }

    #[test]
    fn a_stored_file_cut_short_too_long_or_absent_is_named() {
        let cut = run(&[("evidence/run.json", "a\nb\n"), ("assessment.json", "A\n")]);
        assert!(cut[0].contains("byte 2, line 2 (stored 2 bytes, rebuilt 4)"), "{cut:?}");
        let long = run(&[("evidence/run.json", "a\n"), ("assessment.json", "A\nB\n")]);
        assert!(long[0].contains("byte 2, line 2 (stored 4 bytes, rebuilt 2)"), "{long:?}");
        let absent = run(&[("evidence/run.json", "a\n")]);
        assert!(absent[0].starts_with("data/assessment.json: rebuilt"), "{absent:?}");
    }

    #[test]
    fn j15_files_that_nobody_rebuilt_fail() {
        let more =
            [("evidence/run.json", "a"), ("assessment.json", "A"), ("reports/a.pdf", "%PDF"), ("evidence/x", "")];
        let problems = run(&more);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("data/evidence/x: is not an input"), "{problems:?}");
        assert!(problems[1].starts_with("data/reports/a.pdf: is not an input"), "{problems:?}");
    }

    #[test]
    fn what_this_build_cannot_rebuild_is_named_and_never_passes() {
        let files = [("evidence/run.json", "a"), ("assessment.json", "A"), ("reports/a.pdf", "%PDF")];
        let left_out = LeftOut { files: ["reports/a.pdf".to_owned()].into(), why: "there is no printer" };
        let found = run_without(&files, "Example", &left_out);
        assert!(!found.has_failed(), "{found:?}");
        let open: Vec<_> = found.not_made().collect();
        assert_eq!(open, [(Step::NotRebuilt, "data/reports/a.pdf not rebuilt, because there is no printer")]);
        let more = [&files[..], &[("reports/b.pdf", "%PDF")]].concat();
        let problems = run_without(&more, "Example", &left_out);
        let problems: Vec<_> = problems.problems().map(|(_, problem)| problem).collect();
        assert_eq!(problems, ["data/reports/b.pdf: is not an input of the bundle, and nothing rebuilds it"]);
    }

    #[test]
    fn j10_another_organisation_than_the_inputs_give_is_named() {
        let found = run_as(&[("evidence/run.json", "a"), ("assessment.json", "A")], "Other");
        let problems: Vec<_> = found.problems().map(|(_, problem)| problem).collect();
        assert_eq!(problems, ["bag-info.txt: does not say `Source-Organization: Other`, as the inputs give it"]);
    }

    #[test]
    fn a_rebuild_that_fails_never_passes() {
        let problems = run(&[("assessment.json", "A")]);
        assert!(problems[0].contains("could not be rebuilt: no run"), "{problems:?}");
    }
}
