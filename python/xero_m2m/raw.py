"""`client.raw`: any request to Xero's API, with the client's token, rate limits, retries and errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ._json import Response, checked_options, parse, plain_json, with_xero_names
from .values import CallOptions, Meta


class RawResponse:
    """A response as Xero sent it. Header names are in lower case."""

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
        """The body, which must be JSON, as a Python value. Fractions become `Decimal`."""
        return parse(self.bytes)

    def __repr__(self) -> str:
        return f"RawResponse({self.status}, {len(self.bytes)} bytes)"


class _Value(msgspec.Struct):
    status: int
    headers: dict[str, str]
    text: str | None = None
    base64: bytes | None = None


_decoder = msgspec.json.Decoder(Response[_Value])


def decode_response(response: bytes) -> RawResponse:
    """The HTTP response in core's response."""
    decoded = _decoder.decode(response)
    value = decoded.value
    body = value.base64 if value.base64 is not None else (value.text or "").encode()
    return RawResponse(value.status, value.headers, body, value.text, decoded.meta)


def encode_request(
    method: str,
    path: str,
    params: Mapping[str, Any] | None,
    headers: Mapping[str, str] | None,
    json: object,
    options: CallOptions | None,
) -> bytes:
    """The request as core takes it."""
    request: dict[str, Any] = {"verb": "raw", "method": method, "path": path}
    if params is not None:
        request["params"] = params
    if headers is not None:
        request["headers"] = headers
    if json is not None:
        request["json"] = with_xero_names(json)
    if options is not None:
        request["options"] = checked_options(options)
    return plain_json(request)
