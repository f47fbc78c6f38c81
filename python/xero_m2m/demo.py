"""`DemoCompany`: a simulated Xero on a loopback port, for tests, first steps and examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from ._compat import Self, Unpack
from ._demo_webhooks import AsyncDemoWebhooks, DemoWebhooks
from ._json import checked_json
from ._lazy import LazyModule
from ._native import NativeDemo
from ._options import ClientOptions, given

if TYPE_CHECKING:
    from . import async_client, client
else:
    async_client, client = LazyModule("async_client"), LazyModule("client")

Control: TypeAlias = Callable[..., Any]


class DemoCompany:
    """A demo company with a token endpoint, the API, its rate limits and, if you add them, faults.

    with DemoCompany() as demo, demo.client() as xero:
        print(xero.organisation.get().name)
    """

    def __init__(
        self,
        *,
        region: Literal["NZ", "AU", "UK", "US"] | str = "NZ",
        clock: datetime | str | None = None,
        clock_speed: float | None = None,
        token_ttl: float | None = None,
        limits: bool | Mapping[str, bool | int | str | None] | None = None,
        seed: int | None = None,
        tls: bool | None = None,
        strict: bool | None = None,
        port: int | None = None,
    ) -> None:
        """Starts the company. It serves requests until `stop()`.

        Args:
            region: The country whose conventions it follows.
            clock: The time that its clock starts at. Default: the current time.
            clock_speed: How many times faster than real time its clock runs; 0 stops it. Default: 1.
            token_ttl: Seconds that its tokens are valid, by its clock. Default: 1800.
            limits: Whether it applies Xero's rate limits, or a mapping with the arguments of `limits.set()`, in which
                None means no such limit. Default: true.
            seed: The number of invoices to generate in addition to its own. Default: none.
            tls: Whether it serves https, with a certificate of its own CA, which is in its `ca_file`. Its `client()`s
                trust it. Default: false.
            strict: Whether it checks each request against Xero's specifications: see `strict()`. Default: false.
            port: The port on 127.0.0.1. Default: any free one.

        Raises:
            ArgumentError: It cannot start with these arguments.
        """
        options = given(
            region=region, clock=clock, clock_speed=clock_speed, token_ttl=token_ttl, limits=limits, seed=seed, tls=tls,
            strict=strict, port=port,
        )  # fmt: skip
        self._native = NativeDemo(checked_json(options))
        described: dict[str, str] = msgspec.json.decode(self._native.describe())
        self.base_url = described["base_url"]
        self.token_url = described["token_url"]
        self.client_id = described["client_id"]
        self.client_secret = described["client_secret"]
        self.region = described["region"]
        self.ca_file: str | None = described.get("ca_file")
        self.clock = DemoClock(self._control)
        self.faults = DemoFaults(self._control)
        self.limits = DemoLimits(self._control)
        self.journal = DemoJournal(self._control)
        self.webhooks = DemoWebhooks(self._control)
        self.async_webhooks = AsyncDemoWebhooks(self._control)

    def client(self, **options: Unpack[ClientOptions]) -> client.Client:
        """A `Client` of this company. The options are those of `Client`."""
        from .client import Client

        return Client(**self._with_defaults(options))

    def async_client(self, **options: Unpack[ClientOptions]) -> async_client.AsyncClient:
        """An `AsyncClient` of this company. The options are those of `AsyncClient`."""
        from .async_client import AsyncClient

        return AsyncClient(**self._with_defaults(options))

    def environment(self) -> dict[str, str]:
        """The environment variables with which an unchanged program uses this company instead of Xero.

        `XERO_BASE_URL`, `XERO_TOKEN_URL`, `XERO_CLIENT_ID` and `XERO_CLIENT_SECRET`, and with `tls`
        `NODE_EXTRA_CA_CERTS`, which clients in Python read too.
        """
        environment: dict[str, str] = msgspec.json.decode(self._native.describe())["environment"]
        return environment

    def seed(self, *, invoices: int | None = None, contacts: int | None = None, organisation: str | None = None) -> Any:
        """Adds generated records to the first organisation, or to the one with this tenant id or name."""
        return self._control("seed", invoices=invoices, contacts=contacts, organisation=organisation)

    def connection(
        self,
        *,
        client_id: str | None = None,
        active: bool | Literal["refused"] | None = None,
        scopes: Sequence[str] | None = None,
        app: Literal["custom_connection", "web", "pkce"] | None = None,
        client_secret: str | None = None,
        redirect_uris: Sequence[str] | None = None,
        generation: Literal["granular", "broad", "both"] | None = None,
        connections_endpoint: Literal["listed", "refused"] | None = None,
    ) -> dict[str, Any]:
        """Changes a connection, as its page in the developer portal would, and returns it.

        Args:
            client_id: The connection's client id. Default: the first connection's.
            active: Whether it is approved. With False, as after an edit, tokens have no tenant and every call gets 403.
                With `"refused"`, which has been reported too, the token endpoint itself rejects the connection.
            scopes: The scopes that it is granted.
            app: The kind of its app.
            client_secret: A new secret. The old one becomes invalid at once.
            redirect_uris: Where the authorize page may send users back to: https, or `http://localhost` with a port.
            generation: The scopes that count: only the granular ones, as for apps created after the split of 2026; only
                the broad ones; or both. Broad scopes grant nothing after 12 September 2027 in any case.
            connections_endpoint: The response of `GET /connections` to a Custom Connection. Both have been reported.
        """
        connection: dict[str, Any] = self._control(
            "connection",
            client_id=client_id,
            active=active,
            scopes=scopes,
            app=app,
            client_secret=client_secret,
            redirect_uris=redirect_uris,
            generation=generation,
            connections_endpoint=connections_endpoint,
        )
        return connection

    @property
    def connections(self) -> dict[str, Any]:
        """All `connections`, without their secrets, and all `organisations`."""
        connections: dict[str, Any] = self._control("connections")
        return connections

    def add_connection(
        self,
        *,
        app: Literal["custom_connection", "web", "pkce"] | None = None,
        organisations: Sequence[str] | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        scopes: Sequence[str] | None = None,
        redirect_uris: Sequence[str] | None = None,
        generation: Literal["granular", "broad", "both"] | None = None,
    ) -> dict[str, Any]:
        """Adds an app with its own credentials, and returns its settings, `client_id` and `client_secret`.

        Args:
            app: The kind of app: a Custom Connection, or an app that users sign in to, `"web"` or, without a secret,
                `"pkce"`.
            organisations: Tenant ids or names. A Custom Connection has one, by default the first; other apps have none
                until a user allows them: see `consent()`.
            client_id: Default: a new one.
            client_secret: Default: a new one.
            scopes: The scopes that it is granted. Default: all that a new connection can have.
            redirect_uris: As in `connection()`.
            generation: As in `connection()`.
        """
        connection: dict[str, Any] = self._control(
            "add_connection",
            app=app,
            organisations=organisations,
            client_id=client_id,
            client_secret=client_secret,
            scopes=scopes,
            redirect_uris=redirect_uris,
            generation=generation,
        )
        return connection

    def add_organisation(
        self, name: str, *, region: Literal["NZ", "AU", "UK", "US"] | str | None = None, empty: bool | None = None
    ) -> dict[str, str]:
        """Adds an organisation with its own books, and returns its `tenant_id`, `name` and `region`.

        Args:
            name: A name that no other organisation has.
            region: As for `DemoCompany`. Default: `"NZ"`.
            empty: Whether it has a chart of accounts and nothing else.
        """
        organisation: dict[str, str] = self._control(
            "add_organisation", name=name, region=region, seed=None if empty is None else {"empty": empty}
        )
        return organisation

    def consent(
        self,
        *,
        client_id: str | None = None,
        organisations: Sequence[str] | None = None,
        scopes: Sequence[str] | None = None,
        redirect_uri: str | None = None,
        state: str | None = None,
        nonce: str | None = None,
        code_challenge: str | None = None,
        deny: bool | None = None,
    ) -> dict[str, str | None]:
        """Does what a user does on the authorize page, which is also at `/identity/connect/authorize`.

        Args:
            client_id: The app that asks. Default: the first that users sign in to.
            organisations: Tenant ids or names that the user allows. Default: all.
            scopes: The scopes that the app asks for. Default: all that it may have, `openid`, `profile`, `email` and
                `offline_access`.
            redirect_uri: Default: the app's first.
            state: Is returned in the redirect URL.
            nonce: Is returned in the id token.
            code_challenge: The verifier's SHA-256 as base64url, which a PKCE app needs.
            deny: Whether the user denies access.

        Returns:
            `redirect_url`, which the user is sent back to, its `code`, and `refused`, the OAuth error. Either `code` or
            `refused` is None.
        """
        consent: dict[str, str | None] = self._control(
            "consent",
            client_id=client_id,
            organisations=organisations,
            scopes=scopes,
            redirect_uri=redirect_uri,
            state=state,
            nonce=nonce,
            code_challenge=code_challenge,
            deny=deny,
        )
        return consent

    def lock_dates(
        self,
        *,
        period: date | str | Literal[False] | None = None,
        end_of_year: date | str | Literal[False] | None = None,
        organisation: str | None = None,
    ) -> dict[str, str | None]:
        """Sets the lock dates, before which nothing can be entered or changed, and returns them.

        Args:
            period: Applies to all users except advisers, and to the API. False removes it.
            end_of_year: Applies to all users. False removes it.
            organisation: A tenant id or name. Default: the first.
        """
        dates: dict[str, str | None] = self._control(
            "lock_dates", period=period, end_of_year=end_of_year, organisation=organisation
        )
        return dates

    def revoke_tokens(self) -> None:
        """Revokes every token that was issued."""
        self._control("revoke_tokens")

    def strict(self, *, enabled: bool = True) -> None:
        """Checks each request against Xero's specifications from now on, or stops checking.

        A request that Xero would silently accept or misunderstand gets status 400, with a diff of what was sent and
        what was expected: an unknown path or query parameter, a value that does not fit, characters that must be
        encoded, a write without its `Idempotency-Key`, a body on a GET, a wrong content type and the like. Each is
        recorded in `violations`.
        """
        self._control("strict", enabled=enabled)

    @property
    def violations(self) -> list[dict[str, str]]:
        """The violations that strict mode found, each with `method`, `path`, `rule`, `sent`, `expected` and `text`."""
        violations: list[dict[str, str]] = self._control("violations")["violations"]
        return violations

    def clear_violations(self) -> None:
        """Deletes the violations."""
        self._control("clear_violations")

    def snapshot(self) -> Any:
        """Saves the current records, and returns an id for `reset()`."""
        return self._control("snapshot")["snapshot"]

    def reset(self, snapshot: Any = None) -> None:
        """Restores the records of a snapshot, or those of the start."""
        self._control("reset", snapshot=snapshot)

    def stop(self) -> None:
        """Stops serving. Stopping again does nothing."""
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
        return msgspec.json.decode(self._native.control(checked_json({"do": command, **given(**arguments)})))

    def _with_defaults(self, options: ClientOptions) -> ClientOptions:
        defaults: ClientOptions = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "base_url": self.base_url,
            "token_url": self.token_url,
        }
        if self.ca_file is not None:
            defaults["ca_file"] = self.ca_file
        return {**defaults, **options}


class DemoClock:
    """The company's clock. Token lifetimes, rate limits and due dates follow it; delays of faults are in real time."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """The time that it shows."""
        return msgspec.convert(self._control("clock")["now"], datetime)

    def set(self, to: datetime | str) -> None:
        """Sets the time. A datetime without a time zone is UTC."""
        if isinstance(to, datetime):
            to = (to if to.tzinfo else to.replace(tzinfo=timezone.utc)).astimezone(timezone.utc).isoformat()
        self._control("clock", set=to.replace("+00:00", "Z"))

    def advance(self, by: float | timedelta) -> None:
        """Moves the clock forward by seconds or a timedelta."""
        self._control("clock", advance=by.total_seconds() if isinstance(by, timedelta) else by)

    @property
    def speed(self) -> float:
        """How many times faster than real time it runs: 1 unless changed; 0 means that it stands still."""
        return float(self._control("clock")["speed"])

    @speed.setter
    def speed(self, factor: float) -> None:
        self._control("clock", speed=factor)


