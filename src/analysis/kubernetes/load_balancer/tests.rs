use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::{Cluster, Result};
use crate::evidence::topic::Topic;

const NLB: &str = "k8s-shop-web-1.elb.eu-west-1.amazonaws.com";
const ALB: &str = "k8s-shop-2.eu-west-1.elb.amazonaws.com";
const PREFIX: &str = "service.beta.kubernetes.io/";

fn balancer(cluster: &mut Cluster, (kind, name, dns): (&str, &str, &str), scheme: &str, tags: Value) {
    cluster.add(
        Topic::ElbLoadBalancer,
        json!({"loadBalancerArn": name, "loadBalancerName": name, "dnsName": dns, "type": kind, "scheme": scheme,
            "vpcId": "vpc-1", "securityGroups": ["sg-1"], "tags": tags}),
    );
    let attributes = json!({"access_logs.s3.enabled": "false", "deletion_protection.enabled": "true"});
    cluster.add(Topic::ElbLoadBalancerAttributes, json!({"loadBalancerArn": name, "attributes": attributes}));
}

fn listener(cluster: &mut Cluster, of: &str, port: u16, protocol: &str, more: Value) {
    let mut value =
        json!({"listenerArn": format!("{of}/{port}"), "loadBalancerArn": of, "port": port, "protocol": protocol});
    for (name, member) in more.as_object().unwrap() {
        value[name.as_str()] = member.clone();
    }
    cluster.add(Topic::ElbListener, value);
}

fn tags(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}

fn service(cluster: &mut Cluster, annotations: Value, host: Option<&str>) {
    let names: Vec<Value> = host.iter().map(|host| json!({"hostname": host})).collect();
    cluster.add(
        Topic::KubernetesService,
        json!({"metadata": {"namespace": "shop", "name": "web", "annotations": annotations},
            "spec": {"type": "LoadBalancer"}, "status": {"loadBalancer": {"ingress": names}}}),
    );
}

fn ingress(cluster: &mut Cluster, name: &str, annotations: Value, host: Option<&str>) {
    let names: Vec<Value> = host.iter().map(|host| json!({"hostname": host})).collect();
    cluster.add(
        Topic::KubernetesIngress,
        json!({"metadata": {"namespace": "shop", "name": name, "annotations": annotations},
            "spec": {"ingressClassName": "alb"}, "status": {"loadBalancer": {"ingress": names}}}),
    );
}

fn found(result: &Result) -> Vec<String> {
    result.0.of(Topic::AnalysisLoadBalancer).iter().map(|fact| fact.key.clone()).collect()
}

fn entrance(result: &Result, kind: &str) -> Value {
    result.get(Topic::AnalysisEntrance, &format!("blue/shop/{kind}/web"))
}

#[test]
fn tags_and_status_say_whose_a_load_balancer_is() {
    let mut cluster = Cluster::new();
    let cases = [
        ("cloud", tags(&[("kubernetes.io/cluster/blue", "owned")])),
        ("controller", tags(&[("elbv2.k8s.aws/cluster", "blue")])),
        ("auto", tags(&[("eks:eks-cluster-name", "blue")])),
        ("green", tags(&[("elbv2.k8s.aws/cluster", "green")])),
        ("greenish", tags(&[("kubernetes.io/cluster/blue-green", "owned")])),
        ("nobody", tags(&[])),
    ];
    for (name, tags) in cases {
        balancer(&mut cluster, ("network", name, &format!("{name}.elb.eu-west-1.amazonaws.com")), "internal", tags);
    }
    balancer(&mut cluster, ("network", "by-hand", NLB), "internal", tags(&[]));
    service(&mut cluster, json!({}), Some("K8S-shop-web-1.elb.eu-west-1.amazonaws.com"));
    let result = cluster.derived();
    assert_eq!(found(&result), ["auto", "by-hand", "cloud", "controller"].map(|name| format!("blue/network/{name}")));
    let by_hand = result.get(Topic::AnalysisLoadBalancer, "blue/network/by-hand");
    assert_eq!((&by_hand["serves"], &by_hand["hasObject"]), (&json!(["shop/Service/web"]), &json!(true)));
    assert!(by_hand.get("madeFor").is_none());
}

