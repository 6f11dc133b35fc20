//! Elastic Load Balancing: Application, Network and Gateway Load Balancers of
//! the clusters' VPCs. There is no filter by VPC or tag, so all are listed; the
//! rest is read of those in a cluster's VPC alone.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::types::ProtocolEnum;
use futures::future::join_all;

use super::eks::ClusterParts;
use super::{Clients, Scope, all_items};
use crate::evidence::topic::Topic;

pub(super) const LOAD_BALANCER: &[&str] =
    &["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"];
pub(super) const LISTENER: &[&str] = &["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules"];
pub(super) const ATTRIBUTES: &[&str] = &["elasticloadbalancing:DescribeLoadBalancerAttributes"];

/// Load balancers in one request for tags: the API takes no more.
pub(super) const TAGGED: usize = 20;

/// Load balancers that are read at once: the API lets few calls through in a
/// second, and an account may have hundreds.
pub(super) const AT_ONCE: usize = 10;

/// VPCs of the clusters.
pub(super) fn vpcs(clusters: &[ClusterParts]) -> BTreeSet<&str> {
    clusters.iter().filter_map(ClusterParts::vpc_id).collect()
}

/// Reads the load balancers in the VPCs of the clusters.
pub(super) async fn read(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) {
    let vpcs = vpcs(clusters);
    if !scope.reads(Topic::ElbLoadBalancer) || vpcs.is_empty() {
        return;
    }
    let found = all_items!(clients.elbv2.describe_load_balancers());
    let own = found.into_iter().filter(|balancer| balancer.vpc_id().is_some_and(|vpc| vpcs.contains(vpc)));
    let arns: BTreeSet<String> = own.filter_map(|balancer| balancer.load_balancer_arn).collect();
    let arns: Vec<String> = arns.into_iter().collect();
    let tags = arns.chunks(TAGGED).map(|arns| {
        let request = clients.elbv2.describe_tags().set_resource_arns(Some(arns.to_vec()));
        async move { drop(request.send().await) }
    });
    join_all(tags).await;
    for arns in arns.chunks(AT_ONCE) {
        tokio::join!(
            join_all(arns.iter().map(|arn| listeners(clients, scope, arn))),
            join_all(arns.iter().map(|arn| attributes(clients, scope, arn))),
        );
    }
}

/// A rule may forward what the listener itself redirects: those of listeners
/// in clear text are read too. Listeners without rules speak no HTTP.
async fn listeners(clients: &Clients, scope: &Scope, arn: &str) {
    if !scope.reads(Topic::ElbListener) {
        return;
    }
    let listeners = all_items!(clients.elbv2.describe_listeners().load_balancer_arn(arn));
    let http = listeners.into_iter().filter(|listener| listener.protocol() == Some(&ProtocolEnum::Http));
    let rules = http.filter_map(|listener| listener.listener_arn).map(|arn| async move {
        drop(all_items!(clients.elbv2.describe_rules().listener_arn(arn)));
    });
    join_all(rules).await;
}

async fn attributes(clients: &Clients, scope: &Scope, arn: &str) {
    if scope.reads(Topic::ElbLoadBalancerAttributes) {
        drop(clients.elbv2.describe_load_balancer_attributes().load_balancer_arn(arn).send().await);
    }
}
