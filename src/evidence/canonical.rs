//! The one way in which the stages write JSON, so that the same input gives
//! the same bytes: object keys sorted, two spaces of indent, one final newline.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Serialises `value` canonically. Object keys are sorted because
/// [`serde_json::Value`] keeps them in a `BTreeMap`.
///
/// # Errors
/// When a map key is not text or a number is not finite.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(&to_value(value)?)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Serialises `value` on one line, keys sorted: the form that identifiers and
/// digests are computed from.
///
/// # Errors
/// As [`to_vec`].
pub fn to_line<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    Ok(to_value(value)?.to_string())
}

fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, serde_json::Error> {
    serde_json::to_value(value)
}

/// SHA-256 of `bytes`, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_whatever_their_order() {
        let one: Value = serde_json::from_str(r#"{"b":1,"a":{"d":1,"c":2}}"#).unwrap();
        assert_eq!(to_line(&one).unwrap(), r#"{"a":{"c":2,"d":1},"b":1}"#);
        assert!(to_vec(&one).unwrap().ends_with(b"}\n"));
    }
}
