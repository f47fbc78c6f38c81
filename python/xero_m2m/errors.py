"""The errors. All of them are subclasses of `XeroError`.

The text of an error says what failed, where and why, what to do next, and the request id. No error holds a secret,
a token or a request body. Errors can be pickled, and `to_dict()` returns them as plain data. An error that means the
same as an exception of Python is that exception too: an `ArgumentError` is a `ValueError`.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypeAlias, cast

import msgspec

from .values import RateLimitHeaders

Outcome: TypeAlias = Literal["not_sent", "unknown", "done", "refused"]
"""What became of a write."""
ErrorCode: TypeAlias = Literal[
    "xero",
    "config",
    "argument",
    "auth",
    "invalid_client",
    "invalid_scope",
    "custom_connection_inactive",
    "api",
    "validation",
    "missing_scope",
    "permission_denied",
    "not_found",
    "conflict",
    "precondition_failed",
    "payload_too_large",
    "rate_limit",
    "daily_limit",
    "server",
    "unavailable",
    "transport",
    "connect",
    "tls",
    "timeout",
    "response_too_large",
    "deadline",
    "decode",
    "cancelled",
    "closed",
    "webhook_signature",
]
"""The stable names of the kinds of errors."""


class Issue(msgspec.Struct, frozen=True):
    """One problem of one record in a request. It unpacks into its three fields."""

    index: int
    """The record's index in the list that you gave, from 0; 0 for a single record and for an argument."""
    path: str
    """The field, by Xero's names if Xero rejected it (`LineItems[0].AccountCode`), by this library's names in an
    `ArgumentError` (`line_items[0].account_code`). Empty for the whole record."""
    message: str
    """Xero's message; in an `ArgumentError`, what is wrong and what to do."""

    def __iter__(self) -> Iterator[int | str]:
        return iter((self.index, self.path, self.message))


class XeroError(Exception):
    """The base of all errors of this library.

    Catch it to handle every failure; `code` and the subclasses tell the causes apart.
    """

    _code: ClassVar[str] = "xero"

    code: ErrorCode
    """The stable name of the kind of error."""
    message: str
    """What happened, in one sentence."""
    hint: str | None = None
    """What to do next."""
    is_retryable: bool = False
    """Whether the same call may succeed later without a change."""
    operation: str | None = None
    """The operation, such as `invoices.get`."""
    status: int | None = None
    """The HTTP status, if there was a response."""
    request_id: str | None = None
    """Xero's id of the request (`Xero-Correlation-Id`), which its support asks for."""
    headers: Mapping[str, str] = MappingProxyType({})
    """The headers of the response, with names in lower case and without those that may hold a secret."""
    attempts: int | None = None
    """The number of attempts."""
    index: int | None = None
    """In a `BatchResult`, the record's index in the list that you gave, from 0."""
    retry_after: float | None = None
    """Seconds to wait before the next try, if known."""
    outcome: Outcome | None = None
    """What became of a write: `not_sent` (nothing left this machine), `refused` (Xero rejected it and changed nothing),
    `unknown` (it may have been carried out) or `done` (it was carried out before the call was cancelled). `None` for
    reads."""
    idempotency_key: str | None = None
    """The key that was sent with a write: send it again within six minutes to repeat the write safely."""

    def __init__(self, message: str = "", /, **data: Any) -> None:
        self._data: dict[str, Any] = {"code": self._code, "message": message, **data}
        super().__init__(message)
        for name, value in self._data.items():
            if name != "text":
                setattr(self, name, _FIELDS[name](value) if name in _FIELDS else value)

    def __str__(self) -> str:
        text: str | None = self._data.get("text")
        if text is not None:
            return text
        return self.message if self.hint is None else f"{self.message}\nhint: {self.hint}"

    def __repr__(self) -> str:
        facts = [f"{name}={value!r}" for name in ("status", "request_id") if (value := getattr(self, name)) is not None]
        return f"{type(self).__name__}({', '.join([repr(self.message), *facts])})"

    def to_dict(self) -> dict[str, Any]:
        """The error as plain data: `code`, `message`, `hint` and the fields of its class."""
        first = {"code": self.code, "message": self.message, "hint": self.hint, "is_retryable": self.is_retryable}
        return {**first, **self._data, "text": str(self)}

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], XeroError], tuple[dict[str, Any]]]:
        return from_data, (self._data,)

    def _repr_html_(self) -> str:
        from .display import error_html

        return error_html(self)


class ConfigError(XeroError, ValueError):
    """An option of the client, or of its environment, is missing or wrong.

    Change the option that the message names, as the hint says.
    """

    _code = "config"


class ArgumentError(XeroError, ValueError):
    """An argument is wrong. Nothing was sent.

    Correct what `issues` lists, or the argument that the message names.
    """

    _code = "argument"

    issues: list[Issue] = []  # noqa: RUF012
    """Every problem of the arguments and records of a call, each with its path. Empty if the error is about something
    else."""


