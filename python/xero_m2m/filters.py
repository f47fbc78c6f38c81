"""Filters for `where=`, which quote values for you: `F("Total") > 1000`, `F("Contact.Name").starts_with("Acme")`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import NoReturn, TypeAlias
from uuid import UUID

from .errors import ArgumentError

FilterValue: TypeAlias = str | int | float | Decimal | bool | datetime.date | datetime.datetime | UUID | Enum | None

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
# A part that begins in lower case, or an underscore. No field of Xero's that can be filtered has either.
_NOT_XERO_STYLE = re.compile(r"(^|\.)[a-z]|_")
# Longer texts are not repeated in an error.
_MAX_NAME_LENGTH = 100
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NEGATIONS = {"==": "!=", "!=": "==", ">": "<=", "<=": ">", "<": ">=", ">=": "<", "AND": "OR", "OR": "AND"}


class Filter:
    """A filter of a list. Combine filters with `&`, `|` and `~`. `str()` returns the text that Xero receives."""

    __slots__ = ("_negation", "_operator", "_parts", "_text")

    def __init__(
        self, text: str = "", negation: str = "", *, operator: str = "", parts: tuple[Filter, ...] = ()
    ) -> None:
        self._text = text
        self._negation = negation
        self._operator = operator
        self._parts = parts

    def and_(self, other: Filter) -> Filter:
        """Matches if both filters match: `&`."""
        return _combined("AND", self, other)

    def or_(self, other: Filter) -> Filter:
        """Matches if either filter matches: `|`."""
        return _combined("OR", self, other)

    def not_(self) -> Filter:
        """Matches if this filter does not: `~`."""
        if self._parts:
            return Filter(operator=_NEGATIONS[self._operator], parts=tuple(part.not_() for part in self._parts))
        return Filter(self._negation, self._text)

    __and__ = and_
    __or__ = or_
    __invert__ = not_

    def __bool__(self) -> NoReturn:
        raise ArgumentError(
            "a filter is neither true nor false in Python",
            hint="combine filters with & and |, each in parentheses, not with `and`, `or` or a chain of comparisons",
        )

    def __str__(self) -> str:
        parts = (f"({part})" if part._parts else str(part) for part in self._parts)
        return f" {self._operator} ".join(parts) if self._parts else self._text

    def __repr__(self) -> str:
        return f"Filter({str(self)!r})"


class F:
    """A field of the records by Xero's name: `F("Total")`, `F("Contact.Name")`. Comparing it returns a `Filter`."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        """Names a field.

        Args:
            name: Xero's name of the field, with a dot before a field within it.

        Raises:
            ArgumentError: This cannot be the name of a field.
        """
        if not isinstance(name, str) or not _NAME.fullmatch(name):  # pyright: ignore[reportUnnecessaryIsInstance]
            shown = repr(name) if isinstance(name, str) and len(name) <= _MAX_NAME_LENGTH else type(name).__name__  # pyright: ignore
            raise ArgumentError(f"{shown} is not the name of a field", hint='give Xero\'s name: F("Contact.Name")')
        if _NOT_XERO_STYLE.search(name) and (meant := _nearest(name)) != name:
            raise ArgumentError(f'"{name}" is not one of Xero\'s fields', hint=f"did you mean {meant}?")
        self._name = name

    def eq(self, value: FilterValue) -> Filter:
        """Equal: `==`."""
        return self._compared("==", value)

    def ne(self, value: FilterValue) -> Filter:
        """Not equal: `!=`."""
        return self._compared("!=", value)

    def gt(self, value: FilterValue) -> Filter:
        """Greater, or later: `>`."""
        return self._compared(">", value)

    def ge(self, value: FilterValue) -> Filter:
        """Greater, later, or equal: `>=`."""
        return self._compared(">=", value)

    def lt(self, value: FilterValue) -> Filter:
        """Less, or earlier: `<`."""
        return self._compared("<", value)

    def le(self, value: FilterValue) -> Filter:
        """Less, earlier, or equal: `<=`."""
        return self._compared("<=", value)

    def contains(self, part: str) -> Filter:
        """Contains this text."""
        return self._tested("Contains", part)

    def starts_with(self, part: str) -> Filter:
        """Starts with this text."""
        return self._tested("StartsWith", part)

    def ends_with(self, part: str) -> Filter:
        """Ends with this text."""
        return self._tested("EndsWith", part)

    def is_null(self) -> Filter:
        """Has no value."""
        return self._compared("==", None)

    def is_not_null(self) -> Filter:
        """Has a value."""
        return self._compared("!=", None)

    def is_in(self, values: Iterable[FilterValue]) -> Filter:
        """Equal to one of these values."""
        if isinstance(values, (str, bytes)):
            raise ArgumentError("a str is not a list of values", hint="give a list of values")
        parts = tuple(self.eq(value) for value in values)
        if not parts:
            raise ArgumentError("a filter by an empty list matches nothing", hint="give at least one value")
        return parts[0] if len(parts) == 1 else Filter(operator="OR", parts=parts)

    __gt__ = gt
    __ge__ = ge
    __lt__ = lt
    __le__ = le
    __hash__ = None  # type: ignore[assignment]  # pyright: ignore

    def __eq__(self, value: FilterValue) -> Filter:  # type: ignore[override]  # pyright: ignore
        return self.eq(value)

    def __ne__(self, value: FilterValue) -> Filter:  # type: ignore[override]  # pyright: ignore
        return self.ne(value)

    def __bool__(self) -> NoReturn:
        raise ArgumentError(
            "a field is neither true nor false in Python", hint=f'compare it: F("{self._name}") == True'
        )

    def __repr__(self) -> str:
        return f"F({self._name!r})"

    def _compared(self, operator: str, value: FilterValue) -> Filter:
        if operator not in ("==", "!=") and (value is None or isinstance(value, bool)):
            raise ArgumentError(f"{value} has no order", hint="compare it with == or !=")
        text = _literal(value, self._name)
        return Filter(f"{self._name}{operator}{text}", f"{self._name}{_NEGATIONS[operator]}{text}")

    def _tested(self, test: str, part: str) -> Filter:
        if not isinstance(part, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{type(part).__name__} is not a str", hint="give a str")
        text = f"{self._name}.{test}({_quoted(part)})"
        return Filter(text, f"{text}==false")


def _nearest(name: str) -> str:
    """The name with each part as Xero spells it. Unchanged if Xero has nothing like one of its parts."""
    from ._native import nearest_field

    parts = [nearest_field(part) if _NOT_XERO_STYLE.search(part) else part for part in name.split(".")]
    return name if None in parts else ".".join(map(str, parts))


def _combined(operator: str, first: Filter, second: object) -> Filter:
    if not isinstance(second, Filter):
        kind = type(second).__name__
        raise ArgumentError(
            f"{kind} is not a filter", hint='put each comparison in parentheses: (F("A") > 1) & (F("B") < 2)'
        )
    parts = [part._parts if part._operator == operator else (part,) for part in (first, second)]  # pyright: ignore
    return Filter(operator=operator, parts=(*parts[0], *parts[1]))


def _literal(value: object, name: str) -> str:
    match value:
        case None:
            return "null"
        case Enum():
            return _literal(value.value, name)
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value, name)
        case int():
            return str(int(value))
        case float() | Decimal():
            return _digits(Decimal(repr(float(value))) if isinstance(value, float) else value)
        case datetime.datetime() if value == value:
            return _instant(value)
        case datetime.date() if value == value:
            return f"DateTime({value.year},{value.month},{value.day})"
        case UUID():
            return f'Guid("{value}")'
        case _:
            from ._json import simpler

            # Numbers and booleans of numpy, which convert exactly.
            if isinstance(number := simpler(value), (int, float)):
                return _literal(number, name)
            kind = type(value).__name__
            raise ArgumentError(
                f"a filter cannot compare with {kind}", hint="give text, a number, a boolean, a date, a UUID or None"
            )


def _text(text: str, name: str) -> str:
    """A text, or the id or date that it holds according to the field's name."""
    if name.endswith("ID") and _UUID.fullmatch(text):
        return f'Guid("{text}")'
    date = _DATE.fullmatch(text) if name.endswith(("Date", "DateUTC")) else None
    return _quoted(text) if date is None else "DateTime({},{},{})".format(*map(int, date.groups()))


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _digits(number: Decimal) -> str:
    if not number.is_finite():
        raise ArgumentError(f"a filter cannot compare with {number}", hint="give a finite number")
    return f"{number:f}"


def _instant(moment: datetime.datetime) -> str:
    if moment.utcoffset() is None:
        raise ArgumentError(
            "a datetime without a time zone is ambiguous",
            hint="give one with a time zone, such as datetime.now(timezone.utc), or a date",
        )
    utc = moment.astimezone(datetime.timezone.utc)
    return f"DateTime({utc.year},{utc.month},{utc.day},{utc.hour},{utc.minute},{utc.second})"
