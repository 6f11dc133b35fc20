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
    "{{",
    "{{ .x }}",
    "&a ",
    "<<: ",
    ": ",
    "$patch",
    "List",
    "PodList",
    "v1",
];

/// Names of members that readers look for.
const NAMES: &[&str] = &["spec", "metadata", "items", "kind", "$patch", "status", "\u{202e}"];

/// Changes `bytes` in one to eight places.
pub(super) fn bytes(rng: &mut Rng, bytes: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..=8) {
        let at = rng.usize(0..=bytes.len());
        let end = (at + rng.usize(0..200)).min(bytes.len());
        let elsewhere = rng.usize(0..=bytes.len());
        match rng.u8(0..11) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
            1 if at < bytes.len() => bytes[at] = rng.u8(..),
            2 => bytes.insert(at, rng.u8(..)),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let again = bytes[at..end].to_vec();
                let to = if rng.bool() { at } else { elsewhere };
                bytes.splice(to..to, again);
            }
            5 => bytes.truncate(at),
            6 => {
                let deep =
                    rng.choice(["[", "{\"a\":", "<a>", "- ", "(", "a: {"]).unwrap_or("[").repeat(rng.usize(1..5_000));
                bytes.splice(at..at, deep.into_bytes());
            }
            7 => {
                let piece = bytes[elsewhere..(elsewhere + 32).min(bytes.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            8 => drop(bytes.splice(at..at, *b"\xff\xfe")),
            _ => {
                let word = rng.choice(WORDS).unwrap_or(&"");
                let over = rng.usize(0..=4);
                bytes.splice(at..end.min(at + over), word.bytes());
            }
        }
    }
}

/// Changes some values of a JSON document for others of any type, moves members to other names, and doubles items.
pub(super) fn values(rng: &mut Rng, document: &mut Value) {
    for _ in 0..rng.usize(1..=4) {
        let mut paths = Vec::new();
        collect(document, &mut String::new(), &mut paths);
        let another = rng.choice(&paths).and_then(|other| document.pointer(other)).cloned().unwrap_or_default();
        let path = if rng.bool() { rng.choice(paths).unwrap_or_default() } else { descend(rng, document) };
        let Some(place) = document.pointer_mut(&path) else { continue };
        match place {
            Value::Object(members) if !members.is_empty() && rng.u8(0..4) == 0 => {
                let name = rng.choice(members.keys()).cloned().unwrap_or_default();
                let moved = members.remove(&name).unwrap_or_default();
                members.insert(rng.choice(NAMES).unwrap_or(&"").to_string(), moved);
            }
            Value::Array(items) if !items.is_empty() && rng.u8(0..4) == 0 => {
                let again = items[rng.usize(0..items.len())].clone();
                items.push(again);
            }
            place => *place = other(rng, place.take(), another),
        }
    }
}

/// What may stand where `whole` stood; `another` is from elsewhere in the document.
fn other(rng: &mut Rng, whole: Value, another: Value) -> Value {
    match rng.u8(0..22) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(rng.i64(..)),
        4 => json!(rng.bool()),
        5 => json!([another]),
        6 => json!({"a": another}),
        7 => another,
        8 => json!(0),
        9 => json!(-1.5),
        10 => json!(u64::MAX),
        11 => json!([5]),
        12 => json!([null]),
        13 => json!({"name": null}),
        14 => json!([whole]),
        15 => json!({"spec": whole}),
        16 => json!({"items": [whole]}),
        17 => json!("x".repeat(5_000)),
        18 => json!(""),
        _ => json!(rng.choice(WORDS).unwrap_or(&"").repeat(rng.usize(1..4))),
    }
}

/// The way to a value, found step by step, so that what stands high up in a large document is met as well.
fn descend(rng: &mut Rng, document: &Value) -> String {
    let (mut path, mut value) = (String::new(), document);
    while rng.u8(0..5) > 0 {
        let step = match value {
            Value::Array(items) => rng.choice(items.iter().enumerate()).map(|(at, item)| (at.to_string(), item)),
            Value::Object(members) => rng.choice(members).map(|(name, value)| (escaped(name), value)),
            _ => None,
        };
        let Some((name, below)) = step else { break };
        path.push('/');
        path.push_str(&name);
        value = below;
    }
    path
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn collect(value: &Value, path: &mut String, found: &mut Vec<String>) {
    found.push(path.clone());
    let length = path.len();
    let mut below = |name: &str, value: &Value| {
        path.push('/');
        path.push_str(&escaped(name));
        collect(value, path, found);
        path.truncate(length);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(&at.to_string(), item)),
        Value::Object(members) => members.iter().for_each(|(name, value)| below(name, value)),
        _ => {}
    }
}

#[test]
fn a_seed_gives_the_same_choices_again() {
    let change = |seed| {
        let mut rng = Rng::with_seed(seed);
        let (mut text, mut value) = (b"apiVersion: v1".to_vec(), json!({"items": [{"kind": "Pod"}, 1]}));
        bytes(&mut rng, &mut text);
        values(&mut rng, &mut value);
        (text, value)
    };
    assert!((0..20).all(|seed| change(seed) == change(seed)));
    assert!((0..20).any(|seed| change(seed) != change(seed + 1)));
}
