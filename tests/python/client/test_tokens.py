"""Tokens where Python has a part in them: a loop that is busy elsewhere, and secrets that are replaced."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from helpers import unlimited, wait_until_async
from stub_server import StubRequest, StubResponse, StubServer
from xero_m2m import DemoCompany, TokenEvent

if TYPE_CHECKING:
    from xero_m2m.events import Event


class SlowEndpoint(StubServer):
    """Gives tokens that age fast, all but the first after a second."""

    tokens = 0

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.has_renewed = threading.Event()

    def answer(self, request: StubRequest) -> StubResponse:
        if request.path != "/connect/token":
            return super().answer(request)
        self.tokens += 1
        if self.tokens > 1:
            time.sleep(1)
            self.has_renewed.set()
        # Renewed ahead of need from its fifth second on, and of no use from its tenth.
        return StubResponse({"access_token": f"t{self.tokens}", "expires_in": 20, "token_type": "Bearer", "scope": "a"})


async def test_a_renewal_goes_on_while_the_loop_is_blocked() -> None:
    reported: list[Event] = []
    with SlowEndpoint(reply=lambda _: {"Organisations": [{"Name": "Acme"}]}) as server:
        async with server.async_client(on_event=reported.append) as xero:

            async def is_renewing() -> bool:
                await xero.organisation.get()
                return server.tokens == 2

            await wait_until_async(is_renewing)
            # The loop stands still until the renewal's response is sent, and for the moment that its way takes.
            assert server.has_renewed.wait(20)
            time.sleep(1)  # noqa: ASYNC251
            await xero.organisation.get()
            assert server.requests[-1].headers["authorization"] == "Bearer t2"
    tokens = [event for event in reported if isinstance(event, TokenEvent)]
    assert [(event.outcome, event.early) for event in tokens] == [("fetched", False), ("fetched", True)]


def test_a_secret_that_is_replaced_is_used_at_the_next_fetch_and_the_old_token_serves_on() -> None:
    with DemoCompany(limits=False) as demo:
        secret = demo.client_secret
        with demo.client(client_secret=lambda: secret, **unlimited()) as xero:
            assert xero.organisation.get().name
            secret = "not-the-right-one-any-more"
            assert xero.organisation.get().name
            assert demo.journal.token_requests == 1
            demo.revoke_tokens()
            secret = demo.client_secret
            assert xero.organisation.get().name
            assert demo.journal.token_requests == 2


class Ageing(StubServer):
    """Gives tokens that are due for renewal by the time that a response comes."""

    def answer(self, request: StubRequest) -> StubResponse:
        if request.path == "/connect/token":
            return StubResponse({"access_token": "t", "expires_in": 4, "token_type": "Bearer", "scope": "a"})
        time.sleep(1.5)
        return super().answer(request)


def saved(_: StubRequest) -> Any:
    return {"Contacts": [{"Name": "Kept Ltd"}]}


async def test_an_awaited_response_does_not_wait_for_the_next_secret() -> None:
    asked: list[int] = []
    vault = asyncio.Event()

    async def secret() -> str:
        asked.append(1)
        if len(asked) > 1:
            await vault.wait()
        return "s-of-a-stub-server"

    with Ageing(reply=saved) as server:
        async with server.async_client(client_secret=secret) as xero:
            contact = await asyncio.wait_for(xero.contacts.create({"Name": "Kept Ltd"}), 20)
            assert contact.name == "Kept Ltd"
            assert xero._native.wants_secret
            await wait_until_async(lambda: len(asked) == 2)
            # A second response asks for no second secret meanwhile.
            await asyncio.wait_for(xero.rate_limits(), 20)
            await asyncio.sleep(0)
            assert len(asked) == 2
            vault.set()
            await wait_until_async(lambda: not xero._native.wants_secret)


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


async def test_a_secret_that_cannot_be_renewed_yet_is_logged_and_fails_no_call(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[int] = []

    async def secret() -> str:
        asked.append(1)
        if len(asked) > 1:
            raise LookupError("the vault is closed")
        return "s-of-a-stub-server"

    with Ageing(reply=saved) as server:
        async with server.async_client(client_secret=secret) as xero:
            assert (await xero.contacts.create({"Name": "Kept Ltd"})).name
            await wait_until_async(lambda: warnings_of(caplog))
    assert warnings_of(caplog) == ["client_secret could not be renewed yet: LookupError"]


def test_an_interrupt_while_the_next_secret_is_fetched_says_that_the_write_was_done() -> None:
    asked: list[int] = []

    def secret() -> str:
        asked.append(1)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return "s-of-a-stub-server"

    with Ageing(reply=saved) as server, server.client(client_secret=secret) as xero:
        with pytest.raises(KeyboardInterrupt) as gone:
            xero.contacts.create({"Name": "Kept Ltd"}, options={"idempotency_key": "key-7"})
        error: Any = gone.value
        assert (error.outcome, error.idempotency_key) == ("done", "key-7")


def test_an_interrupt_while_the_first_secret_is_fetched_says_that_nothing_was_sent() -> None:
    def secret() -> str:
        raise KeyboardInterrupt

    with StubServer() as server, server.client(client_secret=secret) as xero:
        with pytest.raises(KeyboardInterrupt) as gone:
            xero.contacts.create({"Name": "Kept Ltd"}, options={"idempotency_key": "key-8"})
        error: Any = gone.value
        assert (error.outcome, error.idempotency_key, error.operation) == ("not_sent", "key-8", "contacts.create")
        assert server.requests == []
