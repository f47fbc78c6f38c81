"""Options of clients and calls, where Python behaves in its own way: `tests/vectors/options.json` has the rest."""

from __future__ import annotations

import logging
import pickle
import re
from typing import TYPE_CHECKING

import pytest

from helpers import run_python
from xero_m2m import DemoCompany, NotFoundError, Retry

if TYPE_CHECKING:
    from xero_m2m import Client

PROGRAM = """
    from xero_m2m import Client
    with Client() as xero:
        print(xero.organisation.get().name)
"""


@pytest.mark.parametrize("tls", [False, True])
def test_an_unchanged_program_uses_the_company_that_its_environment_names(tls: bool) -> None:
    with DemoCompany(tls=tls) as demo:
        finished = run_python(PROGRAM, environment=demo.environment())
        assert finished.stdout == "Demo Company (NZ)\n"
        assert finished.stderr == ""
        assert demo.journal.api_requests == 1


def test_a_check_names_the_variables_that_addresses_come_from(demo: DemoCompany) -> None:
    program = "from xero_m2m import Client; print(Client().check())"
    report = run_python(program, environment=demo.environment()).stdout
    assert "credentials from the environment; XERO_BASE_URL and XERO_TOKEN_URL used" in report
    assert "XERO_BASE_URL" not in str(demo.client().check())


def test_a_client_of_a_demo_company_never_warns_of_the_environments_credentials(
    demo: DemoCompany, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("XERO_CLIENT_ID", "XERO_CLIENT_SECRET", "XERO_CLIENT_SECRET_FILE"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.setenv("XERO_BASE_URL", "https://elsewhere.example")
    demo.client().close()
    with demo.client() as xero:
        assert xero.organisation.get().name
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class TestTheLogLevel:
    def lines(self, demo: DemoCompany, program: str = PROGRAM, **environment: str) -> list[str]:
        demo.faults.add("GET /Organisation", status=503)
        finished = run_python(program, environment={**demo.environment(), **environment})
        assert demo.client_secret not in finished.stderr
        assert "eyJ" not in finished.stderr
        return finished.stderr.splitlines()

    def test_of_the_environment_writes_lines_to_stderr(self, demo: DemoCompany) -> None:
        lines = self.lines(demo, XERO_LOG="DEBUG")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} xero_m2m DEBUG token fetched in .*", lines[0])
        assert "xero_m2m DEBUG organisation.get: attempt 1: 503 in" in lines[1]
        assert "xero_m2m INFO organisation.get: attempt 1 failed with unavailable (503)" in lines[2]
        assert "xero_m2m DEBUG organisation.get: attempt 2: 200 in" in lines[3]
        assert len(lines) == 4

    def test_of_the_client_goes_before_that_of_the_environment(self, demo: DemoCompany) -> None:
        program = PROGRAM.replace("Client()", 'Client(log_level="info")')
        (line,) = self.lines(demo, program, XERO_LOG="debug")
        assert "INFO organisation.get: attempt 1 failed" in line

    def test_writes_no_line_twice_where_the_program_logs_itself(self, demo: DemoCompany) -> None:
        program = PROGRAM.replace("with", "import logging; logging.basicConfig(format='mine %(message)s')\n    with")
        lines = self.lines(demo, program, XERO_LOG="info")
        assert [line[:30] for line in lines] == ["mine organisation.get: attempt"]

    def test_that_is_none_is_refused_with_its_variable(self, demo: DemoCompany) -> None:
        program = """
            from xero_m2m import Client, ConfigError
            try:
                Client()
            except ConfigError as error:
                print(error.message, error.hint, sep="|")
        """
        finished = run_python(program, environment={**demo.environment(), "XERO_LOG": "inof"})
        assert finished.stdout == "XERO_LOG is not one of debug, info, warning|did you mean info?\n"


def test_a_record_in_an_extra_body_is_sent_by_xeros_names(client: Client) -> None:
    contact = client.contacts.get(next(iter(client.contacts.list())).contact_id or "")
    invoice = {"type": "ACCREC", "line_items": [{"description": "Rent", "unit_amount": 1}]}
    saved = client.invoices.create(invoice, options={"extra_body": {"Contact": contact}})
    assert saved.contact is not None
    assert saved.contact.contact_id == contact.contact_id


def test_a_retry_has_the_defaults_of_the_core(demo: DemoCompany) -> None:
    demo.faults.add("GET /Organisation", status=503, times=1)
    demo.faults.add("GET /Organisation", status=404, times=1)
    with demo.client(retry=Retry(max_attempts=2, initial_delay=0)) as xero:
        with pytest.raises(NotFoundError) as failed:
            xero.organisation.get()
        assert failed.value.attempts == 2
        demo.faults.add("GET /Organisation", status=404, times=1)
        retry = Retry(statuses=(404, 503), initial_delay=0, max_delay=0)
        assert xero.organisation.get(options={"retry": retry}).name


def test_a_clone_for_another_organisation_has_its_rate_limits(client: Client) -> None:
    client.organisation.get()
    other = client.with_options(tenant_id="6efdd2c3-f777-5cfd-ad10-3b96a605ba56")
    assert client.rate_limits().minute.remaining == 59
    assert other.rate_limits().minute.remaining == 60
    assert other.with_options(retry=1).rate_limits().minute.remaining == 60


@pytest.mark.parametrize("option", ["extra_headers", "extra_query"])
def test_a_pickle_holds_no_extra_header_and_no_extra_query(demo: DemoCompany, option: str) -> None:
    with pytest.raises(TypeError, match=option):
        pickle.dumps(demo.client(client_secret=str, **{option: {"key": "gateway"}}))  # type: ignore[arg-type]
    client = demo.client(client_secret=str)
    assert pickle.dumps(client)
    with pytest.raises(TypeError, match=option):
        pickle.dumps(client.with_options(**{option: {"key": "gateway"}}))  # type: ignore[arg-type]
