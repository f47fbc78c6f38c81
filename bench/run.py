"""The bench: our four ways against the peers and against the physical limit. See README.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import builds
import calls
import core
import demo
import loading
import pages
import report
import sizes
from figures import Results, judge
from peers import BENCH, prepare


def main() -> int:
    """Measures, prints, and gives the exit status."""
    options = _arguments()
    rounds, number, loads = (3, 150, 4) if options.quick else (options.rounds, options.calls, options.loads)
    programs = prepare(options.reqwest, options.load)
    _warn_of_neighbours()
    _say("calls of organisation.get")
    costs = calls.measure(programs, rounds, number)
    _say("loading")
    load = loading.measure(programs, loads)
    _say("objects of a page")
    made = pages.measure(programs, rounds, options.pages)
    _say("the herd and the bomb")
    herd = _check([programs.python, str(BENCH / "checks" / "herd.py")])
    bombs = {
        "Python": _check([programs.python, str(BENCH / "checks" / "bomb.py")]),
        "Node": _check([programs.node, str(BENCH / "checks" / "bomb.mjs")]),
    }
    _say("what limits and retries cost")
    limits = core.measure()
    _say("the demo company itself")
    company = demo.measure(programs)
    if options.build:
        _say("the release build, which takes minutes")
    build = builds.measure() if options.build else None
    results = Results(costs, load, made, sizes.measure(), herd, bombs, limits, company, build)
    verdicts = judge(results)
    names = {way.key: way.name for way in calls.ways(programs)}
    page_names = {way.key: way.name for way in pages.ways(programs)}
    how = f"medians of {rounds} interleaved rounds of {number} calls"
    print(report.text(names, page_names, results, verdicts, how))
    if options.json:
        written = {
            "rounds": rounds,
            "calls": number,
            "calls_us": {place: {key: asdict(cost) for key, cost in at.items()} for place, at in costs.items()},
            "loading_ms": {step: asdict(times) for step, times in load.items()},
            "page_ms": {key: asdict(making) for key, making in made.items()},
            "sizes_mb": results.sizes,
            "build_s": asdict(build) if build else None,
            "herd": herd,
            "bomb": bombs,
            "limits": limits,
            "demo": asdict(company),
            "figures": [asdict(verdict) for verdict in verdicts],
        }
        options.json.write_text(json.dumps(written, indent=2) + "\n")
    return 0 if options.report_only or all(verdict.passed for verdict in verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it runs, not to judge by")
    parser.add_argument("--rounds", type=int, default=11, help="rounds of calls (11)")
    parser.add_argument("--calls", type=int, default=500, help="calls in a round (500)")
    parser.add_argument("--loads", type=int, default=12, help="fresh processes for each load time (12)")
    parser.add_argument("--pages", type=int, default=3, help="pages in a round (3)")
    parser.add_argument("--build", action="store_true", help="also time the release build, for minutes")
    parser.add_argument("--report-only", action="store_true", help="succeed even where a figure is missed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results as JSON")
    parser.add_argument("--reqwest", metavar="PROGRAM", help="a ready program in place of building bench/reqwest.rs")
    parser.add_argument("--load", metavar="PROGRAM", help="a ready program in place of building bench/load.rs")
    return parser.parse_args()


def _check(command: list[str]) -> dict[str, Any]:
    """What a check printed; an empty result where it failed, which then counts as missed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        _say(f"{Path(command[-1]).name} failed with status {done.returncode}")
        return {}
    return json.loads(done.stdout)


def _warn_of_neighbours() -> None:
    busy = os.getloadavg()[0]
    if busy > 1:
        _say(f"other programs are at work (load {busy:.1f}): expect noise")


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
