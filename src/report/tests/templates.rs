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
fn a_reference_to_a_section_that_is_not_there_is_an_error_with_its_place() {
    let (assessment, run) = testing::example();
    let cover = "# T\n\n  See {{ <section of=\"finding\"/> }}.\n";
    let error = markdown(&assessment, &run, &with("attestation/cover.md", cover).unwrap()).unwrap_err();
    let ReportError::Template { template, line, message, .. } = &error else { panic!("{error}") };
    assert_eq!((template.as_str(), *line), ("attestation/cover.md", 3));
    assert_eq!(message, "attestation.md has no numbered section `finding`; did you mean `findings`?");
    // A section that others refer to is not left out unnoticed either.
    let built_in = Templates::built_in();
    let shorter = built_in["attestation.md"].replace("{% include \"attestation/statements.md\" %}\n", "");
    let error = markdown(&assessment, &run, &with("attestation.md", &shorter).unwrap()).unwrap_err();
    let ReportError::Template { template, message, .. } = &error else { panic!("{error}") };
    assert!(template.starts_with("attestation/") && message.contains("`statements`"), "{error}");
}

#[test]
fn a_section_that_is_left_out_renumbers_the_others_in_every_format() {
    let (assessment, run) = testing::example();
    let built_in = Templates::built_in();
    let shorter = built_in["attestation.md"].replace("{% include \"attestation/period.md\" %}\n", "");
    let templates = with("attestation.md", &shorter).unwrap();
    let unchanged = with("attestation.md", &built_in["attestation.md"]).unwrap();
    let whole = markdown(&assessment, &run, &unchanged).unwrap();
    let number: usize =
        (1..40).find(|number| whole.contains(&format!("\n## {number}. Findings {{#findings}}\n"))).unwrap();
    let text = markdown(&assessment, &run, &templates).unwrap();
    let before = number - 1;
    assert!(text.contains(&format!("\n## {before}. Findings {{#findings}}\n")));
    assert!(text.contains(&format!("([section {number}](#undetermined))")), "it follows the findings");
    assert!(text.contains("\n## Appendix: control catalogue {#catalogue}\n"));
    let page = html(&document(&text).unwrap(), &HtmlMeta::default(), &templates).unwrap();
    assert!(page.contains(&format!("<a href=\"#findings\">{before}. Findings</a>")));
    assert!(page.contains(&format!("\">{before}. Findings <a")));
}

#[test]
fn a_check_names_every_template_that_is_wrong_with_its_line() {
    let (assessment, run) = testing::example();
    let review = crate::assess::gate::decide(&assessment, &crate::assess::gate::Policy::default());
    let sample = Sample { assessment: &assessment, review: &review, run: &run };
    assert!(check(&Templates::built_in(), sample).is_empty());
    let overrides = [
        ("attestation/cover.md", "# T\n\n{{ <section of=\"nowhere\"/> }}\n"),
        ("matrix/duties.md", "## 3. Duties {#duties}\n\n{{ area }}\n"),
    ];
    let overrides = overrides.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let problems = check(&BTreeMap::from(overrides), sample);
    let places: Vec<(&str, usize, &str)> =
        problems.iter().map(|problem| (problem.path.as_str(), problem.line.unwrap(), problem.code.name())).collect();
    let expected = [
        ("attestation/cover.md", 3, "render"),
        ("matrix/duties.md", 1, "typed_number"),
        ("matrix/duties.md", 3, "render"),
    ];
    assert_eq!(places, expected, "{problems:?}");
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
    for text in [
        markdown(&assessment, &run, &templates).unwrap(),
        matrix(&assessment, &run, &templates).unwrap().into_markdown(),
    ] {
        let cover: String = text.lines().take(4).collect();
        assert!(text.starts_with("# ") && cover.contains("> **Not the built-in ones.**"), "{cover}");
        assert!(cover.contains("weakened") && cover.contains("left-out-0") && cover.contains("and 2 more"), "{cover}");
        assert!(cover.contains("templates: `attestation/cover.md`"), "{cover}");
    }
}
