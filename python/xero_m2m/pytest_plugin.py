"""Fixtures for pytest, available as soon as the package is installed: `demo_company` and `demo_company_factory`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .demo import DemoCompany


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker `demo_company`."""
    config.addinivalue_line("markers", "demo_company(**options): options of DemoCompany for the test's demo_company")


@pytest.fixture
def demo_company(request: pytest.FixtureRequest) -> Iterator[DemoCompany]:
    """A `DemoCompany` for one test, with Xero's real rate limits.

    Set its options with the marker: `@pytest.mark.demo_company(region="AU", strict=True)`. With `strict` the test fails
    if a request breaks a rule, and shows what was sent and what was expected.
    """
    # Tests that do not use the fixture do not load the demo company.
    from .demo import DemoCompany

    marker = request.node.get_closest_marker("demo_company")
    options: dict[str, Any] = dict(marker.kwargs) if marker else {}
    with DemoCompany(**options) as company:
        yield company
        violations = company.violations
    _fail_for(violations)


@pytest.fixture(scope="session")
def demo_company_factory() -> Iterator[Callable[..., DemoCompany]]:
    """Creates demo companies that run until the session ends, for fixtures with a wider scope than one test.

    Its arguments are those of `DemoCompany`. A fixture that calls `reset()` before each test gives each test the same
    books. Violations of strict mode are reported at the end of the session.
    """
    from .demo import DemoCompany

    companies: list[DemoCompany] = []
    violations: list[dict[str, str]] = []

    class SharedCompany(DemoCompany):
        def reset(self, snapshot: Any = None) -> None:
            # A reset deletes the violations, which are reported at the end of the session.
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
    _fail_for(violations)


def _fail_for(violations: list[dict[str, str]]) -> None:
    if violations:
        pytest.fail("\n".join(violation["text"] for violation in violations), pytrace=False)
