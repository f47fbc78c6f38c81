"""Bad input: a typed error with a hint, and nothing sent."""

from __future__ import annotations

import datetime
import inspect
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from helpers import name_of_case
from xero_m2m import (
    ApiError,
    ArgumentError,
    AsyncClient,
    Client,
    ClosedError,
    ConfigError,
    XeroError,
)
from xero_m2m.models.accounting import Contact, Invoice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from xero_m2m import DemoCompany

ID = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"client_id": "only-the-id"},
        {"client_secret": "only-the-secret"},
        {"client_id": "", "client_secret": "s"},
        {"client_id": "i", "client_secret": ""},
        {"client_id": "i", "client_secret": "two\nlines"},
        {"client_id": "i", "client_secret": b"bytes"},
        {"client_id": 7, "client_secret": "s"},
        {"client_id": "i", "client_secret": "s", "profile": "nobody"},
        {"client_id": "i", "client_secret": "s", "base_url": "http://api.example.com"},
        {"client_id": "i", "client_secret": "s", "token_url": "http://identity.example.com/connect/token"},
        {"client_id": "i", "client_secret": "s", "proxy": "not a proxy"},
        {"client_id": "i", "client_secret": "s", "ca_file": "/nowhere/ca.pem"},
        {"client_id": "i", "client_secret": "s", "ca_file": __file__},
        {"client_id": "i", "client_secret": "s", "client_certificate": ("cert.pem", "key.pem")},
        {"client_id": "i", "client_secret": "s", "timeout": -1},
        {"client_id": "i", "client_secret": "s", "timeout": "soon"},
        {"client_id": "i", "client_secret": "s", "scopes": ["two words"]},
        {"client_id": "i", "client_secret": "s", "token_cache": "elsewhere"},
        {"client_id": "i", "client_secret": "s", "app": "acme\r\nX-Evil: 1"},
    ],
    ids=name_of_case,
)
def test_a_client_that_cannot_be_made_says_why(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as refused:
        Client(**options)
    assert refused.value.hint
    assert refused.value.code == "config"


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XERO_CLIENT_ID", "i")
    monkeypatch.setenv("XERO_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(ConfigError, match="secret") as refused:
        Client()
    assert refused.value.hint


def test_a_secret_file_is_read_without_its_last_newline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo: DemoCompany
) -> None:
    (tmp_path / "secret").write_text(demo.client_secret + "\n")
    monkeypatch.setenv("XERO_CLIENT_ID", demo.client_id)
    monkeypatch.setenv("XERO_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    with Client(base_url=demo.base_url, token_url=demo.token_url) as xero:
        assert xero.organisation.get().name


def test_options_that_json_cannot_say_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"^deadline: NaN is not a number\n"):
        Client(client_id="i", client_secret="s", deadline=float("nan"))


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_that_is_made_in_a_wrong_way_says_how(kind: Any) -> None:
    with pytest.raises(TypeError, match=rf"^{kind.__name__}\(\) takes keyword arguments only\nhint: {kind.__name__}\("):
        kind("an-id", "a-secret")
    with pytest.raises(ArgumentError) as refused:
        kind(clientid="an-id", client_secret="a-secret")
    assert str(refused.value) == f"{kind.__name__}() has no option 'clientid'\nhint: did you mean client_id?"
    with pytest.raises(ArgumentError) as refused:
        kind(zzz=42)
    assert "client_secret" in (refused.value.hint or "")
    assert next(iter(inspect.signature(kind).parameters)) == "client_id"


def test_the_frames_of_a_wrongly_made_client_hold_no_secret() -> None:
    with pytest.raises(TypeError) as refused:
        Client("an-id", "canary-secret")  # type: ignore[call-arg, misc]  # pyright: ignore
    frames = [frame.frame for frame in refused.traceback if "xero_m2m" in str(frame.path)]
    assert frames
    assert not any("canary-secret" in repr(frame.f_locals) for frame in frames)


def test_a_class_of_ones_own_may_take_more(demo: DemoCompany) -> None:
    class Mine(Client):
        def __init__(self, shop: str, **options: Any) -> None:
            self.shop = shop
            super().__init__(**options)

    given = {name: getattr(demo, name) for name in ("client_id", "client_secret", "base_url", "token_url")}
    with Mine("corner", **given) as xero:
        assert xero.organisation.get().name
        assert xero.shop == "corner"


async def test_the_other_kind_of_client_says_which_words_are_meant(demo: DemoCompany) -> None:
    with demo.client() as xero, pytest.raises(TypeError, match="write `with`"):
        async with xero:  # type: ignore[attr-defined]  # pyright: ignore
            pass
    async with demo.async_client() as awaited:
        with pytest.raises(TypeError, match="write `async with`"), awaited:  # type: ignore[attr-defined]  # pyright: ignore
            pass


@pytest.mark.parametrize(
    "bad", [7, b"bytes", "", "a/b", "..", ".", "nul\0", "cr\r\nlf", "\ud800", ["list"], object()], ids=name_of_case
)
def test_an_id_that_no_record_can_have_is_refused(demo: DemoCompany, bad: Any) -> None:
    with demo.client() as xero:
        for get in (xero.contacts.get, xero.invoices.get):
            with pytest.raises(ArgumentError) as refused:
                get(bad)
            assert refused.value.hint
    assert demo.journal.requests == []


def test_an_empty_list_of_ids_and_odd_ids_in_a_list_are_refused(demo: DemoCompany) -> None:
    with demo.client() as xero:
        for bad in ([], [7], [b"x"], [""], ["a,b"], 7):
            with pytest.raises(ArgumentError):
                xero.invoices.list(ids=bad).page(1)  # type: ignore[arg-type]
    assert demo.journal.requests == []


def cycle() -> list[Any]:
    ring: list[Any] = []
    ring.append(ring)
    return ring


@pytest.mark.parametrize(
    "body",
    [
        {"type": object()},
        {"type": b"ACCREC"},
        {"type": float("nan")},
        {"type": float("inf")},
        {"line_items": cycle()},
        {"type": "\ud800"},
        {"due_date": datetime.timedelta(days=1)},
        {"nonsense_member": 1},
        "text",
        7,
    ],
    ids=lambda body: name_of_case(body)[:30],
)
def test_a_body_that_cannot_be_sent_is_refused(demo: DemoCompany, body: Any) -> None:
    with demo.client() as xero, pytest.raises(ArgumentError) as refused:
        xero.invoices.create(body)
    assert refused.value.hint
    assert demo.journal.requests == []


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"type": "ACREC", "contact": {"name": "a"}}, "type"),
        ({"type": "ACCREC", "contact": {"name": "a"}, "line_items": [{"quantity": "many"}]}, "line_items[0].quantity"),
        ({"type": "ACCREC", "contact": {"contact_id": "no-id"}}, "contact.contact_id"),
        ({"type": "ACCREC"}, "contact"),
        ({"type": "ACCREC", "contact": {"name": "a"}, "due_date": "soon"}, "due_date"),
        ({"type": "ACCREC", "contact": "Acme"}, "contact"),
        ({"type": "ACCREC", "contact": {"name": "a"}, "line_items": {}}, "line_items"),
        ({"type": "ACCREC", "contact": {"name": "a"}, "refrence": "R"}, "refrence"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_the_field_that_is_wrong_is_named(demo: DemoCompany, record: dict[str, Any], words: str) -> None:
    with demo.client() as xero:
        for body, path in ((record, words), ([{**record, "type": "ACCREC", "contact": {"name": "a"}}, record], words)):
            with pytest.raises(ArgumentError) as refused:
                xero.invoices.create(body)
            assert path in refused.value.message
            assert refused.value.hint
    assert demo.journal.requests == []


def test_arguments_of_the_wrong_kind_are_refused(demo: DemoCompany) -> None:
    naive = datetime.datetime(2026, 1, 31, 10)  # noqa: DTZ001
    with demo.client() as xero:
        wrong: list[dict[str, Any]] = [
            {"modified_since": naive},
            {"modified_since": "yesterday"},
            {"modified_since": 1704067200},
            {"statuses": ["PAYED"]},
            {"statuses": [7]},
            {"ids": ["no-id"]},
            {"page_size": "all"},
            {"page_size": 2.5},
            {"include_archived": "yes"},
            {"where": 7},
            {"order": ["Date"]},
        ]
        for arguments in wrong:
            with pytest.raises(ArgumentError) as refused:
                xero.invoices.list(**arguments).page()
            assert next(iter(arguments)) in refused.value.message, arguments
            with pytest.raises(ArgumentError):
                next(iter(xero.invoices.list(**arguments)))
        with pytest.raises(ArgumentError):
            xero.accounts.get("200")
        with pytest.raises(ArgumentError):
            xero.reports.balance_sheet(date="31/01/2026")
    assert demo.journal.requests == []


def test_instants_are_understood_with_their_zone(demo: DemoCompany) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=13))
    with demo.client() as xero:
        for instant in (datetime.datetime(2026, 2, 1, 1, tzinfo=zone), "2026-01-31T12:00:00Z"):
            xero.invoices.list(modified_since=instant).page()
        xero.invoices.list(modified_since=datetime.date(2026, 1, 31)).page()
    sent = [asked["if_modified_since"] for asked in demo.journal.requests if asked["if_modified_since"]]
    assert sent == ["2026-01-31T12:00:00", "2026-01-31T12:00:00", "2026-01-31T00:00:00"]


