//! What the restricted standard adds to the baseline.

use super::{Findings, RESTRICTED, Version};
use crate::analysis::kubernetes::template::{Placed, Template};
use crate::evidence::model::analysis_kubernetes::Violation;
use crate::evidence::model::kubernetes_pod::{Profile, SecurityContext, Volume};
use crate::evidence::scalar::{Flag, Number};

/// The value reported where a field that must be set is not.
const UNSET: &str = "unset";

pub(super) fn check(template: &Template<'_>, version: Version) -> Vec<Violation> {
    let mut found = Findings::new(RESTRICTED);
    volumes(template, &mut found);
    if !version.relaxes(template) {
        run_as_user(template, &mut found);
        run_as_non_root(template, &mut found);
    }
    // The three checks that Windows pods are free of must be asked for by `spec.os.name`.
    let windows = template.spec.os.as_ref().and_then(|os| os.name.as_deref()) == Some("windows");
    if !windows {
        seccomp(template, &mut found);
        for container in template.containers() {
            privilege_escalation(&container, &mut found);
            capabilities(&container, &mut found);
        }
    }
    found.list
}

/// A volume without a source that is known is not among the allowed types.
fn volumes(template: &Template<'_>, found: &mut Findings) {
    for (index, volume) in template.spec.volumes.iter().flatten().enumerate() {
        let allowed = volume.config_map.is_some()
            || volume.csi.is_some()
            || volume.downward_api_volume.is_some()
            || volume.empty_dir.is_some()
            || volume.ephemeral.is_some()
            || volume.persistent_volume_claim.is_some()
            || volume.projected.is_some()
            || volume.secret.is_some();
        if !allowed {
            found.add("restrictedVolumes", template.path(&format!("spec.volumes[{index}]")), source(volume));
        }
    }
}

/// The member that names the volume's type.
fn source(volume: &Volume) -> String {
    let value = serde_json::to_value(volume).unwrap_or_default();
    let mut members = value.as_object().into_iter().flatten().map(|(name, _)| name);
    members.find(|name| *name != "name").map_or_else(|| "unknown type".to_owned(), Clone::clone)
}

fn run_as_user(template: &Template<'_>, found: &mut Findings) {
    let zero = Some(Number(0));
    if template.security_context().and_then(|context| context.run_as_user) == zero {
        found.add("runAsUser", template.path("spec.securityContext.runAsUser"), 0);
    }
    for container in template.containers() {
        if container.context().and_then(|context| context.run_as_user) == zero {
            found.add("runAsUser", format!("{}.securityContext.runAsUser", container.path), 0);
        }
    }
}

/// Nothing may say false, the pod neither, though every container says true; where a container says nothing the pod must
/// say true.
fn run_as_non_root(template: &Template<'_>, found: &mut Findings) {
    let of_pod = template.security_context().and_then(|context| context.run_as_non_root);
    if of_pod == Some(Flag(false)) {
        found.add("runAsNonRoot", template.path("spec.securityContext.runAsNonRoot"), false);
    }
    for container in template.containers() {
        let own = container.context().and_then(|context| context.run_as_non_root);
        let path = format!("{}.securityContext.runAsNonRoot", container.path);
        match (own, of_pod) {
            (Some(Flag(true)), _) | (None, Some(_)) => {}
            (Some(Flag(false)), _) => found.add("runAsNonRoot", path, false),
            (None, None) => found.add("runAsNonRoot", path, UNSET),
        }
    }
}

fn allowed_seccomp(profile: Option<&Profile>) -> Option<bool> {
    let kind = profile?.profile_type.as_deref()?;
    Some(matches!(kind, "RuntimeDefault" | "Localhost"))
}

/// A profile that is named and not allowed is a violation of the baseline
/// already; here it is one of this level too, as the admission controller has it.
fn seccomp(template: &Template<'_>, found: &mut Findings) {
    let of_pod = template.security_context().and_then(|context| context.seccomp_profile.as_ref());
    for container in template.containers() {
        let own = container.context().and_then(|context| context.seccomp_profile.as_ref());
        if allowed_seccomp(own).or_else(|| allowed_seccomp(of_pod)) == Some(true) {
            continue;
        }
        let named = |profile: Option<&Profile>| profile.and_then(|profile| profile.profile_type.clone());
        let value = named(own).or_else(|| named(of_pod)).unwrap_or_else(|| UNSET.to_owned());
        found.add(
            "seccompProfile_restricted",
            format!("{}.securityContext.seccompProfile.type", container.path),
            value,
        );
    }
}

fn privilege_escalation(container: &Placed<'_>, found: &mut Findings) {
    let said = container.context().and_then(|context| context.allow_privilege_escalation);
    if said != Some(Flag(false)) {
        let path = format!("{}.securityContext.allowPrivilegeEscalation", container.path);
        found.add("allowPrivilegeEscalation", path, if said.is_some() { "true" } else { UNSET });
    }
}

fn capabilities(container: &Placed<'_>, found: &mut Findings) {
    let path = format!("{}.securityContext.capabilities", container.path);
    let of = |context: &SecurityContext| context.capabilities.clone();
    let capabilities = container.context().and_then(of).unwrap_or_default();
    let dropped = capabilities.drop.unwrap_or_default();
    if !dropped.iter().any(|name| name == "ALL") {
        let value = if dropped.is_empty() { UNSET.to_owned() } else { dropped.join(", ") };
        found.add("capabilities_restricted", format!("{path}.drop"), value);
    }
    for (index, name) in capabilities.add.iter().flatten().enumerate().filter(|(_, name)| *name != "NET_BIND_SERVICE") {
        found.add("capabilities_restricted", format!("{path}.add[{index}]"), name);
    }
}
