//! The bytes of a file as text, as `kubectl` would take them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::problem::Fault;
use crate::file::codes::collect as code;

/// The largest file that is read. Source: a dump of 60,000 workloads has some hundred megabytes a kind.
pub(super) const LARGEST: u64 = 2 << 30;

/// The text of the file at `path`.
///
/// # Errors
/// When it cannot be read, is too large, or is not text.
pub(super) fn read(path: &Path) -> Result<String, Fault> {
    let unreadable = |error: std::io::Error| Fault::new(code::UNREADABLE, format!("it cannot be read: {error}"));
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Fault::new(code::NOT_A_FILE, "it is not a regular file"));
    }
    let too_large = || Fault::new(code::TOO_LARGE, format!("it is larger than {} GiB", LARGEST >> 30));
    if metadata.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    if metadata.len() > 0 {
        // A file that grows while it is read ends all the same.
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { decode(bytes) }
}

/// UTF-8, or UTF-16 with a byte order mark, which PowerShell writes.
fn decode(bytes: Vec<u8>) -> Result<String, Fault> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        let whole = bytes.len().is_multiple_of(2);
        String::from_utf16(&units)
            .ok()
            .filter(|_| whole)
            .ok_or_else(|| Fault::new(code::NOT_TEXT, "it is not UTF-16 throughout"))
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => return wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return wide(u16::from_be_bytes),
        [0x1f, 0x8b, ..] => {
            return Err(Fault::new(code::PACKED, "it is compressed, which is not read").help("unpack it first"));
        }
        [0, b'G', b'I', b'T', b'C', b'R', b'Y', b'P', b'T', ..] => {
            return Err(Fault::new(code::ENCRYPTED, "it is encrypted with git-crypt")
                .help("unlock it first: `git-crypt unlock`"));
        }
        _ => {}
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        Fault::new(code::NOT_TEXT, format!("it is not UTF-8 text (line {line})"))
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(Fault::new(code::NOT_TEXT, format!("it holds a zero byte (line {line}), so it is not text")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d3_marks_and_utf_16_are_read_and_what_is_no_text_is_named() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(decode([b"\xef\xbb\xbf".as_slice(), b"a: 1"].concat()).unwrap(), "a: 1");
        assert_eq!(decode([b"\xff\xfe".to_vec(), wide("a: \u{e4}")].concat()).unwrap(), "a: \u{e4}");
        let codes = [&b"a\nb\xff"[..], b"\xff\xfea", b"\x1f\x8b\x08", b"\0GITCRYPT\0", b"a\0b"]
            .map(|bytes| decode(bytes.to_vec()).unwrap_err());
        assert_eq!(
            codes.each_ref().map(|fault| fault.code.name()),
            ["not_text", "not_text", "packed", "encrypted", "not_text"]
        );
        assert!(codes[0].message.contains("line 2"), "{:?}", codes[0]);
    }
}
