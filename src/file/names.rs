//! Names that may have been meant.

/// The known name that is closest to `name`, when one is close enough to be a misspelling of it.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)))
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?`, or the list of what is known when nothing is close.
pub(crate) fn help_with_names(name: &str, known: &[String]) -> Option<String> {
    if let Some(candidate) = suggestion(name, known.iter().map(String::as_str)) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    (!known.is_empty() && known.len() <= 40).then(|| format!("known here: {}", known.join(", ")))
}
