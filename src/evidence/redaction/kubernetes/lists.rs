//! Small documents inside text.

use serde_json::Value;

/// `[{"HTTP": 80}, {"HTTPS": 443}]`, as the AWS Load Balancer Controller takes its ports.
pub(super) fn are_ports(text: &str) -> bool {
    let Ok(Value::Array(items)) = serde_json::from_str::<Value>(text) else { return false };
    items.iter().all(|item| {
        item.as_object().is_some_and(|members| {
            members.iter().all(|(protocol, port)| {
                matches!(protocol.as_str(), "HTTP" | "HTTPS") && port.as_u64().is_some_and(|port| port <= 65_535)
            })
        })
    })
}
