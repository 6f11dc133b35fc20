//! Paths of the node that a workload mounts, named in the template or behind its claims.
//! Sources: Kubernetes documentation, "Volumes" and "StatefulSets", stable storage.

use super::persistent_volume::{Path, path};
use super::template::Template;
use super::view::{View, name, namespace};
use crate::analysis::derived::Sources;
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::HostPathUse;
use crate::evidence::model::kubernetes::{PersistentVolume, Workload};
use crate::evidence::model::kubernetes_pod::VolumeMount;
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

/// Through a claim a volume can be a path of the node too; `None` when there
/// are claims and the volumes were not read.
pub(super) fn used(
    view: &View<'_>,
    workload: &Workload,
    template: &Template<'_>,
    sources: &mut Sources,
) -> Option<Vec<HostPathUse>> {
    let mut found = Vec::new();
    for placed in template.containers() {
        for (index, mount) in placed.container.volume_mounts.iter().flatten().enumerate() {
            for (path, local) in paths(view, workload, template, mount, sources)? {
                found.push(HostPathUse {
                    path: path.map(clean),
                    volume: mount.name.clone(),
                    container: placed.container.name.clone(),
                    read_only: Some(mount.read_only.unwrap_or(Flag(false))),
                    local: Some(Flag(local)),
                    field: Some(format!("{}.volumeMounts[{index}]", placed.path)),
                });
            }
        }
    }
    Some(found)
}

/// What lies behind one mount. The volume of a claim template goes before one
/// of the same name in the template.
fn paths<'a>(
    view: &View<'a>,
    workload: &Workload,
    template: &Template<'a>,
    mount: &VolumeMount,
    sources: &mut Sources,
) -> Option<Vec<Path<'a>>> {
    let Some(mounted) = mount.name.as_deref() else { return Some(Vec::new()) };
    let own = namespace(&workload.metadata);
    let mut templates = workload.volume_claim_templates.iter().flatten();
    if templates.any(|claim| claim.pointer("/metadata/name").and_then(|name| name.as_str()) == Some(mounted)) {
        let start = format!("{mounted}-{}-", name(&workload.metadata));
        let of_set = |claim: &str| {
            let ordinal = claim.strip_prefix(&start);
            ordinal.is_some_and(|ordinal| !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let of_namespace = view.host_volumes.range((own, "")..).take_while(|((namespace, _), _)| *namespace == own);
        let entries: Vec<_> = of_namespace.filter(|((_, claim), _)| of_set(claim)).map(|(_, entry)| *entry).collect();
        return claimed(view, &entries, sources);
    }
    let mut volumes = template.spec.volumes.iter().flatten();
    let Some(volume) = volumes.find(|volume| volume.name.as_deref() == Some(mounted)) else { return Some(Vec::new()) };
    if let Some(host_path) = &volume.host_path {
        return Some(vec![(host_path.path.as_deref(), false)]);
    }
    match volume.persistent_volume_claim.as_ref().and_then(|claim| claim["claimName"].as_str()) {
        Some(claim) => claimed(view, view.host_volumes.get(&(own, claim)).copied().as_slice(), sources),
        None => Some(Vec::new()),
    }
}

fn claimed<'a>(
    view: &View<'a>,
    entries: &[&'a Entry<'a, PersistentVolume>],
    sources: &mut Sources,
) -> Option<Vec<Path<'a>>> {
    if !view.complete(Topic::KubernetesPersistentVolume) {
        return None;
    }
    let paths = entries.iter().filter_map(|entry| {
        let path = path(entry.value.spec.as_ref()?)?;
        sources.add(entry);
        Some(path)
    });
    Some(paths.collect())
}

/// A path without the parts that the node's file system skips: `//etc/./ssl/` is `/etc/ssl`.
fn clean(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    format!("/{}", parts.join("/"))
}
