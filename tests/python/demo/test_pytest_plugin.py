"""The plugin, as a user's own tests see it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "demo-company.md"
pytest_plugins = ["pytester"]

TESTS = """
import urllib.request

import pytest


def test_each_test_has_a_company(demo_company):
    with demo_company.client() as xero:
        assert xero.organisation.get().country_code == "NZ"
    assert demo_company.journal.api_requests == 1


@pytest.mark.demo_company(region="AU")
def test_of_its_own(demo_company):
    with demo_company.client() as xero:
        assert xero.organisation.get().country_code == "AU"
    assert demo_company.journal.api_requests == 1


@pytest.mark.demo_company(strict=True)
def test_that_sends_what_it_should_not(demo_company):
    with demo_company.client() as xero:
        token = xero.auth.token().reveal()
    url = f"{demo_company.base_url}/api.xro/2.0/Invoices?pagesize=5"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)
"""


def test_companies_are_made_per_test_and_violations_fail(pytester):
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*strict mode: parameter: GET /api.xro/2.0/Invoices*", "- pagesize", "+ pageSize"])


SHARED = """
import pytest

from xero_m2m import ConnectError

SEEN = []


@pytest.fixture(scope="session", autouse=True)
def stopped():
    companies = []
    yield companies
    (company,) = companies
    with company.client(retry=1) as xero, pytest.raises(ConnectError):
        xero.organisation.get()


@pytest.fixture(scope="session")
def shared(demo_company_factory, stopped):
    stopped.append(demo_company_factory(region="AU", strict=True))
    return stopped[0]


@pytest.fixture
def company(shared):
    shared.reset()
    return shared


@pytest.mark.parametrize("_", range(2))
def test_each_has_the_same_books(company, _):
    SEEN.append(company)
    with company.client() as xero:
        xero.contacts.create({"name": "Harbour Choir"})


def test_one_company_served_them_all(shared):
    assert [company is shared for company in SEEN] == [True, True]


def test_that_breaks_a_rule(shared):
    import http.client
    import urllib.parse

    with shared.client() as xero:
        token = xero.auth.token().reveal()
    line = http.client.HTTPConnection(urllib.parse.urlsplit(shared.base_url).netloc)
    line.request("GET", "/api.xro/2.0/Invoices?pagesize=5", headers={"Authorization": f"Bearer {token}"})
    assert line.getresponse().status == 400


def test_that_puts_the_books_back(company):
    assert company.violations == []
"""


def test_a_company_of_the_session_is_shared_and_put_back(pytester):
    pytester.makepyfile(SHARED)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q")
    result.assert_outcomes(passed=5, errors=1)
    result.stdout.fnmatch_lines(["*strict mode: parameter: GET /api.xro/2.0/Invoices*"])
    # Errors of one teardown are counted as one.
    result.stdout.no_fnmatch_line("*DID NOT RAISE*")


def test_the_sample_of_the_guide_runs(pytester):
    (sample,) = re.findall(r"^```py\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    pytester.makepyfile(sample)
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q").assert_outcomes(passed=2)


def test_those_who_do_not_use_it_load_nothing():
    code = "import sys, xero_m2m.pytest_plugin; print('xero_m2m._native' in sys.modules, 'msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
