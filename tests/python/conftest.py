"""What all tests share: a demo company, and an environment without credentials."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from canaries import pytest_configure  # noqa: F401
from xero_m2m import DemoCompany

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peer_client import PeerClient
    from xero_m2m import Client


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("XERO_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def demo() -> Iterator[DemoCompany]:
    with DemoCompany() as company:
        yield company


@pytest.fixture
def client(demo: DemoCompany) -> Iterator[Client]:
    with demo.client() as xero:
        yield xero


@pytest.fixture(scope="module")
def company() -> Iterator[DemoCompany]:
    """The company that Xero's own library has a day with."""
    with DemoCompany(tls=True, limits=False, clock="2026-11-23T09:00:00Z") as company:
        # As a connection of before 29 April 2026 has them, which alone reads journals, receipts and expense claims.
        older = ["accounting.journals.read", "accounting.transactions"]
        company.connection(scopes=[*company.connection()["scopes"], *older])
        yield company


@pytest.fixture(scope="module")
def peer_client(company: DemoCompany) -> PeerClient:
    # Its import takes a second, which only its own tests should wait for.
    from peer_client import PeerClient

    return PeerClient(company)
