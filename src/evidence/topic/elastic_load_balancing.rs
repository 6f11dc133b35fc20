//! What Elastic Load Balancing tells, of both generations of its API.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::elastic_load_balancing;

pub(super) const TOPICS: &[BuiltIn] = &[
    BuiltIn::of_cluster::<elastic_load_balancing::LoadBalancer>(
        ElbLoadBalancer,
        "An Application, Network or Gateway Load Balancer in a cluster's VPC, with its tags. Key: ARN.",
    )
    .nouns("load balancer", "load balancers")
    .key(&["loadBalancerArn"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<elastic_load_balancing::Listener>(
        ElbListener,
        "A listener of such a load balancer, with its rules where it speaks HTTP. Key: ARN.",
    )
    .nouns("listener", "listeners")
    .key(&["listenerArn"])
    .discovered_through(&[ElbLoadBalancer]),
    BuiltIn::of_cluster::<elastic_load_balancing::LoadBalancerAttributes>(
        ElbLoadBalancerAttributes,
        "The attributes of such a load balancer: access logs, deletion protection, ... Key: ARN of the load \
         balancer.",
    )
    .nouns("load balancer", "load balancers")
    .key(&["loadBalancerArn"])
    .discovered_through(&[ElbLoadBalancer]),
    BuiltIn::of_cluster::<elastic_load_balancing::ClassicLoadBalancer>(
        ElbClassicLoadBalancer,
        "A Classic Load Balancer in a cluster's VPC, with its tags, attributes and policies. Key: name.",
    )
    .nouns("Classic Load Balancer", "Classic Load Balancers")
    .key(&["loadBalancerName"])
    .discovered_through(&[EksCluster]),
];
