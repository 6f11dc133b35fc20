//! The key of a fact, computed from its value.

use serde_json::Value;

/// The members of a fact that its key is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    fields: &'static [&'static str],
    only_filled: bool,
}

impl Key {
    /// Paths of members with `.` between their names; none for the one fact of the account, which the collector names.
    pub(super) const fn of(fields: &'static [&'static str]) -> Self {
        Self { fields, only_filled: false }
    }

    /// The same without the parts that are empty.
    pub(super) const fn of_filled_parts(fields: &'static [&'static str]) -> Self {
        Self { fields, only_filled: true }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.fields.is_empty()
    }

    /// The key of a fact; `None` when the value lacks a part of it.
    pub(super) fn of_value(self, value: &Value) -> Option<String> {
        let parts: Option<Vec<String>> = self.fields.iter().map(|field| part(value, field)).collect();
        let mut parts = parts?;
        parts.retain(|part| !(self.only_filled && part.is_empty()));
        Some(parts.join("/"))
    }
}

/// A cluster-wide Kubernetes object has no namespace: that part of its key is empty.
fn part(value: &Value, field: &str) -> Option<String> {
    if field == "kind.group" {
        let kind = value.get("kind")?.as_str()?;
        // Several projects call a kind `NetworkPolicy`: its group tells them apart.
        let group = value.get("apiVersion")?.as_str()?.split_once('/').map_or("", |(group, _)| group);
        return Some(format!("{kind}.{group}"));
    }
    let found = field.split('.').try_fold(value, |value, name| value.get(name));
    match found {
        Some(value) => text(value),
        None if field.ends_with("namespace") => Some(String::new()),
        None => None,
    }
}

/// What identifies a thing is text or a number.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::evidence::topic::Topic;

    #[test]
    fn keys_are_made_of_members_that_facts_have() {
        for topic in Topic::ALL {
            let schema = topic.schema();
            for field in topic.entry().unwrap().key.fields.iter().filter(|field| **field != "kind.group") {
                let pointer = format!("/properties/{}", field.replace('.', "/properties/"));
                assert!(schema.pointer(&pointer).is_some(), "{topic} has no {field}");
            }
        }
    }

    #[test]
    fn a_part_is_empty_only_where_it_may_be() {
        let role = json!({"clusterName": "blue", "metadata": {"name": "admin"}});
        assert_eq!(Topic::KubernetesRole.key_of(&role).as_deref(), Some("blue//admin"));
        let group = json!({"clusterName": "blue", "kind": "Group", "namespace": "", "name": "admins"});
        assert_eq!(Topic::AnalysisSubject.key_of(&group).as_deref(), Some("blue/Group/admins"));
        assert_eq!(Topic::EksAddon.key_of(&json!({"clusterName": "blue"})), None);
    }
}