class DemoFaults:
    """Faults: what goes wrong, for each route."""

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
        probability: float | None = None,
        seed: int | None = None,
        delay: float | None = None,
        reset: Literal["before", "after"] | None = None,
        cut: int | None = None,
        drip: Mapping[str, float] | None = None,
        redirect: str | None = None,
        gzip_bomb: int | None = None,
        revoke_tokens: bool | None = None,
        processed: bool | None = None,
    ) -> None:
        """Adds a fault. What you leave out works as usual.

        Args:
            route: Method and path, such as `GET /Invoices/*`. `*` alone matches all requests, `POST /connect/token`
                those for a token.
            status: The status of a response that replaces the usual one, with `headers`, `body` and `content_type`.
            headers: The headers of that response.
            body: The text of that response.
            content_type: The content type of that text.
            times: How many requests it affects; None means all.
            after: The number of matching requests to let pass first.
            probability: The share of matching requests that it affects, from 0 to 1. The others do not count for
                `times`.
            seed: Decides which requests: the same seed, faults and order of requests affect the same ones.
            delay: Seconds before the response.
            reset: Drops the connection `before` or `after` the request is processed.
            cut: Drops the connection after this number of bytes of the body.
            drip: Sends this number of `bytes` of the body `every` so many seconds.
            redirect: The URL to redirect to.
            gzip_bomb: Sends a compressed body that decompresses to this number of bytes.
            revoke_tokens: Revokes all tokens, then goes on as usual.
            processed: With a status, whether the request is processed before that response.
        """
        rest = given(
            status=status, headers=headers, body=body, content_type=content_type, after=after, probability=probability,
            seed=seed, delay=delay, reset=reset, cut=cut, drip=drip, redirect=redirect, gzip_bomb=gzip_bomb,
            revoke_tokens=revoke_tokens, processed=processed,
        )  # fmt: skip
        self._control("fault", route=route, times=times, **rest)

    @property
    def hits(self) -> list[int]:
        """How many requests each fault affected, in the order in which they were added since the last `clear()`."""
        hits: list[int] = self._control("faults")["hits"]
        return hits

    def clear(self, fault: int | None = None) -> None:
        """Removes all faults, or the one with this index in `hits`. The others keep their index."""
        self._control("clear_faults", **given(fault=fault))


