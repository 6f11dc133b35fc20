//! Paths by which a role takes more than it was given, step by step.
//! Sources: AWS Service Authorization Reference; the paths as published by Rhino Security Labs ("AWS IAM Privilege
//! Escalation Methods") and NCC Group (PMapper), and EKS's own, from the EKS API Reference.

use super::condition;
use super::evaluate::{Allowed, Policies};
use super::pattern::covers;
use super::probes;
use crate::evidence::model::analysis::{EscalationPath, Grant, PathEnd};
use PathEnd::{AnotherIdentity, AwsAdministration, ClusterAdministration};

const ROLE: &str = "arn:*:iam::*:role/*";
const USER: &str = "arn:*:iam::*:user/*";
const GROUP: &str = "arn:*:iam::*:group/*";
const POLICY: &str = "arn:*:iam::*:policy/*";
/// Each action's own service.
const OWN: &str = "";
const PASS_ROLE: &str = "iam:PassRole";

/// One action changes what the role itself, or somebody else whose credentials it takes, may do.
const CHANGES: [(&str, &str); 14] = [
    ("iam:AttachRolePolicy", ROLE),
    ("iam:PutRolePolicy", ROLE),
    ("iam:UpdateAssumeRolePolicy", ROLE),
    ("iam:CreatePolicyVersion", POLICY),
    ("iam:SetDefaultPolicyVersion", POLICY),
    ("iam:CreateAccessKey", USER),
    ("iam:CreateLoginProfile", USER),
    ("iam:UpdateLoginProfile", USER),
    ("iam:CreateServiceSpecificCredential", USER),
    ("iam:AttachUserPolicy", USER),
    ("iam:PutUserPolicy", USER),
    ("iam:AddUserToGroup", GROUP),
    ("iam:AttachGroupPolicy", GROUP),
    ("iam:PutGroupPolicy", GROUP),
];

