"""The tables."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from figures import BESIDE, ratios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calls import Cost
    from figures import Results, Verdict


def text(
    names: dict[str, str], page_names: dict[str, str], results: Results, verdicts: Sequence[Verdict], how: str
) -> str:
    """All tables and the closing line."""
    costs, load, pages = results.calls, results.load, results.pages
    parts = [
        f"One call of organisation.get, µs: {how}",
        _calls(names, costs),
        "A page of 1,000 invoices with three lines each, from bytes to objects, ms",
        _table(
            ["", "wall", "CPU", "peak MB"],
            [
                [name, f"{pages[key].wall:.2f}", f"{pages[key].cpu:.2f}", f"{pages[key].peak_mb:.0f}"]
                for key, name in page_names.items()
            ],
        ),
        "Loading, ms: medians over fresh processes",
        _table(
            ["", "xero-m2m", "Xero's own", "ratio"],
            [[step, f"{times.ours:.1f}", f"{times.theirs:.1f}", f"{times.ratio:.3f}"] for step, times in load.items()],
        ),
        "Beside them: ratios that are shown and not judged",
        _beside(costs),
        "Figures",
        _table(
            ["", "", "measured", "target", ""],
            [[v.name, v.where, v.measured, v.target, "PASS" if v.passed else "FAIL"] for v in verdicts],
        ),
        _closing(verdicts),
    ]
    return "\n\n".join(parts)


def _calls(names: dict[str, str], costs: dict[str, dict[str, Cost]]) -> str:
    heading = ["", *(f"{place}: {kind}" for place in costs for kind in ("wall", "CPU", "server"))]
    rows = [
        [name, *(f"{value:.1f}" for at in costs.values() for value in astuple(at[key]))] for key, name in names.items()
    ]
    return _table(heading, rows)


def _beside(costs: dict[str, dict[str, Cost]]) -> str:
    heading = ["", *(f"{place}: {kind}" for place in costs for kind in ("wall", "CPU"))]
    rows = [
        [name, *(f"{ratio:.2f}" for at in costs.values() for ratio in ratios(at, ours, theirs))]
        for name, ours, theirs in BESIDE
    ]
    return _table(heading, rows)


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other; those that hold numbers to the right."""
    widths = [max(len(row[at]) for row in [heading, *rows]) for at in range(len(heading))]
    to_the_right = [all(_is_number(row[at]) for row in rows) for at in range(len(heading))]

    def line(row: Sequence[str]) -> str:
        cells = zip(row, widths, to_the_right, strict=True)
        return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells).rstrip()

    return "\n".join(line(row) for row in [heading, ["-" * width for width in widths], *rows])


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _closing(verdicts: Sequence[Verdict]) -> str:
    missed = sum(not verdict.passed for verdict in verdicts)
    if not missed:
        return f"bench: all {len(verdicts)} figures are reached."
    return f"bench: {len(verdicts) - missed} of {len(verdicts)} figures are reached, {missed} are missed."
