//! What the controls in use need, and nothing more.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use super::error::RunError;
use super::{catalogue, engagement, pipeline};
use crate::collect::kubernetes;
use crate::evidence::topic::Topic;

/// What [`permissions`] is told.
#[derive(Debug, Clone, Default)]
pub struct PermissionsOptions {
    /// The engagement file: whether it names clusters.
    pub engagement: Option<PathBuf>,
    /// Folder of controls used instead of the built-in ones.
    pub controls: Option<PathBuf>,
    /// The form of the answer.
    pub format: PermissionsFormat,
    /// ClusterRole only: include what reading the kubelets' configuration needs.
    pub kubelet_config: bool,
    /// ClusterRole only: include what reading the metadata of Secrets needs.
    pub secret_metadata: bool,
    /// ClusterRole only: the cluster's Gatekeeper ConstraintTemplates.
    pub gatekeeper_templates: Vec<String>,
}

/// The form of [`permissions`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PermissionsFormat {
    /// An IAM policy document.
    #[default]
    Iam,
    /// One action a line.
    List,
    /// A Kubernetes ClusterRole, and how to bind it.
    Clusterrole,
}

/// The permissions that the controls in use need, and nothing more.
///
/// # Errors
/// When engagement or controls cannot be used.
pub fn permissions(options: &PermissionsOptions) -> Result<String, RunError> {
    let engagement = engagement::load(options.engagement.as_deref(), None)?.engagement;
    let controls = catalogue::load(&catalogue::files(options.controls.as_deref())?)?;
    let named = !engagement.scope.clusters.is_empty();
    let topics = pipeline::topics_to_collect(&controls);
    match options.format {
        PermissionsFormat::Clusterrole => cluster_role(options, &topics),
        format => actions(format, &topics, named),
    }
}

#[cfg(feature = "aws")]
fn actions(format: PermissionsFormat, topics: &BTreeSet<Topic>, named: bool) -> Result<String, RunError> {
    let actions = crate::collect::permissions(topics, named);
    Ok(match format {
        PermissionsFormat::List => actions.iter().map(|action| format!("{action}\n")).collect(),
        _ => format!("{:#}\n", crate::collect::iam_policy(&actions)),
    })
}

#[cfg(not(feature = "aws"))]
fn actions(_: PermissionsFormat, _: &BTreeSet<Topic>, _: bool) -> Result<String, RunError> {
    Err(RunError::LeftOut { what: "saying what collecting from AWS needs", feature: "aws" })
}

const BINDING: &str = "\
# Bind it to the group of an access entry, and collect as that entry's principal:
#   kubectl create clusterrolebinding eks-attest --clusterrole=eks-attest --group=eks-attest
#   aws eks create-access-entry --cluster-name NAME --principal-arn ARN --kubernetes-groups eks-attest
";

/// The role as a manifest; what must be asked for is left out and named,
/// unless it is asked for here.
fn cluster_role(options: &PermissionsOptions, topics: &BTreeSet<Topic>) -> Result<String, RunError> {
    let mut role = kubernetes::cluster_role(topics);
    let mut text = BINDING.to_owned();
    for (option, why, rule) in kubernetes::opt_in_rules(topics) {
        let asked = match option {
            "--kubelet-config" => options.kubelet_config,
            _ => options.secret_metadata,
        };
        let state = if asked { "included below, because it was asked for" } else { "not included" };
        text.push_str(&format!("# {option} ({state}) needs: {rule}\n#   {why}\n"));
        if let (true, Some(rules)) = (asked, role["rules"].as_array_mut()) {
            rules.push(rule);
        }
    }
    add_constraints(&mut role, &mut text, topics, &options.gatekeeper_templates);
    let yaml = serde_saphyr::to_string(&role).map_err(|error| {
        let help = "this is a fault of eks-attest: please report it with the command that you ran";
        RunError::usage(format!("the role cannot be written as YAML: {error}"), help)
    })?;
    Ok(text + &yaml)
}

const CONSTRAINTS: &str = "\
# Gatekeeper makes a kind of each ConstraintTemplate of the cluster. They are allowed by name only, since a right on
# every kind of their group would be a wildcard. Without it the constraints are a gap that names the missing right:
#   --gatekeeper-templates \"$(kubectl get constrainttemplates -o jsonpath='{.items[*].metadata.name}' | tr ' ' ,)\"
";

/// The constraints that the caller names; how to name them when there are none.
fn add_constraints(role: &mut Value, text: &mut String, topics: &BTreeSet<Topic>, templates: &[String]) {
    let Some(rule) = kubernetes::constraint_rule(topics, templates) else { return };
    match role["rules"].as_array_mut() {
        Some(rules) if !templates.is_empty() => rules.push(rule),
        _ => text.push_str(CONSTRAINTS),
    }
}
