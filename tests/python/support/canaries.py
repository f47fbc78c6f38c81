"""Watches the whole run for secrets and tokens: in loud logs, output, errors and locals, pickles, events, spans, files.

Every demo company's secret is learnt as it starts; its tokens begin like every JWT of Xero's. A test that reveals one
on purpose may hold it, but neither print it nor log it.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import logging
import pickle
import re
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from xero_m2m import DemoCompany, XeroError
from xero_m2m._client_base import ClientBase
from xero_m2m._event_dispatcher import EventDispatcher

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import FrameType

CANARY = "canary-secret-9f3b1c"
"""A secret for tests without a demo company."""
SHORTEST = 16
"""Shorter texts are no secrets of a demo company, and could stand anywhere."""
TOKEN = re.compile(r"eyJhbGciOiJSUzI1Ni[\w-]*\.[\w-]+\.")
LIBRARY = "/xero_m2m/"
LARGEST_FILE = 1 << 20


class Canaries(logging.Handler):
    """What must not be seen, and where it was seen all the same."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.secrets = {CANARY}
        self.found: list[str] = []
        self.test = "before the first test"

    def learn(self, client_id: str, client_secret: str) -> None:
        """Adds the secret of a connection, as it is and as it is sent."""
        if len(client_secret) >= SHORTEST:
            self.secrets |= {client_secret, base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()}

    def see(self, where: str, text: str) -> None:
        """Looks for every secret and for any token in a text."""
        if TOKEN.search(text) or any(secret in text for secret in self.secrets):
            self.found.append(f"{self.test}: {where}")

    def emit(self, record: logging.LogRecord) -> None:
        """Looks at a log record: its message, and whatever else hangs on it."""
        self.see(f"log of {record.name}", f"{record.getMessage()} {vars(record)!r}")

    def see_error(self, error: BaseException) -> None:
        """Looks at an error as a log, a crash reporter and another process would."""
        self.see(f"locals of {type(error).__name__}", "\n".join(library_frames(error)))
        if isinstance(error, XeroError):
            forms = [str(error), repr(error), repr(vars(error)), repr(error.to_dict()), error._repr_html_()]
            self.see(type(error).__name__, " ".join([*forms, repr(pickle.dumps(error))]))

    def see_files(self, folder: Path) -> None:
        """Looks at what a test left in its folder, but for the files that secrets are read from."""
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "secret" and path.stat().st_size <= LARGEST_FILE:
                self.see(f"file {path.name}", path.read_bytes().decode("latin-1"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterable[None]:
        self.test = item.nodeid
        return (yield)

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if folder is not None:
            self.see_files(folder)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, content in report.sections:
            self.see(name, content)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["canaries"] = self.found
        if self.found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Takes over what one of several processes that run tests has seen."""
        self.found += getattr(node, "workeroutput", {}).get("canaries", [])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for found in dict.fromkeys(self.found):
            terminalreporter.write_line(f"a secret or a token was seen: {found}", red=True)


class Watched:
    """A `pytest.raises` that shows each error it catches to the canaries."""

    def __init__(self, canaries: Canaries, expected: Any) -> None:
        self.canaries = canaries
        self.expected = expected

    def __enter__(self) -> Any:
        return self.expected.__enter__()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> Any:
        if error is not None:
            self.canaries.see_error(error)
        return self.expected.__exit__(kind, error, trace)


def library_frames(error: BaseException) -> list[str]:
    """An error's texts and the locals of this library's frames; a test's own locals may know the secret."""
    seen = []
    link: BaseException | None = error
    while link is not None:
        seen.append(str(link))
        frames = [frame for frame, _ in traceback.walk_tb(link.__traceback__)]
        seen += [local_values(frame) for frame in frames if LIBRARY in frame.f_code.co_filename]
        link = link.__cause__ or link.__context__
    return seen


def local_values(frame: FrameType) -> str:
    """The locals of a frame, as crash reporters show them."""
    texts = []
    for name, value in frame.f_locals.items():
        # What is only half made has no repr.
        with contextlib.suppress(Exception):
            texts.append(f"{name}={value!r}")
    return " ".join(texts)


def pytest_configure(config: pytest.Config) -> None:
    """Starts to watch, at the loudest level."""
    canaries = Canaries()
    config.pluginmanager.register(canaries)
    logging.getLogger().addHandler(canaries)
    logging.getLogger("xero_m2m").setLevel(logging.DEBUG)

    start = DemoCompany.__init__
    raises = pytest.raises

    @functools.wraps(start)
    def started(self: DemoCompany, *arguments: Any, **options: Any) -> None:
        start(self, *arguments, **options)
        canaries.learn(self.client_id, self.client_secret)

    @functools.wraps(raises)
    def watched(*arguments: Any, **options: Any) -> Any:
        return Watched(canaries, raises(*arguments, **options))

    reduce = ClientBase.__reduce__
    hand_over = EventDispatcher._hand_over
    export = InMemorySpanExporter.export

    def pickled(self: ClientBase[Any, Any]) -> Any:
        canaries.see("pickle of a client", repr(reduced := reduce(self)))
        return reduced

    def handed_over(self: EventDispatcher, event: Any) -> None:
        canaries.see(type(event).__name__, repr(event))
        hand_over(self, event)

    def exported(self: InMemorySpanExporter, spans: Any) -> Any:
        canaries.see("span", " ".join(span.to_json() for span in spans))
        return export(self, spans)

    ClientBase.__reduce__ = pickled  # type: ignore[assignment]
    EventDispatcher._hand_over = handed_over  # type: ignore[method-assign]
    InMemorySpanExporter.export = exported  # type: ignore[method-assign]
    DemoCompany.__init__ = started  # type: ignore[method-assign]
    pytest.raises = watched
