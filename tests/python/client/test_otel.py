"""OpenTelemetry: spans where the process has it configured, and nothing where it has not."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from helpers import run_python, unlimited
from xero_m2m import ArgumentError, ClosedError, NotFoundError, ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xero_m2m import DemoCompany

NOTHING = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    # OpenTelemetry lets a process set its provider once.
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


def finished(exporter: InMemorySpanExporter) -> list[Any]:
    return list(exporter.get_finished_spans())


def of_calls(exporter: InMemorySpanExporter, operation: str) -> list[Any]:
    return [span for span in finished(exporter) if span.name == operation and "xero.attempts" in span.attributes]


def of_attempts(exporter: InMemorySpanExporter, operation: str) -> list[Any]:
    return [span for span in finished(exporter) if span.name == operation and "xero.attempts" not in span.attributes]


def test_a_call_is_a_span_and_each_attempt_one_below_it(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    tracer = trace.get_tracer("test")
    with demo.client() as xero:
        xero.auth.token()
        spans.clear()
        demo.faults.add("GET /Organisation", status=503, headers={"Retry-After": "0"}, times=1)
        begin = time.time_ns()
        with tracer.start_as_current_span("nightly job"):
            organisation = xero.organisation.get()
        end = time.time_ns()
    first, second, call, job = finished(spans)
    assert job.name == "nightly job"
    assert (call.name, call.kind, call.parent.span_id) == ("organisation.get", SpanKind.CLIENT, job.context.span_id)
    assert call.instrumentation_scope.name == "xero-m2m"
    assert call.status.status_code is StatusCode.UNSET
    server = {"server.address": "127.0.0.1", "server.port": int(demo.base_url.rpartition(":")[2])}
    assert first.attributes.items() >= {**server, "http.request.method": "GET"}.items()
    assert dict(call.attributes) == {
        **server,
        "xero.operation": "organisation.get",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "xero.attempts": 2,
    }
    assert [span.parent.span_id for span in (first, second)] == [call.context.span_id] * 2
    assert [span.name for span in (first, second)] == ["organisation.get"] * 2
    assert first.attributes["http.response.status_code"] == 503
    assert first.attributes["error.type"] == "503"
    assert first.status.status_code is StatusCode.ERROR
    assert "http.request.resend_count" not in first.attributes
    assert second.attributes["http.request.resend_count"] == 1
    assert second.attributes["http.response.body.size"] > 100
    assert second.attributes["xero.request_id"] == organisation.meta.request_id
    assert begin <= call.start_time <= first.start_time < first.end_time <= second.start_time
    assert second.start_time < second.end_time <= call.end_time <= end


async def test_awaited_calls_have_the_span_of_their_own_task_above_them(
    demo: DemoCompany, spans: InMemorySpanExporter
) -> None:
    demo.limits.set(enabled=False)
    tracer = trace.get_tracer("test")

    async def job(name: str) -> None:
        with tracer.start_as_current_span(name):
            await xero.organisation.get()

    async with demo.async_client(**unlimited()) as xero:
        await xero.auth.token()
        spans.clear()
        await asyncio.gather(*(job(f"job {number}") for number in range(10)))
    every = finished(spans)
    jobs = {span.context.span_id: span.name for span in every if span.name.startswith("job")}
    calls = of_calls(spans, "organisation.get")
    attempts = of_attempts(spans, "organisation.get")
    assert {jobs[span.parent.span_id] for span in calls} == set(jobs.values())
    assert {span.parent.span_id for span in attempts} == {span.context.span_id for span in calls}


def test_a_failed_call_says_so(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    with demo.client(retry=1) as xero:
        with pytest.raises(NotFoundError):
            xero.invoices.get(NOTHING)
        call = finished(spans)[-1]
        assert call.name == "invoices.get"
        assert call.status.status_code is StatusCode.ERROR
        assert call.attributes["error.type"] == "not_found"
        assert call.status.description is None
        assert call.attributes["http.response.status_code"] == 404
        demo.faults.add("GET /Organisation", reset="before")
        with pytest.raises(Exception, match="connection"):
            xero.organisation.get()
        attempt, call = finished(spans)[-2:]
        assert attempt.attributes["error.type"] == call.attributes["error.type"] == "transport"
        assert "http.response.status_code" not in attempt.attributes
        assert attempt.status.description is call.status.description is None


async def test_a_cancelled_call_ends_its_span(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    demo.faults.add("GET /Organisation", delay=20)
    async with demo.async_client() as xero:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(xero.organisation.get(), 0.3)
    call = finished(spans)[-1]
    assert (call.name, call.attributes["error.type"]) == ("organisation.get", "CancelledError")


def test_reading_a_list_is_one_span_with_its_requests_below(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    with demo.client() as xero:
        xero.auth.token()
        spans.clear()
        for count, _ in enumerate(xero.invoices.list(page_size=20), 1):
            if count == 30:
                break
        calls = of_calls(spans, "invoices.list")
        attempts = of_attempts(spans, "invoices.list")
        assert len(calls) == 1
        assert len(attempts) >= 2
        assert {span.parent.span_id for span in attempts} == {calls[0].context.span_id}


def test_a_list_that_cannot_be_read_ends_its_span(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    async def awaited() -> None:
        xero = demo.async_client()
        with pytest.raises(ArgumentError):
            await xero.invoices.list(page_size=-1).collect()
        await xero.close()
        with pytest.raises(ClosedError):
            await xero.invoices.list().collect()

    xero = demo.client()
    with pytest.raises(ArgumentError):
        xero.invoices.list(page_size=-1).collect()
    xero.close()
    with pytest.raises(ClosedError):
        xero.invoices.list().collect()
    asyncio.run(awaited())
    assert [span.name for span in finished(spans)] == ["invoices.list"] * 4
    assert [span.attributes["error.type"] for span in finished(spans)] == ["argument", "closed"] * 2


def test_calls_that_are_no_operations_are_named_and_those_that_send_nothing_have_no_span(
    demo: DemoCompany, spans: InMemorySpanExporter
) -> None:
    with demo.client() as xero:
        xero.rate_limits()
        xero.auth.invalidate()
        assert finished(spans) == []
        xero.auth.token()
        xero.check()
    assert [span.name for span in finished(spans) if span.parent is None] == ["auth.token", "check"]


def test_requests_by_path_and_writes_have_their_method(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    with demo.client() as xero:
        xero.raw.get("/Organisation")
        xero.contacts.create({"Name": "Span Ltd"})
        xero.rate_limits()
    named = {span.name: span.attributes.get("http.request.method") for span in finished(spans)}
    assert named["GET /Organisation"] == "GET"
    assert named["contacts.create"] == "PUT"
    assert "" not in named


def test_spans_hold_no_secret_no_token_and_no_body(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    with demo.client(retry=1) as xero:
        token = xero.auth.token().reveal()
        xero.contacts.create({"Name": "body-canary"})
        demo.faults.add("GET /Organisation", status=500, body=f"Bearer {token}")
        with pytest.raises(ServerError):
            xero.organisation.get()
        text = "".join(span.to_json() for span in finished(spans))
        assert "contacts.create" in text
        for secret in (token, demo.client_secret, "body-canary"):
            assert secret not in text


def test_threads_have_spans_of_their_own(demo: DemoCompany, spans: InMemorySpanExporter) -> None:
    demo.limits.set(enabled=False)
    with demo.client(**unlimited()) as xero:
        threads = [threading.Thread(target=lambda: [xero.organisation.get() for _ in range(5)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        xero.organisation.get()
    calls = {span.context.span_id for span in of_calls(spans, "organisation.get")}
    parents = [span.parent.span_id for span in of_attempts(spans, "organisation.get")]
    assert len(calls) == 41
    assert sorted(parents) == sorted(calls)


def test_a_process_that_has_not_configured_it_is_left_alone() -> None:
    run_python(
        """
        import sys
        from xero_m2m import DemoCompany
        with DemoCompany() as demo, demo.client() as xero:
            xero.organisation.get()
            assert "opentelemetry" not in sys.modules
            import opentelemetry.trace
            xero.organisation.get()
            assert not xero._native.has_events
            assert xero._events.begin(xero._native, b"{}") is None
        """
    )


def test_an_exporter_that_breaks_breaks_no_call(demo: DemoCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(TracerProvider):
        def get_tracer(self, *_: Any, **__: Any) -> Any:
            raise RuntimeError("no tracer")

    monkeypatch.setattr(trace, "_TRACER_PROVIDER", Broken())
    with demo.client() as xero:
        assert xero.organisation.get().name
