"""JSON in both directions: requests that hold only what JSON can say, replies with exact numbers."""

from __future__ import annotations

import datetime
import json
import math
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import msgspec

from ._reading import reveal
from .errors import ArgumentError
from .values import Provenance, Record, provenance_of

if TYPE_CHECKING:
    from .errors import XeroError

_UNFIT = "\0"
"""The name of a member whose value tells why there is no value: no field of Xero's has it."""

_MARK = b'{"\\u0000":'
_LEAVE_OUT = "leave the field out"
# What msgspec would write in a way of its own.
_UNKNOWN = (datetime.time, datetime.timedelta, bytes, bytearray, memoryview)
# Deeper than any record of Xero, with the request around it.
_DEEPEST = 70


def parse(text: str | bytes) -> Any:
    """Python values for a JSON text, with fractions as `Decimal`, and so integers longer than Python reads."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def plain_json(value: object) -> bytes:
    """`value` as a JSON text for core. In place of what JSON cannot say stands an object that tells why.

    Core, which knows where that is and what else is wrong, makes the error of it.
    """
    try:
        text = _encode(value).encode()
    except (TypeError, ValueError, RecursionError):
        # Half surrogates, floats that are no numbers, names that are no texts, circles: rare, and slow to find.
        pass
    else:
        # A record's decimals become texts where nobody sees them. A text may have these words, too.
        if b"NaN" not in text and b"Infinity" not in text:
            return text
    return _encode(_written(value, [])).encode()


def by_xeros_names(value: Any, depth: int = 0) -> Any:
    """`value` with each record in it as Xero spells it, for a body that core passes on as it is."""
    if isinstance(value, Record):
        return value.to_dict()
    if depth == _DEEPEST:
        return value
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {name: by_xeros_names(part, depth + 1) for name, part in members.items()}
    if isinstance(value, (list, tuple)):
        return [by_xeros_names(part, depth + 1) for part in cast("list[Any]", value)]
    return value


def checked_json(value: object, error: type[XeroError] = ArgumentError, within: str = "") -> bytes:
    """`value`, which is called `within`, as a JSON text for core where core does not look into it.

    Raises:
        XeroError: A value has no JSON form. The error is of the class `error` and names the value's place.
    """
    text = plain_json(value)
    if _MARK in text:
        place, told = next(_unfit_in(json.loads(text), within))
        what, _, advice = told.partition("; ")
        raise error(f"{place}: {what}" if place else what, hint=advice)
    return text


def _unfit_in(plain: object, place: str) -> Iterator[tuple[str, str]]:
    match plain:
        case {"\0": str(told)}:
            yield place, told
        case dict():
            for name, value in cast("dict[str, object]", plain).items():
                yield from _unfit_in(value, f"{place}.{name}" if place else name)
        case list():
            for at, value in enumerate(cast("list[object]", plain)):
                yield from _unfit_in(value, f"{place}[{at}]")
        case _:
            pass


def simpler(value: Any) -> Any:
    """A value that JSON does not know, as a simpler one."""
    match value:
        case Decimal():
            return str(value) if value.is_finite() else _unfit_number(value)
        case Record():
            return _members(value)
        case datetime.date():
            return _date(value)
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case Mapping():
            return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case bytes() | bytearray() | memoryview():
            return _unfit("bytes are not a value", "give text")
        case Sequence() | set() | frozenset():
            return list(cast("Iterable[Any]", value))
        case _:
            return _simpler_of_others(value)


def _simpler_of_others(value: Any) -> Any:
    kind: Any = type(value)  # pyright: ignore[reportUnknownVariableType]
    if kind.__module__.partition(".")[0] in ("numpy", "pandas") and (scalar := _scalar(value)) is not value:
        return scalar
    if isinstance(value, msgspec.Struct) or hasattr(kind, "__dataclass_fields__") or hasattr(kind, "__attrs_attrs__"):
        return msgspec.to_builtins(value, builtin_types=(Decimal, *_UNKNOWN), enc_hook=simpler)
    if hasattr(kind, "__index__"):
        with suppress(TypeError):
            return operator.index(value)
    from .filters import Filter

    if isinstance(value, Filter):
        return str(value)
    if isinstance(value, (FunctionType, MethodType)):
        return _unfit("a function is not a value", f"call it, or {_LEAVE_OUT}")
    if hasattr(kind, "__await__"):
        return _unfit(f"a {kind.__name__} is not a value", "await it")
    if isinstance(value, Iterable):
        return _unfit(f"a {kind.__name__} is not a list", "give a list: list(values)")
    return _unfit(f"a {kind.__name__} is not a value", "give text, a number, a boolean, a date or a Decimal")


def _members(record: Record) -> dict[str, Any]:
    """A record with its hidden members: core takes values that Xero sent, and would refuse them from a user."""
    members: dict[str, Any] = msgspec.to_builtins(record, builtin_types=_UNKNOWN, enc_hook=simpler)
    if Provenance.any_hidden:
        reveal(record, members)
    return members


def _date(value: datetime.date) -> Any:
    if type(value) is datetime.date:
        return value.isoformat()
    if type(value) is datetime.datetime:
        return msgspec.to_builtins(value)
    # A subclass, such as pandas' Timestamp and NaT: what is not a date is not equal to itself.
    if value != value:
        return _unfit("NaT is not a date", _LEAVE_OUT)
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _scalar(value: Any) -> Any:
    """A scalar of numpy or pandas, exactly; any other value of theirs as it is."""
    match type(value).__name__:
        case "NAType":
            return _unfit("NA is not a value", _LEAVE_OUT)
        case "bool" | "bool_":
            return bool(value)
        case "datetime64":
            text = str(value)
            return _unfit("NaT is not a date", _LEAVE_OUT) if text == "NaT" else text
        case "float16" | "float32" | "longdouble":
            # The fewest digits that tell it from its neighbours: 0.1, and not 0.10000000149.
            number = float(str(value))
            return number if type(value)(number) == value or not math.isfinite(number) else value
        case "ndarray" if value.shape == ():
            return value[()]
        case _:
            return value


def _written(value: Any, above: list[int]) -> Any:
    """`value` of what JSON can say, and with its faults told in their places. `above` is what it stands in."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return _unfit("this text holds half of a surrogate pair, which is no character", "leave it out")
        return value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _unfit_number(value)
    if id(value) in above:
        return _unfit("this contains itself", "give it without the circle")
    if len(above) == _DEEPEST:
        return _unfit("this is nested too deep", "give plain values")
    above.append(id(value))
    try:
        if isinstance(value, Record):
            own = {name: part for name, part in msgspec.structs.asdict(value).items() if part is not None}
            return _written_members({**own, **provenance_of(value).hidden}, above)
        if isinstance(value, dict):
            return _written_members(value, above)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(value, (list, tuple)):
            return [_written(part, above) for part in cast("list[Any]", value)]
        return _written(simpler(value), above)
    finally:
        above.pop()


def _written_members(members: dict[Any, Any], above: list[int]) -> Any:
    for name in members:
        if not isinstance(name, str):
            return _unfit(f"a {type(name).__name__} is not the name of a field", "give names as text")
        if isinstance(told := _written(name, above), dict):
            return cast("object", told)
    return {name: _written(value, above) for name, value in members.items()}


def _unfit(what: str, advice: str) -> dict[str, str]:
    return {_UNFIT: f"{what}; {advice}"}


def _unfit_number(number: float | Decimal) -> dict[str, str]:
    number = Decimal(number)
    if number.is_nan():
        return _unfit("NaN is not a number", _LEAVE_OUT)
    return _unfit(f"{number} is not a number that Xero takes", _LEAVE_OUT)


_encode = json.JSONEncoder(
    allow_nan=False, check_circular=False, ensure_ascii=False, separators=(",", ":"), default=simpler
).encode