def test_what_is_missing_is_refused(demo: DemoCompany) -> None:
    with demo.client() as xero:
        nothing: Any = None
        for call in (
            lambda: xero.contacts.get(nothing),
            lambda: xero.invoices.create(nothing),
            lambda: xero.invoices.create([nothing]),
            lambda: xero.invoices.create([]),
        ):
            with pytest.raises(ArgumentError):
                call()
    assert demo.journal.requests == []


async def test_awaited_calls_refuse_the_same_and_never_before_the_await(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        call = xero.contacts.get("a/b")
        with pytest.raises(ArgumentError):
            await call
        creation = xero.invoices.create({"type": object()})
        with pytest.raises(ArgumentError):
            await creation
    assert demo.journal.requests == []


def test_a_closed_client_sends_nothing(demo: DemoCompany) -> None:
    xero = demo.client()
    xero.close()
    xero.close()
    assert xero.closed
    assert "closed" in repr(xero)
    for call in (xero.organisation.get, xero.auth.token, lambda: xero.raw.get("/Organisation")):
        with pytest.raises(ClosedError) as refused:
            call()
        assert refused.value.hint
    assert demo.journal.requests == []


async def test_a_closed_awaited_client_sends_nothing(demo: DemoCompany) -> None:
    async with demo.async_client() as xero:
        pass
    assert xero.closed
    with pytest.raises(ClosedError):
        await xero.organisation.get()
    assert demo.journal.requests == []


def test_a_clone_and_its_origin_close_each_by_itself(demo: DemoCompany) -> None:
    xero = demo.client()
    clone = xero.with_options(timeout=5)
    xero.close()
    assert xero.closed
    assert not clone.closed
    assert clone.organisation.get().name
    clone.close()
    with pytest.raises(ClosedError):
        clone.organisation.get()


def test_a_raw_path_stays_on_the_api(demo: DemoCompany) -> None:
    with demo.client() as xero:
        for path in ("http://example.com/x", "//example.com/x", "Invoices", "/../../connect/token", "/a\r\nb", "/a\0"):
            with pytest.raises(XeroError) as refused:
                xero.raw.get(path)
            assert not isinstance(refused.value, ApiError)
    assert demo.journal.requests == []


def test_records_with_fields_of_odd_types_are_refused_by_name(demo: DemoCompany) -> None:
    invoice = Invoice(type="ACCREC", contact=Contact(contact_id=ID))
    invoice.due_date = object()  # type: ignore[assignment]
    with demo.client() as xero, pytest.raises(ArgumentError, match="due_date: object is not a value"):
        xero.invoices.create(invoice)


@pytest.mark.parametrize("options", [[], "", 0, [("timeout", 5)]], ids=name_of_case)
def test_options_that_are_none_are_refused(demo: DemoCompany, options: Any) -> None:
    with demo.client() as xero:
        for call in (xero.organisation.get, partial(xero.raw.get, "/Organisation"), xero.invoices.list):
            with pytest.raises(ArgumentError, match="options are not a mapping"):
                call(options=options)
    assert demo.journal.api_requests == 0


def test_a_duration_has_a_number_of_seconds(demo: DemoCompany) -> None:
    with demo.client() as xero, pytest.raises(ArgumentError, match=r"total_seconds\(\)"):
        xero.organisation.get(options={"timeout": datetime.timedelta(seconds=5)})  # type: ignore[typeddict-item]  # pyright: ignore


def test_names_of_a_raw_call_that_are_not_text_are_refused(demo: DemoCompany) -> None:
    with demo.client() as xero:
        for name in ("params", "headers"):
            with pytest.raises(ArgumentError, match=f"{name} has a name that is not text"):
                xero.raw.get("/Organisation", **{name: {b"x": "1"}})  # type: ignore[arg-type]  # pyright: ignore
    assert demo.journal.api_requests == 0


async def test_what_was_not_awaited_is_refused_with_what_to_do(demo: DemoCompany) -> None:
    async def records() -> AsyncIterator[dict[str, str]]:
        yield {"name": "Ada"}

    async with demo.async_client() as xero:
        unawaited = xero.contacts.get(ID)
        with pytest.raises(ArgumentError, match="coroutine is not a record\nhint: await it"):
            await xero.contacts.create(unawaited)  # type: ignore[call-overload]  # pyright: ignore
        unawaited.close()
        for body in (records(), {"name": "Ada", "phones": records()}):
            with pytest.raises(ArgumentError, match=r"async_generator is not a (record|list)(.|\n)+give a list: \["):
                await xero.contacts.create(body)  # type: ignore[call-overload]  # pyright: ignore
    assert demo.journal.api_requests == 0
