"""Load balancers of the estate, as the AWS Load Balancer Controller and the cloud controller make them.

The emulator names them in its own way; `rig/balancers` gives them the DNS names that stand in the status of Services and
Ingresses, so that the join has something to find.
"""
import json
import os
import urllib.request
import zlib

import boto3

REGION, ACCOUNT = "eu-west-1", "123456789012"
MODERN, OLD = "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"
# Without access to a bucket the emulator refuses to log there: the logs' bucket is made first.
LOGS = "payments-load-balancer-logs"


GRAFANA = f"k8s-reportin-grafana-8c5d2e7b61-3f6a9b0c1d2e4f58.elb.{REGION}.amazonaws.com"
UPLOAD = f"ad7c1f0b3e5924d6c8a1b2c3d4e5f607-1648213905.{REGION}.elb.amazonaws.com"


def elbv2():
    return boto3.client("elbv2", region_name=REGION)


def post(path, body=b""):
    urllib.request.urlopen(urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + path, body, method="POST")).read()


def ids_of(part):
    post(f"/moto-api/seed?a={zlib.crc32(part.encode())}")


def controller_tags(cluster, kind, stack):
    """The tags that the AWS Load Balancer Controller sets; `kind` is `service` or `ingress`."""
    return {"elbv2.k8s.aws/cluster": cluster, f"{kind}.k8s.aws/stack": stack, f"{kind}.k8s.aws/resource": "LoadBalancer"}


def pairs(names):
    return [{"Key": key, "Value": value} for key, value in names.items()]


def certificate(name):
    ids_of(f"certificate {name}")
    return boto3.client("acm", region_name=REGION).request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]


def named(name, dns):
    post("/rig/balancers", json.dumps({"region": REGION, "names": {name: dns}}).encode())


def balancer(kind, name, dns, scheme, subnets, tags, groups=(), attributes=None):
    """One Application or Network Load Balancer with every attribute that a control reads; logging goes to a bucket."""
    ids_of(f"balancer {name}")
    more = {"SecurityGroups": list(groups)} if groups else {}
    arn = elbv2().create_load_balancer(Name=name, Type=kind, Scheme=scheme, Subnets=subnets, Tags=pairs(tags), **more)["LoadBalancers"][0]["LoadBalancerArn"]
    all_of_them = {"access_logs.s3.enabled": "false", "deletion_protection.enabled": "false", **(attributes or {})}
    if kind == "application":
        all_of_them = {"routing.http.drop_invalid_header_fields.enabled": "false", "routing.http.desync_mitigation_mode": "defensive", **all_of_them}
    elbv2().modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=pairs(all_of_them))
    named(name, dns)
    return arn


def targets(name, vpc, protocol, port):
    ids_of(f"targets {name}")
    return elbv2().create_target_group(Name=name, Protocol=protocol, Port=port, VpcId=vpc, TargetType="ip")["TargetGroups"][0]["TargetGroupArn"]


def listener(arn, port, protocol, action, policy=None, certificate_arn=None):
    ids_of(f"listener {arn} {port}")
    more = {"SslPolicy": policy, "Certificates": [{"CertificateArn": certificate_arn}]} if policy else {}
    return elbv2().create_listener(LoadBalancerArn=arn, Port=port, Protocol=protocol, DefaultActions=[action], **more)["Listeners"][0]["ListenerArn"]


def forward(group):
    return {"Type": "forward", "TargetGroupArn": group}


REDIRECT = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}


def of_careful(vpc, subnets, group):
    """The one way into card-payments, as the Ingress payments/checkout asks for it."""
    name = "k8s-payments-checkout-4d1f6c0a92"
    arn = balancer("application", name, f"{name}.{REGION}.elb.amazonaws.com", "internet-facing", subnets, controller_tags("card-payments", "ingress", "payments/checkout"), [group],
                   {"routing.http.drop_invalid_header_fields.enabled": "true", "deletion_protection.enabled": "true", **logging()})
    listener(arn, 443, "HTTPS", forward(targets("k8s-payments-authoris-1c7d", vpc, "HTTPS", 8443)), MODERN, certificate("pay.example.org"))
    listener(arn, 80, "HTTP", REDIRECT)


