"""The strongest test of the stream: whoever has a snapshot and applies what is then told knows
exactly what a fresh snapshot says. For every event type."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.broadcast import group_of
from proyecto.progress.events import TICK, TYPES, LiveState
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import Known, snapshot
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import Cause, Milestone
from tests.progress.conftest import Ask
from tests.scripts.waiting import until
from tests.stack.guion import guion
from tests.stack.listener import Listener
from workers.active import ActiveRun

Thing = Callable[[TaskRun], object]


def claim(run: TaskRun) -> TaskRun:
    """The run, held by this process."""
    claimed = record.claim(run.pk, "w")
    assert claimed is not None
    return claimed


def active(run: TaskRun) -> ActiveRun:
    """A real attempt under way, as its worker has it."""
    return ActiveRun(guion, TaskRun.objects.get(pk=run.pk))


def report(run: TaskRun) -> None:
    """Numbers of a run under way, told by the thread that tells."""
    attempt = active(run)
    teller().attach(attempt)
    attempt.report(3, 4, message="cuadro 3", speed=1.5, preview=9)
    until(lambda: not attempt._dirty)
    teller().detach(attempt)


def succeed(run: TaskRun) -> None:
    record.succeed(run.pk, 1, {"ok": True}, active(run).so_far())


def expire(run: TaskRun) -> None:
    TaskRun.objects.filter(pk=run.pk).update(expires_at=timezone.now())
    record.expire(run.pk)


# What is done to a run, from which state, and what is told of it.
THINGS: list[tuple[str, str, Thing]] = [
    (Milestone.STARTED, "waiting", claim),
    (Milestone.PHASE, "running", lambda run: active(run).report(0, 1, phase="dos")),
    (Milestone.OUTPUT, "running", lambda run: active(run).output(hls=True)),
    (TICK, "running", report),
    (Milestone.RETRYING, "running", lambda run: record.retry(run.pk, 1, Cause.ERROR, "io")),
    (Milestone.RETRYING, "running", lambda run: record.release(run.pk, 1)),
    (Milestone.RETRYING, "running", lambda run: record.lose(run.pk, 1)),
    (Milestone.CANCELLING, "running", lambda run: record.request_cancel(run.pk)),
    (Milestone.SUCCEEDED, "running", succeed),
    (
        Milestone.FAILED,
        "running",
        lambda run: record.fail(run.pk, 1, Cause.REJECTED, "not_media", {"container": "text"}),
    ),
    (Milestone.CANCELLED, "running", lambda run: record.cancelled(run.pk, 1)),
    (Milestone.CANCELLED, "waiting", lambda run: record.request_cancel(run.pk)),
    (
        Milestone.RESCHEDULED,
        "waiting",
        lambda run: record.move(run.pk, timezone.now() + timedelta(hours=1)),
    ),
    (Milestone.EXPIRED, "waiting", expire),
]


@pytest.fixture
def listener(ask: Ask) -> Iterator[Listener]:
    owner = ask().owner_id
    with Listener(group_of(owner)) as listener:
        yield listener


def known_of(owner: int | None) -> dict[str, Known]:
    """All that somebody may see, as a page gets it when it opens."""
    return snapshot(TaskRun.objects.filter(owner=owner))


def applied(before: dict[str, Known], listener: Listener) -> dict[str, Known]:
    """A snapshot with everything that was told since; what it has already is passed over."""
    after = dict(before)
    for message in listener.messages:
        for at, event in listener.told(message["run"]):
            mine = after.get(message["run"])
            if mine is None or (at.epoch, at.seq) > (mine.at.epoch, mine.at.seq):
                after[message["run"]] = Known(at, event.live)
    return after


def told(run: TaskRun, listener: Listener, type_: str) -> None:
    """Wait until the newest of a run was told."""
    teller().drain()
    until(lambda: type_ in listener.types(run.pk))


@pytest.mark.parametrize(
    ("type_", "stand", "thing"), THINGS, ids=[f"{t}-{n}" for n, (t, _, _) in enumerate(THINGS)]
)
def test_an_old_snapshot_and_what_was_told_since_make_a_fresh_snapshot(
    ask: Ask, listener: Listener, type_: str, stand: str, thing: Thing
) -> None:
    run = ask(title="Playa")
    told(run, listener, Milestone.QUEUED)
    if stand == "running":
        claim(run)
        told(run, listener, Milestone.STARTED)
    before = known_of(run.owner_id)

    thing(run)
    told(run, listener, type_)

    after = known_of(run.owner_id)
    assert applied(before, listener) == after
    assert after[str(run.pk)] != before[str(run.pk)]
    if type_ != TICK:
        assert row(run) == after[str(run.pk)].live


def test_a_snapshot_from_before_a_run_was_asked_for_grows_by_it(
    ask: Ask, listener: Listener
) -> None:
    owner = ask().owner_id
    before = known_of(owner)
    run = ask(title="Playa", run_at=timezone.now())
    told(run, listener, Milestone.QUEUED)
    assert str(run.pk) not in before
    until(lambda: applied(before, listener) == known_of(owner))
    assert row(run) == known_of(owner)[str(run.pk)].live


def test_every_event_type_is_among_the_things_done_here() -> None:
    assert {type_ for type_, _, _ in THINGS} | {Milestone.QUEUED} == TYPES


def row(run: TaskRun) -> LiveState:
    """What the database alone knows."""
    return TaskRun.objects.get(pk=run.pk).live()
