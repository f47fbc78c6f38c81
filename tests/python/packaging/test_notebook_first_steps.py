"""The notebook of first steps runs in a real kernel, from top to bottom, and shows no secret."""

from __future__ import annotations

import copy
import threading
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[3] / "docs" / "notebooks" / "first-steps.ipynb"
SECRETS = "print(demo.client_secret, xero.auth.token().reveal())"


class Run:
    """One run of the notebook, with an interrupt while the cell with that tag is busy."""

    def __init__(self) -> None:
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        assert all(not cell.get("outputs") for cell in notebook.cells), "commit the notebook without outputs"
        self.secrets = nbformat.v4.new_code_cell(SECRETS)
        notebook.cells.insert(2, self.secrets)
        self.cells = notebook.cells
        self.stopped_after: float | None = None
        self._interrupted = 0.0
        self._client = NotebookClient(
            notebook, timeout=60, on_cell_execute=self._starting, on_cell_executed=self._ended, kernel_name="python3"
        )
        self._client.execute()

    def _starting(self, cell: Any, cell_index: int) -> None:
        if "interrupt" in cell.metadata.get("tags", []):
            threading.Timer(1, self._interrupt).start()

    def _interrupt(self) -> None:
        self._interrupted = time.monotonic()
        # As the button of a notebook does it.
        self._client.km.provisioner.process.send_signal(2)

    def _ended(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        if "interrupt" in cell.metadata.get("tags", []):
            self.stopped_after = time.monotonic() - self._interrupted

    def outputs(self, source: str) -> list[Any]:
        """The outputs of the one cell that ends with `source`."""
        (cell,) = [cell for cell in self.cells if cell.cell_type == "code" and cell.source.endswith(source)]
        return cell.outputs

    def html(self, source: str) -> str:
        return "".join(output["data"]["text/html"] for output in self.outputs(source) if "data" in output)

    def text(self, source: str) -> str:
        shown = [output.get("text") or output["data"]["text/plain"] for output in self.outputs(source)]
        return "".join(shown)


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


def test_client_record_list_and_error_have_a_face(run: Run) -> None:
    assert "<strong>Client</strong>" in run.html("xero = demo.client()\nxero")
    assert "<strong>Organisation</strong>" in run.html("organisation.get()\norganisation")
    assert "nothing is fetched" in run.html("\nunpaid")
    assert "<table>" in run.html("unpaid.page(1)")
    assert "NotFoundError" in run.html("\nproblem")
    assert "closed" in run.html("demo.stop()\nxero")


def test_blocking_and_awaited_cells_give_values(run: Run) -> None:
    assert "Demo Company (NZ)" in run.text("organisation.name, organisation.meta.request_id")
    assert "Decimal(" in run.text("\nowed")
    assert run.text("(await awaited.organisation.get()).name") == "'Demo Company (NZ)'"
    assert "datetime.date(" in run.text("len(accounts), invoice.due_date")
    assert int(run.text("len(overdue)")) > 0


def test_an_interrupt_stops_a_slow_call_and_the_client_goes_on(run: Run) -> None:
    (cell,) = [cell for cell in run.cells if "interrupt" in cell.metadata.get("tags", [])]
    assert cell.outputs[0]["text"].startswith("stopped after")
    assert run.stopped_after is not None
    assert run.stopped_after < 1
    assert run.text("xero.organisation.get().name") == "'Demo Company (NZ)'"


def test_no_output_holds_a_secret(run: Run) -> None:
    secret, token = run.secrets.outputs[0]["text"].split()
    assert len(secret) > 10
    assert len(token) > 100
    others = copy.deepcopy([cell for cell in run.cells if cell is not run.secrets])
    shown = str([cell.get("outputs") for cell in others])
    assert "Organisation" in shown
    assert secret not in shown
    assert token not in shown
