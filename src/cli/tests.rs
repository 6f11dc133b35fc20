//! Hostile names through every format that the program writes: one table.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;

use super::{exit::Exit, summary};
use crate::assess::gate::{self, Policy};
use crate::assess::model::Assessment;
use crate::bundle::Fill;
use crate::evidence::canonical;
use crate::evidence::exchange::Exchange;
use crate::evidence::recording::{Recording, Run};
use crate::report::escape::visible;
use crate::report::testing::{self, ORDINARY, corpus, plant_each};
use crate::run::reports::{self, RenderOptions, ReportInput};
use crate::run::{Document, Files, Format, RunSummary};

/// What a format makes of an assessment in which every text is planted.
struct Shown {
    /// All text, as other people's readers of the format give it.
    text: String,
    /// What is markup: no name may add to it.
    markup: Vec<String>,
}

/// A format and how it is read; panics where something that a name brought is more than text.
type Reader = fn(&Written) -> Shown;

const FORMATS: [(&str, Reader); 7] = [
    ("Markdown", markdown),
    ("HTML", page),
    ("PDF", pdf),
    ("XLSX", workbook),
    ("CSV", csv_files),
    ("JSON", json),
    ("terminal", terminal),
];

/// One assessment in every format.
struct Written {
    assessment: Assessment,
    files: Files,
    terminal: String,
}

#[test]
fn names_stay_names_in_every_format() {
    let corpus = corpus();
    let plain = written(|number| format!("{ORDINARY}{}", number % corpus.len()));
    let hostile = written(|number| corpus[number % corpus.len()].clone());
    for (format, read) in FORMATS {
        let (expected, found) = (read(&plain), read(&hostile));
        // Rows are sorted by names, so that only the number of each kind is the same.
        let number = |of: &[String], kind: &String| of.iter().filter(|one| *one == kind).count();
        let kinds: BTreeSet<&String> = found.markup.iter().chain(&expected.markup).collect();
        for kind in kinds {
            let (now, before) = (number(&found.markup, kind), number(&expected.markup, kind));
            assert_eq!(now, before, "{format}: numbers of {kind:?}");
        }
        let text = squeezed(&found.text);
        let lost: Vec<&String> = corpus.iter().filter(|value| !held(&text, value)).collect();
        // A summary shows the first few names only; the others show all.
        let bound = if format == "terminal" { corpus.len() - 3 } else { 0 };
        assert!(lost.len() <= bound, "{format} lost {} of {}: {:.80?}", lost.len(), corpus.len(), lost[0]);
    }
}

/// Without white space: where lines break is the format's own affair.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Whether the text holds a value; a long one may be cut by a page's furniture or a cell's bound. The PDF's fonts
/// have no full-width forms: it names them.
fn held(text: &str, value: &str) -> bool {
    let wanted = squeezed(&visible(value));
    let named = wanted.replace('＝', "[U+FF1D]");
    let ways = [wanted.get(..200).unwrap_or(&wanted).to_owned(), squeezed(value), named];
    ways.iter().any(|way| text.contains(way))
}

fn written(value: impl Fn(usize) -> String) -> Written {
    let (example, run) = testing::example();
    let mut assessment: Assessment = plant_each(&example, &value);
    // Controls keep their ids, so that their titles, reasons and remedies are printed, too.
    for (planted, known) in assessment.results.iter_mut().zip(&example.results) {
        planted.control.clone_from(&known.control);
    }
    let ids = |exchange: &Exchange| Exchange { id: exchange.id.clone(), ..plant_each(exchange, &value) };
    let collection = &assessment.collection;
    let recording = Recording {
        run: Run {
            schema: String::new(),
            tool: assessment.tool.clone(),
            started_at: collection.started_at,
            finished_at: collection.finished_at,
            account: collection.account.clone(),
            region: collection.region.clone(),
            principal: collection.principal.clone(),
            clusters: Vec::new(),
            topics: Vec::new(),
            owner_keys: Vec::new(),
        },
        exchanges: run.exchanges.iter().map(ids).collect(),
        replies: run.replies.into_owned(),
    };
    let review = gate::decide(&assessment, &Policy::default());
    // A colour or a logo is read, not shown: the engagement file refuses what is neither.
    let mut bare = assessment.clone();
    bare.engagement.branding = Default::default();
    let (recording, stored) = (Some(&recording), canonical::to_vec(&bare).unwrap());
    let (identifier, decided) = ("eks-attest-test".to_owned(), Some(&review));
    let (digest, stored) = (canonical::sha256(&stored), Some(stored.into()));
    let input = ReportInput { assessment: &bare, digest, stored, identifier, recording, review: decided, change: None };
    let (templates, formats) = (Default::default(), &Format::ALL);
    let render = RenderOptions { templates: &templates, documents: &Document::ALL, formats, logo: None };
    let mut files = Files::new();
    let mut keep = |name: &str, fill: &mut Fill<'_>| {
        let mut bytes = Vec::new();
        fill(&mut bytes).unwrap();
        files.insert(name.to_owned(), bytes);
        Ok(())
    };
    reports::reports(&input, &render, &mut keep).unwrap();
    let names = files.keys().cloned().collect();
    let told =
        RunSummary::new(&bare, &review, "out".as_ref(), Exit::Findings as u8).with_review(&review).with_files(&names);
    Written { terminal: summary::text(&told), files, assessment: bare }
}

