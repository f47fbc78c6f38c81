"""`DemoCompany`: a whole pretend Xero on a loopback port, for tests, first steps and examples."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import msgspec

from ._json import plain_json
from ._native import NativeDemo
from ._options import given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Literal, TypeAlias

    from typing_extensions import Self, Unpack

    from ._options import ClientOptions
    from .aio import AsyncClient
    from .client import Client

    Control: TypeAlias = Callable[..., Any]


class DemoCompany:
    """A demo company with a token endpoint, the API, its limits and, when asked, its faults.

    with DemoCompany() as demo, demo.client() as xero:
        print(xero.organisation.get().name)
    """

    def __init__(
        self,
        *,
        region: Literal["NZ", "AU", "UK", "US"] | str = "NZ",
        clock: datetime | str | None = None,
        token_ttl: float | None = None,
        limits: bool | None = None,
        seed: int | None = None,
    ) -> None:
        """Starts the company, which serves until `stop()`.

        Args:
            region: The country whose manners it has.
            clock: Where its clock starts and stands still. Default: the time of day.
            token_ttl: Seconds that its tokens are good for. Default: 1800.
            limits: Whether it keeps Xero's limits. Default: true.
            seed: Another number makes other records.

        Raises:
            ArgumentError: It cannot start with these.
        """
        options = given(region=region, clock=clock, token_ttl=token_ttl, limits=limits, seed=seed)
        self._native = NativeDemo(plain_json(options))
        described: dict[str, str] = msgspec.json.decode(self._native.describe())
        self.base_url = described["base_url"]
        self.token_url = described["token_url"]
        self.client_id = described["client_id"]
        self.client_secret = described["client_secret"]
        self.region = described["region"]
        self.clock = DemoClock(self._control)
        self.faults = DemoFaults(self._control)
        self.limits = DemoLimits(self._control)
        self.journal = DemoJournal(self._control)

    def client(self, **options: Unpack[ClientOptions]) -> Client:
        """A `Client` of this company; options are those of `Client`."""
        from .client import Client

        return Client(**self._with_defaults(options))

    def async_client(self, **options: Unpack[ClientOptions]) -> AsyncClient:
        """An `AsyncClient` of this company; options are those of `AsyncClient`."""
        from .aio import AsyncClient

        return AsyncClient(**self._with_defaults(options))

    def seed(self, *, invoices: int | None = None, contacts: int | None = None) -> Any:
        """Adds generated records."""
        return self._control("seed", invoices=invoices, contacts=contacts)

    def connection(
        self,
        *,
        active: bool | None = None,
        scopes: Sequence[str] | None = None,
        app: Literal["custom_connection", "web"] | None = None,
    ) -> Any:
        """Changes the connection: whether it is approved, what it allows, and which kind of app it is of."""
        return self._control("connection", active=active, scopes=scopes, app=app)

    def revoke_tokens(self) -> None:
        """Makes every token that was given out worthless."""
        self._control("revoke_tokens")

    def snapshot(self) -> Any:
        """Keeps the records as they are, and gives the id to `reset()` to."""
        return self._control("snapshot")["snapshot"]

    def reset(self, snapshot: Any = None) -> None:
        """Puts the records back to a snapshot, or to how they were at the start."""
        self._control("reset", snapshot=snapshot)

    def stop(self) -> None:
        """Stops serving. Stopping twice is no error."""
        self._native.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"DemoCompany(region={self.region!r}, base_url={self.base_url!r})"

    def _control(self, command: str, **arguments: Any) -> Any:
        return msgspec.json.decode(self._native.control(plain_json({"do": command, **given(**arguments)})))

    def _with_defaults(self, options: ClientOptions) -> ClientOptions:
        defaults: ClientOptions = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "base_url": self.base_url,
            "token_url": self.token_url,
        }
        return {**defaults, **options}


class DemoClock:
    """The company's clock, which runs by itself until it is set."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """What it shows."""
        return msgspec.convert(self._control("clock")["now"], datetime)

    def set(self, to: datetime | str) -> None:
        """Sets it; a datetime without a zone is UTC."""
        if isinstance(to, datetime):
            to = (to if to.tzinfo else to.replace(tzinfo=timezone.utc)).astimezone(timezone.utc).isoformat()
        self._control("clock", set=to.replace("+00:00", "Z"))

    def advance(self, by: float | timedelta) -> None:
        """Moves it forward by seconds."""
        self._control("clock", advance=by.total_seconds() if isinstance(by, timedelta) else by)


class DemoFaults:
    """What goes wrong, route by route."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(
        self,
        route: str,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
        content_type: str | None = None,
        times: int | None = 1,
        after: int | None = None,
        delay: float | None = None,
        reset: Literal["before", "after"] | None = None,
        cut: int | None = None,
        drip: Mapping[str, float] | None = None,
        redirect: str | None = None,
        gzip_bomb: int | None = None,
        revoke_tokens: bool | None = None,
    ) -> None:
        """Adds a fault; what is not given stays as it would be.

        Args:
            route: Method and path, such as `GET /Invoices/*`; `*` alone means all, `POST /connect/token` the token.
            status: The reply's status, with `headers`, `body` and `content_type`.
            headers: The reply's headers.
            body: The reply's text.
            content_type: The type of that text.
            times: How often; None means always.
            after: How many matching requests pass first.
            delay: Seconds before the reply.
            reset: Drops the connection `before` or `after` the request is processed.
            cut: Drops the connection after so many bytes of the body.
            drip: Sends `bytes` of the body `every` so many seconds.
            redirect: The address to redirect to.
            gzip_bomb: A compressed body that inflates to so many bytes.
            revoke_tokens: Revokes all tokens, then goes on as usual.
        """
        rest = given(
            status=status, headers=headers, body=body, content_type=content_type, after=after, delay=delay, reset=reset,
            cut=cut, drip=drip, redirect=redirect, gzip_bomb=gzip_bomb, revoke_tokens=revoke_tokens,
        )  # fmt: skip
        self._control("fault", route=route, times=times, **rest)

    def clear(self) -> None:
        """Takes all faults away."""
        self._control("clear_faults")


class DemoLimits:
    """The limits that the company keeps."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def set(
        self,
        *,
        enabled: bool | None = None,
        concurrent: int | None = None,
        per_minute: int | None = None,
        per_day: int | None = None,
        app_per_minute: int | None = None,
    ) -> dict[str, Any]:
        """Changes limits and gives their state."""
        state: dict[str, Any] = self._control(
            "limits",
            enabled=enabled,
            concurrent=concurrent,
            per_minute=per_minute,
            per_day=per_day,
            app_per_minute=app_per_minute,
        )
        return state

    @property
    def state(self) -> dict[str, Any]:
        """The limits and their counters."""
        return self.set()


class DemoJournal:
    """The requests that the company received, without their secrets."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Each request: method, path, query, status and more."""
        requests: list[dict[str, Any]] = self._control("journal")["requests"]
        return requests

    @property
    def token_requests(self) -> int:
        """How many asked for a token."""
        count: int = self._control("journal")["token_requests"]
        return count

    @property
    def api_requests(self) -> int:
        """How many went to the API."""
        count: int = self._control("journal")["api_requests"]
        return count

    def clear(self) -> None:
        """Forgets them."""
        self._control("clear_journal")
