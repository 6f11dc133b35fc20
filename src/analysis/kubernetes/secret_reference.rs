//! The Secrets that a pod template names.
//! Source: Kubernetes API Reference, `EnvVarSource`, `EnvFromSource`, `Volume` and `PodSpec`.

use serde_json::Value;

use super::template::Template;
use crate::evidence::model::analysis_kubernetes::SecretReference;
use crate::evidence::model::kubernetes_pod::Volume;
use crate::evidence::scalar::Flag;

/// Every reference with its field, in the order of the template.
pub(super) fn all(template: &Template<'_>) -> Vec<SecretReference> {
    let mut found = Vec::new();
    for placed in template.containers() {
        for (index, variable) in placed.container.env.iter().flatten().enumerate() {
            let source = variable.value_from.as_ref().and_then(|source| source.get("secretKeyRef"));
            add(&mut found, source, "name", || format!("{}.env[{index}].valueFrom.secretKeyRef", placed.path));
        }
        for (index, source) in placed.container.env_from.iter().flatten().enumerate() {
            add(&mut found, source.get("secretRef"), "name", || format!("{}.envFrom[{index}].secretRef", placed.path));
        }
    }
    for (index, volume) in template.spec.volumes.iter().flatten().enumerate() {
        of_volume(&mut found, volume, &template.path(&format!("spec.volumes[{index}]")));
    }
    for (index, source) in template.spec.image_pull_secrets.iter().flatten().enumerate() {
        add(&mut found, Some(source), "name", || template.path(&format!("spec.imagePullSecrets[{index}]")));
    }
    found
}

fn of_volume(found: &mut Vec<SecretReference>, volume: &Volume, path: &str) {
    add(found, volume.secret.as_ref(), "secretName", || format!("{path}.secret"));
    let projected = volume.projected.as_ref().and_then(|projected| projected["sources"].as_array());
    for (index, source) in projected.into_iter().flatten().enumerate() {
        add(found, source.get("secret"), "name", || format!("{path}.projected.sources[{index}].secret"));
    }
    let publish = volume.csi.as_ref().and_then(|csi| csi.get("nodePublishSecretRef"));
    add(found, publish, "name", || format!("{path}.csi.nodePublishSecretRef"));
    for (member, source) in [
        ("iscsi", &volume.iscsi),
        ("flexVolume", &volume.flex_volume),
        ("cephfs", &volume.cephfs),
        ("rbd", &volume.rbd),
        ("scaleIO", &volume.scale_io),
        ("storageos", &volume.storageos),
        ("cinder", &volume.cinder),
    ] {
        let reference = source.as_ref().and_then(|source| source.get("secretRef"));
        add(found, reference, "name", || format!("{path}.{member}.secretRef"));
    }
    add(found, volume.azure_file.as_ref(), "secretName", || format!("{path}.azureFile"));
}

/// A reference without a name is to nothing; the API writes an empty one for what older clients left out.
fn add(found: &mut Vec<SecretReference>, source: Option<&Value>, member: &str, path: impl FnOnce() -> String) {
    let Some(source) = source else { return };
    let Some(name) = source[member].as_str().filter(|name| !name.is_empty()) else { return };
    found.push(SecretReference {
        name: Some(name.to_owned()),
        optional: Some(Flag(source["optional"] == true)),
        path: Some(path()),
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::evidence::model::kubernetes::Workload;

    #[test]
    fn every_place_that_names_a_secret() {
        let workload: Workload = from_value(json!({"kind": "Pod", "templatePath": "", "template": {"spec": {
            "imagePullSecrets": [{"name": "registry"}, {"name": ""}],
            "containers": [{"name": "app", "env": [{"name": "A", "value": "x"},
                    {"name": "B", "valueFrom": {"secretKeyRef": {"name": "variable", "key": "k", "optional": true}}},
                    {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "map", "key": "k"}}}],
                "envFrom": [{"configMapRef": {"name": "map"}}, {"secretRef": {"name": "all"}}]}],
            "initContainers": [{"name": "first", "envFrom": [{"secretRef": {"name": "init", "optional": true}}]}],
            "volumes": [{"name": "a", "secret": {"secretName": "volume", "optional": false}},
                {"name": "b", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}},
                    {"secret": {"name": "projected"}}, {"secret": {"name": "maybe", "optional": true}}]}},
                {"name": "c", "csi": {"driver": "d", "nodePublishSecretRef": {"name": "driver"}}},
                {"name": "d", "iscsi": {"secretRef": {"name": "chap"}}},
                {"name": "e", "emptyDir": {}}]}}}))
        .unwrap();
        let found = all(&Template::of(&workload).unwrap());
        let rows: Vec<_> = found
            .iter()
            .map(|found| (found.name.as_deref().unwrap(), found.optional.unwrap().0, found.path.as_deref().unwrap()))
            .collect();
        let expected = [
            ("variable", true, "spec.containers[0].env[1].valueFrom.secretKeyRef"),
            ("all", false, "spec.containers[0].envFrom[1].secretRef"),
            ("init", true, "spec.initContainers[0].envFrom[0].secretRef"),
            ("volume", false, "spec.volumes[0].secret"),
            ("projected", false, "spec.volumes[1].projected.sources[1].secret"),
            ("maybe", true, "spec.volumes[1].projected.sources[2].secret"),
            ("driver", false, "spec.volumes[2].csi.nodePublishSecretRef"),
            ("chap", false, "spec.volumes[3].iscsi.secretRef"),
            ("registry", false, "spec.imagePullSecrets[0]"),
        ];
        assert_eq!(rows, expected);
    }
}
