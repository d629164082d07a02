"""What a program orders over its socket, and what becomes of it."""

import pytest

from proyecto.progress import record
from proyecto.progress.models import Action, TaskRun
from proyecto.progress.tokens import Scope
from tests.dashboard.runs import ask, failed
from tests.live.api.conftest import token_of
from tests.stack.people import People, Person
from tests.stack.program import Program
from tests.stack.stack import Stack


def test_what_is_started_comes_by_itself_and_the_same_key_starts_it_once(
    program: Program, person: Person
) -> None:
    with program:
        program.follow(to="mine")
        first = program.does("start", task="crear_muestra", key="k")
        program.hears(first["run"], "run.queued")
        assert program.does("start", task="crear_muestra", key="k")["run"] == first["run"]
        report = {"task": "generar_reporte_ventas", "args": {"year": 2026, "month": 10}}
        assert program.ask("start", key="k", **report)["code"] == "conflict"
    assert TaskRun.objects.filter(owner=person.user).count() == 1


@pytest.mark.parametrize(
    ("task", "args", "code"),
    [
        ("procesar_video", {}, "bad_request"),
        ("os.system", {}, "bad_request"),
        ("generar_reporte_ventas", {}, "bad_request"),
        ("generar_reporte_ventas", {"year": "2026", "month": 13}, "bad_request"),
        ("limpiar_sesiones", {}, "forbidden"),
    ],
)
def test_what_may_not_be_started_is_not(
    program: Program, person: Person, task: str, args: dict[str, object], code: str
) -> None:
    with program:
        refused = program.ask("start", task=task, key="k", args=args)
    assert refused["code"] == code
    assert not TaskRun.objects.filter(owner=person.user).exists()


def test_a_run_is_cancelled_once_and_tried_again_when_it_is_over(
    program: Program, person: Person
) -> None:
    run = ask(person.user)
    with program:
        assert program.ask("retry", run=str(run.pk))["code"] == "conflict"
        assert program.does("cancel", run=str(run.pk))["outcome"] == "cancelled"
        assert program.ask("cancel", run=str(run.pk))["code"] == "conflict"
        again = program.does("retry", run=str(run.pk))["run"]
    assert str(TaskRun.objects.get(pk=again).retry_of_id) == str(run.pk)
    record.request_cancel(again)


def test_the_list_is_told_in_pages_newest_first_and_only_ones_own(
    program: Program, person: Person, people: People
) -> None:
    mine = [ask(person.user, title=f"Playa {n}") for n in range(5)]
    failed(mine[0])
    ask(people.new())
    with program:
        told, cursor = [], ""
        while True:
            page = program.does("list", limit=2, cursor=cursor)
            told += [run["run"] for run in page["runs"]]
            if not (cursor := page.get("next", "")):
                break
        assert told == [str(run.pk) for run in reversed(mine)]
        bad = program.does("list", state="failed")["runs"]
        assert [run["run"] for run in bad] == [str(mine[0].pk)]


def test_the_team_cancels_what_is_somebody_elses_and_that_is_written_down(
    stack: Stack, people: People
) -> None:

    eva, run = people.new(is_staff=True), ask(people.new())
    with Program(stack.address, token_of(eva, *Scope)) as team:
        assert team.does("cancel", run=str(run.pk))["outcome"] == "cancelled"
    action = Action.objects.get(by=eva)
    assert (action.verb, action.facts) == ("run.cancel", {"run": str(run.pk)})
