#!/usr/bin/env python3
"""Seeds the emulator with the estate of a small payments company: a careful cluster and a careless one.

usage: seed.py [--only careful|careless] [--quarter current|previous]   (AWS_ENDPOINT_URL and credentials in the environment)

`card-payments` is careful: a managed node group and a Fargate profile in private subnets over three zones.
`legacy-batch` is careless: self-managed nodes in public subnets. `planted.json` names what is wrong with it:
a control id to the text that its finding must hold.

`--quarter previous` is the same estate a quarter earlier: `card-payments` still has a public endpoint and no deletion
protection, Fargate profile or audit of every kind; `legacy-batch` has no contractor and no database port open yet; a
cluster `reporting-pilot` is still there. The emulator must run on a clock of that quarter, see record_example.sh.

What is the same in both quarters has the same ids, because the emulator's ids are drawn anew for each part of the estate.
"""
import argparse
import base64
import datetime
import json
import os
import urllib.request
import zlib

import boto3

import balancers

REGION, ACCOUNT = "eu-west-1", "123456789012"
PREVIOUS = False  # set by --quarter
BETWEEN = 53  # days from the previous quarter's recording to the current one's
NOW = datetime.datetime.now(datetime.timezone.utc)
ec2, eks, iam, logs, asg, kms, ecr = (boto3.client(s, region_name=REGION) for s in ("ec2", "eks", "iam", "logs", "autoscaling", "kms", "ecr"))
# What the workloads of both clusters run from the account's own registry.
REPOSITORIES = ["authorisation", "card-vault", "ledger-api", "reconcile", "tokeniser", "worker", "mirror/autoscaling/cluster-autoscaler", "mirror/autoscaling/vpa-recommender",
                "mirror/aws-privateca-issuer", "mirror/metrics-server/metrics-server", "mirror/sigstore/policy-controller",
                "debug-shell", "latest-tag", "ledger-sync", "left-behind", "nightly-report", "no-digest", "node-helper", "queue", "support-tool"]


def ids_of(part):
    """Makes the emulator draw the ids of `part` from the part's own name, whatever was made before it."""
    urllib.request.urlopen(urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/seed?a={zlib.crc32(part.encode())}", b"", method="POST")).read()


def tags(**names):
    return [{"Key": k.replace("__", "/").replace("_", "-"), "Value": v} for k, v in names.items()]


def named(kind, name, *more):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}, *more]}]


def role(name, service, managed=(), inline=None, trust=None, path="/"):
    document = trust or {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
    if service == "pods.eks.amazonaws.com":
        document["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession"]
    arn = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(document))["Role"]["Arn"]
    for policy in managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=policy if policy.startswith("arn:") else f"arn:aws:iam::aws:policy/{policy}")
    for policy, statements in (inline or {}).items():
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return arn


def managed_policy(name, *statements):
    return iam.create_policy(PolicyName=name, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))["Policy"]["Arn"]


def oidc(cluster):
    issuer = eks.describe_cluster(name=cluster)["cluster"]["identity"]["oidc"]["issuer"]
    arn = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"])["OpenIDConnectProviderArn"]
    return issuer.removeprefix("https://"), arn


def profile(name, role_name):
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role_name)
    return name


def group(vpc, name, description, *permissions, tags=()):
    ids_of(f"group {name}")
    g = ec2.create_security_group(GroupName=name, Description=description, VpcId=vpc, TagSpecifications=named("security-group", name, *tags))["GroupId"]
    if permissions:
        ec2.authorize_security_group_ingress(GroupId=g, IpPermissions=list(permissions))
    return g


def control_plane_interfaces(cluster, subnets, security_groups):
    ids_of(f"interfaces {cluster}")
    for subnet in subnets:
        ec2.create_network_interface(SubnetId=subnet, Groups=security_groups, Description=f"Amazon EKS {cluster}")