def logging():
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=LOGS, CreateBucketConfiguration={"LocationConstraint": REGION})
    # The account of Elastic Load Balancing in eu-west-1.
    s3.put_bucket_policy(Bucket=LOGS, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::156460612806:root"}, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{LOGS}/AWSLogs/{ACCOUNT}/*"}]}))
    return {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": LOGS}


def of_careless(vpc, subnets, group):
    """The Ingress reporting/portal in clear text, a console for everybody, and a Classic Load Balancer whose Service is gone."""
    name = "k8s-reportin-portal-7b21c9e0f4"
    arn = balancer("application", name, f"{name}.{REGION}.elb.amazonaws.com", "internet-facing", subnets, controller_tags("legacy-batch", "ingress", "reporting/portal"), [group])
    plain = listener(arn, 80, "HTTP", REDIRECT)
    # The listener redirects; its rule does not.
    ids_of(f"rule {name}")
    elbv2().create_rule(ListenerArn=plain, Priority=1, Conditions=[{"Field": "host-header", "Values": ["reports.example.org"]}], Actions=[forward(targets("k8s-reportin-portal-5e0b", vpc, "HTTP", 8443))])
    console = balancer("network", "k8s-reportin-grafana-8c5d2e7b61", GRAFANA, "internet-facing", subnets, controller_tags("legacy-batch", "service", "reporting/grafana"))
    listener(console, 80, "TCP", forward(targets("k8s-reportin-grafana-6d1f", vpc, "TCP", 8443)))
    classic(UPLOAD.split("-")[0], "legacy-batch", "batch/partner-upload", subnets, group)


def classic(name, cluster, service, subnets, group):
    """As the cloud controller makes it for a Service with a certificate and no word on policies."""
    elb = boto3.client("elb", region_name=REGION)
    ids_of(f"balancer {name}")
    elb.create_load_balancer(LoadBalancerName=name, Subnets=subnets, SecurityGroups=[group], Tags=pairs({f"kubernetes.io/cluster/{cluster}": "owned", "kubernetes.io/service-name": service}),
                             Listeners=[{"Protocol": "SSL", "LoadBalancerPort": 443, "InstanceProtocol": "TCP", "InstancePort": 31443, "SSLCertificateId": certificate("upload.legacy.example.org")}])
    protocols = {"Protocol-TLSv1": "true", "Protocol-TLSv1.1": "true", "Protocol-TLSv1.2": "true", "Protocol-SSLv3": "false", "Reference-Security-Policy": OLD}
    elb.create_load_balancer_policy(LoadBalancerName=name, PolicyName=OLD, PolicyTypeName="SSLNegotiationPolicyType", PolicyAttributes=[{"AttributeName": k, "AttributeValue": v} for k, v in protocols.items()])
    elb.set_load_balancer_policies_of_listener(LoadBalancerName=name, LoadBalancerPort=443, PolicyNames=[OLD])
    named(name, UPLOAD)


def network(name, dns, scheme, cluster, service):
    """A Network Load Balancer of a Service of card-payments that passes TCP on; for seed_k8s.py."""
    ec2 = boto3.client("ec2", region_name=REGION)
    vpc = boto3.client("eks", region_name=REGION).describe_cluster(name=cluster)["cluster"]["resourcesVpcConfig"]["vpcId"]
    found = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "tag:Name", "Values": ["payments-public-*"]}])["Subnets"]
    arn = balancer("network", name, dns, scheme, sorted(subnet["SubnetId"] for subnet in found), controller_tags(cluster, "service", service))
    listener(arn, 80, "TCP", forward(targets(name[:28], vpc, "TCP", 8443)))
