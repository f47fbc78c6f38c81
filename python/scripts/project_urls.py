"""Copies the project's address from Cargo.toml to package.json and pyproject.toml.

The one place to fill in is `repository` in Cargo.toml. Then run `make generate`; `--check` fails if the three differ.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Writes or checks the two files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    address = re.search(r'(?m)^repository = "(.+?)/?"$', (ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    if address is None:
        raise SystemExit("Cargo.toml has no repository")
    stale = []
    for name, with_address in (("package.json", package_json), ("pyproject.toml", pyproject)):
        file = ROOT / name
        before = file.read_text(encoding="utf-8")
        after = with_address(before, address[1])
        if after != before:
            stale.append(name)
            if not is_check:
                file.write_text(after, encoding="utf-8")
    if is_check and stale:
        sys.stderr.write(f"{' and '.join(stale)} have not the address of Cargo.toml: run make generate\n")
    return int(is_check and bool(stale))


def package_json(text: str, address: str) -> str:
    """The manifest of npm with the address, after the licence."""
    urls = {
        "homepage": f"{address}#readme",
        "repository": {"type": "git", "url": f"git+{address}.git"},
        "bugs": {"url": f"{address}/issues"},
    }
    manifest = {}
    for field, value in json.loads(text).items():
        if field not in urls:
            manifest[field] = value
        if field == "license":
            manifest.update(urls)
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def pyproject(text: str, address: str) -> str:
    """The manifest of Python with the address."""
    urls = f'[project.urls]\nRepository = "{address}"\nIssues = "{address}/issues"\n'
    return re.sub(r"(?m)^\[project\.urls\]\n(?:.+\n)*", lambda _: urls, text)


if __name__ == "__main__":
    sys.exit(main())
