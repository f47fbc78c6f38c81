"""The errors, one tree: catch `XeroError` for all of them.

The text of an error says what failed, where, why, what to do next, and the request id. No error holds a secret,
a token or a request body. Errors can be pickled, and `to_dict()` gives them as plain data.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal, TypeAlias

    from .values import RateLimitHeaders

    Outcome: TypeAlias = Literal["not_sent", "unknown", "done", "refused"]


class Issue(msgspec.Struct, frozen=True):
    """One complaint about one record of a request. It unpacks into its three members."""

    index: int
    """The record's place in the list that was given, from 0; 0 for one record and for an argument."""
    path: str
    """The member: by Xero's names where Xero refused it (`LineItems[0].AccountCode`), by this library's in an
    `ArgumentError` (`line_items[0].account_code`). Empty for the whole record."""
    message: str
    """Xero's words; in an `ArgumentError`, what is wrong and what to do."""

    def __iter__(self) -> Iterator[int | str]:
        return iter((self.index, self.path, self.message))


class XeroError(Exception):
    """The base of all errors of this library."""

    _code: ClassVar[str] = "xero"

    code: str
    """The stable name of the kind of error."""
    message: str
    """What happened, in one sentence."""
    hint: str | None = None
    """What to do next."""
    is_retryable: bool = False
    """Whether the same call may succeed later, unchanged."""
    operation: str | None = None
    """The operation, such as `invoices.get`."""
    retry_after: float | None = None
    """Seconds after which a new try makes sense, where that is known."""
    outcome: Outcome | None = None
    """What became of a write: `not_sent` (nothing left this machine), `refused` (Xero said no, nothing was changed),
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

    def to_dict(self) -> dict[str, Any]:
        """The error as plain data: code, message, hint and what applies to its kind."""
        first = {"code": self.code, "message": self.message, "hint": self.hint, "is_retryable": self.is_retryable}
        return {**first, **self._data, "text": str(self)}

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], XeroError], tuple[dict[str, Any]]]:
        return from_data, (self._data,)

    def _repr_html_(self) -> str:
        from .display import error_html

        return error_html(self)


class ConfigError(XeroError):
    """The client cannot be made from what it was given: credentials, profile, URL, proxy, certificates."""

    _code = "config"


class ArgumentError(XeroError):
    """A bad argument, found before anything was sent."""

    _code = "argument"

    issues: list[Issue] = []  # noqa: RUF012
    """Everything that is wrong with the arguments and records of a call, each with its place. Empty where the error is
    about something else."""


class AuthError(XeroError):
    """The token endpoint, or the API, did not accept who we are."""

    _code = "auth"

    status: int | None = None
    """The HTTP status, where there was a reply."""
    request_id: str | None = None
    """Xero's id of the request."""
    attempts: int | None = None
    """Tries made."""
    retry_after: float | None = None
    """Seconds for which no call asks the token endpoint again, unless `client.auth.invalidate()` is called."""


class InvalidClientError(AuthError):
    """Wrong client id or secret."""

    _code = "invalid_client"


class InvalidScopeError(AuthError):
    """A scope that the connection was not given."""

    _code = "invalid_scope"

    asked: list[str] = []  # noqa: RUF012
    """The scopes that were asked for."""
    granted: list[str] | None = None
    """The scopes that the connection has, where known."""


class CustomConnectionInactiveError(AuthError):
    """The connection was edited and not approved again, or was revoked: its authorising user must approve it."""

    _code = "custom_connection_inactive"


class ApiError(XeroError):
    """The API replied with a refusal."""

    _code = "api"

    status: int | None = None
    """The HTTP status."""
    request_id: str | None = None
    """Xero's id of the request: what its support asks for."""
    attempts: int | None = None
    """Tries made."""
    limits: RateLimitHeaders | None = None
    """What is left of the limits."""
    body: str | None = None
    """The start of the reply's text."""


class ValidationError(ApiError):
    """Xero refused records."""

    _code = "validation"

    issues: list[Issue] = []  # noqa: RUF012
    """All complaints."""
    index: int | None = None
    """The place of the refused record in a list, from 0, where a list was sent."""
    record: dict[str, Any] | None = None
    """The refused record as Xero sent it back, by Xero's names, where it stood in a response whose status was a
    success; `to_dict()` has it as JSON text."""


class MissingScopeError(ApiError):
    """The token lacks a scope that the operation needs."""

    _code = "missing_scope"

    needs: list[str] = []  # noqa: RUF012
    """Any of these scopes is enough."""


class PermissionDeniedError(ApiError):
    """The API forbids the call."""

    _code = "permission_denied"


