#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

fn service(spec: Value, annotations: Value, status: Value) -> Option<Value> {
    let mut cluster = Cluster::new();
    let object = json!({"metadata": {"namespace": "shop", "name": "web", "annotations": annotations}, "spec": spec, "status": status});
    cluster.add(Topic::KubernetesService, object);
    cluster.derived().find(Topic::AnalysisEntrance, "blue/shop/Service/web")
}

fn ingress(spec: Value, annotations: Value, status: Value) -> Value {
    let mut cluster = Cluster::new();
    let object = json!({"metadata": {"namespace": "shop", "name": "web", "annotations": annotations}, "spec": spec, "status": status});
    cluster.add(Topic::KubernetesIngress, object);
    cluster.derived().find(Topic::AnalysisEntrance, "blue/shop/Ingress/web").unwrap()
}

fn at(host: &str) -> Value {
    json!({"loadBalancer": {"ingress": [{"hostname": host}]}})
}

#[test]
fn schemes_of_load_balancer_services() {
    let p = "service.beta.kubernetes.io/";
    for (spec, annotations, status, expected) in [
        (json!({}), json!({}), json!({}), json!(true)),
        (json!({}), json!({format!("{p}aws-load-balancer-internal"): "true"}), json!({}), json!(false)),
        (json!({}), json!({format!("{p}aws-load-balancer-scheme"): "internal"}), json!({}), json!(false)),
        (json!({}), json!({format!("{p}aws-load-balancer-type"): "external"}), json!({}), json!(false)),
        (json!({"loadBalancerClass": "service.k8s.aws/nlb"}), json!({}), json!({}), json!(false)),
        (
            json!({"loadBalancerClass": "eks.amazonaws.com/nlb"}),
            json!({format!("{p}aws-load-balancer-scheme"): "internet-facing"}),
            json!({}),
            json!(true),
        ),
        (json!({"loadBalancerClass": "example.com/own"}), json!({}), json!({}), Value::Null),
        (json!({}), json!({}), at("internal-a1.eu-west-1.elb.amazonaws.com"), json!(false)),
    ] {
        let mut spec = spec;
        spec["type"] = json!("LoadBalancer");
        let found = service(spec.clone(), annotations.clone(), status).unwrap();
        assert_eq!(found["internetFacing"], expected, "{spec} {annotations}");
    }
}

#[test]
fn other_services() {
    assert_eq!(service(json!({"type": "ClusterIP"}), json!({}), json!({})), None);
    let private = service(json!({"type": "ClusterIP", "externalIPs": ["10.1.2.3"]}), json!({}), json!({})).unwrap();
    assert_eq!((&private["entranceType"], &private["internetFacing"]), (&json!("ExternalIP"), &json!(false)));
    let public = service(json!({"type": "ClusterIP", "externalIPs": ["54.1.2.3"]}), json!({}), json!({})).unwrap();
    assert_eq!(public["internetFacing"], Value::Null);
    let node_port = service(json!({"type": "NodePort"}), json!({}), json!({})).unwrap();
    assert_eq!(node_port["internetFacing"], Value::Null, "nodes are unknown");
    let p = "service.beta.kubernetes.io/";
    let annotations = json!({format!("{p}aws-load-balancer-ssl-cert"): "arn:aws:acm:x", format!("{p}load-balancer-source-ranges"): "10.0.0.0/8, 192.168.0.0/16"});
    let found = service(json!({"type": "LoadBalancer"}), annotations, json!({})).unwrap();
    assert_eq!(found["tls"], json!(true));
    assert_eq!(found["sourceRanges"], json!(["10.0.0.0/8", "192.168.0.0/16"]));
}

#[test]
fn ingresses() {
    let alb = ingress(
        json!({"ingressClassName": "alb", "rules": [{"host": "b.example"}, {"host": "a.example"}]}),
        json!({"alb.ingress.kubernetes.io/scheme": "internet-facing", "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:x",
            "alb.ingress.kubernetes.io/inbound-cidrs": "10.0.0.0/8"}),
        json!({}),
    );
    assert_eq!((&alb["internetFacing"], &alb["tls"]), (&json!(true), &json!(true)));
    assert_eq!((&alb["hosts"], &alb["sourceRanges"]), (&json!(["a.example", "b.example"]), &json!(["10.0.0.0/8"])));
    let unknown = ingress(json!({"ingressClassName": "alb"}), json!({}), json!({}));
    assert_eq!((&unknown["internetFacing"], &unknown["tls"]), (&Value::Null, &json!(false)));
    let nginx = ingress(
        json!({"ingressClassName": "nginx", "tls": [{"hosts": ["a.example"]}]}),
        json!({"nginx.ingress.kubernetes.io/configuration-snippet": "x", "nginx.ingress.kubernetes.io/rewrite-target": "/"}),
        at("k8s-x.elb.eu-west-1.amazonaws.com"),
    );
    assert_eq!(nginx["snippetAnnotations"], json!(["nginx.ingress.kubernetes.io/configuration-snippet"]));
    assert_eq!((&nginx["internetFacing"], &nginx["tls"]), (&Value::Null, &json!(true)));
}

#[test]
fn an_ingress_is_what_the_load_balancer_of_its_controller_is() {
    let mut cluster = Cluster::new();
    let host = "k8s-x.elb.eu-west-1.amazonaws.com";
    cluster.add(
        Topic::KubernetesService,
        json!({"metadata": {"namespace": "ingress-nginx", "name": "controller"},
        "spec": {"type": "LoadBalancer"}, "status": at(host)}),
    );
    cluster.add(
        Topic::KubernetesIngress,
        json!({"metadata": {"namespace": "shop", "name": "web"},
        "spec": {"ingressClassName": "nginx"}, "status": at(host)}),
    );
    let found = cluster.derived().find(Topic::AnalysisEntrance, "blue/shop/Ingress/web").unwrap();
    assert_eq!(found["internetFacing"], json!(true));
}
