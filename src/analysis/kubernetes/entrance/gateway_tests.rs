use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

const ALB: &str = "gateway.k8s.aws/alb";
const NLB: &str = "gateway.k8s.aws/nlb";
const LATTICE: &str = "application-networking.k8s.aws/gateway-api-controller";

fn class(cluster: &mut Cluster, controller: &str, configuration: Option<&str>) {
    let reference = configuration.map(
        |name| json!({"group": "gateway.k8s.aws", "kind": "LoadBalancerConfiguration", "name": name, "namespace": "ops"}),
    );
    let spec = json!({"controllerName": controller, "parametersRef": reference});
    cluster.add(Topic::KubernetesGatewayClass, json!({"metadata": {"name": "edge"}, "spec": spec}));
}

fn configure(cluster: &mut Cluster, namespace: &str, name: &str, spec: Value) {
    cluster.add(
        Topic::KubernetesPolicyObject,
        json!({"apiVersion": "gateway.k8s.aws/v1beta1", "kind": "LoadBalancerConfiguration",
            "metadata": {"namespace": namespace, "name": name}, "spec": spec}),
    );
}

/// A Gateway of the class `edge` with one HTTPS listener.
fn gateway(cluster: &mut Cluster, configuration: Option<&str>, addresses: &[&str]) {
    let infrastructure = configuration.map(|name| {
        json!({"parametersRef": {"group": "gateway.k8s.aws", "kind": "LoadBalancerConfiguration", "name": name}})
    });
    let addresses: Vec<Value> = addresses.iter().map(|value| json!({"type": "Hostname", "value": value})).collect();
    cluster.add(
        Topic::KubernetesGateway,
        json!({"metadata": {"namespace": "shop", "name": "web"}, "status": {"addresses": addresses},
            "spec": {"gatewayClassName": "edge", "infrastructure": infrastructure,
                "listeners": [{"name": "a", "protocol": "HTTPS", "port": 443, "hostname": "a.example"}]}}),
    );
}

fn derived(cluster: &Cluster) -> Value {
    cluster.derived().get(Topic::AnalysisEntrance, "blue/shop/Gateway/web")
}

#[test]
fn the_scheme_of_a_load_balancer_is_that_of_its_configurations() {
    let public = json!({"scheme": "internet-facing"});
    let internal = json!({"scheme": "internal"});
    let yields = json!({"scheme": "internal", "mergingMode": "prefer-gateway"});
    for (of_class, of_gateway, expected) in [
        (None, None, json!(false)),
        (None, Some(&public), json!(true)),
        (Some(&public), None, json!(true)),
        (Some(&internal), Some(&public), json!(false)),
        (Some(&yields), Some(&public), json!(true)),
        (Some(&json!({})), Some(&public), json!(true)),
        (None, Some(&json!({"scheme": "other"})), Value::Null),
    ] {
        let mut cluster = Cluster::new();
        class(&mut cluster, ALB, of_class.map(|_| "all"));
        gateway(&mut cluster, of_gateway.map(|_| "own"), &[]);
        of_class.into_iter().for_each(|spec| configure(&mut cluster, "ops", "all", spec.clone()));
        of_gateway.into_iter().for_each(|spec| configure(&mut cluster, "shop", "own", spec.clone()));
        assert_eq!(derived(&cluster)["internetFacing"], expected, "{of_class:?} {of_gateway:?}");
    }
}

#[test]
fn what_cannot_be_known_stays_open() {
    let mut cluster = Cluster::new();
    gateway(&mut cluster, None, &[]);
    assert_eq!(derived(&cluster)["internetFacing"], Value::Null, "its class is not there");
    class(&mut cluster, NLB, Some("all"));
    assert_eq!(derived(&cluster)["internetFacing"], Value::Null, "its configuration is not there");
    assert_eq!(derived(&cluster)["sourceRanges"], Value::Null);
    configure(&mut cluster, "ops", "all", json!({}));
    assert_eq!(derived(&cluster)["internetFacing"], json!(false));
    cluster.deny(Topic::KubernetesWorkload);
    assert_eq!(derived(&cluster)["internetFacing"], Value::Null, "the controller may have another default");
    let mut other = Cluster::new();
    class(&mut other, "example.com/controller", None);
    gateway(&mut other, None, &[]);
    assert_eq!(derived(&other)["internetFacing"], Value::Null);
    other.deny(Topic::KubernetesGateway);
    assert!(!other.derived().0.covers(Topic::AnalysisEntrance, "blue"), "another Gateway may be unseen");
}

