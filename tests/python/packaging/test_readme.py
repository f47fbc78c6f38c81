"""Every Python sample of the README and the guides runs as it stands, with a demo company that a profile points to."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re

import pytest

from helpers import ROOT
from xero_m2m import DemoCompany


def samples(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


PAGES = {
    "README.md": 4,
    "docs/demo-company.md": 6,
    "docs/files-and-raw-responses.md": 3,
    "docs/limits-and-retries.md": 5,
    "docs/webhooks.md": 2,
}
SAMPLES = [sample for page in PAGES for sample in samples(page)]


def test_the_pages_have_python_samples():
    assert {page: len(samples(page)) for page in PAGES} == PAGES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.splitlines()[0][:60])
def test_a_python_sample_runs(sample, tmp_path, monkeypatch, capsys):
    with DemoCompany() as demo:
        secret = tmp_path / "secret"
        secret.write_text(demo.client_secret)
        secret.chmod(0o600)
        configuration = tmp_path / "config.toml"
        configuration.write_text(
            f'[profiles.demo]\nclient_id = "{demo.client_id}"\nclient_secret_file = "{secret}"\n'
            f'base_url = "{demo.base_url}"\ntoken_url = "{demo.token_url}"\n'
        )
        monkeypatch.setenv("XERO_CONFIG_FILE", str(configuration))
        monkeypatch.setenv("XERO_PROFILE", "demo")
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        monkeypatch.chdir(tmp_path)
        # As a notebook cell runs it: await may stand at the top.
        code = compile(sample, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        outcome = eval(code, {})
        if inspect.isawaitable(outcome):
            asyncio.run(outcome)
    printed = capsys.readouterr().out
    if "organisation.get().name" in sample or "organisation.get()).name" in sample:
        assert "Demo Company (NZ)" in printed
    if "invoice_number" in sample:
        assert "INV-0006" in printed
