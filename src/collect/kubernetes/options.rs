//! How the Kubernetes side is reached, and what is read only when asked.

use std::path::PathBuf;

/// Options of the Kubernetes side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How the API servers are reached.
    pub source: Source,
    /// Read the metadata of Secrets. Needs the right to list Secrets, which
    /// Kubernetes cannot narrow to metadata.
    pub secret_metadata: bool,
    /// Read the running configuration of every kubelet. Needs the right to use
    /// the nodes' proxy, which is a strong one.
    pub kubelet_config: bool,
}

/// The namespace of objects in files that name none, as `kubectl apply` would choose it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Namespace {
    /// `default`.
    #[default]
    Default,
    /// This one.
    Named(String),
    /// That of a kubeconfig's context.
    OfContext {
        /// The file; `KUBECONFIG` or the usual one when absent.
        file: Option<PathBuf>,
        /// The context; the current one when absent.
        context: Option<String>,
    },
}

/// How the API servers are reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Source {
    /// As EKS authenticates: endpoint and certificate authority from
    /// `eks:DescribeCluster`, a token from the AWS credentials.
    #[default]
    Eks,
    /// Through a context of a kubeconfig.
    Kubeconfig {
        /// The file; `KUBECONFIG` or the usual one when absent.
        file: Option<PathBuf>,
        /// The context; the current one when absent.
        context: Option<String>,
    },
    /// From files that `kubectl get -o json|yaml` wrote, or manifests.
    Dump {
        /// The file or folder.
        path: PathBuf,
        /// Where objects that name no namespace are.
        namespace: Namespace,
    },
    /// Not at all.
    Off,
}
