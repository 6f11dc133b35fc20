//! The notice on every cover that controls or templates are not the built-in ones. It is set here, and in no template,
//! so that no template can leave it out.

use super::context::ReportContext;
use super::escape::code;
use crate::assess::model::Assessment;

/// Names told of each kind; the others are counted.
const SHOWN: usize = 12;

/// `markdown` with the notice below its title.
pub(super) fn with_notice(markdown: String, assessment: &Assessment, run: &ReportContext) -> String {
    let notice = notice(assessment, run);
    if notice.is_empty() {
        return markdown;
    }
    let title_ends =
        if markdown.starts_with("# ") { markdown.find('\n').map_or(markdown.len(), |at| at + 1) } else { 0 };
    let (title, rest) = markdown.split_at(title_ends);
    format!("{title}\n{notice}\n{rest}")
}

fn notice(assessment: &Assessment, run: &ReportContext) -> String {
    let custom = assessment.custom_controls.as_ref();
    let of = |pick: fn(&crate::control::custom::CustomControls) -> &Vec<String>| custom.map(pick).cloned();
    let mut templates = assessment.custom_templates.clone();
    templates.extend(run.custom_templates.iter().filter(|name| !assessment.custom_templates.contains(name)).cloned());
    let parts = [
        ("changed controls", of(|custom| &custom.changed)),
        ("added controls", of(|custom| &custom.added)),
        ("built-in controls left out", of(|custom| &custom.removed)),
        ("rows of the responsibility matrix", of(|custom| &custom.areas)),
        ("frameworks", of(|custom| &custom.frameworks)),
        ("declared operations of services", of(|custom| &custom.evidence)),
        ("templates", Some(templates)),
    ];
    let told: Vec<String> =
        parts.iter().filter_map(|(what, names)| told(what, names.as_deref().unwrap_or_default())).collect();
    if told.is_empty() {
        return String::new();
    }
    format!(
        "> **Not the built-in ones.** This document was made with controls or templates of the organisation's own, \
         which can ask for less, or say something else, than those that eks-attest ships: {}.\n",
        told.join("; ")
    )
}

fn told(what: &str, names: &[String]) -> Option<String> {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| code(name)).collect();
    let more = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!names.is_empty()).then(|| format!("{what}: {}{more}", shown.join(", ")))
}
