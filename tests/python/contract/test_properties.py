"""For all operations, all records and any response: nothing is lost, nothing crashes, nothing wrong is sent."""

from __future__ import annotations

import datetime
import json
import keyword
import re
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operation_catalog import ID, Form, Operation, day, enumerations, meaning, moment, operations, schemas
from stub_server import StubResponse, StubServer
from xero_m2m import ArgumentError, BatchResult, Client, Record, ValidationError, XeroError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

    from stub_server import StubRequest

DEEPEST = 2
UTC = datetime.timezone.utc
EARLIEST, LATEST, NAIVE = map(datetime.datetime.fromisoformat, ("1900-01-01", "2200-01-01", "2026-01-31T10:30:00"))


def few(examples: int) -> Callable[[Any], Any]:
    """The same examples in every run: a failure in CI is one here."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=quiet)


class Echo(StubServer):
    """Returns what it is sent, in the envelope of the response; or `answer_with`, if that is set."""

    operation: Operation
    answer_with: StubResponse | None = None

    def __init__(self) -> None:
        super().__init__(reply=self._echo)

    def _echo(self, request: StubRequest) -> StubResponse:
        if self.answer_with:
            return self.answer_with
        records = cut(request.body.decode(), self.operation.body)
        form = self.operation.reply
        return StubResponse(json.dumps(form.wrap(["here"])).replace('"here"', records) if form.schema else "{}")


def cut(body: str, form: Form) -> str:
    """The text of the only record of a body."""
    before, _, after = json.dumps(form.wrap(["here"]), separators=(",", ":")).partition('"here"')
    assert body.startswith(before)
    assert body.endswith(after)
    return body[len(before) : len(body) - len(after)]


@pytest.fixture(scope="module")
def server() -> Iterator[Echo]:
    with Echo() as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Echo) -> Iterator[Client]:
    with server.client(retry=1) as client:
        yield client


def ours(member: dict[str, Any]) -> str:
    """The name of a field in Python."""
    return f"{member['name']}_" if keyword.iskeyword(member["name"]) else member["name"]


# Values as users give them.

decimals = st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?", fullmatch=True).map(Decimal)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)))
instants = st.datetimes(EARLIEST, LATEST, timezones=zones)
ids = st.one_of(st.uuids(), st.uuids().map(str))


def values(family: str, kind: Any, depth: int) -> SearchStrategy[Any]:
    """Values that a field of this kind takes."""
    match kind:
        case {"Enumeration": name}:
            return st.sampled_from(enumerations()[family, name])
        case {"Date": _}:
            return st.dates()
        case {"Instant": _}:
            return instants
        case {"Record": schema}:
            return given_records(family, schema, depth - 1)
        case {"List": of}:
            return st.lists(values(family, of, depth), max_size=2)
        case _:
            plain: dict[str, SearchStrategy[Any]] = {
                "Text": st.text(max_size=20),
                "Id": ids,
                "Boolean": st.booleans(),
                "Integer": st.integers(-(2**53) + 1, 2**53 - 1),
                "Decimal": decimals,
            }
            return plain[kind]


@st.composite
def given_records(draw: Any, family: str, schema: str, depth: int, *, whole: bool = False) -> Any:
    """A record as users give it: a record of ours, or a mapping by our names or by Xero's."""
    members = [it for it in schemas()[family, schema] if depth > 0 or not holds_records(it["kind"])]
    needed = [it for it in members if whole and it["required"]]
    others = [it for it in members if it not in needed]
    chosen = draw(st.lists(st.sampled_from(others), max_size=6, unique_by=ours)) if others else []
    # An empty text in a new record counts as missing.
    kinds = [(it, values(family, it["kind"], depth).filter(lambda value: value != "")) for it in needed]
    kinds += [(it, values(family, it["kind"], depth)) for it in chosen]
    manner = draw(st.sampled_from(["record", "ours", "xero"]))
    content = {it["wire"] if manner == "xero" else ours(it): draw(fitting) for it, fitting in kinds}
    return model(family, schema)(**content) if manner == "record" else content


