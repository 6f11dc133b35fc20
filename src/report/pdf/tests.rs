//! The document read back: structure, links, fonts, text, and equal bytes.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use chrono::DateTime;
use lopdf::{Dictionary, Document as Pdf, Object};

use super::{Attachment, Meta, PdfError, render};
use crate::report::block::{Block, Chart, ChartEntry, ChartKind, Document, Inline, Table};

const ARN: &str = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_PlatformAdministratorAccess_0123456789abcdef";

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned())]
}

fn code(text: &str) -> Vec<Inline> {
    vec![Inline::Code(text.to_owned())]
}

fn chip(kind: &str, label: &str) -> Vec<Inline> {
    vec![Inline::Chip { kind: kind.to_owned(), label: label.to_owned() }]
}

fn heading(level: u8, title: &str) -> Block {
    let anchor = title.to_lowercase().replace(' ', "-");
    Block::Heading { level, anchor, content: words(title) }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(words(text))
}

fn entry(kind: &str, label: &str, value: u64) -> ChartEntry {
    ChartEntry { kind: kind.to_owned(), label: label.to_owned(), value }
}

fn meta() -> Meta {
    Meta {
        title: "Shared responsibility attestation".to_owned(),
        author: "Example Payments GmbH".to_owned(),
        subject: "Amazon EKS, 3 clusters in eu-central-1, 1 July to 30 September 2026".to_owned(),
        keywords: vec!["Amazon EKS".to_owned(), "attestation".to_owned()],
        created: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        identifier: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        classification: Some("Confidential".to_owned()),
        attachments: vec![Attachment {
            name: "assessment.json".to_owned(),
            media_type: "application/json".to_owned(),
            description: "The assessment that this report was written from".to_owned(),
            bytes: b"{\"outcomes\":[]}".to_vec(),
        }],
    }
}

fn findings(rows: usize) -> Table {
    let kinds = [
        ("satisfied", "Satisfied"),
        ("not-satisfied", "Not satisfied"),
        ("undetermined", "Undetermined"),
        ("inherited", "Inherited"),
    ];
    let row = |number: usize| {
        let (kind, label) = kinds[number % kinds.len()];
        let mut subject = code(&format!("{ARN}/{number:05}"));
        if number % 3 == 0 {
            subject = code(&format!("payments/deployment/checkout-{number}"));
        }
        vec![
            words(&format!("{number}")),
            vec![Inline::Link { target: "#findings".to_owned(), content: code("api-endpoint-not-open") }],
            subject,
            chip(kind, label),
            words("The public endpoint accepts requests from 0.0.0.0/0; limit it to the office ranges."),
        ]
    };
    let header = ["No.", "Control", "Subject", "Outcome", "What was found"].map(words).to_vec();
    Table { header, rows: (1..=rows).map(row).collect() }
}

fn charts() -> [Block; 2] {
    let donut = Chart {
        kind: ChartKind::Donut,
        title: "Outcomes of the customer's controls".to_owned(),
        alternative: "Of 124 outcomes, 71 are satisfied, 19 not satisfied, 12 undetermined, 22 inherited.".to_owned(),
        series: vec![
            entry("satisfied", "Satisfied", 71),
            entry("not-satisfied", "Not satisfied", 19),
            entry("undetermined", "Undetermined", 12),
            entry("inherited", "Inherited from AWS", 17),
            entry("attested", "Attested", 3),
            entry("excepted", "Excepted", 2),
            entry("not-applicable", "Not applicable", 0),
        ],
    };
    let bars = Chart {
        kind: ChartKind::StackedBars,
        title: "Outcomes by domain".to_owned(),
        alternative: "Identity has 20 satisfied and 6 not satisfied; network 12 and 1.".to_owned(),
        series: vec![
            entry("satisfied", "Identity and access", 20),
            entry("not-satisfied", "Identity and access", 6),
            entry("undetermined", "Identity and access", 1),
            entry("satisfied", "Network", 12),
            entry("not-satisfied", "Network", 1),
            entry("inherited", "Node operating system", 9),
            entry("not-satisfied", "Node operating system", 3),
        ],
    };
    [Block::Chart(donut), Block::Chart(bars)]
}

fn prose() -> Vec<Block> {
    let mixed = vec![
        Inline::Text("The cluster ".to_owned()),
        Inline::Code("prod-eu-1".to_owned()),
        Inline::Text(" runs ".to_owned()),
        Inline::Strong(words("Kubernetes 1.34")),
        Inline::Text(" and is ".to_owned()),
        Inline::Chip { kind: "not-satisfied".to_owned(), label: "Not satisfied".to_owned() },
        Inline::Text(", rated ".to_owned()),
        Inline::Chip { kind: "high".to_owned(), label: "High".to_owned() },
        Inline::Text("; see ".to_owned()),
        Inline::Link { target: "#findings".to_owned(), content: words("the findings") },
        Inline::Text(" and the ".to_owned()),
        Inline::Link {
            target: "https://docs.aws.amazon.com/eks/latest/best-practices/security.html".to_owned(),
            content: words("EKS best practices guide for security"),
        },
        Inline::Text(". Ωμέγα, Київ, naïve café: ".to_owned()),
        Inline::Emphasis(words("AV, To, 12,345.67")),
        Inline::Text(". A link that leads nowhere: ".to_owned()),
        Inline::Link { target: "javascript:alert(1)".to_owned(), content: words("not a link") },
        Inline::Text(".".to_owned()),
    ];
    let item = |text: &str| vec![paragraph(text)];
    vec![
        Block::Paragraph(mixed),
        Block::List {
            start: None,
            items: vec![
                item(
                    "Collected from AWS on 30 September 2026 with read-only permissions, from the account's own audit role.",
                ),
                vec![
                    paragraph("Judged against 41 controls:"),
                    Block::List { start: Some(9), items: vec![item("identity"), item("network")] },
                ],
            ],
        },
        Block::Quote(vec![
            Block::Paragraph(vec![Inline::Strong(words("Limits of this report."))]),
            paragraph(
                "It is not an audit opinion. It says what the evidence said at the time; controls that could not be read are undetermined, never satisfied.",
            ),
        ]),
        Block::CodeBlock("eks-attest verify ./bundle \\\n  --reperform\n\n# every digest matches\n".to_owned()),
    ]
}

