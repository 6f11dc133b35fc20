"""Read operations declared as data: collected from the emulator, judged, reported, re-performed, and in the permissions.

Amazon RDS speaks the query protocol, Amazon ECR JSON 1.1; no code of the program knows either of them."""
import json

from suite import HOME, check, environment, folder, load, outcomes, rig, run, tool

PLANT = """
import json
import boto3
vpc = boto3.client("eks").describe_cluster(name="card-payments")["cluster"]["resourcesVpcConfig"]
rds = boto3.client("rds")
rds.create_db_subnet_group(DBSubnetGroupName="declared", DBSubnetGroupDescription="d", SubnetIds=vpc["subnetIds"])
for name, public in (("orders", False), ("carts", True)):
    rds.create_db_instance(DBInstanceIdentifier=name, DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=20,
                           MasterUsername="canary4711", MasterUserPassword="canary4711", DBSubnetGroupName="declared", PubliclyAccessible=public)
ecr = boto3.client("ecr")
for name, scanned in (("shop/web", True), ("shop/api", False)):
    ecr.create_repository(repositoryName=name, imageScanningConfiguration={"scanOnPush": scanned})
rule = {"rulePriority": 1, "description": "untagged images", "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
        "action": {"type": "expire"}}
ecr.put_lifecycle_policy(repositoryName="shop/web", lifecyclePolicyText=json.dumps({"rules": [rule]}))
"""

RDS = """
service: rds
serviceId: RDS
protocol: query
version: "2014-10-31"
operations:
  - name: DescribeDBInstances
    request: {MaxRecords: 1}
    page: {request: Marker, reply: Marker}
    items: DBInstances
    topic: rds.dbInstance
    noun: database instance
    description: A database instance.
    key: [dbInstanceIdentifier]
    of: {ec2.vpc: dbSubnetGroup.vpcId}
    fields:
      dbInstanceIdentifier: {type: string, keep: name}
      publiclyAccessible: {type: boolean}
      dbSubnetGroup: {type: object, fields: {vpcId: {type: string, keep: resource-id}}}
"""

# Names of its own: the built-in controls may declare the service as well.
ECR = """
service: ecr
serviceId: ECR
endpointPrefix: api.ecr
protocol: json-1.1
targetPrefix: AmazonEC2ContainerRegistry_V20150921
operations:
  - name: DescribeRepositories
    page: {request: nextToken, reply: nextToken}
    items: repositories
    topic: ecr.store
    noun: repository
    plural: repositories
    description: A repository.
    key: [repositoryName]
    fields:
      repositoryName: {type: string, keep: name}
      createdAt: {type: timestamp}
      imageScanningConfiguration: {type: object, fields: {scanOnPush: {type: boolean}}}
  - name: GetLifecyclePolicy
    request: {repositoryName: {each: ecr.store, field: repositoryName}}
    noneOn: [LifecyclePolicyNotFoundException]
    topic: ecr.cleaning
    noun: lifecycle policy
    plural: lifecycle policies
    description: A lifecycle policy.
    key: [repositoryName]
    fields: {repositoryName: {type: string, keep: name}}
"""

MATRIX = """
areas:
  - id: a
    title: A
    aws: x
    customer: y
    owners: {all: customer}
    sources: [https://docs.aws.amazon.com/]
"""


def control(name, topic, require, more=(), good="{}", bad="{}"):
    variable = topic.split(".")[1]
    needs = ", ".join([topic, *more])
    return f"""
id: {name}
title: {name}
domain: network
area: a
severity: high
statement: It is so.
why: It matters.
needs: [{needs}]
subject: {topic}
require: "{require}"
message: "'seen'"
cases:
  - {{name: good, given: {good}, expect: satisfied}}
  - {{name: bad, given: {bad}, expect: not-satisfied}}
  - {{name: unread, missing: [{topic}], expect: undetermined}}
""".replace("VARIABLE", variable)


def controls():
    path = folder("declared-controls")
    cleaned = "VARIABLE.repositoryName in facts.ecr.cleaning"
    web = "{repositoryName: w}"
    files = {
        "evidence/rds.yaml": RDS, "evidence/ecr.yaml": ECR, "responsibility.yaml": MATRIX,
        "network/databases-are-private.yaml": control("databases-are-private", "rds.dbInstance", "!VARIABLE.publiclyAccessible",
                                                      good="{rds.dbInstance: [{publiclyAccessible: false}]}", bad="{rds.dbInstance: [{publiclyAccessible: true}]}"),
        "network/repositories-are-cleaned.yaml": control("repositories-are-cleaned", "ecr.store", cleaned, ["ecr.cleaning"],
                                                         good=f"{{ecr.store: [{web}], ecr.cleaning: [{web}]}}", bad=f"{{ecr.store: [{web}]}}"),
    }
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text.lstrip())
    return path


def subjects(result):
    return sorted(finding["subject"] for finding in result["findings"])


def planted():
    done = tool(HOME / "venv/bin/python", "-c", PLANT, env=environment())
    if done.returncode:
        raise RuntimeError(f"databases and repositories would not be planted: {done.stderr}")


def collected():
    given, out = controls(), folder("declared")
    cases = run("controls", "test", "--controls", given)
    check("declared: the controls' cases hold", cases.returncode == 0, cases.stdout + cases.stderr)
    done = run("attest", "--no-kubernetes", "--controls", given, "--cluster", "card-payments", "--format", "md", "--out", out)
    check("declared: attest ends with 1: findings", done.returncode == 1, done.stderr)
    results = {control: result for (control, _), result in outcomes(load(out / "data/assessment.json"), "card-payments").items()}
    databases, repositories = results["databases-are-private"], results["repositories-are-cleaned"]
    check("declared: the public database is found", databases["outcome"] == "not-satisfied" and subjects(databases) == ["carts"], databases)
    check("declared: the repository without a lifecycle policy is found", repositories["outcome"] == "not-satisfied" and subjects(repositories) == ["shop/api"], repositories)
    pages = [e for e in load(out / "data/evidence/exchanges.json") if e["request"]["operation"] == "DescribeDBInstances"]
    check("declared: databases were read page by page", len(pages) > 1 and max(e["page"] for e in pages) == len(pages), len(pages))
    held = [str(p) for p in out.rglob("*") if p.is_file() and b"canary4711" in p.read_bytes()]
    check("declared: nothing that is not declared is in the bundle", not held, held)
    verified = run("verify", "--reperform", out)
    check("declared: the bundle is re-performed", verified.returncode == 0, verified.stdout + verified.stderr)
    allowed = json.loads(run("permissions", "--format", "iam", "--controls", given).stdout)["Statement"][0]["Action"]
    wanted = {"rds:DescribeDBInstances", "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy"}
    check("declared: the permissions hold the actions", wanted <= set(allowed), allowed)


def denied():
    given = controls()
    rig("faults", [{"service": "rds", "match": "DescribeDBInstances", "mode": "denied"}])
    out = folder("declared-denied")
    run("attest", "--no-kubernetes", "--controls", given, "--cluster", "card-payments", "--format", "md", "--out", out)
    rig("faults", [])
    result = next(r for r in load(out / "data/assessment.json")["results"] if r["control"] == "databases-are-private")
    check("declared: a denied operation leaves the control open", result["outcome"] == "undetermined" and "rds:DescribeDBInstances" in json.dumps(result), result)
