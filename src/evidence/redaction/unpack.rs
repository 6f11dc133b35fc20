//! What user data holds, layer by layer: Base64, gzip, MIME parts, files of cloud-init. Bounded in depth and size.

use std::io::Read as _;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode::Indifferent;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use flate2::read::MultiGzDecoder;
use regex::Regex;
use serde_json::Value;

/// Padding is often left out by hand.
static BASE64: LazyLock<GeneralPurpose> = LazyLock::new(|| {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(Indifferent).with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&ALPHABET, config)
});

/// Layers that are opened; EC2 takes 16 KiB of user data, packed.
const DEPTH: usize = 5;
/// Bytes of all layers.
const LIMIT: usize = 1 << 20;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a constant pattern is valid"));
    };
}

// A part of a MIME multi-part archive that is itself in Base64: it must decode.
pattern!(MIME_PART, r"(?i)content-transfer-encoding:\s*base64[^\n]*\n(?:[^\n]+\n)*?\s*\n([A-Za-z0-9+/=\s]+)");
// What may be Base64, on one line or on several.
pattern!(RUN, r"(?:[A-Za-z0-9+/]{20,}[ \t]*\n[ \t]*)*[A-Za-z0-9+/]{12,}={0,2}");

/// The text in the Base64 text `encoded` with the text of everything packed in it; `None` when something cannot be
/// read, or there is too much of it.
pub(super) fn unpack(encoded: &str) -> Option<String> {
    let mut all = String::new();
    open(&decode(encoded)?, DEPTH, &mut all)?;
    Some(all)
}

fn open(bytes: &[u8], depth: usize, all: &mut String) -> Option<()> {
    if depth == 0 || all.len() + bytes.len() > LIMIT {
        return None;
    }
    if is_gzip(bytes) {
        return open(&inflate(bytes)?, depth - 1, all);
    }
    let text = text_of(bytes)?.replace("\r\n", "\n");
    all.push_str(&text);
    all.push('\n');
    for part in MIME_PART.captures_iter(&text) {
        open(&decode(&part[1])?, depth - 1, all)?;
    }
    for file in files(&text) {
        open(&file?, depth - 1, all)?;
    }
    for run in RUN.find_iter(&text) {
        // Most that could be Base64 is something else: only what decodes to text counts.
        let Some(bytes) = decode(run.as_str()) else { continue };
        if is_gzip(&bytes) || text_of(&bytes).is_some_and(|text| is_printable(&text)) {
            open(&bytes, depth - 1, all)?;
        }
    }
    Some(())
}

fn decode(encoded: &str) -> Option<Vec<u8>> {
    let compact: String = encoded.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64.decode(compact).ok()
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    MultiGzDecoder::new(bytes).take(LIMIT as u64 + 1).read_to_end(&mut inflated).ok()?;
    (inflated.len() <= LIMIT).then_some(inflated)
}

/// UTF-8, or UTF-16 as Windows tools write it.
fn text_of(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0')),
    }
}

fn is_printable(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || c.is_whitespace())
}

/// The files that a cloud-config writes, of those that are encoded; `None` for one that cannot be decoded.
/// Source: cloud-init documentation, module `write_files`.
fn files(text: &str) -> Vec<Option<Vec<u8>>> {
    let starts = text.match_indices("#cloud-config").map(|(at, _)| at);
    let documents = starts.filter_map(|at| serde_saphyr::from_str::<Value>(&text[at..]).ok());
    documents
        .flat_map(|document| document["write_files"].as_array().cloned().unwrap_or_default())
        .filter_map(file)
        .collect()
}

#[allow(clippy::option_option, reason = "a file that is not encoded is none; one that cannot be decoded is unreadable")]
fn file(file: Value) -> Option<Option<Vec<u8>>> {
    let (encoding, content) = (file["encoding"].as_str()?, file["content"].as_str()?);
    let packed = match encoding.to_ascii_lowercase().as_str() {
        "b64" | "base64" | "gz+b64" | "gz+base64" | "gzip+b64" | "gzip+base64" => decode(content),
        "text/plain" | "text" => return None,
        // `gz` alone is binary data, which YAML cannot hold as text.
        _ => None,
    };
    Some(packed)
}
