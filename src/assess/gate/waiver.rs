//! Waivers: which hold on a day, and what they let pass.

use chrono::NaiveDate;

use super::model::{WaiverResult, WaiverState};
use super::policy::{Policy, Waiver};
use crate::assess::model::ControlResult;
use crate::evidence::wildcard::matches_stars;

/// The waivers of a policy and how often each was used.
pub(super) struct Waivers<'a> {
    all: &'a [Waiver],
    today: NaiveDate,
    used: Vec<u64>,
}

impl<'a> Waivers<'a> {
    pub(super) fn new(policy: &'a Policy, today: NaiveDate) -> Self {
        Self { all: &policy.waivers, today, used: vec![0; policy.waivers.len()] }
    }

    /// The first waiver that holds and covers `result` under `gate`: its index.
    pub(super) fn covering(&self, gate: &str, result: &ControlResult) -> Option<usize> {
        self.all.iter().position(|waiver| {
            let named = waiver.control.as_ref() == Some(&result.control) || waiver.gate.as_deref() == Some(gate);
            let here = waiver.cluster.as_deref().is_none_or(|pattern| matches_stars(pattern, &result.cluster));
            named && here && self.lapse(waiver).is_none()
        })
    }

    /// The first waiver that holds and covers the whole of `gate`: its index.
    pub(super) fn covering_gate(&self, gate: &str) -> Option<usize> {
        self.all.iter().position(|waiver| {
            waiver.gate.as_deref() == Some(gate) && waiver.cluster.is_none() && self.lapse(waiver).is_none()
        })
    }

    pub(super) fn get(&self, index: usize) -> &'a Waiver {
        &self.all[index]
    }

    pub(super) fn mark(&mut self, index: usize) {
        self.used[index] += 1;
    }

    fn lapse(&self, waiver: &Waiver) -> Option<WaiverState> {
        if waiver.approver.trim().is_empty() {
            return Some(WaiverState::NotApproved);
        }
        if waiver.approved_on > self.today {
            return Some(WaiverState::NotYet);
        }
        (waiver.expires < self.today).then_some(WaiverState::Expired)
    }

    pub(super) fn results(&self) -> Vec<WaiverResult> {
        let rows = self.all.iter().zip(&self.used).map(|(waiver, used)| WaiverResult {
            waiver: waiver.clone(),
            state: self.lapse(waiver).unwrap_or(if *used > 0 { WaiverState::InForce } else { WaiverState::Unused }),
            results: *used,
        });
        rows.collect()
    }
}
