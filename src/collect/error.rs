//! Why a collection could not start.

use std::path::PathBuf;

use miette::Diagnostic;

use super::kubernetes::DumpProblem;

/// A failure of the whole collection. What fails after the caller is known is
/// no error: it is recorded, and becomes a gap.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CollectError {
    /// No Region is configured.
    #[error("no AWS Region is configured")]
    #[diagnostic(
        code(eks_attest::collect::no_region),
        help("name one with --region, AWS_REGION, or `region` in the profile")
    )]
    NoRegion,
    /// No credentials could be loaded.
    #[error("no AWS credentials could be loaded: {cause}")]
    #[diagnostic(
        code(eks_attest::collect::no_credentials),
        help(
            "sign in (`aws sso login`), name a profile with --profile, or set the AWS_* variables; then check with `aws sts get-caller-identity`; without access to AWS, --no-aws judges a dump or what a kubeconfig reaches"
        )
    )]
    NoCredentials {
        /// What each provider of the chain said, redacted.
        cause: String,
    },
    /// The first call got no reply.
    #[error("AWS could not be reached at {endpoint}: {cause}")]
    #[diagnostic(
        code(eks_attest::collect::unreachable),
        help(
            "check the network, proxy and AWS_ENDPOINT_URL; to work without a network, use a recording with --replay"
        )
    )]
    Unreachable {
        /// URL of the endpoint that was asked.
        endpoint: String,
        /// The transport's words, redacted.
        cause: String,
    },
    /// `sts:GetCallerIdentity` was refused.
    #[error("AWS at {endpoint} does not accept the credentials: {code}: {message}")]
    #[diagnostic(
        code(eks_attest::collect::refused),
        help(
            "the credentials are expired, unknown or for another partition: sign in again, and compare with `aws sts get-caller-identity`"
        )
    )]
    Refused {
        /// URL of the endpoint that was asked.
        endpoint: String,
        /// The service's error code.
        code: String,
        /// The service's words, redacted.
        message: String,
    },
    /// The kubeconfig cannot be used.
    #[error("the kubeconfig cannot be used: {cause}")]
    #[diagnostic(
        code(eks_attest::collect::kubeconfig),
        help("check it with `kubectl config get-contexts`, and name one with --kubeconfig and --context")
    )]
    Kubeconfig {
        /// What is wrong with it, redacted.
        cause: String,
    },
    /// The files given instead of a cluster cannot be used.
    #[error("`{}` cannot be used as a dump: {summary}", path.display())]
    #[diagnostic(
        code(eks_attest::collect::dump),
        help(
            "nothing is skipped: mend all of them, or take the files out of the folder; what `kubectl apply` and `kubectl get -o json` have in common is read"
        )
    )]
    Dump {
        /// The file or folder.
        path: PathBuf,
        /// One line that counts the problems.
        summary: String,
        /// All of them.
        #[related]
        problems: Vec<DumpProblem>,
    },
    /// A kubeconfig or a dump is of one cluster, and it is not known of which.
    #[error("it is not known which cluster the Kubernetes objects are of; the clusters here are: {known}")]
    #[diagnostic(code(eks_attest::collect::which_cluster), help("name it with --cluster"))]
    WhichCluster {
        /// The names of the clusters of the run.
        known: String,
    },
}
