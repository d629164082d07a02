"""Every script as a program meets it, over the network, through our server."""

from itertools import pairwise

import pytest

from tests.dashboard.api.sandbox.conftest import Sandbox
from tests.dashboard.api.sandbox.player import NAMES, nothing_is_missing_or_doubled, numbers, play
from tests.scripts.waiting import until


@pytest.mark.parametrize(
    ("script", "end"),
    [
        *(("success", "run.succeeded"), ("retries", "run.succeeded"), ("gap", "run.succeeded")),
        *(("failure", "run.failed"), ("broker", "run.succeeded")),
    ],
)
def test_a_script_is_told_to_its_end(sandbox: Sandbox, script: str, end: str) -> None:
    program = sandbox()
    run = play(program, script)

    assert program.hears_end(run) == end
    nothing_is_missing_or_doubled(program, run)


def test_the_third_attempt_of_retries_is_the_one_that_works(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "retries")
    program.hears_end(run)

    kinds = [kind for _n, kind in program.milestones(run)]
    assert kinds.count("run.retrying") == 2
    assert program.told("event")[-1]["live"]["attempt"] == 3


def test_gap_leaves_out_ticks_and_no_milestone(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "gap")
    program.hears_end(run)

    seqs = [frame["at"]["seq"] for frame in program.told("event") if frame["run"] == run]
    assert max(b - a for a, b in pairwise(seqs)) > 20
    nothing_is_missing_or_doubled(program, run)


def test_broker_says_that_numbers_stop_and_come_again(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "broker")
    program.hears_end(run)

    assert [frame["up"] for frame in program.told("broker")] == [False, True]


@pytest.mark.parametrize(
    ("script", "code"), [("drop", 1006), ("auth", 4401), ("restart", 1012), ("too_slow", 4408)]
)
def test_who_comes_back_after_an_interruption_misses_nothing(
    sandbox: Sandbox, script: str, code: int
) -> None:
    program = sandbox()
    run = play(program, script)

    assert program.closed() == code
    program.come_back(run=run)
    assert program.hears_end(run) == "run.succeeded"
    assert program.snapshots(run)[-1]["recovered"] is True
    nothing_is_missing_or_doubled(program, run)
    assert bool(program.told("bye")) == (script == "restart")


def test_whoever_comes_back_after_reset_starts_from_the_truth(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "reset")
    assert program.closed() == 1006
    had = program.have[run]
    program.come_back(run=run)

    again = program.snapshots(run)[-1]
    assert (again["reset"], again["recovered"]) == (True, False)
    assert again["at"]["n"] < had["n"]
    assert again["at"]["epoch"] != had["epoch"]
    assert program.hears_end(run) == "run.succeeded"


def test_whoever_says_that_they_have_nothing_yet_is_told_everything(sandbox: Sandbox) -> None:
    first = sandbox()
    run = play(first, "success")
    first.hears_end(run)

    late = sandbox()
    late.follow(run=run, since={run: {"n": 0}})
    found = late.snapshots(run)[-1]
    assert (found["reset"], found["recovered"]) == (False, True)
    assert numbers(late, run) == list(range(1, found["at"]["n"] + 1))


def test_cancel_stops_a_run_and_whoever_follows_hears_it(sandbox: Sandbox) -> None:
    program, other = sandbox(), sandbox()
    run = play(program, "cancel", speed=2)
    other.follow(run=run)
    program.hears(run, "run.phase")

    assert program.does("cancel", run=run)["outcome"] == "stopping"
    assert program.hears_end(run) == other.hears_end(run) == "run.cancelled"
    assert program.ask("cancel", run=run)["code"] == "conflict"
    for one in (program, other):
        nothing_is_missing_or_doubled(one, run)
        assert one.told("event")[-1]["live"]["cause"] == "cancelled"


def test_who_leaves_and_comes_back_finds_the_run_cancelled(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "cancel")
    program.does("cancel", run=run)
    program.close()
    program.come_back(run=run)

    assert program.hears_end(run) == "run.cancelled"
    nothing_is_missing_or_doubled(program, run)


def test_a_run_that_goes_is_said_to_be_gone(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "gone")

    until(lambda: program.told("gone"))
    assert [frame["run"] for frame in program.told("gone")] == [run]
    assert program.ask("subscribe", run=run)["code"] == "not_found"


def test_a_run_that_is_always_there_and_is_gone_begins_again(sandbox: Sandbox) -> None:
    program = sandbox()
    program.follow(run=NAMES["gone"])
    until(lambda: program.told("gone"))
    program.follow(run=NAMES["gone"])

    first, again = program.snapshots(NAMES["gone"])
    assert again["at"]["n"] == 1
    assert again["at"]["epoch"] != first["at"]["epoch"]
    since = {NAMES["gone"]: first["at"]}
    program.close()
    program.open()
    assert program.ask("subscribe", run=NAMES["gone"], since=since)["code"] == "not_found"


@pytest.mark.slow
def test_slow_says_nothing_for_long_but_that_it_lives(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "slow", speed=5)
    until(lambda: program.told("beat"))

    assert program.hears_end(run) == "run.succeeded"
    nothing_is_missing_or_doubled(program, run)


@pytest.mark.slow
def test_runs_that_are_always_there_begin_for_whoever_follows_them(sandbox: Sandbox) -> None:
    one, other = sandbox(), sandbox()
    for program in (one, other):
        program.follow(run=NAMES["drop"])
        assert program.snapshots(NAMES["drop"])[0]["at"]["n"] == 1
    for program in (one, other):
        assert program.closed() == 1006
        program.come_back(run=NAMES["drop"])
        assert program.hears_end(NAMES["drop"]) == "run.succeeded"
        nothing_is_missing_or_doubled(program, NAMES["drop"])
