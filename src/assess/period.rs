//! Whether the times of an engagement and of its evidence fit each other.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::input::Input;
use crate::file::Problem;
use crate::file::codes::engagement as code;

/// Days after a period's end within which evidence may still be collected for it: another quarter. Later evidence shows
/// another time.
pub const DAYS_AFTER: u64 = 92;

/// When evidence was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collected {
    /// Its first moment.
    pub from: DateTime<Utc>,
    /// Its last moment.
    pub to: DateTime<Utc>,
}

/// Why verdicts as of `as_of` cannot be given for the engagement's period on evidence of this time.
#[must_use]
pub fn problem(input: &Input, collected: Collected, as_of: DateTime<Utc>) -> Option<Problem> {
    let (first, last) = (collected.from.date_naive(), collected.to.date_naive());
    if as_of < collected.to {
        let message = format!(
            "the verdicts cannot speak of {}: their evidence was collected later, until {}",
            as_of.to_rfc3339(),
            collected.to.to_rfc3339()
        );
        let help = "leave `--as-of` out to judge as of the end of collection, or give a later time";
        return Some(Problem::of_value(&["asOf"], code::AS_OF_BEFORE_EVIDENCE, message).with_help(help));
    }
    let (from, to) = (input.engagement.period_from?, input.engagement.period_to?);
    let latest = to.checked_add_days(Days::new(DAYS_AFTER)).unwrap_or(NaiveDate::MAX);
    let told = format!("the period is {from} to {to}, and the evidence was collected {}", days(first, last));
    let message = if last < from {
        format!("{told}: before the period began")
    } else if first > latest {
        format!("{told}: more than {DAYS_AFTER} days after the period ended")
    } else {
        return None;
    };
    let help = "correct `period`, or use the evidence that was collected in it or in the weeks after it";
    Some(Problem::of_value(&["period"], code::PERIOD_AND_EVIDENCE, message).with_help(help))
}

fn days(first: NaiveDate, last: NaiveDate) -> String {
    if first == last { format!("on {first}") } else { format!("from {first} to {last}") }
}

/// When the evidence was collected, as seen from the period, in words that end a sentence.
#[must_use]
pub fn place(from: NaiveDate, to: NaiveDate, collected: Collected) -> String {
    let (first, last) = (collected.from.date_naive(), collected.to.date_naive());
    let after = |day: NaiveDate| match (day - to).num_days() {
        1 => "one day after it ended".to_owned(),
        days => format!("{days} days after it ended"),
    };
    if last < from {
        "before it began".to_owned()
    } else if first > to {
        after(first)
    } else if first >= from && last <= to {
        "within it".to_owned()
    } else if first < from {
        "from before it began".to_owned()
    } else {
        format!("within it and until {}", after(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(from: &str, to: &str) -> Collected {
        let time = |day: &str| format!("{day}T12:00:00Z").parse().unwrap();
        Collected { from: time(from), to: time(to) }
    }

    fn of_quarter(from: &str, to: &str) -> Input {
        let mut input = Input::default();
        input.engagement.period_from = Some(from.parse().unwrap());
        input.engagement.period_to = Some(to.parse().unwrap());
        input
    }

    #[test]
    fn j11_a_period_that_the_evidence_does_not_belong_to_is_refused() {
        let evidence = collected("2026-11-22", "2026-11-22");
        let refused = |from: &str, to: &str| problem(&of_quarter(from, to), evidence, evidence.to).map(|m| m.message);
        assert!(refused("2027-04-01", "2027-06-30").unwrap().ends_with("before the period began"));
        assert!(refused("2026-04-01", "2026-06-30").unwrap().contains("more than 92 days after"));
        assert_eq!(refused("2026-10-01", "2026-12-31"), None);
        assert_eq!(refused("2026-07-01", "2026-09-30"), None, "attested in the weeks after the quarter");
        assert_eq!(problem(&Input::default(), evidence, evidence.to), None);
    }

    #[test]
    fn j11_no_verdict_speaks_of_a_time_before_its_evidence() {
        let evidence = collected("2026-11-22", "2026-11-22");
        let as_of = "2026-01-22T12:00:00Z".parse().unwrap();
        let found = problem(&Input::default(), evidence, as_of).unwrap();
        assert!(found.message.contains("cannot speak of 2026-01-22"), "{}", found.message);
        assert_eq!(problem(&Input::default(), evidence, "2027-01-22T12:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn j11_where_the_evidence_lies_is_said_truly() {
        let said = |from: &str, to: &str| {
            place("2026-10-01".parse().unwrap(), "2026-12-31".parse().unwrap(), collected(from, to))
        };
        assert_eq!(said("2026-11-22", "2026-11-23"), "within it");
        assert_eq!(said("2027-01-01", "2027-01-01"), "one day after it ended");
        assert_eq!(said("2027-01-20", "2027-01-21"), "20 days after it ended");
        assert_eq!(said("2026-12-31", "2027-01-02"), "within it and until 2 days after it ended");
        assert_eq!(said("2026-09-30", "2026-10-01"), "from before it began");
        assert_eq!(said("2026-09-30", "2026-09-30"), "before it began");
    }
}
