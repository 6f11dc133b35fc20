//! Subjects with the grants that they hold.

use std::collections::{BTreeMap, BTreeSet};

use super::access_policy;
use super::identity::Identity;
use super::rights::Rights;
use super::roles::Roles;
use super::system::{Binding, DISCOVERY, is_own_binding};
use crate::analysis::derived::Sources;
use crate::analysis::kubernetes::view::{View, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::kubernetes::{RoleBinding, Subject};
use crate::evidence::topic::Topic;

pub(super) const MASTERS: &str = "system:masters";

/// Kind, namespace (empty but for a ServiceAccount), name.
pub(super) type Key = (&'static str, String, String);

/// Rights in one place.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) rights: Rights,
    /// `None` for the whole cluster; else a namespace, in which EKS allows `*`.
    pub(super) namespace: Option<String>,
    pub(super) source: String,
    /// Name of the binding; `None` for other grants.
    pub(super) binding: Option<String>,
    /// Name of the role that it binds; empty for other grants.
    pub(super) role: String,
    /// It gives nothing: its role has no rule, or does not exist.
    pub(super) empty: bool,
    /// The rules are not known, so that what they do not give is not either.
    pub(super) unknown: bool,
    /// EKS gives it; whether a binding came with Kubernetes or EKS depends on the subject.
    pub(super) own: bool,
    pub(super) sources: Option<Sources>,
}

#[derive(Default)]
pub(super) struct Held {
    /// Indices into [`Subjects::grants`].
    pub(super) grants: Vec<usize>,
    /// Groups that IAM principals of this user are put into.
    pub(super) groups: BTreeSet<String>,
    pub(super) principals: BTreeSet<String>,
    /// True when some principal is not a node or a part of EKS.
    pub(super) people: bool,
    pub(super) origins: BTreeSet<String>,
    pub(super) sources: Vec<Sources>,
}

pub(super) struct Subjects<'a> {
    pub(super) cluster: &'a str,
    pub(super) grants: Vec<Grant>,
    pub(super) held: BTreeMap<Key, Held>,
    /// Roles and bindings were read to their end, and so were the mappings.
    pub(super) complete: bool,
}

impl Grant {
    /// Whether Kubernetes or EKS gives this to the subject by itself.
    pub(super) fn is_own(&self, (kind, namespace, name): &Key) -> bool {
        let binding = self.binding.as_deref().map(|binding| Binding {
            // Of a RoleBinding the namespace goes before.
            name: binding.rsplit('/').next().unwrap_or(binding),
            role: &self.role,
            rights: &self.rights,
        });
        self.own || binding.is_some_and(|binding| is_own_binding((kind, namespace, name), &binding))
    }
}

impl<'a> Subjects<'a> {
    pub(super) fn of(view: &View<'a>, identities: Vec<Identity>, unreadable: bool) -> Self {
        let complete = !unreadable
            && [Topic::KubernetesRole, Topic::KubernetesRoleBinding, Topic::KubernetesConfigMap, Topic::EksAccessEntry]
                .into_iter()
                .all(|topic| view.complete(topic));
        let mut subjects = Self { cluster: view.cluster, grants: Vec::new(), held: BTreeMap::new(), complete };
        let roles = Roles::of(view);
        for entry in view.objects.role_bindings.of_cluster(view.cluster) {
            subjects.bind(entry, &roles);
        }
        for identity in identities {
            subjects.identify(identity);
        }
        subjects.add_members(view);
        subjects
    }

    /// Service accounts that workloads run as, and that nothing names, hold
    /// what is bound to the groups of all service accounts.
    fn add_members(&mut self, view: &View<'_>) {
        for (namespace, name) in view.users.keys() {
            let key = ("ServiceAccount", (*namespace).to_owned(), (*name).to_owned());
            if !self.held.contains_key(&key) && !self.effective(&key, &Held::default()).is_empty() {
                self.held.insert(key, Held::default());
            }
        }
    }

    fn bind(&mut self, entry: &Entry<'_, RoleBinding>, roles: &Roles<'_>) {
        let (binding, place) = (name(&entry.value.metadata), namespace(&entry.value.metadata));
        let reference = entry.value.role_ref.clone().unwrap_or_default();
        let role = roles.get(&reference, place);
        let built_in = if role.is_none() { Roles::built_in(&reference) } else { None };
        let mut sources = Sources::new(entry);
        if let Some(role) = role {
            sources.add(role.entry);
        }
        let (role_kind, role_name) = (reference.kind.unwrap_or_default(), reference.name.unwrap_or_default());
        let (kind, shown) = if place.is_empty() {
            ("ClusterRoleBinding", binding.to_owned())
        } else {
            ("RoleBinding", format!("{place}/{binding}"))
        };
        // What a role that does not exist gives is nothing, if all were read.
        let word = match (role, &built_in) {
            (Some(_), _) => "",
            (None, Some(_)) => " (built in)",
            (None, None) => " (not found)",
        };
        self.grants.push(Grant {
            empty: role.map_or(built_in.is_none(), |role| role.empty),
            rights: role.map(|role| role.rights.clone()).or(built_in).unwrap_or_default(),
            namespace: (!place.is_empty()).then(|| place.to_owned()),
            source: format!("{kind} {shown} → {role_kind} {role_name}{word}"),
            binding: Some(shown),
            unknown: role.is_none() && !self.complete,
            role: role_name,
            own: false,
            sources: Some(sources),
        });
        let index = self.grants.len() - 1;
        for subject in entry.value.subjects.iter().flatten() {
            if let Some(key) = key_of(subject, place) {
                self.held.entry(key).or_default().grants.push(index);
            }
        }
    }

