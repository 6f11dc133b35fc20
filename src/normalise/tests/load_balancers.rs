//! Load balancers: what their replies become, and what is left where one is missing.

use serde_json::{Value, json};

use super::tape::{ACCOUNT, Parameters, Tape};
use super::world::complete;
use crate::evidence::fact::{Facts, GapReason};
use crate::evidence::topic::Topic;
use crate::normalise::normalise;

const CLASSIC: &str = "a1b2c3";

fn arn(name: &str) -> String {
    format!("arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/{name}")
}

fn listener(port: u16) -> String {
    format!("arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:listener/app/web/1/{port}")
}

fn member(name: &str, vpc: &str) -> String {
    format!(
        "<member><LoadBalancerArn>{}</LoadBalancerArn><DNSName>{name}.eu-west-1.elb.amazonaws.com</DNSName><CreatedTime>2026-01-02T03:04:05.678Z</CreatedTime>
        <LoadBalancerName>{name}</LoadBalancerName><Scheme>internet-facing</Scheme><VpcId>{vpc}</VpcId><State><Code>active</Code></State><Type>application</Type>
        <AvailabilityZones/><SecurityGroups><member>sg-1</member></SecurityGroups><IpAddressType>ipv4</IpAddressType></member>",
        arn(name)
    )
}

