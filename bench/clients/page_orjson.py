"""orjson.loads alone: dicts, without types, dates or decimals."""

from pathlib import Path

import orjson
from page import serve, start

page, _ = start()
data = Path(page).read_bytes()
serve(lambda: orjson.loads(data), lambda found: (len(invoice["LineItems"]) for invoice in found["Invoices"]))
