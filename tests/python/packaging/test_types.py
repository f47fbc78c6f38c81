"""Programs that are right pass the type checkers; programs that are wrong do not, at each line that is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from helpers import ROOT

HERE = Path(__file__).parent / "typing"
USAGE = sorted(HERE.glob("usage_*.py"))
MISUSE = sorted(HERE.glob("misuse_*.py"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", *command)
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def mypy(*files: Path) -> subprocess.CompletedProcess[str]:
    return run("mypy", "--strict", "--warn-unreachable", *map(str, files))


def pyright(*files: Path) -> subprocess.CompletedProcess[str]:
    return run("pyright", "--pythonpath", sys.executable, "--outputjson", *map(str, files))


def test_both_checkers_agree_with_a_programs_use() -> None:
    for checked in (mypy(*USAGE), pyright(*USAGE)):
        assert checked.returncode == 0, checked.stdout + checked.stderr


class Marks:
    """What the comments at the ends of lines expect: `# error`, `# error at WORD`, or the name of the one checker."""

    def __init__(self) -> None:
        self.lines: dict[str, set[tuple[str, int]]] = {"mypy": set(), "pyright": set()}
        self.words: set[tuple[str, int, int]] = set()
        for file in MISUSE:
            for number, line in enumerate(file.read_text().splitlines(), 1):
                code, _, mark = line.partition("  # ")
                for checker, lines in self.lines.items():
                    if mark in ("error", checker) or mark.startswith("error at "):
                        lines.add((file.name, number))
                if mark.startswith("error at "):
                    self.words.add((file.name, number, code.index(mark.removeprefix("error at "))))


@pytest.fixture(scope="module")
def marks() -> Marks:
    return Marks()


def test_mypy_finds_each_misuse_and_nothing_else(marks: Marks) -> None:
    lines = mypy(*MISUSE).stdout.splitlines()
    found = [re.match(r"(.+?):(\d+): error:", line) for line in lines]
    assert {(Path(one[1]).name, int(one[2])) for one in found if one} == marks.lines["mypy"]


def test_pyright_finds_each_misuse_at_its_word_and_nothing_else(marks: Marks) -> None:
    found = json.loads(pyright(*MISUSE).stdout)["generalDiagnostics"]
    errors = [one for one in found if one["severity"] == "error"]
    starts = [(Path(one["file"]).name, one["range"]["start"]) for one in errors]
    assert {(name, start["line"] + 1) for name, start in starts} == marks.lines["pyright"]
    assert marks.words <= {(name, start["line"] + 1, start["character"]) for name, start in starts}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The Python samples of the pages, each as a module."""
    folder = tmp_path_factory.mktemp("samples")
    found: list[Path] = []
    for page in ("README.md", "docs/demo-company.md", "docs/files-and-raw-responses.md", "docs/limits-and-retries.md"):
        for sample in re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S):
            # As in a notebook, await and async may stand at the top.
            is_awaited = re.search(r"\b(await|async with)\b", sample) is not None
            code = "async def cell() -> None:\n" + textwrap.indent(sample, "    ") if is_awaited else sample
            found.append(folder / f"sample_{len(found)}.py")
            found[-1].write_text(code, encoding="utf-8")
    return found


def test_both_checkers_agree_with_the_samples_of_the_pages(samples: list[Path]) -> None:
    # For them, the ID of a saved record may be None.
    checked = run("mypy", "--no-strict-optional", "--follow-imports", "silent", *map(str, samples))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    found = json.loads(pyright(*samples).stdout)["generalDiagnostics"]
    errors = [(one["file"], one["range"]["start"]["line"], one["message"]) for one in found]
    of_ids = {(file, line) for file, line, message in errors if '"None" is not assignable' in message}
    assert [error for error in errors if error[:2] not in of_ids] == []
