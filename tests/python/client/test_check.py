"""`check()`: what it finds, and that it raises nothing for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from helpers import run_python
from xero_m2m import CheckReport, ClosedError, DemoCompany


def test_a_connection_that_works_is_ready(demo: DemoCompany) -> None:
    with demo.client() as xero:
        report = xero.check()
    assert isinstance(report, CheckReport)
    assert report.ready
    assert report.next_step is None
    assert report.organisation == "Demo Company (NZ)"
    assert {"token", "scopes", "clock", "organisation", "limits"} <= {check.name for check in report.checks}
    assert all(check.ok and check.detail for check in report.checks)
    assert str(report).splitlines()[-1] == "ready"
    assert "Demo Company (NZ)" in report._repr_html_()


async def test_an_awaited_client_finds_the_same(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        assert (await xero.check()).ready


def test_what_is_wrong_is_reported_with_the_one_thing_to_do_next(demo: DemoCompany) -> None:
    with demo.client(client_secret="wrong") as xero:
        report = xero.check()
    assert not report.ready
    assert [check.name for check in report.checks if not check.ok] == ["token"]
    assert report.next_step
    assert str(report).splitlines()[-1] == f"next step: {report.next_step}"
    assert "next step: " in report._repr_html_()


def test_the_command_is_also_the_packages_own_and_suggests_the_right_name() -> None:
    for arguments, status, text in ((["--version"], 0, "xero-m2m "), (["chek"], 2, "'check'")):
        ended = subprocess.run(
            [sys.executable, "-m", "xero_m2m", *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert (ended.returncode, text in ended.stdout + ended.stderr) == (status, True), ended


def test_the_secret_may_come_from_a_callable(demo: DemoCompany) -> None:
    with demo.client(client_secret=lambda: demo.client_secret) as xero:
        assert xero.check().ready


def test_a_closed_client_checks_nothing(demo: DemoCompany) -> None:
    xero = demo.client()
    xero.close()
    with pytest.raises(ClosedError):
        xero.check()


def test_the_command_prints_the_same(demo: DemoCompany) -> None:
    environment = f"XERO_CLIENT_ID={demo.client_id!r}, XERO_CLIENT_SECRET={demo.client_secret!r}"
    finished = run_python(
        f"""
        import os
        os.environ.update({environment})
        from xero_m2m import Client, _native
        urls = ["--base-url", {demo.base_url!r}, "--token-url", {demo.token_url!r}]
        assert _native.run_cli(["check", *urls]) == 0
        print("---", flush=True)
        print(Client(base_url={demo.base_url!r}, token_url={demo.token_url!r}).check())
        """
    )
    printed, report = finished.stdout.split("---\n")
    names = [[line.split(":")[0] for line in text.splitlines()] for text in (printed, report)]
    assert names[0] == names[1]
    assert names[0][-1] == "ready"
