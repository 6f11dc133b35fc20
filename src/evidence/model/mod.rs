//! The shapes of facts, with the field names of the APIs that they come from.
//!
//! Every field is optional: what a reply does not hold is absent from the
//! fact, so that a condition that reads it is an error and not a pass. Aliases
//! are the names in XML replies where these differ from the API's member names.

pub mod analysis;
pub mod analysis_kubernetes;
pub mod analysis_load_balancer;
pub mod autoscaling;
pub mod ec2;
pub mod ec2_network;
pub mod eks;
pub mod eks_access;
pub mod elastic_load_balancing;
pub mod iam;
pub mod kubernetes;
pub mod kubernetes_pod;

mod document;
mod keys;
mod schema;

pub use document::facts_document;
pub use keys::key_of;
pub use schema::schema_of;

/// Declares fact shapes. Fields are documented by the API reference that the
/// shape's own documentation links to.
macro_rules! api_shapes {
    ($( $(#[$meta:meta])* $name:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "camelCase")]
        #[allow(missing_docs, reason = "members are documented by the API reference named on the shape")]
        pub struct $name {
            $( $(#[$field_meta])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<$type>, )*
        }
    )+ };
}
pub(crate) use api_shapes;
