//! Arguments that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{ArgGroup, Args, ValueHint};
use clap_complete::Shell;

use crate::run::{self, Format, KubernetesOptions, KubernetesSource, LiveOptions, Namespace, Origin};

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
    /// Cluster in scope; may be repeated. Those of the engagement's scope when absent, else all of the Region.
    #[arg(long = "cluster", value_name = "NAME")]
    pub clusters: Vec<String>,
    /// Longest wait for one complete reply, in seconds (20 when absent).
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600), conflicts_with = "replay")]
    pub read_timeout: Option<u64>,
    /// How the Kubernetes API is reached.
    #[command(flatten)]
    pub kubernetes: Kubernetes,
}

/// How the Kubernetes side is reached: as EKS authenticates, unless said otherwise.
#[derive(Debug, Args, Default)]
#[command(group = ArgGroup::new("apart").args(["kubernetes_dump", "kubeconfig", "context"]).multiple(true))]
pub struct Kubernetes {
    /// Reach the cluster through this kubeconfig. With a dump, only the namespace of its context is used.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["replay", "no_kubernetes"])]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig; its current one when absent.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["replay", "no_kubernetes"])]
    pub context: Option<String>,
    /// Take Kubernetes objects from files that `kubectl get -o json` wrote, or manifests, instead of a server.
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["replay", "no_kubernetes", "kubelet_config"])]
    pub kubernetes_dump: Option<PathBuf>,
    /// Namespace of objects in the dump that name none; `default` when absent, as kubectl has it.
    #[arg(long, value_name = "NAME", requires = "kubernetes_dump", value_parser = parse_namespace)]
    pub namespace: Option<String>,
    /// Read nothing of Kubernetes: what rests on it stays undetermined.
    #[arg(long, conflicts_with = "replay")]
    pub no_kubernetes: bool,
    /// Ask nothing of AWS: what rests on it stays undetermined. Needs a dump or a kubeconfig, and the cluster's name.
    #[arg(long, requires = "apart", requires = "clusters", conflicts_with_all = ["replay", "profile", "role_arn"])]
    pub no_aws: bool,
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
    /// Formats of reports and data; may be repeated or given with commas. All when absent.
    #[arg(long = "format", value_enum, value_delimiter = ',')]
    pub formats: Vec<Format>,
    /// Folder of templates that replace the built-in ones of the same name.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

impl Source {
    /// The same for a run.
    pub(super) fn to_run(&self) -> run::Source {
        let from = match &self.replay {
            Some(folder) => Origin::Recording(folder.clone()),
            None => Origin::Live(Box::new(self.live())),
        };
        run::Source { from, clusters: self.clusters.clone() }
    }

    fn live(&self) -> LiveOptions {
        let mut options = LiveOptions {
            profile: self.profile.clone(),
            region: self.region.clone(),
            role_arn: self.role_arn.clone(),
            no_aws: self.kubernetes.no_aws,
            kubernetes: self.kubernetes.to_run(),
            ..LiveOptions::default()
        };
        if let Some(seconds) = self.read_timeout {
            options.patience.attempt = Duration::from_secs(seconds);
        }
        options
    }
}

impl Kubernetes {
    fn to_run(&self) -> KubernetesOptions {
        let source = match self {
            Self { no_kubernetes: true, .. } => KubernetesSource::Off,
            Self { kubernetes_dump: Some(path), .. } => {
                KubernetesSource::Dump { path: path.clone(), namespace: self.namespace() }
            }
            Self { kubeconfig: None, context: None, .. } => KubernetesSource::Eks,
            Self { kubeconfig, context, .. } => {
                KubernetesSource::Kubeconfig { file: kubeconfig.clone(), context: context.clone() }
            }
        };
        KubernetesOptions { source, secret_metadata: self.secret_metadata, kubelet_config: self.kubelet_config }
    }

    /// As `kubectl apply` chooses it: the option, else the context's where one is named, else `default`.
    fn namespace(&self) -> Namespace {
        match self {
            Self { namespace: Some(name), .. } => Namespace::Named(name.clone()),
            Self { kubeconfig: None, context: None, .. } => Namespace::Default,
            Self { kubeconfig, context, .. } => {
                Namespace::OfContext { file: kubeconfig.clone(), context: context.clone() }
            }
        }
    }
}

impl Judging {
    /// The same for a run.
    pub(super) fn to_run(&self) -> run::Judging {
        run::Judging { engagement: self.engagement.clone(), controls: self.controls.clone(), as_of: self.as_of }
    }
}

impl Rendering {
    /// The same for a run.
    pub(super) fn to_run(&self) -> run::Rendering {
        run::Rendering { formats: self.formats.clone(), templates: self.templates.clone() }
    }
}

/// A DNS label, as the API server wants it.
fn parse_namespace(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let label =
        (1..=63).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-') && !text.ends_with('-');
    if label { Ok(text.to_owned()) } else { Err("a namespace has lower-case letters, digits and hyphens".to_owned()) }
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

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// For which shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Folder to write one page for each command to; without it, the program's own page is printed.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end() {
        assert_eq!(parse_time("2026-09-30").unwrap().to_rfc3339(), "2026-09-30T23:59:59+00:00");
        assert!(parse_time("yesterday").unwrap_err().contains("2026-09-30"));
    }
}
