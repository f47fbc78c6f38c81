"""A demo company whose invoices, and whose files, are all the page of a file that it is given; ends with its input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from xero_m2m import DemoCompany

with DemoCompany(limits=False) as demo:
    page = Path(sys.argv[1]).read_bytes().decode()
    for route in ("GET /Invoices", "GET /files.xro/1.0/Files/*/Content"):
        # Sent as it is: to inflate a reply is no part of making objects of it.
        demo.faults.add(
            route, status=200, body=page, content_type="application/json", headers={"content-encoding": "identity"},
            times=None,
        )  # fmt: skip
    company = {name: getattr(demo, name) for name in ("base_url", "token_url", "client_id", "client_secret")}
    print(json.dumps(company), flush=True)
    sys.stdin.read()
