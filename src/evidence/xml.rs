//! The one way in which XML from outside is parsed: bounded, since the parser
//! and whoever walks its tree go as deep as the document does.

use roxmltree::Document;

/// Elements within each other. The deepest replies of AWS have a tenth of it.
pub const MAX_DEPTH: usize = 128;

/// Why a text is not used as XML.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    /// The body is not UTF-8.
    #[error("the body is not UTF-8: {0}")]
    Encoding(#[from] std::str::Utf8Error),
    /// The body is not well-formed XML.
    #[error("the body is not XML: {0}")]
    Syntax(#[from] roxmltree::Error),
    /// Elements stand in each other without end.
    #[error("the body has elements more than {MAX_DEPTH} levels deep")]
    Depth,
}

/// Parses a document without a DTD.
///
/// # Errors
/// When it is not well-formed, or deeper than any reply.
pub fn parse(text: &str) -> Result<Document<'_>, XmlError> {
    if depth(text) > MAX_DEPTH { Err(XmlError::Depth) } else { Ok(Document::parse(text)?) }
}

/// The depth to which the tags open; counting stops beyond the bound. Of a text that is not well-formed it is a guess
/// that the parser refuses anyway.
fn depth(text: &str) -> usize {
    let (mut rest, mut open, mut deepest) = (text, 0_usize, 0_usize);
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let (skipped, end) = match rest {
            _ if rest.starts_with("!--") => (true, "-->"),
            _ if rest.starts_with("![CDATA[") => (true, "]]>"),
            _ if rest.starts_with('?') => (true, "?>"),
            _ => (false, ""),
        };
        if skipped {
            rest = rest.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        let tag = &rest[..tag_length(rest)];
        rest = &rest[tag.len()..];
        match tag.as_bytes() {
            [b'/', ..] => open = open.saturating_sub(1),
            [.., b'/'] => deepest = deepest.max(open + 1),
            _ => {
                open += 1;
                deepest = deepest.max(open);
            }
        }
        if deepest > MAX_DEPTH {
            break;
        }
    }
    deepest
}

/// Length of a tag up to its `>`, which may stand in a quoted attribute too.
fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return at,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_that_of_the_elements() {
        for (text, expected) in [
            ("<a/>", 1),
            ("<a><b c='>'/><b>x</b></a>", 2),
            ("<?xml version=\"1.0\"?><!-- <a><b> --><a><![CDATA[<b><c>]]><d e=\"/\"><f/></d></a>", 3),
        ] {
            assert_eq!(depth(text), expected, "{text}");
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn d11_elements_without_end_are_refused_before_anything_follows_them() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        for text in [nested(MAX_DEPTH + 1), nested(200_000), "<a>".repeat(200_000), "<a b='>'>".repeat(200_000)] {
            assert!(matches!(parse(&text), Err(XmlError::Depth)));
        }
    }
}
