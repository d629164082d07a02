"""Redis killed, wiped and away: work goes on, pages say so, and everybody hears the end."""

from pathlib import Path

import pytest

from proyecto.progress.vocabulary import TaskState
from tests.live.story import conversion, ended, kept, now, turns_out_well
from tests.scripts.waiting import until
from tests.stack.films import upload
from tests.stack.page import Page
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]


def broker(page: Page) -> bool | None:
    """What a page was last told of the broker."""
    told = [frame for frame in page.frames if frame["t"] in {"broker", "hello"}]
    return told[-1].get("ok", told[-1].get("broker")) if told else None


@pytest.mark.parametrize("wiped", [False, True], ids=["keeps its data", "forgets everything"])
def test_a_redis_that_dies_in_the_middle_costs_no_milestone_and_no_frame(
    stack: Stack, person: Person, long_film: Path, wiped: bool
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        stack.redis.kill()
        until(lambda: broker(page) is False)
        if wiped:
            stack.redis.wipe()
        stack.redis.start()
        until(lambda: broker(page) is True)
        turns_out_well(page, run, long_film)
    assert now(run).attempt == 1
    bars = [tick[1] for tick in page.ticks(run.pk)]
    assert bars == sorted(bars)
    epochs = [tick[7] for tick in page.ticks(run.pk)]
    assert len({*epochs} - {""}) == 2, "each Redis process has its own"


def test_an_upload_while_redis_is_away_is_kept_and_starts_by_itself_when_it_is_back(
    stack: Stack, person: Person, short_film: Path
) -> None:
    with Page(stack.address, person) as page:
        stack.redis.kill()
        until(lambda: broker(page) is False)
        run = upload(person.user, short_film)
        page.hears(run.pk, "run.queued")
        with Page(stack.address, person) as late:
            assert broker(late) is False
            assert late.milestones(run.pk) == [] or late.milestones(run.pk)[0][0] == 1
        assert (now(run).state, now(run).published_at) == (TaskState.PENDING, None)
        stack.redis.start()
        assert page.hears_end(run.pk, 120) == "run.succeeded"
    assert page.milestones(run.pk) == kept(run)


def test_a_redis_that_stands_still_stops_no_work(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        stack.redis.freeze()
        until(lambda: broker(page) is False)
        far = now(run).how_far.permille
        until(lambda: now(run).how_far.permille > far or now(run).ended, 40)
        stack.redis.thaw()
        turns_out_well(page, run, long_film)
    assert now(run).attempt == 1


def test_what_is_lost_between_worker_and_web_heals_within_five_seconds(
    stack: Stack, person: Person, short_film: Path
) -> None:
    with Page(stack.address, person) as page, stack.redis.client() as redis:

        def ended_while_nothing_comes_through() -> bool:
            redis.client_kill_filter(_type="pubsub")
            return now(run).ended

        run = upload(person.user, short_film)
        until(ended_while_nothing_comes_through, 60)
        told = kept(run)
        until(lambda: page.milestones(run.pk) == told, 5)
    assert ended(run).state == TaskState.SUCCESS
