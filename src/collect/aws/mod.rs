//! The collectors of AWS. Each file reads one part of one service and lists,
//! for each topic, the IAM actions that it calls. A failed call ends nothing:
//! it is recorded as it passes through the transport, and the collectors go on
//! with what they have.

mod autoscaling;
pub(super) mod declared;
mod ec2_account;
mod ec2_instances;
mod ec2_launch;
mod ec2_network;
mod eks;
mod eks_access;
mod eks_catalogue;
mod endpoints;
mod generic;
mod iam;
mod iam_roles;
mod load_balancers;
mod load_balancers_classic;

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use aws_sdk_sts::error::{ProvideErrorMetadata as _, SdkError};
use futures::future::join_all;

use super::advice;
use super::endpoint::{Endpoint, endpoint};
use super::error::CollectError;
use super::error_words::words;
use super::network::Proxies;
use super::progress::Progress;
use super::regions;
use super::transport::Label;
use crate::evidence::redaction::redact_text;
use crate::evidence::topic::Topic;

/// All items of a list, page by page. A page that fails ends the list: the
/// failure is recorded, and what came before is used.
macro_rules! all_items {
    ($request:expr) => {{
        let mut stream = $request.into_paginator().items().send();
        let mut found = Vec::new();
        while let Some(Ok(item)) = stream.next().await {
            found.push(item);
        }
        found
    }};
}
use all_items;

/// The action of the first call of every run.
pub(super) const IDENTITY: &str = "sts:GetCallerIdentity";
/// The action that finds the clusters when none is named.
pub(super) const LIST_CLUSTERS: &str = "eks:ListClusters";

/// Values in one filter: EC2 refuses more than 200.
const CHUNK: usize = 100;

/// The IAM actions that collecting `topic` itself calls.
pub(super) fn actions(topic: Topic) -> &'static [&'static str] {
    use Topic as T;
    match topic {
        T::EksCluster => eks::CLUSTER,
        T::EksNodegroup => eks::NODEGROUP,
        T::EksFargateProfile => eks::FARGATE_PROFILE,
        T::EksAddon => eks::ADDON,
        T::EksInsight => eks::INSIGHT,
        T::EksAddonVersion => eks_catalogue::ADDON_VERSION,
        T::EksClusterVersion => eks_catalogue::CLUSTER_VERSION,
        T::EksAccessEntry => eks_access::ACCESS_ENTRY,
        T::EksPodIdentityAssociation => eks_access::POD_IDENTITY_ASSOCIATION,
        T::EksIdentityProviderConfig => eks_access::IDENTITY_PROVIDER_CONFIG,
        T::Ec2Instance => ec2_instances::INSTANCE,
        T::Ec2Volume => ec2_instances::VOLUME,
        T::Ec2LaunchTemplateVersion => ec2_launch::LAUNCH_TEMPLATE_VERSION,
        T::Ec2Image => ec2_launch::IMAGE,
        T::Ec2InstanceType => ec2_launch::INSTANCE_TYPE,
        T::Ec2Vpc => ec2_network::VPC,
        T::Ec2Subnet => ec2_network::SUBNET,
        T::Ec2RouteTable => ec2_network::ROUTE_TABLE,
        T::Ec2NatGateway => ec2_network::NAT_GATEWAY,
        T::Ec2SecurityGroup => ec2_network::SECURITY_GROUP,
        T::Ec2NetworkInterface => ec2_network::NETWORK_INTERFACE,
        T::Ec2VpcEndpoint => ec2_network::VPC_ENDPOINT,
        T::Ec2FlowLog => ec2_network::FLOW_LOG,
        T::Ec2EbsEncryptionByDefault => ec2_account::EBS_ENCRYPTION_BY_DEFAULT,
        T::Ec2InstanceMetadataDefaults => ec2_account::INSTANCE_METADATA_DEFAULTS,
        T::AutoscalingGroup => autoscaling::GROUP,
        T::ElbLoadBalancer => load_balancers::LOAD_BALANCER,
        T::ElbListener => load_balancers::LISTENER,
        T::ElbLoadBalancerAttributes => load_balancers::ATTRIBUTES,
        T::ElbClassicLoadBalancer => load_balancers_classic::CLASSIC_LOAD_BALANCER,
        T::IamRole => iam_roles::ROLE,
        T::IamPolicy => iam::POLICY,
        T::IamOidcProvider => iam::OIDC_PROVIDER,
        T::IamAccountSummary => iam::ACCOUNT_SUMMARY,
        T::Declared(topic) => topic.descriptor().map_or(&[], |descriptor| descriptor.actions),
        // Derived topics and those that the Kubernetes API answers.
        _ => &[],
    }
}

