"""The demo company from Python: its clock, faults, limits, journal and records."""

from __future__ import annotations

import datetime
import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

from helpers import wait_until
from xero_m2m import ArgumentError, ConnectError, CustomConnectionInactiveError, DemoCompany, NotFoundError, ServerError


def test_its_client_needs_no_arguments() -> None:
    with DemoCompany() as demo, demo.client() as xero:
        assert xero.organisation.get().name
        assert demo.base_url.startswith("http://127.0.0.1:")
        assert demo.client_secret not in repr(demo)
        assert "\n" not in repr(demo)


def test_two_companies_live_side_by_side() -> None:
    with DemoCompany(region="NZ") as one, DemoCompany(region="AU") as other:
        assert one.base_url != other.base_url
        with one.client() as first, other.client() as second:
            assert first.organisation.get().country_code == "NZ"
            assert second.organisation.get().country_code == "AU"


def test_its_clock_can_be_set_and_moved(demo: DemoCompany) -> None:
    demo.clock.set("2026-11-23T10:00:00Z")
    before = demo.clock.now
    assert before == datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.timezone.utc)
    demo.clock.advance(datetime.timedelta(hours=1))
    demo.clock.advance(60)
    assert demo.clock.now - before >= datetime.timedelta(minutes=61)
    demo.clock.set(datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc))
    assert demo.clock.now.year == 2027


def test_its_clock_can_stand_still_and_run_faster() -> None:
    with DemoCompany(clock="2026-11-23T10:00:00Z", clock_speed=0) as demo:
        before = demo.clock.now
        assert before == datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.timezone.utc)
        assert demo.clock.speed == 0
        demo.clock.speed = 1000
        wait_until(lambda: demo.clock.now - before >= datetime.timedelta(seconds=20))
        demo.clock.speed = 0
        assert demo.clock.now - before >= datetime.timedelta(seconds=20)


def test_faults_come_and_go(demo: DemoCompany) -> None:
    with demo.client(retry=1) as xero:
        demo.faults.add("GET /Organisation", status=500, times=None)
        with pytest.raises(ServerError):
            xero.organisation.get()
        assert demo.faults.hits == [1]
        demo.faults.clear()
        assert demo.faults.hits == []
        assert xero.organisation.get().name


def hits_of(seed: int) -> list[bool]:
    """Which of twenty calls a fault of this seed hits."""
    hits: list[bool] = []
    with DemoCompany() as demo, demo.client() as xero:
        demo.faults.add("GET /Organisation", status=404, times=None, probability=0.5, seed=seed)
        for _ in range(20):
            try:
                xero.organisation.get()
                hits.append(False)
            except NotFoundError:
                hits.append(True)
    return hits


def test_faults_by_chance_are_the_same_for_the_same_seed() -> None:
    first = hits_of(7)
    assert set(first) == {True, False}
    assert hits_of(7) == first
    assert hits_of(8) != first


def test_a_minute_can_be_the_clocks_own() -> None:
    limits: dict[str, bool | int | str | None] = {"window": "fixed", "per_minute": 30, "per_day": None}
    with DemoCompany(clock="2026-11-23T10:00:50Z", clock_speed=0, limits=limits) as demo, demo.client() as xero:
        xero.organisation.get()
        state = demo.limits.state
        assert (state["window"], state["minute_remaining"], state["day_remaining"]) == ("fixed", 29, None)
        assert state["refused"] == {"concurrent": 0, "minute": 0, "app_minute": 0, "day": 0}
        assert state["most_in_flight"] == 1
        demo.clock.advance(10)
        assert demo.limits.set(window="sliding")["minute_remaining"] == 29
        assert demo.limits.set(window="fixed")["minute_remaining"] == 30
        demo.limits.clear_counters()
        assert demo.limits.state["most_in_flight"] == 0
        assert demo.limits.set(window="both")["minute_remaining"] == 30


