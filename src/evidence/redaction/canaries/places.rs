//! Where outsiders can write, in the replies of each service.

use serde_json::{Value, json};

/// A place in a JSON reply of EKS: its name, the operation, and the reply with a text there.
pub(in crate::evidence::redaction) type InJson = (&'static str, &'static str, fn(&str) -> Value);

pub(in crate::evidence::redaction) const JSON: &[InJson] = &[
    ("tag", "DescribeCluster", |s| json!({"cluster": {"name": "prod", "tags": {"note": s}}})),
    ("reserved tag", "DescribeCluster", |s| json!({"cluster": {"tags": {"kubernetes.io/cluster/prod": s}}})),
    ("tag of a node group", "DescribeNodegroup", |s| json!({"nodegroup": {"tags": {"env": s}}})),
    ("label", "DescribeNodegroup", |s| json!({"nodegroup": {"labels": {"note": s}}})),
    (
        "taint",
        "DescribeNodegroup",
        |s| json!({"nodegroup": {"taints": [{"key": "k", "value": s, "effect": "NO_SCHEDULE"}]}}),
    ),
    (
        "issue of a node group",
        "DescribeNodegroup",
        |s| json!({"nodegroup": {"health": {"issues": [{"code": "X", "message": s}]}}}),
    ),
    (
        "add-on configuration",
        "DescribeAddon",
        |s| json!({"addon": {"configurationValues": json!({"env": {"NOTE": s}}).to_string()}}),
    ),
    ("add-on list", "DescribeAddon", |s| json!({"addon": {"configurationValues": json!({"args": [s]}).to_string()}})),
    (
        "add-on switch",
        "DescribeAddon",
        |s| json!({"addon": {"configurationValues": json!({"enableNetworkPolicy": s, "replicaCount": s}).to_string()}}),
    ),
    ("add-on YAML", "DescribeAddon", |s| json!({"addon": {"configurationValues": format!("a: {}\n", json!(s))}})),
    (
        "add-on comment",
        "DescribeAddon",
        |s| json!({"addon": {"configurationValues": format!("# {}\na: true\n", s.replace('\n', " "))}}),
    ),
    ("add-on as text", "DescribeAddon", |s| json!({"addon": {"configurationValues": s}})),
    (
        "issue of an add-on",
        "DescribeAddon",
        |s| json!({"addon": {"health": {"issues": [{"code": "X", "message": s}]}}}),
    ),
    ("external id", "DescribePodIdentityAssociation", |s| json!({"association": {"externalId": s}})),
    ("tag of an entry", "DescribeAccessEntry", |s| json!({"accessEntry": {"tags": {"note": s}}})),
    (
        "required claim",
        "DescribeIdentityProviderConfig",
        |s| json!({"identityProviderConfig": {"oidc": {"requiredClaims": {"claim": s}}}}),
    ),
    (
        "insight",
        "DescribeInsight",
        |s| json!({"insight": {"description": s, "recommendation": s, "additionalInfo": {"a": s}}}),
    ),
    (
        "insight summary",
        "DescribeInsight",
        |s| json!({"insight": {"categorySpecificSummary": {"deprecationDetails": [{"usage": s}]}}}),
    ),
    ("activation code", "DescribeCluster", |s| json!({"cluster": {"connectorConfig": {"activationCode": s}}})),
    ("error", "DescribeCluster", |s| json!({"__type": "X", "message": format!("No cluster named {s} found")})),
    ("new member", "DescribeCluster", |s| json!({"cluster": {"future": {"deep": [{"text": s}]}}})),
    ("unknown operation", "DescribeFuture", |s| json!({"future": s})),
];

/// A place in an XML reply: its name, service, operation, and the reply with `{}` there.
pub(in crate::evidence::redaction) type InXml = (&'static str, &'static str, &'static str, &'static str);

