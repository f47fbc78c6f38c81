"""Encodes requests, with a mark for each value that JSON cannot express, and decodes JSON with exact numbers."""

from __future__ import annotations

import datetime
import json
import math
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from io import IOBase
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from uuid import UUID

import msgspec

from ._hidden import Hidden, Holder, core_fields
from .errors import ArgumentError
from .values import Meta

if TYPE_CHECKING:
    from .errors import XeroError
    from .values import CallOptions

_MARK = "\0"
"""The name that marks an object standing for a value without JSON form. Its text says why. Xero has no such field."""

_ENCODED_MARK = b'{"\\u0000":'
_LEAVE_OUT = "leave the field out"
# Types that msgspec would encode in its own way.
_OWN_ENCODING = (datetime.time, datetime.timedelta, bytes, bytearray, memoryview)
# Deeper than any record of Xero's in its request.
_MAX_DEPTH = 70
# Types that msgspec encodes as the slower encoder does.
_PLAIN_TYPES = frozenset((str, int, bool))


T = TypeVar("T")


class Response(msgspec.Struct, Generic[T]):
    """Core's response to any request."""

    value: T
    meta: Meta | None = None


def parse(text: str | bytes) -> Any:
    """The Python value of a JSON text. Fractions become `Decimal`, and so do integers that Python refuses to parse."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def plain_json(value: object) -> bytes:
    """`value` as a JSON text for core. An object that says why stands for each value without JSON form.

    Core makes the error, because it knows the value's place and what else is wrong.
    """
    try:
        return _plain_json(value)
    except _IteratorFoundError:
        value = _with_lists(value, {}, 0)
    try:
        return _plain_json(value)
    except _IteratorFoundError:
        return _encode(_marked(value, [])).encode()


class _IteratorFoundError(Exception):
    """A value can be read only once, and finding what is wrong with a body takes two readings."""


def _plain_json(value: object) -> bytes:
    try:
        text = _encode(value).encode()
    except (TypeError, ValueError, RecursionError):
        # Half a surrogate pair, NaN, a name that is not text, a circular reference: rare, and slow to find.
        pass
    else:
        # A record's decimals were encoded as text above. A text of the user's may hold these words, too.
        if b"NaN" not in text and b"Infinity" not in text:
            return text
    return _encode(_marked(value, [])).encode()


def _with_lists(value: Any, done: dict[int, tuple[Any, Any]], depth: int) -> Any:
    """`value` with a list for each iterator in it. `done` holds each part by its id, with what stands for it."""
    if depth == _MAX_DEPTH:
        return value
    if id(value) not in done:
        done[id(value)] = (value, value)
        new: Any = list(value) if _is_iterator(value) else value
        if isinstance(new, Mapping):
            fields = cast("Mapping[str, Any]", new)
            new = {name: _with_lists(part, done, depth + 1) for name, part in fields.items()}
        elif isinstance(new, (list, tuple)):
            new = [_with_lists(part, done, depth + 1) for part in cast("list[Any]", new)]
        done[id(value)] = (value, new)
    return done[id(value)][1]


def _is_iterator(value: object) -> bool:
    return hasattr(type(value), "__next__") and not isinstance(value, IOBase)


def quick_json(arguments: dict[str, Any]) -> bytes | None:
    """The arguments as a JSON text if all of them are plain, which takes a fraction of the time. Otherwise None."""
    if not _PLAIN_TYPES.issuperset(map(type, arguments.values())):
        return None
    try:
        return msgspec.json.encode(arguments)
    except (ValueError, OverflowError):
        # Half a surrogate pair, or an integer longer than 64 bits.
        return None


def with_xero_names(value: Any, depth: int = 0) -> Any:
    """`value` with each record in it as a mapping by Xero's names, for a body that core passes on unchanged."""
    if isinstance(value, Holder):
        return value.to_xero()
    if depth == _MAX_DEPTH:
        return value
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {name: with_xero_names(part, depth + 1) for name, part in fields.items()}
    if isinstance(value, (list, tuple)):
        return [with_xero_names(part, depth + 1) for part in cast("list[Any]", value)]
    return value


