//! The arguments as they are typed. Parsing has no side effects.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use super::options::*;
use crate::run::{self, EXPIRING_WITHIN_DAYS, PermissionsFormat, SchemaOf};

/// Shared-responsibility compliance reports for Amazon EKS, with evidence an outsider can verify.
#[derive(Debug, Parser)]
#[command(name = "eks-attest", version, about, after_help = EXIT_CODES)]
pub struct Arguments {
    /// No progress and no summary; errors only.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done; nothing in scope is unsatisfied or open (review: GO)
  1  done; at least one control is not satisfied (review: NO-GO)
  2  the arguments or a given file are not valid
  3  done; no control is known to fail, at least one is undetermined (review: CONDITIONAL GO)
  4  a bundle does not verify or does not re-perform
  5  the run could not be carried out (credentials, connection, disk)
`demo` ends with 0 once its bundle is written: its estate fails on purpose.
`diff` ends with 1 when there are new findings, with 0 otherwise.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Attest the shipped example estate: no AWS account needed.
    Demo(Demo),
    /// Collect, assess, report and archive in one go.
    Attest(Attest),
    /// As `attest`, for a go-live review: GO (exit code 0), NO-GO (1) or CONDITIONAL GO (3).
    Review(Attest),
    /// Collect evidence into a recording.
    Collect(Collect),
    /// Assess a recording: facts.json and assessment.json.
    Assess(Assess),
    /// Write the reports of an assessment.
    Report(Report),
    /// Verify a bundle, and with --reperform redo its verdicts from its evidence.
    Verify(Verify),
    /// Compare attestations: what is new, fixed, still open, out of scope.
    Diff(Diff),
    /// List, show, test or begin controls.
    Controls(Controls),
    /// Print the permissions that the controls in use need.
    Permissions(Permissions),
    /// Print who owns what on each compute type, or write it as a document.
    Matrix(Matrix),
    /// Print the JSON Schema of a file that eks-attest reads or writes.
    Schema(Schema),
    /// List the report templates, write them out to change them, or check what was changed.
    Templates(TemplatesCommand),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page, or write one for each command.
    Man(Man),
}

impl Command {
    /// True when standard output is to hold one JSON object and nothing else.
    #[must_use]
    pub fn json(&self) -> bool {
        match self {
            Self::Attest(arguments) | Self::Review(arguments) => arguments.json,
            Self::Assess(arguments) => arguments.json,
            Self::Verify(arguments) => arguments.json,
            Self::Diff(arguments) => arguments.json,
            _ => false,
        }
    }
}

/// `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what.
    #[arg(value_enum)]
    pub of: SchemaOf,
}

/// `templates`.
#[derive(Debug, Args)]
pub struct TemplatesCommand {
    /// What to do with them.
    #[command(subcommand)]
    pub action: TemplatesAction,
}

/// `templates …`.
#[derive(Debug, Subcommand)]
pub enum TemplatesAction {
    /// One name a line.
    List,
    /// Write the built-in templates into a folder, to be changed and given with --templates.
    Export {
        /// The folder; it must be empty or not exist.
        into: PathBuf,
    },
    /// Try a folder of templates on the shipped example, and say what is wrong with them.
    Check {
        /// The folder that is to be given with --templates.
        folder: PathBuf,
    },
}

/// `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder for the bundle; it must not exist.
    #[arg(long, default_value = "demo-attestation")]
    pub out: PathBuf,
    /// Replace the folder if it holds a bundle.
    #[arg(long)]
    pub replace: bool,
    /// How reports are written.
    #[command(flatten)]
    pub rendering: Rendering,
}

/// `attest`.
#[derive(Debug, Args)]
pub struct Attest {
    /// Where the evidence comes from.
    #[command(flatten)]
    pub source: Source,
    /// By what it is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// How reports are written.
    #[command(flatten)]
    pub rendering: Rendering,
    /// What it is compared with.
    #[command(flatten)]
    pub comparison: Comparison,
    /// Folder for the bundle; it must not exist.
    #[arg(long)]
    pub out: PathBuf,
    /// Replace the folder if it holds a bundle.
    #[arg(long)]
    pub replace: bool,
    /// Print the summary as one JSON object instead of words.
    #[arg(long)]
    pub json: bool,
}

/// `collect`.
#[derive(Debug, Args)]
pub struct Collect {
    /// Where the evidence comes from.
    #[command(flatten)]
    pub source: Source,
    /// Engagement file: gives the scope.
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// Folder of controls used instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub controls: Option<PathBuf>,
    /// Folder for the recording; it must not exist.
    #[arg(long)]
    pub out: PathBuf,
}

/// `assess`.
#[derive(Debug, Args)]
pub struct Assess {
    /// Folder of a recording.
    #[arg(long, value_name = "DIR")]
    pub replay: PathBuf,
    /// By what it is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// Folder for facts.json and assessment.json.
    #[arg(long)]
    pub out: PathBuf,
    /// Print the summary as one JSON object instead of words.
    #[arg(long)]
    pub json: bool,
}

