"""Every Python sample of the README runs as it stands, against a demo company that a profile points to."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from pathlib import Path

import pytest

from xero_m2m import DemoCompany, Limits

README = Path(__file__).parents[2] / "README.md"
SAMPLES = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

STARTS = [sample for sample in SAMPLES if " as xero" in sample]
GOES_ON = [sample for sample in SAMPLES if " as xero" not in sample]


def test_the_readme_has_python_samples():
    assert (len(STARTS), len(GOES_ON)) == (3, 1)


@pytest.mark.parametrize("sample", STARTS, ids=lambda sample: sample.splitlines()[0][:60])
def test_a_python_sample_runs(sample, tmp_path, monkeypatch, capsys):
    with DemoCompany() as demo:
        secret = tmp_path / "secret"
        secret.write_text(demo.client_secret)
        configuration = tmp_path / "config.toml"
        configuration.write_text(
            f'[profiles.demo]\nclient_id = "{demo.client_id}"\nclient_secret_file = "{secret}"\n'
            f'base_url = "{demo.base_url}"\ntoken_url = "{demo.token_url}"\n'
        )
        monkeypatch.setenv("XERO_CONFIG_FILE", str(configuration))
        monkeypatch.setenv("XERO_PROFILE", "demo")
        # As a notebook cell runs it: await may stand at the top.
        code = compile(sample, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        outcome = eval(code, {})
        if inspect.isawaitable(outcome):
            asyncio.run(outcome)
    printed = capsys.readouterr().out
    assert "Demo Company (NZ)" in printed
    if "invoices" in sample:
        assert "INV-0006" in printed


@pytest.mark.parametrize("sample", GOES_ON)
def test_a_sample_that_goes_on_with_a_client_runs(sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "rent.pdf").write_bytes(b"%PDF")
    with DemoCompany(limits=False) as demo, demo.client(limits=Limits(per_minute=None)) as xero:
        # What the demo company has not.
        demo.faults.add("POST /Invoices/*", status=200, body='{"Invoices":[{"Reference":"R-1"}]}')
        demo.faults.add("PUT /Invoices/*/Attachments/*", status=200, body='{"Attachments":[{"FileName":"rent.pdf"}]}')
        demo.faults.add("GET /Invoices/*", status=200, body="%PDF", content_type="application/pdf")
        names = {"xero": xero}
        exec(sample, names)
    assert names["saved"].invoice_id
    assert len(names["result"].records) == 120
    assert (tmp_path / "invoice.pdf").read_bytes() == b"%PDF"
