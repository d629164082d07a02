"""What a page is given when its socket opens: all that is newer than what it shows."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from dashboard.catchup import CatchUp, catch_up, moment
from dashboard.fragments import Look
from dashboard.run_filter import read
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.dashboard.runs import a_video, ask, begun, done, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def owner(people: People) -> Any:
    return people.new()


def caught(
    user: Any,
    have: dict[str, int] | None = None,
    view: str = "tareas",
    run: str = "",
    subject: str = "",
    since: datetime | None = None,
) -> CatchUp:
    look = Look(view, "es-mx", "America/Mexico_City", user.is_staff)
    return catch_up(user, look, run, subject, have or {}, since or timezone.now())


def frames(result: CatchUp, kind: str) -> list[dict[str, Any]]:
    return [frame for frame in map(json.loads, result.frames) if frame["t"] == kind]


def test_who_missed_milestones_gets_each_and_the_picture_of_the_newest(owner: Any) -> None:
    run = told(done(ask(owner)))
    result = caught(owner, {str(run.pk): 1})
    milestones = frames(result, "ms")
    assert [frame["type"] for frame in milestones] == ["run.started", "run.succeeded"]
    assert [frame["pos"][2] for frame in milestones] == [2, 3]
    assert [bool(frame["html"]) for frame in milestones] == [False, True]
    assert all(frame["replayed"] and frame["say"] for frame in milestones)
    assert result.have == {str(run.pk): 3}


def test_the_team_is_told_which_runs_are_their_own(owner: Any, people: People) -> None:
    eva = people.new(is_staff=True)
    runs = [told(done(ask(owner))), told(done(ask(eva)))]
    result = caught(eva, {str(run.pk): 1 for run in runs})
    told_of = {frame["run"]: frame["mine"] for frame in frames(result, "ms")}
    assert told_of == {str(runs[0].pk): False, str(runs[1].pk): True}


def test_who_has_everything_gets_only_the_numbers(owner: Any) -> None:
    run = told(begun(ask(owner)))
    result = caught(owner, {str(run.pk): 2})
    assert frames(result, "ms") == []
    (piece,) = result.ticks.values()
    assert json.loads(piece)[0] == str(run.pk)


def test_a_run_that_is_over_has_no_numbers(owner: Any) -> None:
    run = told(done(ask(owner)))
    assert caught(owner, {str(run.pk): 3}).ticks == {}


def test_a_list_gets_the_runs_that_came_since_it_was_made_and_no_older_ones(owner: Any) -> None:
    old = told(ask(owner))
    since = timezone.now()
    new = told(ask(owner))
    result = caught(owner, since=since)
    assert [frame["run"] for frame in frames(result, "ms")] == [str(new.pk)]
    assert str(old.pk) not in result.have


def test_the_page_of_one_run_gets_that_run_alone(owner: Any) -> None:
    run, other = told(ask(owner)), told(ask(owner))
    long_ago = timezone.now() - timedelta(days=1)
    result = caught(owner, view="tarea", run=str(run.pk), since=long_ago)
    assert {frame["run"] for frame in frames(result, "ms")} == {str(run.pk)}
    assert str(other.pk) not in result.have
    assert frames(result, "counts") == []


def test_the_page_of_a_video_gets_the_newest_run_about_it(owner: Any) -> None:
    video = a_video(owner)
    ask(owner, subject=video.asunto)
    second = told(ask(owner, subject=video.asunto))
    result = caught(owner, view="video", subject=video.asunto)
    assert {frame["run"] for frame in frames(result, "ms")} == {str(second.pk)}


def test_the_page_of_an_order_gets_every_run_about_it(people: People) -> None:
    eva = people.new(is_staff=True)
    order = f"pedido:{eva.pk}"
    first, second = (told(ask(people.new(), subject=order)) for _ in range(2))
    told(ask(people.new(), subject=f"{order}1"))
    result = caught(eva, {str(first.pk): 1}, view="pedido", subject=order)
    assert {frame["run"] for frame in frames(result, "ms")} == {str(second.pk)}
    assert result.have.keys() == {str(first.pk), str(second.pk)}


def test_a_run_that_is_gone_or_somebody_elses_is_told_as_gone(owner: Any, people: People) -> None:
    foreign, gone = told(ask(people.new())), ask(owner)
    gone_id = str(gone.pk)
    gone.delete()
    result = caught(owner, {str(foreign.pk): 1, gone_id: 1})
    assert {frame["run"] for frame in frames(result, "gone")} == {str(foreign.pk), gone_id}
    assert frames(result, "ms") == []


def test_a_list_gets_its_counts(owner: Any) -> None:
    told(ask(owner))
    told(begun(ask(owner)))
    told(done(ask(owner)))
    (counts,) = frames(caught(owner), "counts")
    assert counts["c"] == {"running": 1, "waiting": 1, "done": 1, "failed": 0, "mine": 1}


def test_a_milestone_just_made_is_left_for_the_hub_to_tell_the_others(owner: Any) -> None:
    run = told(begun(ask(owner)))
    result = caught(owner, {str(run.pk): 0})
    assert result.known == {}
    assert result.have[str(run.pk)] == 2


def test_what_has_been_told_long_since_may_be_learnt(owner: Any) -> None:
    run = told(begun(ask(owner)))
    TaskRun.objects.filter(pk=run.pk).update(changed_at=timezone.now() - timedelta(minutes=1))
    result = caught(owner, {str(run.pk): 0})
    assert result.known[str(run.pk)].at.n == 2


@pytest.mark.parametrize("nonsense", [None, "x", [], 1e300, float("nan"), -1e18])
def test_a_time_that_makes_no_sense_is_now(nonsense: object) -> None:
    assert abs(moment(nonsense) - timezone.now()) < timedelta(seconds=5)


def test_a_time_in_milliseconds_is_read() -> None:
    assert moment(1_000) == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_without_redis_the_rows_are_told(owner: Any, breakable_redis: Any) -> None:
    breakable_redis.kill()
    run = ask(owner)
    record.claim(run.pk, "w")
    result = caught(owner, {str(run.pk): 0})
    assert [frame["type"] for frame in frames(result, "ms")] == ["run.queued", "run.started"]
    assert len(result.ticks) == 1


def catching(user: Any, query: str, have: dict[str, int], since: datetime) -> CatchUp:
    look = Look("tareas", "es-mx", "America/Mexico_City", user.is_staff)
    asked = read(dict(parse_qsl(query)), staff=user.is_staff)
    return catch_up(user, look, "", "", have, since, asked)


def test_a_list_that_asked_for_some_gets_those_that_came_to_fit_meanwhile(owner: Any) -> None:
    old, other = told(ask(owner)), told(ask(owner))
    since = timezone.now()
    told(begun(old))
    new = told(begun(ask(owner)))
    told(ask(owner))
    result = catching(owner, "estado=running", {}, since)
    assert result.have.keys() == {str(old.pk), str(new.pk)} == result.shown
    assert str(other.pk) not in "".join(result.frames)


def test_what_ceased_to_fit_meanwhile_is_told_with_its_last_milestone(owner: Any) -> None:
    stays, goes = told(begun(ask(owner))), told(done(ask(owner)))
    have = {str(stays.pk): 2, str(goes.pk): 1}
    result = catching(owner, "estado=running", have, timezone.now())
    told_of = [(frame["type"], frame.get("fits")) for frame in frames(result, "ms")]
    assert told_of == [("run.started", None), ("run.succeeded", False)]
    assert result.shown == {str(stays.pk)}


def test_whose_they_are_counts_for_a_list_of_the_team(owner: Any, people: People) -> None:
    eva = people.new(is_staff=True)
    since = timezone.now()
    mine = told(ask(eva))
    told(ask(owner))
    assert catching(eva, "de=mias", {}, since).have.keys() == {str(mine.pk)}


def test_a_run_of_another_release_refuses_nobody_their_other_runs(owner: Any) -> None:
    damaged, good = (told(done(ask(owner))) for _ in range(2))
    damaged.events.update(live={"state": "of another release"})
    result = caught(owner, {str(run.pk): 1 for run in (damaged, good)})
    assert {frame["run"] for frame in frames(result, "ms")} == {str(good.pk)}
