//! Patterns that stand for several names. Letters count as they are, capital or small.

use wildmatch::{WildMatch, WildMatchPattern};

/// True when `text` matches `pattern`, in which `*` stands for any characters and `?` for one: the wildcards of Fargate
/// profiles. Source: EKS User Guide, "Define which Pods use AWS Fargate when launched".
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    WildMatch::new(pattern).matches(text)
}

/// As [`matches`], where `?` stands for itself: the patterns of the engagement file, whose subjects may hold one.
#[must_use]
pub fn matches_stars(pattern: &str, text: &str) -> bool {
    // No name holds the character that stands for one character.
    WildMatchPattern::<'*', '\0'>::new(pattern).matches(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*", "a/b", true),
            ("a*", "a", true),
            ("*b", "a/b", true),
            ("a*c", "abc", true),
            ("a*b*c", "a-b-c", true),
            ("ab", "ab", true),
            ("", "", true),
            ("", "a", false),
            ("a", "ab", false),
            ("a*", "ba", false),
            ("*b", "ba", false),
            ("ab*ba", "aba", false),
            ("a*b*c", "acb", false),
            ("prod-*", "Prod-a", false),
            ("*-web-*", "team-a-web-web-1", true),
            ("*a*b", "xxaxxbxx", false),
        ] {
            assert_eq!(matches_stars(pattern, text), expected, "{pattern} {text}");
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_question_mark_stands_for_one_character_or_for_itself() {
        for (pattern, text, one, itself) in [
            ("a?c", "abc", true, false),
            ("a?c", "a?c", true, true),
            ("?", "", false, false),
            ("sh?p*", "shöp-1", true, false),
        ] {
            assert_eq!((matches(pattern, text), matches_stars(pattern, text)), (one, itself), "{pattern} {text}");
        }
    }
}
