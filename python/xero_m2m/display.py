"""How values look in notebooks. All text is escaped, and nothing here has access to a secret."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from ._lazy import LazyModule
from .errors import ClosedError, ValidationError, XeroError
from .records import Record, present_fields

if TYPE_CHECKING:
    from . import _client_base, batch, checks, pager
else:
    _client_base, batch = LazyModule("_client_base"), LazyModule("batch")
    checks, pager = LazyModule("checks"), LazyModule("pager")

_ROWS = 20
_COLUMNS = 8
_AT_RIGHT = ' style="text-align: right"'


def client_text(client: _client_base.ClientBase[Any, Any]) -> str:
    """A client on one line. In a traceback it may be a client that could not be created."""
    if not hasattr(client, "_native"):
        return f"{type(client).__name__}(not open)"
    about = _description_of(client)
    shown = {"client_id": about.get("client_id"), "profile": about.get("profile"), "base_url": about.get("base_url")}
    parts = [f"{name}={value!r}" for name, value in shown.items() if value is not None]
    if client.closed:
        parts.append("closed")
    return f"{type(client).__name__}({', '.join(parts)})"


def client_html(client: _client_base.ClientBase[Any, Any]) -> str:
    """A client with its connection and the state of its token."""
    about = _description_of(client)
    token = about.get("token")
    rows = [
        ("connection", about.get("client_id")),
        ("profile", about.get("profile")),
        ("address", about.get("base_url")),
        ("scopes", " ".join(about.get("scopes") or []) or None),
        ("token", "none yet" if token is None else f"valid for {token['expires_in']:.0f} s"),
        ("state", "closed" if client.closed else "open"),
    ]
    return _titled(type(client).__name__, _table([], [row for row in rows if row[1] is not None]))


def record_html(record: Record) -> str:
    """A record with the fields that are set."""
    rows = [(name, _cell(value)) for name, value in present_fields(record)]
    return _titled(type(record).__name__, _table([], rows))


def page_html(page: pager.Page[Any]) -> str:
    """A page with the most useful columns."""
    more = [] if page.page_count is None else [f"of {page.page_count}"]
    total = [] if page.item_count is None else [f"{page.item_count} in all"]
    title = ", ".join([" ".join(["Page", str(page.number), *more]), f"{len(page)} records", *total])
    return _titled(title, records_table(page.records))


def batch_html(batch: batch.BatchResult[Any]) -> str:
    """A batch with the result for each record."""
    rows = [(index, _outcome(element), _cell(element)) for index, element in enumerate(batch)]
    return _titled(repr(batch), _table(["index", "result", ""], rows))


def check_html(report: checks.CheckReport) -> str:
    """A report with its checks and the next step."""
    rows = [("ok" if check.ok else "not ok", check.name, check.detail) for check in report.checks]
    conclusion = "ready" if report.ready else f"next step: {report.next_step}"
    return _titled(report.organisation or "check", f"{_table([], rows)}<p>{escape(conclusion)}</p>")


def resource_text(resource: object) -> str:
    """A resource or an API family with the names of what it offers."""
    return f"{type(resource).__name__}({', '.join(_offered(resource))})"


def resource_html(resource: object) -> str:
    """A resource or an API family with what it offers, each with the first line of its docstring."""
    rows = [(name, _summary(getattr(type(resource), name))) for name in _offered(resource)]
    return _titled(type(resource).__name__, _table([], rows))


def listing_html(text: str) -> str:
    """A list that has not been fetched."""
    return f"<code>{escape(text)}</code>: nothing is fetched until you use it, for example with <code>.page(1)</code>."


def error_html(error: XeroError) -> str:
    """An error with its issues and its hint."""
    parts = [f"<p>{escape(error.message)}</p>"]
    issues = getattr(error, "issues", None)
    if issues:
        parts.append(_table(["index", "path", "message"], issues))
    if error.hint:
        parts.append(f"<p>hint: {escape(error.hint)}</p>")
    facts = [(name, getattr(error, name, None)) for name in ("operation", "status", "request_id", "attempts")]
    known = [(name, value) for name, value in facts if value is not None]
    if known:
        parts.append(_table([], known))
    return _titled(type(error).__name__, "".join(parts))


def records_table(records: Sequence[Record]) -> str:
    """The first rows, with the most useful of the columns that hold simple values."""
    shown = records[:_ROWS]
    rows = [{name: _simple(value) for name, value in present_fields(record)} for record in shown]
    known = {name: value for row in reversed(rows) for name, value in row.items() if value is not None}
    names = [name for name in shown[0].__struct_fields__ if name in known] if shown else []
    columns = sorted(names, key=lambda name: _rank(shown[0], name, known[name]))[:_COLUMNS]
    numbers = {at for at, name in enumerate(columns) if isinstance(known[name], (int, Decimal))}
    table = _table(columns, [[_cell(row.get(name)) for name in columns] for row in rows], numbers)
    rest = len(records) - len(shown)
    return table if rest <= 0 else f"{table}<p>and {rest} more</p>"


def _simple(value: object) -> object:
    """A value as it fits into one cell: a record by its name. None if it does not fit."""
    if isinstance(value, Record):
        return getattr(value, "name", None)
    return None if isinstance(value, (list, dict)) else value


def _rank(record: Record, name: str, value: object) -> int:
    """How early a column comes: names, dates and amounts before ids and flags."""
    if name.endswith("_id"):
        return 8
    if isinstance(value, bool):
        return 7
    if isinstance(value, datetime.datetime) or name.endswith("_string"):
        return 6
    # An invoice's invoice_number, a purchase order's purchase_order_number.
    if name.replace("_", "") == f"{type(record).__name__}number".lower():
        return 0
    return _COLUMN_RANKS.get(name, 4 if isinstance(value, (Decimal, datetime.date)) else 5)


_COLUMN_RANKS = {
    **dict.fromkeys(("name", "code", "number"), 0),
    **dict.fromkeys(("contact", "date", "due_date"), 1),
    **dict.fromkeys(("total", "amount_due", "amount"), 2),
    "status": 3,
}


def _outcome(element: object) -> str:
    if isinstance(element, ValidationError):
        return "refused"
    return "failed" if isinstance(element, XeroError) else "saved"


def _offered(resource: object) -> list[str]:
    return [name for name in vars(type(resource)) if not name.startswith("_")]


def _summary(attribute: object) -> str:
    return (attribute.__doc__ or "").partition("\n")[0]


def _description_of(client: _client_base.ClientBase[Any, Any]) -> dict[str, Any]:
    try:
        return client._description()  # pyright: ignore[reportPrivateUsage]
    except ClosedError:
        return {}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return f"{len(value)} × {type(value[0]).__name__}" if value else "none"  # pyright: ignore
    text = repr(value) if isinstance(value, Record) else str(value)
    return text if len(text) <= 200 else text[:199] + "…"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], right: Container[int] = ()) -> str:
    """A table. The columns with the indexes in `right` are aligned to the right, as numbers are."""

    def line(kind: str, cells: Sequence[object]) -> str:
        return "".join(
            f"<{kind}{_AT_RIGHT if at in right else ''}>{escape(str(cell))}</{kind}>" for at, cell in enumerate(cells)
        )

    titles = f"<thead><tr>{line('th', head)}</tr></thead>" if head else ""
    lines = "".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    return f"<table>{titles}<tbody>{lines}</tbody></table>"


def _titled(title: str, content: str) -> str:
    return f"<div><strong>{escape(title)}</strong>{content}</div>"
