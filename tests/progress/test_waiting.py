"""What runs wait for, for many queues at once."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proyecto.progress import queues, record, waiting
from proyecto.progress.waiting import lines
from proyecto.progress.workers import presence
from tests.progress.conftest import Ask
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def names() -> list[str]:
    return [f"nobody-{uuid.uuid4().hex[:8]}" for _ in range(3)]


@pytest.fixture
def hire(names: list[str]) -> Iterator[Callable[..., None]]:
    """A worker says that it serves these queues, and holds these messages."""
    facts = {"queues": names, "slots": 2, "started": timezone.now().isoformat()}

    def hired(*runs: str) -> None:
        presence().say(names[0], {**facts, "runs": runs})

    yield hired
    presence().say(names[0], {**facts, "gone": True})


def test_many_queues_are_asked_for_with_as_many_queries_as_one(
    ask: Ask, names: list[str], hire: Callable[..., None], people: People
) -> None:
    hire()
    boss = people.new()
    for name in names:
        ask(queue=name)
        queues.pause(name, boss)

    def asked(of: list[str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert {str(line.pause and line.pause.by) for line in lines(of).values()} == {str(boss)}
        return len(captured)

    lines(names)  # what the kinds took is read once
    assert asked(names) == asked(names[:1])


def test_a_worker_that_holds_what_is_no_run_is_busy_with_runs_alone(
    ask: Ask, names: list[str], hire: Callable[..., None]
) -> None:
    run = ask(queue=names[0])
    assert record.claim(run.pk, f"{names[0]}:17")
    hire("somebody-elses-message", str(run.pk))
    line = lines(names)[names[0]]
    assert (line.slots, line.busy) == (2, 1)


def test_a_very_long_line_hides_no_other(
    ask: Ask, names: list[str], hire: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST", 2)
    hire()
    for _ in range(3):
        ask(queue=names[0])
    last = ask(queue=names[1])
    found = lines(names)
    assert len(found[names[0]].places) == 2
    assert found[names[1]].places[str(last.pk)].ahead == 0
