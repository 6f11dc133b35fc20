//! Documents that the tests set: a whole report, and one of hostile names.

use chrono::DateTime;

use super::super::{Attachment, Meta};
use crate::report::block::{Block, Chart, ChartEntry, ChartKind, Document, Inline, Table};

pub(super) const ARN: &str = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_PlatformAdministratorAccess_0123456789abcdef";

pub(super) fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned())]
}

pub(super) fn code(text: &str) -> Vec<Inline> {
    vec![Inline::Code(text.to_owned())]
}

pub(super) fn chip(kind: &str, label: &str) -> Vec<Inline> {
    vec![Inline::Chip { kind: kind.to_owned(), label: label.to_owned() }]
}

pub(super) fn heading(level: u8, title: &str) -> Block {
    let anchor = title.to_lowercase().replace(' ', "-");
    Block::Heading { level, anchor, content: words(title) }
}

pub(super) fn paragraph(text: &str) -> Block {
    Block::Paragraph(words(text))
}

pub(super) fn entry(kind: &str, label: &str, value: u64) -> ChartEntry {
    ChartEntry { kind: kind.to_owned(), label: label.to_owned(), value }
}

pub(super) fn meta() -> Meta {
    Meta {
        title: "Shared responsibility attestation".to_owned(),
        author: "Example Payments GmbH".to_owned(),
        subject: "Amazon EKS, 3 clusters in eu-central-1, 1 July to 30 September 2026".to_owned(),
        keywords: vec!["Amazon EKS".to_owned(), "attestation".to_owned()],
        created: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        identifier: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        classification: Some("Confidential".to_owned()),
        colours: None,
        logo: None,
        attachments: vec![Attachment {
            name: "assessment.json".to_owned(),
            media_type: "application/json".to_owned(),
            description: "The assessment that this report was written from".to_owned(),
            bytes: b"{\"outcomes\":[]}".as_slice().into(),
        }],
    }
}

pub(super) fn findings(rows: usize) -> Table {
    let kinds = [
        ("satisfied", "Satisfied"),
        ("not-satisfied", "Not satisfied"),
        ("undetermined", "Undetermined"),
        ("inherited", "Inherited"),
    ];
    let row = |number: usize| {
        let (kind, label) = kinds[number % kinds.len()];
        let mut subject = code(&format!("{ARN}/{number:05}"));
        if number.is_multiple_of(3) {
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
    Table { header, rows: (1..=rows).map(row).map(Into::into).collect() }
}

pub(super) fn charts() -> [Block; 2] {
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

pub(super) fn prose() -> Vec<Block> {
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

pub(super) fn sample(rows: usize) -> Document {
    let mut blocks = vec![
        heading(1, "Shared responsibility attestation for Amazon EKS"),
        paragraph(
            "Prepared for the auditors of the payment platform. The evidence bundle that belongs to this report can be verified without trusting its author.",
        ),
        Block::Table(Table {
            header: vec![words("Scope"), words("Value")],
            rows: vec![
                vec![words("Account"), code("123456789012")].into(),
                vec![words("Clusters"), code("prod-eu-1, prod-eu-2, staging")].into(),
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

pub(super) fn hostile() -> Document {
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
            rows: vec![vec![code(name)].into(), vec![chip(name, name)].into()],
        }));
        blocks.push(Block::List { start: Some(1), items: vec![vec![]] });
        blocks.push(Block::Quote(vec![]));
    }
    blocks.push(paragraph(&"x".repeat(5_000)));
    blocks.push(Block::Table(Table { header: vec![], rows: vec![] }));
    blocks.push(Block::Table(Table {
        header: vec![words("Tall"), words("b")],
        rows: vec![vec![words(&"tall ".repeat(9_000))].into()],
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

/// Wide and nested things: many columns, tables in lists and notices, deep lists.
pub(super) fn crowded() -> Document {
    let columns = [
        "Cluster",
        "Control",
        "Compute type",
        "Owner",
        "Severity",
        "Outcome",
        "Population",
        "Findings",
        "Evidence",
        "Owner's note",
    ];
    let row = |number: usize| {
        vec![
            code(&format!("prod-eu-central-1-{number}")),
            code("data-plane-worker-nodes-run-a-supported-version"),
            words("managed-node-group"),
            chip("customer", "Customer"),
            chip("critical", "Critical"),
            chip("not-applicable", "Not applicable"),
            words(&format!("{}", number * 1234)),
            words("17"),
            code(&format!("exchange-{number:06}, exchange-000042")),
            words("Superkalifragilistigexpialigetisch"),
        ]
    };
    let wide =
        Block::Table(Table { header: columns.map(words).to_vec(), rows: (1..30).map(row).map(Into::into).collect() });
    let nested = vec![
        paragraph("A list in a notice, with a table:"),
        Block::List {
            start: Some(1),
            items: vec![
                vec![paragraph(&"First, a paragraph that goes on. ".repeat(9)), Block::Table(findings(3))],
                vec![
                    Block::CodeBlock(format!("{{\n  \"arn\": \"{ARN}{ARN}\"\n}}")),
                    Block::List {
                        start: None,
                        items: vec![
                            vec![paragraph("inner")],
                            vec![Block::List { start: None, items: vec![vec![paragraph("innermost")]] }],
                        ],
                    },
                ],
            ],
        },
    ];
    let bars = (0..60).flat_map(|bar| {
        [
            entry("satisfied", &format!("cluster-with-a-long-name-{bar}"), bar),
            entry("undetermined", &format!("cluster-with-a-long-name-{bar}"), 60 - bar),
        ]
    });
    let bars = Chart {
        kind: ChartKind::StackedBars,
        title: "By cluster".to_owned(),
        alternative: String::new(),
        series: bars.collect(),
    };
    let long = Block::Paragraph(vec![
        Inline::Text("The role ".to_owned()),
        Inline::Code(ARN.to_owned()),
        Inline::Text(" may do all.".to_owned()),
    ]);
    let blocks = vec![
        heading(2, "Wide"),
        wide,
        heading(2, "Nested"),
        Block::Quote(nested),
        long,
        Block::Chart(bars),
        heading(2, ARN),
        paragraph("End."),
    ];
    Document {
        title: format!("A title that is far too long for one line of the running head {ARN}"),
        language: "en".to_owned(),
        blocks,
    }
}

/// Words about the document that try to break its metadata.
pub(super) fn hostile_meta() -> Meta {
    Meta {
        title: "<N\u{e4}me> & \u{202E}eman \u{1F600}".to_owned(),
        author: "(\\) O'Brien \u{1b}[0m".to_owned(),
        subject: "x".repeat(400),
        keywords: vec!["a,b".to_owned(), "\u{0}".to_owned()],
        identifier: "]]>".repeat(60),
        classification: Some("\u{2066}Secret ".repeat(20)),
        colours: None,
        logo: None,
        attachments: vec![Attachment { name: "a/\u{e4} (1).json".to_owned(), ..meta().attachments[0].clone() }],
        ..meta()
    }
}
