"""Who is there, by what they last said and Redis' own clock."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from proyecto.progress import live, presence, workers
from proyecto.progress.presence import ALIVE_SECONDS, REMEMBERED_SECONDS, Presence
from tests.stack.redis import RedisProcess


@pytest.fixture
def room(redis_process: RedisProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Presence]:
    """A kind of process that nobody else is."""
    monkeypatch.setattr(workers, "KIND", f"workers-{uuid.uuid4()}")
    room = workers.presence()
    yield room
    live.connect().delete(*room._keys)


def facts(**more: Any) -> dict[str, Any]:
    said = {
        "host": "box",
        "pid": 7,
        "queues": ["video"],
        "slots": 2,
        "runs": [],
        "rss": 5,
        "started": timezone.now().isoformat(),
        "version": "1",
        "draining": False,
    }
    return said | more


def age(room: Presence, name: str, seconds: float) -> None:
    """Let it have said its last word so long ago."""
    with live.connect() as client:
        client.zincrby(room._keys[1], -seconds * 1000, name)


def test_who_says_it_is_there_with_what_it_is(room: Presence) -> None:
    room.say("w1@box", facts(runs=["a"]))
    (worker,) = workers.alive()
    assert (worker.name, worker.host, worker.queues) == ("w1@box", "box", ["video"])
    assert (worker.slots, worker.runs, worker.rss, worker.draining) == (2, ["a"], 5, False)
    assert abs((timezone.now() - worker.at).total_seconds()) < 5


def test_who_is_silent_is_there_no_more_but_remembered_for_a_day(room: Presence) -> None:
    room.say("w1@box", facts(runs=["a"]))
    room.say("w2@box", facts())
    age(room, "w1@box", ALIVE_SECONDS)
    assert [worker.name for worker in workers.alive()] == ["w2@box"]
    assert [worker.name for worker in workers.silent()] == ["w1@box"]
    age(room, "w1@box", REMEMBERED_SECONDS)
    room.say("w2@box", facts())
    assert [worker.name for worker in workers.heard()] == ["w2@box"]


def test_who_says_goodbye_is_gone_at_once_and_not_missed(room: Presence) -> None:
    room.say("w1@box", facts(gone=True))
    assert workers.alive() == []
    assert workers.silent() == []
    assert [worker.gone for worker in workers.heard()] == [True]


def test_who_comes_back_is_there(room: Presence) -> None:
    room.say("w1@box", facts(gone=True))
    room.say("w1@box", facts())
    assert [worker.name for worker in workers.alive()] == ["w1@box"]


def test_without_redis_nobody_is_known(room: Presence, breakable_redis: RedisProcess) -> None:
    room.say("w1@box", facts())
    breakable_redis.kill()
    assert workers.alive() == []
    assert workers.silent() == []


def test_all_of_it_is_forgotten_where_nobody_says_anything_any_more(room: Presence) -> None:
    room.say("w1@box", facts())
    with live.connect() as client:
        for key in room._keys:
            assert 0 < client.ttl(key) <= presence.REMEMBERED_SECONDS
