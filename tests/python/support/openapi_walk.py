"""Calls all operations of Xero's OpenAPI files against a demo company.

Each is asked for with the example of its file or, where that breaks its own schema, with another.
"""

from __future__ import annotations

import http.client
import json
import re
import uuid
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi import Operation
    from xero_m2m import DemoCompany

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Parameters that are called otherwise in the records.
OTHERWISE = {
    "EmployeeWorkingPatternID": "payeeWorkingPatternID",
    "PayRunCalendarID": "payrollCalendarID",
    "StatutorySickLeaveID": "statutoryLeaveID",
}
# Stands in a body for the first record that was made, where any other id stands for the newest.
FIRST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
# Stands there for one that was there from the start.
SEEDED = "eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee"
PNG = b"\x89PNG\r\n\x1a\n"
MORE_SCOPES = (
    "accounting.journals.read",
    "accounting.transactions",
    "app.connections",
    "bankfeeds",
    "finance.bankstatementsplus.read",
    "finance.cashvalidation.read",
    "finance.statements.read",
    "marketplace.billing",
)
# Of parameters that are no ids.
VALUES = {
    "FileName": "paper.png",
    "contentType": "image/png",
    "TaxType": "OUTPUT2",
    "ReportID": "TrialBalance",
    "JournalNumber": "1",
    "ContactNumber": "W-1",
    "PurchaseOrderNumber": "PO-W-1",
    "status": "DRAFT",
    # Ids are the same in every demo company: that of the account with the code 090.
    "BankAccountID": "0de51986-6669-5f7f-9cf1-1d7f01779900",
    "FromDate": "2026-01-01",
    "ToDate": "2026-11-23",
}


