"""What is done to the world outside is done once, whatever becomes of who does it."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from proyecto.progress.models import Effect, TaskRun
from tests.stack.guion import guion
from tests.workers.conftest import Play
from tests.workers.effects.conftest import World, claimed, next_attempt, row
from workers import patience
from workers.active import ActiveRun
from workers.outcomes import NotDone, Rejected, Superseded

State = Effect.State


def refuse(problem: Exception) -> Callable[[], Any]:
    """An act to which the other side says no."""

    def act() -> None:
        raise NotDone(problem)

    return act


def test_it_is_planned_before_it_is_done_and_done_after(
    active: ActiveRun, run: TaskRun, key: str
) -> None:
    seen: list[str] = []

    def act() -> str:
        seen.append(in_another_connection(lambda: row(key).state))
        return "receipt-7"

    assert active.effect(key, act, kind="charge", facts={"amount": "120.00"}) == "receipt-7"

    kept = row(key)
    assert seen == [State.PLANNED], "committed, so that a crash in the middle leaves a trace"
    assert (kept.state, kept.result, kept.facts) == (
        State.DONE,
        "receipt-7",
        {"amount": "120.00"},
    )
    assert (kept.kind, kept.run, kept.attempt, kept.tries) == ("charge", run, 1, 1)
    assert kept.done_at is not None


def test_what_was_done_is_not_done_again_by_the_same_attempt_the_next_or_another_run(
    active: ActiveRun, run: TaskRun, key: str, world: World, play: Play
) -> None:
    first = active.effect(key, world.act, kind="charge", ask=world.ask)
    attempts = [active, next_attempt(run), ActiveRun(guion, claimed(play(queue="nobody-effects")))]
    for attempt in attempts:
        assert attempt.effect(key, world.act, kind="charge", ask=world.ask) == first
    assert (world.done, world.asked) == (["charge"], 0)


def test_an_attempt_that_was_lost_after_it_acted_is_asked_for_and_not_repeated(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    world.trouble = [TimeoutError("no answer")]
    with pytest.raises(TimeoutError):
        active.effect(key, world.act, kind="charge", ask=world.ask)
    assert row(key).state == State.PLANNED

    result = next_attempt(run).effect(key, world.act, kind="charge", ask=world.ask)

    assert result == {"number": 1}
    assert (world.done, world.asked) == (["charge"], 1)
    assert (row(key).state, row(key).attempt, row(key).tries) == (State.DONE, 2, 2)


def test_an_attempt_that_was_lost_before_it_acted_is_asked_for_and_made_good(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    def killed() -> None:
        raise Superseded

    with pytest.raises(Superseded):
        active.effect(key, killed, kind="charge", ask=world.ask)

    result = next_attempt(run).effect(key, world.act, kind="charge", ask=world.ask)

    assert result == {"number": 1}
    assert (world.done, world.asked) == (["charge"], 1)


def test_an_answer_that_does_not_come_leaves_it_open(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    def silent() -> None:
        raise TimeoutError("no answer either")

    world.trouble = [TimeoutError("no answer")]
    for _ in range(3):
        with pytest.raises(TimeoutError):
            active.effect(key, world.act, kind="charge", ask=silent)
    assert world.done == ["charge"]
    assert row(key).state == State.PLANNED


@pytest.mark.parametrize(
    ("unknown", "times", "result"), [("again", 2, {"number": 2}), ("leave", 1, None)]
)
def test_where_nobody_can_be_asked_the_task_chooses(
    active: ActiveRun, run: TaskRun, key: str, world: World,
    unknown: Any, times: int, result: Any,
) -> None:  # fmt: skip
    world.trouble = [ConnectionResetError()]
    with pytest.raises(ConnectionResetError):
        active.effect(key, world.act, kind="mail", unknown=unknown)

    assert next_attempt(run).effect(key, world.act, kind="mail", unknown=unknown) == result

    assert len(world.done) == times
    assert row(key).state == (State.DONE if unknown == "again" else State.PLANNED)


def test_a_no_is_kept_ends_the_run_as_the_act_says_and_is_not_asked_about(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    with pytest.raises(Rejected) as raised:
        active.effect(key, refuse(Rejected("declined")), kind="charge", ask=world.ask)
    assert raised.value.code == "declined"
    assert (row(key).state, row(key).result["error"]) == (State.REFUSED, "declined")

    result = next_attempt(run).effect(key, world.act, kind="charge", ask=world.ask)

    assert result == {"number": 1}
    assert world.asked == 0, "it is certain that it did not happen"
    assert (row(key).state, row(key).tries) == (State.DONE, 2)


def test_what_can_not_be_kept_is_a_mistake_and_yet_was_done(
    active: ActiveRun, key: str, world: World
) -> None:
    with pytest.raises(TypeError):
        active.effect(key, lambda: {world.act()["number"], object()}, kind="charge")
    assert (row(key).state, row(key).result) == (State.DONE, None)
    assert active.effect(key, world.act, kind="charge") is None
    assert world.done == ["charge"]


def test_what_is_given_now_is_what_is_given_later(active: ActiveRun, key: str) -> None:
    first = active.effect(key, lambda: {"pages": (1, 2), 3: None}, kind="file")
    assert first == active.effect(key, lambda: "other", kind="file")
    assert first == {"pages": [1, 2], "3": None}


def test_a_plain_call_keeps_to_it_too(key: str, world: World) -> None:
    first = guion.effect(key, world.act, kind="mail")
    assert guion.effect(key, world.act, kind="mail") == first
    assert (row(key).run, row(key).state, world.done) == (None, State.DONE, ["charge"])


def test_a_database_that_is_away_right_after_the_act_does_not_make_it_forgotten(
    active: ActiveRun, key: str, world: World, away: threading.Event
) -> None:
    def act() -> dict[str, int]:
        result = world.act()
        lock_database(until=away)
        return result

    assert active.effect(key, act, kind="charge", unknown="leave") == {"number": 1}
    assert away.is_set(), "it was waited for"
    assert row(key).state == State.DONE


@pytest.fixture
def away() -> Iterator[threading.Event]:
    """Set when somebody says that the database is away; until then ours waits 50 ms for a lock."""
    heard = threading.Event()
    listener = logging.Handler()
    listener.emit = lambda record: heard.set()  # type: ignore[method-assign]
    patience.log.addHandler(listener)
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA busy_timeout = 50"
            if connection.vendor == "sqlite"
            else "SET lock_timeout = '50ms'"
        )
    yield heard
    patience.log.removeHandler(listener)
    connection.close()


def lock_database(until: threading.Event) -> None:
    """Return when another connection holds it locked, which it does until then."""
    locked = threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            else:
                cursor.execute("BEGIN")
                cursor.execute("LOCK TABLE progress_effect IN ACCESS EXCLUSIVE MODE")
            locked.set()
            until.wait(10)
            cursor.execute("ROLLBACK")
        connection.close()

    threading.Thread(target=hold).start()
    assert locked.wait(10)


def in_another_connection(ask: Callable[[], Any]) -> Any:
    """What another process would see now."""
    seen: list[Any] = []

    def look() -> None:
        try:
            seen.append(ask())
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return seen[0]
