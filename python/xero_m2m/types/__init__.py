"""The types that the signatures of this package name.

Bodies and enumerations are in the module of their API: `from xero_m2m.types.accounting import InvoiceParams`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._async.raw_response import AsyncRawPager
    from .._files import AsyncFileInput, AsyncReader, FileInput, FileOutput, Reader, Writer
    from .._operation import Id
    from .._options import AsyncSecretSource, ClientOptions, SecretSource
    from .._sync.raw_response import RawPager
    from ..errors import Outcome
    from ..filters import FilterValue
    from ..values import CallOptions, Priority, XeroNames

__all__ = [
    "AsyncFileInput",
    "AsyncRawPager",
    "AsyncReader",
    "AsyncSecretSource",
    "CallOptions",
    "ClientOptions",
    "FileInput",
    "FileOutput",
    "FilterValue",
    "Id",
    "Outcome",
    "Priority",
    "RawPager",
    "Reader",
    "SecretSource",
    "Writer",
    "XeroNames",
]

if not TYPE_CHECKING:
    # Where checkers do not see it: they would accept any name.
    from .._lazy import lazy_names

    _HOMES = {
        "AsyncFileInput": ".._files",
        "AsyncRawPager": ".._async.raw_response",
        "AsyncReader": ".._files",
        "AsyncSecretSource": ".._options",
        "CallOptions": "..values",
        "ClientOptions": ".._options",
        "FileInput": ".._files",
        "FileOutput": ".._files",
        "FilterValue": "..filters",
        "Id": ".._operation",
        "Outcome": "..errors",
        "Priority": "..values",
        "RawPager": ".._sync.raw_response",
        "Reader": ".._files",
        "SecretSource": ".._options",
        "Writer": ".._files",
        "XeroNames": "..values",
    }
    __getattr__ = lazy_names(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
