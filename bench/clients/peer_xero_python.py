"""xero-python, Xero's own library, with its client-credentials token."""

from collections.abc import Iterator
from contextlib import contextmanager

from worker import Call, Company, serve
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi


@contextmanager
def opened(company: Company) -> Iterator[Call]:
    """A call of `get_organisations`."""
    TokenApi.client_credentials_token_url = company["token_url"]
    token = OAuth2Token(client_id=company["client_id"], client_secret=company["client_secret"])
    kept = {}
    api_client = ApiClient(
        Configuration(oauth2_token=token), oauth2_token_saver=kept.update, oauth2_token_getter=lambda: kept
    )
    api_client.get_client_credentials_token()
    accounting = AccountingApi(api_client, f"{company['base_url']}/api.xro/2.0")
    # A Custom Connection has one tenant; xero-python's documentation passes an empty text for it.
    yield lambda: accounting.get_organisations("").organisations[0].name


serve(opened)
