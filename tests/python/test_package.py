"""The package itself: what importing costs, its stubs, its types, its command."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import xero_m2m
from helpers import run_python
from xero_m2m import _native

ROOT = Path(__file__).parents[2]
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
        for name in ("asyncio", "logging", "xero_m2m.models.accounting"):
            assert name not in sys.modules, name
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


def test_both_clients_have_the_same_members() -> None:
    def members(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    assert members(xero_m2m.Client) == members(xero_m2m.AsyncClient)
    assert members(xero_m2m.Pager) == members(xero_m2m.AsyncPager)


def test_type_checkers_agree_with_a_programs_use() -> None:
    usage = Path(__file__).parent / "typed_usage.py"
    for command in (["mypy", "--strict", str(usage)], ["pyright", "--pythonpath", sys.executable, str(usage)]):
        command = [sys.executable, "-m", *command]
        checked = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_command_runs() -> None:
    command = [sys.executable, "-c", "from xero_m2m._cli import main; main()", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert told.returncode == 0
    assert "demo" in told.stdout
