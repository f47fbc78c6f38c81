"""Requests of an `AsyncClient` by method and path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ..raw import RawResponse, decode_response, encode_request
from ..values import CallOptions
from .dispatch import AsyncDispatcher


class AsyncRaw:
    """Requests by method and path. Paths are those of the Accounting API, such as `/Invoices`."""

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: AsyncDispatcher) -> None:
        self._dispatcher = dispatcher

    async def request(
        self,
        method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] | str,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends a request.

        Args:
            method: The HTTP method.
            path: A path of the Accounting API, such as `/Invoices`, or one that names its API, such as
                `/payroll.xro/2.0/Employees`.
            json: The body, by Xero's names. A read has none.
            params: The query; a list repeats its parameter.
            headers: Headers to send in addition.
            options: The options of this call.

        Raises:
            ArgumentError: The request cannot be sent.
        """
        request = encode_request(method, path, params, headers, json, options)
        return decode_response(await self._dispatcher.send(request))

    async def get(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends GET."""
        request = encode_request("GET", path, params, headers, None, options)
        return decode_response(await self._dispatcher.send(request))

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
        request = encode_request("POST", path, params, headers, json, options)
        return decode_response(await self._dispatcher.send(request))

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
        request = encode_request("PUT", path, params, headers, json, options)
        return decode_response(await self._dispatcher.send(request))

    async def patch(
        self,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends PATCH with a JSON body."""
        request = encode_request("PATCH", path, params, headers, json, options)
        return decode_response(await self._dispatcher.send(request))

    async def delete(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        options: CallOptions | None = None,
    ) -> RawResponse:
        """Sends DELETE."""
        request = encode_request("DELETE", path, params, headers, None, options)
        return decode_response(await self._dispatcher.send(request))
