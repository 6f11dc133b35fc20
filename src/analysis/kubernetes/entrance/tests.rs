use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

/// Elastic Load Balancing was not asked: what the objects say is all there is.
pub(super) fn without_elb() -> Cluster {
    let mut cluster = Cluster::new();
    cluster.deny(Topic::ElbLoadBalancer).deny(Topic::ElbClassicLoadBalancer).deny(Topic::ElbListener);
    cluster
}

fn service(spec: Value, annotations: Value, status: Value) -> Option<Value> {
    let mut cluster = without_elb();
    let object = json!({"metadata": {"namespace": "shop", "name": "web", "annotations": annotations}, "spec": spec, "status": status});
    cluster.add(Topic::KubernetesService, object);
    cluster.derived().find(Topic::AnalysisEntrance, "blue/shop/Service/web")
}

fn ingress(spec: Value, annotations: Value, status: Value) -> Value {
    let mut cluster = without_elb();
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
        // The cloud controller does not know this annotation.
        (json!({}), json!({format!("{p}aws-load-balancer-scheme"): "internal"}), json!({}), json!(true)),
        (json!({}), json!({format!("{p}aws-load-balancer-internal"): "yes"}), json!({}), json!(false)),
        (json!({}), json!({format!("{p}aws-load-balancer-internal"): "false"}), json!({}), json!(true)),
        (
            json!({"loadBalancerClass": "service.k8s.aws/nlb"}),
            json!({format!("{p}aws-load-balancer-scheme"): "internal"}),
            at("k8s-x.elb.eu-west-1.amazonaws.com"),
            json!(false),
        ),
        (json!({}), json!({format!("{p}aws-load-balancer-type"): "external"}), json!({}), json!(false)),
        (json!({"loadBalancerClass": "service.k8s.aws/nlb"}), json!({}), json!({}), json!(false)),
        (
            json!({"loadBalancerClass": "eks.amazonaws.com/nlb"}),
            json!({format!("{p}aws-load-balancer-scheme"): "internet-facing"}),
            json!({}),
            json!(true),
        ),
        (json!({"loadBalancerClass": "example.com/own"}), json!({}), json!({}), Value::Null),
        (json!({"loadBalancerClass": "example.com/own"}), json!({}), at("internal-a1.example.com"), Value::Null),
        (json!({}), json!({}), at("internal-a1.eu-west-1.elb.amazonaws.com"), json!(false)),
        (
            json!({}),
            json!({format!("{p}aws-load-balancer-internal"): "true"}),
            at("a1.eu-west-1.elb.amazonaws.com"),
            json!(true),
        ),
        (
            json!({"externalIPs": ["54.1.2.3"], "loadBalancerClass": "service.k8s.aws/nlb"}),
            json!({}),
            json!({}),
            Value::Null,
        ),
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
    let node_port = service(json!({"type": "NodePort", "externalIPs": ["10.1.2.3"]}), json!({}), json!({})).unwrap();
    assert_eq!(node_port["internetFacing"], Value::Null, "an address more does not make the nodes known");
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
    let mut cluster = without_elb();
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

#[test]
fn the_controllers_own_default_holds_where_nothing_is_stated() {
    for (argument, expected) in
        [("--default-load-balancer-scheme=internet-facing", true), ("--cluster-name=blue", false)]
    {
        let mut cluster = Cluster::new();
        cluster.add(
            Topic::KubernetesService,
            json!({"metadata": {"namespace": "shop", "name": "web"},
            "spec": {"type": "LoadBalancer", "loadBalancerClass": "service.k8s.aws/nlb"}}),
        );
        let spec = json!({"containers": [{"name": "controller", "args": [argument]}]});
        cluster.workload(("kube-system", "Deployment", "aws-load-balancer-controller"), spec, json!({}));
        let found = |cluster: &Cluster| {
            cluster.derived().get(Topic::AnalysisEntrance, "blue/shop/Service/web").get("internetFacing").cloned()
        };
        assert_eq!(found(&cluster), Some(json!(expected)), "{argument}");
        let mut unread = Cluster::new();
        unread.0.topics.insert(Topic::KubernetesService, cluster.0.of(Topic::KubernetesService).to_vec());
        unread.deny(Topic::KubernetesWorkload);
        assert_eq!(found(&unread), None);
    }
}

#[test]
fn what_exists_goes_before_what_an_ingress_asks_for() {
    let scheme = "alb.ingress.kubernetes.io/scheme";
    for (class, status, expected) in [
        // The parameters of the class chose otherwise.
        ("alb", at("k8s-x.eu-west-1.elb.amazonaws.com"), json!(true)),
        ("alb", at("internal-k8s-x.eu-west-1.elb.amazonaws.com"), json!(false)),
        ("alb", json!({}), json!(false)),
        // Another controller does not read the annotation.
        ("nginx", json!({}), Value::Null),
        ("nginx", at("k8s-x.elb.eu-west-1.amazonaws.com"), Value::Null),
    ] {
        let found = ingress(json!({"ingressClassName": class}), json!({scheme: "internal"}), status.clone());
        assert_eq!(found["internetFacing"], expected, "{class} {status}");
    }
}

#[test]
fn tls_and_sources_of_application_load_balancers() {
    let p = "alb.ingress.kubernetes.io/";
    let tls = json!([{"hosts": ["a.example"]}]);
    for (annotations, spec_tls, expected) in [
        (
            json!({format!("{p}listen-ports"): r#"[{"HTTP": 80}]"#, format!("{p}certificate-arn"): "arn"}),
            json!([]),
            json!(false),
        ),
        (json!({format!("{p}listen-ports"): r#"[{"HTTP": 80}, {"HTTPS": 443}]"#}), tls.clone(), json!(true)),
        (json!({format!("{p}certificate-arn"): "arn"}), json!([]), json!(true)),
        // It listens on port 80.
        (json!({}), tls, json!(false)),
        (json!({}), json!([]), json!(false)),
    ] {
        let found = ingress(json!({"ingressClassName": "alb", "tls": spec_tls}), annotations.clone(), json!({}));
        assert_eq!(found["tls"], expected, "{annotations}");
    }
    let groups = json!({format!("{p}inbound-cidrs"): "10.0.0.0/8", format!("{p}security-groups"): "sg-1"});
    assert_eq!(ingress(json!({"ingressClassName": "alb"}), groups, json!({}))["sourceRanges"], Value::Null);
    let p = "service.beta.kubernetes.io/";
    let groups = json!({format!("{p}aws-load-balancer-security-groups"): "sg-1"});
    let spec = json!({"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0/8"]});
    assert_eq!(service(spec, groups, json!({})).unwrap()["sourceRanges"], Value::Null);
}

#[test]
fn the_parameters_of_a_class_may_name_the_certificate() {
    for (group, member) in [("elbv2.k8s.aws/v1beta1", "certificateArn"), ("eks.amazonaws.com/v1", "certificateARNs")] {
        let mut cluster = Cluster::new();
        let parameters = json!({"apiVersion": group, "kind": "IngressClassParams", "metadata": {"name": "alb"}, "spec": {member: "x"}});
        cluster.add(
            Topic::KubernetesIngress,
            json!({"metadata": {"namespace": "shop", "name": "web"}, "spec": {"ingressClassName": "alb"}}),
        );
        let tls = |cluster: &Cluster| {
            cluster.derived().get(Topic::AnalysisEntrance, "blue/shop/Ingress/web").get("tls").cloned()
        };
        assert_eq!(tls(&cluster), Some(json!(false)));
        cluster.add(Topic::KubernetesPolicyObject, parameters);
        assert_eq!(tls(&cluster), None, "{group}");
        cluster.0.topics.remove(&Topic::KubernetesPolicyObject);
        cluster.deny(Topic::KubernetesPolicyObject);
        assert_eq!(tls(&cluster), None, "not read");
    }
}
