//! How the clusters are reached, found usable before anything is asked.

use super::dump::Dump;
#[cfg(feature = "kubernetes")]
use super::kubeconfig;
use super::options::{Namespace, Source};
use crate::collect::error::CollectError;

#[cfg(not(feature = "kubernetes"))]
const LEFT_OUT: CollectError = CollectError::LeftOut { what: "reaching a cluster's API server", feature: "kubernetes" };

/// Options that were found usable before anything is asked.
pub(in crate::collect) enum Prepared {
    Off,
    #[cfg(feature = "kubernetes")]
    Eks,
    #[cfg(feature = "kubernetes")]
    Kubeconfig(Box<kubeconfig::Context>),
    Dump(Box<Dump>),
}

/// Reads the files that `source` names.
///
/// # Errors
/// When a file cannot be read or does not hold what it must.
pub(in crate::collect) fn prepare(source: &Source) -> Result<Prepared, CollectError> {
    match source {
        Source::Off => Ok(Prepared::Off),
        #[cfg(feature = "kubernetes")]
        Source::Eks => Ok(Prepared::Eks),
        Source::Dump { path, namespace } => {
            Dump::read(path, named(namespace)?).map(|dump| Prepared::Dump(Box::new(dump)))
        }
        #[cfg(feature = "kubernetes")]
        Source::Kubeconfig { file, context } => {
            kubeconfig::open(file.as_deref(), context.as_deref()).map(|context| Prepared::Kubeconfig(Box::new(context)))
        }
        #[cfg(not(feature = "kubernetes"))]
        Source::Eks | Source::Kubeconfig { .. } => Err(LEFT_OUT),
    }
}

/// The namespace of objects that name none, with who named it; `None` for what `kubectl` does without either.
fn named(namespace: &Namespace) -> Result<Option<(String, &'static str)>, CollectError> {
    match namespace {
        Namespace::Default => Ok(None),
        Namespace::Named(name) => Ok(Some((name.clone(), "--namespace"))),
        #[cfg(feature = "kubernetes")]
        Namespace::OfContext { file, context } => {
            let context = kubeconfig::open(file.as_deref(), context.as_deref())?;
            Ok(context.namespace().map(|name| (name.to_owned(), "the kubeconfig's context")))
        }
        #[cfg(not(feature = "kubernetes"))]
        Namespace::OfContext { .. } => Err(LEFT_OUT),
    }
}

/// Name of the one cluster that a kubeconfig or a dump is of: the one asked
/// for, else what the kubeconfig calls it, else the only one there is.
///
/// # Errors
/// When none of these names one cluster of the run.
pub(super) fn cluster_name(
    by_context: Option<&str>,
    asked: &[String],
    known: &[String],
) -> Result<String, CollectError> {
    if let [only] = asked {
        return Ok(only.clone());
    }
    let one_of_them = |name: &&str| known.iter().any(|known| known == name);
    match (by_context.filter(one_of_them), known) {
        (Some(name), _) => Ok(name.to_owned()),
        (None, [only]) if by_context.is_none() => Ok(only.clone()),
        _ => Err(CollectError::WhichCluster { known: known.join(", ") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_is_never_guessed() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let name = |context, asked: &[&str], known: &[&str]| cluster_name(context, &names(asked), &names(known)).ok();
        assert_eq!(name(Some("rig"), &["prod"], &["prod"]).as_deref(), Some("prod"));
        assert_eq!(name(Some("b"), &[], &["a", "b"]).as_deref(), Some("b"));
        assert_eq!(name(None, &[], &["a"]).as_deref(), Some("a"));
        assert_eq!(name(Some("rig"), &[], &["a"]), None);
        assert_eq!(name(None, &[], &["a", "b"]), None);
    }
}
