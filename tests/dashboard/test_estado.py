"""`estado_tarea`: the tutorial's JSON, for every state and for whom it concerns."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun, done, failed, now, told
from tests.stack.people import People, Person

pytestmark = pytest.mark.usefixtures("redis_process")

Make = Callable[[TaskRun], TaskRun]
NOBODYS = "6b8c3f0e-0000-4000-8000-000000000000"
OPEN = {"listo": False, "exitoso": False}


@pytest.fixture
def person(people: People) -> Person:
    return people.sign_in()


def client_of(person: Person | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if person is not None:
        client.force_login(person.user)
    return client


def get(person: Person | None, key: Any) -> Any:
    return client_of(person).get(f"/tareas/{key}/estado/")


def phase(run: TaskRun) -> TaskRun:
    held = begun(run)
    progress = held.how_far
    progress.phase = progress.phases[0].name
    assert record.phase(run.pk, held.attempt, progress)
    return now(run)


def retrying(run: TaskRun) -> TaskRun:
    record.retry(run.pk, begun(run).attempt, Cause.ERROR, "io")
    return now(run)


def cancelling(run: TaskRun) -> TaskRun:
    record.request_cancel(begun(run).pk)
    return now(run)


def cancelled(run: TaskRun) -> TaskRun:
    record.request_cancel(run.pk)
    return now(run)


def expired(run: TaskRun) -> TaskRun:
    TaskRun.objects.filter(pk=run.pk).update(expires_at=timezone.now())
    assert record.expire(run.pk)
    return now(run)


STATES: list[tuple[str, Make, str, dict[str, Any]]] = [
    ("queued", lambda run: run, "PENDING", OPEN),
    ("begun", begun, "STARTED", OPEN),
    ("in a phase", phase, "PROGRESS", OPEN),
    ("to be cancelled", cancelling, "STARTED", OPEN),
    ("retrying", retrying, "RETRY", OPEN),
    ("done", done, "SUCCESS", {"listo": True, "exitoso": True, "resultado": {}}),
    (
        "rejected",
        lambda run: failed(run, Cause.REJECTED, "empty"),
        "FAILURE",
        {"listo": True, "exitoso": False, "error": "The file is empty."},
    ),
    (
        "failed",
        failed,
        "FAILURE",
        {"listo": True, "exitoso": False, "error": "Something went wrong on our side."},
    ),
    (
        "cancelled",
        cancelled,
        "REVOKED",
        {"listo": True, "exitoso": False, "error": "It was cancelled."},
    ),
    (
        "expired",
        expired,
        "REVOKED",
        {"listo": True, "exitoso": False, "error": "Nobody could begin with it in time."},
    ),
]


@pytest.mark.parametrize(("name", "make", "word", "rest"), STATES, ids=[s[0] for s in STATES])
def test_each_state_has_celerys_word_and_the_keys_of_the_tutorial(
    person: Person, name: str, make: Make, word: str, rest: dict[str, Any]
) -> None:
    run = told(make(ask(person.user)))
    answer = get(person, run.pk)
    assert answer.status_code == 200
    assert answer.json() == {"task_id": str(run.pk), "estado": word, **rest}
    assert "no-store" in answer["Cache-Control"]


def test_a_run_for_later_waits_like_any_other(person: Person) -> None:
    run = ask(person.user, run_at=timezone.now() + timedelta(hours=2))
    assert get(person, run.pk).json()["estado"] == "PENDING"


def test_the_error_is_told_in_the_language_of_who_asks(person: Person) -> None:
    run = told(cancelled(ask(person.user)))
    client = client_of(person)
    client.cookies["django_language"] = "es-mx"
    assert client.get(f"/tareas/{run.pk}/estado/").json()["error"] == "Se canceló."
    translation.deactivate()


def test_a_run_of_somebody_else_and_one_that_never_was_answer_alike(
    people: People, person: Person
) -> None:
    foreign = ask(people.new())
    answers = [get(person, key) for key in (foreign.pk, NOBODYS)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.json()["error"] for answer in answers} == {"There is no such task."}
    assert set(answers[0].json()) == {"task_id", "error"}


def test_the_team_sees_the_runs_of_everybody(people: People, person: Person) -> None:
    run = ask(person.user)
    assert get(people.sign_in(is_staff=True), run.pk).status_code == 200


@pytest.mark.parametrize("key", ["1", "x", "0" * 32 + "g", "%00", "..", "a" * 5000, "{}", "ñ"])
def test_what_is_no_identifier_is_unknown_and_no_fault(person: Person, key: str) -> None:
    answer = get(person, key)
    assert answer.status_code == 404


def test_who_is_not_signed_in_is_told_so_in_json() -> None:
    answer = get(None, NOBODYS)
    assert answer.status_code == 401
    assert answer.json()["error"]


def test_it_changes_nothing(person: Person) -> None:
    run = ask(person.user)
    assert client_of(person).post(f"/tareas/{run.pk}/estado/").status_code == 405
