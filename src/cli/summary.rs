//! What a person wants to read after a run.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::terminal::{self, Colour, Display, visible};
use crate::run::{
    Decision, GapReason, GateOutcome, GoLive, Open, Outcome, RunError, RunSummary, Severity, Unread, Weight,
};

/// Entries of one list.
const SHOWN: usize = 5;

const WORDS: [(Outcome, &str, Option<Colour>); 7] = [
    (Outcome::Satisfied, "satisfied", Some(Colour::Green)),
    (Outcome::NotSatisfied, "not satisfied", Some(Colour::Red)),
    (Outcome::Undetermined, "undetermined: no verdict, never a pass", Some(Colour::Yellow)),
    (Outcome::Excepted, "excepted", None),
    (Outcome::Attested, "attested by people", None),
    (Outcome::Inherited, "inherited from AWS", None),
    (Outcome::NotApplicable, "not applicable", None),
];

/// Prints what `told` says: as JSON where that is asked for, in words unless only errors are wanted.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn print(told: &RunSummary, json: bool, display: &Display) -> Result<(), RunError> {
    if json {
        return super::json::print(told);
    }
    if display.is_quiet() {
        return Ok(());
    }
    terminal::show(&text(told))
}

/// The words. Colours are marks that `terminal::print` leaves out where they are not wanted.
pub(super) fn text(told: &RunSummary) -> String {
    let mut text = String::new();
    if let Some(review) = &told.review {
        decision(&mut text, review);
    }
    let clusters: Vec<String> = told.clusters.iter().map(|name| visible(name)).collect();
    let none = || match told.results {
        0 => format!("no cluster in the Region {}", visible(&told.region)),
        _ => "no cluster".to_owned(),
    };
    let clusters = if clusters.is_empty() { none() } else { clusters.join(", ") };
    let as_of = told.as_of.format("%Y-%m-%d %H:%M UTC");
    line(&mut text, &format!("{} results and {} findings for {clusters} as of {as_of}", told.results, told.findings));
    if told.clusters.is_empty() && told.results == 0 {
        line(&mut text, "eks:ListClusters answered with none: nothing is in scope. For another Region: --region.");
    }
    for (outcome, words, colour) in WORDS {
        let number = told.counts.get(&outcome).copied().unwrap_or_default();
        let row = format!("{number:>6}  {words}");
        // Only what there is stands out.
        line(&mut text, &if number > 0 { colour.map_or(row.clone(), |colour| colour.mark(&row)) } else { row });
    }
    if told.review.is_some() {
        list(&mut text, "Blockers", told, &|open| open.weight == Weight::Blocker);
        list(&mut text, "Conditions", told, &|open| open.weight == Weight::Condition);
    } else {
        list(&mut text, "Not satisfied, worst first", told, &|open| open.outcome == Outcome::NotSatisfied);
    }
    unread(&mut text, told);
    notes(&mut text, told);
    paths(&mut text, told);
    text
}

fn line(text: &mut String, words: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{words}");
}

fn decision(text: &mut String, review: &GoLive) {
    let (word, colour) = match review.decision {
        Decision::Go => ("GO", Colour::Green),
        Decision::ConditionalGo => ("CONDITIONAL GO", Colour::Yellow),
        Decision::NoGo => ("NO-GO", Colour::Red),
    };
    let GoLive { blockers, conditions, noted, not_assessed, .. } = review;
    line(
        text,
        &format!(
            "{}  {blockers} blockers, {conditions} conditions, {noted} noted; {not_assessed} results not assessed; valid until {}",
            colour.mark(word),
            review.valid_until
        ),
    );
    for obstacle in &review.obstacles {
        line(text, &format!("  {}", visible(obstacle)));
    }
    for waiver in &review.expired_waivers {
        line(text, &format!("  The waiver {} expired and waives nothing.", visible(waiver)));
    }
    for gate in &review.gates {
        let (word, colour) = match gate.outcome {
            GateOutcome::Pass => ("pass", Colour::Green),
            GateOutcome::PassWithGaps => ("pass with gaps", Colour::Yellow),
            GateOutcome::Conditional => ("conditional", Colour::Yellow),
            GateOutcome::Waived => ("waived", Colour::Yellow),
            GateOutcome::NotAssessed => ("not assessed", Colour::Red),
            GateOutcome::Fail => ("fail", Colour::Red),
        };
        let number = format!("{} of {} results block", gate.blockers, gate.results);
        line(text, &format!("  {}  {}: {number}", colour.mark(&format!("{word:<14}")), visible(&gate.name)));
    }
    text.push('\n');
}

