//! Elastic Load Balancing. Source: Elastic Load Balancing API Reference,
//! versions 2015-12-01 and, for Classic Load Balancers, 2012-06-01.

use std::collections::BTreeMap;

use super::api_shapes;
use super::ec2::Tag;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `LoadBalancer`, with its tags.
    LoadBalancer {
        load_balancer_arn: String,
        load_balancer_name: String,
        #[serde(alias = "dNSName")]
        dns_name: String,
        created_time: Instant,
        /// `internet-facing` or `internal`.
        scheme: String,
        vpc_id: String,
        state: LoadBalancerState,
        /// `application`, `network` or `gateway`.
        #[serde(rename = "type")]
        load_balancer_type: String,
        ip_address_type: String,
        security_groups: Vec<String>,
        tags: Vec<Tag>,
    }
    /// `LoadBalancerState`.
    LoadBalancerState { code: String, reason: String, }

    /// `Listener`; one that speaks HTTP with its rules.
    Listener {
        listener_arn: String,
        load_balancer_arn: String,
        port: Number,
        protocol: String,
        ssl_policy: String,
        certificates: Vec<Certificate>,
        default_actions: Vec<Action>,
        rules: Vec<Rule>,
    }
    /// `Certificate`.
    Certificate { certificate_arn: String, }
    /// `Rule`.
    Rule { rule_arn: String, priority: String, is_default: Flag, actions: Vec<Action>, }
    /// `Action`.
    Action {
        #[serde(rename = "type")]
        action_type: String,
        order: Number,
        target_group_arn: String,
        redirect_config: RedirectActionConfig,
    }
    /// `RedirectActionConfig`.
    RedirectActionConfig { protocol: String, port: String, host: String, path: String, query: String, status_code: String, }

    /// The attributes of one load balancer, by their keys.
    LoadBalancerAttributes { load_balancer_arn: String, attributes: BTreeMap<String, String>, }

    /// `LoadBalancerDescription`, with its tags, attributes and policies.
    ClassicLoadBalancer {
        load_balancer_name: String,
        #[serde(alias = "dNSName")]
        dns_name: String,
        created_time: Instant,
        /// `internet-facing` or `internal`.
        scheme: String,
        #[serde(alias = "vPCId")]
        vpc_id: String,
        security_groups: Vec<String>,
        listener_descriptions: Vec<ListenerDescription>,
        tags: Vec<Tag>,
        load_balancer_attributes: ClassicAttributes,
        /// Only of those with a listener that negotiates TLS.
        policy_descriptions: Vec<PolicyDescription>,
    }
    /// `ListenerDescription`.
    ListenerDescription { listener: ClassicListener, policy_names: Vec<String>, }
    /// `Listener` of a Classic Load Balancer.
    ClassicListener {
        protocol: String,
        load_balancer_port: Number,
        instance_protocol: String,
        instance_port: Number,
        #[serde(alias = "sSLCertificateId")]
        ssl_certificate_id: String,
    }
    /// `LoadBalancerAttributes` of a Classic Load Balancer.
    ClassicAttributes { access_log: AccessLog, additional_attributes: Vec<Tag>, }
    /// `AccessLog`.
    AccessLog { enabled: Flag, s3_bucket_name: String, s3_bucket_prefix: String, emit_interval: Number, }
    /// `PolicyDescription`.
    PolicyDescription {
        policy_name: String,
        policy_type_name: String,
        policy_attribute_descriptions: Vec<PolicyAttributeDescription>,
    }
    /// `PolicyAttributeDescription`.
    PolicyAttributeDescription { attribute_name: String, attribute_value: String, }
}
