"""Raw responses: those of `client.raw`, which sends any request to Xero's API, and of `with_raw_response`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar, cast

import msgspec

from ._json import Response, checked_options, parse, plain_json, with_xero_names
from .errors import ArgumentError
from .values import CallOptions, Meta

T = TypeVar("T")


class RawResponse(Generic[T]):
    """A response as Xero sent it."""

    __slots__ = ("_value", "content", "headers", "meta", "status")

    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The headers, with names in lower case and without cookies."""
    content: bytes
    """The body, decompressed."""
    meta: Meta | None
    """How the response was obtained."""

    def __init__(self, status: int, headers: dict[str, str], content: bytes, meta: Meta | None, value: T) -> None:
        self.status = status
        self.headers = headers
        self.content = content
        self.meta = meta
        self._value = value

    @property
    def request_id(self) -> str | None:
        """Xero's `Xero-Correlation-Id`, which its support asks for."""
        return None if self.meta is None else self.meta.request_id

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body, which must be JSON, as a Python value. Fractions become `Decimal`."""
        return parse(self.content)

    def parse(self) -> T:
        """What the method returns by itself: a record, a page, a batch or bytes. Of `client.raw`, as `json()`."""
        return cast("T", self.json()) if self._value is _NOT_PARSED else self._value

    def __repr__(self) -> str:
        return f"RawResponse({self.status}, {len(self.content)} bytes)"


_NOT_PARSED: Any = msgspec.UNSET


class _Value(msgspec.Struct):
    status: int
    headers: dict[str, str]
    text: str | None = None
    base64: bytes | None = None


class _Kept(msgspec.Struct):
    headers: dict[str, str]
    size: int


_decoder = msgspec.json.Decoder(Response[_Value])
_kept_decoder = msgspec.json.Decoder(Response[_Kept])


def decode_response(response: bytes) -> RawResponse[Any]:
    """The HTTP response in core's response."""
    decoded = _decoder.decode(response)
    value = decoded.value
    content = value.base64 if value.base64 is not None else (value.text or "").encode()
    return RawResponse(value.status, value.headers, content, decoded.meta, _NOT_PARSED)


def split_kept(response: bytes) -> tuple[bytes, bytes, bytes]:
    """The parts of core's response to a request that keeps it: a line about it, its content, what was made of it."""
    line, _, rest = response.partition(b"\n")
    size = _kept_decoder.decode(line).value.size
    return line, rest[:size], rest[size:]


def raw_response(line: bytes, content: bytes, value: T) -> RawResponse[T]:
    """A kept response, by its first two parts and by what the method makes of it."""
    kept = _kept_decoder.decode(line)
    status = kept.meta.status if kept.meta is not None else None
    return RawResponse(status or 0, kept.value.headers, content, kept.meta, value)


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
    for name, fields in (("params", params), ("headers", headers)):
        if fields is None:
            continue
        if isinstance(cast("object", fields), Mapping) and not all(isinstance(field, str) for field in fields):
            raise ArgumentError(f"{name} has a name that is not text", hint="give names as text")
        request[name] = fields
    if json is not None:
        request["json"] = with_xero_names(json)
    if options is not None:
        request["options"] = checked_options(options)
    return plain_json(request)
