"""Cancelling: at any moment it ends cancelled, soon, and leaves no process and no file."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from tests.live.story import conversion, ended, kept, now, seconds_until
from tests.scripts.waiting import until
from tests.stack.films import files_of, upload, video_of
from tests.stack.people import Person
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.fault]

# As promised (docs/performance.md).
SOON_SECONDS = 2.0


def cancel(visitor: Visitor, run: TaskRun) -> None:
    """As the button does."""
    assert visitor.post(f"/tareas/{run.pk}/cancelar/").status in {200, 204, 302, 303}


def nothing_is_left(run: TaskRun) -> bool:
    """Neither files nor scratch folder, but the original, which may be tried again."""
    video = video_of(run)
    assert default_storage.exists(video.original)
    scratch = settings.WORK_DIR / str(video.clave)
    return not files_of(video) and not scratch.exists() and video.salidas == {}


def test_a_run_under_way_ends_soon_and_leaves_nothing(
    stack: Stack, person: Person, visitor: Visitor, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        assert stack["video"].children("ffmpeg")
        cancel(visitor, run)
        assert seconds_until(lambda: now(run).ended, 30) < SOON_SECONDS
        assert page.hears_end(run.pk) == "run.cancelled"
        assert page.milestones(run.pk) == kept(run)
    assert (now(run).state, now(run).cause) == (TaskState.REVOKED, Cause.CANCELLED)
    until(lambda: not stack["video"].children("ffmpeg"))
    until(lambda: nothing_is_left(run))
    assert video_of(run).estado == "pendiente"


def test_a_run_that_waits_in_the_queue_never_happens(
    stack: Stack, person: Person, visitor: Visitor, short_film: Path
) -> None:
    stack["video"].terminate()
    run, behind = upload(person.user, short_film), upload(person.user, short_film)
    cancel(visitor, run)
    assert now(run).state == TaskState.REVOKED
    stack.start("video")
    assert ended(behind).state == TaskState.SUCCESS
    assert (now(run).state, now(run).attempt) == (TaskState.REVOKED, 0)
    assert nothing_is_left(run)


def test_a_run_that_waits_for_its_next_try_never_gets_it(
    stack: Stack, person: Person, visitor: Visitor, short_film: Path
) -> None:
    stack["video"].terminate()
    run = upload(person.user, short_film)
    record.claim(run.pk, "nobody@nowhere:1")
    record.retry(run.pk, 1, Cause.ERROR, "io", delay=0)
    cancel(visitor, run)
    assert now(run).state == TaskState.REVOKED
    stack.start("video")
    behind = upload(person.user, short_film)
    assert ended(behind).state == TaskState.SUCCESS
    assert (now(run).state, now(run).attempt) == (TaskState.REVOKED, 1)
    assert nothing_is_left(run)


def test_a_run_whose_worker_died_ends_cancelled_when_its_lease_does(
    stack: Stack, person: Person, visitor: Visitor, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        stack["video"].kill()
        cancel(visitor, run)
        page.hears(run.pk, "run.cancelling")
        patience = settings.RUN_LEASE_SECONDS + 10
        assert page.hears_end(run.pk, patience) == "run.cancelled"
    assert now(run).attempt == 1
    until(lambda: not files_of(video_of(run)))


def test_cancelling_twice_is_cancelling_once(
    stack: Stack, person: Person, visitor: Visitor, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        cancel(visitor, run)
        visitor.post(f"/tareas/{run.pk}/cancelar/")
        page.hears_end(run.pk)
        visitor.post(f"/tareas/{run.pk}/cancelar/")
    types = [type_ for _, type_ in page.milestones(run.pk)]
    assert types.count("run.cancelling") == types.count("run.cancelled") == 1
