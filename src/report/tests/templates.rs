//! Templates may be replaced, and say where they are broken.

use std::collections::BTreeMap;

use super::*;

fn with(name: &str, text: &str) -> Result<Templates, ReportError> {
    Templates::with_overrides(BTreeMap::from([(name.to_owned(), text.to_owned())]))
}

#[test]
fn an_override_replaces_its_template_only() {
    let (assessment, run) = testing::example();
    let templates = with("attestation/cover.md", "# Our own title for {{ cover.organisation }}\n").unwrap();
    let markdown = markdown(&assessment, &run, &templates).unwrap();
    assert!(markdown.starts_with("# Our own title for Alder Payments Ltd\n\n## 1. Executive summary"));
}

#[test]
fn a_template_that_does_not_parse_is_named_with_its_place() {
    let error = with("attestation/cover.md", "# T\n\n{{ cover.organisation \n").unwrap_err();
    let ReportError::Template { template, line, column, .. } = &error else { panic!("{error}") };
    assert_eq!((template.as_str(), *line > 2, *column > 0), ("attestation/cover.md", true, true), "{error}");
}

#[test]
fn an_unknown_field_is_an_error_with_its_place() {
    let (assessment, run) = testing::example();
    let templates = with("attestation/cover.md", "# T\n\n  {{ cover.organization }}\n").unwrap();
    let error = markdown(&assessment, &run, &templates).unwrap_err();
    let ReportError::Template { template, line, message, .. } = &error else { panic!("{error}") };
    assert_eq!((template.as_str(), *line), ("attestation/cover.md", 3), "{message}");
    assert!(message.contains("organization"), "{message}");
}

#[test]
fn an_override_of_nothing_gets_a_suggestion() {
    let error = with("attestation/covers.md", "x").unwrap_err();
    let ReportError::UnknownTemplate { help, .. } = &error else { panic!("{error}") };
    assert_eq!(help, "did you mean `attestation/cover.md`?");
}

#[test]
fn an_override_that_includes_nothing_is_refused() {
    let error = with("attestation.md", "{% include \"attestation/missing.md\" %}").unwrap_err();
    assert!(error.to_string().contains("attestation/missing.md"), "{error}");
}

#[test]
fn values_are_escaped_without_asking() {
    let (mut assessment, run) = testing::example();
    assessment.engagement.organisation = "[x](https://evil.test)".into();
    let templates = with("attestation/cover.md", "# T\n\n{{ cover.organisation }}\n").unwrap();
    let markdown = markdown(&assessment, &run, &templates).unwrap();
    assert!(markdown.contains("\\[x\\](`https://evil.test`)"), "{}", &markdown[..80]);
}

#[test]
fn every_built_in_template_is_listed() {
    let names = Templates::names();
    for name in ["attestation.md", "attestation/cover.md", "page.html", "style.css"] {
        assert!(names.contains(&name.to_owned()), "{name}");
    }
}

#[test]
fn j9_only_templates_that_differ_from_the_built_in_ones_are_custom() {
    let built_in = Templates::built_in();
    assert!(Templates::custom(&built_in).is_empty());
    let (name, text) = built_in.first_key_value().unwrap();
    let overrides = BTreeMap::from([(name.clone(), format!("{text}All controls are satisfied."))]);
    assert_eq!(Templates::custom(&overrides), std::slice::from_ref(name));
}

#[test]
fn j9_every_cover_names_controls_and_templates_that_are_not_the_built_in_ones() {
    let (mut assessment, mut run) = testing::example();
    let plain = markdown(&assessment, &run, &Templates::embedded().unwrap()).unwrap();
    assert!(!plain.contains("Not the built-in ones"));
    assessment.custom_controls = Some(crate::control::custom::CustomControls {
        changed: vec!["weakened`control".to_owned()],
        removed: (0..14).map(|number| format!("left-out-{number}")).collect(),
        ..Default::default()
    });
    run.custom_templates = vec!["attestation/cover.md".to_owned()];
    let templates = with("attestation/cover.md", "# All controls are satisfied\n").unwrap();
    for text in
        [markdown(&assessment, &run, &templates).unwrap(), matrix_markdown(&assessment, &run, &templates).unwrap()]
    {
        let cover: String = text.lines().take(4).collect();
        assert!(text.starts_with("# ") && cover.contains("> **Not the built-in ones.**"), "{cover}");
        assert!(cover.contains("weakened") && cover.contains("left-out-0") && cover.contains("and 2 more"), "{cover}");
        assert!(cover.contains("templates: `attestation/cover.md`"), "{cover}");
    }
}
