//! Rows carry what they are filtered by; evidence leads to its exchange.

use roxmltree::Node;
use std::borrow::Cow;

use super::page::main_element;
use super::*;

/// Rows of results or findings, by attribute.
fn listed<'a>(tree: &'a roxmltree::Document<'a>, list: &str) -> Vec<Node<'a, 'a>> {
    tree.descendants().filter(|node| node.has_tag_name("tr") && node.attribute("data-list") == Some(list)).collect()
}

#[test]
fn every_result_is_a_row_with_its_facets() {
    let (assessment, run) = testing::example();
    let main = main_element(&render(&assessment, &run).html);
    let tree = roxmltree::Document::parse(&main).unwrap();
    let rows = listed(&tree, "result");
    assert_eq!(rows.len(), assessment.results.len());
    for result in &assessment.results {
        let outcome = labels::outcome(result.outcome).0;
        let text = &assessment.controls[&result.control];
        let found = rows.iter().filter(|row| {
            row.attribute("data-control") == Some(&result.control)
                && row.attribute("data-cluster") == Some(&result.cluster)
                && row.attribute("data-outcome") == Some(outcome)
                && row.attribute("data-severity") == Some(labels::severity(text.severity))
                && row.attribute("data-domain") == Some(labels::domain(text.domain).0)
                && row.attribute("data-owner")
                    == Some(labels::owner(result.owner).to_lowercase().replace(' ', "-").as_str())
        });
        assert!(found.count() >= 1, "{} {} {outcome}", result.control, result.cluster);
    }
    let mapped = rows.iter().filter(|row| row.attribute("data-framework").is_some_and(|names| !names.is_empty()));
    assert!(mapped.count() > 0);
}

#[test]
fn every_finding_has_an_anchor_and_its_evidence_is_one_click_away() {
    let (assessment, run) = testing::example();
    let main = main_element(&render(&assessment, &run).html);
    let tree = roxmltree::Document::parse(&main).unwrap();
    let id = |wanted: &str| tree.descendants().find(|node| node.attribute("id") == Some(wanted));
    let findings: Vec<_> = assessment.results.iter().flat_map(|result| &result.findings).collect();
    assert!(!findings.is_empty());
    for finding in &findings {
        assert!(id(&format!("F-{}", finding.id)).is_some(), "{}", finding.id);
    }
    // So has every result, with a link to itself that is seen; no two have the same.
    for row in listed(&tree, "result") {
        let anchor = row.attribute("id").unwrap();
        assert!(anchor.starts_with(&format!("R-{}--", row.attribute("data-control").unwrap())), "{anchor}");
        let itself = row.descendants().any(|node| node.attribute("href") == Some(&format!("#{anchor}")));
        assert!(itself, "{anchor} has no link");
    }
    let links = listed(&tree, "finding").into_iter().flat_map(|row| row.descendants().collect::<Vec<_>>());
    let links: Vec<&str> = links.filter_map(|node| node.attribute("href")?.strip_prefix("#E")).collect();
    assert!(links.len() >= findings.len(), "{links:?}");
    for number in links {
        let exchange = id(&format!("E{number}")).unwrap();
        assert!(exchange.ancestors().any(|node| node.has_tag_name("details")), "E{number} is not folded away");
        assert!(exchange.descendants().any(|node| node.has_tag_name("pre")), "E{number} holds no reply");
    }
}

#[test]
fn replies_that_are_too_large_or_missing_are_named_with_their_file() {
    let (assessment, mut run) = testing::example();
    let cited =
        assessment.results.iter().flat_map(|result| &result.findings).find_map(|f| f.exchanges.first()).unwrap();
    run.replies.to_mut().insert(cited.clone(), vec![b'x'; 70_000]);
    let page = render(&assessment, &run).html;
    assert!(page.contains(&format!("The reply is too large for this page: see data/evidence/replies/{cited}.")));
    run.replies.to_mut().clear();
    let page = render(&assessment, &run).html;
    assert!(page.contains(&format!("The reply is not held by this page: see data/evidence/replies/{cited}.")));
}

#[test]
fn the_exchanges_of_a_page_are_bounded() {
    let (mut assessment, mut run) = testing::example();
    let (exchange, finding) = (run.exchanges[0].clone(), assessment.results.iter().find_map(|r| r.findings.first()));
    let mut cited = finding.unwrap().clone();
    run.exchanges =
        (0..100).map(|n| crate::evidence::exchange::Exchange { id: format!("x.{n:03}"), ..exchange.clone() }).collect();
    run.replies = Cow::Owned(run.exchanges.iter().map(|exchange| (exchange.id.clone(), vec![b'x'; 60_000])).collect());
    cited.exchanges = run.replies.keys().cloned().collect();
    assessment.gaps.clear();
    for result in &mut assessment.results {
        result.findings.iter_mut().for_each(|finding| *finding = cited.clone());
        result.gaps.clear();
    }
    let page = render(&assessment, &run).html;
    assert!(page.contains("Replies of 34 of 100 exchanges are shown"), "34 × 60,000 bytes are under 2 MiB");
    assert_eq!(page.matches("<details").count(), 100);
    assert_eq!(page.matches("This page has no room for the reply: see data/evidence/").count(), 66);
}

#[test]
fn the_markdown_s_notice_says_the_page_s_own_number() {
    let templates = Templates::embedded().unwrap();
    let rows: String = (0..700).map(|n| format!("| {n} | x |\n")).collect();
    let document = |notice: &str| {
        let text = format!("# T\n\n## H\n\n| No. | What |\n|--:|---|\n{rows}\n{notice}\n");
        let (markdown, marks) = marks::settled::<()>(&text, |_| Ok(1)).unwrap();
        Rendered::new(markdown, marks, Vec::new()).document().unwrap()
    };
    let page = |notice: &str| html(&document(notice), &HtmlMeta::default(), &templates).unwrap();
    let noticed = page(&format!("*First {}700 of 1200 things. `x.json` holds all of them.*", marks::shown(700)));
    assert!(noticed.contains(">First 500 of 1200 things. x.json holds all of them.</p>"));
    assert!(!noticed.contains("First 700"));
    assert!(page("Other words.").contains(">First 500 of 700 rows of this table. "));
}