def network(name, cidr, private, public):
    """A VPC with one private and one public subnet in each zone asked for, a NAT gateway in each public one."""
    ids_of(f"network {name}")
    vpc = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]
    igw = ec2.create_internet_gateway(TagSpecifications=named("internet-gateway", name))["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
    base = cidr.rsplit(".", 2)[0]
    result = {"vpc": vpc, "private": [], "public": [], "tables": []}
    for number, zone in enumerate(public):
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{base}.{number * 4}.0/24", AvailabilityZone=REGION + zone, TagSpecifications=named("subnet", f"{name}-public-{zone}"))["Subnet"]["SubnetId"]
        table = ec2.create_route_table(VpcId=vpc, TagSpecifications=named("route-table", f"{name}-public-{zone}"))["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=igw)
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        result["public"].append(subnet)
    for number, zone in enumerate(private):
        nat = ec2.create_nat_gateway(SubnetId=result["public"][number], AllocationId=ec2.allocate_address(Domain="vpc")["AllocationId"], TagSpecifications=named("natgateway", f"{name}-{zone}"))["NatGateway"]["NatGatewayId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{base}.{100 + number * 4}.0/22", AvailabilityZone=REGION + zone, TagSpecifications=named("subnet", f"{name}-private-{zone}"))["Subnet"]["SubnetId"]
        table = ec2.create_route_table(VpcId=vpc, TagSpecifications=named("route-table", f"{name}-private-{zone}"))["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        result["private"].append(subnet)
        result["tables"].append(table)
    default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]
    result["default_group"] = default["GroupId"]
    return result


def clear_default_group(group_id):
    g = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    if g["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=g["IpPermissions"])
    if g["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=g["IpPermissionsEgress"])


def flow_log(vpc):
    ids_of(f"flow log {vpc}")
    arn = role(f"flow-logs-{vpc}", "vpc-flow-logs.amazonaws.com")
    logs.create_log_group(logGroupName=f"/vpc/{vpc}")
    ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogGroupName=f"/vpc/{vpc}", DeliverLogsPermissionArn=arn)


def user_data(text):
    return base64.b64encode(text.encode()).decode()


def scaling_group(name, template, version, subnets, size, extra, generation=""):
    ids_of(f"nodes {template} {generation}")
    asg.create_auto_scaling_group(AutoScalingGroupName=name, LaunchTemplate={"LaunchTemplateId": template, "Version": version}, MinSize=size, MaxSize=size * 2, DesiredCapacity=size,
                                  VPCZoneIdentifier=",".join(subnets), Tags=[{"Key": k, "Value": v, "PropagateAtLaunch": True, "ResourceId": name, "ResourceType": "auto-scaling-group"} for k, v in extra.items()])
    return [i["InstanceId"] for i in asg.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]["Instances"]]


def backdate(instances, days):
    then = (NOW - datetime.timedelta(days=days)).isoformat()
    rig("backdate", instances={i: then for i in instances})


def rig(path, **body):
    """Tells the emulator what no AWS call can: ages, groups that EKS itself makes."""
    data = json.dumps({"region": REGION, **body}).encode()
    urllib.request.urlopen(urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + "/rig/" + path, data, method="POST")).read()


def careful():
    name = "card-payments"
    net = network("payments", "10.20.0.0/16", "abc", "abc")
    clear_default_group(net["default_group"])
    flow_log(net["vpc"])
    endpoints = group(net["vpc"], "payments-endpoints", "HTTPS from the VPC to AWS services",
                      {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.20.0.0/16", "Description": "the VPC"}]})
    for service in ("ec2", "ecr.api", "ecr.dkr", "sts", "eks", "eks-auth", "logs"):
        ec2.create_vpc_endpoint(VpcId=net["vpc"], ServiceName=f"com.amazonaws.{REGION}.{service}", VpcEndpointType="Interface", SubnetIds=net["private"], SecurityGroupIds=[endpoints], PrivateDnsEnabled=True)
    ec2.create_vpc_endpoint(VpcId=net["vpc"], ServiceName=f"com.amazonaws.{REGION}.s3", VpcEndpointType="Gateway", RouteTableIds=net["tables"])
    cluster_group = group(net["vpc"], f"eks-cluster-sg-{name}-1137", "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.",
                          tags=[{"Key": f"kubernetes.io/cluster/{name}", "Value": "owned"}])
    ec2.authorize_security_group_ingress(GroupId=cluster_group, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": cluster_group}]}])
    ids_of("cluster card-payments")
    key = kms.create_key(Description="Kubernetes Secrets of card-payments")["KeyMetadata"]["Arn"]
    cluster_role = role("card-payments-cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"])
    eks.create_cluster(
        name=name, version="1.34", roleArn=cluster_role,
        resourcesVpcConfig={"subnetIds": net["private"], "securityGroupIds": [], "endpointPublicAccess": PREVIOUS, "endpointPrivateAccess": True, **({"publicAccessCidrs": ["0.0.0.0/0"]} if PREVIOUS else {})},
        logging={"clusterLogging": [{"types": ["api", "audit", "authenticator", *([] if PREVIOUS else ["controllerManager", "scheduler"])], "enabled": True}]},
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key}}],
        accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        deletionProtection=not PREVIOUS, upgradePolicy={"supportType": "STANDARD"},
        tags={"environment": "production", "owner": "payments-platform", "data-classification": "cardholder"},
    )
    rig_cluster(name, cluster_group)
    control_plane_interfaces(name, net["private"], [cluster_group])
    issuer, provider = oidc(name)
    node_role = role("card-payments-node", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore"])
    instance_profile = profile("card-payments-node", "card-payments-node")
    ids_of("launch template card-payments")
    ebs_key = kms.create_key(Description="EBS volumes of card-payments")["KeyMetadata"]["Arn"]
    template = ec2.create_launch_template(LaunchTemplateName="card-payments-general", LaunchTemplateData={
        "ImageId": "ami-0a1b2c3d4e5f60003" if PREVIOUS else "ami-0a1b2c3d4e5f60001", "InstanceType": "m6i.large", "SecurityGroupIds": [cluster_group],
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"},
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": True, "KmsKeyId": ebs_key, "VolumeSize": 40, "VolumeType": "gp3", "DeleteOnTermination": True}}],
        "IamInstanceProfile": {"Name": instance_profile},
        "UserData": user_data("apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster:\n    name: card-payments\n  kubelet:\n    config:\n      maxPods: 29\n"),
    })["LaunchTemplate"]
    nodegroup = eks.create_nodegroup(
        clusterName=name, nodegroupName="general", subnets=net["private"], nodeRole=node_role, amiType="AL2023_x86_64_STANDARD", capacityType="ON_DEMAND",
        scalingConfig={"minSize": 3, "maxSize": 6, "desiredSize": 3}, updateConfig={"maxUnavailable": 1}, nodeRepairConfig={"enabled": True},
        launchTemplate={"id": template["LaunchTemplateId"], "version": "1"}, version="1.34", releaseVersion="1.34.1-20260918" if PREVIOUS else "1.34.1-20261110",
    )["nodegroup"]
    instances = scaling_group(nodegroup["resources"]["autoScalingGroups"][0]["name"], template["LaunchTemplateId"], "1", net["private"], 3, {
        "eks:cluster-name": name, "eks:nodegroup-name": "general", f"kubernetes.io/cluster/{name}": "owned", f"k8s.io/cluster-autoscaler/{name}": "owned"}, generation="previous" if PREVIOUS else "current")
    backdate(instances, 6)
    execution_role = role("card-payments-fargate", None, ["AmazonEKSFargatePodExecutionRolePolicy"], trust={"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "eks-fargate-pods.amazonaws.com"}, "Action": "sts:AssumeRole",
         "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:eks:{REGION}:{ACCOUNT}:fargateprofile/{name}/*"}}}]})
    if not PREVIOUS:
        eks.create_fargate_profile(clusterName=name, fargateProfileName="settlement", podExecutionRoleArn=execution_role, subnets=net["private"],
                                   selectors=[{"namespace": "settlement", "labels": {"tier": "restricted"}}])
    web = lambda account: {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
                           "Condition": {"StringEquals": {f"{issuer}:sub": f"system:serviceaccount:{account}", f"{issuer}:aud": "sts.amazonaws.com"}}}]}
    cni = role("card-payments-vpc-cni", None, ["AmazonEKS_CNI_Policy"], trust=web("kube-system:aws-node"))
    settle = managed_policy("settlement-queue", {"Sid": "ReadQueue", "Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:settlement"})
    role("card-payments-settlement", None, [settle], trust=web("settlement:worker"))
    ebs = role("card-payments-ebs-csi", "pods.eks.amazonaws.com", ["service-role/AmazonEBSCSIDriverPolicy"])
    ledger = role("card-payments-ledger", "pods.eks.amazonaws.com", inline={"ledger-table": [
        {"Sid": "Ledger", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], "Resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/ledger"}]})
    newest = {"vpc-cni": "v1.20.3-eksbuild.1", "coredns": "v1.12.3-eksbuild.1", "kube-proxy": "v1.33.3-eksbuild.4", "eks-pod-identity-agent": "v1.3.8-eksbuild.2", "aws-ebs-csi-driver": "v1.48.0-eksbuild.1", "aws-guardduty-agent": "v1.11.0-eksbuild.4"}
    for addon, version in newest.items():
        more = {}
        if addon == "vpc-cni":
            more = {"serviceAccountRoleArn": cni, "configurationValues": json.dumps({"enableNetworkPolicy": "true", "nodeAgent": {"enablePolicyEventLogs": "true"}, "env": {"ENABLE_PREFIX_DELEGATION": "false"}})}
        eks.create_addon(clusterName=name, addonName=addon, addonVersion=version, **more)
    eks.create_pod_identity_association(clusterName=name, namespace="kube-system", serviceAccount="ebs-csi-controller-sa", roleArn=ebs)
    eks.create_pod_identity_association(clusterName=name, namespace="ledger", serviceAccount="ledger-api", roleArn=ledger)
    admin = role("payments-platform-admin", None, trust=human_trust())
    reader = role("payments-auditor", None, trust=human_trust())
    entry(name, admin, "AmazonEKSClusterAdminPolicy")
    entry(name, reader, "AmazonEKSViewPolicy")
    eks.create_access_entry(clusterName=name, principalArn=node_role, type="EC2_LINUX")
    eks.create_access_entry(clusterName=name, principalArn=execution_role, type="FARGATE_LINUX")
    entrance = group(net["vpc"], "k8s-payments-checkout", "HTTPS and the redirect to it", world(443), world(80))
    balancers.of_careful(net["vpc"], net["public"], entrance)