#[test]
fn aws_alone_is_enough_to_judge_a_load_balancer_but_not_what_it_serves() {
    let mut cluster = Cluster::new();
    let tags = tags(&[("elbv2.k8s.aws/cluster", "blue"), ("service.k8s.aws/stack", "shop/web")]);
    balancer(&mut cluster, ("network", "web", NLB), "internet-facing", tags);
    cluster.deny(Topic::KubernetesService).deny(Topic::KubernetesIngress);
    let result = cluster.derived();
    assert!(result.0.covers(Topic::AnalysisLoadBalancer, "blue"));
    let web = result.get(Topic::AnalysisLoadBalancer, "blue/network/web");
    assert_eq!((&web["internetFacing"], &web["madeFor"]), (&json!(true), &json!("shop/Service/web")));
    assert_eq!(
        (&web["accessLogs"], &web["attributes"]["deletion_protection.enabled"]),
        (&json!(false), &json!("true"))
    );
    assert!(web.get("serves").is_none() && web.get("hasObject").is_none());
}

#[test]
fn what_nobody_claims_leaves_the_population_open_where_nobody_was_asked() {
    let claimed = tags(&[("elbv2.k8s.aws/cluster", "green")]);
    for (own, asked, covered) in [
        (claimed.clone(), false, true),
        (tags(&[("team", "shop")]), false, false),
        (tags(&[("team", "shop")]), true, true),
    ] {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("network", "other", NLB), "internet-facing", own.clone());
        if !asked {
            cluster.deny(Topic::KubernetesIngress);
        }
        let result = cluster.derived();
        assert_eq!(result.0.covers(Topic::AnalysisLoadBalancer, "blue"), covered, "{own} {asked}");
        let gap = result.0.gaps_in(Topic::AnalysisLoadBalancer, "blue").next();
        assert_eq!(gap.is_none(), covered);
        if let Some(gap) = gap {
            assert_eq!(gap.permission, "list kubernetes.ingress");
            assert!(gap.detail.contains("other"), "{}", gap.detail);
        }
    }
}

#[test]
fn what_could_not_be_read_is_absent() {
    let mut cluster = Cluster::new();
    balancer(&mut cluster, ("application", "web", ALB), "internal", tags(&[("elbv2.k8s.aws/cluster", "blue")]));
    listener(&mut cluster, "web", 443, "HTTPS", json!({}));
    cluster.deny(Topic::ElbListener);
    cluster.0.topics.remove(&Topic::ElbLoadBalancerAttributes);
    let result = cluster.derived();
    let web = result.get(Topic::AnalysisLoadBalancer, "blue/application/web");
    assert!(web.get("listeners").is_none() && web.get("accessLogs").is_none() && web.get("attributes").is_none());
    for topic in [Topic::ElbLoadBalancer, Topic::ElbClassicLoadBalancer] {
        let mut cluster = Cluster::new();
        cluster.deny(topic);
        assert!(!cluster.derived().0.covers(Topic::AnalysisLoadBalancer, "blue"), "{topic}");
    }
}

#[test]
fn a_load_balancer_is_left_behind_only_when_nothing_can_get_it() {
    let own = ("elbv2.k8s.aws/cluster", "blue");
    let cases = [
        // No such Service; it has another one; it waits for one; it is served.
        (None, ("service.k8s.aws/stack", "shop/web"), json!(false)),
        (Some(Some(ALB)), ("service.k8s.aws/stack", "shop/web"), json!(false)),
        (Some(None), ("service.k8s.aws/stack", "shop/web"), Value::Null),
        (Some(Some(NLB)), ("service.k8s.aws/stack", "shop/web"), json!(true)),
        (None, ("kubernetes.io/service-name", "shop/web"), json!(false)),
        (None, ("service.eks.amazonaws.com/stack", "shop/web"), json!(false)),
        (None, ("ingress.k8s.aws/stack", "shop/web"), json!(false)),
        (None, ("ingress.k8s.aws/stack", "storefront"), json!(false)),
        // A Gateway's: nothing is known of what it was made for.
        (None, ("gateway.k8s.aws/stack", "shop/web"), Value::Null),
    ];
    for (host, tag, expected) in cases {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("network", "web", NLB), "internal", tags(&[own, tag]));
        if let Some(host) = host {
            service(&mut cluster, json!({}), host);
        }
        let web = cluster.derived().get(Topic::AnalysisLoadBalancer, "blue/network/web");
        assert_eq!(web["hasObject"], expected, "{host:?} {tag:?}");
    }
}

