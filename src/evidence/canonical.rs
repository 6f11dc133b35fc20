//! The one way in which the stages write JSON, so that the same input gives
//! the same bytes: object keys sorted, two spaces of indent, one final newline.

use std::borrow::Cow;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Serialises `value` canonically.
///
/// # Errors
/// When a map key is not text or a number is not finite.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = sorted(value, Some(INDENT))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Serialises `value` on one line, keys sorted: the form that identifiers and
/// digests are computed from.
///
/// # Errors
/// As [`to_vec`].
pub fn to_line<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let bytes = sorted(value, None)?;
    Ok(String::from_utf8(bytes).expect("JSON is written from text, cut at ASCII characters only"))
}

/// Spaces a level.
const INDENT: usize = 2;

fn sorted<T: Serialize + ?Sized>(value: &T, indent: Option<usize>) -> Result<Vec<u8>, serde_json::Error> {
    let compact = serde_json::to_vec(value)?;
    let out = Vec::with_capacity(if indent.is_some() { compact.len() * 2 } else { compact.len() });
    let mut writer = Sorting { input: &compact, at: 0, indent, out };
    writer.value(0);
    Ok(writer.out)
}

/// Copies JSON without white space, in one go, and puts the members of each
/// object in order: a tree of a large cluster's facts would take ten times the
/// memory of its text.
struct Sorting<'a> {
    input: &'a [u8],
    at: usize,
    indent: Option<usize>,
    out: Vec<u8>,
}

/// A member: its name, and where it stands in the output without what separates it from others.
struct Member<'a> {
    name: Cow<'a, str>,
    start: usize,
    end: usize,
}

impl<'a> Sorting<'a> {
    fn value(&mut self, depth: usize) {
        match self.input[self.at] {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => drop(self.text()),
            _ => {
                let rest = &self.input[self.at..];
                let end = rest.iter().position(|byte| matches!(byte, b',' | b']' | b'}')).unwrap_or(rest.len());
                self.copy(end);
            }
        }
    }

    fn copy(&mut self, length: usize) {
        self.out.extend_from_slice(&self.input[self.at..self.at + length]);
        self.at += length;
    }

    /// Copies a string; gives it as it is written, with its quotes.
    fn text(&mut self) -> &'a [u8] {
        let (start, mut end) = (self.at, self.at + 1);
        while self.input[end] != b'"' {
            end += if self.input[end] == b'\\' { 2 } else { 1 };
        }
        self.copy(end + 1 - start);
        &self.input[start..=end]
    }

    fn array(&mut self, depth: usize) {
        self.copy(1);
        if self.input[self.at] == b']' {
            return self.copy(1);
        }
        loop {
            self.new_line(depth + 1);
            self.value(depth + 1);
            if self.input[self.at] == b']' {
                break;
            }
            self.copy(1);
        }
        self.new_line(depth);
        self.copy(1);
    }

    fn object(&mut self, depth: usize) {
        self.copy(1);
        if self.input[self.at] == b'}' {
            return self.copy(1);
        }
        let begin = self.out.len();
        let mut members: Vec<Member<'a>> = Vec::new();
        loop {
            self.new_line(depth + 1);
            let start = self.out.len();
            let name = name(self.text());
            self.copy(1);
            if self.indent.is_some() {
                self.out.push(b' ');
            }
            self.value(depth + 1);
            members.push(Member { name, start, end: self.out.len() });
            if self.input[self.at] == b'}' {
                break;
            }
            self.copy(1);
        }
        if !members.is_sorted_by(|a, b| a.name < b.name) {
            self.sort(begin, members, depth);
        }
        self.new_line(depth);
        self.copy(1);
    }

    /// Of members with the same name, the last one stands.
    fn sort(&mut self, begin: usize, mut members: Vec<Member<'a>>, depth: usize) {
        let written = self.out.split_off(begin);
        members.reverse();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        members.dedup_by(|later, first| later.name == first.name);
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            self.new_line(depth + 1);
            self.out.extend_from_slice(&written[member.start - begin..member.end - begin]);
        }
    }

    fn new_line(&mut self, depth: usize) {
        if let Some(indent) = self.indent {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + depth * indent, b' ');
        }
    }
}

/// What a name says: its order is that of its characters, not of their escapes.
fn name(written: &[u8]) -> Cow<'_, str> {
    let plain = std::str::from_utf8(&written[1..written.len() - 1]).unwrap_or_default();
    if !plain.contains('\\') {
        return Cow::Borrowed(plain);
    }
    Cow::Owned(serde_json::from_slice(written).unwrap_or_else(|_| plain.to_owned()))
}

/// SHA-256 of `bytes`, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A `Value` keeps its keys sorted, so that it says what the form must be.
    #[test]
    fn the_form_is_that_of_a_sorted_tree() {
        #[derive(Serialize)]
        struct Unsorted {
            z: Vec<Value>,
            a: Option<u64>,
            m: std::collections::HashMap<String, f64>,
            #[serde(flatten)]
            more: Value,
        }
        let odd = json!({"\"": 1, "#": 2, "\\": 3, "\n": 4, "é": "\u{1f600}\"}],", "e": [], "o": {}, "n": -1.5e300});
        let value = Unsorted {
            z: vec![json!({}), json!([[1, [2]], {"b": {"d": null, "c": true}}]), odd.clone(), json!("text, {")],
            a: None,
            m: (0..20).map(|n| (format!("k{}", (n * 7) % 20), f64::from(n))).collect(),
            more: json!({"b": odd, "zz": 18_446_744_073_709_551_615_u64}),
        };
        let tree = serde_json::to_value(&value).unwrap();
        let mut pretty = serde_json::to_vec_pretty(&tree).unwrap();
        pretty.push(b'\n');
        assert_eq!(String::from_utf8(to_vec(&value).unwrap()), String::from_utf8(pretty));
        assert_eq!(to_line(&value).unwrap(), tree.to_string());
        for scalar in [json!(null), json!(true), json!("a\"b"), json!(1), json!([]), json!({})] {
            assert_eq!(to_line(&scalar).unwrap(), scalar.to_string());
        }
    }

    #[test]
    fn of_two_members_with_one_name_the_last_stands() {
        struct Twice;
        impl Serialize for Twice {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map([("b", 1), ("a", 2), ("b", 3)])
            }
        }
        assert_eq!(to_line(&Twice).unwrap(), r#"{"a":2,"b":3}"#);
    }

    #[test]
    fn keys_are_sorted_whatever_their_order() {
        let one: Value = serde_json::from_str(r#"{"b":1,"a":{"d":1,"c":2}}"#).unwrap();
        assert_eq!(to_line(&one).unwrap(), r#"{"a":{"c":2,"d":1},"b":1}"#);
        assert!(to_vec(&one).unwrap().ends_with(b"}\n"));
    }
}