def human_trust():
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_example"}, "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
            "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}]}


def entry(cluster, principal, policy):
    eks.create_access_entry(clusterName=cluster, principalArn=principal, type="STANDARD")
    eks.associate_access_policy(clusterName=cluster, principalArn=principal, policyArn=f"arn:aws:eks::aws:cluster-access-policy/{policy}", accessScope={"type": "cluster"})


def rig_cluster(name, cluster_group):
    rig("cluster", cluster=name, **{"x-rig": {"clusterSecurityGroupId": cluster_group}})


def world(port, to=None, protocol="tcp"):
    return {"IpProtocol": protocol, "FromPort": port, "ToPort": to or port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def careless():
    name = "legacy-batch"
    net = network("legacy", "10.40.0.0/16", "", "ab")
    for subnet in net["public"]:
        ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    cluster_group = group(net["vpc"], f"eks-cluster-sg-{name}-9921", "EKS created security group", tags=[{"Key": f"kubernetes.io/cluster/{name}", "Value": "owned"}])
    nodes = group(net["vpc"], "legacy-nodes", "nodes", world(22), world(30000, 32767), *([] if PREVIOUS else [world(3306)]))
    cluster_role = role("legacy-batch-cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy", "AdministratorAccess"])
    eks.create_cluster(
        name=name, version="1.28", roleArn=cluster_role,
        resourcesVpcConfig={"subnetIds": net["public"], "securityGroupIds": [net["default_group"]], "endpointPublicAccess": True, "endpointPrivateAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]},
        logging={"clusterLogging": [{"types": ["api", "audit", "authenticator", "controllerManager", "scheduler"], "enabled": False}]},
        accessConfig={"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True}, tags={"environment": "production", "db-password": "Tr0ub4dor&3"},
    )
    rig_cluster(name, cluster_group)
    control_plane_interfaces(name, net["public"], [cluster_group])
    issuer, provider = oidc(name)
    role("legacy-batch-node", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
         inline={"batch": [{"Sid": "Everything", "Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}]})
    instance_profile = profile("legacy-batch-node", "legacy-batch-node")
    ids_of("launch template legacy-batch")
    ec2.create_key_pair(KeyName="ops-2019")
    template = ec2.create_launch_template(LaunchTemplateName="legacy-batch", LaunchTemplateData={
        "ImageId": "ami-0a1b2c3d4e5f60002", "InstanceType": "t3.medium", "KeyName": "ops-2019", "SecurityGroupIds": [nodes],
        "MetadataOptions": {"HttpTokens": "optional", "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled"},
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": False, "VolumeSize": 20, "VolumeType": "gp2"}}],
        "IamInstanceProfile": {"Name": instance_profile},
        "UserData": user_data("#!/bin/bash\nexport AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE\nexport AWS_SECRET_ACCESS_KEY=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n/etc/eks/bootstrap.sh legacy-batch --use-max-pods false --kubelet-extra-args '--max-pods=110'\n"),
    })["LaunchTemplate"]
    instances = scaling_group("legacy-batch-workers", template["LaunchTemplateId"], "1", net["public"], 2, {f"kubernetes.io/cluster/{name}": "owned"})
    backdate(instances, 410 - BETWEEN if PREVIOUS else 410)
    role("legacy-batch-reports", None, ["ReadOnlyAccess" if PREVIOUS else "AdministratorAccess"], trust={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
         "Condition": {"StringLike": {f"{issuer}:sub": "system:serviceaccount:*:*"}}}]})
    eks.create_addon(clusterName=name, addonName="vpc-cni", addonVersion="v1.10.4-eksbuild.1")
    balancers.of_careless(net["vpc"], net["public"], group(net["vpc"], "legacy-web", "web", world(80), world(443)))
    if PREVIOUS:
        return
    eks.associate_identity_provider_config(clusterName=name, oidc={"identityProviderConfigName": "contractor", "issuerUrl": "https://login.contractor.example", "clientId": "kubernetes"})


def pilot():
    """A trial cluster without nodes that is gone in the current quarter."""
    name = "reporting-pilot"
    net = network("pilot", "10.60.0.0/16", "", "ab")
    cluster_role = role("reporting-pilot-cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"])
    eks.create_cluster(
        name=name, version="1.33", roleArn=cluster_role,
        resourcesVpcConfig={"subnetIds": net["public"], "endpointPublicAccess": True, "endpointPrivateAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]},
        logging={"clusterLogging": [{"types": ["api", "audit", "authenticator", "controllerManager", "scheduler"], "enabled": False}]},
        accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}, tags={"environment": "trial"},
    )
    rig_cluster(name, group(net["vpc"], f"eks-cluster-sg-{name}-5503", "EKS created security group", tags=[{"Key": f"kubernetes.io/cluster/{name}", "Value": "owned"}]))
    oidc(name)


def account():
    ec2.enable_ebs_encryption_by_default()


def registry():
    """One for both clusters, with the careful team's rules: tags stay, all that is pushed is scanned, and what has no tag is cleared out."""
    ids_of("registry")
    ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}])
    for name in [*REPOSITORIES, *(["partner-upload"] if PREVIOUS else [])]:
        ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE", encryptionConfiguration={"encryptionType": "AES256"})
        ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=json.dumps({"rules": [{
            "rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["careful", "careless"])
    parser.add_argument("--quarter", choices=["current", "previous"], default="current")
    arguments = parser.parse_args()
    PREVIOUS = arguments.quarter == "previous"
    account()
    if arguments.only != "careless":
        careful()
    if arguments.only != "careful":
        careless()
    if PREVIOUS:
        pilot()
    registry()
    rig("tidy")