#[test]
fn a_group_waits_while_any_ingress_does() {
    let mut cluster = Cluster::new();
    let group = tags(&[("elbv2.k8s.aws/cluster", "blue"), ("ingress.k8s.aws/stack", "storefront")]);
    balancer(&mut cluster, ("application", "shop", ALB), "internal", group);
    ingress(&mut cluster, "web", json!({}), None);
    let shop = cluster.derived().get(Topic::AnalysisLoadBalancer, "blue/application/shop");
    assert_eq!((&shop["ingressGroup"], &shop["hasObject"]), (&json!("storefront"), &Value::Null));
    ingress(&mut cluster, "web", json!({}), Some(ALB));
    ingress(&mut cluster, "api", json!({}), Some(&format!("dualstack.{ALB}")));
    let shop = cluster.derived().get(Topic::AnalysisLoadBalancer, "blue/application/shop");
    assert_eq!((&shop["serves"], &shop["hasObject"]), (&json!(["shop/Ingress/api", "shop/Ingress/web"]), &json!(true)));
}

#[test]
fn plain_http_is_judged_by_every_rule() {
    let to = |protocol: &str| json!({"type": "redirect", "redirectConfig": {"protocol": protocol}});
    let fixed = json!({"type": "fixed-response"});
    let forward = json!({"type": "forward", "targetGroupArn": "t"});
    let rules = |action: &Value| json!([{"isDefault": "true", "actions": [action]}]);
    for (default, rules, expected) in [
        (to("HTTPS"), rules(&to("HTTPS")), json!(false)),
        (fixed.clone(), rules(&to("HTTPS")), json!(false)),
        (to("#{protocol}"), rules(&to("HTTPS")), json!(true)),
        (to("HTTPS"), rules(&forward), json!(true)),
        (forward.clone(), rules(&forward), json!(true)),
        (to("HTTPS"), Value::Null, Value::Null),
    ] {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("application", "web", ALB), "internal", tags(&[("elbv2.k8s.aws/cluster", "blue")]));
        let mut more = json!({"defaultActions": [default]});
        if rules.is_array() {
            more["rules"] = rules.clone();
        }
        listener(&mut cluster, "web", 80, "HTTP", more.clone());
        let web = cluster.derived().get(Topic::AnalysisLoadBalancer, "blue/application/web");
        assert_eq!(web["listeners"][0]["forwardsClearText"], expected, "{more}");
    }
}

fn classic(cluster: &mut Cluster, listener: Value, policies: Value) -> Value {
    cluster.add(
        Topic::ElbClassicLoadBalancer,
        json!({"loadBalancerName": "a1b2", "dnsName": "a1b2.eu-west-1.elb.amazonaws.com", "scheme": "internet-facing",
            "tags": tags(&[("kubernetes.io/cluster/blue", "owned"), ("kubernetes.io/service-name", "shop/web")]),
            "listenerDescriptions": [{"listener": listener, "policyNames": ["p"]}], "policyDescriptions": policies,
            "loadBalancerAttributes": {"accessLog": {"enabled": "true"}}}),
    );
    cluster.derived().get(Topic::AnalysisLoadBalancer, "blue/classic/a1b2")
}

#[test]
fn classic_load_balancers_are_load_balancers_too() {
    let https = json!({"protocol": "HTTPS", "loadBalancerPort": "443", "sslCertificateId": "arn"});
    let policy = |attributes: &[(&str, &str)]| {
        let attributes: Vec<Value> =
            attributes.iter().map(|(name, value)| json!({"attributeName": name, "attributeValue": value})).collect();
        json!([{"policyName": "p", "policyTypeName": "SSLNegotiationPolicyType", "policyAttributeDescriptions": attributes}])
    };
    let old = policy(&[
        ("Protocol-TLSv1", "true"),
        ("Protocol-TLSv1.2", "true"),
        ("Protocol-SSLv3", "false"),
        ("Reference-Security-Policy", "ELBSecurityPolicy-2016-08"),
    ]);
    let found = classic(&mut Cluster::new(), https.clone(), old);
    assert_eq!(
        (&found["type"], &found["internetFacing"], &found["accessLogs"]),
        (&json!("classic"), &json!(true), &json!(true))
    );
    assert_eq!(found["madeFor"], "shop/Service/web");
    let listener = &found["listeners"][0];
    assert_eq!(
        (&listener["oldProtocols"], &listener["sslPolicy"]),
        (&json!(["TLSv1"]), &json!("ELBSecurityPolicy-2016-08"))
    );
    let found = classic(&mut Cluster::new(), https.clone(), policy(&[("Protocol-TLSv1.2", "true")]));
    assert_eq!(found["listeners"][0]["oldProtocols"], json!([]));
    // A policy that nothing describes is unknown, whatever its name says.
    let found = classic(&mut Cluster::new(), https, json!([]));
    assert!(found["listeners"][0].get("sslPolicy").is_none() && found["listeners"][0].get("oldProtocols").is_none());
    let found = classic(&mut Cluster::new(), json!({"protocol": "HTTP", "loadBalancerPort": "80"}), json!([]));
    assert_eq!(found["listeners"][0]["forwardsClearText"], json!(true));
}

