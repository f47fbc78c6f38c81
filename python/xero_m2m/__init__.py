"""Xero Custom Connections from Python: tokens, limits, retries and exact values.

    from xero_m2m import Client

    with Client() as xero:                           # XERO_CLIENT_ID, XERO_CLIENT_SECRET
        print(xero.organisation.get().name)
        for invoice in xero.invoices.list(statuses=["AUTHORISED"]):
            print(invoice.invoice_number, invoice.amount_due)

`AsyncClient` offers the same with `await`. `DemoCompany` is a simulated Xero for tests and first steps. Modules load at
their first use.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import models, types, webhooks
    from ._async.pager import AsyncPager
    from ._sync.pager import Pager
    from .async_client import AsyncClient
    from .auth import Token
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
        WebhookSignatureError,
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
    from .raw import RawResponse
    from .records import Record
    from .values import (
        CallOptions,
        LimitPolicy,
        Meta,
        RateLimitHeaders,
        RateLimitState,
        Retry,
        Timeout,
        xero_names,
    )

    __version__: str

_MODULES = {
    "AsyncClient": "async_client",
    "AsyncPager": "_async.pager",
    "BatchResult": "batch",
    "CallOptions": "values",
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
    "RateLimitState": "values",
    "RawResponse": "raw",
    "Record": "records",
    "RequestEvent": "events",
    "Retry": "values",
    "RetryEvent": "events",
    "Timeout": "values",
    "Token": "auth",
    "TokenEvent": "events",
    "WaitingEvent": "events",
    "WarningEvent": "events",
    "__version__": "_native",
    "xero_names": "values",
}

_SUBMODULES = ("models", "types", "webhooks")

__all__ = [
    "ApiError",
    "ArgumentError",
    "AsyncClient",
    "AsyncPager",
    "AuthError",
    "BatchResult",
    "CallOptions",
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
    "RateLimitState",
    "RawResponse",
    "Record",
    "RequestEvent",
    "ResponseTooLargeError",
    "Retry",
    "RetryEvent",
    "ServerError",
    "Timeout",
    "TimeoutError",
    "TlsError",
    "Token",
    "TokenEvent",
    "TransportError",
    "UnavailableError",
    "ValidationError",
    "WaitingEvent",
    "WarningEvent",
    "WebhookSignatureError",
    "XeroError",
    "__version__",
    "models",
    "types",
    "webhooks",
    "xero_names",
]


if not TYPE_CHECKING:
    # Where checkers do not see it: they would accept any name.
    def __getattr__(name: str) -> object:
        module = _MODULES.get(name, "errors" if name in __all__ else None)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        if name in _SUBMODULES:
            return import_module(f".{name}", __name__)
        value: object = getattr(import_module(f".{module}", __name__), "VERSION" if name == "__version__" else name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