fn list(text: &mut String, heading: &str, told: &RunSummary, wanted: &dyn Fn(&Open) -> bool) {
    let mut rows: Vec<&Open> = told.open.iter().filter(|open| wanted(open)).collect();
    rows.sort_by_key(|open| (open.severity, open.outcome != Outcome::NotSatisfied));
    if rows.is_empty() {
        return;
    }
    let bound = if rows.len() > SHOWN { format!("first {SHOWN} of {}", rows.len()) } else { rows.len().to_string() };
    line(text, &format!("\n{} ({bound}):", Colour::Bold.mark(heading)));
    for open in rows.into_iter().take(SHOWN) {
        let (word, colour) = severity(open.severity);
        let due = open.due.map_or_else(String::new, |due| format!(", due {due}"));
        let owner = visible(open.owner.as_deref().unwrap_or("no owner named"));
        line(
            text,
            &format!("  {}  {}  {}", colour.mark(&format!("{word:<8}")), visible(&open.cluster), visible(&open.title)),
        );
        line(text, &format!("            {} ({owner}{due})", visible(&open.reason)));
    }
}

fn severity(severity: Severity) -> (&'static str, Colour) {
    match severity {
        Severity::Critical => ("critical", Colour::Red),
        Severity::High => ("high", Colour::Red),
        Severity::Medium => ("medium", Colour::Yellow),
        Severity::Low => ("low", Colour::Bold),
    }
}

/// What was not read, and what would mend it.
fn unread(text: &mut String, told: &RunSummary) {
    let open = told.counts.get(&Outcome::Undetermined).copied().unwrap_or_default();
    if told.unread.is_empty() && open == 0 {
        return;
    }
    // What the run was told not to ask is said once: no permission would change it.
    let told_not_to = BTreeSet::from([GapReason::NotAsked]);
    let unread: Vec<&Unread> = told.unread.iter().filter(|row| row.reasons != told_not_to).collect();
    let rows = unread.len();
    let bound = if rows > SHOWN { format!(" (first {SHOWN} of {rows})") } else { String::new() };
    line(text, &format!("\n{}{bound}:", Colour::Bold.mark("Not read")));
    if told.not_asked > 0 {
        let number = told.not_asked;
        line(text, &format!("  AWS was not asked (--no-aws); {number} of {open} undetermined results rest on it"));
    }
    for row in unread.into_iter().take(SHOWN) {
        let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason_words(*reason)).collect();
        let reasons = if reasons.is_empty() { "not read".to_owned() } else { reasons.join(", ") };
        let waiting = format!("{} of {open} undetermined results wait for it", row.results);
        line(text, &format!("  {}  {reasons}; {waiting}", visible(&row.permission)));
    }
    if let Some(reason) = &told.for_example {
        let number = told.undetermined_without_permission;
        if told.not_asked > 0 && number == told.not_asked as u64 {
            return;
        }
        line(
            text,
            &format!(
                "  {number} of {open} undetermined results name no missing permission; the first: {}",
                visible(reason)
            ),
        );
    }
}

/// What was made of files that stood in for a server.
fn notes(text: &mut String, told: &RunSummary) {
    if !told.notes.is_empty() {
        line(text, &format!("\n{}:", Colour::Bold.mark("The files given")));
    }
    for note in &told.notes {
        line(text, &format!("  {}", visible(note)));
    }
}

fn reason_words(reason: GapReason) -> &'static str {
    match reason {
        GapReason::AccessDenied => "denied: grant it and collect again",
        GapReason::Throttled => "throttled: collect again",
        GapReason::ServerError | GapReason::Connection => "the service did not answer: collect again",
        GapReason::Malformed | GapReason::Incomplete => "the reply was not whole: collect again",
        GapReason::NotServed => "the service does not know the call",
        GapReason::Refused => "the request was refused",
        GapReason::NotRecorded => "not in the recording",
        GapReason::NotAsked => "not asked",
        GapReason::Gone => "gone before it was described",
    }
}

/// What to open, and how to check it.
fn paths(text: &mut String, told: &RunSummary) {
    let out = visible(&told.out);
    line(text, &format!("\n{} {out}", Colour::Bold.mark("Written to")));
    let preferred = ["pdf", "html", "md"];
    let report = preferred.iter().find_map(|ending| {
        let fits = |name: &&String| name.starts_with("data/reports/") && name.ends_with(&format!(".{ending}"));
        // The attestation and the review before the matrix, as their names sort.
        let mut reports: Vec<&String> = told.files.iter().filter(fits).collect();
        reports.sort_by_key(|name| name.contains("matrix"));
        reports.first().copied()
    });
    if let Some(report) = report {
        line(text, &format!("  read    {out}/{}", visible(report)));
        line(text, &format!("  verify  eks-attest verify --reperform {out}"));
    }
}
