"""How long the packages take to load, in fresh processes that take turns."""

from __future__ import annotations

import os
import subprocess
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
    "import xero_m2m": "import xero_m2m",
    "import xero_python": _XERO_PYTHON,
    "ready xero_m2m": f"import xero_m2m\nxero_m2m.Client({_FAKE_CREDENTIALS}).organisation",
    "ready xero_python": f"{_XERO_PYTHON}AccountingApi(ApiClient())",
}
_IN_NODE = {
    "load xero-m2m": _OURS,
    "load xero-node": _THEIRS,
    "ready xero-m2m": f"new ({_OURS}.AsyncClient)({{ {_FAKE_CREDENTIALS_NODE} }}).organisation",
    "ready xero-node": f"new ({_THEIRS}.XeroClient)().accountingApi",
}


def measure(programs: Programs, rounds: int) -> dict[str, float]:
    """The median of each, in milliseconds: `import` and `load` alone, `ready` with a client that could be called."""
    commands = {}
    for key, statements in _IN_PYTHON.items():
        python = programs.python if "m2m" in key else programs.peers_python
        commands[key] = [python, "-c", _PYTHON.format(statements=statements)]
    for key, statements in _IN_NODE.items():
        commands[key] = [programs.node, "--eval", _NODE.format(statements=statements)]
    core = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    taken: dict[str, list[float]] = {key: [] for key in commands}
    for number in range(rounds + 1):
        for key, command in commands.items():
            output = subprocess.run(pinned(core, command), stdout=subprocess.PIPE, text=True, check=True).stdout
            # The first round fills the caches of compiled files and of the disk.
            if number > 0:
                taken[key].append(float(output))
    return {key: median(times) for key, times in taken.items()}
