//! The formats, and what is known of each: the one list of them.

/// A format of reports or of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Markdown.
    Md,
    /// HTML.
    Html,
    /// PDF.
    Pdf,
    /// XLSX.
    Xlsx,
    /// CSV.
    Csv,
    /// SARIF.
    Sarif,
}

/// What a format is.
struct About {
    ending: &'static str,
    media_type: &'static str,
    description: &'static str,
    content: Content,
}

/// What files of a format hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// A report: a file for each document.
    Words,
    /// The data of the assessment: these files.
    Data(&'static [&'static str]),
}

impl Format {
    /// All of them, in the order in which they are named.
    pub const ALL: [Self; 6] = [Self::Md, Self::Html, Self::Pdf, Self::Xlsx, Self::Csv, Self::Sarif];

    fn about(self) -> About {
        let about = |ending, media_type, description, content| About { ending, media_type, description, content };
        match self {
            Self::Md => about("md", "text/markdown", "Markdown", Content::Words),
            Self::Html => about("html", "text/html", "One self-contained HTML file", Content::Words),
            Self::Pdf => about("pdf", "application/pdf", "PDF", Content::Words),
            Self::Xlsx => about(
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "All data as one workbook",
                Content::Data(&[super::xlsx::NAME]),
            ),
            Self::Csv => about("csv", "text/csv", "All data as CSV files", Content::Data(&super::csv::NAMES)),
            Self::Sarif => about(
                "sarif",
                "application/sarif+json",
                "Failures and open questions for code-scanning views",
                Content::Data(&[super::sarif::NAME]),
            ),
        }
    }

    /// The ending of its files, and its name on the command line and in `inputs.json`.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.about().ending
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.about().media_type
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.about().description
    }

    /// True for what people read, false for data.
    #[must_use]
    pub fn is_report(self) -> bool {
        self.about().content == Content::Words
    }

    /// True where this build writes it.
    #[must_use]
    pub fn is_built_in(self) -> bool {
        self != Self::Pdf || cfg!(feature = "pdf")
    }

    /// The file of the document `name`.
    #[must_use]
    pub fn file(self, name: &str) -> String {
        format!("reports/{name}.{}", self.ending())
    }

    /// The files that are written in this format, where those documents are.
    #[must_use]
    pub fn files(self, documents: &[String]) -> Vec<String> {
        match self.about().content {
            Content::Words => documents.iter().map(|name| self.file(name)).collect(),
            Content::Data(names) => names.iter().map(|name| format!("exports/{name}")).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_formats_have_a_name_or_a_file_in_common() {
        let documents = ["attestation".to_owned(), "matrix".to_owned()];
        let names: BTreeSet<&str> = Format::ALL.into_iter().map(Format::ending).collect();
        let types: BTreeSet<&str> = Format::ALL.into_iter().map(Format::media_type).collect();
        assert_eq!((names.len(), types.len()), (Format::ALL.len(), Format::ALL.len()));
        let files: Vec<String> = Format::ALL.into_iter().flat_map(|format| format.files(&documents)).collect();
        assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), files.len());
        assert!(
            files.contains(&"reports/matrix.pdf".to_owned()) && files.contains(&"exports/attestation.xlsx".to_owned())
        );
        assert!(Format::ALL.is_sorted(), "`inputs.json` names them in this order");
    }
}
