//! Text from outside, made safe to look at: the one table of characters that no output shows as they are.

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for a character that cannot be seen, moves its neighbours, or steers what shows it: controls (terminal escapes
/// begin with one), bidi controls and other format characters, fillers, blanks that are no space, variation selectors,
/// tags, private use and noncharacters.
///
/// Source: Unicode 16, chapter 23, and the properties `Default_Ignorable_Code_Point`, `Cc`, `Zl`, `Zp` and `Co`.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}' | '\u{13430}'..='\u{1343F}' | '\u{16FE4}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
        || u32::from(character) & 0xFFFE == 0xFFFE
}

/// `text` with every hidden character written out as `[U+202E]`.
#[must_use]
pub fn visible(text: &str) -> String {
    visible_but(text, |_| false).into_owned()
}

/// As [`visible`], but for what `kept` names: line ends, say, where they are the writer's own.
#[must_use]
pub fn visible_but(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let written_out = |character: char| is_hidden(character) && !kept(character);
    if !text.contains(written_out) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if written_out(character) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "[U+{:04X}]", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Characters of one word, and of one value, that reports and terminal show. No name of AWS or Kubernetes is as long;
/// the data files hold every value whole.
const WORD: usize = 2_048;
const VALUE: usize = 65_536;

/// `text` as people are shown it: a word of more than 2,048 characters, and a text of more than 65,536, is cut and says
/// by how much. Setting such a word takes seconds and a page; whoever names a thing must not choose that.
#[must_use]
pub fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= WORD {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(WORD * 2);
    let mut left = VALUE;
    let (mut cut, mut rest) = (false, 0);
    for word in text.split_inclusive(char::is_whitespace) {
        if left == 0 {
            rest += word.chars().count();
            continue;
        }
        let most = WORD.min(left);
        match word.char_indices().nth(most) {
            Some((at, _)) => {
                let more = word[at..].trim_end().chars().count();
                shown.push_str(&word[..at]);
                shown.push_str(&format!("[{more} more characters]"));
                shown.extend(word.chars().last().filter(|last| last.is_whitespace()));
                left -= most;
                cut = true;
            }
            None => {
                shown.push_str(word);
                left -= word.chars().count();
            }
        }
    }
    if rest > 0 {
        shown.push_str(&format!("[{rest} more characters]"));
    }
    if cut || rest > 0 { Cow::Owned(shown) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_every_kind_of_hidden_character_is_written_out() {
        for hidden in [
            '\0',
            '\u{7}',
            '\u{1B}',
            '\u{7F}',
            '\u{85}',
            '\u{9B}',
            '\u{AD}',
            '\u{34F}',
            '\u{61C}',
            '\u{115F}',
            '\u{1160}',
            '\u{180E}',
            '\u{200B}',
            '\u{200D}',
            '\u{200E}',
            '\u{2028}',
            '\u{2029}',
            '\u{202A}',
            '\u{202E}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{206F}',
            '\u{2800}',
            '\u{3164}',
            '\u{E000}',
            '\u{FDD0}',
            '\u{FE0F}',
            '\u{FEFF}',
            '\u{FFA0}',
            '\u{FFF9}',
            '\u{FFFC}',
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{1FFFE}',
            '\u{E0001}',
            '\u{E0041}',
            '\u{E01EF}',
            '\u{10FFFF}',
        ] {
            let written = format!("a[U+{:04X}]b", u32::from(hidden));
            assert_eq!(visible(&format!("a{hidden}b")), written);
        }
    }

    #[test]
    fn s7_a_name_of_a_hundred_thousand_characters_is_cut_and_says_so() {
        let long = "é".repeat(100_000);
        let shown = shortened(&long);
        assert_eq!(shown, format!("{}[97952 more characters]", "é".repeat(2_048)));
        assert_eq!(shortened(&format!("a {long} b")), format!("a {shown} b"));
        let words = "word ".repeat(10_000);
        assert_eq!(shortened(&words), words);
        let many = "word ".repeat(100_000);
        assert!(shortened(&many).chars().count() < 66_000 && shortened(&many).ends_with("more characters]"));
    }

    #[test]
    fn s7_what_can_be_seen_stays_as_it_is() {
        let text = "prod-1 é ü 中文 한국어 עברית العربية देवनागरी 😀 a\u{a0}b\u{3000}c e\u{301}";
        assert_eq!(visible(text), text);
        assert_eq!(visible_but("a\n\u{1b}b", |character| character == '\n'), "a\n[U+001B]b");
    }
}
