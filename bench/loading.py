"""How long the packages take to load, in fresh processes that take turns."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from calls import pinned
from peers import ROOT

if TYPE_CHECKING:
    from peers import Programs

_PYTHON = """
import time
start = time.perf_counter()
{statements}
print((time.perf_counter() - start) * 1000)
"""

_NODE = """
const {{ createRequire }} = require("node:module");
const {{ resolve }} = require("node:path");
const from = (folder) => createRequire(resolve(folder, "package.json"));
const start = performance.now();
{statements}
console.log(performance.now() - start);
"""

_OURS = f'from("{ROOT}")("./node/dist/index.js")'
_THEIRS = f'from("{ROOT / "bench"}")("xero-node")'
_FAKE_CREDENTIALS = 'client_id="bench", client_secret="bench"'
_FAKE_CREDENTIALS_NODE = 'clientId: "bench", clientSecret: "bench"'

_XERO_PYTHON = "from xero_python.accounting import AccountingApi\nfrom xero_python.api_client import ApiClient\n"

_IN_PYTHON = {
    "import": ("import xero_m2m", _XERO_PYTHON),
    "ready": (
        f"import xero_m2m\nxero_m2m.Client({_FAKE_CREDENTIALS}).organisation",
        f"{_XERO_PYTHON}AccountingApi(ApiClient())",
    ),
}
_IN_NODE = {
    "load": (_OURS, _THEIRS),
    "ready": (
        f"new ({_OURS}.AsyncClient)({{ {_FAKE_CREDENTIALS_NODE} }}).organisation",
        f"new ({_THEIRS}.XeroClient)().accountingApi",
    ),
}


@dataclass(frozen=True)
class Load:
    """How long ours and theirs take, in milliseconds."""

    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """Ours over theirs."""
        return self.ours / self.theirs


def measure(programs: Programs, rounds: int) -> dict[str, Load]:
    """The medians: `import` and `load` of the package alone, `ready` with a client that could be called."""
    commands: dict[tuple[str, str], list[str]] = {}
    for step, (ours, theirs) in _IN_PYTHON.items():
        for whose, python, statements in (("ours", programs.python, ours), ("theirs", programs.peers_python, theirs)):
            commands[f"Python: {step}", whose] = [python, "-c", _PYTHON.format(statements=statements)]
    for step, pair in _IN_NODE.items():
        for whose, statements in zip(("ours", "theirs"), pair, strict=True):
            commands[f"Node: {step}", whose] = [programs.node, "--eval", _NODE.format(statements=statements)]
    core = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    taken: dict[tuple[str, str], list[float]] = {key: [] for key in commands}
    for number in range(rounds + 1):
        for key, command in commands.items():
            output = subprocess.run(pinned(core, command), stdout=subprocess.PIPE, text=True, check=True).stdout
            # The first round fills the caches of compiled files and of the disk.
            if number > 0:
                taken[key].append(float(output))
    steps = dict.fromkeys(step for step, _ in commands)
    return {step: Load(median(taken[step, "ours"]), median(taken[step, "theirs"])) for step in steps}
