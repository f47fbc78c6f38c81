"""Annotations at run time: every public function's can be evaluated, and every name in them can be imported."""

from __future__ import annotations

import builtins
import inspect
import pkgutil
import re
import sys
import typing
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pytest

import xero_m2m
from helpers import run_python
from xero_m2m import models, types
from xero_m2m._async.auth import AsyncAuth
from xero_m2m._async.raw import AsyncRaw
from xero_m2m._sync.auth import Auth
from xero_m2m._sync.raw import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = [module.name for module in pkgutil.iter_modules(models.__path__)]


def public_modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(xero_m2m.__path__, "xero_m2m."):
        if not any(part.startswith("_") for part in module.name.split(".")):
            yield module.name


def functions_of(kind: type) -> Iterator[Any]:
    """The functions of a class and of its bases in this package, with those of its properties."""
    for base in kind.__mro__:
        if not base.__module__.startswith("xero_m2m"):
            continue
        for name, member in vars(base).items():
            is_private = name.startswith("_") and not name.endswith("__")
            found = getattr(member, "fget", None) or getattr(member, "__func__", member)
            # The canaries of this suite replace some.
            if inspect.isfunction(found) and found.__module__.startswith("xero_m2m") and not is_private:
                yield found


def public_objects() -> dict[str, Any]:
    """Every public class and function, and the methods of classes, wherever they are defined."""
    found: dict[str, Any] = {f"xero_m2m.{name}": getattr(xero_m2m, name) for name in xero_m2m.__all__}
    for name in public_modules():
        module = import_module(name)
        own = {key: value for key, value in vars(module).items() if getattr(value, "__module__", None) == name}
        found |= {f"{name}.{key}": value for key, value in own.items() if not key.startswith("_")}
    return found | {kind.__name__: kind for kind in (Auth, AsyncAuth, Raw, AsyncRaw)}


OBJECTS = public_objects()


def test_the_annotations_of_every_class_and_function_can_be_evaluated() -> None:
    unresolved = {}
    checked = 0
    for name, value in OBJECTS.items():
        parts = [value, *(functions_of(value) if inspect.isclass(value) else ())]
        for part in parts:
            if not (inspect.isclass(part) or inspect.isfunction(part)):
                continue
            checked += 1
            try:
                typing.get_type_hints(part)
                if inspect.isfunction(part):
                    inspect.signature(part, eval_str=True)
            except Exception as error:
                unresolved[f"{name}: {getattr(part, '__qualname__', part)}"] = str(error)
    assert not unresolved
    assert checked > 2000


@pytest.mark.parametrize("kind", [xero_m2m.Client, xero_m2m.AsyncClient])
def test_the_annotations_of_every_operation_can_be_evaluated(kind: Any) -> None:
    client = kind(client_id="i", client_secret="s")
    operations = client.operations()
    assert len(operations) > 450
    for operation in operations:
        method = attrgetter(operation["name"])(client)
        hints = typing.get_type_hints(method)
        assert "return" in hints, operation["name"]
        assert inspect.signature(method, eval_str=True).parameters.keys() == hints.keys() - {"return"}


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 does not keep overloads")
def test_the_overloads_of_an_operation_can_be_evaluated() -> None:
    from xero_m2m.api.accounting.invoices import Invoices
    from xero_m2m.types.accounting import InvoiceParams

    returned = {}
    for overload in typing.get_overloads(Invoices.create):
        hints = typing.get_type_hints(overload)
        returned[hints["invoices"]] = hints["return"]
    assert returned[InvoiceParams] is models.accounting.Invoice


def names_in_signatures() -> set[str]:
    """The names in the annotations of what users call: methods of exported classes, of resources and of records."""
    names: set[str] = set()
    for name, value in OBJECTS.items():
        is_exported = name.startswith(("xero_m2m.api.", "xero_m2m.models.")) or name.count(".") < 2
        for function in functions_of(value) if is_exported and inspect.isclass(value) else ():
            is_called_by_users = not function.__name__.startswith("__") or function.__qualname__ in CONSTRUCTORS
            if is_called_by_users:
                texts = " ".join(map(str, function.__annotations__.values()))
                names |= set(re.findall(r"[A-Za-z_]\w*", re.sub(r"Literal\[[^]]*\]", "", texts)))
    return names


CONSTRUCTORS = ("ClientBase.__init__", "DemoCompany.__init__", "F.__init__")
# Names of Python's library, of modules, and of type variables.
OTHERS = {*dir(typing), *dir(builtins), "Decimal", "PathLike", "TracebackType", "UUID", "date", "datetime", "os"}
OTHERS |= {"_files", "async_client", "builtins", "checks", "client", "events", "filters", "models", "types", "P", "R"}


def test_every_name_in_a_public_signature_can_be_imported() -> None:
    homes = [xero_m2m, types, *(import_module(f"xero_m2m.models.{family}") for family in FAMILIES)]
    homes += [import_module(module.name) for module in pkgutil.iter_modules(types.__path__, "xero_m2m.types.")]
    assert names_in_signatures() - {name for home in homes for name in dir(home)} - OTHERS == set()


def test_every_name_that_types_offers_exists() -> None:
    for name in types.__all__:
        assert getattr(types, name) is not None
    assert not hasattr(types, "CallOption")


def test_packages_show_what_they_offer_and_nothing_else() -> None:
    for package in (xero_m2m, models, types):
        assert dir(package) == sorted(package.__all__)


def test_records_can_be_reached_from_the_package_and_load_at_their_first_use() -> None:
    run_python(
        """
        import sys, xero_m2m
        assert "xero_m2m.models" not in sys.modules
        assert not {"xero_m2m.models.accounting", "xero_m2m.models.payroll_nz"} & sys.modules.keys()
        models = xero_m2m.models
        assert models.payroll_nz.Employee is not models.payroll_uk.Employee
        assert "xero_m2m.models.accounting" not in sys.modules
        assert models.Invoice is models.accounting.Invoice
        assert all(hasattr(models, name) for name in models.__all__)
        assert not hasattr(models, "Invoic")
        """
    )
    classes = {name for name, value in vars(models.accounting).items() if getattr(value, "_schema", "")}
    assert {*classes, *FAMILIES} == set(models.__all__)


def test_bodies_and_enumerations_have_their_values_at_run_time() -> None:
    from xero_m2m.types.accounting import InvoiceParams, InvoiceStatus

    assert "AUTHORISED" in typing.get_args(InvoiceStatus)
    hints = typing.get_type_hints(InvoiceParams)
    assert hints["status"] == InvoiceStatus | None
    assert not InvoiceParams.__required_keys__
    assert "amount_due" not in hints


def test_bodies_load_when_an_annotation_is_evaluated() -> None:
    run_python(
        """
        import sys, typing, xero_m2m
        xero = xero_m2m.Client(client_id="i", client_secret="s")
        create = xero.invoices.create
        late = ("xero_m2m.types", "xero_m2m.models", "xero_m2m.filters")
        assert not any(name.startswith(late) for name in sys.modules)
        typing.get_type_hints(create)
        assert "xero_m2m.types.accounting" in sys.modules
        """
    )
