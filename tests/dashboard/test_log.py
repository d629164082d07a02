"""The log of a run on its page: whose it is, what is in it, and new lines as they come."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client

from dashboard import log_lines
from dashboard.hub import Hub
from proyecto.progress import lines, record
from proyecto.progress.broadcast import group_of
from proyecto.progress.models import RunLog, TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun, failed, now
from tests.dashboard.test_subscriber import Socket
from tests.scripts.waiting import eventually
from tests.stack.people import People, Person
from workers.logbook import Logbook

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def person(people: People) -> Person:
    return people.sign_in()


@pytest.fixture
def run(person: Person) -> TaskRun:
    return begun(ask(person.user))


@pytest.fixture
def browser(person: Person) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(person.user)
    return browser


def say(run: TaskRun, *texts: str, level: str = "info") -> None:
    """As its worker would."""
    logbook = Logbook(str(run.pk), now(run).attempt, run.owner_id)
    for text in texts:
        logbook.say(text, level)
    logbook.close()


def shown(page: str) -> list[str]:
    """What the lines of a page say."""
    return [part.split("</span>")[0] for part in page.split('class="log-text">')[1:]]


def test_lines_and_milestones_stand_in_the_order_of_their_time(
    browser: Client, run: TaskRun
) -> None:
    say(run, "one")
    record.retry(run.pk, 1, Cause.ERROR, "io", delay=0)
    say(begun(run), "<b>two</b>", level="error")
    page = browser.get(f"/tareas/{run.pk}/").content.decode()
    queued, started, one, again, second, two = shown(page)
    assert (queued, started, one) == ("Queued", "Attempt 1 started", "one")
    assert "Next attempt" in again
    assert (second, two) == ("Attempt 2 started", "&lt;b&gt;two&lt;/b&gt;")


def test_a_page_begins_with_the_newest_lines_and_is_given_those_before_at_a_click(
    browser: Client, run: TaskRun
) -> None:
    say(run, *(f"line {number}" for number in range(450)))
    page = browser.get(f"/tareas/{run.pk}/").content.decode()
    found = shown(page)
    assert found == [f"line {number}" for number in range(250, 450)]
    oldest = lines.newest(run.pk, log_lines.MOST_SHOWN)[0]
    address = f"/tareas/{run.pk}/registro/?antes={oldest.n}&hasta={oldest.at}"
    earlier = browser.get(address)
    assert shown(earlier.content.decode())[-1] == "line 249"
    assert earlier["X-Earlier"] == "1"
    (first, *_rest) = lines.newest(run.pk, log_lines.MOST_SHOWN, oldest.n)
    address = f"/tareas/{run.pk}/registro/?antes={first.n}&hasta={first.at}"
    last = browser.get(address)
    assert shown(last.content.decode())[:3] == ["Queued", "Attempt 1 started", "line 0"]
    assert last["X-Earlier"] == "0"


@pytest.mark.parametrize("query", ["", "?antes=x&hasta=1", "?antes=1&hasta=9" + "9" * 30])
def test_a_place_that_makes_no_sense_is_refused(browser: Client, run: TaskRun, query: str) -> None:
    assert browser.get(f"/tareas/{run.pk}/registro/{query}").status_code == 400


def test_it_is_open_when_the_run_failed(browser: Client, run: TaskRun, person: Person) -> None:
    panel = browser.get(f"/tareas/{run.pk}/").content.decode().split('id="log"')[1].split(">")[0]
    assert " open" not in panel
    broken = failed(ask(person.user))
    panel = browser.get(f"/tareas/{broken.pk}/").content.decode().split('id="log"')[1].split(">")[0]
    assert " open" in panel


def test_lines_that_were_left_out_are_counted_where_they_were(
    browser: Client, run: TaskRun
) -> None:
    say(run, *(f"line {number}" for number in range(300)))
    RunLog.objects.filter(run=run, first=101).delete()
    assert "100 lines were left out here: too much was said." in shown(
        browser.get(f"/tareas/{run.pk}/").content.decode()
    )


async def test_the_file_has_every_line_in_the_language_and_zone_of_the_reader(
    run: TaskRun, person: Person
) -> None:
    await sync_to_async(say)(run, *(f"line {number}" for number in range(900)))
    browser = AsyncClient()
    await browser.aforce_login(person.user)
    english = {"Accept-Language": "en"}
    answer: Any = await browser.get(f"/tareas/{run.pk}/registro.txt", headers=english)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    text = "".join([piece.decode() async for piece in answer.streaming_content])
    told = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert [line[3] for line in told[:3]] == ["Queued", "Attempt 1 started", "line 0"]
    assert len(told) == 902
    assert {line[1] for line in told[1:]} == {"1"}


@pytest.mark.parametrize("path", ["registro.txt", "registro/?antes=1&hasta=1", ""])
def test_nobody_else_sees_it(people: People, run: TaskRun, path: str) -> None:
    stranger = Client()
    stranger.force_login(people.new())
    assert stranger.get(f"/tareas/{run.pk}/{path}").status_code == 404
    assert Client().get(f"/tareas/{run.pk}/{path}").status_code == 302


def test_the_lines_go_with_their_run(run: TaskRun) -> None:
    say(run, "one")
    run.delete()
    assert not RunLog.objects.filter(run=run.pk).exists()


# --- new lines ---------------------------------------------------------------------------------


async def showing(
    hub: Hub, run: TaskRun, log: tuple[int, int] = (0, 2), owner: int | None = None
) -> Socket:
    """The page of a run, of its owner or of somebody else."""
    socket = Socket("tarea", run=str(run.pk))
    socket.user_id = owner or run.owner_id or 0
    socket.groups = frozenset({group_of(socket.user_id)})
    socket.log = log
    await hub.join(socket)
    await hub.topics.greet(socket)
    socket.caught_up('{"t":"live"}')
    return socket


def told(socket: Socket) -> list[str]:
    """What the lines say that it was given."""
    frames = [json.loads(text) for text in socket.got]
    return [line[4] for frame in frames if frame["t"] == "log" for line in frame["lines"]]


async def hears(socket: Socket, *texts: str) -> None:
    pump = asyncio.create_task(socket.outbox.pump())
    await eventually(lambda: len(told(socket)) >= len(texts))
    pump.cancel()
    assert told(socket) == list(texts)


async def test_new_lines_reach_the_page_of_that_run_once_and_no_other(
    hub: Hub, run: TaskRun, people: People
) -> None:
    other = await sync_to_async(lambda: begun(ask(run.owner)))()
    mine, others = await showing(hub, run), await showing(hub, other)
    await sync_to_async(say)(run, "one", "two")
    await hears(mine, "one", "two")
    await sync_to_async(say)(run, "three")
    await hears(mine, "one", "two", "three")
    assert others.log == (0, 2)


async def test_a_page_that_names_the_run_of_somebody_else_is_told_nothing(
    hub: Hub, run: TaskRun, people: People
) -> None:
    await sync_to_async(say)(run, "one")
    stranger = await sync_to_async(people.new)()
    socket = await showing(hub, run, owner=stranger.pk)
    await sync_to_async(say)(run, "two")
    await hub.topics.look()
    assert [json.loads(text)["t"] for text in await socket.sent(1)] == ["live"]


async def test_lines_whose_message_was_lost_are_found(
    hub: Hub, run: TaskRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await showing(hub, run)
    monkeypatch.setattr("workers.logbook.teller", Deaf)
    await sync_to_async(say)(run, "one")
    await hears(socket, "one")


async def test_a_page_that_comes_back_is_given_what_it_lacks_and_no_more(
    hub: Hub, run: TaskRun
) -> None:
    await sync_to_async(say)(run, "one", "two", "three")
    socket = await showing(hub, run, log=(1, 2))
    await hears(socket, "two", "three")


async def test_a_page_that_is_far_behind_begins_anew_with_the_newest(
    hub: Hub, run: TaskRun
) -> None:
    await sync_to_async(say)(run, *(str(number) for number in range(1_000)))
    socket = await showing(hub, run, log=(1, 2))
    await hears(socket, *(str(number) for number in range(800, 1_000)))
    assert json.loads(socket.got[0])["anew"] is True


async def test_milestones_come_among_the_lines_in_the_language_of_the_page(
    hub: Hub, run: TaskRun
) -> None:
    socket = await showing(hub, run, log=(0, 0))
    await hears(socket, "En cola", "Empezó el intento 1")


class Deaf:
    """A teller whose words get lost."""

    def say(self, *_: Any) -> None:
        """Nobody hears it."""
