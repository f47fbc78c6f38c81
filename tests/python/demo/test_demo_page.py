"""The demo company's page in a real browser: what a person sees, and what the buttons do."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from xero_m2m import DemoCompany, ServerError, XeroError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no browser on this machine: Debian has it in chromium and chromium-driver"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


class Page:
    """The page of one company, which loads again after every command."""

    def __init__(self, browser: webdriver.Chrome, demo: DemoCompany) -> None:
        self.browser = browser
        browser.get(f"{demo.base_url}/")

    @property
    def text(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "body").text

    @property
    def errors(self) -> list[str]:
        """What the browser has to say against the page's style, script and requests."""
        return [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]

    def is_on(self, label: str) -> bool:
        return self._button(label).get_attribute("aria-checked") == "true"

    def press(self, label: str, **values: str) -> None:
        for name, value in values.items():
            field = self.browser.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)
        self.browser.execute_script("window.isOld = true")
        self._button(label).click()
        is_new = "return !window.isOld && document.readyState === 'complete'"
        # Between the two pages there is none that could be asked.
        wait = WebDriverWait(self.browser, 20, ignored_exceptions=[WebDriverException])
        wait.until(lambda browser: browser.execute_script(is_new))

    def _button(self, label: str) -> webdriver.remote.webelement.WebElement:
        return self.browser.find_element(By.XPATH, f"//button[normalize-space()='{label}']")


@pytest.fixture
def demo() -> Iterator[DemoCompany]:
    with DemoCompany(clock="2026-11-23T00:00:00Z", clock_speed=0) as demo:
        yield demo


def test_a_person_sees_the_company_and_what_it_was_asked(browser: webdriver.Chrome, demo: DemoCompany) -> None:
    with demo.client() as xero:
        xero.organisation.get()
    page = Page(browser, demo)
    for shown in (
        "Demo Company (NZ)", "2026-11-23T00:00:00Z", "32 in all; NZD 9194.51 due", "46 in all; NZD 8386.76 due",
        "1 used of 60", "/api.xro/2.0/Organisation", "/connect/token", demo.client_id,
    ):  # fmt: skip
        assert shown in page.text
    assert demo.client_secret not in browser.page_source
    width = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    browser.set_window_size(420, 800)
    assert browser.execute_script(width) == 0
    assert page.errors == []


def test_a_switch_makes_calls_fail_until_it_is_pressed_again(browser: webdriver.Chrome, demo: DemoCompany) -> None:
    label = "Every call fails with 503"
    with demo.client(retry=1) as xero:
        xero.organisation.get()
        page = Page(browser, demo)
        assert not page.is_on(label)
        page.press(label)
        assert page.is_on(label)
        with pytest.raises(ServerError, match="off line"):
            xero.organisation.get()
        page.press(label)
        assert not page.is_on(label)
        xero.organisation.get()
        assert demo.faults.hits == [1]
    assert page.errors == []


def test_a_fault_of_ones_own_is_added_seen_and_ended(browser: webdriver.Chrome, demo: DemoCompany) -> None:
    page = Page(browser, demo)
    page.press("Add the fault", route="GET /Organisation", status="418", times="3")
    assert "status 418" in page.text
    with demo.client(retry=1) as xero, pytest.raises(XeroError):
        xero.organisation.get()
    page.press("Remove")
    assert "No faults are active." in page.text
    with demo.client(retry=1) as xero:
        xero.organisation.get()


def test_books_clock_limits_and_connection_follow_the_buttons(browser: webdriver.Chrome, demo: DemoCompany) -> None:
    page = Page(browser, demo)
    page.press("Generate", invoices="7")
    assert "39 in all" in page.text
    page.press("Advance", advance="3600")
    assert demo.clock.now.hour == 1
    assert "2026-11-23T01:00:00Z" in page.text
    page.press("Limits are enforced")
    assert demo.limits.state["enabled"] is False
    page.press("The connection is approved")
    assert demo.connection()["active"] is False
    assert not page.is_on("The connection is approved")
    page.press("Reset to the start")
    assert "32 in all" in page.text
    assert page.errors == []


def test_what_is_refused_is_said_on_the_page(browser: webdriver.Chrome, demo: DemoCompany) -> None:
    page = Page(browser, demo)
    field = browser.find_element(By.NAME, "route")
    field.clear()
    field.send_keys("sideways")
    page._button("Add the fault").click()
    status = WebDriverWait(browser, 10).until(lambda it: it.find_element(By.CSS_SELECTOR, "[role=status]").text)
    assert "sideways" in status


def test_a_user_lets_an_app_into_an_organisation(browser: webdriver.Chrome, demo: DemoCompany) -> None:
    # Nobody listens there: what counts is where the browser is sent.
    back = "http://localhost:9/callback"
    app = demo.add_connection(app="web", redirect_uris=[back])
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": back, "state": "s"}
    asked["scope"] = "openid offline_access accounting.contacts"
    browser.get(f"{demo.base_url}/identity/connect/authorize?{urlencode(asked, quote_via=quote)}")
    assert "accounting.contacts" in browser.page_source
    browser.find_element(By.XPATH, "//button[normalize-space()='Allow access']").click()
    WebDriverWait(browser, 20).until(lambda browser: browser.current_url.startswith(back))
    sent = parse_qs(urlsplit(browser.current_url).query)
    assert sent["state"] == ["s"]
    form = {"grant_type": "authorization_code", "code": sent["code"][0], "redirect_uri": back}
    form |= {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    with urlopen(demo.token_url, urlencode(form).encode(), timeout=10) as reply:
        assert "refresh_token" in json.load(reply)
