"""The live store: one script gives every entry its place, and refuses what comes too late."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings

from proyecto.progress import live
from proyecto.progress.events import Position
from proyecto.progress.live import LiveStore, Refused
from tests.stack.redis import RedisProcess

# XADD trims to whole nodes of the stream, not to the very entry.
NODE = 100


@pytest.fixture
def store(redis_process: RedisProcess) -> LiveStore:
    return LiveStore(redis_process.client())


@pytest.fixture
def run() -> str:
    return str(uuid.uuid4())


def told(store: LiveStore, run: str, n: int, attempt: int = 1, final: bool = False) -> Any:
    return store.milestone(run, attempt, n, final, f"milestone {n}".encode())


def placed(answer: Position | Refused) -> Position:
    assert isinstance(answer, Position), answer
    return answer


def test_every_entry_takes_the_next_number(store: LiveStore, run: str) -> None:
    first = placed(told(store, run, 1))
    places = [first, *(placed(store.tick(run, 1, 1, b"tick")) for _ in range(3))]
    places.append(placed(told(store, run, 2)))
    assert [place.seq for place in places] == [1, 2, 3, 4, 5]
    assert [place.n for place in places] == [1, 1, 1, 1, 2]
    assert {place.epoch for place in places} == {first.epoch}


def test_numbers_have_no_hole_and_no_double_when_many_write_at_once(
    redis_process: RedisProcess, run: str
) -> None:
    told(LiveStore(redis_process.client()), run, 1)

    def write(_: int) -> list[int]:
        mine = LiveStore(redis_process.client())
        return [placed(mine.tick(run, 1, 1, b"tick")).seq for _ in range(50)]

    with ThreadPoolExecutor(8) as pool:
        taken = [seq for seqs in pool.map(write, range(8)) for seq in seqs]
    assert sorted(taken) == list(range(2, 402))


def test_a_milestone_is_taken_once_whoever_tells_it(redis_process: RedisProcess, run: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(lambda _: told(LiveStore(redis_process.client()), run, 1), range(10))
        )
    assert sum(isinstance(answer, Position) for answer in answers) == 1
    assert all(a.reason == "known" for a in answers if isinstance(a, Refused))


def test_a_milestone_waits_for_the_one_before_it(store: LiveStore, run: str) -> None:
    assert told(store, run, 2) == Refused("gap", 0)
    told(store, run, 1)
    assert told(store, run, 3) == Refused("gap", 1)
    assert placed(told(store, run, 2)).n == 2
    assert placed(told(store, run, 3)).n == 3


def test_a_tick_of_a_run_that_nobody_told_of_is_refused(store: LiveStore, run: str) -> None:
    assert store.tick(run, 1, 1, b"tick") == Refused("unknown")


def test_an_older_attempt_is_refused(store: LiveStore, run: str) -> None:
    told(store, run, 1, attempt=1)
    told(store, run, 2, attempt=2)
    assert store.tick(run, 1, 1, b"zombie") == Refused("fenced")
    assert placed(store.tick(run, 2, 2, b"tick")).seq == 3


def test_an_attempt_that_was_not_told_of_yet_is_unknown_but_not_fenced(
    store: LiveStore, run: str
) -> None:
    told(store, run, 1, attempt=1)
    assert store.tick(run, 2, 2, b"early") == Refused("unknown")


def test_a_tick_overtakes_no_milestone_and_lags_behind_none(store: LiveStore, run: str) -> None:
    told(store, run, 1)
    assert store.tick(run, 1, 2, b"before its milestone") == Refused("unknown")
    told(store, run, 2)
    assert placed(store.tick(run, 1, 2, b"after it")).n == 2
    assert store.tick(run, 1, 1, b"of the phase before") == Refused("stale")


def test_nothing_ticks_after_the_end(store: LiveStore, run: str) -> None:
    told(store, run, 1)
    told(store, run, 2, final=True)
    assert store.tick(run, 1, 1, b"late") == Refused("ended")


def test_the_history_is_bounded(store: LiveStore, run: str) -> None:
    told(store, run, 1)
    for _ in range(3 * settings.LIVE_HISTORY):
        store.tick(run, 1, 1, b"tick")
    kept = store.client.xlen(live.key(run))
    assert settings.LIVE_HISTORY <= kept <= settings.LIVE_HISTORY + NODE


def test_a_run_is_forgotten_some_day(store: LiveStore, run: str) -> None:
    told(store, run, 1)
    assert 0 < store.client.ttl(live.key(run)) <= settings.LIVE_EXPIRES_SECONDS


def test_the_newest_of_many_runs_comes_in_one_answer(store: LiveStore, run: str) -> None:
    other, nobody = str(uuid.uuid4()), str(uuid.uuid4())
    told(store, run, 1)
    store.tick(run, 1, 1, b"newest")
    told(store, other, 1)
    tops = store.tops([run, other, nobody])
    assert tops[run].data == b"newest"
    assert tops[run].at.seq == 2
    assert tops[other].at == Position(tops[other].at.epoch, 1, 1)
    assert nobody not in tops


def test_who_comes_back_gets_what_followed(store: LiveStore, run: str) -> None:
    at = placed(told(store, run, 1))
    store.tick(run, 1, 1, b"a")
    told(store, run, 2)
    since = store.since(run, at)
    assert since is not None
    assert [(entry.at.seq, entry.data) for entry in since] == [(2, b"a"), (3, b"milestone 2")]
    assert store.since(run, since[-1].at) == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda at: Position(at.epoch, 99, at.n),
        lambda at: Position("0000-1", at.seq, at.n),
        lambda at: Position(at.epoch, 0, 0),
    ],
    ids=["a place that never was", "another epoch", "before the beginning"],
)
def test_what_followed_a_place_that_is_not_there_can_not_be_told(
    store: LiveStore, run: str, elsewhere: Callable[[Position], Position]
) -> None:
    at = placed(told(store, run, 1))
    store.tick(run, 1, 1, b"a")
    assert store.since(run, elsewhere(at)) is None


def test_what_followed_can_not_be_told_once_it_was_trimmed(store: LiveStore, run: str) -> None:
    at = placed(told(store, run, 1))
    for _ in range(3 * settings.LIVE_HISTORY):
        store.tick(run, 1, 1, b"tick")
    assert store.since(run, at) is None


@pytest.mark.fault
def test_a_redis_that_was_started_again_begins_a_new_epoch_and_goes_on_counting(
    breakable_redis: RedisProcess, run: str
) -> None:
    before = placed(told(LiveStore(breakable_redis.client()), run, 1))
    breakable_redis.has_written()
    breakable_redis.kill()
    breakable_redis.start()
    store = LiveStore(breakable_redis.client())
    after = placed(store.tick(run, 1, 1, b"tick"))
    assert after.seq == before.seq + 1
    assert after.epoch != before.epoch
    assert store.since(run, before) is None


@pytest.mark.fault
def test_a_redis_that_forgot_everything_begins_a_new_epoch_at_the_first_milestone(
    breakable_redis: RedisProcess, run: str
) -> None:
    before = placed(told(LiveStore(breakable_redis.client()), run, 1))
    breakable_redis.kill()
    breakable_redis.wipe()
    breakable_redis.start()
    store = LiveStore(breakable_redis.client())
    assert store.tick(run, 1, 1, b"tick") == Refused("unknown")
    assert placed(told(store, run, 1)).epoch != before.epoch
