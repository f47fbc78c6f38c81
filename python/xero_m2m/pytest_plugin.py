"""Fixtures for pytest, there as soon as the package is installed: `demo_company` and `demo_company_factory`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .demo import DemoCompany


def pytest_configure(config: pytest.Config) -> None:
    """Tells pytest of the marker."""
    config.addinivalue_line("markers", "demo_company(**options): options of DemoCompany for the test's demo_company")


@pytest.fixture
def demo_company(request: pytest.FixtureRequest) -> Iterator[DemoCompany]:
    """A `DemoCompany` of the test's own, with Xero's real limits.

    Options come from the marker: `@pytest.mark.demo_company(region="AU", strict=True)`. With `strict` the test fails
    when a request breaks a rule, and shows what was sent and what was expected.
    """
    # Nothing is loaded for those who do not use it.
    from .demo import DemoCompany

    marker = request.node.get_closest_marker("demo_company")
    options: dict[str, Any] = dict(marker.kwargs) if marker else {}
    with DemoCompany(**options) as company:
        yield company
        violations = company.violations
    _fail_of(violations)


@pytest.fixture(scope="session")
def demo_company_factory() -> Iterator[Callable[..., DemoCompany]]:
    """Makes demo companies that live until the session ends, for fixtures of a wider scope than a test's.

    Its arguments are those of `DemoCompany`. A fixture that `reset()`s the company before each test gives each the same
    books; violations of strict mode show at the end of the session.
    """
    from .demo import DemoCompany

    companies: list[DemoCompany] = []
    violations: list[dict[str, str]] = []

    class SharedCompany(DemoCompany):
        def reset(self, snapshot: Any = None) -> None:
            # A reset forgets what strict mode found, which is not the next test's to lose.
            violations.extend(self.violations)
            super().reset(snapshot)

    def make(**options: Any) -> DemoCompany:
        company = SharedCompany(**options)
        companies.append(company)
        return company

    yield make
    for company in companies:
        violations.extend(company.violations)
        company.stop()
    _fail_of(violations)


def _fail_of(violations: list[dict[str, str]]) -> None:
    if violations:
        pytest.fail("\n".join(violation["text"] for violation in violations), pytrace=False)
