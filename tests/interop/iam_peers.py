"""What IAM policies allow, beside cloudsplaining: every policy that AWS manages and the emulator ships, each on a role of its own.

The suite takes every twentieth, `--policy-step 1` all of them. Where the two disagree, iam_peers.json says who is right and
why; a disagreement that it does not explain fails."""
import json

from cloudsplaining.scan.policy_document import PolicyDocument

from suite import HERE, HOME, check, environment, folder, load, run, tool

PLANT = """
import json, sys
import boto3
from moto.iam.aws_managed_policies import aws_managed_policies_data
step, explained = int(sys.argv[1]), set(json.loads(sys.argv[2]))
managed = json.loads(aws_managed_policies_data)
chosen = [name for index, name in enumerate(sorted(managed)) if index % step == 0 or name in explained]
iam, eks = boto3.client("iam"), boto3.client("eks")
def trust(service):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]})
ec2 = boto3.client("ec2")
subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
cluster = iam.create_role(RoleName="peers-cluster", AssumeRolePolicyDocument=trust("eks.amazonaws.com"))["Role"]["Arn"]
eks.create_cluster(name="peers", roleArn=cluster, resourcesVpcConfig={"subnetIds": subnets})
documents = {}
for number, name in enumerate(chosen):
    data = managed[name]
    role = iam.create_role(RoleName=f"peer-{number}", AssumeRolePolicyDocument=trust("pods.eks.amazonaws.com"))["Role"]["Arn"]
    iam.attach_role_policy(RoleName=f"peer-{number}", PolicyArn="arn:aws:iam::aws:policy" + data["Path"] + name)
    eks.create_pod_identity_association(clusterName="peers", namespace="peers", serviceAccount=f"peer-{number}", roleArn=role)
    documents[role] = {"name": name, "document": data["Document"]}
print(json.dumps(documents))
"""

# Of cloudsplaining, and of ours: what each says of a document.
THEIRS = {
    "escalation": lambda d: d.allows_privilege_escalation,
    "whole service": lambda d: d.service_wildcard,
    "exposure": lambda d: d.permissions_management_without_constraints,
    "data": lambda d: d.allows_data_exfiltration_actions,
}
OURS = {
    "escalation": lambda role: role["allowsAdministration"] or role["escalationPaths"],
    "whole service": lambda role: role["serviceWideGrants"],
    "exposure": lambda role: role["unscopedWriteGrants"],
    "data": lambda role: role["dataReachGrants"],
}
# A grant of changes on what nothing names holds exposure of resources, and more: only what we lack is a disagreement.
ONE_SIDED = {"exposure"}


def all_of_it(step):
    explained = load(HERE / "iam_peers.json")
    reasons = [policies for sides in explained.values() for side in sides.values() for policies in side.values()]
    names = sorted({name for policies in reasons for name in policies})
    done = tool(HOME / "venv/bin/python", "-c", PLANT, step, json.dumps(names), env=environment())
    if not check("iam: a role for each managed policy is planted", done.returncode == 0, done.stderr):
        return
    documents = json.loads(done.stdout)
    recording, out = folder("iam-recording"), folder("iam")
    run("collect", "--no-kubernetes", "--cluster", "peers", "--out", recording, timeout=1800)
    run("assess", "--replay", recording, "--out", out, timeout=1800)
    facts = {fact["key"].split("/", 1)[1]: fact["value"] for fact in load(out / "facts.json")["topics"]["analysis.role"]}
    known = {arn: facts[arn] for arn in documents if "escalationPaths" in facts.get(arn, {})}
    check("iam: the rights of each role are known", len(known) == len(documents), f"{len(known)} of {len(documents)}")
    for category, theirs in THEIRS.items():
        compare(category, documents, known, theirs, explained.get(category, {}))


def compare(category, documents, known, theirs, explained):
    both, only = 0, {"theirs": set(), "ours": set()}
    for arn, role in known.items():
        name = documents[arn]["name"]
        ours, peer = bool(OURS[category](role)), bool(theirs(PolicyDocument(documents[arn]["document"])))
        both += ours and peer
        if peer and not ours:
            only["theirs"].add(name)
        if ours and not peer and category not in ONE_SIDED:
            only["ours"].add(name)
    reasons = {side: {name for policies in explained.get(side, {}).values() for name in policies} for side in only}
    for side, names in only.items():
        unexplained = sorted(names - reasons[side])
        check(f"iam: {category}: each that is {side} alone is explained ({len(names)}; both {both} of {len(known)})", not unexplained, unexplained)

