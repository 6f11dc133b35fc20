//! `analysis.admissionPolicy`: what a policy at admission really refuses. A policy that only audits, that is turned off,
//! that is about other objects, or whose engine is not asked, refuses no pod.

mod gatekeeper;
mod kyverno;
mod reach;
mod validating;

#[cfg(test)]
mod tests;

use super::view::{View, name, namespace};
use crate::analysis::derived::{Derived, Sources};
use crate::evidence::kubernetes::CONSTRAINTS;
use crate::evidence::model::analysis_kubernetes::{AdmissionEngine, AdmissionPolicy};
use crate::evidence::model::kubernetes::Metadata;
use crate::evidence::scalar::Flag;

/// What a policy does to pods; `None` where what was read does not say.
struct Effect {
    refuses_pods: Option<bool>,
    verifies_images: Option<bool>,
    /// Why it refuses none, or why that is not known; empty when it does.
    reason: &'static str,
}

impl Effect {
    const REFUSES: Self = Self { refuses_pods: Some(true), verifies_images: Some(false), reason: "" };

    fn none(reason: &'static str) -> Self {
        Self { refuses_pods: Some(false), verifies_images: Some(false), reason }
    }

    fn unknown(reason: &'static str) -> Self {
        Self { refuses_pods: None, verifies_images: None, reason }
    }
}

/// One value for each policy.
pub(super) fn derive(view: &View<'_>) -> Vec<Derived<AdmissionPolicy>> {
    let asked = reach::Asked::of(view);
    let objects = view.objects.policy_objects.of_cluster(view.cluster).filter_map(|entry| {
        let object = &entry.value;
        let kind = object.kind.as_deref().unwrap_or_default();
        let group = object.api_version.as_deref().and_then(|version| version.split('/').next()).unwrap_or_default();
        let (engine, effect) = match (group, kind) {
            (CONSTRAINTS, _) => {
                (AdmissionEngine::Gatekeeper, gatekeeper::effect(object.spec.as_ref(), asked.gatekeeper))
            }
            ("kyverno.io", "ClusterPolicy" | "Policy") => {
                (AdmissionEngine::Kyverno, kyverno::effect(object.spec.as_ref(), &asked))
            }
            ("policies.kyverno.io", "ValidatingPolicy" | "ImageValidatingPolicy") => {
                (AdmissionEngine::Kyverno, validating::of_kyverno(kind, object.spec.as_ref(), asked.kyverno))
            }
            _ => return None,
        };
        Some(described(view, &object.metadata, kind, engine, effect, Sources::new(entry)))
    });
    let built_in = view.objects.validating_admission_policies.of_cluster(view.cluster).map(|entry| {
        let effect = validating::of_kubernetes(&entry.value);
        let kind = "ValidatingAdmissionPolicy";
        described(view, &entry.value.metadata, kind, AdmissionEngine::Kubernetes, effect, Sources::new(entry))
    });
    objects.chain(built_in).collect()
}

fn described(
    view: &View<'_>,
    metadata: &Option<Metadata>,
    kind: &str,
    engine: AdmissionEngine,
    effect: Effect,
    sources: Sources,
) -> Derived<AdmissionPolicy> {
    let (name, namespace) = (name(metadata), namespace(metadata));
    let path = if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") };
    // Names that EKS gives to what it installs. Source: what a new cluster of EKS holds.
    let of_eks = ["eks", "amazon", "aws"]
        .iter()
        .any(|prefix| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['-', '.'])));
    let value = AdmissionPolicy {
        cluster_name: Some(view.cluster.to_owned()),
        engine: Some(engine),
        kind: Some(kind.to_owned()),
        path: Some(path),
        namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
        name: Some(name.to_owned()),
        refuses_pods: effect.refuses_pods.map(Flag),
        verifies_images: effect.verifies_images.map(Flag),
        reason: Some(effect.reason.to_owned()),
        of_eks: Some(Flag(of_eks)),
    };
    Derived { value, sources }
}