class AuthError(XeroError):
    """The token endpoint, or the API, did not accept the client's credentials.

    Call `client.check()`, which names the cause and the next step.
    """

    _code = "auth"

    retry_after: float | None = None
    """Seconds for which no call asks the token endpoint again, unless you call `client.auth.invalidate()`."""


class InvalidClientError(AuthError):
    """The client id or the client secret is wrong.

    Copy both again from the app's page in Xero's developer portal.
    """

    _code = "invalid_client"


class InvalidScopeError(AuthError):
    """The client asked for a scope that the connection was not granted.

    Leave the scope out, or add it to the connection and have the connection approved again.
    """

    _code = "invalid_scope"

    requested: list[str] = []  # noqa: RUF012
    """The scopes that the client requested."""
    granted: list[str] | None = None
    """The scopes that the connection has, if known."""


class CustomConnectionInactiveError(AuthError):
    """The connection was edited and not approved again, or it was revoked.

    Ask the user who authorised it to approve it again.
    """

    _code = "custom_connection_inactive"


class ApiError(XeroError):
    """The API responded with an error.

    Look at the hint, `status` and `body`. Xero's support asks for `request_id`.
    """

    _code = "api"

    limits: RateLimitHeaders | None = None
    """What is left of the rate limits."""
    body: str | None = None
    """The start of the response's body."""


class ValidationError(ApiError):
    """Xero rejected records.

    Correct the fields that `issues` lists, then send the records again.
    """

    _code = "validation"

    issues: list[Issue] = []  # noqa: RUF012
    """Every problem that Xero reported."""
    record: dict[str, Any] | None = None
    """The rejected record by Xero's names, if Xero sent it back in a response with a success status. In `to_dict()` it
    is a JSON text."""


class MissingScopeError(ApiError):
    """The token lacks a scope that the operation needs.

    Add one of the scopes in `needs` to the connection, and have the connection approved again.
    """

    _code = "missing_scope"

    needs: list[str] = []  # noqa: RUF012
    """The scopes, of which any one is enough."""


class PermissionDeniedError(ApiError):
    """The API does not permit the call for this connection.

    Check the organisation's subscription and the role of the user who authorised the connection.
    """

    _code = "permission_denied"


class NotFoundError(ApiError):
    """There is no such record or path.

    Check the id, and which organisation the client is connected to.
    """

    _code = "not_found"


class ConflictError(ApiError):
    """The record is in a state that does not allow the call.

    Fetch the record again, and decide from its current state.
    """

    _code = "conflict"


class PreconditionFailedError(ApiError):
    """A precondition of the request was not met.

    Fetch the record again, then repeat the call with its current values.
    """

    _code = "precondition_failed"


class PayloadTooLargeError(ApiError):
    """The request is larger than Xero accepts.

    Send fewer records in one call, or a smaller file.
    """

    _code = "payload_too_large"


class RateLimitError(ApiError):
    """A rate limit is reached, and the wait for it is longer than `max_wait` allows.

    Try again after `retry_after` seconds, or allow a longer `max_wait`.
    """

    _code = "rate_limit"

    kind: str | None = None
    """The limit: `concurrent`, `minute`, `app_minute` or `day`."""


class DailyLimitError(RateLimitError):
    """The day's calls are used up.

    Try again after `resets_at`.
    """

    _code = "daily_limit"

    resets_at: datetime | None = None
    """When the day's count starts again, if known."""


class ServerError(ApiError):
    """Xero failed to process the request.

    Try again later. For a write, `outcome` says whether it may have been carried out.
    """

    _code = "server"


class UnavailableError(ServerError):
    """Xero, or the organisation, is offline for now.

    Try again later.
    """

    _code = "unavailable"


class TransportError(XeroError):
    """No complete response arrived.

    Check the network. For a write, `outcome` says whether it may have been carried out.
    """

    _code = "transport"

    retry_after: float | None = None
    """If the token endpoint was not reached, the seconds for which no call asks it again."""


class ConnectError(TransportError, ConnectionError):
    """No connection could be made.

    Check the host name, the network, the proxy and the port.
    """

    _code = "connect"


class TlsError(TransportError):
    """No secure connection could be made.

    Check the certificates. If a proxy has its own, name them in `ca_file`.
    """

    _code = "tls"


class TimeoutError(TransportError, builtins.TimeoutError):
    """A part of an attempt took longer than `timeout` allows.

    Allow a longer `timeout`, or ask for less in one call.
    """

    _code = "timeout"


class ResponseTooLargeError(TransportError):
    """The response is larger, or decompresses to more, than the client accepts.

    Ask for less in one call, such as a smaller `page_size`.
    """

    _code = "response_too_large"


