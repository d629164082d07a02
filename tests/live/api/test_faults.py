"""What befalls servers and readers: a restart that is announced, a Redis that forgot, a reader that
does not read."""

import pytest

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from tests.dashboard.runs import ask
from tests.live.api.conftest import token_of
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.program import Program
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]

RESTARTING, TOO_SLOW = 1012, 4408


def complete(program: Program, run: TaskRun) -> bool:
    """Whether it was told every milestone after the first snapshot, once and in order."""
    first = program.snapshots(run.pk)[0]["at"]["n"]
    kept = list(run.events.order_by("n").values_list("n", flat=True))
    return [n for n, _ in program.milestones(run.pk)] == [n for n in kept if n > first]


def test_a_server_that_is_told_to_go_says_when_to_come_back_and_nothing_is_lost(
    stack: Stack, program: Program, person: Person
) -> None:
    run = ask(person.user)
    with program:
        program.follow(run=str(run.pk))
        assert stack["web"].terminate() == 0
        assert program.closed() == RESTARTING
        (bye,) = program.told("bye")
        assert 0 < bye["after_ms"] < 10_000
        record.move(run.pk, None)
        stack.start("web")
        program.come_back(run=str(run.pk))
        record.request_cancel(run.pk)
        assert program.hears_end(run.pk) == "run.cancelled"
        assert complete(program, run)


def test_a_redis_that_forgot_everything_loses_no_milestone_and_a_new_epoch_is_no_reset(
    program: Program, person: Person, breakable_redis: RedisProcess
) -> None:
    run = ask(person.user)
    teller().drain()
    with program:
        program.follow(run=str(run.pk))
        old = program.have[str(run.pk)]["epoch"]
        breakable_redis.kill()
        breakable_redis.wipe()
        record.move(run.pk, None)
        until(lambda: program.milestones(run.pk), 10)
        breakable_redis.start()
        record.move(run.pk, None)
        until(lambda: len(program.milestones(run.pk)) == 2)
        program.close()
        teller().drain()
        program.come_back(run=str(run.pk))
        assert program.snapshots(run.pk)[-1]["recovered"]
        record.request_cancel(run.pk)
        assert program.hears_end(run.pk) == "run.cancelled"
        assert program.have[str(run.pk)]["epoch"] not in {"", old}
        assert complete(program, run)


def test_who_does_not_read_is_closed_and_told_to_resume_and_others_do_not_notice(
    stack: Stack, program: Program, person: Person
) -> None:
    run = ask(person.user)
    big = run.progress | {"message": "x" * 100_000}
    TaskRun.objects.filter(pk=run.pk).update(progress=big)
    teller().drain()
    with Program(stack.address, token_of(person.user)) as other, program:
        for reader in (other, program):
            reader.follow(run=str(run.pk))
        program.ignore()
        while not stack["web"].says("reads too slowly"):
            assert run.events.count() < 400
            record.move(run.pk, None)
            until(lambda: complete(other, run))
        program.listen()
        assert program.closed(30) == TOO_SLOW
        program.close()
        program.come_back(run=str(run.pk))
        record.request_cancel(run.pk)
        for reader in (other, program):
            assert reader.hears_end(run.pk) == "run.cancelled"
            assert complete(reader, run)
