"""The figures to reach, and whether they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calls import ONE, TWO

if TYPE_CHECKING:
    from builds import Build
    from calls import Cost
    from demo import Demo
    from loading import Load
    from pages import Making

# What, over what, and the most that the ratio may be: on one core, and on two. It counts in wall and in CPU time.
CALLS = [
    ("Python Client / xero-python", "python", "xero-python", 0.2, 0.4),
    ("Python Client / urllib3", "python", "urllib3", 0.35, 0.6),
    ("Python AsyncClient / aiohttp", "python awaited", "aiohttp", 0.7, 0.8),
    ("Python AsyncClient / aiohttp, 5 in flight", "python five", "aiohttp five", 0.6, 0.6),
    ("Node AsyncClient / fetch", "node awaited", "fetch", 0.6, 0.6),
    ("Node AsyncClient / xero-node", "node awaited", "xero-node", 0.35, 0.35),
    ("Node Client / AsyncClient", "node", "node awaited", 1.0, 1.0),
]
LOADING = [
    ("import xero_m2m / xero_python", "Python: import", 0.3),
    ("load xero-m2m / xero-node", "Node: load", 0.2),
]
# It counts in CPU time: to make objects waits for nothing.
PAGES = [
    ("objects of a page: Python / xero-python", "python", "xero-python", 1 / 12),
    ("objects of a page: Python / orjson.loads", "python", "orjson", 2.0),
    ("objects of a page: Node / xero-node", "node", "xero-node", 1 / 2),
    ("objects of a page: Node / JSON.parse", "node", "JSON.parse", 2.5),
]
PAGE_MEMORY = [
    ("peak memory: Python / xero-python", "python", "xero-python"),
    ("peak memory: Node / xero-node", "node", "xero-node"),
]
SIZES_MB = {"wheel": 6, "addon": 7}
BUILD_MINUTES, TABLE_SHARE = 12, 0.1
HERD = {"cold": "started cold", "at_expiry": "at expiry", "after_revocation": "after revocation"}
BOMB_MB = 100
# What, its key, its unit, and whether it may be at most or must be at least so much.
LIMITS = [
    ("limiter and retry machinery, uncontended", "limiter_us", "µs a call", "≤", 5),
    ("10,000 waiting calls", "waiting_mb", "MB", "≤", 20),
    ("renewals of 200 clients started together", "fleet_s", "simulated s", "≥", 60),
]

# What, its key, its unit, and whether it may be at most or must be at least so much.
DEMO = [
    ("small reads of the demo company", "reads_per_second", "a second, two cores", "≥", 15_000),
    ("a million invoices seeded", "seed_ms", "ms", "≤", 1_000),
    ("pages of 1,000 of them", "pages_mb_per_second", "MB/s", "≥", 400),
    ("memory that they take", "grown_mb", "MB", "≤", 30),
]
UP_MS = 50

# Ratios that are shown and not judged.
BESIDE = [
    ("Node AsyncClient / undici.request", "node awaited", "undici"),
    ("Python AsyncClient / httpx", "python awaited", "httpx awaited"),
    ("Python AsyncClient / httpx, 5 in flight", "python five", "httpx five"),
    ("Python Client / reqwest", "python", "reqwest"),
    ("Python AsyncClient / reqwest", "python awaited", "reqwest"),
    ("Node Client / reqwest", "node", "reqwest"),
    ("Node AsyncClient / reqwest", "node awaited", "reqwest"),
]


@dataclass(frozen=True)
class Verdict:
    """One figure: what was measured, what it may be at most, and whether it is."""

    name: str
    where: str
    measured: str
    target: str
    passed: bool


@dataclass(frozen=True)
class Results:
    """All that was measured."""

    calls: dict[str, dict[str, Cost]]
    load: dict[str, Load]
    pages: dict[str, Making]
    sizes: dict[str, float]
    herd: dict[str, Any]
    bombs: dict[str, dict[str, Any]]
    limits: dict[str, float]
    demo: Demo
    build: Build | None
    """None where it was not asked for."""


def judge(results: Results) -> list[Verdict]:
    """All figures. What could not be measured is missed."""
    return [
        *_calls(results.calls),
        *_loading(results.load),
        *_pages(results.pages),
        *_sizes(results.sizes, results.build),
        *_checks(results.herd, results.bombs),
        *_limits(results.limits),
        *_demo(results.demo),
    ]


def _calls(costs: dict[str, dict[str, Cost]]) -> list[Verdict]:
    verdicts = []
    for name, ours, theirs, *targets in CALLS:
        for place, target in zip((ONE, TWO), targets, strict=True):
            # "Faster" is no tie.
            limit = f"≤ {target}" if target < 1 else f"< {target}"
            if place not in costs:
                verdicts.append(Verdict(name, place, "there is only one core", limit, passed=False))
                continue
            wall, cpu = ratios(costs[place], ours, theirs)
            passed = max(wall, cpu) <= target if target < 1 else max(wall, cpu) < target
            verdicts.append(Verdict(name, place, f"wall {wall:.2f}, CPU {cpu:.2f}", limit, passed))
    return verdicts


def _loading(load: dict[str, Load]) -> list[Verdict]:
    verdicts = []
    for name, step, target in LOADING:
        ratio = load[step].ratio
        verdicts.append(Verdict(name, "fresh processes", f"{ratio:.3f}", f"≤ {target}", ratio <= target))
    return verdicts


def _pages(pages: dict[str, Making]) -> list[Verdict]:
    verdicts = []
    for name, ours, theirs, target in PAGES:
        ratio = pages[ours].cpu / pages[theirs].cpu
        verdicts.append(Verdict(name, "from bytes", f"CPU {ratio:.3f}", f"≤ {target:.3g}", ratio <= target))
    for name, ours, theirs in PAGE_MEMORY:
        ratio = pages[ours].peak_mb / pages[theirs].peak_mb
        verdicts.append(Verdict(name, "of those processes", f"{ratio:.2f}", "< 1", ratio < 1))
    return verdicts


def _sizes(sizes: dict[str, float], build: Build | None) -> list[Verdict]:
    verdicts = []
    for key, target in SIZES_MB.items():
        size = sizes[key]
        verdicts.append(Verdict(f"size of the {key}", "", f"{size:.2f} MB", f"≤ {target} MB", 0 < size <= target))
    if build:
        minutes, share = build.whole / 60, build.table_share
        verdicts.append(
            Verdict(
                "release build", "two cores", f"{minutes:.1f} min", f"< {BUILD_MINUTES} min", minutes < BUILD_MINUTES
            )
        )
        verdicts.append(
            Verdict("the table's share of it", "", f"{share:.1%}", f"≤ {TABLE_SHARE:.0%}", share <= TABLE_SHARE)
        )
    return verdicts


def _checks(herd: dict[str, Any], bombs: dict[str, dict[str, Any]]) -> list[Verdict]:
    verdicts = []
    for key, when in HERD.items():
        asked = herd.get(key, "failed")
        verdicts.append(Verdict("token requests of 1,064 callers", when, str(asked), "1", asked == 1))
    for face, bomb in bombs.items():
        refused, peak = bomb.get("refused"), bomb.get("peak_mb", 0)
        measured = f"{refused}, {peak:.0f} MB" if bomb else "failed"
        passed = refused == "response_too_large" and peak < BOMB_MB
        verdicts.append(Verdict("gzip bomb of 300 MB refused", face, measured, f"< {BOMB_MB} MB", passed))
    return verdicts


def _demo(demo: Demo) -> list[Verdict]:
    verdicts = []
    for face, up in demo.up_ms.items():
        verdicts.append(
            Verdict("the demo company is up and answers", face, f"{up:.1f} ms", f"≤ {UP_MS} ms", up <= UP_MS)
        )
    for name, key, unit, side, target in DEMO:
        value = getattr(demo, key)
        passed = value <= target if side == "≤" else value >= target
        verdicts.append(Verdict(name, unit, f"{value:,.1f}", f"{side} {target:,}", passed))
    return verdicts


def _limits(measured: dict[str, float]) -> list[Verdict]:
    verdicts = []
    for name, key, unit, side, target in LIMITS:
        value = measured.get(key)
        passed = value is not None and (value <= target if side == "≤" else value >= target)
        shown = "failed" if value is None else f"{value:.2f}"
        verdicts.append(Verdict(name, unit, shown, f"{side} {target}", passed))
    return verdicts


def ratios(at: dict[str, Cost], ours: str, theirs: str) -> tuple[float, float]:
    """In wall and in CPU time."""
    return at[ours].wall / at[theirs].wall, at[ours].cpu / at[theirs].cpu
