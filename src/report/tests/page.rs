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

fn between<'a>(html: &'a str, open: &str, close: &str) -> &'a str {
    let start = html.find(open).unwrap() + open.len();
    &html[start..start + html[start..].find(close).unwrap()]
}

#[test]
fn nothing_refers_to_the_outside_and_only_the_page_s_script_runs() {
    let html = example().html;
    assert_eq!(html.matches("<script").count(), 1);
    let markup = html.replace(between(&html, "<script>", "</script>"), "");
    for forbidden in [
        "<link",
        "<img",
        "<iframe",
        "<object",
        "<base",
        "<form",
        " src=",
        " style=",
        " srcset=",
        "@import",
        "url(",
        "javascript:",
        "@font-face",
    ] {
        assert!(!markup.contains(forbidden), "{forbidden}");
    }
    assert!(!Regex::new(r"<[^>]* on[a-z]+=").unwrap().is_match(&markup), "an inline handler");
    for target in Regex::new(r#" href="([^"]*)""#).unwrap().captures_iter(&markup) {
        assert!(target[1].starts_with('#') || target[1].starts_with("https://"), "{}", &target[1]);
    }
}

/// The script marks what is there: it makes no markup, runs no text, asks nobody.
#[test]
fn the_script_has_no_way_to_run_or_fetch_anything() {
    let templates = Templates::embedded().unwrap();
    for forbidden in [
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "createElement",
        "setAttribute",
        "DOMParser",
        "eval",
        "Function",
        "import(",
        "fetch(",
        "XMLHttp",
        "WebSocket",
        "sendBeacon",
        "postMessage",
        "Storage",
        "cookie",
        ".src",
        "window.open",
        "location =",
        "location.assign",
        ".style",
        "</script",
    ] {
        assert!(!templates.script().contains(forbidden), "{forbidden}");
    }
}

#[test]
fn the_policy_allows_this_style_sheet_and_this_script_and_nothing_else() {
    let html = example().html;
    let digest = |text: &str| base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text.as_bytes()));
    let style = digest(between(&html, "<style>", "</style>"));
    let script = digest(between(&html, "<script>", "</script>"));
    let policy = format!(
        "content=\"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'\""
    );
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
    assert!(all("svg").count() == 3);
    for svg in all("svg") {
        assert_eq!(svg.attribute("role"), Some("img"));
        let labels = svg.attribute("aria-labelledby").unwrap();
        for id in labels.split(' ') {
            let label = svg.descendants().find(|node| node.attribute("id") == Some(id)).unwrap();
            assert!(label.text().is_some_and(|text| !text.is_empty()), "{id}");
        }
    }
    assert_eq!(all("h1").count(), 1);
    let scrolling = all("div").filter(|div| div.attribute("role") == Some("group"));
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
            ("accent", "ground"),
            ("soft", "notice"),
            ("undetermined-ink", "paper"),
        ]
        .into_iter()
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect::<Vec<_>>();
        for (kind, _) in crate::report::labels::OUTCOMES.map(crate::report::labels::outcome) {
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
