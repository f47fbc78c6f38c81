"""Python and Node have the same surface: names, parameters, errors and operations, after mapping the case."""

from __future__ import annotations

import asyncio
import inspect
import json
import pkgutil
import re
import subprocess
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import msgspec
import pytest

import xero_m2m
from xero_m2m import _native, errors, models

SURFACE = Path(__file__).with_name("surface.mjs")

# What the languages spell each in their own way, by Python's name.
SPELLINGS = {"to_dict": "toJSON"}

# What one language needs and the other has no word for.
ONLY_PYTHON = {
    # Interfaces in TypeScript, which leave nothing at run time.
    "exports": {
        *(
            "CallOptions",
            "Issue",
            "LimitPolicy",
            "Meta",
            "FetchEstimate",
            "RateLimitHeaders",
            "RateLimitState",
            "Record",
            "Retry",
            "Timeout",
        ),
        *("Event", "LimitWaitEvent", "PageEvent", "RequestEvent", "RetryEvent", "TokenEvent"),
        *("WaitingEvent", "WarningEvent"),
        "types",  # In TypeScript they are exported by themselves.
        "__version__",  # Node's is in package.json.
    },
    "XeroError": {"args", "addNote", "withTraceback"},  # Every exception's.
}
# What arrays have: JavaScript has no `len()` and no `[]` that a pager could answer to.
OF_ARRAYS = {
    *("0", "length", "at", "every", "filter", "find"),
    *("flatMap", "forEach", "includes", "map", "reduce", "slice", "some"),
}
ONLY_NODE = {
    "Pager": OF_ARRAYS,
    "AsyncPager": OF_ARRAYS,
    # Python's are in decimal and in a module; it has no promises, and its raw lists have no name.
    "exports": {"ApiPromise", "Decimal", "RawPager"},
    "XeroError": {"stack", "cause", "name", "toString"},  # JavaScript's own.
}


def camel(name: str) -> str:
    """A name as Node spells it; Python alone adds an underscore to its keywords."""
    return re.sub(r"_(.)", lambda match: match[1].upper(), name.rstrip("_"))


def mapped(names):
    """Python's public names as Node would have them."""
    return {SPELLINGS.get(name, camel(name)) for name in names if not name.startswith("_")}


