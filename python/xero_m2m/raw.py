"""`client.raw`: any request of Xero's API, with the client's token, limits, retries and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ._json import by_xeros_names, checked_json, parse, plain_json
from .values import Meta

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._send import AsyncSend, Send
    from .values import CallOptions


class RawResponse:
    """A reply as it came. Its header names are in lower case."""

    __slots__ = ("_text", "bytes", "headers", "meta", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes, text: str | None, meta: Meta | None) -> None:
        self.status = status
        self.headers = headers
        self.bytes = body
        self.meta = meta
        self._text = text

    @property
    def text(self) -> str:
        """The body as text."""
        return self.bytes.decode("utf-8", "replace") if self._text is None else self._text

    def json(self) -> Any:
        """The body, a JSON text, as Python values, with fractions as `Decimal`."""
        return parse(self.bytes)

    def __repr__(self) -> str:
        return f"RawResponse({self.status}, {len(self.bytes)} bytes)"


class _Value(msgspec.Struct):
    status: int
    headers: dict[str, str]
    text: str | None = None
    base64: bytes | None = None


class _Reply(msgspec.Struct):
    value: _Value
    meta: Meta | None = None


_decoder = msgspec.json.Decoder(_Reply)


def _response(reply: bytes) -> RawResponse:
    answer = _decoder.decode(reply)
    value = answer.value
    body = value.base64 if value.base64 is not None else (value.text or "").encode()
    return RawResponse(value.status, value.headers, body, value.text, answer.meta)


def _request(
    method: str,
    path: str,
    params: Mapping[str, Any] | None,
    headers: Mapping[str, str] | None,
    json: object,
    options: CallOptions | None,
) -> bytes:
    request: dict[str, Any] = {"verb": "raw", "method": method, "path": path}
    if params is not None:
        request["params"] = params
    if headers is not None:
        request["headers"] = headers
    if json is not None:
        request["json"] = by_xeros_names(json)
    if options is not None:
        checked_json(options)
        request["options"] = options
    return plain_json(request)


class Raw:
    """Requests by method and path; paths are those of the Accounting API, such as `/Invoices`."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends GET."""
        return _response(self._send(_request("GET", path, params, headers, None, options)))

    def post(
        self,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends POST with a JSON body."""
        return _response(self._send(_request("POST", path, params, headers, json, options)))

    def put(
        self,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends PUT with a JSON body."""
        return _response(self._send(_request("PUT", path, params, headers, json, options)))

    def delete(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends DELETE."""
        return _response(self._send(_request("DELETE", path, params, headers, None, options)))


class AsyncRaw:
    """Requests by method and path; paths are those of the Accounting API, such as `/Invoices`."""

    __slots__ = ("_send",)

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def get(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends GET."""
        return _response(await self._send(_request("GET", path, params, headers, None, options)))

    async def post(
        self,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends POST with a JSON body."""
        return _response(await self._send(_request("POST", path, params, headers, json, options)))

    async def put(
        self,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends PUT with a JSON body."""
        return _response(await self._send(_request("PUT", path, params, headers, json, options)))

    async def delete(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends DELETE."""
        return _response(await self._send(_request("DELETE", path, params, headers, None, options)))
