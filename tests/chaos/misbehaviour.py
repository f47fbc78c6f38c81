"""What the demo company does wrong, and on how many of its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xero_m2m import DemoCompany

LATE = 3.0
"""Longer than the clients let an attempt take."""


def too_many(problem: str, retry_after: int | None = None) -> dict[str, Any]:
    headers = {"X-Rate-Limit-Problem": problem}
    return {"status": 429, "headers": headers if retry_after is None else {**headers, "Retry-After": str(retry_after)}}


OF_CALLS: dict[str, dict[str, Any]] = {
    "reset before processing": {"reset": "before"},
    "reset after processing": {"reset": "after"},
    "reply delayed": {"delay": 0.3},
    "reply too late": {"delay": LATE},
    "body trickles": {"drip": {"bytes": 100, "every": 0.2}},
    "body cut off": {"cut": 100},
    "429 minute": too_many("minute"),
    "429 minute, Retry-After": too_many("minute", 1),
    "429 concurrent": too_many("concurrent"),
    "429 concurrent, Retry-After": too_many("concurrent", 1),
    "500 before processing": {"status": 500, "body": "sorry"},
    "500 after processing": {"status": 500, "body": "sorry", "processed": True},
    "503 before processing": {"status": 503},
    "503 after processing": {"status": 503, "processed": True},
}

OF_TOKENS: dict[str, dict[str, Any]] = {
    "token: reset": {"reset": "before"},
    "token: delayed": {"delay": 0.3},
    "token: 500": {"status": 500},
    "token: 503": {"status": 503},
    "token: cut off": {"cut": 20},
}


CLOSE_THE_GATE = ("429 minute", "429 minute, Retry-After")
"""After these a client rightly sends nothing for up to two seconds."""


def arm(demo: DemoCompany, route: str, kinds: Iterable[str], part: float, seed: int) -> None:
    """Lets a part of a route's requests go wrong, each kind as often as the others."""
    kinds = list(kinds)
    # Each kind may hit what those before it left.
    chance = 1 - (1 - part) ** (1 / len(kinds))
    for kind in kinds:
        demo.faults.add(route, **{**OF_CALLS, **OF_TOKENS}[kind], times=None, probability=chance, seed=seed)