@pytest.fixture(scope="module")
def node():
    command = ["node", str(SURFACE)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def paths(client):
    """Every resource and namespace that an operation stands in, by Node's path to it."""
    found = {}
    for operation in client.operations():
        *path, _ = operation["name"].split(".")
        for end in range(1, len(path) + 1):
            found[".".join(camel(part) for part in path[:end])] = ".".join(path[:end])
    return found


@pytest.fixture(scope="module")
def python():
    with xero_m2m.DemoCompany(limits=False) as demo, demo.client() as client:
        awaited = demo.async_client()
        pager = client.invoices.list(page_size=5)
        yield {
            "Client": client,
            "AsyncClient": awaited,
            "Client.auth": client.auth,
            "AsyncClient.auth": awaited.auth,
            "Client.raw": client.raw,
            "AsyncClient.raw": awaited.raw,
            "Token": client.auth.token(),
            "Pager": pager,
            "AsyncPager": awaited.invoices.list(),
            "Page": pager.page(1),
            "RawResponse": client.raw.get("/Organisation"),
            "XeroError": errors.XeroError(""),
            "DemoCompany": demo,
            "DemoCompany.clock": demo.clock,
            "DemoCompany.faults": demo.faults,
            "DemoCompany.limits": demo.limits,
            "DemoCompany.journal": demo.journal,
            "DemoCompany.webhooks": demo.webhooks,
            "DemoCompany.asyncWebhooks": demo.async_webhooks,
            **{
                f"{kind}.{path}": attrgetter(name)(owner)
                for kind, owner in (("Client", client), ("AsyncClient", awaited))
                for path, name in paths(client).items()
            },
        }
        asyncio.run(awaited.close())


def verbs(client):
    """The method of every operation, by the operation's name."""
    return {operation["name"]: attrgetter(operation["name"])(client) for operation in client.operations()}


def test_both_packages_export_the_same(node):
    ours = {camel(name) for name in set(xero_m2m.__all__) - ONLY_PYTHON["exports"]}
    assert ours == set(node["exports"]) - ONLY_NODE["exports"]


def test_objects_of_the_same_name_have_the_same_attributes(node, python):
    assert set(node["members"]) == set(python)
    differences = {}
    for name, theirs in node["members"].items():
        ours = mapped(dir(python[name])) - ONLY_PYTHON.get(name, set())
        theirs = set(theirs) - ONLY_NODE.get(name, set())
        if ours != theirs:
            differences[name] = {"only Python": sorted(ours - theirs), "only Node": sorted(theirs - ours)}
    assert differences == {}


def test_a_resource_has_its_operations_and_nothing_else(python):
    resources = {}
    for name in verbs(python["Client"]):
        path, _, verb = name.rpartition(".")
        resources.setdefault(path, set()).add(verb)
    for kind in ("Client", "AsyncClient"):
        for path, names in resources.items():
            resource = attrgetter(path)(python[kind])
            assert {name for name in dir(resource) if not name.startswith("_")} == names | {"with_raw_response"}, path


def positional(callable_):
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [name for name, parameter in inspect.signature(callable_).parameters.items() if parameter.kind is kind]


def keywords(callable_):
    return [
        name
        for name, parameter in inspect.signature(callable_).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and name != "options"
    ]


def test_everything_takes_the_same_parameters(node, python):
    fields = {
        kind.__name__: [field.name for field in msgspec.structs.fields(kind)]
        for kind in (
            xero_m2m.Timeout,
            xero_m2m.Retry,
            xero_m2m.LimitPolicy,
            xero_m2m.Meta,
            xero_m2m.RateLimitHeaders,
            xero_m2m.FetchEstimate,
        )
    }
    for kind in (xero_m2m.webhooks.WebhookEvent, xero_m2m.webhooks.WebhookEvents):
        fields[kind.__name__] = [name for name in dir(kind) if not name.startswith("_")]
    fields["CallOptions"] = list(xero_m2m.CallOptions.__annotations__)
    ours = {
        "Client": keywords(xero_m2m.Client),
        "DemoCompany": keywords(xero_m2m.DemoCompany),
        "DemoCompany.faults.add": keywords(python["DemoCompany"].faults.add),
        "DemoCompany.connection": keywords(python["DemoCompany"].connection),
        "DemoCompany.add_connection": keywords(python["DemoCompany"].add_connection),
        "DemoCompany.consent": keywords(python["DemoCompany"].consent),
        "DemoCompany.lock_dates": keywords(python["DemoCompany"].lock_dates),
        "DemoCompany.webhooks.set": keywords(python["DemoCompany"].webhooks.set),
        **fields,
        **{name: keywords(method) for name, method in verbs(python["Client"]).items()},
    }
    theirs = node["parameters"]
    spelt = {name if name in fields else ".".join(map(camel, name.split("."))): name for name in ours}
    assert set(spelt) == set(theirs)
    differences = {}
    for name in spelt:
        parameters = theirs[name]
        missing, more = set(parameters) - mapped(ours[spelt[name]]), mapped(ours[spelt[name]]) - set(parameters)
        if missing or more:
            differences[name] = {"only Node": sorted(missing), "only Python": sorted(more)}
    assert differences == {}
    assert keywords(xero_m2m.AsyncClient) == keywords(xero_m2m.Client)


def test_ids_and_records_stand_in_the_same_places(node, python):
    ours = {
        ".".join(map(camel, name.split("."))): [camel(parameter) for parameter in positional(method)]
        for name, method in verbs(python["Client"]).items()
    }
    assert ours == node["positional"]


def test_the_awaited_verbs_take_what_the_blocking_ones_take(python):
    awaited = verbs(python["AsyncClient"])
    for name, method in verbs(python["Client"]).items():
        ours = list(inspect.signature(method).parameters.values())
        theirs = list(inspect.signature(awaited[name]).parameters.values())
        assert [(p.name, p.kind, p.default) for p in ours] == [(p.name, p.kind, p.default) for p in theirs], name
    for name in ("raw", "auth"):
        ours, theirs = python[f"Client.{name}"], python[f"AsyncClient.{name}"]
        for verb in (verb for verb in dir(ours) if not verb.startswith("_")):
            assert positional(getattr(ours, verb)) == positional(getattr(theirs, verb))
            assert keywords(getattr(ours, verb)) == keywords(getattr(theirs, verb))


# What a verb takes beside the wire's parameters: files, and the records that it sends.
OWN = {"to", "stream", "content", "content_type", "name", "changes", "text"}


def test_the_verbs_take_what_the_table_has(python):
    methods = verbs(python["Client"])
    for operation in python["Client"].operations():
        method = methods[operation["name"]]
        given = {name for name in inspect.signature(method).parameters if name != "options"}
        from_table = {name for name in operation["parameters"] if name != "page"}
        assert from_table <= given, operation["name"]
        more = given - set(operation["parameters"]) - OWN
        assert len(more) <= (operation["method"] != "GET"), (operation["name"], more)


def test_errors_have_the_same_names_and_the_same_tree(node):
    classes = [getattr(xero_m2m, name) for name in xero_m2m.__all__ if name.endswith("Error")]
    tree = {kind.__name__: kind.__mro__[1].__name__ for kind in classes}
    tree["XeroError"] = "Error"
    assert tree == node["bases"]


def test_every_code_of_the_core_has_a_class():
    for code in _native.error_codes():
        data = json.dumps({"code": code, "message": "m", "hint": None, "is_retryable": False, "text": "m"}).encode()
        error = errors.from_json(data)
        assert error.code == code
        assert code == "xero" or type(error) is not errors.XeroError, code


def records():
    """Every record's class, by its family and name."""
    found = {}
    for family in pkgutil.iter_modules(models.__path__):
        for kind in vars(import_module(f"{models.__name__}.{family.name}")).values():
            if isinstance(kind, type) and issubclass(kind, xero_m2m.Record) and kind is not xero_m2m.Record:
                found[kind._schema] = kind
    return found


def test_records_have_the_same_fields(node):
    ours = {name: mapped(kind.__struct_fields__) for name, kind in records().items()}
    theirs = {
        name: set(members) - {"extra", "isSet", "meta", "misfits", "toJSON", "toXero"}
        for name, members in node["records"].items()
    }
    assert set(ours) == set(theirs)
    assert {name: members ^ theirs[name] for name, members in ours.items() if members != theirs[name]} == {}


def test_operations_are_the_same_data(node, python):
    def spelt(operation):
        parameters = [camel(name) for name in operation["parameters"]]
        name = ".".join(map(camel, operation["name"].split(".")))
        return {**{camel(key): value for key, value in operation.items()}, "name": name, "parameters": parameters}

    assert [spelt(operation) for operation in python["Client"].operations()] == node["operations"]
