//! Re-performing: the stored results against those rebuilt from the evidence.

use super::verification::{Check, Step, Verification};
use super::{Bag, DATA, Payload};

/// Rebuilds from the files of `bag` for which `is_input` holds (names relative
/// to `data/`) and compares byte for byte with what the bag stores. `rebuild`
/// sees the inputs only, so it cannot copy a stored result.
///
/// The verification has two checks: [`Step::Reperformance`], and
/// [`Step::NotRebuilt`], which lists the stored files that nobody rebuilt.
pub fn reperform(
    bag: Bag,
    is_input: impl Fn(&str) -> bool,
    rebuild: impl FnOnce(&Payload) -> Result<Payload, String>,
) -> Verification {
    let (inputs, stored): (Payload, Payload) = bag.payload.into_iter().partition(|(name, _)| is_input(name));
    let checks = match rebuild(&inputs) {
        Err(why) => {
            let problem = format!("{DATA}: could not be rebuilt: {why}");
            let why = "nothing could be rebuilt";
            vec![Check::made(Step::Reperformance, String::new(), vec![problem]), Check::not_made(Step::NotRebuilt, why)]
        }
        Ok(rebuilt) => vec![compared(&inputs, &stored, &rebuilt), left_out(&stored, &rebuilt)],
    };
    Verification { checks }
}

fn compared(inputs: &Payload, stored: &Payload, rebuilt: &Payload) -> Check {
    let mut problems: Vec<_> = rebuilt
        .iter()
        .filter_map(|(name, bytes)| match stored.get(name) {
            Some(stored) => first_difference(stored, bytes).map(|problem| format!("{DATA}{name}: {problem}")),
            None if inputs.contains_key(name) => {
                Some(format!("{DATA}{name}: is evidence, and was rebuilt from itself"))
            }
            None => Some(format!("{DATA}{name}: rebuilt from the evidence, but not in the bundle")),
        })
        .collect();
    if rebuilt.is_empty() {
        problems.push(format!("{DATA}: nothing was rebuilt from {} evidence files", inputs.len()));
    }
    let scope = format!("{} files rebuilt from {} evidence files", rebuilt.len(), inputs.len());
    Check::made(Step::Reperformance, scope, problems)
}

/// Where two files part: byte offset from 0, line from 1.
fn first_difference(stored: &[u8], rebuilt: &[u8]) -> Option<String> {
    if stored == rebuilt {
        return None;
    }
    let offset = stored.iter().zip(rebuilt).take_while(|(left, right)| left == right).count();
    let line = stored[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
    let sizes = format!("stored {} bytes, rebuilt {}", stored.len(), rebuilt.len());
    Some(format!("differs from what the evidence gives at byte {offset}, line {line} ({sizes})"))
}

fn left_out(stored: &Payload, rebuilt: &Payload) -> Check {
    let names: Vec<_> =
        stored.keys().filter(|name| !rebuilt.contains_key(*name)).map(|n| format!("{DATA}{n}")).collect();
    if names.is_empty() {
        return Check::made(Step::NotRebuilt, format!("{} stored files", stored.len()), Vec::new());
    }
    Check::not_made(Step::NotRebuilt, format!("not compared with the evidence: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::verification::CheckResult;
    use super::*;

    fn bag(files: &[(&str, &str)]) -> Bag {
        let payload = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        Bag { info: Vec::new(), payload }
    }

    /// The rebuilt result is the evidence in upper case.
    fn shout(inputs: &Payload) -> Result<Payload, String> {
        let text = inputs.get("evidence/run.json").ok_or("no run")?;
        Ok(Payload::from([("assessment.json".to_owned(), text.to_ascii_uppercase())]))
    }

    fn run(files: &[(&str, &str)]) -> Verification {
        reperform(bag(files), |name| name.starts_with("evidence/"), shout)
    }

    #[test]
    fn equal_bytes_pass() {
        let found = run(&[("evidence/run.json", "a\nb\n"), ("assessment.json", "A\nB\n")]);
        assert!(!found.has_failed());
        assert_eq!(found.not_made().count(), 0);
    }

    #[test]
    fn the_first_difference_is_named_by_file_byte_and_line() {
        let found = run(&[("evidence/run.json", "a\nb\n"), ("assessment.json", "A\nX\n")]);
        let problems: Vec<_> = found.problems().collect();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].1.starts_with("data/assessment.json: "), "{problems:?}");
        assert!(problems[0].1.contains("byte 2, line 2"), "{problems:?}");
    }

    #[test]
    fn a_stored_file_cut_short_or_absent_is_named() {
        let cut = run(&[("evidence/run.json", "a\nb\n"), ("assessment.json", "A\n")]);
        assert!(cut.problems().any(|(_, text)| text.contains("byte 2, line 2 (stored 2 bytes, rebuilt 4)")));
        let absent = run(&[("evidence/run.json", "a\n")]);
        assert!(absent.problems().any(|(_, text)| text.starts_with("data/assessment.json: rebuilt")));
    }

    #[test]
    fn files_nobody_rebuilt_are_listed_and_are_no_success() {
        let found = run(&[("evidence/run.json", "a"), ("assessment.json", "A"), ("reports/a.pdf", "%PDF")]);
        let not_made: Vec<_> = found.not_made().collect();
        assert_eq!(not_made, [(Step::NotRebuilt, "not compared with the evidence: data/reports/a.pdf")]);
    }

    #[test]
    fn a_rebuild_that_fails_or_gives_nothing_never_passes() {
        assert!(run(&[("assessment.json", "A")]).has_failed());
        let nothing = reperform(bag(&[("evidence/a", "a")]), |_| true, |_| Ok(Payload::new()));
        assert!(matches!(&nothing.checks[0].result, CheckResult::Failed { problems } if problems.len() == 1));
    }

    #[test]
    fn a_rebuild_cannot_see_the_stored_result() {
        let copying = |inputs: &Payload| -> Result<Payload, String> { Ok(inputs.clone()) };
        let found = reperform(bag(&[("evidence/a", "a"), ("b", "b")]), |name| name.starts_with("evidence/"), copying);
        assert!(found.has_failed());
    }
}
