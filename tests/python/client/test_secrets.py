"""No secret and no token in anything that can be shown, stored or logged."""

from __future__ import annotations

import base64
import copy
import html
import json
import logging
import pickle
import traceback
import urllib.parse
from typing import TYPE_CHECKING, Any

import pytest

from canaries import CANARY, library_frames
from helpers import unlimited
from stub_server import StubRequest, StubResponse, StubServer
from xero_m2m import AsyncClient, Client, ConfigError, XeroError
from xero_m2m._options import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from xero_m2m import DemoCompany


def shown(value: Any) -> str:
    """Everything that a curious program can get out of a value without asking for a secret."""
    texts = [repr(value), str(value), f"{value}", f"{value!s:>10}"]
    texts += [repr(vars(value))] if hasattr(value, "__dict__") else []
    texts += [value._repr_html_()] if hasattr(value, "_repr_html_") else []
    texts += [repr(getattr(value, name, None)) for name in dir(value) if not name.startswith("_")]
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        try:
            texts.append(repr(store(value)))
        except TypeError as refused:
            texts.append(str(refused))
    return "\n".join(texts)


def local_values(error: BaseException) -> str:
    """The locals of this library's frames, of which there must be some."""
    seen = library_frames(error)
    assert len(seen) > 1
    return "\n".join(seen)


def test_a_client_shows_no_secret() -> None:
    for kind in (Client, AsyncClient):
        client = kind(client_id="some-id", client_secret=CANARY)
        assert "some-id" in repr(client)
        assert "\n" not in repr(client)
        assert CANARY not in shown(client)
        with pytest.raises(TypeError, match="secret"):
            pickle.dumps(client)


def test_the_wrapper_of_the_secret_shows_nothing() -> None:
    assert CANARY not in shown(Secret(CANARY))
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))


def test_a_demo_companys_client_shows_neither_secret_nor_token(demo: DemoCompany) -> None:
    with demo.client() as xero:
        token = xero.auth.token()
        value = token.reveal()
        assert len(value) > 20
        reply = xero.raw.get("/Organisation")
        for thing in (xero, xero.auth, xero.raw, token, reply, xero.organisation, xero.organisation.get()):
            assert demo.client_secret not in shown(thing), thing
            assert value not in shown(thing), thing
        with pytest.raises(TypeError):
            vars(token)
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(token)


