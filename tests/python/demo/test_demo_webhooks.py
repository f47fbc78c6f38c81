"""Webhooks of the demo company, delivered to real receivers: in a thread if calls block, on the loop if they await."""

from __future__ import annotations

import asyncio
import base64
import email
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from xero_m2m import ArgumentError, DemoCompany

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "a key of the tests"


def is_genuine(signature: str | None, body: bytes) -> bool:
    digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
    return hmac.compare_digest(signature or "", base64.b64encode(digest).decode())


class Receiver:
    """Responds as Xero asks receivers to: 200 to what it signed, 401 to all else, with nothing in the body."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_ours = is_genuine(self.headers["x-xero-signature"], body)
                if is_ours:
                    receiver.bodies.append(json.loads(body))
                self.send_response_only(200 if is_ours else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


def test_changes_are_delivered_signed(demo: DemoCompany, receiver: Receiver) -> None:
    assert demo.webhooks.state["status"] == "off"
    state = demo.webhooks.set(receiver.url, key=KEY, events=["CONTACT"])
    assert (state["status"], [check["status"] for check in state["checks"]]) == ("ok", [200, 401, 401, 200])
    with demo.client() as xero:
        made = xero.contacts.create({"name": "Bayside Library"})
    report = demo.webhooks.deliver()
    assert [(batch["outcome"], batch["events"]) for batch in report["deliveries"]] == [("delivered", 1)]
    (event,) = receiver.bodies[-1]["events"]
    assert (event["eventType"], event["eventCategory"]) == ("CREATE", "CONTACT")
    assert event["resourceId"] == str(made.contact_id)
    demo.webhooks.off()
    assert demo.webhooks.state["status"] == "off"
    with pytest.raises(ArgumentError, match="no receiver"):
        demo.webhooks.deliver()


def test_a_key_is_made_for_those_who_have_none(demo: DemoCompany, receiver: Receiver) -> None:
    state = demo.webhooks.set(receiver.url)
    assert len(base64.b64decode(state["key"])) == 64
    assert state["status"] == "failed"
    assert "key" not in demo.webhooks.state


def test_a_receiver_is_on_this_machine(demo: DemoCompany) -> None:
    with pytest.raises(ArgumentError, match=r"127\.0\.0\.1"):
        demo.webhooks.set("https://example.com/hook")


async def test_a_receiver_on_the_same_loop_is_awaited(demo: DemoCompany) -> None:
    bodies: list[dict[str, Any]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = email.message_from_string(head.split("\r\n", 1)[1])
        body = await reader.readexactly(int(headers["Content-Length"]))
        is_ours = is_genuine(headers["x-xero-signature"], body)
        if is_ours:
            bodies.append(json.loads(body))
        status = b"200 OK" if is_ours else b"401 Unauthorized"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        state = await demo.async_webhooks.set(f"http://127.0.0.1:{port}/", key=KEY)
        assert state["status"] == "ok"
        async with demo.async_client() as xero:
            await xero.contacts.create({"name": "Bayside Library"})
        report = await demo.async_webhooks.deliver()
    assert [batch["outcome"] for batch in report["deliveries"]] == ["delivered"]
    assert bodies[-1]["events"][0]["eventType"] == "CREATE"
    demo.async_webhooks.off()
    assert demo.async_webhooks.state["status"] == "off"
