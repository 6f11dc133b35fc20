//! Controls that people attest.

use chrono::NaiveDate;

use super::input::{Attestation, Input};
use super::model::AttestationRef;
use super::verdict::Verdict;
use crate::control::model::Outcome;
use crate::evidence::wildcard::matches_stars;

/// The verdict on a control that no API can answer.
pub(super) fn judge(input: &Input, control: &str, cluster: &str, today: NaiveDate) -> Verdict {
    let mut statements: Vec<&Attestation> = input
        .attestations
        .iter()
        .filter(|statement| statement.control == control)
        .filter(|statement| statement.cluster.as_deref().is_none_or(|pattern| matches_stars(pattern, cluster)))
        .collect();
    statements
        .sort_by(|a, b| (b.stated_on, b.valid_until, &b.attester).cmp(&(a.stated_on, a.valid_until, &a.attester)));
    let holds = |s: &&&Attestation| s.stated_on <= today && today <= s.valid_until;
    if let Some(statement) = statements.iter().find(holds) {
        let mut verdict = Verdict::new(Outcome::Attested, reason(statement));
        verdict.attestation = Some(reference(input, statement));
        return verdict;
    }
    let why = match statements.first() {
        None => "no statement given".to_owned(),
        Some(statement) if statement.stated_on > today => {
            format!(
                "the statement of {} is dated {}, after the time of this assessment",
                statement.attester, statement.stated_on
            )
        }
        Some(statement) => format!("the statement of {} expired on {}", statement.attester, statement.valid_until),
    };
    Verdict::new(Outcome::Undetermined, why)
}

fn reason(statement: &Attestation) -> String {
    let Attestation { attester, role, stated_on, valid_until, .. } = statement;
    format!("stated by {attester}, {role}, on {stated_on}, valid until {valid_until}")
}

fn reference(input: &Input, statement: &Attestation) -> AttestationRef {
    AttestationRef {
        attester: format!("{}, {}", statement.attester, statement.role),
        stated_on: statement.stated_on,
        valid_until: statement.valid_until,
        statement: statement.statement.clone(),
        attachment: statement.attachment.clone(),
        attachment_sha256: statement.attachment.as_ref().and_then(|path| input.attachments.get(path)).cloned(),
    }
}
