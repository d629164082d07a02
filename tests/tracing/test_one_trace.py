"""One trace from a request through the worker to the socket, as a collector receives it."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName, TaskState
from tests.outward.receiver import Receiver, receiving
from tests.scripts.waiting import until
from tests.stack.page import Page
from tests.stack.people import People
from tests.stack.place import ROOT, Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor

ORDERS = {"cantidad": "1", "desde": "2003-01", "hasta": "2003-01", "semilla": "7"}


def spans(receiver: Receiver) -> dict[str, list[Any]]:
    """All that arrived, by `service name of the span`."""
    found: dict[str, list[Any]] = {}
    for got in receiver.got:
        request = ExportTraceServiceRequest.FromString(got.body)
        for resource in request.resource_spans:
            service = next(
                one.value.string_value
                for one in resource.resource.attributes
                if one.key == "service.name"
            )
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                found.setdefault(f"{service} {span.name}", []).append(span)
    return found


@pytest.fixture
def collector() -> Iterator[Receiver]:
    """Takes spans over HTTP."""
    with receiving() as receiver:
        receiver.status = 200
        yield receiver


@pytest.mark.slow
def test_a_request_its_run_and_what_the_sockets_are_told_are_one_trace(
    place: Place, redis_process: RedisProcess, people: People, collector: Receiver
) -> None:
    environment = {
        **place.environment,
        "TRACING": "1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    member = people.sign_in(is_staff=True)
    with Stack(place, environment, redis_process) as stack:
        stack.start("web", "general")
        with Page(stack.address, member) as page:
            answer = Visitor(stack.address, member).post("/pedidos/demo/", **ORDERS)
            assert answer.status == 302
            run = TaskRun.objects.filter(owner=member.user, task=TaskName.CREAR_PEDIDOS).get()
            page.hears(run.pk, "run.succeeded")
        until(lambda: "avance-web tell pages" in spans(collector))
        until(lambda: "avance-worker run crear_pedidos" in spans(collector))
        until(lambda: len(spans(collector)["avance-web tell pages"]) >= run.milestone)
    assert TaskRun.objects.get(pk=run.pk).state == TaskState.SUCCESS
    found = spans(collector)
    (asked,) = found["avance-web POST /pedidos/demo/"]
    (launched,) = found["avance-web launch crear_pedidos"]
    (worked,) = found["avance-worker run crear_pedidos"]
    told = [one for one in found["avance-web tell pages"] if one.trace_id == asked.trace_id]
    assert launched.trace_id == worked.trace_id == asked.trace_id
    assert (launched.parent_span_id, worked.parent_span_id) == (asked.span_id, launched.span_id)
    assert {one.parent_span_id for one in told} == {launched.span_id, worked.span_id}
    assert {got.path for got in collector.got} == {"/v1/traces"}


def test_switched_off_nothing_of_it_is_imported_by_us(place: Place) -> None:
    """redis-py looks for its metrics wherever it is installed, and for nothing else."""
    names = ("opentelemetry.exporter", "opentelemetry.sdk.trace.export")
    code = f"import sys, asgi, workers.tasks; sys.exit(any(n in sys.modules for n in {names}))"
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True, cwd=ROOT, env=dict(place.environment), timeout=60)
