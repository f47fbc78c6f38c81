"""JSON in both directions: requests that hold only what JSON can say, replies with exact numbers."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from .errors import ArgumentError
from .values import Attached

_HINT = "give text, numbers, booleans, dates, Decimal, UUID, enumerations, records, and lists or mappings of them"
_REFUSED = (bytes, bytearray, memoryview, datetime.timedelta, datetime.time)

_encode = json.JSONEncoder(allow_nan=False, check_circular=False, ensure_ascii=False, separators=(",", ":")).encode


def parse(text: str | bytes) -> Any:
    """Python values for a JSON text, with fractions as `Decimal`, and so integers longer than Python reads."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def plain_json(value: object) -> bytes:
    """`value` as a JSON text. What JSON cannot say is an `ArgumentError`, never a guess."""
    try:
        plain = msgspec.to_builtins(value, builtin_types=_REFUSED, enc_hook=_simpler)
        text = _encode(plain).encode()
    except RecursionError:
        reason = "it holds itself"
    except UnicodeEncodeError:
        reason = "it holds half of a surrogate pair"
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        reason = str(error)
    else:
        return text if b'"_meta"' not in text else _encode(_without_meta(plain)).encode()
    raise ArgumentError(f"a value cannot be sent: {reason}", hint=_HINT)


def _simpler(value: object) -> object:
    """The nearest plain value of a subclass that msgspec does not know, such as a pandas Timestamp."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    for plain in (str, int, float):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Attached):
        return None
    from .filters import Filter

    if isinstance(value, Filter):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, Sequence) and not isinstance(value, _REFUSED):
        return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    kind = type(value).__name__  # pyright: ignore[reportUnknownArgumentType]
    raise TypeError(f"values of type {kind} have no JSON form")


def _without_meta(plain: Any) -> Any:
    match plain:
        case dict():
            members: dict[str, Any] = plain  # pyright: ignore[reportUnknownVariableType]
            return {name: _without_meta(part) for name, part in members.items() if name != "_meta"}
        case list():
            parts: list[Any] = plain  # pyright: ignore[reportUnknownVariableType]
            return [_without_meta(part) for part in parts]
        case _:
            return plain
