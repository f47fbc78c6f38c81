"""From a client's keyword arguments to a native client, without showing the secret on the way."""

from __future__ import annotations

import copy
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from . import _native
from ._json import checked_json
from ._lazy import LazyModule
from .errors import ConfigError
from .values import LimitPolicy, Priority, Retry, Timeout

if TYPE_CHECKING:
    from . import events
else:
    events = LazyModule("events")


class ClientOptions(TypedDict, total=False):
    """The keyword arguments of `Client` and `AsyncClient`, which describe them."""

    client_id: str
    client_secret: str | Callable[[], str]
    profile: str
    scopes: Sequence[str]
    tenant_id: str
    timeout: Timeout | float
    deadline: float
    max_wait: float
    priority: Priority
    retry: Retry | int
    extra_headers: Mapping[str, str | float]
    extra_query: Mapping[str, str | float | Sequence[str | float]]
    limits: LimitPolicy
    token_cache: str
    proxy: str
    ca_file: str | os.PathLike[str]
    client_certificate: str | os.PathLike[str]
    trust_env: bool
    base_url: str
    token_url: str
    app: str
    log_level: Literal["debug", "info", "warning"]
    on_event: Callable[[events.Event], object]


SecretSource = Callable[[], str]
AsyncSecretSource = Callable[[], str | Awaitable[str]]


class Secret:
    """A client secret, or the callable that returns it. No repr, traceback, pickle or format shows it."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    @property
    def source(self) -> Callable[[], str | Awaitable[str]] | None:
        """The callable; None if the secret is a str."""
        return cast("Callable[[], str]", self._value) if callable(self._value) else None

    def joined_to(self, options: bytes) -> bytes:
        """The options, a JSON object, with the secret as their last field."""
        if self._value is None:
            return options
        if callable(self._value):
            field = '"client_secret_supplied":true'
        elif isinstance(self._value, str):
            field = f'"client_secret":{json.dumps(self._value)}'
        else:
            kind = type(self._value).__name__
            raise ConfigError(f"client_secret is {kind}, not str", hint="give a str, or a callable that returns one")
        comma = "" if options == b"{}" else ","
        return options[:-1] + f"{comma}{field}}}".encode()

    @property
    def is_text(self) -> bool:
        """Whether this object holds the secret itself."""
        return isinstance(self._value, str)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a client secret cannot be pickled")


def given(**arguments: Any) -> dict[str, Any]:
    """The arguments that are not None."""
    return {name: value for name, value in arguments.items() if value is not None}


class Origin:
    """What a client was created from, so that another process can create the same. Never holds its secret."""

    __slots__ = ("_changes", "_has_secret", "_options", "on_event", "source")

    def __init__(self, options: bytes, secret: Secret, on_event: Callable[[events.Event], object] | None) -> None:
        self._options = options
        self._changes: tuple[bytes, ...] = ()
        self._has_secret = secret.is_text
        self.source = secret.source
        """The callable that returns the secret, if there is one."""
        self.on_event = on_event

    def changed(self, options: bytes) -> Origin:
        """The origin of a clone with other options."""
        origin = copy.copy(self)
        origin._changes = (*self._changes, options)
        return origin

    def by_reference(self, kind: str) -> tuple[bytes, tuple[bytes, ...], object, object]:
        """The options and the functions that another process finds by name.

        Raises:
            TypeError: The client holds a secret, which a pickle would carry.
        """
        if self._has_secret or (self.source is not None and not _is_importable(self.source)):
            raise TypeError(
                f"this {kind} cannot be pickled, because the pickle would hold its client_secret: "
                "use a profile, the environment, or a function of a module for the secret"
            )
        given = [json.loads(options) for options in (self._options, *self._changes)]
        for name in ("extra_headers", "extra_query"):
            if any(name in options for options in given):
                raise TypeError(f"this {kind} cannot be pickled, because the pickle would hold its {name}")
        if "@" in given[0].get("proxy", ""):
            raise TypeError(
                f"this {kind} cannot be pickled, because the pickle would hold its proxy's password: use HTTPS_PROXY"
            )
        on_event = self.on_event if self.on_event is not None and _is_importable(self.on_event) else None
        return self._options, self._changes, self.source, on_event


def _is_importable(function: Callable[..., object]) -> bool:
    """Whether another process finds it by its module and name, so that a pickle holds these alone."""
    found: object = sys.modules.get(getattr(function, "__module__", None) or "")
    for part in getattr(function, "__qualname__", "").split("."):
        found = getattr(found, part, None)
    return found is not None and found == function


def encode_options(options: dict[str, Any]) -> bytes:
    """The options as a JSON text."""
    for name in ("ca_file", "client_certificate"):
        if name in options:
            try:
                options[name] = os.fspath(options[name])
            except TypeError:
                kind = type(options[name]).__name__
                raise ConfigError(f"{name} is {kind}, not a path", hint="give the path of a PEM file") from None
    return checked_json(options, ConfigError)


def open_native(encoded: bytes, secret: Secret, *, blocking: bool) -> _native.NativeClient:
    """A native client. No local variable holds a text with the secret."""
    return _native.NativeClient(secret.joined_to(encoded), _environment(), blocking)


def _environment() -> dict[str, str]:
    """The environment variables that core reads, if set. Bytes that are not text become question marks."""
    values = {name: os.environ.get(name) for name in _native.ENVIRONMENT_VARIABLES}
    return {name: value.encode("utf-8", "replace").decode() for name, value in values.items() if value is not None}
