"""The watch over the whole run sees what it should see, and a run in which it sees something fails."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from canaries import CANARY, Canaries
from xero_m2m import ConfigError

if TYPE_CHECKING:
    from xero_m2m import DemoCompany


SUPPORT = Path(__file__).parents[1] / "support"


def found(text: str, demo: DemoCompany) -> bool:
    watch = Canaries()
    watch.learn(demo.client_id, demo.client_secret)
    watch.see("a test", text)
    return bool(watch.found)


def test_secrets_and_tokens_are_seen_and_nothing_else(demo: DemoCompany) -> None:
    with demo.client() as xero:
        token = xero.auth.token().reveal()
    basic = base64.b64encode(f"{demo.client_id}:{demo.client_secret}".encode()).decode()
    for text in (demo.client_secret, f"Bearer {token}", f"Basic {basic}", CANARY):
        assert found(f"before {text} after", demo)
    for text in (demo.client_id, demo.base_url, repr(demo), "Bearer ***", ""):
        assert not found(text, demo)


def test_log_records_errors_and_files_are_looked_at(tmp_path: Path) -> None:
    watch = Canaries()
    watch.emit(logging.LogRecord("name", logging.DEBUG, "", 0, "plain", None, None))
    watch.see_error(ConfigError("plain"))
    (tmp_path / "plain").write_text("plain")
    watch.see_files(tmp_path)
    assert watch.found == []
    watch.emit(logging.LogRecord("name", logging.DEBUG, "", 0, "%s", (CANARY,), None))
    watch.see_error(ConfigError("plain", hint=CANARY))
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "cache").write_bytes(b"\xff" + CANARY.encode())
    watch.see_files(folder)
    places = [found.partition(": ")[2] for found in watch.found]
    assert places == ["log of name", "locals of ConfigError", "ConfigError", "file cache"]
    (folder / "cache").unlink()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("assert demo.client_secret", 0),
        ("print(demo.client_secret)", 1),
        ("logging.getLogger('xero_m2m').debug('%s', demo.client_secret)", 1),
        ("print(xero.auth.token().reveal())", 1),
        ("xero._observer._hand_over(WarningEvent(message=demo.client_secret))", 1),
        ("pickle.dumps(Client(client_id='i', client_secret=os.getcwd, app=demo.client_secret))", 1),
    ],
    ids=["held", "printed", "logged", "a token", "in an event", "pickled"],
)
def test_a_run_in_which_a_secret_is_seen_fails(body: str, status: int, tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(
        "import logging, os, pickle\nfrom xero_m2m import Client, DemoCompany, WarningEvent\n\n"
        f"def test_it():\n    with DemoCompany() as demo, demo.client() as xero:\n        {body}\n"
    )
    plugins = ["-p", "canaries", "-p", "no:cacheprovider"]
    arguments = [sys.executable, "-m", "pytest", "-q", *plugins, "-c", "/dev/null", "--rootdir", tmp_path, file]
    finished = subprocess.run(arguments, cwd=SUPPORT, capture_output=True, text=True, check=False)
    assert finished.returncode == status, finished.stdout
    assert ("was seen" in finished.stdout) == bool(status)
