"""Fixtures for pytest, there as soon as the package is installed: `demo_company`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    if violations:
        pytest.fail("\n".join(violation["text"] for violation in violations), pytrace=False)
