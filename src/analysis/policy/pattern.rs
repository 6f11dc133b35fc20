//! Patterns of actions and resources: `*` is any text, `?` any one character.

/// True when every text that `narrow` matches is matched by `wide` too;
/// letter case does not matter. A wildcard of `narrow` is covered by a `*` of
/// `wide` only, so that the answer is never wrongly true.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    let wide: Vec<char> = wide.to_lowercase().chars().collect();
    let narrow: Vec<char> = narrow.to_lowercase().chars().collect();
    let (mut w, mut n) = (0, 0);
    // Where to go on after the last `*`, when a later character fails.
    let mut retry: Option<(usize, usize)> = None;
    while n < narrow.len() {
        match wide.get(w) {
            Some('*') => {
                retry = Some((w, n));
                w += 1;
            }
            Some('?') if narrow[n] != '*' => {
                w += 1;
                n += 1;
            }
            Some(character) if *character == narrow[n] => {
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
    wide[w..].iter().all(|character| *character == '*')
}

/// True for `*`, `**`, `*:*`: every action of every service.
pub(super) fn is_every_action(action: &str) -> bool {
    action.contains('*') && action.chars().all(|character| matches!(character, '*' | ':'))
}

/// True for `s3:*`, and for every action.
pub(super) fn is_whole_service(action: &str) -> bool {
    match action.split_once(':') {
        Some((_, name)) => !name.is_empty() && name.chars().all(|character| character == '*'),
        None => action.ends_with('*'),
    }
}

/// True when the resource pattern holds resources of every service.
pub(super) fn is_every_resource(resource: &str) -> bool {
    if is_stars(resource) {
        return true;
    }
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    parts[0] == "arn" && parts.get(2).is_none_or(|service| is_stars(service)) && is_unscoped(resource)
}

/// True when the resource pattern does not narrow: `*`, or an ARN whose
/// resource part is only wildcards, in any account: `arn:aws:s3:::*`.
pub(super) fn is_unscoped(resource: &str) -> bool {
    if is_stars(resource) {
        return true;
    }
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    if parts[0] != "arn" {
        return false;
    }
    let Some(region) = parts.get(3) else { return parts.last().is_some_and(|last| last.ends_with('*')) };
    let region_is_open = region.is_empty() || is_stars(region);
    match parts.get(5) {
        Some(name) => region_is_open && name.contains('*') && name.chars().all(|c| matches!(c, '*' | '/' | ':')),
        // An ARN cut short by a wildcard that stands for the rest.
        None => region_is_open && parts.last().is_some_and(|last| is_stars(last)),
    }
}

fn is_stars(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character == '*')
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
    fn resources_that_do_not_narrow() {
        for open in
            ["*", "**", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:aws:ec2:*:111122223333:*", "arn:*", "arn:aws:*"]
        {
            assert!(is_unscoped(open), "{open}");
        }
        for narrow in [
            "",
            "arn:aws:s3:::logs",
            "arn:aws:s3:::logs/*",
            "arn:aws:ec2:eu-west-1:111122223333:*",
            "odd",
            "arn",
            "arn:aws:s3:::",
        ] {
            assert!(!is_unscoped(narrow), "{narrow}");
        }
        assert!(is_every_resource("*") && is_every_resource("arn:aws:*") && is_every_resource("arn:aws:*:*:*:*"));
        assert!(!is_every_resource("arn:aws:s3:::*") && !is_every_resource("") && !is_every_resource("arn:aws:s3:*"));
    }

    #[test]
    fn whole_services() {
        assert!(is_whole_service("s3:*") && is_whole_service("*") && is_whole_service("ec2:**"));
        assert!(!is_whole_service("s3:Get*") && !is_whole_service("s3:") && !is_whole_service("odd"));
        assert!(is_every_action("*") && is_every_action("*:*") && !is_every_action("s3:*") && !is_every_action(":"));
    }
}
