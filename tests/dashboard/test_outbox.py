"""What waits for one socket: in order, merged where it may be, bounded."""

import asyncio
import json

import pytest

from dashboard.outbox import MOST_FRAMES, Outbox, TooSlow


class Reader:
    """The far end: takes frames only while the gate is open."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.gate = asyncio.Event()

    async def send(self, text: str) -> None:
        await self.gate.wait()
        self.got.append(text)


async def pumped(outbox: Outbox, reader: Reader, count: int) -> list[str]:
    """All that arrives, once so many have."""
    pump = asyncio.create_task(outbox.pump())
    reader.gate.set()
    async with asyncio.timeout(5):
        while len(reader.got) < count:
            await asyncio.sleep(0)
    pump.cancel()
    return reader.got


async def test_frames_arrive_in_order_and_numbers_after_them() -> None:
    reader = Reader()
    outbox = Outbox(reader.send)
    outbox.ticks({"a": '["a",1]'})
    for text in ("one", "two", "three"):
        outbox.frame(text)
    assert await pumped(outbox, reader, 4) == [
        "one",
        "two",
        "three",
        '{"t":"tick","j":[["a",1]]}',
    ]


async def test_of_the_numbers_of_a_run_only_the_newest_wait() -> None:
    reader = Reader()
    outbox = Outbox(reader.send)
    for number in range(10_000):
        outbox.ticks({"a": f'["a",{number}]', "b": f'["b",{number}]'})
    (frame,) = await pumped(outbox, reader, 1)
    assert json.loads(frame) == {"t": "tick", "j": [["a", 9999], ["b", 9999]]}


async def test_a_reader_who_falls_too_far_behind_is_given_up() -> None:
    outbox = Outbox(Reader().send)
    for number in range(MOST_FRAMES):
        outbox.frame(str(number))
    with pytest.raises(TooSlow):
        outbox.frame("one too many")


async def test_who_catches_up_can_be_given_more() -> None:
    reader = Reader()
    outbox = Outbox(reader.send)
    for number in range(MOST_FRAMES):
        outbox.frame(str(number))
    await pumped(outbox, reader, MOST_FRAMES)
    outbox.frame("more")
    assert (await pumped(outbox, reader, MOST_FRAMES + 1))[-1] == "more"
