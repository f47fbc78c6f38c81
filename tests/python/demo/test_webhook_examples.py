"""The examples of receivers run as their first lines say, and get what the demo company delivers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from helpers import LONGEST_WAIT, ROOT

if TYPE_CHECKING:
    from xero_m2m import DemoCompany

KEY = "a key of the tests"


class Server:
    """A command that runs, and the lines that it prints."""

    def __init__(self, *command: str) -> None:
        self._lines: Queue[str] = Queue()
        environment = {**os.environ, "XERO_WEBHOOK_KEY": KEY, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)

    def wait_for(self, pattern: str) -> str:
        while True:
            found = re.search(pattern, self._lines.get(timeout=LONGEST_WAIT))
            if found:
                return found[1]

    def stop(self) -> None:
        self._process.terminate()
        self._reader.join()
        self._process.wait()


@pytest.mark.parametrize("name", ["webhooks_fastapi", "webhooks_flask"])
def test_an_example_receives_what_the_demo_company_delivers(demo: DemoCompany, name: str) -> None:
    source = (ROOT / "docs" / "examples" / f"{name}.py").read_text(encoding="utf-8")
    command = re.search(r"`(.+)`", source.splitlines()[0])
    assert command is not None
    server = Server(*command[1].split(), "--port", "0")
    try:
        url = server.wait_for(r"[Rr]unning on (http://127\.0\.0\.1:\d+)")
        state = demo.webhooks.set(f"{url}/webhooks/xero", key=KEY)
        assert (state["status"], [check["status"] for check in state["checks"]]) == ("ok", [200, 401, 401, 200])
        with demo.client() as xero:
            made = xero.contacts.create({"name": "Bayside Library"})
        (delivery,) = demo.webhooks.deliver()["deliveries"]
        assert (delivery["outcome"], delivery["status"]) == ("delivered", 200)
        assert server.wait_for(r"^CONTACT CREATE (.+)$") == made.contact_id
    finally:
        server.stop()
