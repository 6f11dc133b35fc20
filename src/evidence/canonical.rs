//! The one way in which the stages write JSON, so that the same input gives
//! the same bytes: object keys sorted, two spaces of indent, one final newline.
//! Identifiers and digests that do not rest on a file are over one line as RFC 8785 writes it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use sha2::{Digest, Sha256};

/// Serialises `value` canonically.
///
/// # Errors
/// When a map key is not text or a number is not finite.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = sorted_at(0, Vec::new(), value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// As [`to_vec`], for what is so large that a buffer that grows would hold it twice: the bytes are counted first.
///
/// # Errors
/// As [`to_vec`].
pub fn to_sized_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut count = Count(0);
    // Without order, and just as long.
    serde_json::to_writer_pretty(&mut count, value)?;
    let mut bytes = sorted_at(0, Vec::with_capacity(count.0 + 1), value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Appends `value` as it stands `depth` levels within a canonical document, without what separates it from others.
///
/// # Errors
/// As [`to_vec`].
pub(super) fn append<T: Serialize + ?Sized>(
    buffer: Vec<u8>,
    value: &T,
    depth: usize,
) -> Result<Vec<u8>, serde_json::Error> {
    sorted_at(depth, buffer, value)
}

/// Serialises `value` by the JSON Canonicalization Scheme, RFC 8785: the form that identifiers and digests are computed
/// from. Numbers are those of ECMAScript, so that whole ones are exact up to 2^53.
///
/// # Errors
/// When a map key is not text or is there twice, or a number is not finite.
pub fn to_line<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    serde_json_canonicalizer::to_string(&value)
}

/// Spaces a level.
const INDENT: usize = 2;

fn sorted_at<T: Serialize + ?Sized>(depth: usize, buffer: Vec<u8>, value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let out = Out(Rc::new(RefCell::new(buffer)));
    let sorting = Sorting { out: out.clone(), depth, has_value: false, open: Vec::new(), members: Vec::new() };
    value.serialize(&mut Serializer::with_formatter(out.clone(), sorting))?;
    Ok(out.0.take())
}

/// The text written so far, which the serialiser and its formatter share: what was written is put in order in place,
/// since a second copy of a large cluster's facts would be what takes the most memory of a run.
#[derive(Clone)]
struct Out(Rc<RefCell<Vec<u8>>>);

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts bytes.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Indents, and puts the members of each object in order once the object ends.
struct Sorting {
    out: Out,
    depth: usize,
    /// True when the innermost list or object has an item.
    has_value: bool,
    /// For each open object, where its first member stands in the text and in `members`.
    open: Vec<(usize, usize)>,
    /// The members of the open objects.
    members: Vec<Member>,
}

/// Where a member stands in the text, without what separates it from others.
struct Member {
    start: usize,
    name_end: usize,
    end: usize,
}

impl Sorting {
    fn push(&self, byte: u8) {
        self.out.0.borrow_mut().push(byte);
    }

    fn position(&self) -> usize {
        self.out.0.borrow().len()
    }

    fn new_line(&self) {
        let mut out = self.out.0.borrow_mut();
        new_line(&mut out, self.depth);
    }

    fn begin(&mut self, bracket: u8) {
        self.push(bracket);
        self.depth += 1;
        self.has_value = false;
    }

    fn begin_item(&self, first: bool) {
        if !first {
            self.push(b',');
        }
        self.new_line();
    }

    fn end(&mut self, bracket: u8) {
        self.depth -= 1;
        if self.has_value {
            self.new_line();
        }
        self.push(bracket);
        self.has_value = true;
    }

    /// Of members with the same name, the last one stands.
    fn sort(&mut self, begin: usize, members: Vec<Member>) {
        let mut out = self.out.0.borrow_mut();
        let written = out.split_off(begin);
        let mut members: Vec<(Cow<'_, str>, &[u8])> = members
            .iter()
            .rev()
            .map(|member| {
                let text = &written[member.start - begin..member.end - begin];
                (name(&text[..member.name_end - member.start]), text)
            })
            .collect();
        members.sort_by(|a, b| a.0.cmp(&b.0));
        members.dedup_by(|later, first| later.0 == first.0);
        for (index, (_, text)) in members.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            new_line(&mut out, self.depth);
            out.extend_from_slice(text);
        }
    }
}

