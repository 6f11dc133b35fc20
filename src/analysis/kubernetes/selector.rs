//! Label selectors and the wildcards of Fargate profiles.

use crate::evidence::model::kubernetes::{Selector, SelectorRequirement, Text};

/// True when `selector` selects an object with `labels`. An empty selector
/// selects everything. Source: Kubernetes documentation, "Labels and Selectors".
pub(super) fn selects(selector: &Selector, labels: Option<&Text>) -> bool {
    let value = |key: &str| labels.and_then(|labels| labels.get(key));
    let equal = selector.match_labels.iter().flatten().all(|(key, wanted)| value(key) == Some(wanted));
    equal && selector.match_expressions.iter().flatten().all(|requirement| holds(requirement, value))
}

/// The API accepts four operators: anything else selects nothing here.
fn holds<'l>(requirement: &SelectorRequirement, value: impl Fn(&str) -> Option<&'l String>) -> bool {
    let Some(key) = requirement.key.as_deref() else { return false };
    let listed = |value: &String| requirement.values.iter().flatten().any(|wanted| wanted == value);
    match (requirement.operator.as_deref(), value(key)) {
        (Some("In"), Some(value)) => listed(value),
        (Some("NotIn"), Some(value)) => !listed(value),
        (Some("Exists"), Some(_)) | (Some("NotIn" | "DoesNotExist"), None) => true,
        _ => false,
    }
}

/// True when `text` matches `pattern`, in which `*` stands for any characters
/// and `?` for one. Source: EKS User Guide, "Define which Pods use AWS
/// Fargate when launched", Fargate profile wildcards.
pub(super) fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where to go on when the last star must stand for one character more.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                p = star + 1;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn selectors_with_labels_and_expressions() {
        let labels: Text = from_value(json!({"app": "shop", "tier": "web"})).unwrap();
        for (selector, expected) in [
            (json!({}), true),
            (json!({"matchLabels": {"app": "shop"}}), true),
            (json!({"matchLabels": {"app": "shop", "tier": "db"}}), false),
            (json!({"matchExpressions": [{"key": "tier", "operator": "In", "values": ["web", "db"]}]}), true),
            (json!({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["web"]}]}), false),
            (json!({"matchExpressions": [{"key": "zone", "operator": "NotIn", "values": ["a"]}]}), true),
            (json!({"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}), false),
            (json!({"matchExpressions": [{"key": "app", "operator": "Exists"}]}), true),
            (json!({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}), false),
            (json!({"matchExpressions": [{"key": "zone", "operator": "DoesNotExist"}]}), true),
            (json!({"matchExpressions": [{"key": "app", "operator": "Near", "values": ["shop"]}]}), false),
            (
                json!({"matchLabels": {"app": "shop"}, "matchExpressions": [{"key": "zone", "operator": "Exists"}]}),
                false,
            ),
        ] {
            let parsed: Selector = from_value(selector.clone()).unwrap();
            assert_eq!(selects(&parsed, Some(&labels)), expected, "{selector}");
        }
        assert!(selects(&Selector::default(), None));
    }

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("prod", "prod", true),
            ("prod", "prod-a", false),
            ("prod-*", "prod-a", true),
            ("*", "", true),
            ("?", "", false),
            ("a?c", "abc", true),
            ("*-web-*", "team-a-web-web-1", true),
            ("*a*b", "xxaxxbxx", false),
        ] {
            assert_eq!(wildcard(pattern, text), expected, "{pattern} {text}");
        }
    }
}
