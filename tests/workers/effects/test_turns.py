"""Of all who might do a thing to the world, one may: the run and the attempt whose turn it is."""

import threading

import pytest
from django.db import connections

from proyecto.progress import record
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import Cause
from tests.stack.guion import guion
from tests.workers.conftest import Play
from tests.workers.effects.conftest import World, claimed, next_attempt, row
from workers.active import ActiveRun
from workers.outcomes import Cancelled, NotDone, Rejected, Superseded, Transient

State = Effect.State


def test_while_one_run_does_it_another_comes_back_later(
    active: ActiveRun, key: str, world: World, play: Play
) -> None:
    other = ActiveRun(guion, claimed(play(queue="nobody-effects")))

    def act() -> dict[str, int]:
        with pytest.raises(Transient) as raised:
            other.effect(key, world.act, kind="charge", ask=world.ask)
        assert raised.value.code == "held"
        return world.act()

    first = active.effect(key, act, kind="charge", ask=world.ask)
    assert other.effect(key, world.act, kind="charge", ask=world.ask) == first
    assert (world.done, world.asked) == (["charge"], 0)


def test_of_many_at_once_one_does_it(key: str, world: World, play: Play) -> None:
    crowd = 8
    actives = [ActiveRun(guion, claimed(play(queue="nobody-effects"))) for _ in range(crowd)]
    barrier, results = threading.Barrier(crowd), []

    def come(active: ActiveRun) -> None:
        barrier.wait()
        try:
            results.append(active.effect(key, world.act, kind="charge", ask=world.ask))
        except Transient as late:
            results.append(late.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=(active,)) for active in actives]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert world.done == ["charge"]
    assert len(results) == crowd
    assert {"number": 1} in results
    assert [result for result in results if result not in ({"number": 1}, "held")] == []


def test_an_attempt_that_lost_its_run_may_not_begin(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    next_attempt(run)
    with pytest.raises(Superseded):
        active.effect(key, world.act, kind="charge")
    assert not world.done
    assert not Effect.objects.filter(key=key).exists()


def test_an_attempt_that_lost_its_run_while_it_asked_may_not_act(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    world.trouble = [TimeoutError()]
    with pytest.raises(TimeoutError):
        active.effect(key, world.act, kind="charge", ask=world.ask)

    with pytest.raises(Superseded):
        active.effect(key, world.act, kind="charge", ask=lambda: next_attempt(run) and None)
    assert world.done == ["charge"]


def test_what_a_person_cancelled_does_not_begin(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    record.request_cancel(run.pk)
    with pytest.raises(Cancelled):
        active.effect(key, world.act, kind="charge")
    assert not world.done


def test_what_a_lost_attempt_did_counts_all_the_same(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    def frozen() -> dict[str, int]:
        later = next_attempt(run)
        with pytest.raises(TimeoutError):
            later.effect(key, times_out, kind="charge", ask=world.ask)
        return world.act()

    def times_out() -> None:
        raise TimeoutError

    active.effect(key, frozen, kind="charge", ask=world.ask)
    assert (row(key).state, row(key).result) == (State.DONE, {"number": 1})


def test_a_no_to_one_does_not_undo_what_another_did(
    active: ActiveRun, run: TaskRun, key: str, world: World
) -> None:
    def beaten() -> None:
        assert next_attempt(run).effect(key, world.act, kind="charge") == {"number": 1}
        raise NotDone(Rejected("twice"))

    assert active.effect(key, beaten, kind="charge") == {"number": 1}
    assert row(key).state == State.DONE


def test_a_run_that_is_over_leaves_its_turn_to_the_next(
    active: ActiveRun, run: TaskRun, key: str, world: World, play: Play
) -> None:
    world.trouble = [TimeoutError()]
    with pytest.raises(TimeoutError):
        active.effect(key, world.act, kind="charge", ask=world.ask)
    assert record.fail(run.pk, 1, Cause.ERROR, "error")

    again = ActiveRun(guion, claimed(play(queue="nobody-effects")))

    assert again.effect(key, world.act, kind="charge", ask=world.ask) == {"number": 1}
    assert world.done == ["charge"]
    assert row(key).run_id == TaskRun.objects.get(pk=again.run_id).pk