def holds_records(kind: Any) -> bool:
    match kind:
        case {"Record": _}:
            return True
        case {"List": of}:
            return holds_records(of)
        case _:
            return False


def model(family: str, schema: str) -> type[Record]:
    found: type[Record] = getattr(import_module(f"xero_m2m.models.{family}"), schema)
    return found


def typed(family: str, kind: Any, value: Any) -> Any:
    """What a value that was given should read as, without what is never sent."""
    match kind:
        case {"Record": schema}:
            content = members_of(value)
            return {
                ours(it): typed(family, it["kind"], content[name])
                for it in schemas()[family, schema]
                for name in (ours(it), it["wire"])
                if name in content and not it["read_only"]
            }
        case {"List": of}:
            return [typed(family, of, part) for part in value]
        case "Id":
            return str(value)
        case {"Instant": _}:
            return value.astimezone(UTC)
        case _:
            return value


def members_of(record: Any) -> dict[str, Any]:
    """The fields that are set."""
    if not isinstance(record, Record):
        return dict(record)
    content = {name: getattr(record, name) for name in record.__struct_fields__ if not name.startswith("_")}
    return {name: value for name, value in content.items() if value is not None}


def read(value: Any) -> Any:
    """A result as `typed` has it."""
    if isinstance(value, Record):
        return {name: read(part) for name, part in members_of(value).items()}
    return [read(part) for part in value] if isinstance(value, list) else value


def takes_records(operation: Operation) -> bool:
    return operation.body.sort in {"Record", "Records", "Changes"}


def gives_it_back(operation: Operation) -> bool:
    return takes_records(operation) and operation.body.schema == operation.reply.schema


@pytest.mark.timeout(600)
def test_what_is_written_is_read_again(server: Echo, client: Client, subtests: pytest.Subtests) -> None:
    for operation in filter(takes_records, operations().values()):
        with subtests.test(operation.name):
            if gives_it_back(operation):
                check_round_trip(server, client, operation)
            else:
                check_arrival(server, client, operation)


def check_round_trip(server: Echo, client: Client, operation: Operation) -> None:
    form = operation.body
    server.operation, server.answer_with = operation, None

    @few(12)
    @given(given_records(form.family, form.schema, DEEPEST, whole=True))
    def check(record: Any) -> None:
        back = operation.call(client, record)
        assert read(back[0] if isinstance(back, list) else back) == typed(form.family, form.kind, record)

    check()


def check_arrival(server: Echo, client: Client, operation: Operation) -> None:
    """What is written arrives, though something else is given back."""
    form, reply = operation.body, operation.reply
    server.answer_with = StubResponse(reply.wrap([{}]) if reply.schema else {})

    @few(12)
    @given(given_records(form.family, form.schema, DEEPEST, whole=True))
    def check(record: Any) -> None:
        server.requests.clear()
        operation.call(client, record)
        (arrived,) = form.unwrap(json.loads(server.requests[0].body, parse_float=Decimal))
        expected = typed(form.family, form.kind, record)
        assert by_our_names(form.family, form.kind, meaning(form.family, form.kind, arrived)) == expected

    check()


def by_our_names(family: str, kind: Any, value: Any) -> Any:
    match kind, value:
        case {"Record": schema}, dict():
            members = {it["wire"]: it for it in schemas()[family, schema]}
            return {
                ours(members[name]): by_our_names(family, members[name]["kind"], part) for name, part in value.items()
            }
        case {"List": of}, list():
            return [by_our_names(family, of, part) for part in value]
        case _:
            return value


# Values as Xero sends them.

