//! Closed vocabularies: the words that a member of a fact can hold, all of them.
//!
//! The word is written once, with its variant; reading, writing, listing and the check of conditions follow from it.

/// Declares enums whose variants are words. A member of a fact that is of such a type can hold no other word, and the
/// linter refuses a condition that compares it with one.
macro_rules! vocabulary {
    ($( $(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? } )+) => { $(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            schemars::JsonSchema, strum::VariantArray, strum::IntoStaticStr,
        )]
        #[allow(missing_docs, reason = "the words say what they mean")]
        pub enum $name {
            $( #[serde(rename = $word)] #[strum(serialize = $word)] $variant, )+
        }

        impl $name {
            /// Every one of them, in the order of the declaration.
            pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl $crate::evidence::kept::Declared for $name {
            /// Words of our own, in facts that are derived: no reply holds one.
            fn kept(_: Option<$crate::evidence::kept::Keep>) -> $crate::evidence::kept::Kept {
                $crate::evidence::kept::Kept::Nothing
            }
        }
    )+ };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use crate::evidence::component::Component;

    #[test]
    fn a_word_is_read_and_written_as_it_is_listed() {
        for component in Component::ALL {
            let word = serde_json::Value::from(component.as_str());
            assert_eq!(serde_json::to_value(component).ok().as_ref(), Some(&word));
            assert_eq!(serde_json::from_value::<Component>(word).ok(), Some(*component));
            assert_eq!(component.to_string(), component.as_str());
        }
        assert!(serde_json::from_value::<Component>("aws-nod".into()).is_err());
    }
}
