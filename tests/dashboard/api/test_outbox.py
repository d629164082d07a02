"""What waits for one program: milestones in order, the newest numbers, and so much of it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dashboard.api.outbox import ProgramOutbox
from dashboard.outbox import MOST_FRAMES, TooSlow
from tests.scripts.waiting import eventually


class Wire:
    """Takes what is sent, while it is open."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.open = asyncio.Event()

    async def send(self, text: str) -> None:
        await self.open.wait()
        self.sent.append(text)


@pytest.fixture
async def wire() -> AsyncIterator[tuple[Wire, ProgramOutbox]]:
    wire = Wire()
    outbox = ProgramOutbox(wire.send, gap=0.05)
    pump = asyncio.create_task(outbox.pump())
    yield wire, outbox
    pump.cancel()


async def test_numbers_of_a_run_replace_older_ones_and_milestones_do_not(
    wire: tuple[Wire, ProgramOutbox],
) -> None:
    line, outbox = wire
    for number in range(5):
        outbox.tick("a", "s", f"a{number}")
        outbox.tick("b", "s", f"b{number}")
        outbox.milestone("c", f"c{number}")
    line.open.set()
    await eventually(lambda: len(line.sent) == 7)
    assert line.sent[:5] == ["c0", "c1", "c2", "c3", "c4"]
    assert line.sent[5:] == ["a4", "b4"]


async def test_numbers_from_before_a_milestone_are_not_sent_after_it(
    wire: tuple[Wire, ProgramOutbox],
) -> None:
    line, outbox = wire
    outbox.tick("a", "s", "old")
    outbox.tick("a", "t", "old, too")
    outbox.tick("b", "s", "b")
    outbox.milestone("a", "done")
    line.open.set()
    await eventually(lambda: len(line.sent) == 2)
    assert line.sent == ["done", "b"]


async def test_numbers_for_one_subscription_leave_newer_ones_of_another_alone(
    wire: tuple[Wire, ProgramOutbox],
) -> None:
    line, outbox = wire
    outbox.tick("a", "s", "5 for s")
    outbox.tick("a", "s,t", "6 for both")
    outbox.tick("a", "s", "7 for s")
    outbox.tick("a", "t", "4 for t, which has just begun")
    line.open.set()
    await eventually(lambda: len(line.sent) == 3)
    assert line.sent == ["6 for both", "7 for s", "4 for t, which has just begun"]


async def test_the_first_numbers_go_at_once_and_the_next_wait_for_their_time(
    wire: tuple[Wire, ProgramOutbox],
) -> None:
    line, outbox = wire
    line.open.set()
    outbox.tick("a", "s", "1")
    await eventually(lambda: line.sent == ["1"])
    for number in range(2, 9):
        outbox.tick("a", "s", str(number))
        await asyncio.sleep(0)
    assert line.sent == ["1"]
    await eventually(lambda: len(line.sent) == 2)
    assert line.sent == ["1", "8"]


async def test_a_reader_that_is_too_far_behind_is_given_up(
    wire: tuple[Wire, ProgramOutbox],
) -> None:
    _line, outbox = wire
    for number in range(MOST_FRAMES):
        outbox.milestone("a", str(number))
    with pytest.raises(TooSlow):
        outbox.milestone("a", "one more")
