"""The error tree: one class for each code, whole after pickling, readable in a notebook."""

from __future__ import annotations

import datetime
import pickle
from decimal import Decimal
from typing import get_args

import pytest

import xero_m2m
from xero_m2m import (
    DailyLimitError,
    Issue,
    RateLimitError,
    RateLimitHeaders,
    ValidationError,
    XeroError,
    _native,
    errors,
)

FULL = {
    "code": "validation",
    "message": "Xero refused 1 of 1 records",
    "hint": "fix <these> & resend",
    "is_retryable": False,
    "status": 400,
    "request_id": "r-1",
    "operation": "invoices.create",
    "attempts": 1,
    "limits": {"minute_remaining": 59, "day_remaining": 4999, "app_minute_remaining": 9999},
    "body": "{}",
    "issues": [{"index": 0, "path": "Contact", "message": "<b>is</b> not valid"}],
    "text": "the whole text",
}


def test_every_code_of_the_core_has_a_class_of_its_own() -> None:
    codes = _native.error_codes()
    classes = [type(errors.from_data({"code": code, "message": "m"})) for code in codes]
    assert len(set(classes)) == len(codes)
    assert all(kind._code == code for kind, code in zip(classes, codes, strict=True))
    assert list(get_args(errors.ErrorCode)) == codes
    assert all(getattr(xero_m2m, kind.__name__) is kind for kind in classes)


def test_a_code_that_is_newer_than_the_class_list_is_still_an_error() -> None:
    error = errors.from_data({"code": "brand_new", "message": "m"})
    assert type(error) is XeroError
    assert error.code == "brand_new"


def test_the_tree_is_as_documented() -> None:
    assert issubclass(errors.DailyLimitError, errors.RateLimitError)
    assert issubclass(errors.UnavailableError, errors.ServerError)
    assert issubclass(errors.TimeoutError, errors.TransportError)
    assert issubclass(errors.CustomConnectionInactiveError, errors.AuthError)
    for name in ("ConfigError", "AuthError", "ApiError", "TransportError", "DeadlineError", "ClosedError"):
        assert getattr(errors, name).__bases__[0] is XeroError
        assert getattr(errors, name).__doc__


@pytest.mark.parametrize(
    ("kind", "of_python"),
    [
        (errors.ArgumentError, ValueError),
        (errors.ConfigError, ValueError),
        (errors.ConnectError, ConnectionError),
        (errors.DeadlineError, TimeoutError),
        (errors.TimeoutError, TimeoutError),
    ],
)
def test_an_error_is_the_exception_of_python_that_means_the_same(
    kind: type[XeroError], of_python: type[Exception]
) -> None:
    error = kind("m", hint="h", status=408)
    assert isinstance(error, of_python)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.to_dict(), str(again)) == (kind, error.to_dict(), "m\nhint: h")
    assert error.args == ("m",)


def test_every_error_has_the_fields_of_a_response_and_its_repr_shows_which_it_was() -> None:
    error = errors.from_data({**FULL, "headers": {"x-odd_name": "v"}})
    assert repr(error) == "ValidationError('Xero refused 1 of 1 records', status=400, request_id='r-1')"
    assert error.headers == {"x-odd_name": "v"}
    other = errors.ClosedError("m")
    assert repr(other) == "ClosedError('m')"
    assert (other.status, other.request_id, other.attempts, other.index, other.headers) == (None, None, None, None, {})


def test_an_error_has_the_headers_of_its_response_but_none_that_may_hold_a_secret(demo: xero_m2m.DemoCompany) -> None:
    headers = {"Set-Cookie": "session=canary", "Location": "/?canary", "X_Odd-Name": "kept"}
    demo.faults.add("GET /Organisation", status=404, headers=headers)
    with demo.client() as xero, pytest.raises(errors.NotFoundError) as caught:
        xero.organisation.get()
    error = caught.value
    assert error.headers["xero-correlation-id"] == error.request_id
    assert error.headers["x_odd-name"] == "kept"
    assert "canary" not in repr(error.to_dict())


def test_a_refused_record_is_there_with_all_its_digits() -> None:
    error = errors.from_data({**FULL, "record": '{"Total":89.00,"ValidationErrors":[]}'})
    assert isinstance(error, ValidationError)
    assert error.record == {"Total": Decimal("89.00"), "ValidationErrors": []}
    assert str(error.record["Total"]) == "89.00"
    assert pickle.loads(pickle.dumps(error)).record == error.record
    assert ValidationError("m").record is None


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickling_whole(protocol: int) -> None:
    error = errors.from_data(FULL)
    assert isinstance(error, ValidationError)
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is ValidationError
    assert again.to_dict() == error.to_dict() == FULL
    assert again.issues == error.issues == [Issue(0, "Contact", "<b>is</b> not valid")]
    assert again.limits == RateLimitHeaders(minute_remaining=59, day_remaining=4999, app_minute_remaining=9999)
    assert str(again) == str(error) == "the whole text"


def test_every_error_can_have_the_outcome_of_a_write() -> None:
    for code in _native.error_codes():
        data = {
            "code": code,
            "message": "m",
            "outcome": "unknown",
            "idempotency_key": "k",
            "operation": "contacts.create",
        }
        again = pickle.loads(pickle.dumps(errors.from_data(data)))
        assert (again.outcome, again.idempotency_key, again.operation) == ("unknown", "k", "contacts.create")
        assert {"outcome": "unknown", "idempotency_key": "k"}.items() <= again.to_dict().items()
        of_a_read = errors.from_data({"code": code, "message": "m"})
        assert (of_a_read.outcome, of_a_read.idempotency_key, of_a_read.operation) == (None, None, None)


def test_an_issue_unpacks() -> None:
    index, path, message = Issue(3, "Date", "is missing")
    assert (index, path, message) == (3, "Date", "is missing")


def test_an_error_about_arguments_has_issues_too() -> None:
    assert errors.ArgumentError("m").issues == []
    issue = {"index": 1, "path": "line_items[0].quantity", "message": "is not a decimal"}
    error = errors.from_data({"code": "argument", "message": "m", "issues": [issue]})
    assert isinstance(error, errors.ArgumentError)
    assert error.issues == [Issue(**issue)]
    assert pickle.loads(pickle.dumps(error)).issues == error.issues


def test_errors_can_be_made_by_hand_for_tests() -> None:
    error = RateLimitError("too many", kind="minute", retry_after=7.5, hint="wait")
    assert (error.code, error.kind, error.retry_after) == ("rate_limit", "minute", 7.5)
    assert str(error) == "too many\nhint: wait"
    assert error.to_dict()["retry_after"] == 7.5


def test_the_end_of_a_daily_limit_is_an_instant() -> None:
    error = errors.from_data({"code": "daily_limit", "message": "m", "resets_at": "2026-11-24T00:00:00Z"})
    assert isinstance(error, DailyLimitError)
    assert error.resets_at == datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc)


def test_an_error_in_a_notebook_is_escaped() -> None:
    html = errors.from_data(FULL)._repr_html_()
    assert "&lt;b&gt;is&lt;/b&gt;" in html
    assert "fix &lt;these&gt; &amp; resend" in html
    assert "r-1" in html
