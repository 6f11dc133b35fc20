//! Stored replies set out for reading: white space between tokens only, so
//! that every name, value and number stands as it was received.

/// JSON with one member a line.
pub(super) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut tokens = text.chars().filter_map(|c| {
        let inside = in_string;
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            in_string = c == '"';
        }
        (inside || !c.is_ascii_whitespace()).then_some((c, inside))
    });
    let mut next = tokens.next();
    while let Some((c, inside)) = next {
        next = tokens.next();
        let following = next.map(|(c, _)| c);
        match c {
            _ if inside => out.push(c),
            '{' | '[' if following == Some(if c == '{' { '}' } else { ']' }) => {
                out.push(c);
                out.extend(following);
                next = tokens.next();
            }
            '{' | '[' => {
                depth += 1;
                out.push(c);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => out.push(c),
        }
    }
    out
}

/// XML with one element a line; elements that hold text stay on theirs.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    for part in text.split_inclusive('>') {
        let Some(at) = part.rfind('<') else {
            out.push_str(part);
            continue;
        };
        let (words, tag) = part.split_at(at);
        let closes = tag.starts_with("</");
        depth = depth.saturating_sub(usize::from(closes));
        if !words.trim().is_empty() {
            out.push_str(words);
        } else if !out.is_empty() {
            line(&mut out, depth);
        }
        out.push_str(tag);
        let empty = tag.ends_with("/>") || tag.starts_with("<?") || tag.starts_with("<!");
        depth += usize::from(!closes && !empty);
    }
    out
}

/// Deeper than this, the indent no longer grows: a hostile reply is not made larger by it.
const DEEPEST: usize = 24;

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth.min(DEEPEST)).for_each(|_| out.push_str("  "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_every_token() {
        let text = r#"{"a": [], "b":{ }, "c":[1.50,{"d":"x, {y}: \"z\\\"]"}],"e":null}"#;
        let set = json(text);
        assert_eq!(
            set,
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1.50,\n    {\n      \"d\": \"x, {y}: \\\"z\\\\\\\"]\"\n    }\n  ],\n  \"e\": null\n}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&set).unwrap(),
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
    }

    #[test]
    fn xml_keeps_every_character_but_white_space() {
        let text = "<?xml version=\"1.0\"?>\n<a x=\"1\"><b/><c>text &lt;</c><d><e>1</e></d></a>";
        let set = xml(text);
        assert_eq!(
            set,
            "<?xml version=\"1.0\"?>\n<a x=\"1\">\n  <b/>\n  <c>text &lt;</c>\n  <d>\n    <e>1</e>\n  </d>\n</a>"
        );
    }

    #[test]
    fn what_is_neither_is_shown_as_it_is() {
        assert_eq!(xml("503 slow down"), "503 slow down");
        assert_eq!(xml("</a></b>"), "</a>\n</b>");
        assert_eq!(json("}}\""), "\n}\n}\"");
    }
}