impl Formatter for Sorting {
    fn begin_array<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.begin(b'[');
        Ok(())
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.end(b']');
        Ok(())
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W, first: bool) -> io::Result<()> {
        self.begin_item(first);
        Ok(())
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.begin(b'{');
        self.open.push((self.position(), self.members.len()));
        Ok(())
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some((begin, first)) = self.open.pop() {
            let members = self.members.split_off(first);
            let in_order = {
                let out = self.out.0.borrow();
                members.is_sorted_by(|a, b| name(&out[a.start..a.name_end]) < name(&out[b.start..b.name_end]))
            };
            if !in_order {
                self.sort(begin, members);
            }
        }
        self.end(b'}');
        Ok(())
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, _: &mut W, first: bool) -> io::Result<()> {
        self.begin_item(first);
        let start = self.position();
        self.members.push(Member { start, name_end: start, end: start });
        Ok(())
    }

    fn end_object_key<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        let end = self.position();
        self.members.last_mut().into_iter().for_each(|member| member.name_end = end);
        Ok(())
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.push(b':');
        self.push(b' ');
        Ok(())
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        let end = self.position();
        self.members.last_mut().into_iter().for_each(|member| member.end = end);
        self.has_value = true;
        Ok(())
    }
}

fn new_line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.resize(out.len() + depth * INDENT, b' ');
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

/// The SHA-256 of what is written to something else.
#[derive(Default)]
pub struct Sha256Writer(Sha256);

impl Sha256Writer {
    /// Writes to `out` and takes note.
    pub fn beside<'a>(&'a mut self, out: &'a mut dyn io::Write) -> impl io::Write + 'a {
        Beside { digest: &mut self.0, out }
    }

    /// As [`sha256`] gives it.
    #[must_use]
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

struct Beside<'a> {
    digest: &'a mut Sha256,
    out: &'a mut dyn io::Write,
}

impl io::Write for Beside<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
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
        let sized = to_sized_vec(&value).unwrap();
        assert_eq!((sized.capacity(), &sized), (sized.len(), &to_vec(&value).unwrap()));
        for scalar in [json!(null), json!(true), json!("a\"b"), json!(1), json!([]), json!({})] {
            assert_eq!(to_vec(&scalar).unwrap(), format!("{scalar}\n").into_bytes());
        }
    }

    /// What RFC 8785 asks besides sorted keys: their order by UTF-16 code units, numbers as ECMAScript writes them, the
    /// shortest escapes.
    #[test]
    fn identifiers_are_computed_from_what_rfc_8785_writes() {
        let names = json!({"\u{fb33}": 1, "\u{1f600}": 2, "\u{20ac}": 3, "a": 4, "B": 5, "\r": 6, "": 7, "aa": 8});
        let sorted = "{\"\":7,\"\\r\":6,\"B\":5,\"a\":4,\"aa\":8,\"\u{20ac}\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}";
        assert_eq!(to_line(&names).unwrap(), sorted);
        let numbers = json!([0, -0.0, 1.0, -7, 1e21, 1e20, 1e-6, 1e-7, 0.1, 4.50, 9_007_199_254_740_991_u64]);
        let written = "[0,0,1,-7,1e+21,100000000000000000000,0.000001,1e-7,0.1,4.5,9007199254740991]";
        assert_eq!(to_line(&numbers).unwrap(), written);
        let text = "\u{8}\t\n\u{c}\r\"\\/\u{1b}\u{7f}\u{2028}é";
        assert_eq!(to_line(text).unwrap(), "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u001b\u{7f}\u{2028}é\"");
        assert!(to_line(&f64::NAN).is_err());
    }

    #[test]
    fn of_two_members_with_one_name_the_last_stands() {
        struct Twice;
        impl Serialize for Twice {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map([("b", 1), ("a", 2), ("b", 3)])
            }
        }
        assert_eq!(to_vec(&Twice).unwrap(), b"{\n  \"a\": 2,\n  \"b\": 3\n}\n");
        assert!(to_line(&Twice).is_err(), "what is digested has one meaning");
    }

    #[test]
    fn keys_are_sorted_whatever_their_order() {
        let one: Value = serde_json::from_str(r#"{"b":1,"a":{"d":1,"c":2}}"#).unwrap();
        assert_eq!(to_line(&one).unwrap(), r#"{"a":{"c":2,"d":1},"b":1}"#);
        assert!(to_vec(&one).unwrap().ends_with(b"}\n"));
    }
}
