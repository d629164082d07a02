"""Pages are told why runs wait whenever the words change, though nothing happens to the run."""

import json
import re
import uuid
from datetime import UTC
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone, translation

from dashboard.fragments import Look
from dashboard.hub import Hub
from dashboard.waiting import waits_of
from dashboard.waiting_words import waiting_span
from proyecto.progress import queues, record
from proyecto.progress.events import Position
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import Known, snapshot
from proyecto.progress.vocabulary import Cause
from proyecto.progress.workers import presence
from tests.dashboard.runs import ask, told
from tests.dashboard.test_subscriber import Socket
from tests.scripts.waiting import until
from tests.stack.people import People


@pytest.fixture
def queue() -> str:
    return f"nobody-{uuid.uuid4().hex[:8]}"


def shows(hub: Hub, run: TaskRun, look: Look) -> Socket:
    """A page that shows this run, and is told of nothing else."""
    hub.topics._all = {"waiting": hub.topics._all["waiting"]}
    socket = Socket()
    socket.look, socket.have = look, {str(run.pk): 1}
    socket.caught_up('{"t":"live"}')
    hub.sockets.add(socket)
    return socket


def works(queue: str, gone: bool = False) -> None:
    facts = {"queues": [queue], "slots": 1, "started": timezone.now().isoformat(), "gone": gone}
    presence().say(queue, facts)


async def words(hub: Hub, socket: Socket, since: int) -> tuple[str, int]:
    """What the page is told next, and how many frames it has then."""
    await hub.topics.look()
    got = [json.loads(text) for text in await socket.sent(since + 1)]
    waiting: list[dict[str, Any]] = [frame for frame in got[since:] if frame["t"] == "waiting"]
    return waiting[-1]["html"], len(got)


async def test_the_words_follow_the_queue_and_are_each_readers_own(
    hub: Hub, people: People, queue: str
) -> None:
    owner = await sync_to_async(people.new)()
    eva = await sync_to_async(people.new)(first_name="Eva", is_staff=True)
    run = await sync_to_async(lambda: told(ask(owner, queue=queue)))()
    hub.learn(str(run.pk), (await sync_to_async(snapshot)([run]))[str(run.pk)])
    person = shows(hub, run, Look("tareas", "es-mx", "UTC", staff=False))
    member = shows(hub, run, Look("tarea", "en", "UTC", staff=True))

    html, n = await words(hub, person, 1)
    assert html.startswith(f'<span class="waiting" id="waiting-{run.pk}">Ahora ningún trabajador')
    team, m = await words(hub, member, 1)
    assert f"No worker listens to the queue {queue}" in team

    await sync_to_async(works)(queue)
    html, n = await words(hub, person, n)
    assert "Hay un trabajador libre" in html
    team, m = await words(hub, member, m)
    assert "A worker is free" in team

    await sync_to_async(queues.pause)(queue, eva)
    html, n = await words(hub, person, n)
    assert "Alguien del equipo pausó esta cola" in html
    assert "Eva" not in html
    team, m = await words(hub, member, m)
    assert f"Eva paused the queue {queue}" in team

    for _ in range(3):
        await hub.topics.look()
    assert (person.held(), member.held()) == ([], []), "nothing is said twice"
    await sync_to_async(works)(queue, gone=True)


async def test_what_a_page_counts_down_itself_is_no_news(
    hub: Hub, people: People, queue: str
) -> None:
    def waits() -> TaskRun:
        run = ask(people.new(), queue=queue)
        record.claim(run.pk, "w")
        record.retry(run.pk, 1, Cause.ERROR, "io", delay=40)
        return told(TaskRun.objects.get(pk=run.pk))

    await sync_to_async(works)(queue)
    run = await sync_to_async(waits)()
    hub.learn(str(run.pk), (await sync_to_async(snapshot)([run]))[str(run.pk)])
    person = shows(hub, run, Look("tareas", "es-mx", "UTC", staff=False))
    html, _n = await words(hub, person, 1)
    assert "Espera antes del intento 2 de 4" in html
    await sync_to_async(until)(lambda: seconds_of(run) != html)
    await hub.topics.look()
    assert person.held() == []
    await sync_to_async(works)(queue, gone=True)


async def test_all_that_changed_is_one_frame_however_many_wait(
    hub: Hub, people: People, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask_many() -> dict[str, Known]:
        owner = people.new()
        return snapshot([told(ask(owner, queue=queue)) for _ in range(4)])

    monkeypatch.setattr("dashboard.outbox.MOST_FRAMES", 3)
    known = await sync_to_async(ask_many)()
    hub.known.update(known)
    page = Socket()
    page.have = dict.fromkeys(known, 1)
    page.caught_up('{"t":"live"}')
    hub.sockets.add(page)

    await hub.topics.look()

    assert page.codes == []
    _live, frame = [json.loads(text) for text in page.held()]
    assert set(re.findall(r'id="waiting-([^"]+)"', frame["html"])) == known.keys()


async def test_the_words_are_told_again_after_a_milestone_that_may_have_brought_older_ones(
    hub: Hub, people: People, queue: str
) -> None:
    run = await sync_to_async(lambda: told(ask(people.new(), queue=queue)))()
    hub.known.update(await sync_to_async(snapshot)([run]))
    person = shows(hub, run, Look("tareas", "es-mx", "UTC", staff=False))
    html, n = await words(hub, person, 1)

    person.milestone(str(run.pk), Position("e", 2, 2), '{"t":"ms"}', run.live())

    assert await words(hub, person, n + 1) == (html, n + 2)


async def test_of_a_run_that_waits_no_more_nothing_is_remembered(
    hub: Hub, people: People, queue: str
) -> None:
    run = await sync_to_async(lambda: told(ask(people.new(), queue=queue)))()
    hub.known.update(await sync_to_async(snapshot)([run]))
    person = shows(hub, run, Look("tareas", "es-mx", "UTC", staff=False))
    html, n = await words(hub, person, 1)
    held = hub.known.pop(str(run.pk))

    await hub.topics.look()
    hub.known[str(run.pk)] = held

    assert await words(hub, person, n) == (html, n + 1)


def seconds_of(run: TaskRun) -> str:
    """The words now, as that person reads them."""
    with translation.override("es-mx"), timezone.override(UTC):
        return str(waiting_span(waits_of([run])[str(run.pk)], staff=False))
