"""The ways out of a record and in again."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import msgspec
from fastapi.encoders import jsonable_encoder

from xero_m2m import Record


def forms(record: Record) -> dict[str, Any]:
    """The record as plain data, in each form that `from_dict` takes."""
    return {
        "to_dict": record.to_dict(),
        "to_dict json": record.to_dict(mode="json"),
        "json.dumps": json.loads(json.dumps(record.to_dict(mode="json"))),
        "to_json": json.loads(record.to_json()),
        "to_xero": record.to_xero(),
        "jsonable_encoder": jsonable_encoder(record),
    }


def fields_alone(record: Record) -> dict[str, Any]:
    """The record as plain data without its extra fields, or with their decimals as texts."""
    return {
        "to_xero as text": json.loads(json.dumps(record.to_xero(), default=str)),
        "msgspec.json": msgspec.json.decode(msgspec.json.encode(record)),
        "msgspec.to_builtins": msgspec.to_builtins(record),
        "msgspec.structs.asdict": {
            name: value for name, value in msgspec.structs.asdict(record).items() if value is not None
        },
    }


def has_extra(value: Any) -> bool:
    """Whether a record, or one in it, has extra fields."""
    if isinstance(value, Record):
        return bool(value.extra) or any(has_extra(getattr(value, name)) for name in value.__struct_fields__)
    return isinstance(value, list) and any(map(has_extra, value))


def check_round_trips(record: Record) -> None:
    """A record comes back equal, whichever way it went, and by Xero's names as Xero sent it."""
    kind = type(record)
    plain = forms(record) if has_extra(record) else {**forms(record), **fields_alone(record)}
    for way, data in plain.items():
        assert kind.from_dict(data) == record, way
    sent = record.to_xero()
    # The texts of decimals under names that are ours too become numbers.
    assert kind._schema.startswith("bank_feeds.") or kind.from_dict(sent).to_xero() == sent
    for same in (copy.copy(record), copy.deepcopy(record), pickle.loads(pickle.dumps(record))):
        assert same == record
        assert same.to_xero() == sent
    assert has_extra(record) or msgspec.structs.replace(record) == record
