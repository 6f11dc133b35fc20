//! Admission policies with their bindings, and custom resources that decide.

use serde_json::{Value, json};

use super::page::ListPage;
use super::source::{Listing, State};
use super::{Enumeration, View, typed};
use crate::evidence::kubernetes::{Custom, is_policy_object, permission};
use crate::evidence::topic::Topic;

/// ValidatingAdmissionPolicies; without its bindings a policy keeps none.
pub(super) fn admission(view: &mut View<'_, '_>) -> Enumeration {
    let topic = Topic::KubernetesValidatingAdmissionPolicy;
    let kind = "ValidatingAdmissionPolicy";
    let mut enumeration = Enumeration::default();
    let policies = view.list_kind(topic, kind, &mut enumeration);
    let bindings = view.list_kind(topic, "ValidatingAdmissionPolicyBinding", &mut enumeration);
    let complete = bindings.as_ref().is_some_and(|list| matches!(list.state, State::Complete | State::NotServed));
    let items = |listing: &Option<Listing<'_>>| -> Vec<Value> {
        listing.iter().flat_map(|list| &list.pages).flat_map(ListPage::items).collect()
    };
    let all_bindings = items(&bindings);
    for page in policies.iter().flat_map(|list| &list.pages) {
        for item in page.items() {
            let mut policy = typed(item, kind, page.exchange);
            if complete {
                let name = &policy["metadata"]["name"];
                let own = all_bindings.iter().filter(|binding| binding["spec"]["policyName"] == *name);
                policy["bindings"] = own.map(|own| json!({"metadata": own["metadata"], "spec": own["spec"]})).collect();
            }
            let key =
                view.add(topic, policy, page.exchange, "list validatingadmissionpolicies.admissionregistration.k8s.io");
            for page in bindings.iter().flat_map(|list| &list.pages).filter(|_| complete) {
                if let Some(key) = &key {
                    view.builder.join(topic, key, page.exchange, |_| {});
                }
            }
        }
    }
    enumeration
}

/// Objects of every kind that decides and whose definition exists.
pub(super) fn objects(view: &mut View<'_, '_>) -> Enumeration {
    let topic = Topic::KubernetesPolicyObject;
    let mut enumeration = Enumeration::default();
    let definitions =
        view.list_kind(Topic::KubernetesCustomResourceDefinition, "CustomResourceDefinition", &mut enumeration);
    let found =
        definitions.iter().flat_map(|list| &list.pages).flat_map(ListPage::items).filter_map(|item| Custom::of(&item));
    let mut listed = Vec::new();
    for custom in found.filter(|custom| is_policy_object(&custom.group, &custom.plural)) {
        let permission = permission("list", &custom.group, &custom.plural);
        let listing = view.source.custom(&custom.group, &custom.version, &custom.plural);
        view.note(&listing, topic, &permission, &mut enumeration);
        listed.push((custom.kind, permission, listing));
    }
    for (kind, permission, listing) in &listed {
        for page in &listing.pages {
            for item in page.items() {
                view.add(topic, typed(item, kind, page.exchange), page.exchange, permission);
            }
        }
    }
    if view.source.dump {
        without_definitions(view);
    }
    enumeration
}

/// Manifests may hold objects without their definitions: they are facts,
/// though nobody can say that they are all.
fn without_definitions(view: &mut View<'_, '_>) {
    let paths: Vec<&str> = view.source.paths().collect();
    for path in paths {
        let Some((group, plural)) = path.strip_prefix("/apis/").and_then(|rest| {
            let mut parts = rest.split('/');
            Some((parts.next()?, parts.nth(1)?))
        }) else {
            continue;
        };
        if !is_policy_object(group, plural) {
            continue;
        }
        if let Some(page) = view.source.document(path) {
            for item in page.items() {
                view.add(
                    Topic::KubernetesPolicyObject,
                    item.clone(),
                    page.exchange,
                    &permission("list", group, plural),
                );
            }
        }
    }
}