milliseconds = st.integers(-2_000_000_000_000, 4_000_000_000_000)
offsets = st.sampled_from(["", "+0000", "+1300", "-0800", "+0530"])
spelt_dates = st.one_of(
    st.builds("/Date({}{})/".format, milliseconds, offsets),
    st.dates(datetime.date(1900, 1, 1)).map(str),
    instants.map(lambda it: it.replace(tzinfo=None, microsecond=0).isoformat()),
    instants.map(lambda it: it.astimezone(UTC).isoformat().replace("+00:00", "Z")),
)
texts = st.text(max_size=10)
leaves = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | decimals | texts
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


def spelt(family: str, kind: Any, depth: int) -> SearchStrategy[Any]:
    """Values of a field of this kind as the wire has them."""
    match kind:
        case {"Enumeration": name}:
            return st.sampled_from(enumerations()[family, name]) | texts
        case {"Date": _} | {"Instant": _}:
            return spelt_dates
        case {"Record": schema}:
            return sent_records(family, schema, depth - 1)
        case {"List": of}:
            return st.lists(spelt(family, of, depth), max_size=2)
        case _:
            plain: dict[str, SearchStrategy[Any]] = {
                "Text": texts,
                "Id": st.uuids().map(str),
                "Boolean": st.booleans(),
                "Integer": st.integers(-(2**53) + 1, 2**53 - 1),
                "Decimal": decimals,
            }
            return plain[kind]


# What a record may be refused with.
COMPLAINTS = {
    *("validationerrors", "invalidfields", "fieldvalidationerrors", "resourcevalidationerrors"),
    *("errors", "invalid-params", "modelstate", "error"),
}
SIGNS = {*COMPLAINTS, "haserrors", "hasvalidationerrors", "statusattributestring", "status"}


@st.composite
def sent_records(draw: Any, family: str, schema: str, depth: int) -> dict[str, Any]:
    """A record as Xero may send it: with nulls, values that do not fit, and fields that nobody knows."""
    members = [it for it in schemas()[family, schema] if depth > 0 or not holds_records(it["kind"])]
    chosen = draw(st.lists(st.sampled_from(members), max_size=6, unique_by=ours)) if members else []
    signs = [it for it in members if it["wire"].lower() in SIGNS and it not in chosen]
    if signs and draw(st.booleans()):
        chosen.append(draw(st.sampled_from(signs)))
    record = {}
    for it in chosen:
        fitting = spelt(family, it["kind"], depth)
        record[it["wire"]] = draw(draw(st.sampled_from([fitting, fitting, fitting, st.none(), anything])))
    if draw(st.booleans()):
        record[draw(st.sampled_from(["Novel", "_extra", "_wire", "_meta", "ünknown"]))] = draw(anything)
    return record


def two_for_each_schema() -> dict[str, Operation]:
    """A read and a write for each record that they give."""
    found: dict[str, Operation] = {}
    for operation in operations().values():
        if operation.reply.schema:
            kind = "read" if operation.method == "GET" else "written"
            found.setdefault(f"{operation.reply.family}.{operation.reply.schema}, {kind}", operation)
    return found


