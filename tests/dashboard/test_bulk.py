"""One order to many runs, as the team gives it."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from dashboard.system.action_words import sentence
from proyecto.dominio.models import Pedido
from proyecto.dominio.tarjetas import TarjetaDePrueba
from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import Action, TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from tests.dashboard.runs import a_video, ask, begun, done, failed, now
from tests.stack.people import People
from tests.workers.ventas.shop import Shop

pytestmark = pytest.mark.usefixtures("redis_process")
FETCH = {"X-Requested-With": "fetch"}


class Member:
    """One of the team."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.client = Client(headers={"Accept-Language": "es"})
        self.client.force_login(person)

    def order(self, what: str, runs: list[Any], *, sure: bool = True, **more: Any) -> Any:
        """What the page's own code sends."""
        given = {"accion": what, "ids": [getattr(run, "pk", run) for run in runs], **more}
        if sure:
            given["seguro"] = "1"
        return self.client.post("/tareas/varias/", given, headers=FETCH)

    def said(self, what: str, runs: list[Any]) -> str:
        answer = self.order(what, runs)
        assert answer.status_code == 200, answer.content
        return answer.content.decode()


@pytest.fixture
def team(people: People) -> Member:
    return Member(people.new(is_staff=True))


@pytest.fixture
def owner(people: People) -> Any:
    return people.new()


def broken(owner: Any, **given: Any) -> TaskRun:
    video = a_video(owner, original="films/playa.mp4")
    return failed(ask(owner, subject=video.asunto, **given))


def unpaid(owner: Any) -> list[TaskRun]:
    """Two that failed to charge the same order."""
    order = Shop().order("1998-05-05 12:00", ("Taza", 1, "1250.00"), estado="pendiente")
    Pedido.objects.filter(pk=order.pk).update(tarjeta_token=TarjetaDePrueba.ACEPTADA)
    given = {"owner": owner, "queue": f"nobody-{uuid.uuid4()}", "subject": order.asunto}
    return [failed(launch("procesar_pago", order.pk, **given)) for _ in range(2)]


def test_it_is_for_the_team_alone(people: People, owner: Any) -> None:
    run = ask(owner)
    assert Member(owner).order("cancelar", [run]).status_code == 404
    assert Client().post("/tareas/varias/")["Location"].startswith("/entrar/")
    assert Member(people.new(is_staff=True)).client.get("/tareas/varias/").status_code == 405
    assert now(run).state == TaskState.PENDING
    assert 'id="bulk"' not in Member(owner).client.get("/").content.decode()


def test_each_is_cancelled_or_it_is_said_why_not(team: Member, owner: Any) -> None:
    waiting = [ask(owner) for _ in range(3)]
    running, asked = begun(ask(owner)), begun(ask(owner))
    assert record.request_cancel(asked.pk)
    over = [done(ask(owner)), failed(ask(owner))]
    said = team.said("cancelar", [*waiting, running, asked, *over, uuid.uuid4()])
    assert said == (
        "3 canceladas; 1 se está deteniendo; 1 ya se estaba deteniendo; "
        "2 ya habían terminado; 1 ya no existe."
    )
    assert {now(run).state for run in waiting} == {TaskState.REVOKED}
    assert now(running).cancel_requested_at
    assert [now(run).state for run in over] == [TaskState.SUCCESS, TaskState.FAILURE]


def test_each_is_tried_again_or_it_is_said_why_not(team: Member, owner: Any) -> None:
    good = [broken(owner), broken(owner)]
    twin = failed(ask(owner, subject=good[0].subject))
    rejected = failed(ask(owner), Cause.REJECTED, "not_media")
    video = a_video(owner)
    lost = failed(ask(owner, subject=video.asunto))
    others = [twin, rejected, lost, ask(owner), done(ask(owner))]
    said = team.said("reintentar", [*others, *good])
    assert said == (
        "2 se reintentan; 1 todavía no termina; 1 terminó bien; 1 tiene un archivo que no se "
        "puede procesar; de 1 ya se ocupa otra tarea; 1 ya no tiene su original."
    )
    for run in good:
        (new,) = TaskRun.objects.filter(retry_of=run)
        assert new.owner == owner
    assert not TaskRun.objects.filter(retry_of__in=[run.pk for run in others]).exists()


