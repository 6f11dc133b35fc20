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

mod shape;

pub use shape::{KEPT_AS, Shape, schema, shaped};

/// Declares fact shapes. Fields are documented by the API reference that the
/// shape's own documentation links to.
///
/// `field: String as Name` says that the text may be stored when it has that form: see
/// [`crate::evidence::kept::Form`] and [`crate::evidence::kept::Part`]. Text without a form is never stored.
/// Booleans, numbers and times are stored in their own form.
macro_rules! api_shapes {
    ($( $(#[$meta:meta])* $name:ident {
        $( $(#[$field_meta:meta])* $field:ident: $type:ty $(as $keep:expr)?, )*
    } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "camelCase")]
        #[allow(missing_docs, reason = "members are documented by the API reference named on the shape")]
        pub struct $name {
            $( $(#[$field_meta])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<$type>, )*
        }

        impl $crate::evidence::kept::Declared for $name {
            fn kept(_: Option<$crate::evidence::kept::Keep>) -> $crate::evidence::kept::Kept {
                use $crate::evidence::kept::{Declared, Kept, Member};
                let forms = {
                    #[allow(unused_imports, reason = "not every shape declares a form")]
                    use $crate::evidence::kept::{Form::*, Part::*};
                    [$( $crate::evidence::model::keep!($($keep)?) ),*]
                };
                let kept = [$( <$type as Declared>::kept as fn(Option<$crate::evidence::kept::Keep>) -> Kept ),*];
                let names = [$( Member::of(stringify!($field), &[$( stringify!($field_meta) ),*]) ),*];
                Kept::members(names.into_iter().zip(forms.into_iter().zip(kept)).map(|(name, (form, kept))| (name, kept(form))))
            }
        }
    )+ };
}
pub(crate) use api_shapes;

/// The declared form of a field, when it has one.
macro_rules! keep {
    () => {
        None
    };
    ($keep:expr) => {
        Some($crate::evidence::kept::Keep::from($keep))
    };
}
pub(crate) use keep;
