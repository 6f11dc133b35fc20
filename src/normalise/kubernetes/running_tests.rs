use super::*;

fn template() -> Value {
    json!({"containers": [{"name": "app", "image": "shop/web:1", "resources": {}, "imagePullPolicy": "Always",
            "securityContext": {"runAsNonRoot": true}, "env": [{"name": "MODE", "value": "live"}],
            "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}], "ports": [{"containerPort": 80}]}],
        "volumes": [{"name": "tmp", "emptyDir": {}}], "securityContext": {}, "schedulerName": "default-scheduler"})
}

/// A pod as the API server makes it of the template, on EKS, with an IAM role and Pod Identity.
fn pod(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut spec = template();
    spec["nodeName"] = json!("n1");
    spec["serviceAccountName"] = json!("web");
    spec["priority"] = json!(0);
    spec["tolerations"] = json!([{"key": "node.kubernetes.io/not-ready", "operator": "Exists"}]);
    let added = ["kube-api-access-x7k2p", "aws-iam-token", "eks-pod-identity-token"];
    for volume in added {
        let source =
            json!({"name": volume, "projected": {"defaultMode": 420, "sources": [{"serviceAccountToken": {}}]}});
        spec["volumes"].as_array_mut().unwrap().push(source);
        let mount = json!({"name": volume, "mountPath": format!("/var/run/secrets/{volume}"), "readOnly": true});
        spec["containers"][0]["volumeMounts"].as_array_mut().unwrap().push(mount);
    }
    spec["containers"][0]["env"]
        .as_array_mut()
        .unwrap()
        .extend([json!({"name": "AWS_ROLE_ARN", "value": "arn"}), json!({"name": "AWS_REGION", "value": "eu-west-1"})]);
    spec["containers"][0]["ports"][0]["protocol"] = json!("TCP");
    change(&mut spec);
    json!({"metadata": {"name": name}, "spec": spec})
}

fn judged_beside(pods: &[Value]) -> Value {
    let mut workload = json!({"templatePath": "spec.template", "template": {"spec": template()}});
    let mut specs = Specs::default();
    pods.iter().for_each(|pod| specs.add(pod));
    specs.add_to(&mut workload);
    workload
}

#[test]
fn j6_what_the_api_server_and_eks_add_to_every_pod_is_no_difference() {
    let workload = judged_beside(&[pod("web-1", |_| {}), pod("web-2", |spec| spec["nodeName"] = json!("n2"))]);
    assert_eq!(workload, json!({"templatePath": "spec.template", "template": {"spec": template()}}));
    // A recording of before pods were kept says nothing.
    let reduced = json!({"metadata": {"name": "web-1"}, "spec": {"nodeName": "n1"}});
    assert_eq!(judged_beside(&[reduced])["podDifferences"], Value::Null);
}

#[test]
fn j6_what_a_running_pod_has_beyond_its_template_is_judged_and_said() {
    let injected = |spec: &mut Value| {
        spec["hostPID"] = json!(true);
        let proxy = json!({"name": "proxy", "image": "mesh/proxy:1", "securityContext": {"privileged": true}});
        spec["containers"].as_array_mut().unwrap().push(proxy);
        spec["volumes"].as_array_mut().unwrap().push(json!({"name": "root", "hostPath": {"path": "/", "type": ""}}));
    };
    let workload = judged_beside(&[pod("web-1", injected), pod("web-2", injected), pod("web-3", |_| {})]);
    let spec = &workload["template"]["spec"];
    assert_eq!(spec["hostPID"], json!(true));
    assert_eq!(spec["volumes"][1], json!({"name": "root", "hostPath": {"path": "/"}}));
    let containers = spec["containers"].as_array().unwrap();
    assert_eq!(containers.len(), 2, "the container that is as declared stays one");
    assert_eq!(containers[1]["name"], "proxy in pod web-1");
    assert_eq!(containers[1]["securityContext"]["privileged"], json!(true));
    assert_eq!(
        workload["podDifferences"],
        json!([
            "pod web-1 and 1 more differ from their template: spec.hostPID is true, volume root (hostPath /) is added, container proxy is added"
        ])
    );
}

#[test]
fn j6_a_pod_of_an_older_template_and_an_edited_one_are_judged_as_they_run() {
    let older = pod("web-old", |spec| {
        spec["containers"][0]["image"] = json!("shop/web:0");
        spec["containers"][0]["securityContext"] = json!({});
        spec["securityContext"] = json!({"runAsUser": 0});
        spec["volumes"][0] = json!({"name": "tmp", "hostPath": {"path": "/tmp"}});
    });
    let workload = judged_beside(&[older]);
    let spec = &workload["template"]["spec"];
    let own = &spec["containers"][1];
    assert_eq!((&own["name"], &own["image"]), (&json!("app in pod web-old"), &json!("shop/web:0")));
    assert_eq!(own["securityContext"], json!({"runAsUser": 0}), "what it inherits from its own pod");
    assert_eq!(spec["securityContext"], json!({}));
    assert_eq!(own["volumeMounts"][0]["name"], "tmp in pod web-old");
    assert_eq!(spec["volumes"][1]["name"], "tmp in pod web-old");
    let said = workload["podDifferences"][0].as_str().unwrap();
    assert!(said.contains("container app: image is shop/web:0") && said.contains("runAsUser is 0"), "{said}");
}

#[test]
fn j6_a_volume_that_only_calls_itself_a_token_is_a_difference() {
    let hidden = pod("web-1", |spec| {
        let volume = json!({"name": "kube-api-access-0", "hostPath": {"path": "/"}});
        spec["volumes"].as_array_mut().unwrap().push(volume);
    });
    let workload = judged_beside(&[hidden]);
    assert_eq!(workload["template"]["spec"]["volumes"][1]["hostPath"]["path"], "/");
}

#[test]
fn j6_the_claims_of_a_stateful_set_are_no_difference() {
    let own = pod("db-0", |spec| {
        let claim = json!({"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}});
        spec["volumes"].as_array_mut().unwrap().push(claim);
    });
    let mut workload = json!({"templatePath": "spec.template", "template": {"spec": template()},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}}]});
    let mut specs = Specs::default();
    specs.add(&own);
    specs.add_to(&mut workload);
    assert_eq!(workload["podDifferences"], Value::Null);
}

#[test]
fn j6_a_container_that_mounts_nothing_but_its_token_is_no_difference() {
    let mut workload = json!({"template": {"spec": {"containers": [{"name": "app", "image": "shop/web:1"}]}}});
    let token = json!({"name": "kube-api-access-x7k2p", "projected": {"sources": []}});
    let mounts =
        json!([{"name": "kube-api-access-x7k2p", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]);
    let containers = json!([{"name": "app", "image": "shop/web:1", "volumeMounts": mounts}]);
    let mut specs = Specs::default();
    specs.add(&json!({"metadata": {"name": "web-1"}, "spec": {"containers": containers, "volumes": [token]}}));
    specs.add_to(&mut workload);
    assert_eq!(workload["podDifferences"], Value::Null);
}

#[test]
fn j6_a_container_that_runs_otherwise_is_judged_with_its_own_limits_and_probes() {
    let other = |spec: &mut Value| {
        spec["containers"][0]["securityContext"]["runAsNonRoot"] = json!(false);
        spec["containers"][0]["resources"] = json!({"limits": {"cpu": "1"}});
        spec["containers"][0]["livenessProbe"] = json!({"tcpSocket": {"port": 80}});
    };
    let workload = judged_beside(&[pod("web-1", other)]);
    let own = &workload["template"]["spec"]["containers"][1];
    assert_eq!(own["name"], "app in pod web-1");
    assert_eq!(
        (&own["resources"]["limits"]["cpu"], &own["livenessProbe"]["tcpSocket"]["port"]),
        (&json!("1"), &json!(80))
    );
    assert_eq!(own["imagePullPolicy"], "Always");
}

#[test]
fn j6_what_a_pod_lacks_of_its_template_s_context_is_not_inherited_from_there() {
    let strict = json!({"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}});
    let mut workload = json!({"templatePath": "spec.template", "template": {"spec": template()}});
    workload["template"]["spec"]["securityContext"] = strict.clone();
    let mut specs = Specs::default();
    specs.add(&pod("web-1", |spec| spec["securityContext"] = json!({"runAsUser": 0})));
    specs.add(&pod("web-2", |spec| {
        spec["securityContext"] = strict;
        spec["containers"][0]["image"] = json!("shop/web:2");
    }));
    specs.add_to(&mut workload);
    let spec = &workload["template"]["spec"];
    assert_eq!(spec["securityContext"], json!({}), "{spec}");
    let context = |name: &str| {
        let found = spec["containers"].as_array().unwrap().iter().find(|container| container["name"] == name);
        found.unwrap()["securityContext"].clone()
    };
    assert_eq!(context("app"), json!({"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}));
    assert_eq!(context("app in pod web-1"), json!({"runAsNonRoot": true, "runAsUser": 0}));
    assert_eq!(context("app in pod web-2")["seccompProfile"]["type"], "RuntimeDefault");
    assert!(workload["podDifferences"].to_string().contains("spec.securityContext.seccompProfile is not set"));
}

#[test]
fn j6_an_app_armor_annotation_and_the_field_that_the_server_makes_of_it_are_one() {
    let annotations = |profile: &str| json!({"container.apparmor.security.beta.kubernetes.io/app": profile});
    let found = |own: Value, field: Value| {
        let mut workload = json!({"templatePath": "spec.template",
            "template": {"metadata": {"annotations": annotations("localhost/k8s-app")}, "spec": template()}});
        let mut pod = pod("web-1", |spec| spec["containers"][0]["securityContext"]["appArmorProfile"] = field);
        pod["metadata"]["annotations"] = own;
        let mut specs = Specs::default();
        specs.add(&pod);
        specs.add_to(&mut workload);
        workload["podDifferences"].to_string()
    };
    let local = json!({"type": "Localhost", "localhostProfile": "k8s-app"});
    assert_eq!(found(annotations("localhost/k8s-app"), local), "null");
    assert_eq!(found(annotations("localhost/k8s-app"), Value::Null), "null");
    assert!(found(annotations("unconfined"), Value::Null).contains("securityContext is"));
    assert!(found(Value::Null, Value::Null).contains("securityContext is"));
}
