"""xero_m2m: a page as it is asked for, less the same bytes fetched and thrown away."""

import os

from page import serve, start
from xero_m2m import Client, LimitPolicy

_, company = start()
with Client(**company, limits=LimitPolicy(per_minute=None)) as xero:
    serve(
        lambda: xero.invoices.list().page(1).records,
        lambda invoices: (len(invoice.line_items) for invoice in invoices),
        without=lambda: xero.files.files.content("243216c5-369e-4056-ac67-05388f86dc81", to=os.devnull),
    )