#[test]
fn what_exists_goes_before_what_a_service_asks_for() {
    let internal = json!({format!("{PREFIX}aws-load-balancer-internal"): "true"});
    for (scheme, expected) in [("internet-facing", true), ("internal", false)] {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("network", "web", NLB), scheme, tags(&[]));
        service(&mut cluster, internal.clone(), Some(NLB));
        let found = entrance(&cluster.derived(), "Service");
        assert_eq!(
            (&found["internetFacing"], &found["internetFacingFrom"]),
            (&json!(expected), &json!("load-balancer"))
        );
        assert_eq!(
            (&found["declaredInternetFacing"], &found["loadBalancers"]),
            (&json!(false), &json!(["blue/network/web"]))
        );
    }
    // Its name is in the status, and no such load balancer is there: what it asks for says nothing.
    let mut cluster = Cluster::new();
    service(&mut cluster, internal.clone(), Some(NLB));
    let found = entrance(&cluster.derived(), "Service");
    assert_eq!((found.get("internetFacing"), &found["loadBalancers"]), (None, &json!([])));
    // Nothing is there yet.
    let mut cluster = Cluster::new();
    service(&mut cluster, internal.clone(), None);
    let found = entrance(&cluster.derived(), "Service");
    assert_eq!((&found["internetFacing"], &found["internetFacingFrom"]), (&json!(false), &json!("declaration")));
    // Elastic Load Balancing was not read.
    for topic in [Topic::ElbLoadBalancer, Topic::ElbClassicLoadBalancer] {
        let mut cluster = Cluster::new();
        service(&mut cluster, internal.clone(), Some(NLB));
        cluster.deny(topic);
        let found = entrance(&cluster.derived(), "Service");
        assert_eq!((&found["internetFacing"], &found["internetFacingFrom"]), (&json!(false), &json!("declaration")));
        assert!(found.get("loadBalancers").is_none());
    }
}

#[test]
fn tls_is_what_the_listeners_do() {
    let certificate = json!({format!("{PREFIX}aws-load-balancer-ssl-cert"): "arn:aws:acm:x"});
    for (protocol, annotations, expected) in [("TCP", certificate.clone(), false), ("TLS", json!({}), true)] {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("network", "web", NLB), "internal", tags(&[]));
        listener(&mut cluster, "web", 443, protocol, json!({}));
        service(&mut cluster, annotations, Some(NLB));
        let found = entrance(&cluster.derived(), "Service");
        assert_eq!((&found["tls"], &found["tlsFrom"]), (&json!(expected), &json!("load-balancer")), "{protocol}");
        cluster.deny(Topic::ElbListener);
        let found = entrance(&cluster.derived(), "Service");
        assert_eq!((&found["tls"], &found["tlsFrom"]), (&json!(!expected), &json!("declaration")), "{protocol}");
    }
}

