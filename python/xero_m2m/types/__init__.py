"""The types that the signatures of this package name.

Bodies and enumerations are in the module of their API: `from xero_m2m.types.accounting import InvoiceParams`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._async.raw_response import AsyncRawPager
    from .._files import AsyncFileInput, AsyncReader, FileInput, FileOutput, Reader, Writer
    from .._operation import Id
    from .._options import AsyncSecretSource, ClientOptions, SecretSource
    from .._sync.raw_response import RawPager
    from ..errors import Outcome
    from ..filters import FilterValue
    from ..values import CallOptions, Priority, XeroNames

_MODULES = {
    "AsyncFileInput": "_files",
    "AsyncRawPager": "_async.raw_response",
    "AsyncReader": "_files",
    "AsyncSecretSource": "_options",
    "CallOptions": "values",
    "ClientOptions": "_options",
    "FileInput": "_files",
    "FileOutput": "_files",
    "FilterValue": "filters",
    "Id": "_operation",
    "Outcome": "errors",
    "Priority": "values",
    "RawPager": "_sync.raw_response",
    "Reader": "_files",
    "SecretSource": "_options",
    "Writer": "_files",
    "XeroNames": "values",
}

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


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"xero_m2m.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
