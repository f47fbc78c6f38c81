"""What a worker knows of its batches: a file of lines, written as it learns them, that outlives its process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Results:
    """The file that one worker writes; each line says one thing of one batch."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        # What a killed process could not finish must not spoil the next line.
        self._file.write(b"\n")

    def add(self, batch: int, word: str, **more: Any) -> None:
        """Adds a line: `sent`, `saved` with the ids, `refused`, or `failed` with what the error says."""
        self._file.write(json.dumps({"batch": batch, "word": word, **more}).encode() + b"\n")


def read(path: Path) -> list[dict[str, Any]]:
    """All whole lines."""
    lines = []
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            lines.append(json.loads(line))
        except ValueError:
            continue
    return lines


def with_final_word(lines: list[dict[str, Any]]) -> set[int]:
    """The batches that need no further try."""
    return {line["batch"] for line in lines if line["word"] in ("saved", "refused")}


def in_flight(lines: list[dict[str, Any]]) -> int:
    """How many batches were sent without any result."""
    last = {line["batch"]: line["word"] for line in lines}
    return sum(word == "sent" for word in last.values())
