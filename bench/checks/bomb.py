"""Takes a reply that inflates to 300 MB; prints how it ended and the most memory that this process held, as JSON."""

import json
import resource
import sys

from xero_m2m import DemoCompany, XeroError

SIZE = 300 * 1024 * 1024

with DemoCompany() as demo, demo.client() as xero:
    before = xero.organisation.get().name
    demo.faults.add("GET /Organisation", gzip_bomb=SIZE, times=None)
    try:
        xero.organisation.get()
        refused = None
    except XeroError as error:
        refused = error.code
    # In bytes on macOS, in kilobytes elsewhere.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"refused": refused, "peak_mb": peak / 1e6}))