def written(value: Any) -> str:
    """JSON with decimals as numbers."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(name)}:{written(part)}' for name, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def says_no(form: Form, body: Any) -> bool:
    """Whether a response to a write refuses it: by a flag of the record, or by a complaint at any depth."""
    (record,) = form.unwrap(body)
    flags = [str(record.get(name)).strip().lower() == "true" for name in ("HasErrors", "HasValidationErrors")]
    words = [("StatusAttributeString", "error"), ("status", "rejected")]
    flags += [isinstance(record.get(name), str) and record[name].strip().lower() == no for name, no in words]
    return any(flags) or has_complaint(record)


def has_complaint(value: Any) -> bool:
    match value:
        case list():
            return any(map(has_complaint, value))
        case dict():
            return any(
                says_something(it) if key.lower() in COMPLAINTS else has_complaint(it) for key, it in value.items()
            )
        case _:
            return False


def says_something(value: Any) -> bool:
    match value:
        case list():
            return bool(value)
        case dict():
            return any(it is not None for it in value.values())
        case _:
            return isinstance(value, str) and bool(value.strip())


@pytest.mark.timeout(600)
def test_whatever_xero_sends_is_typed_and_comes_back(server: Echo, client: Client, subtests: pytest.Subtests) -> None:
    for name, operation in two_for_each_schema().items():
        with subtests.test(name):
            check_response(server, client, operation)


def check_response(server: Echo, client: Client, operation: Operation) -> None:
    form = operation.reply
    body = operation.minimal(1)
    body = body[0] if operation.body.sort == "Records" else body

    @few(10)
    @given(sent_records(form.family, form.schema, DEEPEST))
    def check(sent: dict[str, Any]) -> None:
        response = written(form.wrap([sent]))
        server.answer_with = StubResponse(response)
        if operation.method != "GET" and says_no(form, json.loads(response)):
            with pytest.raises(ValidationError):
                operation.call(client, body)
            return
        result = operation.call(client, body)
        record = result.page(1).records[0] if form.sort == "Pages" else result[0] if form.sort == "All" else result
        assert type(record) is model(form.family, form.schema)
        assert record.to_xero() == sent
        check_types(form.family, form.schema, record, sent)

    check()


def check_types(family: str, schema: str, record: Any, sent: dict[str, Any]) -> None:
    """Every field holds the value that was sent, in its type; or nothing, and the value is kept aside."""
    for member in schemas()[family, schema]:
        value, raw = getattr(record, ours(member)), sent.get(member["wire"])
        if value is None:
            assert raw is None or record.extra[member["wire"]] == raw
            continue
        match member["kind"]:
            case {"Record": of}:
                check_types(family, of, value, raw)
            case {"List": {"Record": of}}:
                # One that does not fit, or is null, leaves the list and stands aside.
                fit = [part for at, part in enumerate(raw) if f"{member['wire']}[{at}]" not in record.misfits]
                for part, sent_part in zip(value, fit, strict=True):
                    check_types(family, of, part, sent_part)
            case {"List": _}:
                assert isinstance(value, list)
            case {"Date": _}:
                assert (type(value), value) == (datetime.date, day(raw))
            case {"Instant": _}:
                assert (type(value), value) == (datetime.datetime, moment(raw))
            case "Decimal":
                assert (type(value), value) == (Decimal, Decimal(raw))
            case "Integer":
                assert (type(value), value) == (int, int(raw))
            case "Boolean":
                assert value is (raw is True or str(raw).lower() == "true")
            case _:
                assert value == (raw if isinstance(raw, str) else str(raw))


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"7",
    b"<html></html>",
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b'{"Invoices":[{"Total":1e400}]}',
    b'{"Invoices":[{"Total":%s}]}' % (b"9" * 5000),
    b'{"Invoices":[{"Novel":%s}]}' % (b"9" * 5000),
    b'{"Invoices":[{"Novel":1e999999999}]}',
    b'{"Invoices":[{"Reference":"\\ud800"}]}',
    b'{"Invoices":[{"Novel":"\\udc00\\ud800"}]}',
    b'{"Invoices":[{"\\ud800":1}]}',
    b'{"Invoices":[{"Total":1,"Total":2,"Novel":1,"Novel":2}],"Invoices":[{"Total":3}]}',
    b'{"Invoices":[{"Novel":%s%s}]}' % (b"[" * 150, b"]" * 150),
    b'{"Invoices":[{"Novel":%s%s}]}' % (b"[" * 100_000, b"]" * 100_000),
    b'{"Invoices":[%s{}%s]}' % (b'{"Contact":' * 5000, b"}" * 5000),
    b'{"Invoices":[%s{}%s]}' % (b'{"CreditNotes":[{"Invoice":' * 100, b"}]}" * 100),
    b'{"Invoices":[{"Date":"/Date(99999999999999999999+0000)/","DueDate":"/Date(1+9999)/"}]}',
    b'{"Invoices":[{"_extra":"{","_wire":7,"_meta":{}}]}',
    b'{"Invoices":[null,null]}',
    b'{"Invoices":{"Total":1},"pagination":{"page":-1,"pageCount":99999999999}}',
]

CALLS: list[Callable[[Client], Any]] = [
    lambda client: client.invoices.get(ID),
    lambda client: client.invoices.list().page(1),
    lambda client: client.invoices.create({"Type": "ACCREC", "Contact": {"ContactID": ID}}),
    lambda client: client.invoices.create([{"Type": "ACCREC", "Contact": {"ContactID": ID}}] * 2),
    lambda client: client.invoices.history(ID),
    lambda client: client.files.associations.count(object_ids=[ID]),
    lambda client: client.payroll_nz.employees.list().page(1),
    lambda client: client.projects.projects.list().page(1),
]


def outcome(call: Callable[[Client], Any], client: Client) -> Any:
    try:
        return call(client)
    except XeroError as error:
        return error


def survives(server: Echo, client: Client, body: bytes, status: int) -> None:
    """A response is either read, with all that can be done with it, or a typed error."""
    server.answer_with = StubResponse(body, status=status)
    for call in CALLS:
        result = outcome(call, client)
        if isinstance(result, XeroError):
            assert result.code
            assert json.dumps(result.to_dict())
            continue
        whole = result if isinstance(result, (list, BatchResult)) else getattr(result, "records", [result])
        for record in whole:
            if isinstance(record, Record):
                record.to_xero()
                assert isinstance(record.extra, dict)
                assert repr(record)
            else:
                assert not isinstance(result, BatchResult) or isinstance(record, XeroError)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 500])
@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body[:40]))
def test_a_hostile_response_is_read_or_is_a_typed_error(server: Echo, client: Client, body: bytes, status: int) -> None:
    survives(server, client, body, status)


VALID = b'{"Invoices":[{"Type":"ACCREC","Total":1.50,"Date":"/Date(0)/","LineItems":[{"Quantity":1}],"Novel":[{}]}]}'
replies = st.one_of(
    st.binary(max_size=100),
    st.integers(0, len(VALID)).map(lambda end: VALID[:end]),
    st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)).map(
        lambda at: VALID[: at[0]] + bytes([at[1]]) + VALID[at[0] + 1 :]
    ),
    anything.map(lambda it: written({"Invoices": it}).encode()),
    anything.map(lambda it: written({"Invoices": [{"LineItems": it, "Total": it, "Novel": it}]}).encode()),
    anything.map(lambda it: written({"Elements": it, "ValidationErrors": it, "Message": it}).encode()),
)


@few(60)
@given(replies, st.sampled_from([200, 201, 204, 400, 403, 503]))
def test_any_response_is_read_or_is_a_typed_error(server: Echo, client: Client, body: bytes, status: int) -> None:
    survives(server, client, body, status)


# What no field and no parameter of a kind takes.

WRONG: dict[str, list[Any]] = {
    "Text": [7, 1.5, True, [], {}, b"bytes", object()],
    "Id": ["", "INV-1", 7, True, [], {}, b"bytes", f"{ID}0"],
    "Enumeration": ["no such value", 7, [], {}],
    "Boolean": ["true", 1, 0, [], {}, "yes"],
    "Integer": [1.5, "1", True, [], {}, 2**64, float("nan"), Decimal("1.5")],
    "Decimal": [
        "",
        "much",
        "1,5",
        True,
        [],
        {},
        float("nan"),
        float("inf"),
        0.1 + 0.2,
        Decimal("NaN"),
        Decimal("sNaN"),
    ],
    "Date": ["", "soon", 7, [], {}, "2026-02-30", NAIVE, datetime.time(1)],
    "Instant": ["", "soon", 7, [], {}, "2026-01-31T10:30:00", NAIVE, datetime.timedelta(1)],
    "Record": ["text", 7, [], True, [{}]],
    "List": ["text", 7, {}, True, {"a": 1}],
    "Filter": [7, True, [], {}],
    "Ids": [7, [], [7], ["no id"], {}, [ID, None], [f"{ID},"]],
    "Texts": [7, [], [7], [""], ["a,b"], {}],
    "Enumerations": [7, [], ["no such value"], {}],
}


def sort_of(kind: Any) -> str:
    return kind if isinstance(kind, str) else next(iter(kind))


def one_member_of_each_kind() -> dict[str, tuple[Operation, dict[str, Any]]]:
    """A field of each kind with an operation that takes it. Every field of every operation is tried in Rust."""
    found: dict[str, tuple[Operation, dict[str, Any]]] = {}
    for operation in filter(takes_records, operations().values()):
        for member in schemas()[operation.body.family, operation.body.schema]:
            if not member["read_only"]:
                found.setdefault(sort_of(member["kind"]), (operation, member))
    return found


def test_a_field_of_the_wrong_type_is_refused_and_nothing_is_sent(
    server: Echo, client: Client, subtests: pytest.Subtests
) -> None:
    for kind, (operation, member) in one_member_of_each_kind().items():
        fitting = operation.minimal(1)
        fitting = fitting[0] if operation.body.sort == "Records" else fitting
        others = {name: value for name, value in fitting.items() if name != member["wire"]}
        for name in (member["wire"], ours(member)):
            for wrong in WRONG[kind]:
                with subtests.test(f"{kind}: {operation.name}, {name}: {wrong!r}"):
                    server.requests.clear()
                    with pytest.raises(ArgumentError) as refused:
                        operation.call(client, {**others, name: wrong})
                    assert refused.value.message
                    assert server.requests == []


def one_parameter_of_each_kind() -> dict[str, tuple[Operation, dict[str, Any]]]:
    """A parameter of each kind and place with an operation that takes it."""
    found: dict[str, tuple[Operation, dict[str, Any]]] = {}
    for operation in operations().values():
        for parameter in operation.parameters:
            if operation.reply.sort != "Pages" or parameter["name"] != "page":
                where = f"{sort_of(parameter['value'])} in {parameter['place']}"
                found.setdefault(where, (operation, parameter))
    return found


def test_an_argument_of_the_wrong_type_is_refused_and_nothing_is_sent(
    server: Echo, client: Client, subtests: pytest.Subtests
) -> None:
    for where, (operation, parameter) in one_parameter_of_each_kind().items():
        for wrong in WRONG[sort_of(parameter["value"])]:
            with subtests.test(f"{where}: {operation.name}, {parameter['name']}: {wrong!r}"):
                server.requests.clear()
                with pytest.raises(ArgumentError):
                    called_wrongly(client, operation, parameter, wrong, operation.minimal(1))
                assert server.requests == []


def called_wrongly(client: Client, operation: Operation, parameter: dict[str, Any], wrong: Any, body: Any) -> None:
    """Calls with one wrong argument; a list is asked for its first page."""
    path, others = operation.needed
    if parameter["place"] == "Path":
        names = [it["name"] for it in operation.parameters if it["place"] == "Path"]
        path[names.index(parameter["name"])] = wrong
    else:
        others[ours(parameter)] = wrong
    content: dict[str, list[Any]] = {"None": [], "Fixed": [], "Form": ["a.txt", b"text"], "Bytes": [b"text"]}
    result = operation.of(client)(*path, *content.get(operation.body.sort, [body]), **others)
    if operation.reply.sort == "Pages":
        result.page(1)


def test_fields_that_the_tests_know_are_those_of_the_models() -> None:
    for (family, schema), members in schemas().items():
        names = {name for name in model(family, schema).__struct_fields__ if not re.match("_", name)}
        assert names == {ours(member) for member in members}, f"{family}.{schema}"
    assert {it["name"] for it in Client.operations()} == set(operations())


def test_uuids_are_taken_as_they_are(server: Echo, client: Client) -> None:
    server.answer_with = StubResponse({"Invoices": [{"InvoiceID": ID}]})
    assert client.invoices.get(UUID(ID)).invoice_id == ID