/// One Application Load Balancer with two listeners, and one Classic Load
/// Balancer, in the clusters' VPC; and one of somebody else.
pub(super) fn add(tape: &mut Tape) {
    let elb = "elasticloadbalancing";
    let list = format!("<LoadBalancers>{}{}</LoadBalancers>", member("web", "vpc-1"), member("other", "vpc-other"));
    tape.query(elb, "DescribeLoadBalancers", &[], &list);
    let tags = format!(
        "<TagDescriptions><member><ResourceArn>{}</ResourceArn><Tags><member><Key>elbv2.k8s.aws/cluster</Key><Value>one</Value></member></Tags></member></TagDescriptions>",
        arn("web")
    );
    tape.query(elb, "DescribeTags", &[("ResourceArns.member.1", &arn("web"))], &tags);
    let of: Parameters = &[("LoadBalancerArn", &*arn("web"))];
    tape.query(elb, "DescribeListeners", of, &format!(
        "<Listeners><member><ListenerArn>{}</ListenerArn><LoadBalancerArn>{}</LoadBalancerArn><Port>80</Port><Protocol>HTTP</Protocol><DefaultActions><member><Type>redirect</Type><Order>1</Order>
        <RedirectConfig><Protocol>HTTPS</Protocol><Port>443</Port><StatusCode>HTTP_301</StatusCode></RedirectConfig></member></DefaultActions></member>
        <member><ListenerArn>{}</ListenerArn><LoadBalancerArn>{}</LoadBalancerArn><Port>443</Port><Protocol>HTTPS</Protocol><SslPolicy>ELBSecurityPolicy-2016-08</SslPolicy>
        <Certificates><member><CertificateArn>arn:aws:acm:x</CertificateArn></member></Certificates><DefaultActions/></member></Listeners>",
        listener(80), arn("web"), listener(443), arn("web")));
    tape.query(elb, "DescribeRules", &[("ListenerArn", &listener(80))],
        "<Rules><member><RuleArn>r</RuleArn><Priority>1</Priority><IsDefault>false</IsDefault><Conditions/><Actions><member><Type>forward</Type><TargetGroupArn>t</TargetGroupArn></member></Actions></member></Rules>");
    tape.query(elb, "DescribeLoadBalancerAttributes", of,
        "<Attributes><member><Key>access_logs.s3.enabled</Key><Value>true</Value></member><member><Key>access_logs.s3.prefix</Key><Value/></member></Attributes>");
    tape.query("elb", "DescribeLoadBalancers", &[], &format!(
        "<LoadBalancerDescriptions><member><LoadBalancerName>{CLASSIC}</LoadBalancerName><DNSName>{CLASSIC}.eu-west-1.elb.amazonaws.com</DNSName><Scheme>internal</Scheme><VPCId>vpc-1</VPCId>
        <CreatedTime>2026-01-02T03:04:05.678Z</CreatedTime><SecurityGroups/><ListenerDescriptions><member><PolicyNames><member>p</member></PolicyNames><Listener><Protocol>HTTPS</Protocol>
        <LoadBalancerPort>443</LoadBalancerPort><InstanceProtocol>HTTP</InstanceProtocol><InstancePort>30080</InstancePort><SSLCertificateId>arn:aws:acm:y</SSLCertificateId></Listener></member></ListenerDescriptions></member></LoadBalancerDescriptions>"));
    let of: Parameters = &[("LoadBalancerName", CLASSIC)];
    tape.query("elb", "DescribeTags", &[("LoadBalancerNames.member.1", CLASSIC)], &format!(
        "<TagDescriptions><member><LoadBalancerName>{CLASSIC}</LoadBalancerName><Tags><member><Key>kubernetes.io/cluster/one</Key><Value>owned</Value></member></Tags></member></TagDescriptions>"));
    tape.query("elb", "DescribeLoadBalancerAttributes", of,
        "<LoadBalancerAttributes><AccessLog><Enabled>false</Enabled></AccessLog><AdditionalAttributes/></LoadBalancerAttributes>");
    tape.query("elb", "DescribeLoadBalancerPolicies", of,
        "<PolicyDescriptions><member><PolicyName>p</PolicyName><PolicyTypeName>SSLNegotiationPolicyType</PolicyTypeName><PolicyAttributeDescriptions><member><AttributeName>Protocol-TLSv1</AttributeName><AttributeValue>true</AttributeValue></member></PolicyAttributeDescriptions></member></PolicyDescriptions>");
}

fn value(facts: &Facts, topic: Topic, key: &str) -> Value {
    facts.get(topic, key).unwrap_or_else(|| panic!("no {topic} {key}: {:?}", facts.gaps)).to_json()
}

fn without(operation: &str) -> Facts {
    let mut tape = complete(&["one"]);
    tape.deny(operation);
    normalise(&tape.0)
}

#[test]
fn they_have_the_names_of_the_api_and_only_those_of_the_vpc_count() {
    let facts = normalise(&complete(&["one"]).0);
    let web = value(&facts, Topic::ElbLoadBalancer, &arn("web"));
    assert_eq!((&web["type"], &web["dnsName"]), (&json!("application"), &json!("web.eu-west-1.elb.amazonaws.com")));
    assert_eq!((&web["createdTime"], &web["securityGroups"]), (&json!("2026-01-02T03:04:05Z"), &json!(["sg-1"])));
    assert_eq!(web["tags"], json!([{"key": "elbv2.k8s.aws/cluster", "value": "one"}]));
    assert_eq!(facts.of(Topic::ElbLoadBalancer).len(), 1, "the other one is in another VPC");
    let http = value(&facts, Topic::ElbListener, &listener(80));
    assert_eq!(http["defaultActions"][0]["redirectConfig"]["protocol"], "HTTPS");
    assert_eq!(http["rules"][0]["actions"][0]["type"], "forward");
    let https = value(&facts, Topic::ElbListener, &listener(443));
    assert_eq!((&https["sslPolicy"], https.get("rules")), (&json!("ELBSecurityPolicy-2016-08"), None));
    let attributes = value(&facts, Topic::ElbLoadBalancerAttributes, &arn("web"));
    assert_eq!(attributes["attributes"], json!({"access_logs.s3.enabled": "true", "access_logs.s3.prefix": ""}));
    let classic = value(&facts, Topic::ElbClassicLoadBalancer, CLASSIC);
    assert_eq!((&classic["vpcId"], &classic["securityGroups"]), (&json!("vpc-1"), &json!([])));
    assert_eq!(classic["listenerDescriptions"][0]["listener"]["sslCertificateId"], "arn:aws:acm:y");
    assert_eq!(classic["loadBalancerAttributes"]["accessLog"]["enabled"], false);
    assert_eq!(classic["policyDescriptions"][0]["policyAttributeDescriptions"][0]["attributeValue"], "true");
}

#[test]
fn a_part_that_is_denied_leaves_the_others() {
    let facts = without("DescribeListeners");
    assert!(facts.covers(Topic::ElbLoadBalancer, "one") && !facts.covers(Topic::ElbListener, "one"));
    let gap = facts.gaps_in(Topic::ElbListener, "one").next().unwrap();
    assert_eq!(gap.permission, "elasticloadbalancing:DescribeListeners");
    let facts = without("DescribeRules");
    assert!(value(&facts, Topic::ElbListener, &listener(80)).get("rules").is_none());
    assert!(!facts.covers(Topic::ElbListener, "one") && facts.covers(Topic::ElbLoadBalancerAttributes, "one"));
    let facts = without("DescribeTags");
    assert!(value(&facts, Topic::ElbLoadBalancer, &arn("web")).get("tags").is_none(), "not an empty list");
    assert!(!facts.covers(Topic::ElbLoadBalancer, "one") && !facts.covers(Topic::ElbClassicLoadBalancer, "one"));
    // The permission is the same for both generations, the topics are not.
    let facts = without("DescribeLoadBalancerPolicies");
    let gap = facts.gaps_in(Topic::ElbClassicLoadBalancer, "one").next().unwrap();
    assert_eq!(gap.permission, "elasticloadbalancing:DescribeLoadBalancerPolicies");
    assert!(facts.covers(Topic::ElbLoadBalancer, "one"));
}

#[test]
fn one_that_was_deleted_between_two_calls_is_gone() {
    let mut tape = complete(&["one"]);
    tape.forget("DescribeTags");
    let asked = [("ResourceArns.member.1", &*arn("web"))];
    tape.query("elasticloadbalancing", "DescribeTags", &asked, "<TagDescriptions/>");
    let facts = normalise(&tape.0);
    assert_eq!(facts.gaps_in(Topic::ElbLoadBalancer, "one").next().unwrap().reason, GapReason::Gone);
    assert_eq!(facts.gaps_in(Topic::ElbClassicLoadBalancer, "one").next().unwrap().reason, GapReason::NotRecorded);
}

#[test]
fn pages_are_followed_by_their_own_token() {
    let mut tape = complete(&["one"]);
    tape.forget("DescribeLoadBalancers");
    let page = format!("<LoadBalancers>{}</LoadBalancers><NextMarker>m</NextMarker>", member("web", "vpc-1"));
    tape.query("elasticloadbalancing", "DescribeLoadBalancers", &[], &page);
    let facts = normalise(&tape.0);
    let gap = facts.gaps_in(Topic::ElbLoadBalancer, "one").next().unwrap();
    assert_eq!((gap.reason, &*gap.permission), (GapReason::Incomplete, "elasticloadbalancing:DescribeLoadBalancers"));
    let second = format!("<LoadBalancers>{}</LoadBalancers>", member("other", "vpc-other"));
    tape.query("elasticloadbalancing", "DescribeLoadBalancers", &[("Marker", "m")], &second);
    let facts = normalise(&tape.0);
    assert!(facts.gaps_in(Topic::ElbLoadBalancer, "one").next().is_none(), "{:?}", facts.gaps);
    let coverage = facts.coverage.iter().find(|coverage| coverage.topic == Topic::ElbLoadBalancer).unwrap();
    assert_eq!((coverage.pages, coverage.items), (2, 1));
}
