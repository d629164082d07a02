"""One socket as the hub sees it."""

import asyncio
import json

import pytest
from django.utils import timezone

from dashboard.fragments import Look
from dashboard.outbox import MOST_FRAMES, Outbox
from dashboard.run_filter import RunFilter
from dashboard.subscriber import Subscriber, frame_of
from proyecto.progress.events import LiveState, Position
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState


class Socket(Subscriber):
    """With a far end that keeps what it is sent."""

    def __init__(self, view: str = "tareas", run: str = "", subject: str = "") -> None:
        self.got: list[str] = []
        self.codes: list[int] = []

        async def send(text: str) -> None:
            self.got.append(text)

        super().__init__(
            user_id=1,
            session_key="s",
            groups=frozenset(),
            look=Look(view, "es-mx", "UTC", False),
            outbox=Outbox(send),
            since=timezone.now(),
            close=self.codes.append,
            run=run,
            subject=subject,
        )

    def held(self) -> list[str]:
        """What waits to be sent."""
        return list(self.outbox._frames)

    async def sent(self, count: int) -> list[str]:
        """What arrived, once so much has."""
        pump = asyncio.create_task(self.outbox.pump())
        async with asyncio.timeout(5):
            while len(self.got) < count:
                await asyncio.sleep(0)
        pump.cancel()
        return self.got


def at(n: int) -> Position:
    return Position("e", n, n)


def live(state: TaskState = TaskState.STARTED) -> LiveState:
    return TaskRun(task="procesar_video", state=state, created_at=timezone.now()).live()


@pytest.mark.parametrize(
    ("socket", "wanted"),
    [
        (("tareas",), True),
        (("subir",), True),
        (("videos",), True),
        (("tarea", "run-1"), True),
        (("tarea", "run-2"), False),
        (("video", "", "video:7"), True),
        (("video", "", "video:70"), False),
        (("video",), False),
    ],
)
async def test_a_socket_wants_what_its_page_shows(socket: tuple[str, ...], wanted: bool) -> None:
    assert Socket(*socket).wants("run-1", "video:7") == wanted


async def test_each_milestone_is_given_once() -> None:
    socket = Socket()
    socket.caught_up("live")
    for n in (1, 2, 2, 1, 3):
        socket.milestone("a", at(n), f"milestone {n}", live())
    assert await socket.sent(4) == ["live", "milestone 1", "milestone 2", "milestone 3"]


async def test_what_happens_during_the_catch_up_comes_after_it_and_not_twice() -> None:
    socket = Socket()
    socket.milestone("a", at(2), "milestone 2", live())
    socket.milestone("a", at(3), "milestone 3", live())
    socket.ticks({"a": "[]"})
    socket.have["a"] = 2  # the catch-up brought it
    socket.caught_up("live")
    assert await socket.sent(2) == ["milestone 3", "live"]


def asking(estado: str) -> Socket:
    socket = Socket()
    socket.asked = RunFilter(estado=estado)
    return socket


async def test_a_run_that_leaves_what_a_list_was_asked_for_is_told_once_more() -> None:
    socket = asking("running")
    socket.caught_up("{}")
    socket.milestone("a", at(1), '{"n":1}', live())
    socket.milestone("a", at(2), '{"n":2}', live(TaskState.RETRY))
    socket.milestone("a", at(3), '{"n":3}', live(TaskState.PENDING))
    socket.milestone("a", at(4), '{"n":4}', live())
    assert await socket.sent(4) == ["{}", '{"n":1}', '{"n":2,"fits":false}', '{"n":4}']


async def test_of_a_run_that_never_fitted_nothing_is_told() -> None:
    socket = asking("failed")
    assert socket.concerns("a", live()), "before the catch-up nobody knows"
    socket.caught_up("{}")
    assert not socket.concerns("a", live())
    socket.milestone("a", at(1), '{"n":1}', live())
    socket.ticks({"a": "[1]"})
    socket.milestone("a", at(2), '{"n":2}', live(TaskState.FAILURE))
    socket.ticks({"a": "[2]", "b": "[3]"})
    assert await socket.sent(3) == ["{}", '{"n":2}', '{"t":"tick","j":[[2]]}']


async def test_what_leaves_during_the_catch_up_leaves_after_it() -> None:
    socket = asking("running")
    socket.milestone("a", at(2), '{"n":2}', live(TaskState.SUCCESS))
    socket.shown, socket.have = {"a"}, {"a": 1}  # what the catch-up brought
    socket.caught_up("{}")
    assert await socket.sent(2) == ['{"n":2,"fits":false}', "{}"]


async def test_a_socket_that_can_not_take_a_frame_is_closed_and_told_to_resume() -> None:
    socket = Socket()
    for _ in range(MOST_FRAMES):
        socket.put("x")
    assert socket.codes == []
    socket.put("one too many")
    assert socket.codes == [4408]


def test_a_frame_is_compact_and_keeps_its_letters() -> None:
    text = frame_of("ms", say="Vídeo «ñ»")
    assert text == '{"t":"ms","say":"Vídeo «ñ»"}'
    assert json.loads(text)["say"] == "Vídeo «ñ»"


async def test_numbers_above_a_list_are_told_when_they_change_also_during_the_catch_up() -> None:
    socket = Socket()
    one, two = frame_of("counts", c={"running": 1}), frame_of("counts", c={"running": 2})

    socket.counts(one)
    socket.caught_up(frame_of("live", at=1))
    for frame in (one, two, two, one):
        socket.counts(frame)

    assert await socket.sent(4) == [one, frame_of("live", at=1), two, one]