def test_its_limits_are_real(demo: DemoCompany) -> None:
    state = demo.limits.set(per_minute=2)
    assert state == demo.limits.state
    with demo.client() as xero:
        xero.organisation.get()
        xero.organisation.get()
        token = xero.auth.token().reveal()
    request = urllib.request.Request(
        f"{demo.base_url}/api.xro/2.0/Organisation", headers={"Authorization": f"Bearer {token}"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.status == 429
    assert refused.value.headers["X-Rate-Limit-Problem"].lower() == "minute"
    assert int(refused.value.headers["Retry-After"]) <= 60


def test_its_journal_shows_requests_without_secrets(demo: DemoCompany) -> None:
    with demo.client(app="acme/1.0") as xero:
        xero.organisation.get()
    token, call = demo.journal.requests
    assert token["authorization"] == "Basic ***"
    assert call["authorization"] == "Bearer ***"
    assert call["path"].endswith("/Organisation")
    assert "acme/1.0" in call["user_agent"]
    assert (demo.journal.token_requests, demo.journal.api_requests) == (1, 1)
    demo.journal.clear()
    assert demo.journal.requests == []


def test_records_can_be_seeded_kept_and_put_back(demo: DemoCompany) -> None:
    with demo.client() as xero:
        count = xero.invoices.list().count()
        kept = demo.snapshot()
        demo.seed(invoices=3)
        assert xero.invoices.list().count() == count + 3
        demo.reset(kept)
        assert xero.invoices.list().count() == count
        demo.seed(invoices=1)
        demo.reset()
        assert xero.invoices.list().count() == count


def test_a_million_invoices_are_there_at_once(demo: DemoCompany) -> None:
    with demo.client() as xero:
        count = xero.invoices.list().count()
        demo.seed(invoices=1_000_000)
        page = xero.invoices.list(page_size=1000).page(1001)
        assert page.item_count == count + 1_000_000
        last = page.records[-1]
        assert last.invoice_number == "GEN-1000000"
        assert xero.invoices.get("GEN-1000000").invoice_id == last.invoice_id


def test_each_connection_reaches_its_own_organisation(demo: DemoCompany) -> None:
    added = demo.add_organisation("Second", region="AU", empty=True)
    second = demo.add_connection(organisations=["Second"])
    credentials = {"client_id": second["client_id"], "client_secret": second["client_secret"]}
    with demo.client() as ours, demo.client(**credentials) as theirs:
        assert theirs.organisation.get().organisation_id == added["tenant_id"]
        assert theirs.contacts.list().count() == 0
        demo.seed(contacts=2, organisation="Second")
        assert theirs.contacts.list().count() == 2
        changed = demo.connection(client_id=second["client_id"], active=False)
        assert changed["active"] is False
        with pytest.raises(CustomConnectionInactiveError):
            theirs.organisation.get()
        assert ours.organisation.get().country_code == "NZ"
    assert [one["name"] for one in demo.connections["organisations"]] == ["Demo Company (NZ)", "Second"]
    assert "client_secret" not in demo.connections["connections"][1]


def test_a_user_lets_an_app_in_by_consent(demo: DemoCompany) -> None:
    app = demo.add_connection(app="web", redirect_uris=["http://localhost:8742/callback"])
    assert demo.consent(deny=True)["refused"] == "access_denied"
    consent = demo.consent(client_id=app["client_id"], state="s", organisations=["Demo Company (NZ)"])
    assert consent["refused"] is None
    assert "state=s" in (consent["redirect_url"] or "")
    form = {
        "grant_type": "authorization_code",
        "code": consent["code"],
        "redirect_uri": "http://localhost:8742/callback",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
    }
    with urllib.request.urlopen(demo.token_url, urllib.parse.urlencode(form).encode(), timeout=10) as reply:
        assert {"access_token", "id_token", "refresh_token"} <= json.load(reply).keys()
    with pytest.raises(ArgumentError, match="redirect URI"):
        demo.add_connection(app="web", redirect_uris=["http://127.0.0.1/"])


def test_an_unknown_option_is_refused_with_the_nearest_one(demo: DemoCompany) -> None:
    with pytest.raises(ArgumentError):
        DemoCompany(region="Atlantis")
    with pytest.raises(ArgumentError):
        demo.clock.set("yesterday")


def test_once_stopped_it_responds_no_more() -> None:
    demo = DemoCompany()
    demo.stop()
    demo.stop()
    with demo.client(retry=1) as xero, pytest.raises(ConnectError):
        xero.organisation.get()


def test_lock_dates_are_set_read_and_lifted(demo: DemoCompany) -> None:
    assert demo.lock_dates(period=datetime.date(2026, 10, 31))["period"] == "2026-10-31"
    with demo.client() as xero:
        assert xero.organisation.get().period_lock_date == datetime.date(2026, 10, 31)
    assert demo.lock_dates(end_of_year="2026-03-31") == {"period": "2026-10-31", "end_of_year": "2026-03-31"}
    assert demo.lock_dates(period=False) == {"period": None, "end_of_year": "2026-03-31"}
