"""A server that responds as a test says and keeps what it was sent, for what the demo company does not have."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from xero_m2m import AsyncClient, Client


@dataclass
class StubRequest:
    """One request."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    port: int = 0
    """The client's end of the connection."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class StubResponse:
    """One response."""

    body: bytes | str | object = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


class StubServer:
    """Responds to each API request with the next of `answers`, or with what `reply` returns for it."""

    def __init__(
        self, *answers: StubResponse | object, reply: Callable[[StubRequest], StubResponse | object] | None = None
    ) -> None:
        self.requests: list[StubRequest] = []
        self._answers = list(answers)
        self._reply = reply
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # The body must not wait for the acknowledgement of the headers.
            disable_nagle_algorithm = True

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path, _, query = self.path.partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = stub.answer(StubRequest(self.command, path, query, headers, body, self.client_address[1]))
                self.send_response(answer.status)
                given = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.bytes))}
                for name, value in {**given, **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.bytes)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: StubRequest) -> StubResponse:
        if request.path == "/connect/token":
            return StubResponse({"access_token": "t", "expires_in": 1800, "token_type": "Bearer", "scope": "a"})
        with self._lock:
            self.requests.append(request)
            given = self._reply(request) if self._reply else self._answers.pop(0)
        return given if isinstance(given, StubResponse) else StubResponse(given)

    def client(self, **options: Any) -> Client:
        from xero_m2m import Client

        return Client(**self._options(options))

    def async_client(self, **options: Any) -> AsyncClient:
        from xero_m2m import AsyncClient

        return AsyncClient(**self._options(options))

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        from xero_m2m import LimitPolicy

        return {
            "client_id": "i",
            "client_secret": "s-of-a-stub-server",
            "base_url": self.base_url,
            "token_url": f"{self.base_url}/connect/token",
            "limits": LimitPolicy(per_minute=None),
            **options,
        }
