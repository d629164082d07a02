"""What a program missed, read in a few queries, however much that is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboard.api import catchup
from dashboard.api.caller import in_person
from dashboard.api.catchup import CatchUp, catch_up
from dashboard.api.follower import Follower, Subscription
from dashboard.api.frames import Place
from dashboard.api.told import Told
from proyecto.progress.models import TaskRun
from tests.dashboard.runs import ask, begun, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def runs(people: People) -> tuple[Any, list[TaskRun]]:
    person = people.new()
    return person, [told(begun(ask(person))) for _ in range(5)]


def caught(person: Any, have: dict[TaskRun, int]) -> tuple[CatchUp, int]:
    """It, and how many queries it took."""
    follower = Follower(in_person(person), frozenset(), ("session", ""), None, lambda _: None)
    since = {str(run.pk): Place(n=n) for run, n in have.items()}
    with CaptureQueriesContext(connection) as queries:
        return catch_up(Subscription("s", follower, to="mine"), since, None), len(queries)


def replayed(result: CatchUp, run: TaskRun) -> list[int]:
    return [f.at.n for f in result.frames if isinstance(f, Told) and f.run == str(run.pk)]


def test_many_runs_take_no_more_queries_than_one(runs: tuple[Any, list[TaskRun]]) -> None:
    person, mine = runs
    _result, for_one = caught(person, {mine[0]: 0})
    result, for_all = caught(person, dict.fromkeys(mine, 0))
    assert for_all == for_one
    assert [replayed(result, run) for run in mine] == [[1, 2]] * len(mine)


def test_each_run_is_told_from_where_the_program_is(
    runs: tuple[Any, list[TaskRun]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catchup, "RUNS_AT_ONCE", 2)
    person, mine = runs
    result, _queries = caught(person, {run: n for n, run in enumerate(mine[:4])})
    assert [replayed(result, run) for run in mine] == [[1, 2], [2], [], [], []]
    resets = [frame.run for frame in result.frames if getattr(frame, "reset", False)]
    assert resets == [str(mine[3].pk)], "it has more than there is"
