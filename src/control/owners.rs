//! The owner of an area on each compute type, as a file states it.

use std::collections::BTreeMap;

use serde::de::IntoDeserializer as _;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Deserializer};

use super::model::Owner;
use crate::evidence::compute_type::ComputeType;

/// What stands for every compute type that is not named.
const ALL: &str = "all";

/// The owner of each compute type; `all` gives it to those without an entry of their own.
///
/// # Errors
/// When a name is neither `all` nor a compute type, or a value is not an owner.
pub(super) fn by_compute_type<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<ComputeType, Owner>, D::Error> {
    let mut stated: BTreeMap<String, Owner> = BTreeMap::deserialize(deserializer)?;
    let all = stated.remove(ALL);
    let mut owners: BTreeMap<ComputeType, Owner> =
        all.into_iter().flat_map(|owner| ComputeType::ALL.iter().map(move |kind| (*kind, owner))).collect();
    for (name, owner) in stated {
        let name: StrDeserializer<'_, Error> = name.as_str().into_deserializer();
        owners.insert(ComputeType::deserialize(name).map_err(serde::de::Error::custom)?, owner);
    }
    Ok(owners)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BTreeMap<ComputeType, Owner>, String> {
        by_compute_type(&mut serde_json::Deserializer::from_str(text)).map_err(|error| error.to_string())
    }

    #[test]
    fn all_gives_way_to_what_is_named() {
        let owners = read(r#"{"fargate": "aws", "all": "customer"}"#).unwrap();
        assert_eq!(owners.len(), ComputeType::ALL.len());
        let of_aws: Vec<_> = owners.iter().filter(|(_, owner)| **owner == Owner::Aws).map(|(kind, _)| *kind).collect();
        assert_eq!(of_aws, [ComputeType::Fargate]);
        assert_eq!(read(r#"{"fargate": "aws"}"#).unwrap().len(), 1, "nothing is made up without it");
        assert!(read(r#"{"fargte": "aws"}"#).unwrap_err().contains("`fargte`, expected one of"));
    }
}
