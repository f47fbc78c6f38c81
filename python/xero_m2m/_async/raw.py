"""Requests of an `AsyncClient` by method and path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..raw import RawResponse, decode_response, encode_request
from ..values import CallOptions
from .dispatch import AsyncDispatcher


class AsyncRaw:
    """Requests by method and path. Paths are those of the Accounting API, such as `/Invoices`."""

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: AsyncDispatcher) -> None:
        self._dispatcher = dispatcher

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
