//! Patterns of actions and resources: `*` is any text, `?` any one character.

/// True when every text that `narrow` matches is matched by `wide` too;
/// the case of ASCII letters does not matter. A wildcard of `narrow` is covered by a `*` of
/// `wide` only, so that the answer is never wrongly true.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    let (wide, narrow) = (wide.as_bytes(), narrow.as_bytes());
    let (mut w, mut n) = (0, 0);
    // Where to go on after the last `*`, when a later character fails.
    let mut retry: Option<(usize, usize)> = None;
    while n < narrow.len() {
        match wide.get(w) {
            Some(b'*') => {
                retry = Some((w, n));
                w += 1;
            }
            Some(b'?') if narrow[n] != b'*' => {
                w += 1;
                n += 1;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&narrow[n]) => {
                w += 1;
                n += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    w = star + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    wide[w..].iter().all(|byte| *byte == b'*')
}

/// True when some text is matched by both patterns; letter case does not matter.
pub(super) fn overlaps(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.to_lowercase().chars().collect();
    let other: Vec<char> = other.to_lowercase().chars().collect();
    // `row[j]`: the first `i` characters of `one` and the first `j` of `other` have a text in common.
    let mut row: Vec<bool> = Vec::with_capacity(other.len() + 1);
    row.push(true);
    for (j, character) in other.iter().enumerate() {
        row.push(row[j] && *character == '*');
    }
    for a in &one {
        let mut next = vec![row[0] && *a == '*'];
        for (j, b) in other.iter().enumerate() {
            let star = *a == '*' || *b == '*';
            let both = !star && (*a == '?' || *b == '?' || a == b);
            next.push(
                both && row[j]
                    || *a == '*' && (next[j] || row[j + 1] || row[j])
                    || *b == '*' && (next[j] || row[j + 1] || row[j]),
            );
        }
        row = next;
    }
    row[other.len()]
}

/// True for `*`, `**`, `?*`: any text, but for a minimal length.
pub(super) fn is_wild(text: &str) -> bool {
    text.contains('*') && text.chars().all(|character| matches!(character, '*' | '?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_pattern_covers_narrower_ones() {
        for (wide, narrow) in [
            ("*", "s3:GetObject"),
            ("s3:*", "s3:Get*"),
            ("S3:get*", "s3:GetObject"),
            ("s3:Get*Acl", "s3:GetBucketAcl"),
            ("s3:?etObject", "s3:GetObject"),
            ("s3:*", "s3:*"),
            ("s3:?", "s3:?"),
            ("*", "*"),
            ("", ""),
            ("a*b*c", "aXbXbXc"),
        ] {
            assert!(covers(wide, narrow), "{wide} covers {narrow}");
            assert!(overlaps(wide, narrow) && overlaps(narrow, wide), "{wide} and {narrow}");
        }
        for (wide, narrow) in [
            ("s3:Get*", "s3:*"),
            ("s3:?", "s3:*"),
            ("s3:GetObject", "s3:GetObjectAcl"),
            ("iam:*", "s3:GetObject"),
            ("", "s3:GetObject"),
            ("s3:Get*Acl", "s3:Get*"),
        ] {
            assert!(!covers(wide, narrow), "{wide} does not cover {narrow}");
        }
    }

    #[test]
    fn patterns_with_a_text_in_common() {
        for (one, other) in
            [("a*", "*b"), ("a*c", "ab?"), ("*x*", "y*"), ("?*", "*"), ("arn:*:iam::*:role/*", "*:role/x")]
        {
            assert!(overlaps(one, other) && overlaps(other, one), "{one} and {other}");
        }
        for (one, other) in [("a*", "b*"), ("a?", "a"), ("*:role/*", "arn:aws:s3:::x"), ("", "?"), ("a*b", "a*c")] {
            assert!(!overlaps(one, other) && !overlaps(other, one), "{one} and {other}");
        }
    }
}