class DemoLimits:
    """The rate limits that the company applies."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def set(
        self,
        *,
        enabled: bool | None = None,
        window: Literal["sliding", "fixed", "both"] | None = None,
        concurrent: int | None = None,
        per_minute: int | None = None,
        per_day: int | None = None,
        app_per_minute: int | None = None,
    ) -> dict[str, Any]:
        """Changes rate limits and returns their state.

        Args:
            enabled: Whether any limit applies.
            window: The calls that a minute counts: those of the last sixty seconds (`sliding`), those since the last
                whole minute of the clock (`fixed`), or `both`, so that a call needs room in each.
            concurrent: The number of calls allowed in flight.
            per_minute: The number of calls allowed in a minute.
            per_day: The number of calls allowed in a day.
            app_per_minute: The number of calls allowed in a minute for all organisations of the app together.

        Returns:
            The limits, what is used and left of them, and, since the start, `reset()` or `clear_counters()`, the
            `most_in_flight` and the calls `refused` by each limit: `concurrent`, `minute`, `app_minute` and `day`.
        """
        state: dict[str, Any] = self._control(
            "limits",
            enabled=enabled,
            window=window,
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

    def clear_counters(self) -> None:
        """Counts calls and rejected calls from zero again."""
        self._control("clear_counters")


class DemoJournal:
    """The requests that the company received, without their secrets."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The requests, each with method, path, query, status and more."""
        requests: list[dict[str, Any]] = self._control("journal")["requests"]
        return requests

    @property
    def token_requests(self) -> int:
        """The number of requests for a token."""
        count: int = self._control("journal", last=0)["token_requests"]
        return count

    @property
    def api_requests(self) -> int:
        """The number of requests to the API."""
        count: int = self._control("journal", last=0)["api_requests"]
        return count

    def clear(self) -> None:
        """Deletes them."""
        self._control("clear_journal")
