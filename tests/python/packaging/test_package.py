"""The package itself: what importing costs, its stubs, its types, its command."""

from __future__ import annotations

import ast
import json
import signal
import ssl
import subprocess
import sys
import urllib.request
from operator import attrgetter
from pathlib import Path

import pytest

import xero_m2m
from helpers import ROOT, run_python
from xero_m2m import _native

STUB = ROOT / "python" / "xero_m2m" / "_native.pyi"


def test_importing_loads_nothing_that_is_not_needed() -> None:
    run_python(
        """
        import sys
        import xero_m2m
        for name in ("asyncio", "msgspec", "json", "logging", "typing", "xero_m2m._native", "xero_m2m.models"):
            assert name not in sys.modules, name
        from xero_m2m import Client
        xero = Client(client_id="i", client_secret="s")
        xero.invoices, xero.contacts, xero.accounts, xero.organisation
        for name in ("asyncio", "logging", "tempfile", "xero_m2m.models.accounting", "xero_m2m.api.accounting.items"):
            assert name not in sys.modules, name
        xero.payroll_nz
        loaded = [name for name in sys.modules if name.startswith("xero_m2m.api.payroll")]
        assert loaded == ["xero_m2m.api.payroll_nz"], loaded
        xero.payroll_nz.employees
        assert not any(name.startswith("xero_m2m.models.") for name in sys.modules)
        import threading
        assert threading.active_count() == 1
        """
    )


def test_no_thread_is_started_by_importing() -> None:
    run_python(
        """
        import os, xero_m2m, xero_m2m._native
        assert len(os.listdir("/proc/self/task")) == 1 if os.path.isdir("/proc/self/task") else True
        """
    )


def test_every_public_name_exists_and_is_listed() -> None:
    assert len(set(xero_m2m.__all__)) == len(xero_m2m.__all__)
    for name in xero_m2m.__all__:
        value = getattr(xero_m2m, name)
        assert value.__doc__, name
        assert name in dir(xero_m2m)
    assert not hasattr(xero_m2m, "Clinet")


def test_the_stub_names_what_the_native_module_has() -> None:
    tree = ast.parse(STUB.read_text())
    stub = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    variables = {str(getattr(node.target, "id", "")) for node in tree.body if isinstance(node, ast.AnnAssign)}
    native = {name for name in dir(_native) if not name.startswith("__")}
    assert native == set(stub) | variables
    for name, node in stub.items():
        if isinstance(node, ast.ClassDef):
            methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)} - {"__new__"}
            assert methods == {member for member in vars(getattr(_native, name)) if not member.startswith("__")}


def test_both_clients_have_the_same_attributes() -> None:
    def members(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    assert members(xero_m2m.Client) == members(xero_m2m.AsyncClient)
    assert members(xero_m2m.Pager) == members(xero_m2m.AsyncPager)


def test_every_operation_is_a_documented_method_of_both_clients() -> None:
    with xero_m2m.Client(client_id="i", client_secret="s") as client:
        awaited = xero_m2m.AsyncClient(client_id="i", client_secret="s")
        operations = client.operations()
        assert len(operations) > 450
        for operation in operations:
            for owner in (client, awaited):
                docs = attrgetter(operation["name"])(owner).__doc__
                assert f"{operation['method']} " in docs, operation["name"]
                assert operation["path"] in docs, operation["name"]
                assert all(f"`{scope}`" in docs for scope in operation["scopes"]), operation["name"]


def test_resources_and_namespaces_show_what_they_have() -> None:
    with xero_m2m.Client(client_id="i", client_secret="s") as client:
        assert repr(client.currencies) == "Currencies(list, create)"
        assert repr(client.files) == "Files(associations, files, folders, inbox)"
        assert "Files in folders" in client.files._repr_html_()
        assert "<table>" in client.invoices._repr_html_()


def test_the_command_runs() -> None:
    command = [sys.executable, "-c", "from xero_m2m._cli import main; main()", "--help"]
    help_ = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert help_.returncode == 0
    assert "demo" in help_.stdout


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_demo_in_a_shell_goes_without_a_trace_when_it_is_stopped(name: str) -> None:
    command = [sys.executable, "-c", "from xero_m2m._cli import main; main()", "demo", "--tls", "--json"]
    command += ["--command", '{"do": "limits", "per_minute": 2}']
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        started = json.loads(demo.stdout.readline())
        ca_file = Path(started["ca_file"])
        trusting = ssl.create_default_context(cafile=started["ca_file"])
        with urllib.request.urlopen(f"{started['base_url']}/_demo/limits", context=trusting, timeout=30) as limits:
            assert json.load(limits)["per_minute"] == 2
        demo.send_signal(getattr(signal, name))
        assert demo.wait(timeout=30) == 0
    assert not ca_file.exists()