    fn identify(&mut self, identity: Identity) {
        let Identity { principal, user, groups, policies, of_eks, hidden: _, source, sources } = identity;
        let mut indices = Vec::new();
        for (policy, namespaces) in policies {
            let rights = access_policy::rights(&policy);
            let places = match namespaces {
                None => vec![None],
                Some(names) => names.into_iter().map(Some).collect(),
            };
            for namespace in places {
                self.grants.push(Grant {
                    rights: rights.clone().unwrap_or_default(),
                    unknown: rights.is_none(),
                    namespace,
                    source: format!("{source} → {policy}"),
                    binding: None,
                    role: String::new(),
                    empty: false,
                    own: of_eks,
                    sources: Some(sources.clone()),
                });
                indices.push(self.grants.len() - 1);
            }
        }
        for group in &groups {
            self.join(("Group", String::new(), group.clone()), &principal, of_eks, &source, &sources);
        }
        let key = user_key(user);
        self.join(key.clone(), &principal, of_eks, &source, &sources);
        let held = self.held.entry(key).or_default();
        held.grants.extend(indices);
        held.groups.extend(groups);
    }

    fn join(&mut self, key: Key, principal: &str, of_eks: bool, source: &str, sources: &Sources) {
        let held = self.held.entry(key).or_default();
        held.principals.insert(principal.to_owned());
        held.people |= !of_eks;
        held.origins.insert(source.to_owned());
        held.sources.push(sources.clone());
    }

    /// Every grant that a subject holds, its groups' included.
    pub(super) fn effective(&self, key: &Key, held: &Held) -> Vec<&Grant> {
        let mut indices: BTreeSet<usize> = held.grants.iter().copied().collect();
        for group in groups_of(key, &held.groups) {
            if let Some(group) = self.held.get(&("Group", String::new(), group)) {
                indices.extend(group.grants.iter().filter(|index| !self.is_discovery(**index)));
            }
        }
        indices.into_iter().map(|index| &self.grants[index]).collect()
    }

    /// Every cluster gives discovery to everyone: it is not a right to report of each.
    fn is_discovery(&self, index: usize) -> bool {
        let grant = &self.grants[index];
        grant.binding.as_deref().is_some_and(|binding| DISCOVERY.contains(&binding))
            && grant.rights == Rights::default()
    }

    /// Bindings that name the service account itself and give it something; all
    /// roles must be known. Groups do not count: every service account is in them
    /// without being asked, so that what they may do shows no need of this one.
    pub(super) fn bindings_of(&self, namespace: &str, service_account: &str) -> Vec<String> {
        let key = ("ServiceAccount", namespace.to_owned(), service_account.to_owned());
        let indices = self.held.get(&key).map_or(&[][..], |held| &held.grants);
        let grants = indices.iter().map(|index| &self.grants[*index]).filter(|grant| !grant.empty);
        let names: BTreeSet<&String> = grants.filter_map(|grant| grant.binding.as_ref()).collect();
        names.into_iter().cloned().collect()
    }
}

/// A user may be the name of a service account. A service account without
/// namespace is not valid, but for the namespace of its binding.
fn key_of(subject: &Subject, place: &str) -> Option<Key> {
    let name = subject.name.clone()?;
    match subject.kind.as_deref()? {
        "ServiceAccount" => {
            Some(("ServiceAccount", subject.namespace.clone().unwrap_or_else(|| place.to_owned()), name))
        }
        "Group" => Some(("Group", String::new(), name)),
        "User" => Some(user_key(name)),
        _ => None,
    }
}

fn user_key(name: String) -> Key {
    match name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':')) {
        Some((namespace, account)) => ("ServiceAccount", namespace.to_owned(), account.to_owned()),
        None => ("User", String::new(), name),
    }
}

/// The groups that a subject is in. Source: Kubernetes documentation,
/// "Authenticating", service account tokens and `system:authenticated`.
pub(super) fn groups_of(key: &Key, mapped: &BTreeSet<String>) -> Vec<String> {
    let mut groups: Vec<String> = mapped.iter().cloned().collect();
    match key.0 {
        "User" if key.2 == "system:anonymous" => groups.push("system:unauthenticated".to_owned()),
        "User" => groups.push("system:authenticated".to_owned()),
        "ServiceAccount" => groups.extend([
            "system:authenticated".to_owned(),
            "system:serviceaccounts".to_owned(),
            format!("system:serviceaccounts:{}", key.1),
        ]),
        _ => {}
    }
    groups
}
