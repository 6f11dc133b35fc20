//! One account whose every read was made and answered: clusters that share a
//! VPC, each with one node group of one node.

use serde_json::json;

use super::tape::{ACCOUNT, Tape, encoded, trust};

pub(super) fn complete(clusters: &[&str]) -> Tape {
    let mut tape = Tape::new();
    tape.json("ListClusters", &[], &json!({"clusters": clusters}));
    tape.json(
        "DescribeClusterVersions",
        &[],
        &json!({"clusterVersions": [
        {"clusterVersion": "1.34", "defaultVersion": true, "endOfStandardSupportDate": 1796169600.0}]}),
    );
    for cluster in clusters {
        eks(&mut tape, cluster);
        nodes(&mut tape, cluster);
        node_role(&mut tape, cluster);
    }
    network(&mut tape, clusters);
    super::load_balancers::add(&mut tape);
    account(&mut tape, clusters);
    tape
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

fn eks(tape: &mut Tape, c: &str) {
    tape.json(
        "DescribeCluster",
        &[("name", c)],
        &json!({"cluster": {
        "name": c, "version": "1.34", "roleArn": role(&format!("{c}-node")), "createdAt": 1758000000.25,
        "accessConfig": {"authenticationMode": "API"},
        "identity": {"oidc": {"issuer": format!("https://oidc.eks.eu-west-1.amazonaws.com/id/{c}")}},
        "resourcesVpcConfig": {"vpcId": "vpc-1", "subnetIds": ["subnet-1"], "securityGroupIds": [],
            "clusterSecurityGroupId": "sg-1", "endpointPublicAccess": true, "publicAccessCidrs": ["0.0.0.0/0"]}}}),
    );
    let of = [("clusterName", c)];
    tape.json("ListNodegroups", &of, &json!({"nodegroups": ["a"]}));
    tape.json(
        "DescribeNodegroup",
        &[("clusterName", c), ("nodegroupName", "a")],
        &json!({"nodegroup": {
        "clusterName": c, "nodegroupName": "a", "nodeRole": role(&format!("{c}-node")), "subnets": ["subnet-1"],
        "launchTemplate": {"id": format!("lt-{c}"), "version": "$Latest", "name": "t"},
        "resources": {"autoScalingGroups": [{"name": format!("asg-{c}")}]}}}),
    );
    tape.json("ListFargateProfiles", &of, &json!({"fargateProfileNames": []}));
    tape.json("ListAddons", &of, &json!({"addons": ["vpc-cni"]}));
    tape.json(
        "DescribeAddon",
        &[("clusterName", c), ("addonName", "vpc-cni")],
        &json!({"addon": {"clusterName": c, "addonName": "vpc-cni", "addonVersion": "v1.20.0-eksbuild.1"}}),
    );
    tape.json("ListAccessEntries", &of, &json!({"accessEntries": [role(&format!("{c}-node"))]}));
    let entry = [("clusterName", c), ("principalArn", &role(&format!("{c}-node")))];
    tape.json(
        "DescribeAccessEntry",
        &entry,
        &json!({"accessEntry": {
        "clusterName": c, "principalArn": role(&format!("{c}-node")), "type": "EC2_LINUX"}}),
    );
    tape.json("ListAssociatedAccessPolicies", &entry, &json!({"clusterName": c, "associatedAccessPolicies": [
        {"policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", "accessScope": {"type": "cluster", "namespaces": []}}]}));
    tape.json("ListPodIdentityAssociations", &of, &json!({"associations": []}));
    tape.json(
        "ListIdentityProviderConfigs",
        &of,
        &json!({"identityProviderConfigs": [{"type": "oidc", "name": "corp"}]}),
    );
    tape.json("DescribeIdentityProviderConfig",
        &[("clusterName", c), ("identityProviderConfig", r#"{"name":"corp","type":"oidc"}"#)],
        &json!({"identityProviderConfig": {"oidc": {"identityProviderConfigName": "corp", "clusterName": c, "issuerUrl": "https://login.example.com"}}}));
    tape.json("ListInsights", &of, &json!({"insights": [{"id": "i-1", "name": "Deprecated APIs"}]}));
    tape.json("DescribeInsight", &[("clusterName", c), ("id", "i-1")],
        &json!({"insight": {"id": "i-1", "name": "Deprecated APIs", "insightStatus": {"status": "PASSING"}, "lastRefreshTime": 1758000000}}));
}

fn nodes(tape: &mut Tape, c: &str) {
    let key = format!("kubernetes.io/cluster/{c}");
    let group = format!(
        "<AutoScalingGroups><member><AutoScalingGroupName>asg-{c}</AutoScalingGroupName><AutoScalingGroupARN>arn:{c}</AutoScalingGroupARN>
        <MinSize>1</MinSize><LaunchTemplate><LaunchTemplateId>lt-{c}</LaunchTemplateId><LaunchTemplateName>t</LaunchTemplateName><Version>3</Version></LaunchTemplate>
        <Instances><member><InstanceId>i-{c}</InstanceId><LifecycleState>InService</LifecycleState></member></Instances>
        <CreatedTime>2026-09-16T05:20:00.123Z</CreatedTime><VPCZoneIdentifier>subnet-1</VPCZoneIdentifier>
        <Tags><member><Key>eks:cluster-name</Key><Value>{c}</Value><PropagateAtLaunch>true</PropagateAtLaunch></member></Tags></member></AutoScalingGroups>"
    );
    let by_tag = [("Filters.member.1.Name", "tag-key"), ("Filters.member.1.Values.member.1", key.as_str())];
    tape.query("autoscaling", "DescribeAutoScalingGroups", &by_tag, &group);
    let by_name = [("AutoScalingGroupNames.member.1", &*format!("asg-{c}"))];
    tape.query("autoscaling", "DescribeAutoScalingGroups", &by_name, &group);
    let instances = format!(
        "<reservationSet><item><reservationId>r-1</reservationId><groupSet/><instancesSet><item><instanceId>i-{c}</instanceId><imageId>ami-1</imageId>
        <instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-10-0-0-1.eu-west-1.compute.internal</privateDnsName><dnsName/><reason/>
        <amiLaunchIndex>0</amiLaunchIndex><productCodes/><instanceType>m5.large</instanceType><launchTime>2026-09-16T05:20:00.000Z</launchTime>
        <placement><availabilityZone>eu-west-1a</availabilityZone><groupName/><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring>
        <subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><privateIpAddress>10.0.0.1</privateIpAddress><ipAddress>198.51.100.7</ipAddress>
        <groupSet><item><groupId>sg-1</groupId><groupName>eks</groupName></item></groupSet>
        <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-{c}</volumeId><status>attached</status><attachTime>2026-09-16T05:20:01.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>
        <tagSet><item><key>{key}</key><value>owned</value></item><item><key>aws:ec2launchtemplate:id</key><value>lt-{c}</value></item><item><key>aws:ec2launchtemplate:version</key><value>3</value></item></tagSet>
        <networkInterfaceSet><item><networkInterfaceId>eni-{c}</networkInterfaceId><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><groupSet><item><groupId>sg-1</groupId><groupName>eks</groupName></item></groupSet>
        <attachment><attachmentId>a</attachmentId><deviceIndex>0</deviceIndex><status>attached</status></attachment><association><publicIp>198.51.100.7</publicIp></association></item></networkInterfaceSet>
        <iamInstanceProfile><arn>arn:aws:iam::{ACCOUNT}:instance-profile/{c}-node</arn><id>AIPA</id></iamInstanceProfile><ebsOptimized>false</ebsOptimized>
        <metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint><httpProtocolIpv6>disabled</httpProtocolIpv6><instanceMetadataTags>disabled</instanceMetadataTags></metadataOptions>
        <enclaveOptions><enabled>false</enabled></enclaveOptions><platformDetails>Linux/UNIX</platformDetails></item></instancesSet></item></reservationSet>"
    );
    tape.ec2("DescribeInstances", &[("Filter.1.Name", "tag-key"), ("Filter.1.Value.1", &key)], &instances);
    let template = [
        ("LaunchTemplateId", &*format!("lt-{c}")),
        ("LaunchTemplateVersion.1", "$Latest"),
        ("LaunchTemplateVersion.2", "3"),
    ];
    tape.ec2("DescribeLaunchTemplateVersions", &template, &format!(
        "<launchTemplateVersionSet><item><launchTemplateId>lt-{c}</launchTemplateId><launchTemplateName>t</launchTemplateName><versionNumber>3</versionNumber>
        <createTime>2026-09-16T05:20:00.000Z</createTime><defaultVersion>false</defaultVersion><launchTemplateData><imageId>ami-1</imageId><userData>x</userData>
        <blockDeviceMappingSet><item><deviceName>/dev/xvda</deviceName><ebs><encrypted>true</encrypted><volumeSize>20</volumeSize></ebs></item></blockDeviceMappingSet>
        <networkInterfaceSet><item><deviceIndex>0</deviceIndex><associatePublicIpAddress>false</associatePublicIpAddress><groupSet><groupId>sg-1</groupId></groupSet></item></networkInterfaceSet>
        <metadataOptions><httpTokens>required</httpTokens></metadataOptions><securityGroupIdSet><item>sg-1</item></securityGroupIdSet></launchTemplateData></item></launchTemplateVersionSet>"));
    let attached = [("Filter.1.Name", "attachment.instance-id"), ("Filter.1.Value.1", &*format!("i-{c}"))];
    tape.ec2("DescribeVolumes", &attached, &format!(
        "<volumeSet><item><volumeId>vol-{c}</volumeId><size>20</size><snapshotId/><availabilityZone>eu-west-1a</availabilityZone><status>in-use</status>
        <createTime>2026-09-16T05:20:00.000Z</createTime><attachmentSet><item><volumeId>vol-{c}</volumeId><instanceId>i-{c}</instanceId><device>/dev/xvda</device><status>attached</status>
        <attachTime>2026-09-16T05:20:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></item></attachmentSet><volumeType>gp3</volumeType><encrypted>true</encrypted></item></volumeSet>"));
}

fn node_role(tape: &mut Tape, c: &str) {
    let name = format!("{c}-node");
    let arn = role(&name);
    let by_name = [("RoleName", name.as_str())];
    let body = format!(
        "<Path>/</Path><RoleName>{name}</RoleName><RoleId>AROA</RoleId><Arn>{arn}</Arn><CreateDate>2026-09-16T05:20:00Z</CreateDate><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration>",
        trust("ec2.amazonaws.com")
    );
    tape.query("iam", "GetRole", &by_name, &format!("<Role>{body}<Tags/><RoleLastUsed/></Role>"));
    tape.query("iam", "ListAttachedRolePolicies", &by_name, "<IsTruncated>false</IsTruncated><AttachedPolicies><member><PolicyName>P</PolicyName><PolicyArn>arn:aws:iam::aws:policy/P</PolicyArn></member></AttachedPolicies>");
    tape.query(
        "iam",
        "ListRolePolicies",
        &by_name,
        "<PolicyNames><member>in</member></PolicyNames><IsTruncated>false</IsTruncated>",
    );
    let document = encoded(&json!({"Version": "2012-10-17", "Statement": []}));
    tape.query(
        "iam",
        "GetRolePolicy",
        &[("RoleName", &name), ("PolicyName", "in")],
        &format!("<RoleName>{name}</RoleName><PolicyName>in</PolicyName><PolicyDocument>{document}</PolicyDocument>"),
    );
    tape.query("iam", "GetInstanceProfile", &[("InstanceProfileName", &name)], &format!("<InstanceProfile><InstanceProfileName>{name}</InstanceProfileName><Arn>arn:aws:iam::{ACCOUNT}:instance-profile/{name}</Arn><Roles><member>{body}</member></Roles></InstanceProfile>"));
}

fn network(tape: &mut Tape, clusters: &[&str]) {
    let by_vpc = [("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", "vpc-1")];
    tape.ec2("DescribeVpcs", &[("VpcId.1", "vpc-1")], "<vpcSet><item><vpcId>vpc-1</vpcId><ownerId>1</ownerId><state>available</state><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockAssociationSet><item><cidrBlock>10.0.0.0/16</cidrBlock><associationId>a</associationId><cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet><isDefault>false</isDefault><tagSet/></item></vpcSet>");
    tape.ec2("DescribeSubnets", &by_vpc, "<subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><state>available</state><cidrBlock>10.0.0.0/24</cidrBlock><availableIpAddressCount>250</availableIpAddressCount><availabilityZone>eu-west-1a</availabilityZone><defaultForAz>false</defaultForAz><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch></item><item><subnetId>subnet-9</subnetId><vpcId>vpc-1</vpcId><availabilityZone>eu-west-1a</availabilityZone></item><item><subnetId>subnet-unused</subnetId><vpcId>vpc-1</vpcId></item></subnetSet>");
    tape.ec2("DescribeRouteTables", &by_vpc, "<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId><state>active</state><origin>CreateRoute</origin></item></routeSet><associationSet><item><routeTableAssociationId>a</routeTableAssociationId><routeTableId>rtb-1</routeTableId><subnetId>subnet-1</subnetId><main>false</main><associationState><state>associated</state></associationState></item></associationSet><propagatingVgwSet/><tagSet/></item></routeTableSet>");
    tape.ec2("DescribeNatGateways", &by_vpc, "<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><vpcId>vpc-1</vpcId><subnetId>subnet-9</subnetId><state>available</state><connectivityType>public</connectivityType><createTime>2026-09-16T05:20:00.000Z</createTime></item></natGatewaySet>");
    tape.ec2("DescribeVpcEndpoints", &by_vpc, "<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.sts</serviceName><state>available</state><routeTableIdSet/><subnetIdSet><item>subnet-1</item></subnetIdSet><groupSet><item><groupId>sg-1</groupId><groupName>eks</groupName></item></groupSet><privateDnsEnabled>true</privateDnsEnabled></item></vpcEndpointSet>");
    let interfaces: String = clusters.iter().map(|c| format!("<item><networkInterfaceId>eni-{c}</networkInterfaceId><vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId><description/><requesterManaged>false</requesterManaged><groupSet><item><groupId>sg-1</groupId></item></groupSet><attachment><instanceId>i-{c}</instanceId><status>attached</status></attachment><tagSet/></item><item><networkInterfaceId>eni-cp-{c}</networkInterfaceId><vpcId>vpc-1</vpcId><description>Amazon EKS {c}</description><groupSet/><tagSet/></item>")).collect();
    tape.ec2("DescribeNetworkInterfaces", &by_vpc, &format!("<networkInterfaceSet>{interfaces}<item><networkInterfaceId>eni-other</networkInterfaceId><vpcId>vpc-1</vpcId><description>RDS</description></item></networkInterfaceSet>"));
    tape.ec2("DescribeSecurityGroups", &by_vpc, "<securityGroupInfo><item><groupId>sg-1</groupId><groupName>eks</groupName><groupDescription>d</groupDescription><vpcId>vpc-1</vpcId><ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><groups><item><groupId>sg-1</groupId><userId>1</userId></item></groups><ipRanges/><ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges><prefixListIds/></item></ipPermissions><ipPermissionsEgress/></item></securityGroupInfo>");
    let on = [
        ("Filter.1.Name", "resource-id"),
        ("Filter.1.Value.1", "vpc-1"),
        ("Filter.1.Value.2", "subnet-1"),
        ("Filter.1.Value.3", "subnet-9"),
    ];
    tape.ec2("DescribeFlowLogs", &on, "<flowLogSet><item><flowLogId>fl-1</flowLogId><flowLogStatus>ACTIVE</flowLogStatus><resourceId>vpc-1</resourceId><trafficType>ALL</trafficType><maxAggregationInterval>600</maxAggregationInterval><creationTime>2026-09-16T05:20:00.000Z</creationTime></item></flowLogSet>");
}

fn account(tape: &mut Tape, clusters: &[&str]) {
    tape.json("DescribeAddonVersions", &[("addonName", "vpc-cni")], &json!({"addons": [{"addonName": "vpc-cni", "type": "networking", "addonVersions": [{"addonVersion": "v1.20.0-eksbuild.1"}]}]}));
    tape.ec2("DescribeImages", &[("ImageId.1", "ami-1")], "<imagesSet><item><imageId>ami-1</imageId><imageState>available</imageState><imageOwnerId>602401143452</imageOwnerId><isPublic>true</isPublic><name>amazon-eks-node-al2023-x86_64-standard-1.34-v20260901</name><imageOwnerAlias>amazon</imageOwnerAlias><creationDate>2026-09-01T00:00:00.000Z</creationDate></item></imagesSet>");
    tape.ec2("DescribeInstanceTypes", &[("InstanceType.1", "m5.large")], "<instanceTypeSet><item><instanceType>m5.large</instanceType><hypervisor>nitro</hypervisor><bareMetal>false</bareMetal><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>8192</sizeInMiB></memoryInfo><networkInfo><maximumNetworkInterfaces>3</maximumNetworkInterfaces><ipv4AddressesPerInterface>10</ipv4AddressesPerInterface></networkInfo></item></instanceTypeSet>");
    tape.ec2(
        "GetEbsEncryptionByDefault",
        &[],
        "<ebsEncryptionByDefault>true</ebsEncryptionByDefault><sseType>sse-ebs</sseType>",
    );
    tape.ec2("GetInstanceMetadataDefaults", &[], "<accountLevel/>");
    let roles: String = clusters.iter().map(|c| format!("<member><RoleName>{c}-node</RoleName><Arn>{}</Arn><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></member>", role(&format!("{c}-node")), trust("ec2.amazonaws.com"))).collect();
    tape.query("iam", "ListRoles", &[], &format!("<IsTruncated>false</IsTruncated><Roles>{roles}</Roles>"));
    tape.query("iam", "GetPolicy", &[("PolicyArn", "arn:aws:iam::aws:policy/P")], "<Policy><PolicyName>P</PolicyName><Arn>arn:aws:iam::aws:policy/P</Arn><DefaultVersionId>v3</DefaultVersionId><IsAttachable>true</IsAttachable></Policy>");
    let document = encoded(
        &json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}}),
    );
    tape.query("iam", "GetPolicyVersion", &[("PolicyArn", "arn:aws:iam::aws:policy/P"), ("VersionId", "v3")], &format!("<PolicyVersion><Document>{document}</Document><VersionId>v3</VersionId><IsDefaultVersion>true</IsDefaultVersion></PolicyVersion>"));
    let provider = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/one");
    tape.query(
        "iam",
        "ListOpenIDConnectProviders",
        &[],
        &format!("<OpenIDConnectProviderList><member><Arn>{provider}</Arn></member><member><Arn>arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com</Arn></member></OpenIDConnectProviderList>"),
    );
    tape.query("iam", "GetOpenIDConnectProvider", &[("OpenIDConnectProviderArn", &provider)], "<Url>oidc.eks.eu-west-1.amazonaws.com/id/one</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList><ThumbprintList/><CreateDate>2026-09-16T05:20:00Z</CreateDate>");
    tape.query(
        "iam",
        "GetAccountSummary",
        &[],
        "<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry></SummaryMap>",
    );
}
