//! Elastic Load Balancing. Source: Elastic Load Balancing API Reference,
//! versions 2015-12-01 and, for Classic Load Balancers, 2012-06-01.

use std::collections::BTreeMap;

use super::api_shapes;
use super::ec2::Tag;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `LoadBalancer`, with its tags.
    LoadBalancer {
        load_balancer_arn: String as Arn,
        load_balancer_name: String as Name,
        #[serde(alias = "dNSName")]
        dns_name: String as Host,
        created_time: Instant,
        /// `internet-facing` or `internal`.
        scheme: String as Word,
        vpc_id: String as ResourceId,
        state: LoadBalancerState,
        /// `application`, `network` or `gateway`.
        #[serde(rename = "type")]
        load_balancer_type: String as Word,
        ip_address_type: String as Word,
        security_groups: Vec<String> as ResourceId,
        tags: Vec<Tag>,
    }
    /// `LoadBalancerState`.
    LoadBalancerState { code: String as Word, reason: String as Message, }

    /// `Listener`; one that speaks HTTP with its rules.
    Listener {
        listener_arn: String as Arn,
        load_balancer_arn: String as Arn,
        port: Number,
        protocol: String as Word,
        ssl_policy: String as SecurityPolicy,
        certificates: Vec<Certificate>,
        default_actions: Vec<Action>,
        rules: Vec<Rule>,
    }
    /// `Certificate`.
    Certificate { certificate_arn: String as Arn, }
    /// `Rule`.
    Rule { rule_arn: String as Arn, priority: String as Priority, is_default: Flag, actions: Vec<Action>, }
    /// `Action`.
    Action {
        #[serde(rename = "type")]
        action_type: String as Word,
        order: Number,
        target_group_arn: String as Arn,
        redirect_config: RedirectActionConfig,
    }
    /// `RedirectActionConfig`.
    RedirectActionConfig { protocol: String as Port, port: String as Port, host: String, path: String, query: String, status_code: String as Word, }

    /// The attributes of one load balancer, by their keys.
    LoadBalancerAttributes { load_balancer_arn: String as Arn, attributes: BTreeMap<String, String> as Attribute, }

    /// `LoadBalancerDescription`, with its tags, attributes and policies.
    ClassicLoadBalancer {
        load_balancer_name: String as Name,
        #[serde(alias = "dNSName")]
        dns_name: String as Host,
        created_time: Instant,
        /// `internet-facing` or `internal`.
        scheme: String as Word,
        #[serde(alias = "vPCId")]
        vpc_id: String as ResourceId,
        security_groups: Vec<String> as ResourceId,
        listener_descriptions: Vec<ListenerDescription>,
        tags: Vec<Tag>,
        load_balancer_attributes: ClassicAttributes,
        /// Only of those with a listener that negotiates TLS.
        policy_descriptions: Vec<PolicyDescription>,
    }
    /// `ListenerDescription`.
    ListenerDescription { listener: ClassicListener, policy_names: Vec<String> as Name, }
    /// `Listener` of a Classic Load Balancer.
    ClassicListener {
        protocol: String as Word,
        load_balancer_port: Number,
        instance_protocol: String as Word,
        instance_port: Number,
        #[serde(alias = "sSLCertificateId")]
        ssl_certificate_id: String as Arn,
    }
    /// `LoadBalancerAttributes` of a Classic Load Balancer.
    ClassicAttributes { access_log: AccessLog, additional_attributes: Vec<Tag>, }
    /// `AccessLog`.
    AccessLog { enabled: Flag, s3_bucket_name: String as Name, s3_bucket_prefix: String, emit_interval: Number, }
    /// `PolicyDescription`.
    PolicyDescription {
        policy_name: String as Name,
        policy_type_name: String as Name,
        policy_attribute_descriptions: Vec<PolicyAttributeDescription>,
    }
    /// `PolicyAttributeDescription`.
    PolicyAttributeDescription { attribute_name: String as Name, attribute_value: String as SecurityPolicy, }
}
