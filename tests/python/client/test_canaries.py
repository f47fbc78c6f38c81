"""The watch over the whole run sees what it should see, and a run in which it sees something fails."""

from __future__ import annotations

import base64
import logging
import re
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


PROGRAM = """
import logging, os, pickle, pytest
from xero_m2m import Client, DemoCompany, WarningEvent

@pytest.fixture
def demo():
    with DemoCompany() as demo:
        yield demo

def test_held(demo):
    assert demo.client_secret

def test_printed(demo):
    print(demo.client_secret)

def test_logged(demo):
    logging.getLogger('xero_m2m').debug('%s', demo.client_secret)

def test_token(demo):
    with demo.client() as xero:
        print(xero.auth.token().reveal())

def test_in_an_event(demo):
    with demo.client() as xero:
        xero._events._hand_over(WarningEvent(message=demo.client_secret))

def test_pickled(demo):
    pickle.dumps(Client(client_id='i', client_secret=os.getcwd, app=demo.client_secret))
"""


@pytest.mark.parametrize(
    ("options", "status", "seen"),
    [
        (["-k", "held"], 0, set()),
        ([], 1, {"printed", "logged", "token", "in_an_event", "pickled"}),
        (["--numprocesses=2"], 1, {"printed", "logged", "token", "in_an_event", "pickled"}),
    ],
    ids=["nothing is seen", "in one process", "in workers"],
)
def test_a_run_in_which_a_secret_is_seen_fails(options: list[str], status: int, seen: set[str], tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(PROGRAM)
    options = [*options, "-p", "canaries", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path)]
    arguments = [sys.executable, "-m", "pytest", "-q", *options, str(file)]
    finished = subprocess.run(arguments, cwd=SUPPORT, capture_output=True, text=True, check=False)
    assert finished.returncode == status, finished.stdout
    assert set(re.findall(r"was seen: test_it\.py::test_(\w+): ", finished.stdout)) == seen, finished.stdout
