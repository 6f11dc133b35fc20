//! Tells the HTTP client what the SDK knows of a call: by the time a request
//! reaches the wire, it no longer says which operation it is.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::region::Region;

use crate::evidence::recording::binding::is_global;
use crate::evidence::topic::declaration;

/// What a request's extensions carry to the HTTP client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled {
    pub(super) service: &'static str,
    pub(super) operation: String,
    pub(super) region: String,
    pub(super) attempt: u32,
}

/// The interceptor; every AWS client of a run has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Label;

#[dyn_dispatch_hint]
impl Intercept for Label {
    fn name(&self) -> &'static str {
        "Label"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let metadata = bag.load::<Metadata>().ok_or("the SDK did not say which operation this is")?;
        // Whatever is not listed here is sent, but never recorded.
        let Some(service) = recorded_service(metadata.service(), metadata.name()) else { return Ok(()) };
        let region = bag.load::<Region>().ok_or("the SDK did not say which Region this is for")?;
        let labelled = Labelled {
            service,
            operation: metadata.name().to_owned(),
            // IAM is one service for all Regions of a partition.
            region: if is_global(service) { "aws-global".to_owned() } else { region.as_ref().to_owned() },
            attempt: bag.load::<RequestAttempts>().map_or(1, RequestAttempts::attempts),
        };
        context.request_mut().add_extension(labelled);
        Ok(())
    }
}

/// The service as IAM actions name it, for the calls that may be recorded. STS
/// answers other calls with credentials.
fn recorded_service(id: &str, operation: &str) -> Option<&'static str> {
    match (id, operation) {
        ("EKS", _) => Some("eks"),
        ("EC2", _) => Some("ec2"),
        ("IAM", _) => Some("iam"),
        ("Auto Scaling", _) => Some("autoscaling"),
        ("Elastic Load Balancing v2", _) => Some("elasticloadbalancing"),
        // The actions of both generations have the same names: this one is told apart as the AWS CLI does it.
        ("Elastic Load Balancing", _) => Some("elb"),
        ("STS", "GetCallerIdentity") => Some("sts"),
        // Declared operations are called by the names of IAM.
        _ => Some(declaration::operation(id, operation)?.service.name.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_answer_with_credentials_are_not_recorded() {
        assert_eq!(recorded_service("STS", "GetCallerIdentity"), Some("sts"));
        for (service, operation) in [("STS", "AssumeRole"), ("SSO", "GetRoleCredentials"), ("SSO OIDC", "CreateToken")]
        {
            assert_eq!(recorded_service(service, operation), None);
        }
    }
}
