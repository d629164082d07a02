"""Runs as programs see and command them."""

import uuid
from datetime import datetime
from typing import Any

import pytest

from dashboard.api import runs
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope
from tests.dashboard.runs import ask, begun, done, failed, told
from tests.stack.people import People

OUT_OF_BOUNDS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def ana(people: People) -> Caller:
    return Caller(people.new(), frozenset(Scope))


def ids(page: list[dict[str, Any]]) -> list[str]:
    return [one["run"] for one in page]


def test_a_list_is_read_page_by_page_newest_first(ana: Caller) -> None:
    made = [str(ask(ana.person).pk) for _ in range(5)]
    first, cursor = runs.list_runs(ana, limit=3)
    second, end = runs.list_runs(ana, limit=3, cursor=cursor)
    assert ids(first) + ids(second) == made[::-1]
    assert end == ""


def test_a_list_is_narrowed_by_state_kind_and_time(ana: Caller) -> None:
    waits, ended = ask(ana.person), done(ask(ana.person))
    for asked, expected in (
        ({"state": "open"}, [waits]),
        ({"state": "done"}, [ended]),
        ({"task": "procesar_video"}, [ended, waits]),
        ({"task": "crear_muestra"}, []),
        ({"since": ended.created_at}, [ended]),
    ):
        assert ids(runs.list_runs(ana, **asked)[0]) == [str(run.pk) for run in expected]


@pytest.mark.parametrize(
    "asked",
    [
        *({"state": "x"}, {"task": "\0"}, {"cursor": "x"}, {"limit": 0}, {"limit": 101}),
        *({"since": datetime.fromisoformat(text)} for text in OUT_OF_BOUNDS),
    ],
)
def test_what_makes_no_sense_is_named(ana: Caller, asked: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as refused:
        runs.list_runs(ana, **asked)
    assert refused.value.facts["field"] in asked


def test_a_run_is_told_with_its_place_and_once_it_is_over_its_result(ana: Caller) -> None:
    run = told(ask(ana.person))
    shown = runs.one(ana, run.pk)
    assert shown["at"]["n"] == run.milestone
    assert shown["at"]["seq"] > 0
    assert (shown["state"], "result" in shown) == ("PENDING", False)
    assert runs.one(ana, str(done(run).pk))["result"] == {}


def test_milestones_come_in_order_after_a_number(ana: Caller) -> None:
    run = told(done(ask(ana.person)))
    kinds = [one["kind"] for one in runs.milestones(ana, run.pk)]
    assert kinds == ["run.queued", "run.started", "run.succeeded"]
    later = runs.milestones(ana, run.pk, after=1)
    assert [one["at"]["n"] for one in later] == [2, 3]
    assert runs.milestones(ana, run.pk, after=2**80) == []


def test_an_end_is_asked_for_and_what_has_ended_is_refused(ana: Caller) -> None:
    assert runs.cancel(ana, ask(ana.person).pk) == "cancelled"
    held = begun(ask(ana.person))
    assert [runs.cancel(ana, held.pk) for _ in "ab"] == ["stopping", "asked"]
    with pytest.raises(ApiError) as refused:
        runs.cancel(ana, done(ask(ana.person)).pk)
    assert refused.value.code is Code.CONFLICT


def test_what_failed_is_tried_again_and_what_did_not_is_refused(ana: Caller) -> None:
    run = failed(ask(ana.person))
    assert runs.retry(ana, run.pk).retry_of == run
    with pytest.raises(ApiError) as refused:
        runs.retry(ana, ask(ana.person).pk)
    assert refused.value.code is Code.CONFLICT


def test_a_run_of_somebody_else_is_not_there_like_one_that_never_was(
    ana: Caller, people: People
) -> None:
    others = ask(people.new())
    for do in (runs.one, runs.milestones, runs.cancel, runs.retry):
        told_of = []
        for run_id in (others.pk, uuid.uuid4(), "nonsense"):
            with pytest.raises(ApiError) as refused:
                do(ana, run_id)
            told_of.append((refused.value.code, refused.value.sentence, refused.value.facts))
        assert told_of == [(Code.NOT_FOUND, told_of[0][1], {})] * 3
    assert TaskRun.objects.get(pk=others.pk).cancel_requested_at is None


def test_who_may_only_see_commands_nothing(people: People) -> None:
    reader = Caller(people.new(), frozenset({Scope.READ}))
    run = ask(reader.person)
    assert runs.one(reader, run.pk)
    for do in (runs.cancel, runs.retry):
        with pytest.raises(ApiError) as refused:
            do(reader, run.pk)
        assert refused.value.code is Code.FORBIDDEN
