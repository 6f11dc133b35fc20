#!/usr/bin/env python3
"""Plants secrets in AWS, as values of tags where collectors read them: `CANARIES` is a list of them, in JSON."""
import json
import os
import sys

import boto3

# What one resource takes.
TAGS = 20

name, secrets = sys.argv[1], json.loads(os.environ["CANARIES"])
eks, ec2 = boto3.client("eks"), boto3.client("ec2")
network = eks.describe_cluster(name=name)["cluster"]["resourcesVpcConfig"]
groups = [network["clusterSecurityGroupId"]] if network.get("clusterSecurityGroupId") else network["securityGroupIds"]
resources = [network["vpcId"], network["subnetIds"][0], groups[0]]
for start in range(0, len(secrets), TAGS):
    resource = resources[start // TAGS % len(resources)]
    tags = [{"Key": f"planted-{start + n}", "Value": text[:256]} for n, text in enumerate(secrets[start:start + TAGS])]
    ec2.create_tags(Resources=[resource], Tags=tags)