/// `iam:PassRole` with what runs as the role passed: the service to which it is passed, all actions that it takes, and
/// the kind of resource of each.
const PASSES: [(&str, &[&str], &str); 32] = [
    ("ec2.amazonaws.com", &["ec2:RunInstances"], "arn:*:ec2:*:*:instance/*"),
    ("ec2.amazonaws.com", &["ec2:RequestSpotInstances"], "arn:*:ec2:*"),
    ("ec2.amazonaws.com", &["ec2:CreateFleet"], "arn:*:ec2:*:*:fleet/*"),
    ("ec2.amazonaws.com", &["ec2:AssociateIamInstanceProfile"], "arn:*:ec2:*:*:instance/*"),
    ("ec2.amazonaws.com", &["ec2:ReplaceIamInstanceProfileAssociation"], "arn:*:ec2:*:*:instance/*"),
    ("ec2.amazonaws.com", &["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"], "arn:*:ec2:*"),
    ("ec2.amazonaws.com", &["autoscaling:CreateLaunchConfiguration"], "arn:*:autoscaling:*"),
    ("lambda.amazonaws.com", &["lambda:CreateFunction", "lambda:InvokeFunction"], "arn:*:lambda:*:*:function:*"),
    ("lambda.amazonaws.com", &["lambda:CreateFunction", "lambda:CreateEventSourceMapping"], "arn:*:lambda:*"),
    ("lambda.amazonaws.com", &["lambda:CreateFunction", "lambda:AddPermission"], "arn:*:lambda:*:*:function:*"),
    (
        "lambda.amazonaws.com",
        &["lambda:CreateFunction", "lambda:CreateFunctionUrlConfig"],
        "arn:*:lambda:*:*:function:*",
    ),
    ("cloudformation.amazonaws.com", &["cloudformation:CreateStack"], "arn:*:cloudformation:*"),
    (
        "cloudformation.amazonaws.com",
        &["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
        "arn:*:cloudformation:*",
    ),
    ("glue.amazonaws.com", &["glue:CreateDevEndpoint"], "arn:*:glue:*"),
    ("glue.amazonaws.com", &["glue:CreateJob", "glue:StartJobRun"], "arn:*:glue:*"),
    ("glue.amazonaws.com", &["glue:CreateSession", "glue:RunStatement"], "arn:*:glue:*"),
    (
        "sagemaker.amazonaws.com",
        &["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"],
        "arn:*:sagemaker:*",
    ),
    ("sagemaker.amazonaws.com", &["sagemaker:CreateTrainingJob"], "arn:*:sagemaker:*"),
    ("sagemaker.amazonaws.com", &["sagemaker:CreateProcessingJob"], "arn:*:sagemaker:*"),
    (
        "datapipeline.amazonaws.com",
        &["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
        "arn:*:datapipeline:*",
    ),
    ("codebuild.amazonaws.com", &["codebuild:CreateProject", "codebuild:StartBuild"], "arn:*:codebuild:*"),
    ("ecs-tasks.amazonaws.com", &["ecs:RegisterTaskDefinition", "ecs:RunTask"], "arn:*:ecs:*"),
    ("ecs-tasks.amazonaws.com", &["ecs:RegisterTaskDefinition", "ecs:StartTask"], "arn:*:ecs:*"),
    ("ecs-tasks.amazonaws.com", &["ecs:RegisterTaskDefinition", "ecs:CreateService"], "arn:*:ecs:*"),
    ("ecs-tasks.amazonaws.com", &["batch:RegisterJobDefinition", "batch:SubmitJob"], "arn:*:batch:*"),
    ("tasks.apprunner.amazonaws.com", &["apprunner:CreateService"], "arn:*:apprunner:*"),
    ("states.amazonaws.com", &["states:CreateStateMachine", "states:StartExecution"], "arn:*:states:*"),
    (
        "bedrock-agentcore.amazonaws.com",
        &["bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:InvokeCodeInterpreter"],
        "arn:*:bedrock-agentcore:*",
    ),
    ("pods.eks.amazonaws.com", &["eks:CreatePodIdentityAssociation"], "arn:*:eks:*:*:cluster/*"),
    ("pods.eks.amazonaws.com", &["eks:UpdatePodIdentityAssociation"], "arn:*:eks:*:*:podidentityassociation/*"),
    ("ec2.amazonaws.com", &["eks:CreateNodegroup"], "arn:*:eks:*:*:cluster/*"),
    ("capabilities.eks.amazonaws.com", &["eks:CreateCapability"], "arn:*:eks:*:*:cluster/*"),
];

/// Actions, all of them, that take over the cluster.
const CLUSTER: [(&[&str], &str); 2] = [
    (&["eks:AssociateAccessPolicy"], "arn:*:eks:*:*:access-entry/*"),
    (&["eks:AssociateIdentityProviderConfig"], "arn:*:eks:*:*:cluster/*"),
];

/// Actions that run code as somebody who is there already, or take on another role.
const TAKES: [(&[&str], &str); 16] = [
    (&["sts:AssumeRole"], ROLE),
    (&["lambda:UpdateFunctionCode"], "arn:*:lambda:*:*:function:*"),
    (&["lambda:UpdateFunctionConfiguration"], "arn:*:lambda:*:*:function:*"),
    (&["ssm:SendCommand"], "arn:*:ec2:*:*:instance/*"),
    (&["ssm:StartSession"], "arn:*:ec2:*:*:instance/*"),
    (&["ec2-instance-connect:SendSSHPublicKey"], "arn:*:ec2:*:*:instance/*"),
    (&["ec2:ModifyInstanceAttribute"], "arn:*:ec2:*:*:instance/*"),
    (&["ecs:ExecuteCommand"], "arn:*:ecs:*"),
    (&["cloudformation:UpdateStack"], "arn:*:cloudformation:*:*:stack/*"),
    (&["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"], "arn:*:cloudformation:*:*:stack/*"),
    (&["codebuild:UpdateProject"], "arn:*:codebuild:*"),
    (&["glue:UpdateDevEndpoint"], "arn:*:glue:*"),
    (&["glue:UpdateJob"], "arn:*:glue:*"),
    (&["sagemaker:CreatePresignedNotebookInstanceUrl"], "arn:*:sagemaker:*"),
    (&["autoscaling:UpdateAutoScalingGroup", "ec2:CreateLaunchTemplateVersion"], OWN),
    (&["ecr:PutImage"], "arn:*:ecr:*:*:repository/*"),
];

/// Steps by which the role reaches what it was not given, those to administration of the account first.
pub(in crate::analysis) fn escalation_paths(policies: &Policies) -> Vec<EscalationPath> {
    let mut found = Vec::new();
    for (action, kind) in CHANGES {
        let step = match kind {
            ROLE => policies.wide_or_on(action, kind, &policies.role),
            POLICY => policies.wide(action, kind).or_else(|| on_own_policy(policies, action)),
            _ => policies.wide(action, kind),
        };
        found.extend(step.map(|step| path(AwsAdministration, vec![named(action, &step)])));
    }
    found.extend(lifted_boundary(policies));
    let passes = policies.wide(PASS_ROLE, ROLE);
    for (service, actions, kind) in PASSES {
        let Some(pass) = passes.as_ref().filter(|pass| reaches(pass, service)) else { continue };
        let mut steps = vec![named(PASS_ROLE, pass)];
        let Some(others) = all_wide(policies, actions, kind) else { continue };
        steps.extend(others);
        found.push(path(AwsAdministration, steps));
    }
    let cluster = CLUSTER.iter().filter_map(|(actions, kind)| all_wide(policies, actions, kind));
    found.extend(cluster.map(|steps| path(ClusterAdministration, steps)));
    let takes = TAKES.iter().filter_map(|(actions, kind)| all_wide(policies, actions, kind));
    found.extend(takes.map(|steps| path(AnotherIdentity, steps)));
    found
}

/// A policy of the customer's that the role itself carries.
fn on_own_policy<'a>(policies: &'a Policies, action: &str) -> Option<Allowed<'a>> {
    let own = policies.own.iter().map(|attached| attached.policy.as_str());
    own.filter(|arn| arn.starts_with("arn:") && !arn.contains(":iam::aws:")).find_map(|arn| policies.on(action, arn))
}

