"""What Prometheus reads: who may, what is counted, and what the dashboard asks for."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import AsyncClient
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from dashboard import consumers, ledger_figures, metrics
from dashboard.api.frames import Snapshot
from dashboard.hub import Hub
from dashboard.ledger_figures import Kept
from dashboard.views import metrics as view
from proyecto.progress.tokens import Scope, make_token
from tests.dashboard.runs import ask, begun, told
from tests.dashboard.test_consumers import HELLO, opened
from tests.docs.markdown import ROOT, page
from tests.scripts.waiting import eventually
from tests.stack.people import People

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
FAMILIES = re.compile(r"\b(?:avance|process)_\w+")


@pytest.fixture(autouse=True)
def of_this_process(hub: Hub, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The hub of the test, figures that are new, a token."""
    monkeypatch.setattr(view, "hub", lambda: hub)
    monkeypatch.setattr(consumers, "hub", lambda: hub)
    monkeypatch.setattr(view, "kept", Kept())
    settings.METRICS_TOKEN = "s3cret"


async def read(token: str = "s3cret") -> Samples:
    answer = await AsyncClient().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


async def test_who_does_not_say_who_they_are_sees_nothing(people: People, settings: Any) -> None:
    def tokens() -> list[str]:
        member, ana = people.new(is_staff=True), people.new()
        asked = [(member, Scope.READ), (ana, Scope.STAFF), (member, Scope.STAFF)]
        return [make_token(who, "prometheus", [scope])[1] for who, scope in asked]

    narrow, stranger, good = await sync_to_async(tokens)()
    client = AsyncClient()
    for text in ("", "Bearer", "Bearer wrong", f"Bearer {narrow}", f"Bearer {stranger}", "s3cret"):
        answer = await client.get("/metrics", headers={"Authorization": text} if text else {})
        assert (answer.status_code, answer.content) == (401, b"")
    assert await read(good)
    settings.METRICS_TOKEN = ""
    for text in ("Bearer ", "Bearer s3cret"):
        answer = await client.get("/metrics", headers={"Authorization": text})
        assert answer.status_code == 401


async def test_a_page_that_is_told_of_a_run_is_counted_with_how_long_it_took(
    hub: Hub, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_figures, "FRESH_SECONDS", 0)
    monkeypatch.setattr(ledger_figures, "SHARE", 0)
    before = await read()
    page = await opened(people)
    await page.says(**HELLO)
    await page.hears("live")
    owner = page.scope["user"]
    run = await sync_to_async(lambda: told(begun(ask(owner))))()
    await page.hears("ms")
    await eventually(lambda: hub.known[str(run.pk)].at.n == 2)
    await page.hears("ms")
    after = await read()

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    kind = {"audience": "page", "what": "milestone"}
    assert value(after, "avance_sockets", audience="page") == 1
    assert more("avance_events_total", what="milestone") >= 2
    assert more("avance_deliveries_total", **kind) == 2
    assert more("avance_delivery_seconds_count", **kind) == 2
    assert more("avance_delivery_seconds_bucket", le="+Inf", **kind) == 2
    assert value(after, "avance_redis_up") == 1
    assert value(after, "avance_runs", task="procesar_video", state="STARTED") >= 1
    assert value(after, "avance_queue_running", queue=run.queue) == 1
    await page.disconnect(4408)
    gone = await read()
    assert value(gone, "avance_sockets", audience="page") == 0
    closed = {"audience": "page", "code": "4408"}
    assert value(gone, "avance_sockets_closed_total", **closed) == 1 + value(
        before, "avance_sockets_closed_total", **closed
    )


async def test_a_socket_that_is_refused_ends_once(people: People) -> None:
    before = await read()
    page: WebsocketCommunicator = await opened(people, origin="http://elsewhere")
    await page.receive_output(5)
    await page.disconnect(4403)
    labels = {"audience": "page", "code": "4403"}
    name = "avance_sockets_closed_total"
    assert value(await read(), name, **labels) == value(before, name, **labels) + 1


def test_a_code_of_the_clients_own_choice_makes_no_series_of_its_own() -> None:
    line = metrics.Line("program")
    before = metrics.closes["program", "other"]
    line.over(4999)
    line.over(1000)
    assert metrics.closes["program", "other"] == before + 1
    assert ("program", "4999") not in metrics.closes


def test_what_came_from_the_future_took_no_time() -> None:
    timings = metrics.delays["program", "milestone"]
    before, total = timings.counts[0], timings.total
    metrics.delivered("program", "milestone", 3, timezone.now() + timedelta(hours=1))
    assert (timings.counts[0], timings.total) == (before + 1, total)


def test_only_runs_that_a_program_had_count_as_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = type(metrics.resumes)()
    monkeypatch.setattr(metrics, "resumes", tally)

    def snapshot(**how: bool) -> Any:
        given: Any = {"subs": [], "run": "", "at": None, "live": None}
        return Snapshot(**given, **{"recovered": False, "reset": False, **how})

    metrics.program_resumed([snapshot(), snapshot(recovered=True), snapshot(reset=True)])
    assert tally == {("program", "recovered"): 1, ("program", "reset"): 1}


async def test_the_ledger_is_read_once_for_all_who_ask_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads: list[int] = []
    real = ledger_figures.read
    monkeypatch.setattr(ledger_figures, "read", lambda: (reads.append(1), real())[1])
    await read()
    await read()
    assert len(reads) == 1


async def test_the_dashboard_and_the_docs_name_what_there_is() -> None:
    there = {name for name, _ in await read()}
    families = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in there}
    board = json.loads((ROOT / "docs/grafana/avance.json").read_text(encoding="utf-8"))
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in FAMILIES.findall(target["expr"])
    }
    unknown = {name for name in asked if re.sub(r"_(bucket|count|sum)$", "", name) not in families}
    # A counter of what has not happened yet has no sample.
    empty = {"avance_resumes_total", "avance_webhooks"}
    assert unknown - empty == set()
    ours = {name for name in families | empty if name.startswith("avance_")}
    told_of = set(re.findall(r"`(avance_\w+)`", page("docs/operations.md").text))
    assert ours == told_of
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} >= ours
