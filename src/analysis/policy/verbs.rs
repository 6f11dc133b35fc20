//! Which actions change AWS resources, judged by the verb in their name.

/// Verbs of actions that read. Any other verb counts as a change.
const READ_VERBS: [&str; 18] = [
    "Get",
    "List",
    "Describe",
    "BatchGet",
    "BatchDescribe",
    "BatchCheck",
    "Head",
    "Lookup",
    "Search",
    "View",
    "Check",
    "Simulate",
    "Query",
    "Scan",
    "Select",
    "Filter",
    "Estimate",
    // What it gives out is told as data.
    "Decrypt",
];

/// True when the action pattern can match an action that changes something:
/// `ec2:Create*`, `ec2:De*`, `*`.
pub(super) fn changes(action: &str) -> bool {
    let name = action.split_once(':').map_or(action, |(_, name)| name);
    let stated = &name[..name.find(['*', '?']).unwrap_or(name.len())];
    !READ_VERBS.iter().any(|verb| starts_with_verb(stated, verb))
}

/// `CheckoutLicense` starts with `Check` and does not check: the next letter
/// starts a word, unless the pattern is written without capitals.
fn starts_with_verb(stated: &str, verb: &str) -> bool {
    let Some(start) = stated.get(..verb.len()) else { return false };
    if !start.eq_ignore_ascii_case(verb) {
        return false;
    }
    let in_words = stated.chars().any(|character| character.is_ascii_uppercase());
    let next = stated[verb.len()..].chars().next();
    !in_words || next.is_none_or(|character| !character.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn reading_verbs_do_not_change_and_all_others_do() {
        for action in
            ["s3:GetObject", "ec2:Describe*", "ec2:describeinstances", "ecr:BatchGetImage", "s3:List*", "iam:Get?ole"]
        {
            assert!(!changes(action), "{action}");
        }
        for action in [
            "*",
            "s3:*",
            "ec2:Create*",
            "ec2:De*",
            "ec2:D*",
            "sts:AssumeRole",
            "license-manager:CheckoutLicense",
            "",
            ":",
            "s3:?etObject",
            "iam:PassRole",
            "s3:ÄÖ",
        ] {
            assert!(changes(action), "{action}");
        }
    }
}
