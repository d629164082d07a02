"""What a program asks of the sandbox: runs, lists, nonsense."""

import json
import uuid
from typing import Any

import pytest

from dashboard.api.sandbox.scripts import ALL
from tests.dashboard.api.sandbox.conftest import Sandbox
from tests.dashboard.api.sandbox.player import (
    NAMES,
    begin,
    nothing_is_missing_or_doubled,
    numbers,
    play,
)


def test_all_scripts_are_listed_and_can_be_followed_at_once(sandbox: Sandbox) -> None:
    program = sandbox()
    listed = program.does("list", limit=100)["runs"]
    assert {run["task"]: run["run"] for run in listed[-len(ALL) :]} == NAMES

    program.follow(runs=list(NAMES.values()))
    assert {frame["run"] for frame in program.told("snapshot")} == set(NAMES.values())


def test_a_list_comes_in_pages_and_narrowed_down(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "success")
    first = program.does("list", limit=5)
    rest = program.does("list", limit=100, cursor=first["next"])
    assert "next" not in rest
    assert first["runs"][0]["run"] == run
    assert len(first["runs"]) == 5
    assert not {r["run"] for r in first["runs"]} & {r["run"] for r in rest["runs"]}

    names = {run["task"] for run in program.does("list", task="reset")["runs"]}
    assert names == {"reset"}
    program.hears_end(run)
    assert run in {one["run"] for one in program.does("list", state="done")["runs"]}


def test_mine_tells_of_all_that_is_begun_from_its_first_event_on(sandbox: Sandbox) -> None:
    program = sandbox()
    other, stranger = sandbox(program.of), sandbox()
    for one in (program, stranger):
        one.follow(to="mine")
    run = begin(other, "success")

    assert program.hears_end(run) == "run.succeeded"
    assert program.milestones(run)[0] == (1, "run.queued")
    assert numbers(program, run) == list(range(1, 7))
    assert stranger.told("event") == []


def test_two_subscriptions_to_a_run_get_each_event_in_one_frame(sandbox: Sandbox) -> None:
    program = sandbox()
    run = begin(program, "success", speed=5)
    subs = [program.follow(run=run), program.follow(runs=[run, NAMES["slow"]])]
    program.hears_end(run)

    assert program.told("event")[-1]["subs"] == subs
    program.does("unsubscribe", sub=subs[0])
    assert program.ask("unsubscribe", sub=subs[0])["code"] == "not_found"


def test_the_same_key_gives_the_same_run(sandbox: Sandbox) -> None:
    program, key = sandbox(), str(uuid.uuid4())
    run = program.does("start", task="success", key=key)["run"]

    assert program.does("start", task="success", key=key)["run"] == run
    assert program.ask("start", task="failure", key=key)["code"] == "conflict"


def test_what_failed_can_be_tried_again(sandbox: Sandbox) -> None:
    program = sandbox()
    run = play(program, "failure", speed=4)
    assert program.ask("retry", run=run)["code"] == "conflict"
    program.hears_end(run)

    again = program.does("retry", run=run)["run"]
    assert again != run
    assert program.hears_end(again) == "run.failed"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"op": "subscribe", "run": str(uuid.uuid4())}, "not_found"),
        ({"op": "subscribe", "runs": [NAMES["gap"], str(uuid.uuid4())]}, "not_found"),
        ({"op": "subscribe", "to": "staff"}, "forbidden"),
        ({"op": "subscribe", "to": "workers"}, "forbidden"),
        ({"op": "subscribe"}, "bad_request"),
        ({"op": "cancel", "run": str(uuid.uuid4())}, "not_found"),
        ({"op": "retry", "run": str(uuid.uuid4())}, "not_found"),
        ({"op": "start", "task": "procesar_video", "key": "1"}, "bad_request"),
        ({"op": "start", "task": "gap", "key": "1", "args": {"speed": 1000}}, "bad_request"),
        ({"op": "start", "task": "gap", "key": "1", "args": {"speed": True}}, "bad_request"),
        ({"op": "start", "task": "gap", "key": "1", "args": {"x": 1}}, "bad_request"),
        ({"op": "list", "cursor": "²"}, "bad_request"),
        ({"op": "list", "cursor": "-1"}, "bad_request"),
    ],
)
def test_what_can_not_be_done_is_refused_by_its_code(
    sandbox: Sandbox, asked: dict[str, object], code: str
) -> None:
    program = sandbox()
    assert program.refused(json.dumps({"id": "7", **asked})) | {"message": ""} == {
        "type": "error",
        "id": "7",
        "code": code,
        "message": "",
    }


def since(run: str, n: Any) -> str:
    return json.dumps({"op": "subscribe", "id": "1", "run": run, "since": {run: {"n": n}}})


def test_hostile_frames_are_refused_and_end_nothing(sandbox: Sandbox) -> None:
    program = sandbox()
    run = begin(program, "success", speed=4)
    program.follow(run=run)
    for text in (
        *("", "{", "[]", "null", "1", '"op"', "{}", '{"op":"ping"}', '{"op":"drum","id":"1"}'),
        *(b"\x00\xff", '{"op":"ping","id":1}', '{"op":"ping","id":""}', "[" * 5000),
        '{"op":"subscribe","id":"1","run":"../../etc/passwd"}',
        *(since(run, n) for n in (-1, 10**30, "1", None, 1.5)),
        json.dumps({"op": "ping", "id": "x" * 1000}),
    ):
        assert program.refused(text)["code"] == "bad_request", text

    assert program.hears_end(run) == "run.succeeded"
    nothing_is_missing_or_doubled(program, run)


def test_places_that_nobody_was_told_are_answered_by_reset(sandbox: Sandbox) -> None:
    program = sandbox()
    run = begin(program, "success", speed=2)
    for epoch in ("", "x", "zz-0", "ffffffffff-0", "fffffffffff-1-ffffffff", "0000000000-0"):
        for subject in (run, NAMES["success"]):
            program.follow(run=subject, since={subject: {"epoch": epoch, "seq": 1, "n": 1}})
            assert program.snapshots(subject)[-1]["reset"] is True
