//! `analysis.subject`: what each subject may do in the Kubernetes API, through
//! bindings, groups, access entries and the `aws-auth` ConfigMap.

mod access_policy;
mod aws_auth;
mod built_in;
mod describe;
mod escalation;
mod granted;
mod identity;
mod reach;
mod rights;
mod roles;
mod subjects;
mod system;

use super::view::View;
use crate::analysis::derived::Derived;
use crate::evidence::fact::{Gap, GapReason};
use crate::evidence::model::analysis_kubernetes::Subject;
use crate::evidence::topic::Topic;
use identity::Identity;
use subjects::Subjects;

/// What was derived, with the text of a mapping that could not be read.
pub(super) struct Access<'a> {
    subjects: Subjects<'a>,
    pub(super) gap: Option<Gap>,
}

impl<'a> Access<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let (identities, gap) = match identity::all(view) {
            Ok(identities) => {
                let gap = identities.iter().find(|identity| identity.hidden).map(|identity| hidden(view, identity));
                (identities, gap)
            }
            Err(detail) => (Vec::new(), Some(unreadable(view, detail))),
        };
        Self { subjects: Subjects::of(view, identities, gap.is_some()), gap }
    }

    /// One value for each subject that some binding or mapping names.
    pub(super) fn derive(&self, view: &View<'_>) -> Vec<Derived<Subject>> {
        describe::derive(view, &self.subjects)
    }

    /// Names of the bindings whose subject is the service account itself and whose role gives something.
    pub(super) fn bindings_of(&self, namespace: &str, service_account: &str) -> Vec<String> {
        self.subjects.bindings_of(namespace, service_account)
    }
}

/// Without the mapping nobody knows who may enter.
fn unreadable(view: &View<'_>, detail: String) -> Gap {
    let entry = view.config_map("kube-system", "aws-auth");
    Gap {
        topics: [Topic::AnalysisSubject].into(),
        cluster: Some(view.cluster.to_owned()),
        item: Some(format!("{}/kube-system/aws-auth", view.cluster)),
        reason: GapReason::Malformed,
        permission: String::new(),
        detail: format!("the ConfigMap aws-auth cannot be read: {detail}"),
        exchange: entry.and_then(|entry| entry.fact.exchanges.first().cloned()),
    }
}

/// What Kubernetes binds to a name that may not be stored cannot be told.
fn hidden(view: &View<'_>, identity: &Identity) -> Gap {
    Gap {
        topics: [Topic::AnalysisSubject].into(),
        cluster: Some(view.cluster.to_owned()),
        item: Some(format!("{}/{}", view.cluster, identity.source)),
        reason: GapReason::Malformed,
        permission: String::new(),
        detail: format!(
            "the user or a group of {} has a form that secrets have, and is not stored: what is bound to it is not known",
            identity.source
        ),
        exchange: identity.sources.first(),
    }
}

#[cfg(test)]
mod row_tests;
#[cfg(test)]
mod tests;
