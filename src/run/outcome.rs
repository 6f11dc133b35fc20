//! What a run that writes a bundle gives.

use std::collections::BTreeSet;

use crate::assess::gate::Review;
use crate::assess::model::Assessment;
use crate::bundle::BagInfo;

/// What came out.
#[derive(Debug)]
pub struct RunOutcome {
    /// The verdicts.
    pub assessment: Assessment,
    /// What the verdicts are to a go-live decision; among the files where a review is among the reports.
    pub review: Review,
    /// What the bundle is called.
    pub identifier: String,
    /// The names of the files that were kept: the bundle's payload.
    pub files: BTreeSet<String>,
}

impl RunOutcome {
    /// What `bag-info.txt` says of the bundle.
    pub(super) fn bag_info(&self) -> BagInfo {
        let organisation = &self.assessment.engagement.organisation;
        let named = !organisation.is_empty();
        BagInfo {
            source_organization: if named { organisation.clone() } else { "not named in the engagement".to_owned() },
            external_identifier: self.identifier.clone(),
            bagging_date: self.assessment.collection.finished_at.date_naive(),
        }
    }
}