class NotFoundError(ApiError):
    """There is no such record or address."""

    _code = "not_found"


class ConflictError(ApiError):
    """The record is in a state that does not allow the call."""

    _code = "conflict"


class PreconditionFailedError(ApiError):
    """A precondition of the request was not met."""

    _code = "precondition_failed"


class PayloadTooLargeError(ApiError):
    """The request is larger than Xero takes."""

    _code = "payload_too_large"


class RateLimitError(ApiError):
    """A limit was reached and the wait for it is longer than was allowed."""

    _code = "rate_limit"

    kind: str | None = None
    """The limit: `concurrent`, `minute`, `app_minute` or `day`."""


class DailyLimitError(RateLimitError):
    """The day's calls are used up."""

    _code = "daily_limit"

    resets_at: datetime | None = None
    """When the day's count starts again."""


class ServerError(ApiError):
    """Xero failed."""

    _code = "server"


class UnavailableError(ServerError):
    """Xero, or the organisation, is off line for now."""

    _code = "unavailable"


class TransportError(XeroError):
    """No whole reply arrived."""

    _code = "transport"

    attempts: int | None = None
    """Tries made."""
    retry_after: float | None = None
    """If the token endpoint was not reached: seconds for which no call asks it again."""


class ConnectError(TransportError):
    """No connection: name, network, proxy or port."""

    _code = "connect"


class TlsError(TransportError):
    """No secure connection: certificate or protocol."""

    _code = "tls"


class TimeoutError(TransportError):
    """A part of an attempt took longer than `timeout` allows."""

    _code = "timeout"


class ResponseTooLargeError(TransportError):
    """The reply is larger, or inflates to more, than the client accepts."""

    _code = "response_too_large"


class DeadlineError(XeroError):
    """The call took, or would have taken, longer than `deadline` allows; without one, a request longer than 60 s."""

    _code = "deadline"

    spent: float | None = None
    """Seconds spent."""
    waiting_for: str | None = None
    """What the call was waiting for: `limiter`, `token`, `attempt`, `retry` or `file`."""


class DecodeError(XeroError):
    """A reply that is not what the API promises."""

    _code = "decode"

    status: int | None = None
    """The HTTP status."""
    request_id: str | None = None
    """Xero's id of the request."""
    attempts: int | None = None
    """Tries made."""
    body: str | None = None
    """The start of the reply's text."""


class CancelledError(XeroError):
    """The call was given up; `outcome` tells what became of a write."""

    _code = "cancelled"


class ClosedError(XeroError):
    """The client is closed, or a walk over a list was begun in the process that this one was forked from."""

    _code = "closed"


class SecretWanted(Exception):  # noqa: N818
    """Core needs the value of a secret that a callable gives. Never reaches users."""

    def __init__(self, if_cancelled: XeroError) -> None:
        super().__init__()
        self.if_cancelled = if_cancelled
        """The error that says what became of the call, if it is cancelled now."""


def from_data(data: dict[str, Any]) -> XeroError:
    """The error that `data` (an error's `to_dict()`) describes."""
    code = data.get("code", "")
    kind = _CLASSES.get(code, XeroError)
    rest = {name: value for name, value in data.items() if name != "message"}
    return kind(data.get("message", ""), **rest)


def from_json(text: bytes) -> Exception:
    """The error that core describes."""
    data: dict[str, Any] = msgspec.json.decode(text)
    if data.get("code") == "secret_wanted":
        return SecretWanted(from_data({**data, "code": "cancelled"}))
    return from_data(data)


def attach_outcome(interrupt: BaseException, ours: XeroError) -> None:
    """Attaches what became of a call to the exception that interrupted it, such as asyncio's `CancelledError`.

    The exception gets `outcome`, `idempotency_key` and `operation`, and for a write a note. This never fails.
    """
    try:
        target: Any = interrupt
        target.outcome, target.idempotency_key, target.operation = ours.outcome, ours.idempotency_key, ours.operation
        if ours.outcome is not None and hasattr(interrupt, "add_note"):
            key = "" if ours.idempotency_key is None else f"; idempotency key {ours.idempotency_key}"
            target.add_note(f"xero_m2m: {ours.operation or 'a write'}: outcome {ours.outcome}: {ours.message}{key}")
    except Exception:  # noqa: BLE001, S110
        pass


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
    """Something of this library was used as what it is not.

    A `TypeError` too: Python's own functions, such as `list()`, look for one where an object does not support an
    operation. It is no kind of its own: `code` is that of an `ArgumentError`.
    """
