//! Escaping for Markdown: names from outside never become markup.
//!
//! Pipes become entities rather than `\|`, because readers disagree on how a
//! backslash before an escaped pipe is read in a table cell.

use std::fmt::Write as _;
use std::io::Write;

/// `text` with control characters, terminal escapes, bidi controls and
/// invisible characters written as `[U+XXXX]`.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            let _ = write!(out, "[U+{:04X}]", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `text` as Markdown that shows exactly it, on one line, in a paragraph, a
/// heading or a table cell.
#[must_use]
pub fn text(text: &str) -> String {
    let shown: Vec<char> = visible(text).chars().collect();
    let mut out = String::with_capacity(shown.len() + 8);
    for (index, &c) in shown.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| shown[i]);
        let after = shown.get(index + 1).copied();
        match c {
            '|' => out.push_str("&#124;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            ' ' if before.is_none() || after.is_none() => out.push_str("&#32;"),
            _ if needs_backslash(c, &shown[..index], after) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn needs_backslash(c: char, before: &[char], after: Option<char>) -> bool {
    let word = |side: Option<&char>| side.is_some_and(|c| c.is_alphanumeric());
    match c {
        '\\' | '`' | '*' | '[' | ']' | '~' | '$' => true,
        '_' => !(word(before.last()) && word(after.as_ref())),
        // A bare address becomes a link in readers that follow GitHub's rules.
        ':' => after == Some('/'),
        '.' if before.ends_with(&['w', 'w', 'w']) => true,
        // `1. ` would begin a list, `# ` a heading, `- ` a list, `===` underline a heading.
        '.' | ')' => before.iter().all(char::is_ascii_digit) && after.is_none_or(char::is_whitespace),
        '#' | '-' | '+' | '=' => before.is_empty(),
        _ => false,
    }
}

/// `text` as prose: as [`text`](fn@text), with line breaks taken as spaces.
#[must_use]
pub fn prose(value: &str) -> String {
    text(&value.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `value` as a code span; as [`text`](fn@text) where no code span can hold it in every place.
#[must_use]
pub fn code(value: &str) -> String {
    let shown = visible(value);
    let awkward = |c: char| matches!(c, '`' | '|' | '\\');
    if shown.is_empty() || shown.trim() != shown || shown.contains(awkward) {
        text(value)
    } else {
        format!("`{shown}`")
    }
}

/// `value` as a fenced code block, its lines kept.
#[must_use]
pub fn block(value: &str) -> String {
    let lines: Vec<String> = value.trim_end().split('\n').map(|line| visible(&line.replace('\t', "    "))).collect();
    let longest = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", lines.join("\n"))
}

/// `address` as a link to itself when it is a plain `https:` address; as [`text`](fn@text) otherwise.
#[must_use]
pub fn link(address: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    match address.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() && rest.chars().all(plain) => format!("[{}](<{address}>)", text(rest)),
        _ => text(address),
    }
}

/// [`text`](fn@text) as tera calls it for every value of a `.md` template.
pub(crate) fn escape_for_tera(value: &str, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(text(value).as_bytes())
}
