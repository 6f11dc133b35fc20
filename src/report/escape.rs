//! Escaping for Markdown: names from outside never become markup.
//!
//! Pipes become entities rather than `\|`, because readers disagree on how a
//! backslash before an escaped pipe is read in a table cell.

use std::io::Write;
use std::ops::Range;

use crate::evidence::untrusted::shortened;
pub use crate::evidence::untrusted::visible;

/// `text` as Markdown that shows exactly it, on one line, in a paragraph, a
/// heading or a table cell. What a reader would make a link of is shown as code.
#[must_use]
pub fn text(text: &str) -> String {
    let shown: Vec<char> = visible(&shortened(text)).chars().collect();
    let mut out = String::with_capacity(shown.len() + 8);
    let mut from = 0;
    for address in addresses(&shown) {
        escape_into(&mut out, &shown, from..address.start);
        out.push('`');
        out.extend(&shown[address.clone()]);
        out.push('`');
        from = address.end;
    }
    escape_into(&mut out, &shown, from..shown.len());
    out
}

/// What stands at `range` of `shown`.
fn escape_into(out: &mut String, shown: &[char], range: Range<usize>) {
    for index in range {
        let c = shown[index];
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
}

fn needs_backslash(c: char, before: &[char], after: Option<char>) -> bool {
    let word = |side: Option<&char>| side.is_some_and(|c| c.is_alphanumeric());
    match c {
        '\\' | '`' | '*' | '[' | ']' | '~' | '$' => true,
        '_' => !(word(before.last()) && word(after.as_ref())),
        ':' => after == Some('/'),
        // `1. ` would begin a list, `# ` a heading, `- ` a list, `===` underline a heading.
        '.' | ')' => before.iter().all(char::is_ascii_digit) && after.is_none_or(char::is_whitespace),
        '#' | '-' | '+' | '=' => before.is_empty(),
        _ => false,
    }
}

/// Where readers that follow GitHub's rules would make a link of bare text: some look for addresses once escapes are
/// gone, so that only code is safe from them.
///
/// Source: GitHub Flavored Markdown, "Autolinks (extension)".
fn addresses(shown: &[char]) -> Vec<Range<usize>> {
    let part = |c: &char| c.is_alphanumeric() || ".+-_@:/%~=?#,;".contains(*c);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = shown[from..].iter().position(part).map(|at| from + at) {
        let length = shown[start..].iter().position(|c| !part(c)).unwrap_or(shown.len() - start);
        from = start + length;
        if is_address(&shown[start..from]) {
            // Punctuation at the end belongs to the sentence.
            let trailing = shown[start..from].iter().rev().take_while(|c| ".:,;?".contains(**c)).count();
            found.push(start..from - trailing);
        }
    }
    found
}

/// True for `…://…`, `www.…` and what looks like a mailbox: an `@` before a name with a dot.
fn is_address(run: &[char]) -> bool {
    let mailbox = |at: usize| {
        let domain = run[at + 1..].iter().take_while(|c| c.is_alphanumeric() || ".-_".contains(**c));
        at > 0 && domain.clone().any(|c| *c == '.') && domain.count() > 2
    };
    run.windows(3).any(|three| three == [':', '/', '/'])
        || run.windows(4).any(|four| four[3] == '.' && four[..3].iter().all(|c| matches!(c, 'w' | 'W')))
        || run.iter().enumerate().any(|(at, c)| *c == '@' && mailbox(at))
}

/// `text` as prose: as [`text`](fn@text), with line breaks taken as spaces.
#[must_use]
pub fn prose(value: &str) -> String {
    text(&value.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `value` as a code span; as [`text`](fn@text) where no code span can hold it in every place.
#[must_use]
pub fn code(value: &str) -> String {
    let shown = visible(&shortened(value));
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