/// One client a service, all from one configuration, all labelling their calls.
pub(super) struct Clients {
    eks: aws_sdk_eks::Client,
    ec2: aws_sdk_ec2::Client,
    iam: aws_sdk_iam::Client,
    autoscaling: aws_sdk_autoscaling::Client,
    elb: aws_sdk_elasticloadbalancing::Client,
    elbv2: aws_sdk_elasticloadbalancingv2::Client,
    sts: aws_sdk_sts::Client,
}

impl Clients {
    pub(super) fn new(config: &SdkConfig) -> Self {
        use aws_sdk_autoscaling::config::Builder as Autoscaling;
        use aws_sdk_ec2::config::Builder as Ec2;
        use aws_sdk_eks::config::Builder as Eks;
        use aws_sdk_elasticloadbalancing::config::Builder as Elb;
        use aws_sdk_elasticloadbalancingv2::config::Builder as ElbV2;
        use aws_sdk_iam::config::Builder as Iam;
        use aws_sdk_sts::config::Builder as Sts;
        Self {
            eks: aws_sdk_eks::Client::from_conf(Eks::from(config).interceptor(Label).build()),
            ec2: aws_sdk_ec2::Client::from_conf(Ec2::from(config).interceptor(Label).build()),
            iam: aws_sdk_iam::Client::from_conf(Iam::from(config).interceptor(Label).build()),
            autoscaling: aws_sdk_autoscaling::Client::from_conf(Autoscaling::from(config).interceptor(Label).build()),
            elb: aws_sdk_elasticloadbalancing::Client::from_conf(Elb::from(config).interceptor(Label).build()),
            elbv2: aws_sdk_elasticloadbalancingv2::Client::from_conf(ElbV2::from(config).interceptor(Label).build()),
            sts: aws_sdk_sts::Client::from_conf(Sts::from(config).interceptor(Label).build()),
        }
    }
}

/// What a run reads.
pub(super) struct Scope {
    /// Clusters by name; all of the Region when empty.
    pub(super) clusters: Vec<String>,
    /// Topics to read, closed under what they are discovered through.
    pub(super) topics: BTreeSet<Topic>,
    /// The caller's account.
    pub(super) account: String,
}

