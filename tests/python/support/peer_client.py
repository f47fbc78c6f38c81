"""Xero's own library, xero-python, pointed at a demo company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.assets import AssetApi
from xero_python.file import FilesApi
from xero_python.payrollau import PayrollAuApi
from xero_python.payrollnz import PayrollNzApi
from xero_python.payrolluk import PayrollUkApi
from xero_python.project import ProjectApi

if TYPE_CHECKING:
    from collections.abc import Callable

    from xero_m2m import DemoCompany

# A Custom Connection has one tenant; xero-python's documentation passes an empty text for it.
TENANT = ""


class PeerClient:
    """Their client of a demo company: one API class for each family."""

    def __init__(self, company: DemoCompany) -> None:
        """Asks for a token, as their programs do."""
        kept: dict[str, Any] = {}
        configuration = Configuration()
        # Every configuration is a copy of the first one of the process.
        configuration.oauth2_token = OAuth2Token(client_id=company.client_id, client_secret=company.client_secret)
        configuration.ssl_ca_cert = company.ca_file
        self.client = ApiClient(configuration, oauth2_token_saver=kept.update, oauth2_token_getter=lambda: kept)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TokenApi, "client_credentials_token_url", company.token_url)
            self.token: dict[str, Any] = self.client.get_client_credentials_token()
        self._root = company.base_url
        self.accounting = self._api(AccountingApi)
        self.assets = self._api(AssetApi)
        self.files = self._api(FilesApi)
        self.projects = self._api(ProjectApi)
        self.payroll_au = self._api(PayrollAuApi)
        self.payroll_nz = self._api(PayrollNzApi)
        self.payroll_uk = self._api(PayrollUkApi)

    def _api(self, api: Callable[..., Any]) -> Any:
        path = api.base_url.removeprefix("https://api.xero.com")  # type: ignore[attr-defined]
        return api(self.client, self._root + path)