class DeadlineError(XeroError, builtins.TimeoutError):
    """The call took, or would have taken, longer than `deadline` allows; without one, a request took over 60 seconds.

    Allow a longer `deadline`. `waiting_for` says what the call was waiting for.
    """

    _code = "deadline"

    spent: float | None = None
    """Seconds that the call had taken."""
    waiting_for: str | None = None
    """What the call was waiting for: `limiter`, `token`, `attempt`, `retry` or `file`."""


class DecodeError(XeroError):
    """The response, or the delivery of a webhook, is not what Xero promises.

    Look at `body`: a proxy may have sent it. Otherwise report it with its `request_id`.
    """

    _code = "decode"

    body: str | None = None
    """The start of the response's body."""


class CancelledError(XeroError):
    """The call was cancelled.

    For a write, `outcome` says what became of it.
    """

    _code = "cancelled"


class ClosedError(XeroError):
    """The client is closed, or a list was begun in the process that this one was forked from.

    Create a new client, or begin again with the list.
    """

    _code = "closed"


class WebhookSignatureError(XeroError):
    """The signature of a webhook's delivery is missing, or does not match its body.

    Respond with 401. If Xero sent the delivery, give the raw body and the key of this webhook.
    """

    _code = "webhook_signature"


class SecretWanted(Exception):  # noqa: N818
    """Core asks for the secret that the user's callable returns. Users never see this exception."""

    def __init__(self, if_cancelled: XeroError) -> None:
        super().__init__()
        self.if_cancelled = if_cancelled
        """The error that says what became of the call, if it is cancelled now."""


def from_data(data: dict[str, Any]) -> XeroError:
    """The error for `data`, which is an error's `to_dict()`."""
    code = data.get("code", "")
    kind = _CLASSES.get(code, XeroError)
    rest = {name: value for name, value in data.items() if name != "message"}
    return kind(data.get("message", ""), **rest)


def from_json(text: bytes) -> Exception:
    """The error for core's JSON text."""
    data: dict[str, Any] = msgspec.json.decode(text)
    if data.get("code") == "secret_wanted":
        return SecretWanted(from_data({**data, "code": "cancelled"}))
    return from_data(data)


def attach_outcome(interrupt: BaseException, ours: XeroError | None) -> None:
    """Attaches what became of a call to the exception that interrupted it, such as asyncio's `CancelledError`.

    The exception gets `outcome`, `idempotency_key` and `operation`, and for a write a note. This never fails.
    """
    if ours is None or ours is interrupt:
        return
    try:
        target: Any = interrupt
        target.outcome, target.idempotency_key, target.operation = ours.outcome, ours.idempotency_key, ours.operation
        if ours.outcome is not None and hasattr(interrupt, "add_note"):
            key = "" if ours.idempotency_key is None else f"; idempotency key {ours.idempotency_key}"
            target.add_note(f"xero_m2m: {ours.operation or 'a write'}: outcome {ours.outcome}: {ours.message}{key}")
    except Exception:  # noqa: BLE001, S110
        pass


def completed_outcome(response: bytes | None) -> XeroError | None:
    """What became of an interrupted call that had its response. None for a call that changed nothing: it has no key."""
    try:
        meta: dict[str, str | None] = msgspec.json.decode(response).get("meta") or {} if response else {}
    except msgspec.DecodeError:
        # The bytes of a file.
        return None
    key = meta.get("idempotency_key")
    if key is None:
        return None
    return CancelledError("the call was cancelled after it was carried out", outcome="done", idempotency_key=key)


def _rate_limits(value: Any) -> Any:
    from .values import RateLimitHeaders

    return RateLimitHeaders(**cast("dict[str, Any]", value)) if isinstance(value, dict) else value


def _issues(value: Any) -> list[Issue]:
    return [issue if isinstance(issue, Issue) else Issue(**issue) for issue in value or ()]


def _instant(value: Any) -> datetime | None:
    if isinstance(value, (int, float)):
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=value)
    return None if value is None else msgspec.convert(value, datetime)


def _record(text: str | None) -> Any:
    from ._json import parse

    return None if text is None else parse(text)


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "limits": _rate_limits,
    "issues": _issues,
    "record": _record,
    "resets_at": _instant,
}


def _tree(base: type[XeroError]) -> dict[str, type[XeroError]]:
    found = {base._code: base}  # pyright: ignore[reportPrivateUsage]
    for kind in base.__subclasses__():
        found.update(_tree(kind))
    return found


_CLASSES = _tree(XeroError)


class MisuseError(ArgumentError, TypeError):
    """An object of this library was used in a way that it does not support.

    It is a `TypeError` too, because Python's own functions, such as `list()`, expect one there. Its `code` is that of
    an `ArgumentError`.
    """