pub(in crate::evidence::redaction) const XML: &[InXml] = &[
    (
        "tag",
        "ec2",
        "DescribeInstances",
        "<R><reservationSet><item><instancesSet><item><tagSet><item><key>note</key><value>{}</value></item></tagSet></item></instancesSet></item></reservationSet></R>",
    ),
    (
        "client token",
        "ec2",
        "DescribeInstances",
        "<R><reservationSet><item><instancesSet><item><clientToken>{}</clientToken></item></instancesSet></item></reservationSet></R>",
    ),
    (
        "state reason",
        "ec2",
        "DescribeInstances",
        "<R><reservationSet><item><instancesSet><item><stateReason><message>{}</message></stateReason></item></instancesSet></item></reservationSet></R>",
    ),
    (
        "volume tag",
        "ec2",
        "DescribeVolumes",
        "<R><volumeSet><item><tagSet><item><key>Backup</key><value>{}</value></item></tagSet></item></volumeSet></R>",
    ),
    (
        "group description",
        "ec2",
        "DescribeSecurityGroups",
        "<R><securityGroupInfo><item><groupDescription>{}</groupDescription></item></securityGroupInfo></R>",
    ),
    (
        "rule description",
        "ec2",
        "DescribeSecurityGroups",
        "<R><securityGroupInfo><item><ipPermissions><item><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp><description>{}</description></item></ipRanges></item></ipPermissions></item></securityGroupInfo></R>",
    ),
    (
        "interface description",
        "ec2",
        "DescribeNetworkInterfaces",
        "<R><networkInterfaceSet><item><description>{}</description></item></networkInterfaceSet></R>",
    ),
    (
        "image description",
        "ec2",
        "DescribeImages",
        "<R><imagesSet><item><description>{}</description></item></imagesSet></R>",
    ),
    (
        "template description",
        "ec2",
        "DescribeLaunchTemplateVersions",
        "<R><launchTemplateVersionSet><item><versionDescription>{}</versionDescription></item></launchTemplateVersionSet></R>",
    ),
    (
        "user data as it is",
        "ec2",
        "DescribeLaunchTemplateVersions",
        "<R><launchTemplateVersionSet><item><launchTemplateData><userData>{}</userData></launchTemplateData></item></launchTemplateVersionSet></R>",
    ),
    (
        "template tag",
        "ec2",
        "DescribeLaunchTemplateVersions",
        "<R><launchTemplateVersionSet><item><launchTemplateData><tagSpecificationSet><item><tagSet><item><key>a</key><value>{}</value></item></tagSet></item></tagSpecificationSet></launchTemplateData></item></launchTemplateVersionSet></R>",
    ),
    (
        "endpoint policy",
        "ec2",
        "DescribeVpcEndpoints",
        "<R><vpcEndpointSet><item><policyDocument>{}</policyDocument></item></vpcEndpointSet></R>",
    ),
    ("log format", "ec2", "DescribeFlowLogs", "<R><flowLogSet><item><logFormat>{}</logFormat></item></flowLogSet></R>"),
    (
        "role description",
        "iam",
        "GetRole",
        "<R><GetRoleResult><Role><Description>{}</Description></Role></GetRoleResult></R>",
    ),
    (
        "role tag",
        "iam",
        "GetRole",
        "<R><GetRoleResult><Role><Tags><member><Key>note</Key><Value>{}</Value></member></Tags></Role></GetRoleResult></R>",
    ),
    (
        "policy description",
        "iam",
        "GetPolicy",
        "<R><GetPolicyResult><Policy><Description>{}</Description></Policy></GetPolicyResult></R>",
    ),
    (
        "policy as text",
        "iam",
        "GetRolePolicy",
        "<R><GetRolePolicyResult><PolicyDocument>{}</PolicyDocument></GetRolePolicyResult></R>",
    ),
    (
        "group tag",
        "autoscaling",
        "DescribeAutoScalingGroups",
        "<R><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><Tags><member><Key>note</Key><Value>{}</Value></member></Tags></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></R>",
    ),
    (
        "group context",
        "autoscaling",
        "DescribeAutoScalingGroups",
        "<R><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><Context>{}</Context></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></R>",
    ),
    (
        "fixed response",
        "elasticloadbalancing",
        "DescribeRules",
        "<R><DescribeRulesResult><Rules><member><Actions><member><FixedResponseConfig><MessageBody>{}</MessageBody></FixedResponseConfig></member></Actions></member></Rules></DescribeRulesResult></R>",
    ),
    (
        "header condition",
        "elasticloadbalancing",
        "DescribeRules",
        "<R><DescribeRulesResult><Rules><member><Conditions><member><HttpHeaderConfig><Values><member>{}</member></Values></HttpHeaderConfig></member></Conditions></member></Rules></DescribeRulesResult></R>",
    ),
    (
        "redirect query",
        "elasticloadbalancing",
        "DescribeListeners",
        "<R><DescribeListenersResult><Listeners><member><DefaultActions><member><RedirectConfig><Query>{}</Query><Path>{}</Path><Host>{}</Host></RedirectConfig></member></DefaultActions></member></Listeners></DescribeListenersResult></R>",
    ),
    (
        "client secret",
        "elasticloadbalancing",
        "DescribeListeners",
        "<R><DescribeListenersResult><Listeners><member><DefaultActions><member><AuthenticateOidcConfig><ClientSecret>{}</ClientSecret><AuthenticationRequestExtraParams><entry><key>a</key><value>{}</value></entry></AuthenticationRequestExtraParams></AuthenticateOidcConfig></member></DefaultActions></member></Listeners></DescribeListenersResult></R>",
    ),
    (
        "balancer tag",
        "elasticloadbalancing",
        "DescribeTags",
        "<R><DescribeTagsResult><TagDescriptions><member><Tags><member><Key>note</Key><Value>{}</Value></member></Tags></member></TagDescriptions></DescribeTagsResult></R>",
    ),
    (
        "balancer attribute",
        "elasticloadbalancing",
        "DescribeLoadBalancerAttributes",
        "<R><DescribeLoadBalancerAttributesResult><Attributes><member><Key>access_logs.s3.prefix</Key><Value>{}</Value></member></Attributes></DescribeLoadBalancerAttributesResult></R>",
    ),
    (
        "cookie",
        "elb",
        "DescribeLoadBalancers",
        "<R><DescribeLoadBalancersResult><LoadBalancerDescriptions><member><Policies><AppCookieStickinessPolicies><member><CookieName>{}</CookieName></member></AppCookieStickinessPolicies></Policies></member></LoadBalancerDescriptions></DescribeLoadBalancersResult></R>",
    ),
    (
        "policy attribute",
        "elb",
        "DescribeLoadBalancerPolicies",
        "<R><DescribeLoadBalancerPoliciesResult><PolicyDescriptions><member><PolicyAttributeDescriptions><member><AttributeName>CookieName</AttributeName><AttributeValue>{}</AttributeValue></member></PolicyAttributeDescriptions></member></PolicyDescriptions></DescribeLoadBalancerPoliciesResult></R>",
    ),
    (
        "error",
        "ec2",
        "DescribeVpcs",
        "<Response><Errors><Error><Code>X</Code><Message>The value {} is invalid</Message></Error></Errors></Response>",
    ),
    (
        "error of IAM",
        "iam",
        "GetRole",
        "<ErrorResponse><Error><Type>Sender</Type><Code>X</Code><Message>{}</Message></Error></ErrorResponse>",
    ),
    ("text between", "ec2", "DescribeVpcs", "<R>{}<vpcSet/></R>"),
    ("attribute", "ec2", "DescribeVpcs", "<R a=\"{}\"><vpcSet/></R>"),
    ("unknown operation", "ec2", "DescribeFuture", "<R><future><note>{}</note></future></R>"),
];
