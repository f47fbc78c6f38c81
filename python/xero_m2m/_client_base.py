"""The base of both clients: a native client and its options. Secrets are never shown and never pickled."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import msgspec

from ._compat import Self
from ._event_dispatcher import EventDispatcher, set_log_level
from ._json import Response, checked_json
from ._lazy import LazyModule
from ._native import NativeClient
from ._options import Origin, Secret, encode_options, given, open_native
from .errors import ConfigError, MisuseError
from .values import LimitPolicy, Priority, RateLimitState, Retry, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sized

    from . import events
else:
    events = LazyModule("events")

D = TypeVar("D")
P = TypeVar("P")

RATE_LIMITS = b'{"verb":"rate_limits"}'


_decoder = msgspec.json.Decoder(Response[RateLimitState])


def decode_rate_limits(response: bytes) -> RateLimitState:
    """The state of the rate limits in core's response."""
    return _decoder.decode(response).value


class ClientBase(Generic[D, P]):
    """The base of `Client` and `AsyncClient`. `D` is their dispatcher, `P` a callable that may return the secret."""

    _blocking: bool

    _native: NativeClient
    _origin: Origin
    _events: EventDispatcher
    _dispatcher: D

    def __init__(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | P | None = None,
        profile: str | None = None,
        scopes: Sequence[str] | None = None,
        tenant_id: str | None = None,
        timeout: Timeout | float | None = None,
        deadline: float | None = None,
        max_wait: float | None = None,
        priority: Priority | None = None,
        retry: Retry | int | None = None,
        extra_headers: Mapping[str, str | float] | None = None,
        extra_query: Mapping[str, str | float | Sequence[str | float]] | None = None,
        limits: LimitPolicy | None = None,
        token_cache: str | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        client_certificate: str | os.PathLike[str] | None = None,
        trust_env: bool | None = None,
        base_url: str | None = None,
        token_url: str | None = None,
        app: str | None = None,
        log_level: Literal["debug", "info", "warning"] | None = None,
        on_event: Callable[[events.Event], object] | None = None,
    ) -> None:
        """Creates a client. Sends nothing.

        Args:
            client_id: The Custom Connection's client id. Default: `XERO_CLIENT_ID`.
            client_secret: Its client secret, or a callable that returns it and is called again for each new token.
                Default: `XERO_CLIENT_SECRET`, or the content of the file that `XERO_CLIENT_SECRET_FILE` names.
            profile: An entry of the configuration file. Default: `XERO_PROFILE`.
            scopes: The scopes to ask for. Default: all that the connection was granted.
            tenant_id: The `xero-tenant-id` to send. Default: none, as a Custom Connection has one organisation.
            timeout: A `Timeout`, or the seconds that one attempt may take.
            deadline: Seconds that one call may take in all, with queueing, token, attempts and body. Default: each
                request has 60 seconds for all its attempts, or as long as a longer `timeout`. Waits for rate limits,
                and waits that Xero asks for, do not count.
            max_wait: The longest single wait in seconds, for rate limits or because Xero asks for it. A call that would
                wait longer fails at once with `RateLimitError`. If unset, only waits that Xero asks for are limited,
                to 65 seconds.
            priority: `"interactive"` calls go before `"bulk"` calls when calls wait for rate limits. Default:
                `"bulk"` for lists of several pages and for writes of several requests, otherwise `"interactive"`.
            retry: A `Retry`, or the number of attempts.
            extra_headers: Headers to send with every call. Those that the client sends itself are an error.
            extra_query: Query parameters to send with every call; a list repeats its parameter.
            limits: The rate limits that the client itself keeps.
            token_cache: Where tokens are kept: `"memory"`, for this process; `"file"`, for all processes of this user
                on this machine; or `"file:FOLDER"`. The file is encrypted with a key made from the client secret.
            proxy: The URL of a proxy. Default: from the environment.
            ca_file: A file of certificates (PEM) to trust in addition to the usual ones.
            client_certificate: A file (PEM) with a certificate and its private key, for a proxy or gateway that asks
                for one.
            trust_env: Whether proxies and certificates are read from the environment. Default: true.
            base_url: A host other than Xero's: https, or http on this machine. Default: `XERO_BASE_URL`.
            token_url: A token endpoint other than Xero's: https, or http on this machine. Default: `XERO_TOKEN_URL`.
            app: Your program's name and version for the user agent, such as `"acme-sync/2.1"`.
            log_level: The level of the logger `xero_m2m`, which all clients of the process share. Its lines go to
                stderr unless your program has log handlers of its own. `"debug"` has a line for each attempt, `"info"`
                for retries and waits. Default: `XERO_LOG`, otherwise as your program configures logging.
            on_event: A plain function that is called with each event of `xero_m2m.events` while a call waits and before
                it returns: on the thread of a call, or on the thread of an event loop that uses the client. If several
                threads make calls, another one may deliver the last events of a call. Its first exception is logged;
                exceptions never affect a call.

        Raises:
            ConfigError: An option is missing or has a wrong value. The hint says what to change.
        """
        secret = Secret(client_secret)
        del client_secret
        options = given(
            client_id=client_id,
            profile=profile,
            scopes=scopes,
            tenant_id=tenant_id,
            timeout=timeout,
            deadline=deadline,
            max_wait=max_wait,
            priority=priority,
            retry=retry,
            extra_headers=extra_headers,
            extra_query=extra_query,
            limits=limits,
            token_cache=token_cache,
            proxy=proxy,
            ca_file=ca_file,
            client_certificate=client_certificate,
            trust_env=trust_env,
            base_url=base_url,
            token_url=token_url,
            app=app,
            log_level=log_level,
        )
        if on_event is not None:
            _check_listener(on_event)
        encoded = encode_options(options)
        native = open_native(encoded, secret, blocking=self._blocking)
        if (level := native.log_level) is not None:
            set_log_level(level)
        self._attach(native, Origin(encoded, secret, on_event), EventDispatcher(on_event))
        if native.has_events:
            self._events.dispatch(native)

    if not TYPE_CHECKING:

        def __new__(cls, *positional: object, **named: object) -> Self:
            is_right = cls.__init__ is not ClientBase.__init__ or (not positional and named.keys() <= _OPTIONS)
            misuse = None if is_right else _misuse(cls, positional, named)
            # They may hold a secret, and a traceback shows the locals of this frame.
            del positional, named
            if misuse is not None:
                raise misuse
            return super().__new__(cls)

        # What `inspect.signature` shows.
        __new__.__wrapped__ = __init__

    def _attach(self, native: NativeClient, origin: Origin, events: EventDispatcher) -> None:
        self._native = native
        self._origin = origin
        self._events = events
        self._dispatcher = self._dispatcher_for(native, events, origin.source)

    def _dispatcher_for(self, native: NativeClient, events: EventDispatcher, source: Any) -> D:
        raise NotImplementedError

    def with_options(
        self,
        *,
        timeout: Timeout | float | None = None,
        deadline: float | None = None,
        max_wait: float | None = None,
        priority: Priority | None = None,
        retry: Retry | int | None = None,
        tenant_id: str | None = None,
        extra_headers: Mapping[str, str | float] | None = None,
        extra_query: Mapping[str, str | float | Sequence[str | float]] | None = None,
    ) -> Self:
        """A clone with other options. It shares connections, token, rate limits and events with this client.

        The options mean what they mean for the client itself. Those that you leave out stay as they are, and so do
        extra headers and parameters of other names. With another `tenant_id` it has that organisation's rate limits.

        Raises:
            ConfigError: An option has a wrong value. The hint says what to change.
            ClosedError: This client is closed.
        """
        changes = given(
            timeout=timeout,
            deadline=deadline,
            max_wait=max_wait,
            priority=priority,
            retry=retry,
            tenant_id=tenant_id,
            extra_headers=extra_headers,
            extra_query=extra_query,
        )
        options = checked_json(changes, ConfigError)
        clone = object.__new__(type(self))
        clone._attach(self._native.with_options(options), self._origin.changed(options), self._events)
        return clone

    @property
    def closed(self) -> bool:
        """Whether the client is closed."""
        return self._native.closed

    @staticmethod
    def operations() -> list[dict[str, Any]]:
        """Every operation as data: its name, method, path, scopes and paging."""
        from ._native import operations

        listed: list[dict[str, Any]] = msgspec.json.decode(operations())
        return listed

    def _description(self) -> dict[str, Any]:
        description: dict[str, Any] = msgspec.json.decode(self._native.describe())
        return description

    def __repr__(self) -> str:
        from .display import client_text

        return client_text(self)

    def _repr_html_(self) -> str:
        from .display import client_html

        return client_html(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        """By reference: the options and the names of functions, from which the other process creates its own client."""
        return _recreated, (type(self), *self._origin.by_reference(type(self).__name__), self.closed)


_OPTIONS = frozenset(ClientBase.__init__.__kwdefaults__ or ())  # pyright: ignore[reportUnknownMemberType]


def _misuse(kind: type, positional: Sized, names: Iterable[str]) -> MisuseError:
    """The error for arguments that no client takes. It shows none of their values."""
    name = kind.__name__
    if positional:
        hint = f"{name}(client_id=…, client_secret=…), or {name}() if the environment has them"
        return MisuseError(f"{name}() takes keyword arguments only", hint=hint)
    from difflib import get_close_matches

    unknown = next(given for given in names if given not in _OPTIONS)
    near = get_close_matches(unknown, _OPTIONS, 1)
    hint = f"did you mean {near[0]}?" if near else f"the options are {', '.join(sorted(_OPTIONS))}"
    return MisuseError(f"{name}() has no option {unknown!r}", hint=hint)


def _check_listener(on_event: object) -> None:
    from inspect import iscoroutinefunction

    if not callable(on_event):
        raise ConfigError("on_event is not callable", hint="give a function that takes one event")
    if iscoroutinefunction(on_event) or iscoroutinefunction(type(on_event).__call__):
        raise ConfigError(
            "on_event is an async function, and nobody would await it",
            hint="give a plain function that takes one event; it may start a task or fill a queue",
        )


def _recreated(
    kind: Callable[..., ClientBase[Any, Any]],
    options: bytes,
    changes: tuple[bytes, ...],
    source: object,
    on_event: object,
    closed: bool,
) -> object:
    client = kind(client_secret=source, on_event=on_event, **msgspec.json.decode(options))
    for change in changes:
        client = client.with_options(**msgspec.json.decode(change))
    if closed:
        client._native.close()  # pyright: ignore[reportPrivateUsage]
    return client