/// `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// assessment.json as `assess` or `attest` wrote it.
    #[arg(long, value_name = "FILE")]
    pub assessment: PathBuf,
    /// Folder of the recording that it was made from: its evidence index is printed.
    #[arg(long, value_name = "DIR")]
    pub replay: PathBuf,
    /// Engagement file: gives the logo.
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// Folder of the controls that it was made with, where they declare what was collected.
    #[arg(long, value_name = "DIR")]
    pub controls: Option<PathBuf>,
    /// How reports are written.
    #[command(flatten)]
    pub rendering: Rendering,
    /// What it is compared with.
    #[command(flatten)]
    pub comparison: Comparison,
    /// Folder for the reports.
    #[arg(long)]
    pub out: PathBuf,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The bundle's folder.
    pub bundle: PathBuf,
    /// Rebuild facts, assessment and reports from the evidence and compare bytes.
    #[arg(long)]
    pub reperform: bool,
    /// Print what was checked as one JSON object instead of words.
    #[arg(long)]
    pub json: bool,
}

/// `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// Bundles, recordings or assessment.json files, oldest first: the last is compared with the one before it; earlier ones give ages and the trend.
    #[arg(required = true, num_args = 2..=13, value_names = ["OLD", "NEW"])]
    pub periods: Vec<PathBuf>,
    /// Print the comparison as JSON.
    #[arg(long)]
    pub json: bool,
    /// Days before its end in which an exception is reported as about to expire.
    #[arg(long, value_name = "DAYS", default_value_t = EXPIRING_WITHIN_DAYS)]
    pub expiring_within: u32,
    /// Engagement file by which recordings are judged.
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// Folder of controls by which recordings are judged, instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub controls: Option<PathBuf>,
}

/// What an attestation is compared with.
#[derive(Debug, Args)]
pub struct Comparison {
    /// Bundle, recording or assessment.json of a previous period; may be repeated, twelve at most.
    #[arg(long = "previous", value_name = "BUNDLE", num_args = 1..)]
    pub previous: Vec<PathBuf>,
    /// Days before its end in which an exception is reported as about to expire.
    #[arg(long, value_name = "DAYS", default_value_t = EXPIRING_WITHIN_DAYS)]
    pub expiring_within: u32,
}

impl Comparison {
    /// The same for a run.
    pub(super) fn to_run(&self) -> run::Comparison {
        run::Comparison { previous: self.previous.clone(), expiring_within_days: self.expiring_within }
    }
}

/// `controls`.
#[derive(Debug, Args)]
pub struct Controls {
    /// Folder of controls used instead of the built-in ones.
    #[arg(long, value_name = "DIR", global = true)]
    pub controls: Option<PathBuf>,
    /// What to do with them.
    #[command(subcommand)]
    pub action: ControlsAction,
}

/// `controls …`.
#[derive(Debug, Subcommand)]
pub enum ControlsAction {
    /// One line a control.
    List {
        /// Only those that answer this row of the catalogue, such as NODE-13.
        #[arg(long, value_name = "ROW")]
        catalogue: Option<String>,
    },
    /// A control's whole text with its frameworks, or a row of the catalogue with its controls.
    Show {
        /// Id of a control, or of a row of the catalogue such as NODE-13.
        id: String,
    },
    /// Check every file and run every case.
    Test,
    /// Write the skeleton of a control with its four cases.
    New {
        /// Control id, phrased so that yes is good.
        id: String,
        /// Domain: the folder it goes to.
        #[arg(long)]
        domain: String,
        /// Topic of its subject.
        #[arg(long)]
        subject: String,
        /// Folder of controls to write into.
        #[arg(long, default_value = "controls")]
        into: PathBuf,
    },
}

/// `permissions`.
#[derive(Debug, Args)]
pub struct Permissions {
    /// Engagement file: gives the frameworks.
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// Folder of controls used instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub controls: Option<PathBuf>,
    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = PermissionsFormat::Iam)]
    pub format: PermissionsFormat,
    /// ClusterRole only: include what --kubelet-config needs.
    #[arg(long)]
    pub kubelet_config: bool,
    /// ClusterRole only: include what --secret-metadata needs.
    #[arg(long)]
    pub secret_metadata: bool,
    /// ClusterRole only: the cluster's Gatekeeper ConstraintTemplates, each of which makes a kind that is read.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = template_name)]
    pub gatekeeper_templates: Vec<String>,
}

/// The name of an object, which is the plural of a constraint's kind too: no wildcard can be written so.
fn template_name(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let whole = !text.is_empty() && text.chars().all(allowed);
    whole.then(|| text.to_owned()).ok_or_else(|| "not the name of a ConstraintTemplate".to_owned())
}

/// `matrix`.
#[derive(Debug, Args)]
pub struct Matrix {
    /// Folder of controls whose matrix is used instead of the built-in one.
    #[arg(long, value_name = "DIR")]
    pub controls: Option<PathBuf>,
    /// assessment.json: prints the owners for its clusters instead of the whole matrix.
    #[arg(long, value_name = "FILE")]
    pub assessment: Option<PathBuf>,
    /// Folder for the customer responsibility matrix as a document, with status and evidence.
    #[arg(long, value_name = "DIR", requires = "assessment")]
    pub out: Option<PathBuf>,
    /// Folder of the recording that the assessment was made from: the document then lists the calls it cites.
    #[arg(long, value_name = "DIR", requires = "out")]
    pub replay: Option<PathBuf>,
    /// How reports are written.
    #[command(flatten)]
    pub rendering: Rendering,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
