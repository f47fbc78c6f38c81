"""What both clients are: a native client with its options, shown without secrets and pickled without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from ._json import checked_json
from ._observe import Observer
from ._options import Hidden, Origin, given, open_native, plain_options
from .errors import ConfigError, MisuseError
from .values import RateLimitState

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence, Sized

    from typing_extensions import Self

    from ._native import NativeClient
    from .events import Event
    from .values import LimitPolicy, Priority, Retry, Timeout

L = TypeVar("L")
P = TypeVar("P")

LIMITS = b'{"verb":"rate_limits"}'


class _LimitsReply(msgspec.Struct):
    value: RateLimitState


_limits = msgspec.json.Decoder(_LimitsReply)


def limits_of(reply: bytes) -> RateLimitState:
    """Where the limits stand, from core's answer."""
    return _limits.decode(reply).value


class ClientBase(Generic[L, P]):
    """The shared part of `Client` and `AsyncClient`; `L` is how they reach core, `P` what may give the secret."""

    _blocking: bool

    _native: NativeClient
    _origin: Origin
    _observer: Observer
    _link: L

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
        limits: LimitPolicy | None = None,
        token_cache: str | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        trust_env: bool | None = None,
        base_url: str | None = None,
        token_url: str | None = None,
        app: str | None = None,
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        """Makes a client; nothing is sent.

        Args:
            client_id: The Custom Connection's id. Default: `XERO_CLIENT_ID`.
            client_secret: Its secret, or a callable that returns it, asked again whenever a token is due. Default:
                `XERO_CLIENT_SECRET`, or the content of the file that `XERO_CLIENT_SECRET_FILE` names.
            profile: An entry of the configuration file. Default: `XERO_PROFILE`.
            scopes: Sent only when given; the token otherwise has all that the connection was granted.
            tenant_id: Sent as `xero-tenant-id` only when given.
            timeout: Seconds for the parts of an attempt; a number alone means `attempt`.
            deadline: Total seconds for one call: queueing, token, attempts and body. Default: each request has 60
                seconds over all its attempts (or as long as a longer `timeout`); waits for the limits, and those that
                Xero asks for, do not count.
            max_wait: Seconds for the longest single wait, for the limits or because Xero asks for it. A call that would
                wait longer fails at once with `RateLimitError`. Default: 65 where Xero asks, else any.
            priority: Who goes first where calls wait for the limits: `"interactive"` before `"bulk"`. Default:
                interactive, and bulk for walks over pages and for lists that take several requests.
            retry: How often a call is tried.
            limits: The limits that the client keeps by itself.
            token_cache: Where tokens are kept: `"memory"`, for this process; `"file"`, for all processes of this user
                on this machine; or `"file:FOLDER"`. The file is sealed with a key made from the client secret.
            proxy: A proxy's URL. Default: from the environment.
            ca_file: A file of certificates (PEM) to trust beside the usual ones.
            trust_env: Whether proxies and certificates are read from the environment. Default: true.
            base_url: Another host than Xero's; https, or http on this machine.
            token_url: Another token endpoint than Xero's; https, or http on this machine.
            app: Your program's name and version, such as `"acme-sync/2.1"`, for the user agent.
            on_event: A plain function, called with each event of `xero_m2m.events` while the call waits and before it
                returns: on a thread that makes a call, or on the thread of a loop that uses the client. Where several
                threads make calls, another one may hand over the last events of a call. The first time that it raises
                is logged, and no call is touched.

        Raises:
            ConfigError: The client cannot be made from this; the hint says what to change.
        """
        secret = Hidden(client_secret)
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
            limits=limits,
            token_cache=token_cache,
            proxy=proxy,
            ca_file=ca_file,
            trust_env=trust_env,
            base_url=base_url,
            token_url=token_url,
            app=app,
        )
        if on_event is not None:
            _check_listener(on_event)
        plain = plain_options(options)
        native = open_native(plain, secret, blocking=self._blocking)
        self._attach(native, Origin(plain, secret, on_event), Observer(on_event))
        if native.has_events:
            self._observer.take(native)

    if not TYPE_CHECKING:

        def __new__(cls, *positional: object, **named: object) -> Self:
            is_right = cls.__init__ is not ClientBase.__init__ or (not positional and named.keys() <= _OPTIONS)
            misuse = None if is_right else _misuse(cls, positional, named)
            # They may hold a secret, and a traceback shows this frame.
            del positional, named
            if misuse is not None:
                raise misuse
            return super().__new__(cls)

        # What `inspect.signature` shows.
        __new__.__wrapped__ = __init__

    def _attach(self, native: NativeClient, origin: Origin, observer: Observer) -> None:
        self._native = native
        self._origin = origin
        self._observer = observer
        self._link = self._linked(native, observer, origin.source)

    def _linked(self, native: NativeClient, observer: Observer, source: Any) -> L:
        raise NotImplementedError

    def with_options(
        self,
        *,
        timeout: Timeout | float | None = None,
        deadline: float | None = None,
        max_wait: float | None = None,
        priority: Priority | None = None,
        retry: Retry | int | None = None,
    ) -> Self:
        """A cheap clone with other options, which shares connections, token, limits and events with this client.

        Args:
            timeout: Seconds for the parts of an attempt; a number alone means `attempt`.
            deadline: Total seconds for one call: queueing, token, attempts and body.
            max_wait: Seconds for the longest single wait, for the limits or because Xero asks for it.
            priority: `"interactive"` or `"bulk"`: who goes first where calls wait for the limits.
            retry: How often a call is tried.

        Raises:
            ConfigError: An option has a value that it cannot have.
            ClosedError: This client is closed.
        """
        options = checked_json(
            given(timeout=timeout, deadline=deadline, max_wait=max_wait, priority=priority, retry=retry), ConfigError
        )
        clone = object.__new__(type(self))
        clone._attach(self._native.with_options(options), self._origin.changed(options), self._observer)
        return clone

    @property
    def closed(self) -> bool:
        """Whether the client was closed."""
        return self._native.closed

    @staticmethod
    def operations() -> list[dict[str, Any]]:
        """Every operation as data: name, method, path, scopes and paging."""
        from ._native import operations

        listed: list[dict[str, Any]] = msgspec.json.decode(operations())
        return listed

    def _described(self) -> dict[str, Any]:
        described: dict[str, Any] = msgspec.json.decode(self._native.describe())
        return described

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
        """By reference: options and names, from which the other process makes a client of its own."""
        return _made_again, (type(self), *self._origin.by_reference(type(self).__name__), self.closed)


