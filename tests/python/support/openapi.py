"""Xero's OpenAPI files: their operations, and what breaks their schemas."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from jsonschema import Draft4Validator, FormatChecker

from operation_catalog import SPECS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

METHODS = ("get", "post", "put", "patch", "delete")


class Loader(yaml.CSafeLoader):
    """Reads YAML as JSON would be: the country NO is no boolean, and a date is a text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    if first in "-+.0123456789~n"
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


@dataclass(frozen=True)
class Finding:
    """One way in which a response breaks a schema."""

    rule: str
    """The keyword of the schema, `null` for a null, `unknown` for a field that it lacks, `envelope` where that stands
    around all others."""
    schema: str
    """The innermost schema that has a name."""
    member: str
    shown: str = field(default="", compare=False)


@dataclass
class Operation:
    """An operation as its file has it."""

    spec: Spec
    path: str
    method: str
    name: str
    parameters: list[dict[str, Any]]
    body: dict[str, Any] | None
    responses: dict[str, Any]

    def schema(self, status: int) -> dict[str, Any] | None:
        """The schema of a response in JSON with that status; any other success will do for one."""
        keys = [str(status), f"{status // 100}XX", *(key for key in self.responses if status < 300 and key[0] == "2")]
        for key in keys:
            response = self.spec.resolved(self.responses.get(key, {}))
            schema = response.get("content", {}).get("application/json", {}).get("schema")
            if schema:
                return schema
        return None

    def example(self) -> Any:
        """The example of a body."""
        content = (self.body or {}).get("content", {}).get("application/json", {})
        return content.get("example")


class Spec:
    """One file."""

    def __init__(self, file: Path) -> None:
        self.name = file.stem
        self.document = yaml.load(file.read_text(), Loader)
        self.base = self.document["servers"][0]["url"].removeprefix("https://api.xero.com").rstrip("/")
        self._named = {id(schema): name for name, schema in self.document["components"]["schemas"].items()}
        self._homes: dict[int, tuple[str, str]] = {}
        for name, schema in self.document["components"]["schemas"].items():
            self._settle(schema, name, "")
        self._checker = FormatChecker(["uuid"])

    def operations(self) -> Iterator[Operation]:
        """All of them, in the order of the file."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    it = item[method]
                    given = [*item.get("parameters", []), *it.get("parameters", [])]
                    parameters = [self.resolved(parameter) for parameter in given]
                    body = self.resolved(it["requestBody"]) if "requestBody" in it else None
                    yield Operation(self, path, method.upper(), it["operationId"], parameters, body, it["responses"])

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """What a reference leads to."""
        while "$ref" in node:
            found: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node

    def findings(self, schema: dict[str, Any], reply: Any) -> set[Finding]:
        """What breaks the schema, and which fields it lacks."""
        rooted = {**schema, "components": self.document["components"]}
        validator = Draft4Validator(rooted, format_checker=self._checker)
        found = {
            replace(it, rule="envelope") if isinstance(reply, dict) and it.member in reply else it
            for it in self._unknown(schema, reply, ("", ""))
        }
        for error in validator.iter_errors(reply):
            is_null = error.instance is None and error.validator in {"type", "enum", "format"}
            rule = "null" if is_null else error.validator
            schema_name, member = self._homes.get(id(error.schema), ("", ""))
            if error.validator == "required":
                member = error.message.split("'")[1]
            found.add(Finding(str(rule), schema_name, member, error.message[:200]))
        return found

    def _settle(self, schema: Any, name: str, member: str) -> None:
        """Remembers to which field of which named schema each part belongs."""
        if not isinstance(schema, dict) or id(schema) in self._homes:
            return
        self._homes[id(schema)] = (name, member)
        for key, inner in schema.get("properties", {}).items():
            self._settle(inner, name, key)
        for part in [schema.get("items"), *schema.get("allOf", []), *schema.get("oneOf", [])]:
            self._settle(part, name, member)

    def _unknown(self, schema: dict[str, Any], value: Any, home: tuple[str, str]) -> Iterator[Finding]:
        schema = self.resolved(schema)
        home = self._homes.get(id(schema), home)
        if isinstance(value, list) and "items" in schema:
            for item in value:
                yield from self._unknown(schema["items"], item, home)
        if isinstance(value, dict):
            members = self._members(schema)
            if members is None:
                return
            for name, inner in value.items():
                if name in members:
                    yield from self._unknown(members[name], inner, home)
                else:
                    yield Finding("unknown", home[0], name, json.dumps(inner)[:80])

    def _members(self, schema: dict[str, Any]) -> dict[str, Any] | None:
        """The fields of an object; none where it may have any."""
        parts = [self.resolved(part) for part in [*schema.get("allOf", []), *schema.get("oneOf", [])]]
        if "properties" not in schema and not parts:
            return None
        members = dict(schema.get("properties", {}))
        for part in parts:
            members |= self._members(part) or {}
        return members


@cache
def specs() -> dict[str, Spec]:
    """Each file by its name, without the ending; none where they are not there."""
    return {file.stem: Spec(file) for file in sorted(SPECS.glob("*.yaml")) if "webhooks" not in file.stem}
