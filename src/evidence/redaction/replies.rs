//! Which shape stands where in the reply to each operation. What no operation is listed for is kept as an error is:
//! its codes, ids and the known words of its message.

use super::Form::{self, Account, Arn, Certificate, Name, ResourceId, Token, Version, Word};
use super::Part::{Attribute, Key, Message, Policy};
use super::{Declared, Kept};
use crate::evidence::exchange::Request;
use crate::evidence::model::{autoscaling, ec2, ec2_network, eks, eks_access, elastic_load_balancing as elb, iam};
use crate::evidence::topic::declaration;

/// What of the reply to `request` may be kept.
pub(super) fn of(request: &Request) -> Kept {
    let declared = declaration::operation(&request.service, &request.operation);
    let own = declared.map_or_else(|| built_in(&request.service, &request.operation), declaration::kept);
    own.and([
        ("nextToken", text(Token)),
        ("nextMarker", text(Token)),
        ("marker", text(Token)),
        ("isTruncated", text(Form::Boolean)),
    ])
    .and(metadata())
    .and(error())
}

fn built_in(service: &str, operation: &str) -> Kept {
    match service {
        "eks" => of_eks(operation),
        "ec2" => of_ec2(operation),
        "iam" => of_iam(operation),
        "autoscaling" => of_autoscaling(operation),
        "elasticloadbalancing" => of_load_balancing(operation),
        "elb" => of_classic(operation),
        "sts" => Kept::object([("userId", text(Form::UserName)), ("account", text(Account)), ("arn", text(Arn))]),
        _ => Kept::object([]),
    }
}

/// True for operations whose replies have a shape of their own: none of these can be declared.
pub(super) fn is_built_in(service: &str, operation: &str) -> bool {
    service == "sts" || matches!(built_in(service, operation), Kept::Members(members) if !members.is_empty())
}

fn text(form: Form) -> Kept {
    Kept::text(form)
}

fn texts(form: Form) -> Kept {
    text(form).list()
}

fn shape<T: Declared>() -> Kept {
    T::kept(None)
}

fn shapes<T: Declared>() -> Kept {
    shape::<T>().list()
}