#[test]
fn a_shared_load_balancer_shows_tls_only_where_there_is_none() {
    let asks = json!({"alb.ingress.kubernetes.io/listen-ports": r#"[{"HTTP": 80}]"#});
    for (protocol, shared, expected) in [
        ("HTTPS", false, (true, "load-balancer")),
        ("HTTPS", true, (false, "declaration")),
        ("HTTP", true, (false, "load-balancer")),
    ] {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("application", "shop", ALB), "internal", tags(&[]));
        listener(&mut cluster, "shop", 443, protocol, json!({}));
        ingress(&mut cluster, "web", asks.clone(), Some(ALB));
        if shared {
            ingress(&mut cluster, "api", json!({}), Some(ALB));
        }
        let found = entrance(&cluster.derived(), "Ingress");
        assert_eq!((&found["tls"], &found["tlsFrom"]), (&json!(expected.0), &json!(expected.1)), "{protocol} {shared}");
    }
}

#[test]
fn tags_tell_an_application_load_balancer_whatever_its_class_is_called() {
    let mut cluster = Cluster::new();
    let tags = tags(&[("elbv2.k8s.aws/cluster", "blue"), ("ingress.k8s.aws/stack", "shop/web")]);
    balancer(&mut cluster, ("application", "web", ALB), "internet-facing", tags);
    listener(&mut cluster, "web", 443, "HTTPS", json!({}));
    cluster.add(
        Topic::KubernetesIngress,
        json!({"metadata": {"namespace": "shop", "name": "web", "annotations": {"alb.ingress.kubernetes.io/scheme": "internal"}},
            "spec": {"ingressClassName": "ours"}, "status": {"loadBalancer": {"ingress": [{"hostname": ALB}]}}}),
    );
    let found = entrance(&cluster.derived(), "Ingress");
    assert_eq!((&found["tls"], &found["declaredInternetFacing"]), (&json!(true), &json!(false)));
    assert_eq!(found["internetFacing"], json!(true));
}

fn gateway(cluster: &mut Cluster, host: Option<&str>) {
    let class = json!({"metadata": {"name": "edge"}, "spec": {"controllerName": "gateway.k8s.aws/alb"}});
    cluster.add(Topic::KubernetesGatewayClass, class);
    let addresses: Vec<Value> = host.iter().map(|host| json!({"type": "Hostname", "value": host})).collect();
    cluster.add(
        Topic::KubernetesGateway,
        json!({"metadata": {"namespace": "shop", "name": "web"}, "status": {"addresses": addresses},
            "spec": {"gatewayClassName": "edge", "listeners": [{"name": "a", "protocol": "HTTP", "port": 80}]}}),
    );
}

#[test]
fn a_gateway_has_the_load_balancer_that_its_status_names() {
    let made_for = tags(&[("elbv2.k8s.aws/cluster", "blue"), ("gateway.k8s.aws.alb/stack", "shop/web")]);
    // Its own, one that it waits for, and one that it left for another.
    for (host, scheme, has_object, facing) in [
        (Some(ALB), "internet-facing", json!(true), json!([true, "load-balancer"])),
        (Some(ALB), "internal", json!(true), json!([false, "load-balancer"])),
        (None, "internal", Value::Null, json!([false, "declaration"])),
        (Some("other.eu-west-1.elb.amazonaws.com"), "internal", json!(false), json!([true, "host-name"])),
    ] {
        let mut cluster = Cluster::new();
        balancer(&mut cluster, ("application", "k8s-shop", ALB), scheme, made_for.clone());
        gateway(&mut cluster, host);
        let result = cluster.derived();
        let own = result.get(Topic::AnalysisLoadBalancer, "blue/application/k8s-shop");
        assert_eq!(own["madeFor"], "shop/Gateway/web");
        assert_eq!(own.get("hasObject").unwrap_or(&Value::Null), &has_object, "{host:?}");
        let entrance = entrance(&result, "Gateway");
        assert_eq!(json!([entrance["internetFacing"], entrance["internetFacingFrom"]]), facing, "{host:?} {scheme}");
    }
    let mut cluster = Cluster::new();
    balancer(&mut cluster, ("application", "k8s-shop", ALB), "internal", made_for);
    cluster.deny(Topic::KubernetesGateway);
    let own = cluster.derived().get(Topic::AnalysisLoadBalancer, "blue/application/k8s-shop");
    assert!(own.get("hasObject").is_none() && own.get("serves").is_none());
}

#[test]
fn a_scheme_that_is_not_known_says_nothing() {
    for (scheme, expected) in [("internet-facing", json!(true)), ("internal", json!(false)), ("other", Value::Null)] {
        let mut cluster = Cluster::new();
        let tags = tags(&[("kubernetes.io/cluster/blue", "owned")]);
        balancer(&mut cluster, ("network", "new", NLB), scheme, tags.clone());
        cluster.add(
            Topic::ElbClassicLoadBalancer,
            json!({"loadBalancerName": "old", "dnsName": "old.eu-west-1.elb.amazonaws.com", "scheme": scheme,
                "vpcId": "vpc-1", "tags": tags, "listenerDescriptions": []}),
        );
        let result = cluster.derived();
        for key in ["blue/network/new", "blue/classic/old"] {
            let found = result.get(Topic::AnalysisLoadBalancer, key);
            assert_eq!(found.get("internetFacing").unwrap_or(&Value::Null), &expected, "{key} {scheme}");
        }
    }
}
