"""Every operation and every record as the generator sees them, and the examples of Xero's specifications."""

from __future__ import annotations

import datetime
import json
import keyword
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import pytest

from helpers import ROOT

SPECS = ROOT / os.environ.get("SPECS", "../shared/xero-openapi-19.0")
ID = "243216c5-369e-4056-ac67-05388f86dc81"
NO_SPECS = f"Xero's OpenAPI files are not in {SPECS}: set SPECS"


def codegen(*arguments: str) -> Any:
    """What the generator prints. Run by tests and fixtures alone: while tests are collected, nothing is built."""
    if shutil.which("cargo") is None:
        pytest.skip("the generator needs cargo, which is not there")
    command = ["cargo", "run", "--quiet", "--release", "--locked", "-p", "xero-m2m-codegen", "--", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout, parse_float=Decimal)


@cache
def examples() -> list[dict[str, Any]]:
    """The examples of Xero's OpenAPI files by our names."""
    if not SPECS.is_dir():
        pytest.skip(NO_SPECS)
    found: list[dict[str, Any]] = codegen("examples", "--from", str(SPECS))
    return found


@dataclass(frozen=True)
class Form:
    """What a body or a response is: its sort, and where there are records their schema and what they stand in."""

    sort: str
    family: str
    schema: str = ""
    envelope: Any = None
    batch: int = 1
    fixed: str = ""

    @classmethod
    def of(cls, data: Any, family: str) -> Form:
        """The generator's `"None"`, `{"Fixed": "…"}` or `{"Records": {…}}`."""
        if isinstance(data, str):
            return cls(data, family)
        ((sort, more),) = data.items()
        if isinstance(more, str):
            return cls(sort, family, fixed=more)
        return cls(sort, family, more.get("schema", ""), more.get("envelope"), more.get("batch", 1))

    @property
    def kind(self) -> Any:
        return {"Record": self.schema}

    def wrap(self, records: list[Any]) -> Any:
        """Records in their envelope."""
        match self.envelope:
            case {"List": name}:
                return {name: records}
            case {"One": name}:
                return {name: records[0]}
            case "BareList":
                return records
            case _:
                return records[0]

    def unwrap(self, body: Any) -> list[Any]:
        """The records of a body. Xero is not strict about the case of envelopes, nor about their plural."""
        match self.envelope:
            case {"List": name} | {"One": name}:
                assert isinstance(body, dict), "the envelope is missing"
                loose = {member.lower().removesuffix("s"): value for member, value in body.items()}
                assert name.lower().removesuffix("s") in loose, f"there is no member {name}"
                body = body[name] if name in body else loose[name.lower().removesuffix("s")]
        return body if isinstance(body, list) else [body]


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    body: Form
    reply: Form
    parameters: list[dict[str, Any]]

    @property
    def route(self) -> str:
        """As the demo company's faults want it."""
        return f"{self.method} {re.sub('{[^}]*}', '*', self.path)}"

    @property
    def needed(self) -> tuple[list[Any], dict[str, Any]]:
        """Arguments without which there is no call: those of the path, and the others by name."""
        path = [_argument(it["value"]) for it in self.parameters if it["place"] == "Path"]
        rest = [it for it in self.parameters if it["place"] != "Path" and it["required"]]
        return path, {
            f"{it['name']}_" if keyword.iskeyword(it["name"]) else it["name"]: _argument(it["value"]) for it in rest
        }

    def of(self, client: Any) -> Any:
        """The client's method."""
        for step in self.name.split("."):
            client = getattr(client, step)
        return client

    def call(self, client: Any, body: Any = None) -> Any:
        """Calls it with the arguments that it needs; `body` is what stands between those of the path and the others."""
        path, others = self.needed
        match self.body.sort:
            case "None" | "Fixed":
                given = []
            case "Form":
                given = ["a.txt", b"text"]
            case "Bytes":
                given = [b"text"]
            case _:
                given = [body]
        return self.of(client)(*path, *given, **others)

    def minimal(self, count: int) -> Any:
        """A body that may be sent, of so many records where it takes several."""
        match self.body.sort:
            case "Note":
                return "text"
            case "Records":
                return [minimal(self.body.family, self.body.schema) for _ in range(count)]
            case "Record" | "Changes":
                return minimal(self.body.family, self.body.schema)
            case _:
                return None