#[test]
fn what_exists_goes_before_what_is_asked_for() {
    for (controller, addresses, expected) in [
        (ALB, vec!["k8s-x.eu-west-1.elb.amazonaws.com"], json!(true)),
        (ALB, vec!["internal-k8s-x.eu-west-1.elb.amazonaws.com"], json!(false)),
        (NLB, vec!["k8s-x.elb.eu-west-1.amazonaws.com"], json!(true)),
        (LATTICE, vec!["x.vpc-lattice-svcs.eu-west-1.on.aws"], json!(false)),
        ("istio.io/gateway-controller", vec!["172.20.1.2"], json!(false)),
        ("istio.io/gateway-controller", vec!["172.20.1.2", "54.1.2.3"], Value::Null),
        ("istio.io/gateway-controller", vec!["shared.elb.eu-west-1.amazonaws.com"], json!(true)),
    ] {
        let mut cluster = super::tests::without_elb();
        class(&mut cluster, controller, None);
        gateway(&mut cluster, Some("own"), &addresses);
        configure(&mut cluster, "shop", "own", json!({"scheme": "internet-facing"}));
        let status = json!({"loadBalancer": {"ingress": [{"hostname": "shared.elb.eu-west-1.amazonaws.com"}]}});
        cluster.add(
            Topic::KubernetesService,
            json!({"metadata": {"namespace": "istio", "name": "edge"}, "spec": {"type": "LoadBalancer"}, "status": status}),
        );
        assert_eq!(derived(&cluster)["internetFacing"], expected, "{controller} {addresses:?}");
    }
}

#[test]
fn who_may_enter_and_which_hosts() {
    let mut cluster = Cluster::new();
    class(&mut cluster, ALB, None);
    gateway(&mut cluster, Some("own"), &[]);
    configure(&mut cluster, "shop", "own", json!({"sourceRanges": ["10.0.0.0/8"], "securityGroupPrefixes": ["pl-1"]}));
    let found = derived(&cluster);
    assert_eq!((&found["sourceRanges"], &found["hosts"]), (&json!(["10.0.0.0/8"]), &json!(["a.example"])));
    assert_eq!((&found["entranceType"], &found["loadBalancerClass"]), (&json!("Gateway"), &json!("edge")));
    for spec in
        [json!({"securityGroupPrefixes": ["pl-1"]}), json!({"securityGroups": ["sg-1"], "sourceRanges": ["0.0.0.0/0"]})]
    {
        let mut cluster = Cluster::new();
        class(&mut cluster, ALB, None);
        gateway(&mut cluster, Some("own"), &[]);
        configure(&mut cluster, "shop", "own", spec.clone());
        assert_eq!(derived(&cluster)["sourceRanges"], Value::Null, "{spec}");
    }
}

#[test]
fn tls_for_every_host() {
    let listener = |protocol: &str, host: Option<&str>| json!({"protocol": protocol, "hostname": host});
    for (listeners, expected) in [
        (vec![listener("HTTPS", None)], true),
        (vec![listener("TLS", Some("a.example"))], true),
        (vec![listener("HTTP", Some("a.example")), listener("HTTPS", Some("a.example"))], true),
        (vec![listener("HTTP", None), listener("HTTPS", None)], true),
        (vec![listener("HTTP", Some("a.example")), listener("HTTPS", None)], true),
        (vec![listener("HTTP", Some("a.example")), listener("HTTPS", Some("b.example"))], false),
        (vec![listener("HTTP", None), listener("HTTPS", Some("a.example"))], false),
        (vec![listener("HTTP", None)], false),
        (vec![listener("TCP", None)], false),
        (vec![], false),
    ] {
        let mut cluster = Cluster::new();
        let spec = json!({"gatewayClassName": "edge", "listeners": listeners});
        cluster.add(Topic::KubernetesGateway, json!({"metadata": {"namespace": "shop", "name": "web"}, "spec": spec}));
        assert_eq!(derived(&cluster)["tls"], json!(expected), "{listeners:?}");
    }
}