fn texts<'a>(written: &'a Written, ending: &str) -> Vec<&'a str> {
    let wanted = written.files.iter().filter(|(name, _)| name.ends_with(ending));
    wanted.map(|(_, bytes)| std::str::from_utf8(bytes).unwrap()).collect()
}

fn no_controls(text: &str) {
    let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(bad), "{:?} of {:?}", text.chars().find(|c| bad(*c)), &text[..80.min(text.len())]);
}

fn markdown(written: &Written) -> Shown {
    let mut shown = Shown { text: String::new(), markup: Vec::new() };
    for source in texts(written, ".md") {
        no_controls(source);
        for event in Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES) {
            match event {
                Event::Text(text) => shown.text.push_str(&text),
                // A value that no code span can hold is set as text.
                Event::Code(text) => shown.text.push_str(&text),
                Event::Html(_) | Event::InlineHtml(_) => panic!("raw HTML: {event:?}"),
                Event::Start(Tag::Image { .. }) => panic!("an image: {event:?}"),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let ours = dest_url.starts_with('#') || dest_url.starts_with("https://docs.aws.amazon.com/");
                    assert!(ours, "a link to {dest_url}");
                    shown.markup.push("link".to_owned());
                }
                Event::Start(tag) => shown.markup.push(format!("{:?}", tag.to_end())),
                _ => {}
            }
        }
    }
    shown
}

fn page(written: &Written) -> Shown {
    let mut shown = Shown { text: String::new(), markup: Vec::new() };
    for source in texts(written, ".html") {
        let (start, end) = (source.find("<main").unwrap(), source.rfind("</main>").unwrap() + "</main>".len());
        let main = source[start..end].replace("<hr>", "<hr/>").replace("<br>", "<br/>");
        let tree = roxmltree::Document::parse(&main).unwrap();
        for node in tree.descendants() {
            if node.is_text() {
                shown.text.push_str(node.text().unwrap());
            }
            // Code is text where no span can hold a value; a chip's class is its outcome's.
            if node.is_element() && !node.has_tag_name("code") {
                let names: Vec<&str> = node.attributes().map(|a| a.name()).filter(|name| *name != "class").collect();
                shown.markup.push(format!("{} {}", node.tag_name().name(), names.join(" ")));
            }
            if let Some(target) = node.attribute("href") {
                assert!(target.starts_with('#') || target.starts_with("https://docs.aws.amazon.com/"), "{target}");
            }
        }
        no_controls(&shown.text);
    }
    shown
}

fn pdf(written: &Written) -> Shown {
    let mut shown = Shown { text: String::new(), markup: Vec::new() };
    for (_, bytes) in written.files.iter().filter(|(name, _)| name.ends_with(".pdf")) {
        let pdf = lopdf::Document::load_mem(bytes).unwrap();
        let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
        shown.text.push_str(&pdf.extract_text(&pages).unwrap());
        let dictionaries = || pdf.objects.values().filter_map(|object| object.as_dict().ok());
        let acts = dictionaries().any(|found| ["JS", "JavaScript", "Launch"].iter().any(|k| found.has(k.as_bytes())));
        assert!(!acts, "the PDF holds an action");
        for address in dictionaries().filter_map(|found| found.get(b"URI").ok()?.as_str().ok()) {
            assert!(address.starts_with(b"https://docs.aws.amazon.com/"), "{}", String::from_utf8_lossy(address));
        }
    }
    shown
}

fn workbook(written: &Written) -> Shown {
    let mut shown = Shown { text: String::new(), markup: Vec::new() };
    let (_, bytes) = written.files.iter().find(|(name, _)| name.ends_with(".xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{sheet} holds a formula");
        let cells = book.worksheet_range(&sheet).unwrap();
        shown.markup.push(format!("{sheet} {:?}", cells.get_size()));
        for (_, _, cell) in cells.used_cells() {
            if let Data::String(text) = cell {
                shown.text.push_str(text);
            }
        }
    }
    shown
}

fn csv_files(written: &Written) -> Shown {
    let mut shown = Shown { text: String::new(), markup: Vec::new() };
    for source in texts(written, ".csv") {
        for record in csv::ReaderBuilder::new().has_headers(false).from_reader(source.as_bytes()).records() {
            let record = record.unwrap();
            shown.markup.push(record.len().to_string());
            for cell in &record {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{cell:?}");
                shown.text.push_str(cell);
            }
        }
    }
    shown
}

fn json(written: &Written) -> Shown {
    let bytes = crate::evidence::canonical::to_vec(&written.assessment).unwrap();
    assert_eq!(serde_json::from_slice::<Assessment>(&bytes).unwrap(), written.assessment);
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let mut shown = Shown { text: String::new(), markup: Vec::new() };
    strings(&value, &mut shown);
    shown
}

fn strings(value: &serde_json::Value, shown: &mut Shown) {
    match value {
        serde_json::Value::String(text) => shown.text.push_str(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, shown)),
        serde_json::Value::Object(members) => members.iter().for_each(|(name, item)| {
            shown.markup.push(name.clone());
            strings(item, shown);
        }),
        _ => {}
    }
}

fn terminal(written: &Written) -> Shown {
    let marks = Regex::new("\u{1b}\\[(0|1|31|32|33)m").unwrap();
    // What `NO_COLOR` or a pipe leaves.
    let text = marks.replace_all(&written.terminal, "").into_owned();
    no_controls(&text);
    let lines = text.lines().count();
    Shown { markup: vec![lines.to_string(), marks.find_iter(&written.terminal).count().to_string()], text }
}