@pytest.mark.parametrize(
    "options",
    [
        {"client_secret": CANARY + "\n"},
        {"client_secret": CANARY.encode()},
        {"client_secret": [CANARY]},
        {"client_secret": CANARY + "\ud800"},
        {"client_secret": CANARY, "client_id": object()},
        {"client_secret": CANARY, "timeout": -1},
        {"client_secret": CANARY, "scopes": object()},
        {"client_secret": CANARY, "ca_file": object()},
    ],
    ids=lambda options: ", ".join(options),
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_that_cannot_be_made_keeps_the_secret_to_itself(kind: Any, options: dict[str, Any]) -> None:
    with pytest.raises((XeroError, TypeError)) as refused:
        kind(**{"client_id": "i", **options})
    assert CANARY not in local_values(refused.value)
    if isinstance(refused.value, XeroError):
        assert CANARY not in shown(refused.value)


def test_a_secret_of_the_environment_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XERO_CLIENT_ID", "i")
    monkeypatch.setenv("XERO_CLIENT_SECRET", CANARY + "\n")
    with pytest.raises(ConfigError) as refused:
        Client()
    assert CANARY not in local_values(refused.value)
    monkeypatch.setenv("XERO_CLIENT_SECRET", CANARY)
    assert CANARY not in shown(Client())


def test_failed_calls_keep_secret_and_token_to_themselves(demo: DemoCompany, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), demo.client() as xero:
        token = xero.auth.token().reveal()
        wrong = demo.client(client_secret=CANARY)
        no_scope = demo.client(scopes=["accounting.nothing.read"])
        demo.faults.add("GET /Accounts", status=500, body="out of order", times=None)
        failing: list[Callable[[], object]] = [
            wrong.organisation.get,
            no_scope.organisation.get,
            lambda: xero.invoices.get("nothing"),
            lambda: xero.accounts.list(options={"retry": 1}).collect(),
            lambda: xero.contacts.get("a/b"),
        ]
        errors = []
        for call in failing:
            with pytest.raises(XeroError) as failed:
                call()
            errors.append(failed.value)
        for error in errors:
            for text in (local_values(error), shown(error), repr(error.to_dict())):
                assert CANARY not in text
                assert demo.client_secret not in text
                assert token not in text
    assert CANARY not in caplog.text
    assert demo.client_secret not in caplog.text
    assert token not in caplog.text


def test_a_change_of_the_environment_does_not_reach_a_client(
    monkeypatch: pytest.MonkeyPatch, demo: DemoCompany
) -> None:
    monkeypatch.setenv("XERO_CLIENT_ID", demo.client_id)
    monkeypatch.setenv("XERO_CLIENT_SECRET", demo.client_secret)
    with Client(base_url=demo.base_url, token_url=demo.token_url) as xero:
        monkeypatch.setenv("XERO_CLIENT_SECRET", CANARY)
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        assert xero.organisation.get().name
        demo.revoke_tokens()
        assert xero.organisation.get().name


class TestACallable:
    def test_gives_the_secret_whenever_a_token_is_due(self, demo: DemoCompany) -> None:
        asked: list[int] = []

        def secret() -> str:
            asked.append(1)
            return demo.client_secret

        with demo.client(client_secret=secret, **unlimited()) as xero:
            assert xero.organisation.get().name
            assert xero.organisation.get().name
            assert len(asked) == 1
            demo.revoke_tokens()
            assert xero.organisation.get().name
            assert len(asked) == 2
            assert demo.client_secret not in shown(xero)

    async def test_may_be_awaitable(self, demo: DemoCompany) -> None:
        async def secret() -> str:
            return demo.client_secret

        async with demo.async_client(client_secret=secret) as xero:  # type: ignore[arg-type]
            assert (await xero.organisation.get()).name

    async def test_may_be_plain_for_awaited_calls(self, demo: DemoCompany) -> None:
        async with demo.async_client(client_secret=lambda: demo.client_secret) as xero:
            assert (await xero.organisation.get()).name

    @pytest.mark.parametrize(
        "value", [CANARY.encode(), None, CANARY + "\n", ""], ids=["bytes", "None", "line", "empty"]
    )
    def test_that_gives_no_usable_secret_is_an_error_without_it(self, demo: DemoCompany, value: Any) -> None:
        with demo.client(client_secret=lambda: value) as xero, pytest.raises(ConfigError) as refused:
            xero.organisation.get()
        assert CANARY not in local_values(refused.value)
        assert CANARY not in shown(refused.value)
        assert demo.journal.requests == []

    def test_that_fails_raises_its_own_error(self, demo: DemoCompany) -> None:
        def secret() -> str:
            raise LookupError("the vault is closed")

        with demo.client(client_secret=secret) as xero, pytest.raises(LookupError, match="vault"):
            xero.organisation.get()


def test_one_source_that_hides_another_is_warned_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XERO_CLIENT_ID", "environment")
    monkeypatch.setenv("XERO_CLIENT_SECRET", CANARY)
    Client(client_id="explicit", client_secret="s")
    loggers = [record.name for record in caplog.records if record.levelno >= logging.WARNING]
    assert loggers == ["xero_m2m"]
    assert "XERO_CLIENT_ID" in caplog.text
    assert CANARY not in caplog.text


class Echoing(StubServer):
    """Returns what it was sent, in its headers too: as a page, as a refusal, and as a token endpoint's refusal."""

    def __init__(self, at: str, status: int, spelled: Callable[[str], str]) -> None:
        super().__init__()
        self.at, self.status, self.spelled = at, status, spelled

    def answer(self, request: StubRequest) -> StubResponse:
        if request.path == "/connect/token" and not request.path.startswith(self.at):
            return StubResponse({"access_token": ODD_TOKEN, "token_type": "Bearer"})
        sent = request.headers["authorization"].split()[1]
        echo = f"you sent {self.spelled(sent)} and {self.spelled(ODD_SECRET)}"
        body = {
            "error": "invalid_client",
            "error_description": echo,
            "Message": echo,
            "Type": "PostDataInvalidException",
        }
        whole = f"<html>{echo}" if self.status == 200 else json.dumps(body)
        return StubResponse(whole, self.status, headers={"Xero-Correlation-Id": echo, "X-Echo": echo})


ODD_SECRET = f"{CANARY}/with+odd=chars&40"
ODD_TOKEN = "canary.token/with+odd=chars.e5d0a1"
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "form-encoded": urllib.parse.quote_plus,
    "percent-encoded": urllib.parse.quote,
    "JSON": lambda text: text.replace("/", "\\/"),
    "numbers": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text),
    "HTML": html.escape,
}


@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize(("at", "status"), [("/api", 200), ("/api", 400), ("/api", 500), ("/connect", 400)])
def test_what_a_server_echoes_is_shown_nowhere(
    at: str, status: int, spelled: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    credentials = base64.b64encode(f"i:{urllib.parse.quote_plus(ODD_SECRET)}".encode()).decode()
    forms = {form for text in (ODD_SECRET, ODD_TOKEN, credentials) for form in (text, spelled(text))}
    reported: list[object] = []
    options: dict[str, Any] = {"client_secret": ODD_SECRET, "retry": 1, "on_event": reported.append}
    with caplog.at_level(logging.DEBUG), Echoing(at, status, spelled) as server, server.client(**options) as xero:
        with pytest.raises(XeroError) as failed:
            xero.organisation.get()
        headers = xero.raw.get("/Organisation").headers if (at, status) == ("/api", 200) else {}
    error = failed.value
    assert "***" in str(error)
    seen = [shown(error), local_values(error), str(error.to_dict()), repr(headers), repr(reported), caplog.text]
    for text in [*seen, pickle.dumps(error).decode("latin-1"), "".join(traceback.format_exception(error))]:
        assert not [form for form in forms if form in text or form in text.replace("\\\\", "\\")]
