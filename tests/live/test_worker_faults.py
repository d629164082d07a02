"""Workers that are killed, frozen and stopped in the middle of a conversion."""

import signal
from pathlib import Path

import psutil
import pytest

from proyecto.progress.vocabulary import TaskState
from tests.live.story import conversion, holder, now, seconds_until, turns_out_well
from tests.scripts.waiting import until
from tests.stack.page import Page
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]

# Far beyond a test's patience: what is noticed sooner was not noticed by the lease.
LONG_LEASE = {"RUN_LEASE_SECONDS": "600"}


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def goes_on_from_where_it_was(page: Page, run: object, attempt: int = 2) -> bool:
    """Whether the first bar of a later attempt stands where the earlier one had come to."""
    first = next(tick[1] for tick in page.ticks(run) if tick[9] == attempt)
    bars = [tick[1] for tick in page.ticks(run)]
    return first >= 100 and bars[-1] >= first


def test_a_killed_child_is_noticed_at_once_and_the_next_attempt_goes_on_from_its_work(
    stack: Stack, person: Person, long_film: Path
) -> None:
    stack.restart("video", **LONG_LEASE)
    with conversion(stack, person, long_film) as (page, run):
        encoders = stack["video"].children("ffmpeg")
        holder(run).send_signal(signal.SIGKILL)
        assert seconds_until(lambda: now(run).attempt == 2, 30) < 10
        until(lambda: not any(alive(encoder) for encoder in encoders))
        turns_out_well(page, run, long_film)
    assert encoders, "it was encoding"
    assert goes_on_from_where_it_was(page, run.pk)
    assert now(run).attempt == 2


def test_a_killed_worker_is_missed_when_its_lease_ends_and_its_run_goes_on_elsewhere(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        family = stack["video"].family()
        stack["video"].kill()
        until(lambda: not any(alive(process) for process in family))
        stack.start("video2")
        turns_out_well(page, run, long_film)
    assert goes_on_from_where_it_was(page, run.pk)


def test_a_worker_that_wakes_up_after_its_lease_changes_nothing(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        zombie = holder(run)
        stack["video"].freeze()
        stack.start("video2")
        until(lambda: now(run).attempt == 2, 40)
        page.hears(run.pk, "run.retrying")
        stack["video"].thaw()
        turns_out_well(page, run, long_film)
        until(lambda: not [c for c in stack["video"].children("ffmpeg") if alive(c)])
    done = now(run)
    assert (done.attempt, done.worker.startswith("video2@")) == (2, True)
    after = [tick[9] for tick in page.ticks(run.pk)]
    assert after == sorted(after), "the first attempt was not heard of again"
    assert alive(zombie), "it only lost its run"


def test_a_worker_that_is_told_to_go_gives_its_run_back_and_leaves_no_process(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        family = stack["video"].family()
        assert stack["video"].terminate() == 0
        until(lambda: not any(alive(process) for process in family))
        released = now(run)
        assert (released.state, released.cause) == (TaskState.RETRY, "restarted")
        assert released.attempts == run.attempts + 1
        stack.start("video")
        turns_out_well(page, run, long_film)
    assert goes_on_from_where_it_was(page, run.pk)
    assert now(run).attempt == 2
