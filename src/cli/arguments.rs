//! The arguments as they are typed. Parsing has no side effects.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

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
  0  done; nothing in scope is unsatisfied or open
  1  done; at least one control is not satisfied
  2  the arguments or a file given are not as they must be
  3  done; no control is known to fail, at least one is undetermined
  4  a bundle does not verify or does not re-perform
  5  the run could not be carried out (credentials, connection, disk)
`demo` ends with 0 once its bundle is written: its estate fails on purpose.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Attest the shipped example estate: no AWS account needed.
    Demo(Demo),
    /// Collect, assess, report and archive in one go.
    Attest(Attest),
    /// Collect evidence into a recording.
    Collect(Collect),
    /// Assess a recording: facts.json and assessment.json.
    Assess(Assess),
    /// Write the reports of an assessment.
    Report(Report),
    /// Verify a bundle, and with --reperform redo its verdicts from its evidence.
    Verify(Verify),
    /// List, show, test or begin controls.
    Controls(Controls),
    /// Print the permissions that the controls in use need.
    Permissions(Permissions),
    /// Print who owns what on each compute type.
    Matrix(Matrix),
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
    /// See there.
    #[command(flatten)]
    pub rendering: Rendering,
}

/// `attest`.
#[derive(Debug, Args)]
pub struct Attest {
    /// See there.
    #[command(flatten)]
    pub source: Source,
    /// See there.
    #[command(flatten)]
    pub judging: Judging,
    /// See there.
    #[command(flatten)]
    pub rendering: Rendering,
    /// Folder for the bundle; it must not exist.
    #[arg(long)]
    pub out: PathBuf,
    /// Replace the folder if it holds a bundle.
    #[arg(long)]
    pub replace: bool,
}

/// `collect`.
#[derive(Debug, Args)]
pub struct Collect {
    /// See there.
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
    /// See there.
    #[command(flatten)]
    pub judging: Judging,
    /// Folder for facts.json and assessment.json.
    #[arg(long)]
    pub out: PathBuf,
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
    /// Engagement file: gives the sign-off page.
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// See there.
    #[command(flatten)]
    pub rendering: Rendering,
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
    List,
    /// A control's whole text, with its frameworks.
    Show {
        /// Control id.
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
}

/// Form of `permissions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PermissionsFormat {
    /// An IAM policy document.
    Iam,
    /// One action a line.
    List,
    /// A Kubernetes ClusterRole, and how to bind it.
    Clusterrole,
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
}

/// Where evidence comes from.
#[derive(Debug, Args)]
pub struct Source {
    /// Replay a recording instead of asking AWS.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["profile", "region", "role_arn"])]
    pub replay: Option<PathBuf>,
    /// Profile of the AWS configuration files.
    #[arg(long)]
    pub profile: Option<String>,
    /// AWS Region.
    #[arg(long)]
    pub region: Option<String>,
    /// Role to assume before collecting.
    #[arg(long, value_name = "ARN")]
    pub role_arn: Option<String>,
    /// Cluster in scope; may be repeated. All clusters of the Region when absent.
    #[arg(long = "cluster", value_name = "NAME")]
    pub clusters: Vec<String>,
    /// See there.
    #[command(flatten)]
    pub kubernetes: Kubernetes,
}

/// How the Kubernetes side is reached: as EKS authenticates, unless said otherwise.
#[derive(Debug, Args, Default)]
pub struct Kubernetes {
    /// Reach the cluster through this kubeconfig.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["replay", "kubernetes_dump", "no_kubernetes"])]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig; its current one when absent.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["replay", "kubernetes_dump", "no_kubernetes"])]
    pub context: Option<String>,
    /// Take Kubernetes objects from files that `kubectl get -o json` wrote, or manifests, instead of a server.
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["replay", "no_kubernetes", "kubelet_config"])]
    pub kubernetes_dump: Option<PathBuf>,
    /// Read nothing of Kubernetes: what rests on it stays undetermined.
    #[arg(long, conflicts_with = "replay")]
    pub no_kubernetes: bool,
    /// Also read every node's running kubelet configuration (needs get on nodes/proxy).
    #[arg(long, conflicts_with_all = ["replay", "no_kubernetes"])]
    pub kubelet_config: bool,
    /// Also read the metadata of Secrets, never their data (needs list on secrets).
    #[arg(long, conflicts_with_all = ["replay", "no_kubernetes"])]
    pub secret_metadata: bool,
}

/// What is judged and how.
#[derive(Debug, Args, Default)]
pub struct Judging {
    /// Engagement file.
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// Folder of controls used instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub controls: Option<PathBuf>,
    /// Time that the verdicts speak of: RFC 3339, or a day, which means its end in UTC. The end of collection when absent.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub as_of: Option<DateTime<Utc>>,
}

/// How reports are written.
#[derive(Debug, Args, Default)]
pub struct Rendering {
    /// Formats of the reports; may be repeated or given with commas. All when absent.
    #[arg(long = "format", value_enum, value_delimiter = ',')]
    pub formats: Vec<Format>,
    /// Folder of templates that replace the built-in ones of the same name.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// A report's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// Markdown.
    Md,
    /// One self-contained HTML file.
    Html,
    /// PDF.
    Pdf,
}

impl Rendering {
    /// The formats asked for, all three when none is.
    #[must_use]
    pub fn formats(&self) -> Vec<Format> {
        let mut formats = self.formats.clone();
        if formats.is_empty() {
            formats = vec![Format::Md, Format::Html, Format::Pdf];
        }
        formats.sort();
        formats.dedup();
        formats
    }
}

fn parse_time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.with_timezone(&Utc));
    }
    let day: NaiveDate = text
        .parse()
        .map_err(|_| format!("`{text}` is neither a day (2026-09-30) nor an RFC 3339 time (2026-09-30T23:59:59Z)"))?;
    let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    Ok(day.and_time(end).and_utc())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end() {
        assert_eq!(parse_time("2026-09-30").unwrap().to_rfc3339(), "2026-09-30T23:59:59+00:00");
        assert!(parse_time("yesterday").unwrap_err().contains("2026-09-30"));
    }

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
