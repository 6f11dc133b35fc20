//! Names that were given, held against those that exist.

/// Below this likeness a name is no hint.
const ALIKE: f64 = 0.8;

/// The one of `names` that is most like `name`; `None` when none is alike.
#[must_use]
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let rated = names.into_iter().map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), known));
    rated.filter(|(likeness, _)| *likeness >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}