def checked_json(value: object, error: type[XeroError] = ArgumentError, within: str = "") -> bytes:
    """`value` as a JSON text for a part of core that does not know these marks. `within` is the name of the value.

    Raises:
        XeroError: A value has no JSON form. The error is of the class `error` and names the value's place.
    """
    text = plain_json(value)
    if _ENCODED_MARK in text:
        place, reason = next(_marks_in(json.loads(text), within))
        what, _, advice = reason.partition("; ")
        raise error(f"{place}: {what}" if place else what, hint=advice)
    return text


def record_json(fields: Mapping[str, Any]) -> bytes:
    """The plain fields of a record as a JSON text for core, with decimals as numbers, as Xero writes them.

    Raises:
        ArgumentError: A value has no JSON form.
    """
    plain = with_xero_names(dict(fields))
    text = checked_json(plain)
    try:
        return _encode_numbers(plain)
    except (TypeError, ValueError, OverflowError):
        # An integer longer than 64 bits.
        return text


def plain_text(record: object, plain: object) -> str:
    """`plain`, which is `record` in dicts and lists, as a JSON text.

    Raises:
        ArgumentError: A value has no JSON form. The error names the value's place in `record`.
    """
    try:
        text: bytes = _encode_plain(plain)
    except (TypeError, ValueError, OverflowError):
        return checked_json(record).decode()
    if _ENCODED_MARK in text:
        checked_json(record)
    return text.decode()


def checked_options(options: CallOptions) -> dict[str, Any]:
    """The options of a call, with records in its extra body as mappings by Xero's names.

    Raises:
        ArgumentError: The options are not a mapping, or a value has no JSON form.
    """
    if not isinstance(cast("object", options), Mapping):
        raise ArgumentError("options are not a mapping", hint="give each option by its name")
    checked = cast("dict[str, Any]", options)
    if "extra_body" in options:
        checked = {**options, "extra_body": with_xero_names(options["extra_body"])}
    checked_json(checked)
    return checked


def _marks_in(plain: object, place: str) -> Iterator[tuple[str, str]]:
    match plain:
        case {"\0": str(reason)}:
            yield place, reason
        case dict():
            for name, value in cast("dict[str, object]", plain).items():
                yield from _marks_in(value, f"{place}.{name}" if place else name)
        case list():
            for at, value in enumerate(cast("list[object]", plain)):
                yield from _marks_in(value, f"{place}[{at}]")
        case _:
            pass


def simpler(value: Any) -> Any:
    """A value of a type that JSON does not have, as one of a type that it has."""
    match value:
        case Decimal():
            return str(value) if value.is_finite() else _mark_number(value)
        case Holder():
            return _fields(value)
        case datetime.date():
            return _date(value)
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case Mapping():
            return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case bytes() | bytearray() | memoryview():
            return _mark("bytes are not a value", "give text")
        case Sequence() | set() | frozenset():
            return list(cast("Iterable[Any]", value))
        case _:
            return _simpler_of_others(value)


def _simpler_of_others(value: Any) -> Any:
    kind: Any = type(value)  # pyright: ignore[reportUnknownVariableType]
    if kind.__module__.partition(".")[0] in ("numpy", "pandas") and (scalar := _scalar(value)) is not value:
        return scalar
    if isinstance(value, msgspec.Struct) or hasattr(kind, "__dataclass_fields__") or hasattr(kind, "__attrs_attrs__"):
        return msgspec.to_builtins(value, builtin_types=(Decimal, *_OWN_ENCODING), enc_hook=simpler)
    if hasattr(kind, "__index__"):
        with suppress(TypeError):
            return operator.index(value)
    from .filters import Filter

    if isinstance(value, Filter):
        return str(value)
    if isinstance(value, datetime.timedelta):
        return _mark(f"{kind.__name__} is not a value", "give its seconds: duration.total_seconds()")
    if isinstance(value, (FunctionType, MethodType)):
        return _mark(f"{kind.__name__} is not a value", f"call it, or {_LEAVE_OUT}")
    if hasattr(kind, "__await__"):
        return _mark(f"{kind.__name__} is not a value", "await it")
    if hasattr(kind, "__anext__"):
        return _mark(f"{kind.__name__} is not a list", "give a list: [value async for value in values]")
    if hasattr(kind, "__next__"):
        return _mark(f"{kind.__name__} is not a list", "give a list: list(values)")
    if isinstance(value, Iterable):
        return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return _mark(f"{kind.__name__} is not a value", "give text, a number, a boolean, a date or a Decimal")