_OPTIONS = frozenset(ClientBase.__init__.__kwdefaults__ or ())  # pyright: ignore[reportUnknownMemberType]


def _misuse(kind: type, positional: Sized, names: Iterable[str]) -> MisuseError:
    """What is wrong with the arguments that a client is made with. None of their values is told."""
    name = kind.__name__
    if positional:
        hint = f"{name}(client_id=…, client_secret=…), or {name}() where the environment has them"
        return MisuseError(f"{name}() takes its options by name", hint=hint)
    from difflib import get_close_matches

    unknown = next(given for given in names if given not in _OPTIONS)
    near = get_close_matches(unknown, _OPTIONS, 1)
    hint = f"did you mean {near[0]}?" if near else f"the options are {', '.join(sorted(_OPTIONS))}"
    return MisuseError(f"{name}() has no option {unknown!r}", hint=hint)


def _check_listener(on_event: object) -> None:
    from inspect import iscoroutinefunction

    if not callable(on_event):
        raise ConfigError("on_event cannot be called", hint="give a function that takes one event")
    if iscoroutinefunction(on_event) or iscoroutinefunction(type(on_event).__call__):
        raise ConfigError(
            "on_event is an async function, and nobody would await it",
            hint="give a plain function that takes one event; it may start a task or fill a queue",
        )


def _made_again(
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
