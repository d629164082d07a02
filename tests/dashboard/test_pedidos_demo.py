"""Asking for demo orders on the page."""

from typing import Any

import pytest
from django.test import Client

from proyecto.dominio.models import Lote
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.dashboard.runs import told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
GOOD = {"cantidad": "12345", "desde": "2009-01", "hasta": "2009-02", "semilla": "3"}


@pytest.fixture
def user(people: People) -> Any:
    return people.new(is_staff=True)


@pytest.fixture
def client(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "es"})
    client.force_login(user)
    return client


def test_asking_starts_a_run_and_leads_to_its_page(client: Client, user: Any) -> None:
    answer = client.post("/pedidos/demo/", GOOD)
    run = TaskRun.objects.get(owner=user)
    told(run)
    try:
        lote = Lote.objects.get(pk=run.args[0])
        assert answer["Location"] == f"/tareas/{run.pk}/"
        assert (run.task, run.queue, run.subject) == ("crear_pedidos", "celery", lote.asunto)
        assert (lote.cantidad, lote.semilla, lote.hechos) == (12_345, 3, 0)
        html = client.get(answer["Location"]).content.decode()
        assert "12,345 pedidos de demostración" in html
        assert "data-kept" in html, "what was made stays when it is cancelled"
        assert f"/tareas/{run.pk}/" in client.get("/pedidos/").content.decode()
    finally:
        record.request_cancel(run.pk)
    assert 'href="/pedidos/">' in client.get(answer["Location"]).content.decode()
    assert f"/tareas/{run.pk}/" not in client.get("/pedidos/").content.decode()


def test_what_makes_no_sense_comes_back_with_a_sentence(client: Client, user: Any) -> None:
    answer = client.post("/pedidos/demo/", GOOD | {"cantidad": "-5"})
    assert answer.status_code == 200
    assert "Pide un número entero de pedidos, de 1 a 1,000,000." in answer.content.decode()
    assert not TaskRun.objects.filter(owner=user).exists()


def test_it_is_for_the_team_alone(client: Client, people: People) -> None:
    assert client.get("/pedidos/demo/").status_code == 200
    stranger = Client()
    stranger.force_login(people.new())
    assert stranger.get("/pedidos/demo/").status_code == 404
    assert stranger.post("/pedidos/demo/", GOOD).status_code == 404
    assert not Client().post("/pedidos/demo/", GOOD)["Location"].startswith("/tareas/")
