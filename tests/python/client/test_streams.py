"""Files that are read piece by piece, from a socket that sends as the test says."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from stub_server import StubResponse, StubServer
from xero_m2m import ArgumentError, ClosedError, DeadlineError, TimeoutError, TransportError
from xero_m2m.events import RequestEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ID = "11111111-2222-3333-4444-555555555555"
MEGABYTE = 1024 * 1024


class Sender:
    """A server whose every response is a file, which it sends as far as `send` does."""

    def __init__(self, size: int, send: Callable[[Sender, socket.socket], None]) -> None:
        self.size = size
        self.sent = 0
        self.gone = threading.Event()
        self._send = send
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: {self.size}\r\n\r\n"
            connection.sendall(head.encode())
            self._send(self, connection)
        self.gone.set()

    def put(self, connection: socket.socket, size: int) -> None:
        """Sends this many bytes more."""
        connection.sendall((b"%PDF" if self.sent == 0 else b"") + b"x" * (size - (4 if self.sent == 0 else 0)))
        self.sent += size

    def close(self) -> None:
        self._socket.close()


def all_of_it(sender: Sender, connection: socket.socket) -> None:
    while sender.sent < sender.size:
        sender.put(connection, min(65536, sender.size - sender.sent))


def half_of_it(sender: Sender, connection: socket.socket) -> None:
    sender.put(connection, sender.size // 2)


def half_and_silence(sender: Sender, connection: socket.socket) -> None:
    half_of_it(sender, connection)
    connection.recv(1)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer() as server:
        yield server


def client_of(stub: StubServer, sender: Sender, **options: Any) -> Any:
    return stub.client(base_url=sender.url, **options)


def test_a_stream_waits_for_its_reader_and_holds_one_piece_at_a_time(stub: StubServer) -> None:
    sender = Sender(40 * MEGABYTE, all_of_it)
    with client_of(stub, sender) as client:
        pieces = client.invoices.pdf(ID, stream=True)
        size = len(next(pieces))
        time.sleep(0.3)
        # What the system's buffers hold was sent; the rest waits.
        assert sender.sent < 20 * MEGABYTE
        tracemalloc.start()
        largest = 0
        for piece in pieces:
            size += len(piece)
            largest = max(largest, len(piece))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert size == 40 * MEGABYTE
    assert largest <= MEGABYTE
    assert peak < 4 * MEGABYTE


def test_a_connection_that_breaks_in_the_middle_is_a_transport_error(stub: StubServer) -> None:
    sender = Sender(MEGABYTE, half_of_it)
    with client_of(stub, sender) as client:
        pieces = client.invoices.pdf(ID, stream=True)
        read: list[bytes] = []
        with pytest.raises(TransportError) as broken:
            read.extend(pieces)
    assert sum(map(len, read)) == MEGABYTE // 2
    assert (broken.value.operation, broken.value.attempts, broken.value.status) == ("invoices.pdf", 1, 200)


def test_closing_a_stream_early_frees_its_connection_and_its_place(stub: StubServer) -> None:
    for end in ("break", "close"):
        sender = Sender(MEGABYTE, half_and_silence)
        with client_of(stub, sender) as client:
            pieces = client.invoices.pdf(ID, stream=True)
            for _ in pieces:
                assert client.rate_limits().concurrent.in_flight == 1
                break
            if end == "close":
                pieces.close()
            else:
                del pieces
            assert client.rate_limits().concurrent.in_flight == 0
            assert sender.gone.wait(5)


async def test_an_awaited_stream_frees_its_connection_too(stub: StubServer) -> None:
    sender = Sender(MEGABYTE, half_and_silence)
    async with stub.async_client(base_url=sender.url) as client:
        pieces = client.invoices.pdf(ID, stream=True)
        async for _ in pieces:
            break
        await pieces.aclose()
        assert await asyncio.to_thread(sender.gone.wait, 5)


async def test_a_cancelled_stream_frees_its_connection(stub: StubServer) -> None:
    sender = Sender(MEGABYTE, half_and_silence)

    async with stub.async_client(base_url=sender.url) as client:

        async def read() -> None:
            async for _ in client.invoices.pdf(ID, stream=True):
                pass

        task = asyncio.create_task(read())
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(sender.gone.wait, 5)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"deadline": 0.5}, DeadlineError),
        ({"timeout": {"read": 0.3}}, TimeoutError),
        ({"timeout": 0.5}, TimeoutError),
    ],
)
def test_no_stream_outlasts_its_timeouts(stub: StubServer, options: Any, error: type[Exception]) -> None:
    sender = Sender(MEGABYTE, half_and_silence)
    began = time.monotonic()
    with client_of(stub, sender) as client, pytest.raises(error):
        for _ in client.invoices.pdf(ID, stream=True, options=options):
            pass
    assert time.monotonic() - began < 5


def test_only_a_deadline_counts_the_readers_own_time(stub: StubServer) -> None:
    sender = Sender(30 * MEGABYTE, all_of_it)
    with client_of(stub, sender) as client:
        slow = client.invoices.pdf(ID, stream=True, options={"timeout": 0.5})
        next(slow)
        time.sleep(0.7)
        assert sum(map(len, slow)) > 20 * MEGABYTE
    sender = Sender(30 * MEGABYTE, all_of_it)
    with client_of(stub, sender) as client:
        strict = client.invoices.pdf(ID, stream=True, options={"deadline": 0.5})
        next(strict)
        time.sleep(0.7)
        with pytest.raises(DeadlineError):
            next(strict)


def test_a_client_that_is_closed_meanwhile_ends_the_stream(stub: StubServer) -> None:
    sender = Sender(30 * MEGABYTE, all_of_it)
    client = client_of(stub, sender)
    pieces = client.invoices.pdf(ID, stream=True)
    next(pieces)
    client.close()
    with pytest.raises(ClosedError):
        next(pieces)
    assert sender.gone.wait(5)


async def test_a_stream_sends_nothing_before_it_is_read_and_has_one_span_of_events() -> None:
    events: list[Any] = []
    answer = StubResponse(b"%PDF" + b"x" * 100_000, content_type="application/pdf")
    with StubServer(reply=lambda _: answer) as xero, xero.client(on_event=events.append) as client:
        pieces = client.invoices.pdf(ID, stream=True)
        assert xero.requests == []
        assert b"".join(pieces) == answer.bytes
        sizes = [event.received_bytes for event in events if isinstance(event, RequestEvent)]
    assert sizes == [len(answer.bytes)]


def test_a_stream_excludes_what_needs_the_whole_file() -> None:
    with StubServer() as xero, xero.client() as client:
        with pytest.raises(ArgumentError, match="exclude each other"):
            client.invoices.pdf(ID, to="a.pdf", stream=True)  # type: ignore[call-overload]
        with pytest.raises(ArgumentError, match="a stream has no raw response"):
            client.invoices.with_raw_response.pdf(ID, stream=True)
        with pytest.raises(ArgumentError):
            next(client.invoices.pdf("../x", stream=True))
    assert xero.requests == []