impl Scope {
    fn reads(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}

/// Who collects.
pub(super) struct Caller {
    pub(super) account: String,
    pub(super) arn: String,
}

/// What to say when the first call got no reply.
pub(super) fn unreachable(config: &SdkConfig, cause: String) -> CollectError {
    let (endpoint, named_by) = endpoint(config);
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let target = endpoint.parse().ok();
    let proxies = Proxies::from_env().ok();
    let proxy = proxies.as_ref().zip(target.as_ref()).and_then(|(proxies, target)| proxies.of(target));
    let help = advice::on_silence(named_by, proxy.map(|proxy| proxy.variable), &region);
    CollectError::Unreachable { endpoint, cause, help }
}

/// The first call of every run.
pub(super) async fn caller(clients: &Clients, config: &SdkConfig) -> Result<Caller, CollectError> {
    // Twice is enough to tell a hiccup from a network that is not there.
    let attempts = config.retry_config().map_or(1, aws_config::retry::RetryConfig::max_attempts).min(2);
    let retries = config.retry_config().cloned().map(|retries| retries.with_max_attempts(attempts));
    let mut own = aws_sdk_sts::config::Builder::default();
    own.set_retry_config(retries);
    let reply = clients.sts.get_caller_identity().customize().config_override(own).send().await;
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    match reply {
        Ok(identity) => match (identity.account(), identity.arn()) {
            (Some(account), Some(arn)) => Ok(Caller { account: account.to_owned(), arn: arn.to_owned() }),
            _ => Err(CollectError::NoCaller { endpoint: endpoint(config).0 }),
        },
        Err(SdkError::ServiceError(error)) => {
            let code = error.err().code().unwrap_or("no error code").to_owned();
            let message = redact_text(error.err().message().unwrap_or("no message"));
            // A Region that is off does not know the account's keys.
            let unknown =
                ["InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"].contains(&code.as_str());
            let (endpoint, named_by) = endpoint(config);
            if unknown && named_by.is_none() && regions::has_to_be_enabled(&region) {
                return Err(CollectError::RegionOff { region, code, message });
            }
            let help = advice::on_refusal(&code, &message, &region);
            Err(CollectError::Refused { endpoint, code, message, help })
        }
        Err(SdkError::DispatchFailure(failure)) => {
            let cause = failure.as_connector_error().and_then(std::error::Error::source);
            let cause = cause.map_or_else(|| "no connection".to_owned(), words);
            let of_name = cause.contains("dns error") && endpoint(config).1.is_none();
            let no_region = of_name.then(|| regions::unknown_region(&region, &cause)).flatten();
            Err(no_region.unwrap_or_else(|| unreachable(config, cause)))
        }
        Err(error) => Err(unreachable(config, words(&error))),
    }
}

/// Makes sure that the clusters that were asked for by name exist. What a
/// description that fails otherwise leaves open is a gap; the calls are made
/// once in a run, so that this costs none.
///
/// # Errors
/// When EKS says that there is no such cluster.
pub(super) async fn check_clusters(clients: &Clients, scope: &Scope, region: &str) -> Result<(), CollectError> {
    let described = join_all(scope.clusters.iter().map(|name| async move {
        match clients.eks.describe_cluster().name(name).send().await {
            Err(SdkError::ServiceError(error)) => error.err().is_resource_not_found_exception().then_some(name),
            _ => None,
        }
    }));
    let Some(name) = described.await.into_iter().flatten().next() else { return Ok(()) };
    let listed: Result<Vec<String>, _> = clients.eks.list_clusters().into_paginator().items().send().collect().await;
    let place = format!("account {}, Region {region}", scope.account);
    Err(regions::no_such_cluster(name, place, listed.ok().as_deref()))
}

/// Reads everything in `scope`; returns where each cluster's API server is.
/// Failures are in the recording.
pub(super) async fn read(clients: &Clients, scope: &Scope, progress: &dyn Progress) -> Vec<Endpoint> {
    let names = cluster_names(clients, scope, progress).await;
    let clusters = join_all(names.iter().map(|name| step(progress, name, eks::read(clients, scope, name))));
    let (clusters, ()) = tokio::join!(clusters, ec2_account::read(clients, scope));
    let (nodes, (), (), (), ()) = tokio::join!(
        step(progress, "nodes", nodes(clients, scope, &clusters)),
        step(progress, "network", ec2_network::read(clients, scope, &clusters)),
        step(progress, "load balancers", load_balancers::read(clients, scope, &clusters)),
        step(progress, "Classic Load Balancers", load_balancers_classic::read(clients, scope, &clusters)),
        step(progress, "EKS versions", eks_catalogue::read(clients, scope, &clusters)),
    );
    step(progress, "IAM", iam::read(clients, scope, &clusters, &nodes)).await;
    clusters.iter().map(eks::ClusterParts::endpoint).collect()
}

/// Reads the roles with these ARNs that are of the caller's account; those that were read are not asked for again.
pub(super) async fn read_roles(clients: &Clients, scope: &Scope, arns: &BTreeSet<String>) {
    iam::read_roles(clients, scope, arns).await;
}

async fn step<T>(progress: &dyn Progress, label: &str, work: impl Future<Output = T>) -> T {
    progress.started(label);
    let result = work.await;
    progress.finished(label);
    result
}

async fn cluster_names(clients: &Clients, scope: &Scope, progress: &dyn Progress) -> BTreeSet<String> {
    if !scope.clusters.is_empty() {
        return scope.clusters.iter().cloned().collect();
    }
    let listed = step(progress, "clusters", async { all_items!(clients.eks.list_clusters()) }).await;
    listed.into_iter().collect()
}

/// What is known of the clusters' nodes.
struct Nodes {
    instances: Vec<aws_sdk_ec2::types::Instance>,
    launch_templates: Vec<aws_sdk_ec2::types::LaunchTemplateVersion>,
}

async fn nodes(clients: &Clients, scope: &Scope, clusters: &[eks::ClusterParts]) -> Nodes {
    let groups = autoscaling::read(clients, scope, clusters).await;
    let instances = ec2_instances::read(clients, scope, clusters, &groups).await;
    let launch_templates = ec2_launch::read(clients, scope, clusters, &groups, &instances).await;
    Nodes { instances, launch_templates }
}

/// Sorted values in chunks that fit a filter: the same set gives the same requests.
fn chunks(values: &BTreeSet<String>) -> Vec<Vec<String>> {
    values.iter().cloned().collect::<Vec<_>>().chunks(CHUNK).map(<[String]>::to_vec).collect()
}
