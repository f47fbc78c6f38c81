"""`Record`, the base of all records."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, Literal, cast

import msgspec

from ._compat import Self
from ._hidden import Holder, decoder, hidden_of
from ._json import checked_json, parse, plain_text, record_json
from ._lazy import load_lock
from .errors import ArgumentError
from .values import Meta


class Record(Holder, msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """The base of all records. Fields that Xero did not send are `None`.

    Records are equal if their fields and their extra fields are. They can be copied and pickled. `msgspec` and FastAPI
    encode them as JSON, as `to_json()` does. `msgspec.structs.replace` makes a record of your own, without what Xero
    sent beside its fields; `copy.replace` keeps it.
    """

    _schema: ClassVar[str] = ""

    @property
    def extra(self) -> dict[str, Any]:
        """Fields that this library does not know, and values that do not fit their type, by Xero's names."""
        return _parsed(hidden_of(self).extra)

    @property
    def misfits(self) -> dict[str, Any]:
        """Values that do not fit their type, by their path in Xero's names: `Quantity`, or `Numbers[1]` in a list."""
        return _parsed(hidden_of(self).misfits)

    @property
    def meta(self) -> Meta | None:
        """The status, request id and rate limits of the response, which all records of a page share.

        `None` for parts of other records and for records that you created.
        """
        return getattr(self, "_meta", None)

    def to_dict(self, mode: Literal["python", "json"] = "python") -> dict[str, Any]:
        """The fields that are set, by this library's names, in dicts and lists. Extra fields are in `"extra"`.

        Args:
            mode: `"python"` keeps `Decimal`, `date` and `datetime` values. `"json"` writes them as strings, decimals
                with all their digits, so that `json.dumps` takes the result.

        Raises:
            ArgumentError: There is no such mode, or a value that you set cannot be written as JSON.
        """
        fields: dict[str, Any]
        match mode:
            case "python":
                fields = _plain(self, parse)
            case "json":
                fields = msgspec.json.decode(self.to_json())
            case _:
                raise ArgumentError("mode is neither python nor json")
        return fields

    def to_json(self) -> str:
        """`to_dict(mode="json")` as a JSON text.

        Raises:
            ArgumentError: A value that you set cannot be written as JSON.
        """
        return plain_text(self, _plain(self, lambda extra: msgspec.Raw(extra.encode())))

    def to_xero(self) -> dict[str, Any]:
        """Exactly what Xero sent, by Xero's names, with fractions as `Decimal`, and what you changed.

        Raises:
            ArgumentError: A value that you set cannot be written as JSON.
        """
        from ._native import to_xero

        fields: dict[str, Any] = parse(to_xero(self._schema, checked_json(self)))
        return fields

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The record with these fields, by this library's names or Xero's.

        It takes what `to_dict()`, `to_xero()` or `json.loads(record.to_json())` returned. Values of enumerations are
        not checked, as they may be newer than this library. Unknown fields by Xero's names become extra fields.

        Raises:
            ArgumentError: A field does not exist, or its value does not fit its type.
        """
        from ._native import read_record

        if not isinstance(cast("object", fields), Mapping):
            raise ArgumentError(
                f"{type(fields).__name__} is not a mapping of fields", hint=f"give the fields of one {cls.__name__}"
            )
        record: Self = _decoder(cls)(read_record(cls._schema, record_json(fields)))
        return record

    def is_set(self, field: str) -> bool:
        """Whether the field has a value, or Xero sent it as null. Tells null from absent, which are both `None`.

        Raises:
            ArgumentError: There is no such field.
        """
        from ._native import xero_name

        name = xero_name(self._schema, field)
        hidden = hidden_of(self)
        return getattr(self, field) is not None or name in _parsed(hidden.wire) or name in _parsed(hidden.extra)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """`to_dict(mode="json")`: `vars(record)` is what encoders such as FastAPI's ask for."""
        return self.to_dict(mode="json")

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return same if same is not True else _same(hidden_of(self).extra, hidden_of(cast("Record", other)).extra)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # pyright: ignore

    def __copy__(self) -> Self:
        return self._carried_to(super().__copy__())  # type: ignore[misc]  # pyright: ignore

    def __replace__(self, /, **changes: Any) -> Self:
        return self._carried_to(msgspec.structs.replace(self, **changes))

    def _carried_to(self, copy: Self) -> Self:
        for name, value in self._carried().items():
            setattr(copy, name, value)
        return copy

    def _carried(self) -> dict[str, Any]:
        """What the record carries beside its fields."""
        return {name: getattr(self, name) for name in Holder.__slots__ if hasattr(self, name)}

    def __reduce__(self) -> tuple[Any, ...]:
        carried = self._carried()
        return (*super().__reduce__()[:2], (None, carried) if carried else None)

    def __repr__(self) -> str:
        fields = [f"{name}={_brief(value)}" for name, value in present_fields(self)]
        rest = "" if len(fields) <= _REPR_FIELDS else ", …"
        return f"{type(self).__name__}({', '.join(fields[:_REPR_FIELDS])}{rest})"

    def _repr_html_(self) -> str:
        from .display import record_html

        return record_html(self)


@cache
def _decoder(kind: type[Any]) -> Callable[[bytes], Any]:
    # msgspec crashes when two threads look into the same record type for the first time.
    with load_lock:
        return decoder(kind)


def _parsed(text: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {} if text is None else parse(text)
    return fields


def _same(text: str | None, other: str | None) -> bool:
    return text == other or _parsed(text) == _parsed(other)


def _plain(value: Any, extra: Callable[[str], Any]) -> Any:
    """`value` with each record in it as a dict, whose extra fields `extra` makes of their text."""
    if isinstance(value, Record):
        fields = {name: _plain(part, extra) for name, part in present_fields(value)}
        if (text := hidden_of(value).extra) is not None:
            fields["extra"] = extra(text)
        return fields
    if type(value) is list:
        return [_plain(part, extra) for part in value]  # pyright: ignore[reportUnknownVariableType]
    if type(value) is dict:
        return {name: _plain(part, extra) for name, part in value.items()}  # pyright: ignore
    return value


_REPR_FIELDS = 6


def present_fields(record: Record) -> Iterator[tuple[str, Any]]:
    """The fields that are set, each with its name and value."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if value is not None:
            yield name, value


def _brief(value: Any) -> str:
    """A value on one line. For parts of a record it shows their class and number."""
    if isinstance(value, Record):
        return f"{type(value).__name__}(…)"
    if isinstance(value, list) and value:
        parts: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return f"[{len(parts)} × {type(parts[0]).__name__}]"
    text = str(value) if isinstance(value, datetime.date) else f"{value!r}"
    return text if len(text) <= 60 else text[:59] + "…"