def _argument(value: Any) -> Any:
    match value:
        case {"Enumeration": of}:
            return of["values"][0]
        case {"Ids": _}:
            return [ID]
        case "Text":
            return "a.txt"
        case "Date":
            return datetime.date(2026, 11, 23)
        case _:
            return ID


def minimal(family: str, schema: str) -> dict[str, Any]:
    """A record of only those fields that a new one must have."""
    members = schemas()[family, schema]
    return {member["wire"]: _value(family, member["kind"]) for member in members if member["required"]}


def _value(family: str, kind: Any) -> Any:
    match kind:
        case "Text":
            return "text"
        case "Boolean":
            return True
        case "Integer" | "Decimal":
            return 1
        case "Id":
            return ID
        case {"Enumeration": name}:
            return enumerations()[family, name][0]
        case {"Date": _}:
            return datetime.date(2026, 11, 23)
        case {"Instant": _}:
            return datetime.datetime(2026, 11, 23, 10, 30, tzinfo=datetime.timezone.utc)
        case {"Record": schema}:
            return minimal(family, schema)
        case {"List": _}:
            return []
        case _:
            raise AssertionError(f"{kind} is not known")


@cache
def table() -> Any:
    """The generator's table."""
    return codegen("table")


@cache
def operations() -> dict[str, Operation]:
    """By our name."""
    return {
        it["name"]: Operation(
            it["name"],
            it["method"].upper(),
            family["base"] + it["path"],
            Form.of(it["body"], family["key"]),
            Form.of(it["reply"], family["key"]),
            it["parameters"],
        )
        for family in table()["families"]
        for resource in family["resources"]
        for it in resource["operations"]
    }


@cache
def schemas() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The fields of each record, by family and name."""
    return {(family["key"], it["name"]): it["fields"] for family in table()["families"] for it in family["schemas"]}


@cache
def enumerations() -> dict[tuple[str, str], list[str]]:
    """The values of each enumeration, by family and name."""
    return {
        (family["key"], it["name"]): it["values"] for family in table()["families"] for it in family["enumerations"]
    }


def meaning(family: str, kind: Any, value: Any) -> Any:
    """What a value of the wire says, whatever its spelling; what Xero refuses to get back is left out."""
    match kind, value:
        case {"Record": schema}, dict():
            members = {member["wire"]: member for member in schemas()[family, schema]}
            return {
                name: meaning(family, members[name]["kind"], part) if name in members else part
                for name, part in value.items()
                if name not in members or not members[name]["read_only"]
            }
        case {"List": of}, list():
            return [meaning(family, of, part) for part in value]
        case "Decimal", str() | int() | Decimal():
            try:
                return value if isinstance(value, bool) else Decimal(value)
            except InvalidOperation:
                return value
        case {"Date": _}, str():
            return day(value)
        case {"Instant": _}, str():
            return moment(value)
        case _:
            return value


def day(text: str) -> datetime.date:
    """The day of any of Xero's spellings, on the organisation's own calendar."""
    return moment(text, local=True).date()


def moment(text: str, *, local: bool = False) -> datetime.datetime:
    """The instant of any of Xero's spellings."""
    microsoft = re.fullmatch(r"/Date\((-?\d+)([+-]\d{4})?\)/", text)
    if microsoft:
        instant = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        instant += datetime.timedelta(milliseconds=int(microsoft[1]))
        offset = microsoft[2] or "+0000"
        minutes = int(offset[0] + "1") * (int(offset[1:3]) * 60 + int(offset[3:]))
        return instant + datetime.timedelta(minutes=minutes) if local else instant
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00"))
    cut = re.sub(r"\.(\d{1,5})(?!\d)", lambda found: f".{found[1]:0<6}", cut)
    instant = datetime.datetime.fromisoformat(cut)
    return instant if instant.tzinfo else instant.replace(tzinfo=datetime.timezone.utc)