fn sample(rows: usize) -> Document {
    let mut blocks = vec![
        heading(1, "Shared responsibility attestation for Amazon EKS"),
        paragraph(
            "Prepared for the auditors of the payment platform. The evidence bundle that belongs to this report can be verified without trusting its author.",
        ),
        Block::Table(Table {
            header: vec![words("Scope"), words("Value")],
            rows: vec![
                vec![words("Account"), code("123456789012")],
                vec![words("Clusters"), code("prod-eu-1, prod-eu-2, staging")],
            ],
        }),
        Block::PageBreak,
        heading(2, "Summary"),
    ];
    blocks.extend(prose());
    blocks.push(heading(3, "In numbers"));
    blocks.extend(charts());
    blocks.push(Block::PageBreak);
    blocks.push(heading(2, "Findings"));
    blocks.push(paragraph("All findings, by control."));
    blocks.push(Block::Table(findings(rows)));
    for number in 1..=12 {
        blocks.push(heading(3, &format!("Control number {number}")));
        blocks.push(paragraph(&"Every request to the API server is logged and kept for a year. ".repeat(4)));
    }
    Document { title: "Shared responsibility attestation".to_owned(), language: "en".to_owned(), blocks }
}

fn load(document: &Document) -> Pdf {
    Pdf::load_mem(&render(document, &meta()).unwrap()).unwrap()
}

fn catalog_entry<'p>(pdf: &'p Pdf, key: &[u8]) -> &'p Dictionary {
    pdf.catalog().unwrap().get_deref(key, pdf).unwrap().as_dict().unwrap()
}

#[test]
#[ignore = "writes samples for the validators of other people"]
fn write_samples() {
    let folder = std::path::PathBuf::from(std::env::var("SAMPLES").unwrap());
    for (name, rows) in [("small", 12), ("long", 2600)] {
        let start = std::time::Instant::now();
        let bytes = render(&sample(rows), &meta()).unwrap();
        std::fs::write(folder.join(format!("{name}.pdf")), &bytes).unwrap();
        std::fs::write(folder.join(format!("{name}.time")), format!("{:?} {}", start.elapsed(), bytes.len())).unwrap();
    }
    std::fs::write(folder.join("hostile.pdf"), render(&hostile(), &meta()).unwrap()).unwrap();
}

fn hostile() -> Document {
    let names = [
        "admin\u{202E}nimda\u{2066}",
        "\u{1b}[31mred\u{1b}[0m\u{7}",
        "\u{FFFD}\u{FEFF}\u{E000}",
        "\u{1F680}\u{1F600}\u{200D}\u{FE0F}",
        "\u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{627}\u{644}\u{633}\u{644}\u{627}\u{645}",
        "a\u{301}\u{302}\u{303} x\u{308}\u{330} \u{4E2D}\u{6587}",
        "(\\)<<>>\n\r\t\0",
        "",
    ];
    let mut blocks = vec![heading(1, "Names\u{202E} from outside")];
    for name in names {
        blocks.push(Block::Heading { level: 4, anchor: format!("h{}", blocks.len()), content: words(name) });
        blocks.push(paragraph(name));
        blocks.push(Block::CodeBlock(name.to_owned()));
        blocks.push(Block::Table(Table {
            header: vec![words(name)],
            rows: vec![vec![code(name)], vec![chip(name, name)]],
        }));
        blocks.push(Block::List { start: Some(1), items: vec![vec![]] });
        blocks.push(Block::Quote(vec![]));
    }
    blocks.push(paragraph(&"x".repeat(5_000)));
    blocks.push(Block::Table(Table { header: vec![], rows: vec![] }));
    blocks.push(Block::Table(Table {
        header: vec![words("Tall"), words("b")],
        rows: vec![vec![words(&"tall ".repeat(9_000))]],
    }));
    blocks.push(Block::Chart(Chart {
        kind: ChartKind::Donut,
        title: String::new(),
        alternative: String::new(),
        series: vec![],
    }));
    blocks.push(Block::PageBreak);
    Document { title: "Names\u{202E}".to_owned(), language: String::new(), blocks }
}

#[test]
fn equal_input_gives_equal_bytes_in_one_process() {
    let document = sample(40);
    assert_eq!(render(&document, &meta()).unwrap(), render(&document, &meta()).unwrap());
}

#[test]
fn every_font_is_embedded_as_a_subset() {
    let pdf = load(&sample(12));
    let descriptors: Vec<&Dictionary> = pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|d| d.has_type(b"FontDescriptor"))
        .collect();
    assert!(descriptors.len() >= 4, "text, semibold, italic, mono");
    for descriptor in descriptors {
        assert_eq!(descriptor.get(b"FontName").unwrap().as_name().unwrap()[6], b'+');
        let program = descriptor.get_deref(b"FontFile2", &pdf).unwrap().as_stream().unwrap();
        assert!(program.decompressed_content().unwrap_or_default().len() < 120_000, "cut to what is used");
    }
}
