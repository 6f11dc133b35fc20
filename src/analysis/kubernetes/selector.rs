//! Label selectors.

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

#[cfg(test)]
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
}