def test_what_would_happen_is_said_first_and_nothing_is_done(team: Member, owner: Any) -> None:
    runs = [ask(owner), begun(ask(owner)), done(ask(owner))]
    plan = team.order("cancelar", runs, sure=False).json()
    assert plan["title"] == "¿Cancelar 2 tareas?"
    assert plan["yes"] == "Cancelar 2 tareas"
    assert "1 espera y termina en seguida; 1 está en proceso y se detiene" in plan["question"]
    assert "1 ya terminó y se queda como está." in plan["question"]
    assert [now(run).milestone for run in runs] == [run.milestone for run in runs]
    again = team.order("reintentar", [broken(owner)], sure=False).json()
    assert (again["title"], again["question"]) == (
        "¿Reintentar 1 tarea?",
        "empieza 1 tarea nueva.",
    )


def test_of_two_about_the_same_thing_one_is_tried_again_as_it_was_said_before(
    team: Member, owner: Any
) -> None:
    first = broken(owner)
    twin = failed(ask(owner, subject=first.subject))
    of_nothing = [failed(ask(owner)) for _ in range(2)]
    runs = [first, twin, *of_nothing, *unpaid(owner)]
    plan = team.order("reintentar", runs, sure=False).json()
    others = "de 1 ya se ocupa otra tarea; 1 es un cobro que no se repite así."
    assert plan["title"] == "¿Reintentar 4 tareas?"
    assert plan["question"].startswith(f"empiezan 4 tareas nuevas; {others}")
    assert team.said("reintentar", runs) == f"4 se reintentan; {others}"


def test_where_nothing_can_be_done_nothing_is_asked(team: Member, owner: Any) -> None:
    answer = team.order("cancelar", [done(ask(owner))], sure=False)
    assert (answer.status_code, answer.content.decode()) == (
        409,
        "1 ya terminó y se queda como está.",
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"accion": "borrar", "ids": [uuid.uuid4()]}, "Elige qué hacer con ellas."),
        ({"accion": "cancelar"}, "Elige al menos una tarea."),
        ({"accion": "cancelar", "ids": ["x"]}, "Esta selección no tiene sentido."),
        ({"accion": "cancelar", "ids": [uuid.uuid4() for _ in range(201)]}, "como mucho 200"),
    ],
    ids=["no order", "none", "no ids", "too many"],
)
def test_what_makes_no_sense_gets_a_clear_sentence(
    team: Member, fields: dict[str, Any], sentence: str
) -> None:
    answer = team.client.post("/tareas/varias/", fields, headers=FETCH)
    assert answer.status_code == 409
    assert sentence in answer.content.decode()


def test_without_scripts_a_page_asks_and_then_leads_back_to_the_list(
    team: Member, owner: Any
) -> None:
    run = ask(owner)
    fields = {"accion": "cancelar", "ids": [run.pk], "filtro": "estado=waiting&x=1&q=playa"}
    html = team.client.post("/tareas/varias/", fields).content.decode()
    assert "¿Cancelar 1 tarea?" in html
    assert now(run).state == TaskState.PENDING
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', html))
    answer = team.client.post("/tareas/varias/", sent | {"filtro": "estado=waiting&q=playa"})
    assert answer["Location"] == "/?estado=waiting&q=playa"
    assert now(run).state == TaskState.REVOKED
    assert "1 cancelada." in team.client.get("/").content.decode()


def test_what_was_done_to_the_runs_of_others_is_written_down(team: Member, owner: Any) -> None:
    theirs, mine = ask(owner, title="Ajena"), ask(team.person)
    team.said("cancelar", [theirs, mine])
    again = broken(owner, title="Otra vez")
    team.said("reintentar", [again])
    kept = Action.objects.filter(by=team.person).order_by("pk")
    with translation.override("es-mx"):
        said = [sentence(action) for action in kept]
    assert said == ["canceló «Ajena»", "hizo reintentar «Otra vez»"]
