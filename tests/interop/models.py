"""What the program asks of AWS, and what the recordings hold, against AWS's own models as `botocore` ships them."""
import collections
import functools
import site

import yaml

import declared
from suite import HERE, HOME, check, load, run

site.addsitedir(str(next((HOME / "venv/lib").glob("python3*/site-packages"))))
import botocore.loaders
import botocore.model
import botocore.parsers

ROOT = HERE.parent.parent
RECORDINGS = sorted((ROOT / "examples").rglob("exchanges.json"))
# Files of declared operations, the built-in ones and those of this suite.
DECLARED = {**{path.name: path.read_text() for path in sorted((ROOT / "controls/evidence").glob("*.yaml"))}, "the suite's RDS": declared.RDS, "the suite's ECR": declared.ECR}
# The names of the models, where actions have others. One action may be of both generations of load balancers.
MODELS = {"elasticloadbalancing": "elbv2"}
ACTIONS = {"elasticloadbalancing": ["elbv2", "elb"]}
READS = ("Describe", "Get", "List", "Lookup", "BatchGet")
LOADER = botocore.loaders.Loader()


@functools.cache
def service(name):
    name = MODELS.get(name, name)
    return botocore.model.ServiceModel(LOADER.load_service_model(name, "service-2"), name)


@functools.cache
def pages(name):
    try:
        return LOADER.load_service_model(MODELS.get(name, name), "paginators-1")["pagination"]
    except botocore.loaders.DataNotFoundError:
        return {}


def operation(name, call):
    return service(name).operation_model(call) if call in service(name).operation_names else None


def wire_names(shape):
    """Member names and the names under which requests carry them."""
    names = set()
    for name, member in (shape.members if shape else {}).items():
        located = member.serialization.get("name", name)
        names |= {name, located, located[0].upper() + located[1:], member.serialization.get("queryName", name)}
        if member.type_name == "list":
            names.add(member.member.serialization.get("name", name))
    return names


def bare(name):
    """`dBInstanceArn`, `DBInstanceArn` and `dbInstanceArn` are one member."""
    return name.lower()


def lists_in(shape, path):
    """The shape at a dotted path, without regard to case."""
    for part in filter(None, path.split(".")):
        shape = next((member for name, member in getattr(shape, "members", {}).items() if bare(name) == bare(part)), None)
        if shape is None:
            return None
    return shape


def actions():
    wrong = []
    for line in run("permissions", "--format", "list").stdout.split():
        name, call = line.split(":")
        known = [model for model in ACTIONS.get(name, [name]) if operation(model, call)]
        if not known or not call.startswith(READS):
            wrong.append(line)
    return wrong


def requests(exchanges):
    wrong = set()
    for exchange in exchanges:
        request = exchange["request"]
        name, call = request["service"], request["operation"]
        model = operation(name, call)
        if model is None:
            wrong.add(f"{name}:{call} is in no model")
            continue
        known = wire_names(model.input_shape)
        wrong |= {f"{name}:{call} has no parameter {given}" for given in request["parameters"] if given.split(".")[0] not in known}
        asked = pages(name).get(call)
        for token in ("nextToken", "NextToken", "Marker"):
            if token in request["parameters"] and (not asked or bare(token) not in [bare(t) for t in flat(asked["input_token"])]):
                wrong.add(f"{name}:{call} is not asked page by page with {token}")
    return sorted(wrong)


def flat(value):
    return value if isinstance(value, list) else [value]


def tokens(calls):
    """Lists that AWS gives in pages name the next page in one of the ways that recordings are read by."""
    wrong = []
    for name, call in sorted(calls):
        asked = pages(name).get(call)
        if not asked:
            continue
        requested = {located for token in flat(asked["input_token"]) for located in located_names(operation(name, call).input_shape, token)}
        told = {token.split("[")[0].split(" ")[0] for token in flat(asked["output_token"])}
        if not requested & {"nextToken", "NextToken", "Marker"} or not told & {"nextToken", "NextToken", "NextMarker", "Marker"}:
            wrong.append(f"{name}:{call}: {sorted(requested)} {sorted(told)}")
    return wrong


def located_names(shape, token):
    member = shape.members.get(token)
    return {token, member.serialization.get("name", token)} if member else {token}


