"""What a run has made is said in words, with its numbers; for every kind that there is."""

from typing import Any

import pytest
from django.test import Client

from dashboard.results import WORDS
from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskName
from tests.dashboard.runs import a_video, begun, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")

ROUND = {"sent": 1204, "nothing": 311, "unknown": 0, "refused": 5, "later": 0}
RESULTS: list[tuple[str, Any, tuple[str, ...]]] = [
    (
        "procesar_imagen",
        {"imagen": 1, "bytes": {"jpeg": 60_000, "webp": 40_000}},
        ("2 files", "100 kB"),
    ),
    ("crear_pedidos", {"pedidos": 1000, "semilla": 7}, ("1,000 orders were made.",)),
    (
        "procesar_pago",
        {"reference": "sbx_1", "amount": "1250.50", "currency": "MXN", "at": ""},
        ("$1,250.50 was charged.", "Reference sbx_1"),
    ),
    ("limpiar_sesiones", {"deleted": 1}, ("1 session that was over was deleted.",)),
    ("limpiar_sesiones", {"deleted": 0}, ("nothing to delete",)),
    ("enviar_email_bienvenida", {"to": "ana@example.com"}, ("went to ana@example.com",)),
    ("enviar_email_bienvenida", {"to": "ana@example.com", "unknown": True}, ("not known whether",)),
    (
        "enviar_resumen_semanal",
        ROUND,
        ("1,204 e-mails were sent.", "311 had nothing", "5 refused by the mail server"),
    ),
    ("enviar_resumen_diario", ROUND, ("1,204 e-mails were sent.",)),
    ("notificar_admin", {"notices": 3, "sent": 2}, ("told of 3 notices.", "2 e-mails were sent")),
    ("notificar_admin", {"notices": 0, "sent": 0}, ("No notice was due",)),
    (
        "verificar_suscripciones_vencidas",
        {"expired": 12, **ROUND},
        ("12 subscriptions have expired.",),
    ),
]


def done(task: str, result: Any, owner: Any = None, **given: Any) -> TaskRun:
    run = begun(launch(task, 1, owner=owner, queue="nobody-results", **given))
    assert record.succeed(run.pk, run.attempt, result, run.how_far)
    return told(run)


def page(people: People, run: TaskRun) -> str:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(people.new(is_staff=True))
    return browser.get(f"/tareas/{run.pk}/").content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(("task", "result", "words"), RESULTS, ids=[row[0] for row in RESULTS])
def test_what_was_made_is_said_with_its_numbers(
    people: People, task: str, result: Any, words: tuple[str, ...]
) -> None:
    shown = page(people, done(task, result))
    assert [word for word in words if word not in shown] == []


def test_a_video_says_in_what_sizes_it_was_made(people: People) -> None:
    owner = people.new()
    video = a_video(owner)
    made = {"video": video.pk, "seconds": 123.0, "rungs": ["720p", "480p"], "bytes": 61_200_000}
    shown = page(people, done("procesar_video", made, owner, subject=video.asunto))
    assert "720p, 480p" in shown
    assert "2:03" in shown
    assert "61.2 MB" in shown


@pytest.mark.parametrize("result", [None, {}, [], "text", {"sent": None}])
def test_a_result_of_another_release_breaks_nothing(people: People, result: Any) -> None:
    assert "Everything went well." in page(people, done("enviar_resumen_semanal", result))


def test_every_kind_has_words_of_its_own_but_the_report_which_has_a_cover() -> None:
    assert set(TaskName) - set(WORDS) == {TaskName.GENERAR_REPORTE_VENTAS}


def test_a_run_without_a_title_is_called_after_its_kind(people: People) -> None:
    assert "<h1>Clean-up of sessions</h1>" in page(people, done("limpiar_sesiones", {"deleted": 2}))