def _fields(record: Holder) -> dict[str, Any]:
    """A record with its hidden fields. Core accepts values that Xero sent there, and would reject them from a user."""
    if Hidden.exist:
        return core_fields(record)
    fields: dict[str, Any] = msgspec.to_builtins(record, builtin_types=_OWN_ENCODING, enc_hook=simpler)
    return fields


def _date(value: datetime.date) -> Any:
    if type(value) is datetime.date:
        return value.isoformat()
    if type(value) is datetime.datetime:
        return msgspec.to_builtins(value)
    # A subclass, such as pandas' Timestamp. NaT is not equal to itself.
    if value != value:
        return _mark("NaT is not a date", _LEAVE_OUT)
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _scalar(value: Any) -> Any:
    """A scalar of numpy or pandas as an exact Python value; any other value unchanged."""
    match type(value).__name__:
        case "NAType":
            return _mark("NA is not a value", _LEAVE_OUT)
        case "bool" | "bool_":
            return bool(value)
        case "datetime64":
            text = str(value)
            return _mark("NaT is not a date", _LEAVE_OUT) if text == "NaT" else text
        case "float16" | "float32" | "longdouble":
            # The fewest digits that give the same number again: 0.1, and not 0.10000000149.
            number = float(str(value))
            return number if type(value)(number) == value or not math.isfinite(number) else value
        case "ndarray" if value.shape == ():
            return value[()]
        case _:
            return value


def _marked(value: Any, above: list[int]) -> Any:
    """`value` with a mark for each part without JSON form. `above` holds the ids of the values that contain it."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return _mark("this text holds half of a surrogate pair, which is not a character", "remove it")
        return value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _mark_number(value)
    if id(value) in above:
        return _mark("this contains itself", "remove the circular reference")
    if len(above) == _MAX_DEPTH:
        return _mark("this is nested too deep", "give plain values")
    above.append(id(value))
    try:
        if isinstance(value, Holder):
            return _marked_fields(core_fields(value), above)
        if isinstance(value, dict):
            return _marked_fields(value, above)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(value, (list, tuple)):
            return [_marked(part, above) for part in cast("list[Any]", value)]
        return _marked(simpler(value), above)
    finally:
        above.pop()


def _marked_fields(fields: dict[Any, Any], above: list[int]) -> Any:
    for name in fields:
        if not isinstance(name, str):
            return _mark(f"{type(name).__name__} is not the name of a field", "give names as text")
        if isinstance(mark := _marked(name, above), dict):
            return cast("object", mark)
    return {name: _marked(value, above) for name, value in fields.items()}


def _mark(what: str, advice: str) -> dict[str, str]:
    return {_MARK: f"{what}; {advice}"}


def _mark_number(number: float | Decimal) -> dict[str, str]:
    number = Decimal(number)
    if number.is_nan():
        return _mark("NaN is not a number", _LEAVE_OUT)
    return _mark(f"{number} is not a number that Xero accepts", _LEAVE_OUT)


def _simpler_unless_read_once(value: Any) -> Any:
    if _is_iterator(value):
        raise _IteratorFoundError
    return simpler(value)


_encode_numbers = msgspec.json.Encoder(enc_hook=simpler, decimal_format="number").encode
_encode_plain = msgspec.json.Encoder(enc_hook=simpler).encode
_encode = json.JSONEncoder(
    allow_nan=False,
    check_circular=False,
    ensure_ascii=False,
    separators=(",", ":"),
    default=_simpler_unless_read_once,
).encode
