"""xero-python: what its `get_invoices` does with the bytes of a reply."""

from pathlib import Path

from page import serve, start
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.rest import RESTResponse


class Reply:
    """What urllib3 gives it."""

    status, reason = 200, "OK"

    def __init__(self, data: bytes) -> None:
        self.data = data


page, _ = start()
data = Path(page).read_bytes()
api_client = ApiClient()
models = AccountingApi(api_client).get_model_finder()
serve(
    lambda: api_client.deserialize(RESTResponse(Reply(data)), "Invoices", models).invoices,
    lambda invoices: (len(invoice.line_items) for invoice in invoices),
)
