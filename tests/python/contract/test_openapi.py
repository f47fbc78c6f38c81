"""Every response of the demo company validates against Xero's OpenAPI schemas, but for the specs' own errors."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

import pytest

from helpers import ROOT
from openapi import Finding, specs
from openapi_walk import OpenApiWalk
from operation_catalog import NO_SPECS, SPECS
from xero_m2m import DemoCompany

EXCEPTIONS = json.loads((ROOT / "tests" / "openapi" / "exceptions.json").read_text())
# In the place of examples that break their own schemas, by file and operation.
BODIES = json.loads((ROOT / "tests" / "openapi" / "bodies.json").read_text())
# Payroll is that of the country.
REGIONS = {"xero-payroll-au": "AU", "xero-payroll-au-v2": "AU", "xero-payroll-uk": "UK"}
pytestmark = pytest.mark.skipif(not SPECS.is_dir(), reason=NO_SPECS)


class Walked:
    """What was found on the way through one file."""

    def __init__(self, file: str) -> None:
        self.findings: dict[Finding, str] = {}
        self.refused: dict[str, str] = {}
        answered = set()
        spec = specs()[file]
        with DemoCompany(region=REGIONS.get(file, "NZ"), limits=False) as company:
            for operation, status, reply in OpenApiWalk(company, BODIES.get(file, {})).steps(spec.operations()):
                if status < 300:
                    answered.add(operation.name)
                else:
                    self.refused[operation.name] = (
                        f"{operation.method} {operation.path} {status} {json.dumps(reply)[:300]}"
                    )
                schema = operation.schema(status)
                if schema is not None and reply is not None:
                    for finding in spec.findings(schema, reply):
                        self.findings.setdefault(finding, f"{operation.name} {status}: {finding.shown}")
        for name in answered:
            self.refused.pop(name, None)


@pytest.fixture(scope="module")
def walked() -> dict[str, Walked]:
    return {file: Walked(file) for file in specs()}


def test_every_response_validates(walked: dict[str, Walked]) -> None:
    wrong = [
        f"{file}: {finding.rule} {finding.schema}.{finding.member}: {where}"
        for file, walk in walked.items()
        for finding, where in sorted(walk.findings.items(), key=str)
        if not any(excuses(it, file, finding) for it in EXCEPTIONS["replies"])
    ]
    assert not wrong, "\n".join(wrong)


def test_every_operation_is_carried_out(walked: dict[str, Walked]) -> None:
    excused = {it["operation"] for it in EXCEPTIONS["operations"]}
    wrong = [
        f"{file}: {name}: {reply}"
        for file, walk in walked.items()
        for name, reply in walk.refused.items()
        if f"{file}: {name}" not in excused
    ]
    assert not wrong, "\n".join(wrong)


def test_every_exception_is_needed_and_says_why(walked: dict[str, Walked]) -> None:
    assert all(it["why"] for side in EXCEPTIONS.values() for it in side)
    findings = [(file, finding) for file, walk in walked.items() for finding in walk.findings]
    unused = [it for it in EXCEPTIONS["replies"] if not any(excuses(it, *found) for found in findings)]
    refused = {f"{file}: {name}" for file, walk in walked.items() for name in walk.refused}
    unused += [it for it in EXCEPTIONS["operations"] if it["operation"] not in refused]
    assert not unused, "\n".join(map(json.dumps, unused))


def excuses(exception: dict[str, str], file: str, finding: Finding) -> bool:
    """Whether the exception speaks of the finding; what it leaves out may be anything."""
    said = {"file": file, "rule": finding.rule, "schema": finding.schema, "member": finding.member}
    return all(fnmatchcase(value, exception.get(name, "*")) for name, value in said.items())
