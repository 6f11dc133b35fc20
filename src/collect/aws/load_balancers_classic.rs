//! Elastic Load Balancing: Classic Load Balancers, which the controller that
//! comes with the control plane makes for Services unless told otherwise.

use aws_sdk_elasticloadbalancing::types::LoadBalancerDescription;
use futures::future::join_all;

use super::eks::ClusterParts;
use super::load_balancers::{AT_ONCE, TAGGED, vpcs};
use super::{Clients, Scope, all_items};
use crate::evidence::topic::Topic;

pub(super) const CLASSIC_LOAD_BALANCER: &[&str] = &[
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancerPolicies",
];

/// Reads the load balancers in the VPCs of the clusters.
pub(super) async fn read(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) {
    let vpcs = vpcs(clusters);
    if !scope.reads(Topic::ElbClassicLoadBalancer) || vpcs.is_empty() {
        return;
    }
    let mut own = all_items!(clients.elb.describe_load_balancers());
    own.retain(|balancer| balancer.vpc_id().is_some_and(|vpc| vpcs.contains(vpc)));
    own.sort_by(|a, b| a.load_balancer_name.cmp(&b.load_balancer_name));
    let names: Vec<String> = own.iter().filter_map(|balancer| balancer.load_balancer_name.clone()).collect();
    let tags = names.chunks(TAGGED).map(|names| {
        let request = clients.elb.describe_tags().set_load_balancer_names(Some(names.to_vec()));
        async move { drop(request.send().await) }
    });
    join_all(tags).await;
    for own in own.chunks(AT_ONCE) {
        join_all(own.iter().map(|balancer| details(clients, balancer))).await;
    }
}

/// Its attributes; and its policies, if a listener negotiates TLS by one.
async fn details(clients: &Clients, balancer: &LoadBalancerDescription) {
    let Some(name) = balancer.load_balancer_name() else { return };
    let attributes = clients.elb.describe_load_balancer_attributes().load_balancer_name(name).send();
    let listeners = balancer.listener_descriptions().iter().filter_map(|description| description.listener());
    let policies = async {
        if listeners.into_iter().any(|listener| matches!(listener.protocol(), "HTTPS" | "SSL")) {
            drop(clients.elb.describe_load_balancer_policies().load_balancer_name(name).send().await);
        }
    };
    drop(tokio::join!(attributes, policies));
}
