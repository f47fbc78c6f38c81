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
    from .aio import AsyncClient
    from .batch import BatchResult
    from .client import Client
    from .demo import DemoCompany
    from .errors import (
        AccessDeniedError,
        ApiError,
        ArgumentError,
        AuthError,
        CancelledError,
        ClosedError,
        ConfigError,
        ConflictError,
        ConnectError,
        ConnectionInactiveError,
        DailyLimitError,
        DeadlineError,
        DecodeError,
        InvalidClientError,
        InvalidScopeError,
        Issue,
        MissingScopeError,
        NotFoundError,
        PayloadTooLargeError,
        PreconditionError,
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
    from .filters import F, Filter
    from .pager import AsyncPager, Page, Pager, Plan
    from .values import Limits, Meta, RateLimits, Record, Retry, Timeout

_HOMES = {
    "AsyncClient": "aio",
    "AsyncPager": "pager",
    "BatchResult": "batch",
    "Client": "client",
    "DemoCompany": "demo",
    "F": "filters",
    "Filter": "filters",
    "Issue": "errors",
    "Limits": "values",
    "Meta": "values",
    "Page": "pager",
    "Pager": "pager",
    "Plan": "pager",
    "RateLimits": "values",
    "Record": "values",
    "Retry": "values",
    "Timeout": "values",
}

__all__ = [
    "AccessDeniedError",
    "ApiError",
    "ArgumentError",
    "AsyncClient",
    "AsyncPager",
    "AuthError",
    "BatchResult",
    "CancelledError",
    "Client",
    "ClosedError",
    "ConfigError",
    "ConflictError",
    "ConnectError",
    "ConnectionInactiveError",
    "DailyLimitError",
    "DeadlineError",
    "DecodeError",
    "DemoCompany",
    "F",
    "Filter",
    "InvalidClientError",
    "InvalidScopeError",
    "Issue",
    "Limits",
    "Meta",
    "MissingScopeError",
    "NotFoundError",
    "Page",
    "Pager",
    "PayloadTooLargeError",
    "Plan",
    "PreconditionError",
    "RateLimitError",
    "RateLimits",
    "Record",
    "ResponseTooLargeError",
    "Retry",
    "ServerError",
    "Timeout",
    "TimeoutError",
    "TlsError",
    "TransportError",
    "UnavailableError",
    "ValidationError",
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