def replies(path, exchanges):
    """Answered bodies parse by the shape of the operation's output, and give at least one of its members."""
    wrong = []
    for exchange in exchanges:
        name, call = exchange["request"]["service"], exchange["request"]["operation"]
        if exchange["outcome"]["kind"] != "answered" or not operation(name, call):
            continue
        shape = operation(name, call).output_shape
        body = (path.parent / "replies" / f"{exchange['id']}.{exchange['reply']['format']}").read_bytes()
        parser = botocore.parsers.create_parser(service(name).metadata["protocol"])
        try:
            parsed = parser.parse({"status_code": 200, "headers": {}, "body": body}, shape)
        except Exception as error:  # Whatever the parser cannot make sense of.
            wrong.append(f"{exchange['id']}: {type(error).__name__}: {error}")
            continue
        if not set(parsed) & set(shape.members) and shape.members and call != "GetInstanceMetadataDefaults":
            wrong.append(f"{exchange['id']}: none of {sorted(shape.members)}")
    return wrong


def fields(shape, declared_fields, where):
    wrong = []
    for name, field in declared_fields.items():
        member = lists_in(shape, name)
        if member is None:
            wrong.append(f"{where}: no member {name}")
            continue
        kinds = {"string": {"string"}, "boolean": {"boolean"}, "integer": {"integer", "long"}, "number": {"float", "double", "integer", "long"},
                 "timestamp": {"timestamp"}, "list": {"list"}, "map": {"map"}, "object": {"structure"}}[field["type"]]
        if member.type_name not in kinds:
            wrong.append(f"{where}: {name} is {member.type_name}, not {field['type']}")
        wrong += fields(member, field.get("fields", {}), f"{where}.{name}")
    return wrong


def declarations(text):
    """A file of declared operations: each exists, reads, and has the parameters, members, page tokens and errors that it names."""
    given = yaml.safe_load(text)
    name = next((name for name in LOADER.list_available_services("service-2") if service(name).metadata["serviceId"] == given.get("serviceId", given["service"])), None)
    if name is None:
        return [f"{given['service']}: no service is called so"]
    wrong = []
    for one in given["operations"]:
        call = one["name"]
        model = operation(name, call)
        if model is None or not call.startswith(READS):
            wrong.append(f"{name}:{call} is in no model")
            continue
        known = wire_names(model.input_shape)
        wrong += [f"{name}:{call} has no parameter {given}" for given in one.get("request", {}) if given.split(".")[0] not in known]
        asked = pages(name).get(call)
        if asked and (not one.get("page") or one["page"]["request"] not in flat(asked["input_token"]) or one["page"]["reply"] not in flat(asked["output_token"])):
            wrong.append(f"{name}:{call} comes in pages by {asked['input_token']} and {asked['output_token']}")
        errors = {error.name for error in model.error_shapes} | {error.metadata.get("error", {}).get("code") for error in model.error_shapes}
        wrong += [f"{name}:{call} has no error {code}" for code in one.get("noneOn", []) if code not in errors]
        item = lists_in(model.output_shape, one.get("items", ""))
        if item is None or ("items" in one and item.type_name != "list"):
            wrong.append(f"{name}:{call} has no list {one.get('items')}")
            continue
        wrong += fields(item.member if "items" in one else item, one["fields"], f"{name}:{call}")
    return wrong


def permitted():
    wrong = actions()
    check("models: every action of the permissions is a read operation of AWS's models", not wrong, wrong)


def asked(path):
    """The exchanges of a recording with AWS."""
    return [e for e in load(path) if e["request"]["service"] != "kubernetes"]


def recording(path):
    exchanges, name = asked(path), path.parent.relative_to(ROOT)
    wrong = requests(exchanges)
    check(f"models: {len(exchanges)} requests of {name} have the parameters of the models", not wrong, wrong[:5])
    wrong = replies(path, exchanges)
    check(f"models: the replies of {name} parse by the shapes of the models", not wrong, wrong[:5])


def operations():
    calls = collections.Counter((e["request"]["service"], e["request"]["operation"]) for path in RECORDINGS for e in asked(path))
    left = {line.split(":")[1] for line in run("permissions", "--format", "list").stdout.split()} - {call for _, call in calls}
    check(f"models: the recordings hold all {len(calls)} operations", calls and not left, sorted(left))
    wrong = tokens(calls)
    check("models: page tokens are those of the models", not wrong, wrong)


def as_modelled(name):
    wrong = declarations(DECLARED[name])
    check(f"models: the operations declared in {name} are as modelled", not wrong, wrong)


def noticed():
    """What is wrong is found."""
    odd = [{"request": {"service": "ec2", "operation": "DescribeVpcs", "parameters": {"Filtr.1.Name": "vpc-id", "Marker": "t"}}},
           {"request": {"service": "eks", "operation": "DescribeNothing", "parameters": {}}}]
    check("models: parameters, page tokens and operations of nobody's are found", len(requests(odd)) == 4, requests(odd))
    broken = declared.RDS.replace("publiclyAccessible: {type: boolean}", "publicAccess: {type: boolean}").replace("reply: Marker", "reply: NextToken")
    check("models: a member and a page token of nobody's are found", len(declarations(broken)) == 2, declarations(broken))
