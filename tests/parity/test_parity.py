"""Python and Node have the same surface: names, parameters, errors and operations, after mapping the case."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import subprocess
from pathlib import Path

import msgspec
import pytest

import xero_m2m
from xero_m2m import _native, errors
from xero_m2m.models import accounting as models

SURFACE = Path(__file__).with_name("surface.mjs")

# What the languages spell each in their own way, by Python's name.
SPELLINGS = {"to_dict": "toJSON", "class_": "class", "args": None, "add_note": None, "with_traceback": None}

# What one language needs and the other has no word for.
ONLY_PYTHON = {
    # Interfaces in TypeScript, which leave nothing at run time.
    "exports": {"Issue", "Limits", "Meta", "RateLimits", "Record", "Retry", "Timeout"},
}
ONLY_NODE = {
    "exports": {"Decimal", "RawResponse", "Token"},  # Python's are in decimal, xero_m2m.raw and xero_m2m.auth.
    "XeroError": {"stack", "cause", "name", "toString"},  # JavaScript's own.
}


def camel(name: str) -> str:
    return re.sub(r"_(.)", lambda match: match[1].upper(), name)


def mapped(names):
    """Python's public names as Node would have them."""
    return {SPELLINGS.get(name, camel(name)) for name in names if not name.startswith("_")} - {None}


@pytest.fixture(scope="module")
def node():
    command = ["node", str(SURFACE)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


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
            **{
                f"{kind}.{name}": getattr(owner, name)
                for kind, owner in (("Client", client), ("AsyncClient", awaited))
                for name in ("organisation", "accounts", "contacts", "invoices")
            },
        }
        asyncio.run(awaited.close())


def test_both_packages_export_the_same(node):
    ours = set(xero_m2m.__all__) - ONLY_PYTHON["exports"]
    assert ours == set(node["exports"]) - ONLY_NODE["exports"]


def test_objects_of_the_same_name_have_the_same_members(node, python):
    differences = {}
    for name, theirs in node["members"].items():
        ours = mapped(dir(python[name]))
        theirs = set(theirs) - ONLY_NODE.get(name, set())
        if ours != theirs:
            differences[name] = {"only Python": sorted(ours - theirs), "only Node": sorted(theirs - ours)}
    assert differences == {}


def keywords(callable_):
    return [
        name
        for name, parameter in inspect.signature(callable_).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and name != "options"
    ]


def test_everything_takes_the_same_parameters(node, python):
    ours = {
        "Client": keywords(xero_m2m.Client),
        "DemoCompany": keywords(xero_m2m.DemoCompany),
        "DemoCompany.faults.add": keywords(python["DemoCompany"].faults.add),
        "Timeout": inspect.signature(xero_m2m.Timeout).parameters,
        "Retry": inspect.signature(xero_m2m.Retry).parameters,
        "Limits": inspect.signature(xero_m2m.Limits).parameters,
        "Meta": [field.name for field in msgspec.structs.fields(xero_m2m.Meta)],
        "RateLimits": [field.name for field in msgspec.structs.fields(xero_m2m.RateLimits)],
        **{
            name: keywords(getattr(python[f"Client.{name.split('.')[0]}"], name.split(".")[1]))
            for name in ("accounts.list", "contacts.list", "invoices.list", "invoices.get", "invoices.create")
        },
    }
    for name, parameters in ours.items():
        assert mapped(parameters) == set(node["parameters"][name]), name
    assert keywords(xero_m2m.AsyncClient) == keywords(xero_m2m.Client)


def test_the_awaited_verbs_take_what_the_blocking_ones_take(python):
    for name in ("organisation", "accounts", "contacts", "invoices", "raw", "auth"):
        blocking, awaited = python[f"Client.{name}"], python[f"AsyncClient.{name}"]
        for verb in (verb for verb in dir(blocking) if not verb.startswith("_")):
            ours = list(inspect.signature(getattr(blocking, verb)).parameters.values())
            theirs = list(inspect.signature(getattr(awaited, verb)).parameters.values())
            assert [(p.name, p.kind, p.default) for p in ours] == [(p.name, p.kind, p.default) for p in theirs], verb


def test_the_verbs_take_what_the_table_has(python):
    for operation in python["Client"].operations():
        resource, verb = operation["name"].split(".")
        method = getattr(python[f"Client.{resource}"], verb)
        given = [name for name in inspect.signature(method).parameters if name != "options"]
        from_table = [name for name in operation["parameters"] if name != "page"]
        records = {"invoices"} if operation["method"] != "GET" else set()
        assert set(given) - records == set(from_table), operation["name"]


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


def test_records_have_the_same_members(node):
    for name, members in node["records"].items():
        ours = mapped(getattr(models, name).__struct_fields__)
        assert ours == set(members) - {"extra", "meta", "toJSON"}, name


def test_operations_are_the_same_data(node, python):
    def spelt(operation):
        parameters = [camel(name) for name in operation["parameters"]]
        return {**{camel(key): value for key, value in operation.items()}, "parameters": parameters}

    assert [spelt(operation) for operation in python["Client"].operations()] == node["operations"]
