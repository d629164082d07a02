"""Traces: one from a request through its run to the sockets that are told, where TRACING is on.

Off, nothing here imports OpenTelemetry or does anything. On, its own variables say
where spans go (`OTEL_…`). A trace crosses from one process to the next as W3C's `traceparent`: in
the row of a run, and in its milestones.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

# What this process is, unless OTEL_SERVICE_NAME says otherwise; set by whoever knows.
role = "avance"
UNNAMED = "unknown_service"
LAST_SECONDS = 2.0

_lock = threading.Lock()
_kept: tuple[int, Any] | None = None


class Span:
    """One that is under way; of the kind that does nothing."""

    traceparent = ""

    def say(self, **facts: Any) -> None:
        """What else is known of it; `name` renames it, `failed` says why it is an error."""


class _Real(Span):
    def __init__(self, span: Any) -> None:
        self._span = span
        self.traceparent = _traceparent(span)

    def say(self, **facts: Any) -> None:
        """See `Span.say`."""
        from opentelemetry.trace import Status, StatusCode

        if name := facts.pop("name", ""):
            self._span.update_name(name)
        if failed := facts.pop("failed", ""):
            self._span.set_status(Status(StatusCode.ERROR, failed))
        self._span.set_attributes(facts)


@contextmanager
def span(
    name: str,
    kind: str,
    parent: str | None = "",
    fine: type[BaseException] | tuple[()] = (),
    **facts: Any,
) -> Iterator[Span]:
    """What is done within is one span, and what begins within it is below it. `kind` is server,
    consumer, producer or internal; `parent` a traceparent, else whatever is under way. An exception
    makes it an error, unless it is of the type `fine`."""
    if not settings.TRACING:
        yield Span()
        return
    from opentelemetry.trace import SpanKind, use_span

    given = _tracer().start_span(
        name, context=_context(parent), kind=SpanKind[kind.upper()], attributes=facts
    )
    with use_span(given, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        real = _Real(given)
        try:
            yield real
        except fine:
            raise
        except Exception as problem:
            real.say(failed=type(problem).__name__)
            raise


def past(name: str, parent: str, began_ns: int, **facts: Any) -> None:
    """Something below `parent` that began then and is over now."""
    if parent and settings.TRACING:
        made = _tracer().start_span(
            name, context=_context(parent), start_time=began_ns, attributes=facts
        )
        made.end()


def current() -> str:
    """The traceparent of what is under way here; empty without."""
    if not settings.TRACING:
        return ""
    from opentelemetry.trace import get_current_span

    here = get_current_span()
    return _traceparent(here) if here.get_span_context().is_valid else ""


def flush() -> None:
    """Send what has not been sent yet, in bounded time: this process ends. The SDK's own way would
    wait for a collector that hangs."""
    if _kept is not None and _kept[0] == os.getpid():
        sending = threading.Thread(target=_kept[1].force_flush, daemon=True)
        sending.start()
        sending.join(LAST_SECONDS)


def _tracer() -> Any:
    """Of this process; a forked child has its own: the thread that sends is its parent's."""
    global _kept  # noqa: PLW0603 - one a process
    with _lock:
        if _kept is None or _kept[0] != os.getpid():
            _kept = (os.getpid(), _provider())
        return _kept[1].get_tracer("avance")


def _provider() -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith(UNNAMED):
        resource = resource.merge(Resource({SERVICE_NAME: role}))
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _context(parent: str | None) -> Any:
    """None is whatever is under way."""
    if not parent:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": parent})


def _traceparent(span: Any) -> str:
    at = span.get_span_context()
    return f"00-{at.trace_id:032x}-{at.span_id:016x}-{int(at.trace_flags):02x}"