/// A role that may take off its own boundary has what the boundary took away.
fn lifted_boundary(policies: &Policies) -> Option<EscalationPath> {
    policies.boundary.as_ref()?;
    let action = "iam:DeleteRolePermissionsBoundary";
    let step = named(action, &policies.wide_or_on(action, ROLE, &policies.role)?);
    let without = Policies { boundary: None, ..policies.clone() };
    let more = escalation_paths(&without).into_iter().any(|path| path.leads_to == Some(AwsAdministration))
        || super::allows_everything(&without);
    more.then(|| path(AwsAdministration, vec![step]))
}

fn all_wide(policies: &Policies, actions: &[&str], kind: &str) -> Option<Vec<Grant>> {
    let step = |action: &&str| {
        let own = || probes::everything_of(action.split(':').next().unwrap_or_default());
        let kind = if kind == OWN { own() } else { kind.to_owned() };
        policies.wide(action, &kind).map(|step| named(action, &step))
    };
    actions.iter().map(step).collect()
}

/// True when the condition on the service to which roles are passed, if there is one, names this one.
fn reaches(pass: &Allowed<'_>, service: &str) -> bool {
    condition::passed_to(pass.statement).is_none_or(|services| services.iter().any(|known| covers(known, service)))
}

fn named(action: &str, step: &Allowed<'_>) -> Grant {
    Grant { action: Some(action.to_owned()), ..step.grant() }
}

fn path(leads_to: PathEnd, steps: Vec<Grant>) -> EscalationPath {
    EscalationPath { leads_to: Some(leads_to), steps: Some(steps) }
}
