"""The plugin, as a user's own tests see it."""

from __future__ import annotations

import subprocess
import sys

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


def test_those_who_do_not_use_it_load_nothing():
    code = "import sys, xero_m2m.pytest_plugin; print('xero_m2m._native' in sys.modules, 'msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
