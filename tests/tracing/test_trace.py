"""What one process does with spans; where they go is in test_one_trace."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dashboard.tracing import Traced
from proyecto.progress import record, trace
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import decode_event, encoder
from tests.dashboard.runs import ask, begun, now
from tests.outward.receiver import receiving
from tests.scripts.waiting import until
from tests.stack.people import People

THEIRS = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[InMemorySpanExporter]:
    """Tracing is on, and this is where spans go."""
    settings.TRACING = True
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_provider", lambda: provider)
    monkeypatch.setattr(trace, "_kept", None)
    yield exporter
    provider.shutdown()


def names(exporter: InMemorySpanExporter) -> list[str]:
    return [span.name for span in exporter.get_finished_spans()]


def test_off_there_is_no_span_and_a_run_keeps_none(people: People, redis_process: Any) -> None:
    with trace.span("x", "internal", THEIRS) as span:
        span.say(failed="x", a=1)
        assert (span.traceparent, trace.current()) == ("", "")
    run = ask(people.new())
    assert run.traceparent is None
    assert event_of(run.events.get()).trace == ""
    assert b"trace" not in encoder.encode(event_of(run.events.get()))


def test_a_run_and_its_milestones_keep_who_made_them(
    made: InMemorySpanExporter, people: People, redis_process: Any
) -> None:
    with trace.span("request", "server") as request:
        run = ask(people.new())
    trace_id = request.traceparent.split("-")[1]
    assert run.traceparent is not None
    assert run.traceparent.split("-")[1] == trace_id
    assert names(made) == ["launch procesar_video", "request"]
    held = begun(run)
    with trace.span("attempt", "consumer", run.traceparent) as attempt:
        record.phase(held.pk, held.attempt, held.how_far)
    events = [decode_event(encoder.encode(event_of(row))) for row in now(run).events.order_by("n")]
    assert [event.trace for event in events] == [
        run.traceparent,
        run.traceparent,
        attempt.traceparent,
    ]


def test_a_failure_is_one_and_what_is_fine_is_none(made: InMemorySpanExporter) -> None:
    for problem in (ValueError, KeyError):
        with pytest.raises(problem), trace.span(problem.__name__, "internal", fine=KeyError):
            raise problem
    first, second = made.get_finished_spans()
    assert (first.status.is_ok, first.status.description) == (False, "ValueError")
    assert second.status.is_unset


def test_a_collector_that_hangs_holds_up_no_end(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TRACING = True
    monkeypatch.setattr(trace, "_kept", None)
    monkeypatch.setattr(trace, "LAST_SECONDS", 0.2)
    with receiving() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.port}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "60")
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "3600000")
        collector.status = 200
        with trace.span("x", "internal"):
            pass
        trace.flush()
        until(lambda: len(collector.got) == 1)
        collector.gate.clear()
        with trace.span("y", "internal"):
            pass
        began = time.monotonic()
        trace.flush()
        assert time.monotonic() - began < 30
        until(lambda: len(collector.got) == 2)


async def answered(
    path: str, status: int, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """One request to an application that answers so."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})

    async def send(_message: Any) -> None:
        pass

    scope = {"type": "http", "path": path, "method": "GET", "headers": headers or []}
    await Traced(app)(scope, None, send)


async def test_a_request_is_told_by_its_route_and_never_by_its_address(
    made: InMemorySpanExporter,
) -> None:
    await answered("/baja/s3cret-token/", 200, [(b"traceparent", THEIRS.encode())])
    await answered("/no-such-s3cret/", 500)
    await answered("/healthz", 200)
    first, second = made.get_finished_spans()
    assert first.name == "GET /baja/<str:token>/"
    assert f"{first.context.trace_id:032x}" == "a" * 32
    assert (second.name, second.status.is_ok) == ("GET", False)
    assert "s3cret" not in first.to_json() + second.to_json()
