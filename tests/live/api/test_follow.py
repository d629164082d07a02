"""A program follows runs by number: nothing is missing, nothing comes twice, everything ends."""

from pathlib import Path
from typing import Any

import pytest

from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.teller import teller
from proyecto.progress.tokens import Scope
from tests.dashboard.runs import ask
from tests.live.api.conftest import token_of
from tests.scripts.waiting import until
from tests.stack.guion import NAME
from tests.stack.people import People, Person
from tests.stack.program import Program
from tests.stack.stack import Stack


def test_whoever_comes_is_told_first_who_they_are_and_what_they_may(
    program: Program, person: Person
) -> None:
    with program:
        assert program.subprotocol == "avance.v1"
        (welcome,) = program.told("welcome")
        assert welcome["who"] == person.user.username
        assert welcome["scopes"] == ["read", "write"]
        assert welcome["limits"]["message_bytes"] == 65536
        assert program.does("ping")


def test_a_run_is_followed_from_its_snapshot_to_its_end(
    program: Program, person: Person, stack: Stack, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    steps: list[list[Any]] = [["phase", "uno"], ["report", 1, 2], ["until", str(gate)]]
    run = launch(NAME, steps, owner=person.user, title="Guion")
    with stack.whole("web", "guion"), program:
        sub = program.follow(run=str(run.pk))
        (snapshot,) = program.snapshots(run.pk)
        assert snapshot["subs"] == [sub]
        assert not snapshot["recovered"]
        assert not snapshot["reset"]
        until(lambda: program.have[str(run.pk)]["n"] >= 3)
        gate.touch()
        assert program.hears_end(run.pk) == "run.succeeded"
    numbers = [n for n, _ in program.milestones(run.pk)]
    first = snapshot["at"]["n"]
    assert numbers == list(range(first + 1, first + 1 + len(numbers)))
    assert program.told("event")[-1]["live"]["state"] == "SUCCESS"


def test_who_comes_back_is_told_every_milestone_since_and_that_it_is_all(
    program: Program, person: Person
) -> None:
    run = ask(person.user)
    teller().drain()
    with program:
        program.follow(run=str(run.pk))
    assert program.have[str(run.pk)]["n"] == 1
    for _ in range(3):
        record.move(run.pk, None)
    record.request_cancel(run.pk)
    seen = len(program.frames)
    program.come_back(run=str(run.pk))
    program.close()
    rows = list(run.events.order_by("n").values_list("n", "type"))
    assert program.milestones(run.pk, seen) == rows[1:]
    assert all(frame["replayed"] for frame in program.told("event", seen))
    (snapshot,) = program.snapshots(run.pk, seen)
    assert snapshot["recovered"]
    assert snapshot["at"]["n"] == rows[-1][0]
    assert snapshot["live"]["state"] == "REVOKED"


def test_who_has_what_can_not_be_continued_from_is_told_to_begin_anew(
    program: Program, person: Person
) -> None:
    run = ask(person.user)
    teller().drain()
    program.have[str(run.pk)] = {"epoch": "x", "seq": 900, "n": 77}
    with program:
        program.follow(run=str(run.pk), since=program.have)
        (snapshot,) = program.snapshots(run.pk)
        assert snapshot["reset"]
        assert not snapshot["recovered"]
        assert snapshot["at"]["n"] == 1
        assert program.milestones(run.pk) == []


def test_mine_brings_what_is_open_what_comes_and_what_ended_meanwhile(
    program: Program, person: Person, people: People
) -> None:
    old, others = ask(person.user), ask(people.new())
    with program:
        program.follow(to="mine")
        assert [frame["run"] for frame in program.told("snapshot")] == [str(old.pk)]
        new = ask(person.user)
        program.hears(new.pk, "run.queued")
    between = ask(person.user)
    for run in (old, new, between):
        record.request_cancel(run.pk)
    seen = len(program.frames)
    program.come_back(to="mine")
    program.close()
    for run in (old, new):
        assert program.milestones(run.pk, seen)[-1][1] == "run.cancelled"
    assert program.snapshots(between.pk, seen)[0]["live"]["state"] == "REVOKED"
    assert str(others.pk) not in {frame.get("run") for frame in program.frames}


def test_the_team_follows_all_and_its_workers(stack: Stack, people: People) -> None:
    eva, ana = people.new(is_staff=True), people.new()
    with Program(stack.address, token_of(eva, Scope.READ, Scope.STAFF)) as team:
        team.follow(to="staff")
        run = ask(ana)
        team.hears(run.pk, "run.queued")
        team.follow(to="workers")
        until(lambda: team.told("workers"))
        assert "video" in {queue["name"] for queue in team.told("workers")[0]["queues"]}


@pytest.mark.parametrize("to", ["staff", "workers"])
def test_whoever_is_not_of_the_team_follows_neither(stack: Stack, people: People, to: str) -> None:
    for user, scopes in ((people.new(), list(Scope)), (people.new(is_staff=True), [Scope.READ])):
        with Program(stack.address, token_of(user, *scopes)) as program:
            assert program.ask("subscribe", to=to)["code"] == "forbidden"


def test_two_subscriptions_to_one_run_get_one_frame_and_end_by_themselves(
    program: Program, person: Person
) -> None:
    run = ask(person.user)
    teller().drain()
    with program:
        one, all_ = program.follow(run=str(run.pk)), program.follow(to="mine")
        record.move(run.pk, None)
        program.hears(run.pk, "run.rescheduled")
        (event,) = program.told("event")
        assert sorted(event["subs"]) == sorted([one, all_])
        program.does("unsubscribe", sub=one)
        assert program.ask("unsubscribe", sub=one)["code"] == "not_found"
        record.request_cancel(run.pk)
        program.hears_end(run.pk)
        assert program.told("event")[-1]["subs"] == [all_]


@pytest.mark.parametrize("after", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_the_calendar_is_no_fault(program: Program, after: str) -> None:
    with program:
        assert program.follow(to="mine", after=after)
