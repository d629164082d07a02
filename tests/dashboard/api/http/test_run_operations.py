"""Runs over HTTP."""

import json
import uuid
from typing import Any

import pytest

from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope
from tests.dashboard.api.http.conftest import Asker, problem
from tests.dashboard.runs import ask, begun, done, failed, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [run["run"] for run in answer.json()["runs"]]


def test_a_list_is_read_page_by_page_and_narrowed(ana: Asker, people: People) -> None:
    made = [str(ask(ana.owner).pk) for _ in range(3)]
    ask(people.new())
    first = ana.get("/runs?limit=2")
    assert ids(first) == made[:0:-1]
    assert ids(ana.get(f"/runs?limit=2&cursor={first.json()['next']}")) == made[:1]
    begun(TaskRun.objects.get(pk=made[1]))
    assert ids(ana.get("/runs?state=running&task=procesar_video")) == [made[1]]
    since = TaskRun.objects.get(pk=made[2]).created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert ids(ana.get(f"/runs?since={since}")) == [made[2]]


def test_a_run_and_what_happened_to_it_and_estado(ana: Asker) -> None:
    run = told(done(ask(ana.owner)))
    shown = ana.get(f"/runs/{run.pk}").json()
    assert (shown["state"], shown["at"]["n"], shown["result"]) == ("SUCCESS", 3, {})
    later = ana.get(f"/runs/{run.pk}/milestones?after=1").json()["milestones"]
    assert [one["kind"] for one in later] == ["run.started", "run.succeeded"]
    estado = ana.get(f"/runs/{run.pk}/estado").json()
    assert estado == {
        "task_id": str(run.pk),
        "estado": "SUCCESS",
        "listo": True,
        "exitoso": True,
        "resultado": {},
    }


def test_what_may_be_started_is_told_and_started_once_for_a_key(ana: Asker) -> None:
    tasks = {kind["task"] for kind in ana.get("/tasks").json()["tasks"]}
    assert tasks == {"generar_reporte_ventas", "crear_muestra"}
    first, second = (ana.post("/runs", {"task": "crear_muestra"}, key="k") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["run"] == second.json()["run"]
    assert first["Location"] == f"/api/v1/runs/{first.json()['run']}"
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    problem(ana.post("/runs", {"task": "procesar_video"}, key="k2"), 400, "bad_request")
    other = ana.post("/runs", {"task": "crear_muestra", "args": {"x": 1}}, key="k3")
    assert problem(other, 400, "bad_request")["errors"][0]["field"] == "args.x"
    ana.post(f"/runs/{first.json()['run']}/cancel")


def test_a_key_holds_for_every_post_with_its_address_and_body(ana: Asker) -> None:
    run = failed(ask(ana.owner))
    first, second = (ana.post(f"/runs/{run.pk}/retry", key="k") for _ in range(2))
    assert first.status_code == 201
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert TaskRun.objects.filter(retry_of=run).count() == 1
    again = first.json()["run"]
    problem(ana.post(f"/runs/{again}/cancel", key="k"), 409, "conflict")
    assert ana.post(f"/runs/{again}/cancel", key="k2").json() == {"outcome": "cancelled"}
    assert ana.post(f"/runs/{again}/cancel", key="k2").json() == {"outcome": "cancelled"}
    problem(ana.post(f"/runs/{again}/cancel"), 409, "conflict")
    problem(ana.post(f"/runs/{run.pk}/retry", key="x" * 201), 400, "bad_request")


def test_the_team_sees_and_commands_the_runs_of_all_by_a_token_that_says_so(
    eva: Asker, people: People
) -> None:
    run = ask(people.new())
    narrow = Asker(eva.owner, Scope.READ, Scope.WRITE)
    problem(narrow.get(f"/runs/{run.pk}"), 404, "not_found")
    assert eva.get(f"/runs/{run.pk}").status_code == 200
    assert eva.post(f"/runs/{run.pk}/cancel").status_code == 200


def test_what_is_somebody_elses_is_answered_like_what_never_was(ana: Asker, people: People) -> None:
    foreign = str(failed(ask(people.new())).pk)
    for way, below in (
        *((ana.get, below) for below in ("", "/milestones", "/estado")),
        *((ana.post, below) for below in ("/cancel", "/retry")),
    ):
        answers = [
            json.dumps(problem(way(f"/runs/{run}{below}"), 404, "not_found"))
            for run in (foreign, str(uuid.uuid4()), "nonsense")
        ]
        assert len(set(answers)) == 1
