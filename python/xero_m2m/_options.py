"""From a client's keyword arguments to a native client, with the secret out of sight all the way."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, cast

from . import _native
from ._json import plain_json
from .errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Literal, TypedDict

    from .values import Limits, Retry, Timeout

    class ClientOptions(TypedDict, total=False):
        """The keyword arguments of `Client` and `AsyncClient`."""

        client_id: str
        client_secret: str | Callable[[], str]
        profile: str
        scopes: Sequence[str]
        tenant_id: str
        timeout: Timeout | float
        deadline: float
        retry: Retry | int
        limits: Limits
        token_cache: Literal["memory"]
        proxy: str
        ca_file: str | os.PathLike[str]
        trust_env: bool
        base_url: str
        token_url: str
        app: str


class Hidden:
    """A client secret, or the callable that gives it, which nothing shows: no repr, traceback, pickle or format."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    @property
    def source(self) -> Callable[[], str | Awaitable[str]] | None:
        """The callable, where the secret is not a plain text."""
        return cast("Callable[[], str]", self._value) if callable(self._value) else None

    def joined_to(self, options: bytes) -> bytes:
        """The options, a JSON object, with the secret as their last member."""
        if self._value is None:
            return options
        if callable(self._value):
            member = '"client_secret_supplied":true'
        elif isinstance(self._value, str):
            member = f'"client_secret":{json.dumps(self._value)}'
        else:
            kind = type(self._value).__name__
            raise ConfigError(f"client_secret is {kind}, not text", hint="give a str, or a callable that returns one")
        comma = "" if options == b"{}" else ","
        return options[:-1] + f"{comma}{member}}}".encode()

    def __repr__(self) -> str:
        return "Hidden(…)"

    def __reduce__(self) -> str:
        raise TypeError("a client secret is never pickled")


def given(**arguments: Any) -> dict[str, Any]:
    """The arguments that are not None."""
    return {name: value for name, value in arguments.items() if value is not None}


def open_native(options: dict[str, Any], secret: Hidden, *, blocking: bool) -> _native.NativeClient:
    """A native client. The texts that hold secrets exist only between the calls of this expression."""
    if "ca_file" in options:
        options["ca_file"] = os.fspath(options["ca_file"])
    plain = plain_json(options)
    return _native.NativeClient(secret.joined_to(plain), _environment(), blocking)


def _environment() -> dict[str, str]:
    """The variables that core reads, those that are set. Bytes that are no text become question marks."""
    values = {name: os.environ.get(name) for name in _native.ENVIRONMENT_VARIABLES}
    return {name: value.encode("utf-8", "replace").decode() for name, value in values.items() if value is not None}
