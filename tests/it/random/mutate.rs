//! Changes of valid inputs: bytes, words that parsers stumble over, and values of another type.

use fastrand::Rng;
use serde_json::{Value, json};

/// What parsers of JSON, YAML, XML, IAM policies, cloud-init and Markdown are known to stumble over.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "\\",
    "\u{0}",
    "\n",
    "\r\n",
    "\t",
    ",",
    ":",
    "- ",
    "null",
    "true",
    "~",
    "*",
    "?*",
    "${aws:x}",
    "1e999",
    "-0",
    "99999999999999999999",
    "0x10",
    ".inf",
    "NaN",
    "&a [*a, *a]",
    "*a",
    "!!binary x",
    "%",
    "%00",
    "%ff",
    "---\n",
    "|2\n",
    "<a>",
    "</a>",
    "<![CDATA[",
    "<!ENTITY x \"y\">",
    "&x;",
    "&#x0;",
    "<?xml?>",
    "<!--",
    "=",
    "==",
    "-----BEGIN ",
    "\u{202e}",
    "\u{feff}",
    "é",
    "arn:aws:iam::111122223333:role/x",
    "arn:::::::",
    "Content-Type: multipart/mixed; boundary=B\n\n--B\n",
    "#cloud-config\n",
    "redacted(secret)",
    "redacted(",
    "2026-13-45T99:99:99Z",
    "9999-12-31",
    "/../..",
    "kubernetes.io/cluster/",
    "://",
];

/// Changes `bytes` in one to eight places.
pub(super) fn bytes(rng: &mut Rng, bytes: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..=8) {
        let at = rng.usize(0..=bytes.len());
        let end = (at + rng.usize(0..64)).min(bytes.len());
        match rng.u8(0..8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            3 => bytes.truncate(at),
            4 => {
                let deep =
                    rng.choice(["[", "{\"a\":", "<a>", "- ", "(", "a: {"]).unwrap_or("[").repeat(rng.usize(1..5_000));
                bytes.splice(at..at, deep.into_bytes());
            }
            5 => {
                let other = rng.usize(0..=bytes.len());
                let piece = bytes[other..(other + 32).min(bytes.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            _ => {
                let word = rng.choice(WORDS).unwrap_or(&"");
                bytes.splice(at..end.min(at + 4), word.bytes());
            }
        }
    }
}

/// Changes some values of a JSON document for others of any type.
pub(super) fn values(rng: &mut Rng, document: &mut Value) {
    for _ in 0..rng.usize(1..=4) {
        let mut paths = Vec::new();
        collect(document, &mut String::new(), &mut paths);
        let Some(path) = rng.choice(&paths) else { return };
        let another = rng.choice(&paths).and_then(|other| document.pointer(other)).cloned();
        let new = match rng.u8(0..10) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!({}),
            3 => json!(rng.i64(..)),
            4 => json!(rng.bool()),
            5 => json!([another]),
            6 => json!({"a": another}),
            7 => another.unwrap_or_default(),
            _ => json!(rng.choice(WORDS).unwrap_or(&"").repeat(rng.usize(1..4))),
        };
        if let Some(place) = document.pointer_mut(path) {
            *place = new;
        }
    }
}

fn collect(value: &Value, path: &mut String, found: &mut Vec<String>) {
    found.push(path.clone());
    let length = path.len();
    let mut below = |name: &str, value: &Value| {
        path.push('/');
        path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        collect(value, path, found);
        path.truncate(length);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(&at.to_string(), item)),
        Value::Object(members) => members.iter().for_each(|(name, value)| below(name, value)),
        _ => {}
    }
}
