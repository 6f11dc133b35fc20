//! `bag-info.txt`: labels and values of RFC 8493 §2.2.2.

use chrono::NaiveDate;

use super::BundleError;

/// `BagIt-Profile-Identifier` of our bags. Opaque: nothing is fetched from it;
/// the profile itself is `docs/bagit-profile.json`.
pub const PROFILE_IDENTIFIER: &str = "urn:uuid:9f0c6f0e-6a0b-5d0e-8d53-3a1f0b7e5c41";

/// The program that writes bundles, and its version.
pub(super) const SOFTWARE_AGENT: &str = concat!("eks-attest ", env!("CARGO_PKG_VERSION"));

/// Labels that every bundle must carry, as `docs/bagit-profile.json` says.
pub(super) const REQUIRED: [&str; 6] = [
    "Source-Organization",
    "External-Identifier",
    "Bagging-Date",
    "Payload-Oxum",
    "Bag-Software-Agent",
    "BagIt-Profile-Identifier",
];

/// What the caller says about the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BagInfo {
    /// The organisation whose estate the evidence is about.
    pub source_organization: String,
    /// What the organisation calls this bundle, for example system and period.
    pub external_identifier: String,
    /// From the recorded run or `--as-of`, never from the clock.
    pub bagging_date: NaiveDate,
}

impl BagInfo {
    /// The text of `bag-info.txt` for a payload of `bytes` in `files` files.
    pub(super) fn render(&self, bytes: u64, files: usize) -> Result<String, BundleError> {
        let values = [
            one_line("Source-Organization", &self.source_organization)?,
            one_line("External-Identifier", &self.external_identifier)?,
            self.bagging_date.format("%Y-%m-%d").to_string(),
            oxum(bytes, files),
            SOFTWARE_AGENT.to_owned(),
            PROFILE_IDENTIFIER.to_owned(),
        ];
        Ok(REQUIRED.iter().zip(values).map(|(label, value)| format!("{label}: {value}\n")).collect())
    }
}

/// `Payload-Oxum`: bytes, a dot, number of files.
pub(super) fn oxum(bytes: u64, files: usize) -> String {
    format!("{bytes}.{files}")
}

/// Line breaks and runs of blanks become one blank: a folded YAML value ends
/// in a line break, and a break in `bag-info.txt` would start another label.
fn one_line(label: &'static str, value: &str) -> Result<String, BundleError> {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(BundleError::Info { label, reason: "is empty" });
    }
    if line.chars().any(char::is_control) {
        return Err(BundleError::Info { label, reason: "holds a control character" });
    }
    Ok(line)
}

/// The labels and values of `text` in their order; an `Err` names the line.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut labels: Vec<(String, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((_, value)) = labels.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        match line.split_once(':') {
            Some((label, value)) if !label.is_empty() && label.trim() == label => {
                labels.push((label.to_owned(), value.trim().to_owned()));
            }
            _ => return Err(format!("line {} is not `Label: value`", index + 1)),
        }
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(organisation: &str) -> BagInfo {
        BagInfo {
            source_organization: organisation.to_owned(),
            external_identifier: "payments 2026Q3".to_owned(),
            bagging_date: NaiveDate::from_ymd_opt(2026, 9, 30).expect("a date of the calendar"),
        }
    }

    #[test]
    fn what_is_rendered_parses_back() {
        let text = info("Café & Söhne: Zahlungen").render(12, 3).expect("valid values");
        let labels = parse(&text).expect("our own text");
        assert_eq!(labels.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), REQUIRED);
        assert_eq!(labels[0].1, "Café & Söhne: Zahlungen");
        assert_eq!(labels[2].1, "2026-09-30");
        assert_eq!(labels[3].1, "12.3");
    }

    #[test]
    fn the_profile_says_what_is_written_and_verified() {
        let profile: serde_json::Value =
            serde_json::from_str(include_str!("../../docs/bagit-profile.json")).expect("the profile is JSON");
        assert_eq!(profile["BagIt-Profile-Info"]["BagIt-Profile-Identifier"], PROFILE_IDENTIFIER);
        let labels = profile["Bag-Info"].as_object().expect("an object of labels");
        let mut expected = REQUIRED.to_vec();
        expected.sort_unstable();
        assert_eq!(labels.keys().collect::<Vec<_>>(), expected);
        assert!(labels.values().all(|rule| rule["required"] == true && rule["repeatable"] == false));
    }

    #[test]
    fn a_line_break_cannot_smuggle_in_a_label() {
        let text = info("Acme\nPayload-Oxum: 0.0\n").render(12, 3).expect("valid values");
        assert!(text.starts_with("Source-Organization: Acme Payload-Oxum: 0.0\nExternal-Identifier"), "{text}");
    }

    #[test]
    fn values_that_cannot_be_shown_are_refused_by_label() {
        for value in ["", " \n", "Ac\u{1b}[2Jme"] {
            let error = info(value).render(1, 1).expect_err("refused").to_string();
            assert!(error.contains("Source-Organization"), "{error}");
        }
    }

    #[test]
    fn continuation_lines_belong_to_the_label_above() {
        assert_eq!(parse("A: one\n  two\n").expect("valid"), [("A".to_owned(), "one two".to_owned())]);
        assert_eq!(parse("A: one\nnonsense\n").expect_err("malformed"), "line 2 is not `Label: value`");
    }
}
