//! Why a collection could not start.

use std::path::PathBuf;

use miette::Diagnostic;

use crate::file::Problem;

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
    /// What is configured as a Region does not have the form of a Region's name.
    #[error("`{region}` is not the name of an AWS Region; it comes from {named_by}")]
    #[diagnostic(code(eks_attest::collect::bad_region), help("a Region is named like `eu-west-1`"))]
    BadRegion {
        /// What is configured.
        region: String,
        /// What holds it.
        named_by: &'static str,
    },
    /// The AWS configuration files cannot be read.
    #[error("the AWS configuration files cannot be read: {cause}")]
    #[diagnostic(
        code(eks_attest::collect::profile_files),
        help(
            "check ~/.aws/config and ~/.aws/credentials, or the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, with `aws configure list`"
        )
    )]
    ProfileFiles {
        /// What is wrong with them, redacted.
        cause: String,
    },
    /// A profile was named that the AWS configuration files do not hold.
    #[error("the AWS configuration files hold no profile `{name}`")]
    #[diagnostic(code(eks_attest::collect::unknown_profile), help("they hold: {known}"))]
    UnknownProfile {
        /// The name given.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// A variable that should name a proxy does not.
    #[error("{variable} does not hold the URL of a proxy")]
    #[diagnostic(
        code(eks_attest::collect::proxy),
        help(
            "set it to `http://HOST:PORT`, with `USER:PASSWORD@` before HOST where the proxy asks for it; write `@`, `:` and `/` in a password as `%40`, `%3A` and `%2F`"
        )
    )]
    Proxy {
        /// Its name.
        variable: &'static str,
    },
    /// The certificate authorities that are configured cannot be used.
    #[error("the certificate authorities at `{}`, which {named_by} names, cannot be used: {cause}", path.display())]
    #[diagnostic(code(eks_attest::collect::authorities), help("name a file with certificates in PEM, or none"))]
    Authorities {
        /// The variable or key that names the file.
        named_by: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// No credentials could be loaded.
    #[error("no AWS credentials could be loaded: {cause}")]
    #[diagnostic(code(eks_attest::collect::no_credentials), help("{help}"))]
    NoCredentials {
        /// What each provider of the chain said, redacted.
        cause: String,
        /// What to do: sign in, or name credentials that are valid; what the providers said shows which were tried.
        help: String,
    },
    /// The first call got no reply.
    #[error("AWS could not be reached at {endpoint}: {cause}")]
    #[diagnostic(code(eks_attest::collect::unreachable), help("{help}"))]
    Unreachable {
        /// URL of the endpoint that was asked.
        endpoint: String,
        /// The transport's words, redacted.
        cause: String,
        /// What to do: check the network, the proxy, and the Region; the message of the transport says what failed.
        help: String,
    },
    /// `sts:GetCallerIdentity` was refused.
    #[error("AWS at {endpoint} does not accept the credentials: {code}: {message}")]
    #[diagnostic(code(eks_attest::collect::refused), help("{help}"))]
    Refused {
        /// URL of the endpoint that was asked.
        endpoint: String,
        /// The service's error code.
        code: String,
        /// The service's words, redacted.
        message: String,
        /// What to do: sign in again, or use other credentials; the service's error code says what is wrong with these.
        help: String,
    },
    /// The Region is not enabled for the account.
    #[error("the Region {region} does not accept the credentials: {code}: {message}")]
    #[diagnostic(
        code(eks_attest::collect::region_off),
        help(
            "{region} has to be enabled for an account before it is used: see `aws account get-region-opt-status --region-name {region}`; if it is enabled, the credentials are expired or unknown: sign in again, and compare with `aws sts get-caller-identity --region {region}`"
        )
    )]
    RegionOff {
        /// The Region.
        region: String,
        /// The service's error code.
        code: String,
        /// The service's words, redacted.
        message: String,
    },
    /// No AWS Region has this name.
    #[error("there is no AWS Region `{region}`{}: {cause}", if nearest.is_empty() { String::new() } else { format!("; the nearest name is `{nearest}`") })]
    #[diagnostic(
        code(eks_attest::collect::no_such_region),
        help(
            "name one with --region, AWS_REGION, or `region` in the profile, as `aws ec2 describe-regions` lists them"
        )
    )]
    NoSuchRegion {
        /// What was given.
        region: String,
        /// The known Region with the most similar name; empty when none is similar.
        nearest: String,
        /// Why it is none.
        cause: String,
    },
    /// Clusters were named that are not there.
    #[error("there is no cluster `{name}` in {place}{}", if nearest.is_empty() { String::new() } else { format!("; did you mean `{nearest}`?") })]
    #[diagnostic(
        code(eks_attest::collect::no_such_cluster),
        help("{known}; name them with --cluster, or in `scope.clusters` of the engagement")
    )]
    NoSuchCluster {
        /// What was given.
        name: String,
        /// Where it was looked for.
        place: String,
        /// The cluster with the most similar name; empty when none is similar.
        nearest: String,
        /// The clusters that are there, in words.
        known: String,
    },
    /// `sts:GetCallerIdentity` was answered without an account or a caller.
    #[error("what answers at {endpoint} does not say whose account it is")]
    #[diagnostic(
        code(eks_attest::collect::no_caller),
        help("something else than AWS STS answers there: check AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS and the proxy")
    )]
    NoCaller {
        /// URL of the endpoint that was asked.
        endpoint: String,
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
        problems: Vec<Problem>,
    },
    /// What was asked for is not in this build.
    #[error("{what} needs the feature `{feature}`, which this build was made without")]
    #[diagnostic(
        code(eks_attest::collect::left_out),
        help("use a build with the feature, or do without: --no-kubernetes, --kubernetes-dump")
    )]
    LeftOut {
        /// What was asked for.
        what: &'static str,
        /// The feature that it needs.
        feature: &'static str,
    },
    /// A kubeconfig or a dump is of one cluster, and it is not known of which.
    #[error("it is not known which cluster the Kubernetes objects are of; the clusters here are: {known}")]
    #[diagnostic(code(eks_attest::collect::which_cluster), help("name it with --cluster"))]
    WhichCluster {
        /// The names of the clusters of the run.
        known: String,
    },
}

impl CollectError {
    /// True where the arguments, a variable or a file named are at fault, and nothing was asked yet.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::BadRegion { .. }
                | Self::Dump { .. }
                | Self::NoSuchCluster { .. }
                | Self::NoSuchRegion { .. }
                | Self::ProfileFiles { .. }
                | Self::UnknownProfile { .. }
                | Self::Proxy { .. }
                | Self::Authorities { .. }
                | Self::LeftOut { .. }
        )
    }
}
