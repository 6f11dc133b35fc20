//! The page: one file, safe, accessible.

use std::collections::BTreeSet;

use base64::Engine as _;
use regex::Regex;
use sha2::Digest as _;

use super::*;

/// The `main` element as XML.
pub(super) fn main_element(html: &str) -> String {
    let start = html.find("<main").unwrap();
    let end = html.rfind("</main>").unwrap() + "</main>".len();
    html[start..end].replace("<hr>", "<hr/>").replace("<br>", "<br/>")
}

#[test]
fn nothing_refers_to_the_outside_and_nothing_runs() {
    let html = example().html;
    for forbidden in [
        "<script",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "<base",
        " src=",
        " style=",
        " srcset=",
        "@import",
        "url(",
        "javascript:",
        "@font-face",
    ] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(!Regex::new(r"<[^>]* on[a-z]+=").unwrap().is_match(&html), "an inline handler");
    for target in Regex::new(r#" href="([^"]*)""#).unwrap().captures_iter(&html) {
        assert!(target[1].starts_with('#') || target[1].starts_with("https://"), "{}", &target[1]);
    }
}

#[test]
fn the_policy_allows_this_style_sheet_and_nothing_else() {
    let html = example().html;
    let style = &html[html.find("<style>").unwrap() + 7..html.find("</style>").unwrap()];
    let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style.as_bytes()));
    let policy =
        format!(r#"content="default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'""#);
    assert!(html.contains(&policy));
    assert!(html.find("Content-Security-Policy").unwrap() < html.find("<style>").unwrap());
}

#[test]
fn the_tree_is_well_formed_and_accessible() {
    let html = example().html;
    assert!(html.contains("<html lang=\"en\">"));
    let main = main_element(&html);
    let tree = roxmltree::Document::parse(&main).unwrap();
    let all = |name: &'static str| tree.descendants().filter(move |node| node.has_tag_name(name));
    assert!(all("th").all(|th| th.attribute("scope").is_some()));
    assert!(all("svg").count() == 2);
    for svg in all("svg") {
        assert_eq!(svg.attribute("role"), Some("img"));
        let labels = svg.attribute("aria-labelledby").unwrap();
        for id in labels.split(' ') {
            let label = svg.descendants().find(|node| node.attribute("id") == Some(id)).unwrap();
            assert!(label.text().is_some_and(|text| !text.is_empty()), "{id}");
        }
    }
    assert_eq!(all("h1").count(), 1);
    let scrolling = all("div").filter(|div| div.attribute("role") == Some("region"));
    assert!(scrolling.clone().count() > 10 && scrolling.into_iter().all(|div| div.attribute("aria-label").is_some()));
}

#[test]
fn ids_are_unique_and_every_link_inside_has_one() {
    let html = example().html;
    let ids: Vec<String> =
        Regex::new(r#" id="([^"]*)""#).unwrap().captures_iter(&html).map(|m| m[1].to_owned()).collect();
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for target in Regex::new(r##" href="#([^"]*)""##).unwrap().captures_iter(&html) {
        assert!(unique.contains(&target[1].to_owned()), "{}", &target[1]);
    }
}

#[test]
fn headings_do_not_skip_a_level() {
    let mut before = 0;
    for block in &example().document.blocks {
        if let Block::Heading { level, anchor, .. } = block {
            assert!(*level <= before + 1, "{anchor}");
            before = *level;
        }
    }
}

/// WCAG 2.2, 1.4.3: text at 4.5 to 1 or better, in both schemes.
#[test]
fn text_has_contrast_in_both_schemes() {
    let style = Templates::embedded().unwrap();
    let (light, dark) = style.style().split_once("@media (prefers-color-scheme: dark)").unwrap();
    let dark = &dark[..dark.find("\n* {").unwrap()];
    for scheme in [light, dark] {
        let color = |name: &str| {
            let found =
                Regex::new(&format!(r"--{name}: #([0-9a-f]{{6}})")).unwrap().captures(scheme).unwrap()[1].to_owned();
            luminance(&found)
        };
        let mut pairs = vec![
            ("ink", "paper"),
            ("soft", "paper"),
            ("soft", "ground"),
            ("ink", "head"),
            ("ink", "code"),
            ("ink", "notice"),
            ("accent", "paper"),
            ("accent", "notice"),
            ("undetermined-ink", "paper"),
        ]
        .into_iter()
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect::<Vec<_>>();
        for (kind, _) in crate::report::words::OUTCOMES.map(crate::report::words::outcome) {
            pairs.push((format!("{kind}-ink"), format!("{kind}-tint")));
        }
        for (text, ground) in pairs {
            let (a, b) = (color(&text), color(&ground));
            let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
        }
    }
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}
