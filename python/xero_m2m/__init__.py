"""Xero Custom Connections from Python: tokens, limits, retries and exact values.

    from xero_m2m import Client

    with Client() as xero:                           # XERO_CLIENT_ID, XERO_CLIENT_SECRET
        print(xero.organisation.get().name)
        for invoice in xero.invoices.list(statuses=["AUTHORISED"]):
            print(invoice.invoice_number, invoice.amount_due)

`AsyncClient` is the same, awaited. `DemoCompany` is a pretend Xero for tests and first steps. Everything loads when
it is first touched.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async.pager import AsyncPager
    from ._sync.pager import Pager
    from .async_client import AsyncClient
    from .batch import BatchResult
    from .checks import CheckReport
    from .client import Client
    from .demo import DemoCompany
    from .errors import (
        ApiError,
        ArgumentError,
        AuthError,
        CancelledError,
        ClosedError,
        ConfigError,
        ConflictError,
        ConnectError,
        CustomConnectionInactiveError,
        DailyLimitError,
        DeadlineError,
        DecodeError,
        InvalidClientError,
        InvalidScopeError,
        Issue,
        MissingScopeError,
        NotFoundError,
        PayloadTooLargeError,
        PermissionDeniedError,
        PreconditionFailedError,
        RateLimitError,
        ResponseTooLargeError,
        ServerError,
        TimeoutError,
        TlsError,
        TransportError,
        UnavailableError,
        ValidationError,
        XeroError,
    )
    from .events import (
        Event,
        LimitWaitEvent,
        PageEvent,
        RequestEvent,
        RetryEvent,
        TokenEvent,
        WaitingEvent,
        WarningEvent,
    )
    from .filters import F, Filter
    from .pager import FetchEstimate, Page
    from .values import LimitPolicy, Meta, RateLimitHeaders, Record, Retry, Timeout

_HOMES = {
    "AsyncClient": "async_client",
    "AsyncPager": "_async.pager",
    "BatchResult": "batch",
    "CheckReport": "checks",
    "Client": "client",
    "DemoCompany": "demo",
    "Event": "events",
    "F": "filters",
    "Filter": "filters",
    "Issue": "errors",
    "LimitWaitEvent": "events",
    "LimitPolicy": "values",
    "Meta": "values",
    "Page": "pager",
    "PageEvent": "events",
    "Pager": "_sync.pager",
    "FetchEstimate": "pager",
    "RateLimitHeaders": "values",
    "Record": "values",
    "RequestEvent": "events",
    "Retry": "values",
    "RetryEvent": "events",
    "Timeout": "values",
    "TokenEvent": "events",
    "WaitingEvent": "events",
    "WarningEvent": "events",
}

__all__ = [
    "ApiError",
    "ArgumentError",
    "AsyncClient",
    "AsyncPager",
    "AuthError",
    "BatchResult",
    "CancelledError",
    "CheckReport",
    "Client",
    "ClosedError",
    "ConfigError",
    "ConflictError",
    "ConnectError",
    "CustomConnectionInactiveError",
    "DailyLimitError",
    "DeadlineError",
    "DecodeError",
    "DemoCompany",
    "Event",
    "F",
    "FetchEstimate",
    "Filter",
    "InvalidClientError",
    "InvalidScopeError",
    "Issue",
    "LimitPolicy",
    "LimitWaitEvent",
    "Meta",
    "MissingScopeError",
    "NotFoundError",
    "Page",
    "PageEvent",
    "Pager",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "RateLimitError",
    "RateLimitHeaders",
    "Record",
    "RequestEvent",
    "ResponseTooLargeError",
    "Retry",
    "RetryEvent",
    "ServerError",
    "Timeout",
    "TimeoutError",
    "TlsError",
    "TokenEvent",
    "TransportError",
    "UnavailableError",
    "ValidationError",
    "WaitingEvent",
    "WarningEvent",
    "XeroError",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name, "errors" if name in __all__ else None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