fn metadata() -> [(&'static str, Kept); 2] {
    [("requestId", request_id()), ("responseMetadata", Kept::object([("requestId", request_id())]))]
}

/// A UUID or opaque.
fn request_id() -> Kept {
    text(Token)
}

/// Of every service: what went wrong, in JSON and in XML. EKS names what it concerns.
fn error() -> [(&'static str, Kept); 12] {
    let one = Kept::object([("code", text(Word)), ("message", Kept::text(Message)), ("type", text(Word))]);
    let errors = Kept::object([("error", one.clone())]);
    [
        ("error", one),
        ("errors", errors),
        ("__type", text(Form::Pattern)),
        ("code", text(Word)),
        ("message", Kept::text(Message)),
        ("requestID", request_id()),
        ("clusterName", text(Name)),
        ("nodegroupName", text(Name)),
        ("fargateProfileName", text(Name)),
        ("addonName", text(Name)),
        ("subscriptionId", text(Name)),
        ("validZones", texts(Name)),
    ]
}

fn of_eks(operation: &str) -> Kept {
    let one = |member: &str, kept: Kept| Kept::object([]).with(member, kept);
    match operation {
        "ListClusters" => one("clusters", texts(Name)),
        // The API server is reached with the certificate, which is public.
        "DescribeCluster" => one(
            "cluster",
            shape::<eks::Cluster>().and([("certificateAuthority", Kept::object([("data", text(Certificate))]))]),
        ),
        "ListNodegroups" => one("nodegroups", texts(Name)),
        "DescribeNodegroup" => one("nodegroup", shape::<eks::Nodegroup>()),
        "ListFargateProfiles" => one("fargateProfileNames", texts(Name)),
        "DescribeFargateProfile" => one("fargateProfile", shape::<eks::FargateProfile>()),
        "ListAddons" => one("addons", texts(Name)),
        "DescribeAddon" => one("addon", shape::<eks::Addon>()),
        "DescribeAddonVersions" => one("addons", shapes::<eks::AddonInfo>()),
        "ListAccessEntries" => one("accessEntries", texts(Arn)),
        "DescribeAccessEntry" => one("accessEntry", shape::<eks_access::AccessEntry>()),
        "ListAssociatedAccessPolicies" => {
            one("associatedAccessPolicies", shapes::<eks_access::AssociatedAccessPolicy>())
                .with("principalArn", text(Arn))
        }
        "ListPodIdentityAssociations" => one("associations", shapes::<eks_access::PodIdentityAssociation>()),
        "DescribePodIdentityAssociation" => one("association", shape::<eks_access::PodIdentityAssociation>()),
        "ListIdentityProviderConfigs" => {
            one("identityProviderConfigs", Kept::object([("type", text(Word)), ("name", text(Name))]).list())
        }
        "DescribeIdentityProviderConfig" => {
            one("identityProviderConfig", Kept::object([("oidc", shape::<eks_access::IdentityProviderConfig>())]))
        }
        "ListInsights" => one("insights", shapes::<eks::Insight>()),
        "DescribeInsight" => one("insight", shape::<eks::Insight>()),
        "DescribeClusterVersions" => one("clusterVersions", shapes::<eks::ClusterVersion>()),
        _ => Kept::object([]),
    }
}

fn of_ec2(operation: &str) -> Kept {
    let (member, kept) = match operation {
        "DescribeInstances" => {
            let reservation = [("reservationId", text(ResourceId)), ("ownerId", text(Account))];
            let instances = Kept::object(reservation).with("instancesSet", shapes::<ec2::Instance>());
            ("reservationSet", instances.list())
        }
        "DescribeSecurityGroups" => ("securityGroupInfo", shapes::<ec2_network::SecurityGroup>()),
        "DescribeSubnets" => ("subnetSet", shapes::<ec2_network::Subnet>()),
        "DescribeRouteTables" => ("routeTableSet", shapes::<ec2_network::RouteTable>()),
        "DescribeVpcs" => ("vpcSet", shapes::<ec2_network::Vpc>()),
        "DescribeNatGateways" => ("natGatewaySet", shapes::<ec2_network::NatGateway>()),
        "DescribeLaunchTemplateVersions" => ("launchTemplateVersionSet", shapes::<ec2::LaunchTemplateVersion>()),
        "DescribeImages" => ("imagesSet", shapes::<ec2::Image>()),
        "DescribeInstanceTypes" => ("instanceTypeSet", shapes::<ec2::InstanceTypeInfo>()),
        "DescribeNetworkInterfaces" => ("networkInterfaceSet", shapes::<ec2_network::NetworkInterface>()),
        "DescribeVolumes" => ("volumeSet", shapes::<ec2::Volume>()),
        "DescribeFlowLogs" => ("flowLogSet", shapes::<ec2_network::FlowLog>()),
        "DescribeVpcEndpoints" => ("vpcEndpointSet", shapes::<ec2_network::VpcEndpoint>()),
        "GetEbsEncryptionByDefault" => return shape::<ec2::EbsEncryptionByDefault>(),
        "GetInstanceMetadataDefaults" => ("accountLevel", shape::<ec2::InstanceMetadataDefaults>()),
        "DescribeInstanceAttribute" => ("userData", Kept::text(super::Part::UserData)),
        _ => return Kept::object([]),
    };
    Kept::object([]).with(member, kept)
}

fn of_iam(operation: &str) -> Kept {
    let profile = || {
        Kept::object([
            ("path", text(Form::Path)),
            ("instanceProfileName", text(Name)),
            ("instanceProfileId", text(Name)),
            ("arn", text(Arn)),
            ("createDate", text(Form::Timestamp)),
            ("roles", shapes::<iam::Role>()),
        ])
    };
    let version =
        [("document", Kept::text(Policy)), ("versionId", text(Version)), ("createDate", text(Form::Timestamp))];
    let (member, kept) = match operation {
        "ListRoles" => ("roles", shapes::<iam::Role>()),
        "GetRole" => ("role", shape::<iam::Role>()),
        "ListAttachedRolePolicies" => ("attachedPolicies", shapes::<iam::AttachedPolicy>()),
        "ListRolePolicies" => ("policyNames", texts(Name)),
        "GetRolePolicy" => return shape::<iam::InlinePolicy>().with("roleName", text(Name)),
        "GetInstanceProfile" => ("instanceProfile", profile()),
        "GetPolicy" => ("policy", shape::<iam::Policy>()),
        "GetPolicyVersion" => ("policyVersion", Kept::object(version)),
        "ListOpenIDConnectProviders" => ("openIDConnectProviderList", Kept::object([("arn", text(Arn))]).list()),
        "GetOpenIDConnectProvider" => return shape::<iam::OidcProvider>(),
        "GetAccountSummary" => return shape::<iam::AccountSummary>(),
        _ => return Kept::object([]),
    };
    Kept::object([]).with(member, kept)
}

fn of_autoscaling(operation: &str) -> Kept {
    match operation {
        "DescribeAutoScalingGroups" => Kept::object([("autoScalingGroups", shapes::<autoscaling::AutoScalingGroup>())]),
        _ => Kept::object([]),
    }
}

fn tagged(name: &'static str, form: Form) -> Kept {
    Kept::object([(name, text(form)), ("tags", shapes::<ec2::Tag>())]).list()
}

fn of_load_balancing(operation: &str) -> Kept {
    let attribute = Kept::object([("key", Kept::text(Key)), ("value", Kept::text(Attribute))]);
    let (member, kept) = match operation {
        "DescribeLoadBalancers" => ("loadBalancers", shapes::<elb::LoadBalancer>()),
        "DescribeTags" => ("tagDescriptions", tagged("resourceArn", Arn)),
        "DescribeListeners" => ("listeners", shapes::<elb::Listener>()),
        "DescribeRules" => ("rules", shapes::<elb::Rule>()),
        "DescribeLoadBalancerAttributes" => ("attributes", attribute.list()),
        _ => return Kept::object([]),
    };
    Kept::object([]).with(member, kept)
}

fn of_classic(operation: &str) -> Kept {
    let (member, kept) = match operation {
        "DescribeLoadBalancers" => ("loadBalancerDescriptions", shapes::<elb::ClassicLoadBalancer>()),
        "DescribeTags" => ("tagDescriptions", tagged("loadBalancerName", Name)),
        "DescribeLoadBalancerAttributes" => ("loadBalancerAttributes", shape::<elb::ClassicAttributes>()),
        "DescribeLoadBalancerPolicies" => ("policyDescriptions", shapes::<elb::PolicyDescription>()),
        _ => return Kept::object([]),
    };
    Kept::object([]).with(member, kept)
}
