"""What is known of a run between the moment in which its row moves and that in which it is told."""

from dataclasses import replace

from proyecto.progress import record
from proyecto.progress.events import Position
from proyecto.progress.live import Entry, LiveStore
from proyecto.progress.models import TaskRun
from proyecto.progress.snapshot import merge
from tests.progress.conftest import Ask
from tests.progress.test_snapshot_equals_events import active, claim, report
from tests.scripts.waiting import until


def published(run: TaskRun, n: int) -> Entry:
    """The newest entry of a run, once its milestone `n` is there."""

    def top() -> Entry | None:
        found = LiveStore().tops([run.pk]).get(str(run.pk))
        return found if found and found.at.n == n else None

    entry = until(top)
    assert entry is not None
    return entry


def now(run: TaskRun) -> TaskRun:
    """The row as it is."""
    return TaskRun.objects.get(pk=run.pk)


def test_a_phase_that_is_not_told_yet_is_known_with_its_steps(ask: Ask) -> None:
    run = claim(ask())
    before = published(run, 2)
    active(run).report(0, 1, phase="uno")
    known = merge(now(run), before)
    assert known.at.n == 3
    assert [phase.state for phase in known.live.progress.phases] == ["run", "wait"]


def test_an_output_that_is_not_told_yet_is_known_with_its_facts(ask: Ask) -> None:
    run = claim(ask())
    active(run).report(0, 1, phase="uno")
    before = published(run, 3)
    active(run).output(hls=True)
    assert merge(now(run), before).live.progress.facts == {"hls": True}


def test_a_cancel_that_is_not_told_yet_keeps_the_newest_numbers(ask: Ask) -> None:
    run = claim(ask())
    active(run).report(0, 1, phase="dos")
    published(run, 3)
    report(run)
    before = published(run, 3)
    record.request_cancel(run.pk)
    known = merge(now(run), before)
    assert known.live.cancelling
    assert known.live.progress.permille > now(run).live().progress.permille


def test_an_entry_of_another_release_leaves_what_the_row_knows(ask: Ask) -> None:
    run = now(claim(ask()))
    before = published(run, 2)
    known = merge(run, replace(before, data=b'{"type":"run.levitated"}'))
    assert (known.at, known.live) == (Position(n=2), run.live())
