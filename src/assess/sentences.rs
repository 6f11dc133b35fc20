//! The sentences of an assessment, plural forms right.

use super::model::Population;
use crate::evidence::topic::Topic;

/// `1 node`, `2 nodes`.
pub(super) fn counted(number: u64, topic: Topic) -> String {
    format!("{number} {}", noun(topic, number))
}

/// The name of a topic's subjects.
pub(super) fn noun(topic: Topic, number: u64) -> &'static str {
    let (one, many) = topic.nouns();
    if number == 1 { one } else { many }
}

/// `214 of 214 nodes checked meet the requirement`.
pub(super) fn passed(population: &Population, topic: Topic) -> String {
    let Population { checked, passed, .. } = *population;
    let verb = if passed == 1 { "meets" } else { "meet" };
    format!("{passed} of {} checked {verb} the requirement", counted(checked, topic))
}

/// `3 of 214 nodes checked do not meet the requirement`.
pub(super) fn failed(population: &Population, topic: Topic) -> String {
    let Population { checked, failed, .. } = *population;
    let verb = if failed == 1 { "does not" } else { "do not" };
    format!("{failed} of {} checked {verb} meet the requirement", counted(checked, topic))
}

/// At most three of `items`, and how many more there are.
pub(super) fn some(items: &[String]) -> String {
    let shown: Vec<&str> = items.iter().take(3).map(String::as_str).collect();
    match items.len().saturating_sub(shown.len()) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_verbs_agree() {
        let population = |passed, failed| Population { passed, failed, checked: passed + failed, ..Default::default() };
        let node = Topic::AnalysisNode;
        assert_eq!(passed(&population(214, 0), node), "214 of 214 nodes checked meet the requirement");
        assert_eq!(passed(&population(1, 0), Topic::EksCluster), "1 of 1 cluster checked meets the requirement");
        assert_eq!(
            failed(&population(1, 1), Topic::IamPolicy),
            "1 of 2 policies checked does not meet the requirement"
        );
        assert_eq!(failed(&population(0, 2), node), "2 of 2 nodes checked do not meet the requirement");
        let items: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        assert_eq!(some(&items), "a; b; c; and 2 more");
    }
}
