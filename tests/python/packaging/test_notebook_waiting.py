"""A cell whose call waits says so in a real kernel, in one line that goes when the call ends."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

START = """
from xero_m2m import DemoCompany
demo = DemoCompany()
xero, awaited = demo.client(), demo.async_client()
xero.auth.token()
"""
SLOW = 'demo.faults.add("GET /Organisation", delay=8)\n'
HELD = """
demo.faults.add("GET /Organisation", status=429, headers={"Retry-After": "3"})
try: xero.organisation.get(options={"retry": 1})
except Exception: pass
"""
CELLS = {
    "start": START,
    "blocking": SLOW + "xero.organisation.get().name",
    "awaited": SLOW + "(await awaited.organisation.get()).name",
    "limits": HELD + "len(list(xero.accounts.list()))",
    "quick": "xero.organisation.get().name",
    "observed": SLOW + "demo.client(on_event=lambda event: None).organisation.get().name",
    "stop": "demo.stop()",
}


class Watched(NotebookClient):
    """Runs a notebook and keeps what each cell shows, in order, also what is changed later."""

    shown: dict[int, list[tuple[str, str]]]

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        if msg["msg_type"] in ("display_data", "update_display_data"):
            line = msg["content"]["data"].get("text/plain", "")
            self.shown.setdefault(cell_index, []).append((msg["msg_type"], line))
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def shown() -> dict[str, list[tuple[str, str]]]:
    """What each cell showed of waits."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    client = Watched(nbformat.v4.new_notebook(cells=cells), timeout=60, kernel_name="python3")
    client.shown = {}
    client.execute()
    return {name: client.shown.get(at, []) for at, name in enumerate(CELLS)}


@pytest.mark.parametrize("cell", ["blocking", "awaited"])
def test_a_slow_response_is_waited_for_in_a_line_that_disappears(
    shown: dict[str, list[tuple[str, str]]], cell: str
) -> None:
    line = "organisation.get: waiting for Xero's response for 5 s, at most 60 s"
    assert shown[cell][0] == ("display_data", line)
    assert shown[cell][-1] == ("update_display_data", "")


def test_a_lists_wait_for_the_limits_is_shown(shown: dict[str, list[tuple[str, str]]]) -> None:
    kind, line = shown["limits"][0]
    assert kind == "display_data"
    assert line.startswith("accounts.list: waiting for the limit of calls a minute, ")
    assert shown["limits"][-1] == ("update_display_data", "")


def test_what_is_quick_or_reported_to_the_user_shows_nothing(shown: dict[str, list[tuple[str, str]]]) -> None:
    assert shown["quick"] == shown["observed"] == []
