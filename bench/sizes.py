"""How large the packages are, in MB."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import files
from pathlib import Path

from peers import ROOT


def measure() -> dict[str, float]:
    """The wheel and the addon, as `make setup` made them."""
    addons = sorted((ROOT / "node" / "native").glob("*.node"))
    return {"wheel": _wheel() / 1e6, "addon": max((addon.stat().st_size for addon in addons), default=0) / 1e6}


def _wheel() -> int:
    """The installed files, packed anew as they were in the wheel that pip left none of."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in files("xero-m2m") or []:
            path = Path(str(file.locate()))
            if path.suffix != ".pyc" and path.is_file():
                wheel.write(path, str(file))
    return packed.tell()
