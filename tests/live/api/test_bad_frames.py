"""Malformed, oversized, binary, unknown and hostile frames get a closed error, and end nothing."""

import json
import uuid

import pytest

from bench.hostile import Hostile
from dashboard.api.errors import Code
from proyecto.progress import record
from tests.dashboard.runs import ask
from tests.live.api.conftest import token_of
from tests.scripts.waiting import until
from tests.stack.frames import BadFrame, check
from tests.stack.people import People, Person
from tests.stack.program import Program
from tests.stack.stack import Stack

FRAMES = 2000
SEED = 20261130
TOO_BIG = 1009


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hola",
        "[]",
        "{}",
        '"ping"',
        b"\x00\xff",
        '{"op":"ping"}',
        '{"op":"ping","id":7}',
        '{"op":"ping","id":""}',
        json.dumps({"op": "ping", "id": "x" * 65}),
        '{"op":"erase","id":"1"}',
        '{"op":"subscribe","id":"1"}',
        '{"op":"subscribe","id":"1","to":"runs.staff"}',
        '{"op":"subscribe","id":"1","run":"no-id"}',
        '{"op":"subscribe","id":"1","to":"mine","run":"00000000-0000-4000-8000-000000000001"}',
        '{"op":"subscribe","id":"1","to":"mine","since":{"x":{"n":1}}}',
        '{"op":"subscribe","id":"1","to":"mine","after":"yesterday"}',
        '{"op":"list","id":"1","limit":201}',
        '{"op":"list","id":"1","state":"asleep"}',
        "[" * 30000,
        '{"type":"run.event","id":"1"}',
    ],
    ids=lambda text: text[:40] if isinstance(text, str) else "binary",
)
def test_what_is_no_frame_gets_an_error_for_people_and_programs(
    program: Program, text: str | bytes
) -> None:
    with program:
        error = program.refused(text)
        assert error["code"] == "bad_request"
        assert len(error["message"]) > 10
        assert program.does("ping")


def test_an_error_names_the_operation_where_that_can_be_read(program: Program) -> None:
    with program:
        assert program.refused('{"op":"erase","id":"mine"}')["id"] == "mine"
        assert "id" not in program.refused("hola")


def test_too_many_runs_in_one_subscription_are_too_large(program: Program) -> None:
    with program:
        runs = [str(uuid.uuid4()) for _ in range(201)]
        assert program.ask("subscribe", runs=runs)["code"] == "too_large"


def test_an_id_that_is_in_use_is_a_conflict_and_the_first_goes_on(
    program: Program, person: Person
) -> None:
    run = ask(person.user)
    with program:
        sub = program.follow(run=str(run.pk))
        program.send(json.dumps({"op": "subscribe", "id": sub, "to": "mine"}))
        until(lambda: program.told("error"))
        assert program.told("error")[0]["code"] == "conflict"
        record.request_cancel(run.pk)
        assert program.hears_end(run.pk) == "run.cancelled"


def test_a_message_over_the_bound_ends_its_own_socket_only(
    program: Program, stack: Stack, person: Person
) -> None:
    with Program(stack.address, token_of(person.user)) as other:
        program.connect()
        program.send(json.dumps({"op": "ping", "id": "x", "more": "x" * 70_000}))
        assert program.closed() == TOO_BIG
        program.close()
        assert other.does("ping")


def test_who_speaks_too_fast_is_told_to_slow_down_and_goes_on(
    stack: Stack, program: Program
) -> None:
    stack.restart("web", API_MESSAGES_PER_MINUTE="60")
    with program:
        slowed = [program.ask("ping") for _ in range(90)]
        errors = [answer for answer in slowed if answer["type"] == "error"]
        assert {answer["code"] for answer in errors} == {"too_many"}
        assert all(0 < answer["retry_after"] < 2 for answer in errors)
        until(lambda: program.ask("ping")["type"] == "ok")


def test_hostile_frames_get_closed_errors_and_leave_nothing_behind(
    stack: Stack, person: Person, people: People
) -> None:
    stack.restart("web", API_MESSAGES_PER_MINUTE="6000000")
    mine, foreign = ask(person.user), ask(people.new(), title="Secreto")
    program = Program(stack.address, token_of(person.user))
    hostile = Hostile(SEED, [str(mine.pk), str(foreign.pk)])
    with program:
        kept = program.follow(run=str(mine.pk))
        for number, frame in enumerate(hostile.frames(FRAMES)):
            program.send(frame)
            if number % 20 == 19:
                assert program.ask("ping")["type"] == "ok"
        assert program.code is None
        foreign.refresh_from_db()
        assert foreign.state == "PENDING"
        errors = program.told("error")
        assert {error["code"] for error in errors} <= set(Code) - {Code.UNAVAILABLE}
        assert len(errors) > FRAMES / 3
        assert "Secreto" not in str(program.frames)
        seen = len(program.frames)
        record.move(mine.pk, None)  # it may have been cancelled by one of the frames
        record.request_cancel(mine.pk)
        until(lambda: mine.events.filter(type="run.cancelled").exists())
        until(lambda: program.milestones(mine.pk)[-1][1] == "run.cancelled")
        # What the frames began goes on meanwhile, for other subscriptions.
        of_mine = [one for one in program.told("event", seen) if one["run"] == str(mine.pk)]
        assert all(kept in one["subs"] for one in of_mine)
    with Program(stack.address, token_of(person.user)) as again:
        assert again.does("ping")


def test_a_frame_of_the_server_that_the_document_does_not_know_would_be_found() -> None:
    with pytest.raises(BadFrame):
        check({"type": "beat", "time": "2026-11-30T12:00:00Z", "more": 1})