class OpenApiWalk:
    """One company, the ids from its responses, and the way through its operations."""

    def __init__(self, company: DemoCompany, bodies: dict[str, Any]) -> None:
        self._bodies = bodies
        # What no new Custom Connection is given, so that every operation can be asked for.
        company.connection(scopes=[*company.connection()["scopes"], *MORE_SCOPES])
        address = urlsplit(company.base_url)
        self._line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        credentials = {"grant_type": "client_credentials", "client_id": company.client_id}
        form = urlencode({**credentials, "client_secret": company.client_secret})
        status, body = self._send("POST", "/connect/token", form.encode(), "application/x-www-form-urlencoded")
        assert status == 200, body
        self._token = json.loads(body)["access_token"]
        self._ids: dict[str, list[str]] = defaultdict(list)
        self._first: dict[str, str] = {}

    def steps(self, operations: Iterable[Operation]) -> Iterator[tuple[Operation, int, Any]]:
        """Each operation with the status and the JSON of a response; more than once where that may find more."""
        found = list(operations)
        reads = [it for it in found if it.method == "GET"]
        writes = [it for it in found if it.method in {"POST", "PUT", "PATCH"}]
        # What is listed is known to those that come after; what is deleted is gone for them.
        writes.sort(key=lambda it: (it.path.count("{"), it.method != "PUT"))
        removals = sorted((it for it in found if it.method == "DELETE"), key=lambda it: -it.path.count("{"))
        reads.sort(key=lambda it: it.path.count("{"))
        yield from self._carry_out(reads)
        for path, example in self._bodies.get("before", []):
            body = json.dumps(self._real(example, None)).encode()
            status, reply = self._send("PUT", found[0].spec.base + path, body, "application/json")
            assert status == 200, reply
            self._learn(json.loads(reply), None, path, is_new=True)
        yield from self._carry_out([*writes, *reads])
        yield from self._go_astray([*writes, *reads])
        yield from self._carry_out(removals)

    def _carry_out(self, operations: Iterable[Operation]) -> Iterator[tuple[Operation, int, Any]]:
        for operation in operations:
            status, body = self._call(operation)
            yield operation, status, body
            if status < 300:
                # The envelope has an id of its own.
                is_enveloped = isinstance(body, dict) and ("providerName" in body or "ProviderName" in body)
                self._learn(body, None if is_enveloped else "", operation.path, is_new=operation.method != "GET")

    def _go_astray(self, operations: list[Operation]) -> Iterator[tuple[Operation, int, Any]]:
        """How each responds to an id that nobody has, and to bodies that it does not know or that hold nothing."""
        bodies, ids = self._bodies, self._ids
        for body, known in (({}, defaultdict(list)), ({"Unheard": "of"}, ids), ({}, ids)):
            self._bodies, self._ids = defaultdict(lambda body=body: body), known
            for operation in operations:
                yield operation, *self._call(operation)
        self._bodies, self._ids = bodies, ids

    def _call(self, operation: Operation) -> tuple[int, Any]:
        path = re.sub(r"\{(\w+)\}", lambda found: quote(self._value(self._named(found)), safe=""), operation.path)
        query, headers = {}, {}
        for parameter in operation.parameters:
            name = parameter["name"]
            if parameter.get("required") and parameter["in"] == "query":
                query[name] = self._value(name)
            if name == "contentType":
                headers["Accept"] = VALUES[name]
        body, media_type = self._body(operation)
        # The files invent paths that end so.
        if path.endswith("/pdf"):
            path, headers["Accept"] = path.removesuffix("/pdf"), "application/pdf"
        target = operation.spec.base + path + (f"?{urlencode(query)}" if query else "")
        status, reply = self._send(operation.method, target, body, media_type, headers)
        try:
            return status, json.loads(reply, parse_float=float)
        except ValueError:
            return status, None

    def _body(self, operation: Operation) -> tuple[bytes | None, str]:
        if operation.body is None:
            return None, ""
        media_type = next(iter(operation.body["content"]))
        if media_type == "application/json":
            example = operation.example()
            # Some are texts of JSON, one of them empty.
            example = json.loads(example or "{}") if isinstance(example, str) else example
            with suppress(KeyError):
                example = self._bodies[operation.name]
            return json.dumps(self._real(example, None)).encode(), media_type
        if media_type == "multipart/form-data":
            part = 'Content-Disposition: form-data; name="body"; filename="paper.png"\r\nContent-Type: image/png'
            text = b"--edge\r\n" + part.encode() + b"\r\n\r\n" + PNG + b"\r\n--edge--\r\n"
            return text, f"{media_type}; boundary=edge"
        return PNG, "image/png"

    def _send(
        self, method: str, target: str, body: bytes | None, media_type: str, more: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        headers = {"Accept": "application/json", **({"Content-Type": media_type} if body else {}), **(more or {})}
        if media_type != "application/x-www-form-urlencoded":
            headers["Authorization"] = f"Bearer {self._token}"
        self._line.request(method, target, body, headers)
        reply = self._line.getresponse()
        return reply.status, reply.read()

    def _value(self, name: str) -> str:
        """What stands for a parameter: the newest id of that kind, where it is one."""
        known = self._ids.get(name.lower())
        if known:
            return known[-1]
        return VALUES.get(name) or str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    def _real(self, example: Any, name: str | None) -> Any:
        """The example with ids that this company knows."""
        if isinstance(example, list):
            return [self._real(item, name) for item in example]
        if isinstance(example, dict):
            return {key: self._real(value, key) for key, value in example.items()}
        if isinstance(example, str) and name and UUID.fullmatch(example):
            if example == FIRST:
                return self._first.get(name.lower(), example)
            return self._ids[name.lower()][0] if example == SEEDED else self._value(name)
        return example

    def _named(self, found: re.Match[str]) -> str:
        """The name of a path parameter; what is only `id` is one of the records before it."""
        return qualified(found[1], found.string[: found.start()])

    def _learn(self, reply: Any, name: str | None, path: str, *, is_new: bool) -> None:
        """Remembers the ids of a response: what was made is the newest, what was only read comes before all others."""
        if isinstance(reply, list):
            for item in reply:
                self._learn(item, "", path, is_new=is_new)
        elif isinstance(reply, dict):
            for key, value in reply.items():
                if key.lower() != "id" or name is not None:
                    self._learn(value, qualified(key, path), path, is_new=is_new)
        elif isinstance(reply, str) and name and UUID.fullmatch(reply):
            known = self._ids[name.lower()]
            if is_new:
                self._first.setdefault(name.lower(), reply)
            if reply not in known:
                known.insert(len(known) if is_new else 0, reply)


def qualified(name: str, path: str) -> str:
    """What an id is called: `id` by the records of its path, that of an allocation or attachment by what it is of."""
    names = [part for part in path.split("/") if part and not part.startswith("{")]
    if name.lower() == "id":
        return re.sub("ies$", "y", names[-1]).removesuffix("s") + "ID"
    return names[0] + name if name in {"AllocationID", "AttachmentID"} else OTHERWISE.get(name, name)
