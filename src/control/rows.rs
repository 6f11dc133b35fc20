//! `catalogue.csv`: what the ids mean that controls name under `catalogue`.

use serde::Serialize;
use serde_saphyr::Spanned;

use crate::file::codes::control as code;
use crate::file::{File, Problem, help_with_names, offset_of};

/// Name of the file, next to the folders of the controls.
pub const FILE: &str = "catalogue.csv";

const HEADER: [&str; 5] = ["id", "area", "check", "source", "evidence"];

/// One row of `catalogue.csv`: a thing that can be checked, whether a control does so yet or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueRow {
    /// What controls name: `NODE-13`.
    pub id: String,
    /// The part of the catalogue that it stands in.
    pub area: String,
    /// What is to be checked, in one sentence that says what good looks like.
    pub check: String,
    /// Where the answer comes from.
    pub source: RowSource,
    /// What shows it: API calls, kinds and fields of objects, files, documents.
    pub evidence: String,
}

/// Where the answer to a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "&'static str")]
pub enum RowSource {
    /// AWS's APIs.
    AwsApi,
    /// The Kubernetes API.
    KubernetesApi,
    /// The configuration that a kubelet reports through the Kubernetes API.
    KubeletConfiguration,
    /// The node itself: files, processes, services.
    NodeHost,
    /// People who know it.
    Statement,
    /// AWS, for the parts that it runs.
    AwsReport,
}

impl RowSource {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AwsApi,
        Self::KubernetesApi,
        Self::KubeletConfiguration,
        Self::NodeHost,
        Self::Statement,
        Self::AwsReport,
    ];

    /// As the file and the documents write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwsApi => "AWS API",
            Self::KubernetesApi => "Kubernetes API",
            Self::KubeletConfiguration => "kubelet configuration",
            Self::NodeHost => "node host",
            Self::Statement => "statement",
            Self::AwsReport => "AWS report",
        }
    }
}

impl From<RowSource> for &'static str {
    fn from(source: RowSource) -> Self {
        source.as_str()
    }
}

/// The rows of a file, as far as they are sound.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<CatalogueRow>,
    /// Every id of the file, those of faulty rows included; absent where the file cannot be read as a catalogue: then
    /// no id is unknown.
    known: Option<Vec<String>>,
}

impl Rows {
    /// There is no file: no id is known.
    pub(super) fn absent() -> Self {
        Self { rows: Vec::new(), known: Some(Vec::new()) }
    }

    /// Reads `file`, and reports whatever is wrong with it.
    pub(super) fn read(file: &File, problems: &mut Vec<Problem>) -> Self {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file.text().as_bytes());
        if !reader.headers().is_ok_and(|found| found.iter().eq(HEADER)) {
            let message = format!("the first line must be `{}`", HEADER.join(","));
            problems.push(Problem::at(file, 0, 1, code::NOT_A_CATALOGUE, message));
            return Self::default();
        }
        let mut rows = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for record in reader.records() {
            let place = place(file, record.as_ref().map_or_else(csv::Error::position, csv::StringRecord::position));
            let mut report = |code, message, help: Option<String>| {
                problems.push(Problem::at(file, place, 1, code, message).with_help(help));
            };
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    report(code::NOT_A_ROW, not_a_row(&error), None);
                    continue;
                }
            };
            // As many cells as the header has: the reader refuses every other row.
            let [id, area, check, source, evidence] = [0, 1, 2, 3, 4].map(|at| record.get(at).unwrap_or_default());
            if known.iter().any(|other| other == id) {
                report(code::DUPLICATE_ID, format!("the row `{id}` is there twice"), None);
            }
            known.push(id.to_owned());
            if let Some(empty) = HEADER.iter().zip(&record).find(|(_, cell)| cell.is_empty()) {
                report(code::CELL_EMPTY, format!("the row `{id}` has nothing under `{}`", empty.0), None);
                continue;
            }
            let Some(source) = RowSource::ALL.into_iter().find(|known| known.as_str() == source) else {
                let known = RowSource::ALL.map(|source| source.as_str().to_owned());
                report(code::UNKNOWN_SOURCE, format!("there is no source `{source}`"), help_with_names(source, &known));
                continue;
            };
            let [id, area, check, evidence] = [id, area, check, evidence].map(str::to_owned);
            rows.push(CatalogueRow { id, area, check, source, evidence });
        }
        Self { rows, known: Some(known) }
    }

    /// The ids in `named`, by the control in `file`, that no row has.
    pub(super) fn unknown(&self, file: &File, named: &[Spanned<String>]) -> Vec<Problem> {
        let Some(known) = &self.known else { return Vec::new() };
        let unknown = named.iter().filter(|id| !known.contains(&id.value));
        let problem = |id: &Spanned<String>| {
            let message = format!("there is no row `{}` in the catalogue", id.value);
            let help = match known.is_empty() {
                true => Some(format!("there is no `{FILE}`, which says what the ids mean")),
                false => help_with_names(&id.value, known),
            };
            let offset = offset_of(file, id.referenced);
            Problem::at(file, offset, id.value.len(), code::UNKNOWN_ROW, message).with_help(help)
        };
        unknown.map(problem).collect()
    }
}

/// Where a row begins. The reader takes the rest of the line break before it for a part of it.
fn place(file: &File, position: Option<&csv::Position>) -> usize {
    let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
    let rest = file.text().get(start..).unwrap_or_default();
    start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}

fn not_a_row(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} cells, and the first line {expected_len}")
        }
        _ => format!("not a row of CSV: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut problems = Vec::new();
        let rows = Rows::read(&File::new(FILE, text), &mut problems);
        let told = problems.iter().map(|problem| {
            format!("{}: {problem} | {}", problem.code.name(), problem.help.clone().unwrap_or_default())
        });
        (rows.rows.into_iter().map(|row| row.id).collect(), told.collect())
    }

    #[test]
    fn rows_are_read_whatever_program_saved_the_file() {
        let text =
            "id,area,check,source,evidence\nA-01,Nodes,\"One, two.\",node host,a file\nA-02,Nodes,Three.,AWS API,x\n";
        for saved in
            [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text.replace("A-0", " A-0")]
        {
            assert_eq!(read(&saved), (vec!["A-01".to_owned(), "A-02".to_owned()], Vec::new()), "{saved:?}");
        }
    }

    #[test]
    fn whatever_is_wrong_is_told_at_once_with_its_line() {
        let rows = "A-01,Nodes,One.,node hst,a\nA-02,Nodes,,AWS API,b\nA-03,Nodes\nA-04,Nodes,Four.,statement,d\nA-04,Nodes,Four.,statement,d\n";
        for text in
            [format!("{}\n{rows}", HEADER.join(",")), format!("{}\n{rows}", HEADER.join(",")).replace('\n', "\r\n")]
        {
            let (read, told) = read(&text);
            assert_eq!(read, ["A-04", "A-04"]);
            assert_eq!(
                told,
                [
                    "unknown_source: catalogue.csv:2:1: there is no source `node hst` | did you mean `node host`?",
                    "cell_empty: catalogue.csv:3:1: the row `A-02` has nothing under `check` | ",
                    "not_a_row: catalogue.csv:4:1: the row has 2 cells, and the first line 5 | ",
                    "duplicate_id: catalogue.csv:6:1: the row `A-04` is there twice | ",
                ]
            );
        }
        let (_, told) = read("id,check\nA-01,One.\n");
        assert_eq!(
            told,
            ["not_a_catalogue: catalogue.csv:1:1: the first line must be `id,area,check,source,evidence` | "]
        );
    }
}
