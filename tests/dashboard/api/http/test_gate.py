"""Who comes in, how no is said, and that any origin may ask."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.api.http import bearer, run_operations
from dashboard.api.http.gate import too_much
from proyecto.progress.notices import notice
from proyecto.progress.tokens import Scope, make_token, revoke_token
from tests.dashboard.api.http.conftest import Asker, problem
from tests.dashboard.runs import ask, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


def with_token(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def test_only_a_token_that_opens_lets_in(people: People) -> None:
    ana = people.new()
    revoked, gone = make_token(ana, "gone", [Scope.READ])
    revoke_token(revoked)
    _, old = make_token(ana, "old", [Scope.READ], timezone.now() - timedelta(seconds=1))
    for headers in ({}, with_token("avance_no"), with_token(gone), with_token(old)):
        answer = Client().get("/api/v1/me", headers=headers)
        problem(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_cookie_alone_does_nothing(people: People) -> None:
    eva = people.new(is_staff=True)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(eva)
    run = ask(eva)
    problem(browser.get("/api/v1/runs"), 401, "unauthenticated")
    problem(browser.post(f"/api/v1/runs/{run.pk}/cancel"), 401, "unauthenticated")
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "9"}
    problem(browser.post("/api/v1/uploads/", headers=tus), 401, "unauthenticated")
    run.refresh_from_db()
    assert run.cancel_requested_at is None


def test_a_token_needs_no_csrf_token(ana: Asker) -> None:
    run = ask(ana.owner)
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(f"/api/v1/runs/{run.pk}/cancel", headers=ana.headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("get", "/runs"), ("post", "/runs"), ("get", "/nothing"), ("put", "/me")]
)
def test_any_origin_may_read_the_answer_and_credentials_are_none_of_it(
    ana: Asker, method: str, path: str
) -> None:
    answer = getattr(ana.client, method)(f"/api/v1{path}", headers={"Origin": "https://x.test"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_a_preflight_is_answered_for_what_clients_send() -> None:
    asked = {
        "Origin": "https://x.test",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,tus-resumable",
    }
    for path in ("/api/v1/runs", "/api/v1/uploads/", "/api/v1/runs/x/events"):
        answer = Client().options(path, headers=asked)
        assert answer.status_code == 204
        allowed = answer["Access-Control-Allow-Headers"].lower().split(", ")
        for name in ("authorization", "idempotency-key", "last-event-id", "upload-offset"):
            assert name in allowed
        assert "PATCH" in answer["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in Client().options("/", headers=asked)


def test_what_is_not_there_or_not_to_be_done_is_a_problem_too(ana: Asker) -> None:
    problem(ana.get("/nothing"), 404, "not_found")
    problem(ana.get("/videos/nonsense"), 404, "not_found")
    answer = ana.client.put("/api/v1/me", headers=ana.headers)
    problem(answer, 405, "bad_request")
    assert "GET" in answer["Allow"]


def test_the_head_of_what_may_be_read_is_told_as_reading_it_would(ana: Asker) -> None:
    told(ask(ana.owner))
    ana.get("/me")  # the token is used from now on
    for path in ("/runs", "/me", "/videos"):
        read, head = ana.get(path), ana.client.head(f"/api/v1{path}", headers=ana.headers)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Type"] == read["Content-Type"]
        assert head["Content-Length"] == read["Content-Length"]
    assert Client().head("/api/v1/me").status_code == 401
    assert ana.client.head("/api/v1/runs/x/cancel", headers=ana.headers).status_code == 405


def test_what_is_too_large_for_the_server_is_told_in_our_words_under_our_addresses_only() -> None:
    for language, said in (("", "Envía como máximo"), ("en-GB", "Send at most 8388608 bytes")):
        answer = too_much(413, "/api/v1/videos", language)
        assert answer is not None
        headers, body = answer
        assert headers["Content-Type"] == "application/problem+json"
        assert headers["Access-Control-Allow-Origin"] == "*"
        told = json.loads(body)
        assert (told["status"], told["code"]) == (413, "too_large")
        assert told["detail"].startswith(said)
        assert "/api/v1/uploads/" in told["detail"]
    late = too_much(408, "/api/v1/videos", "en")
    assert late is not None
    assert "Send it again" in json.loads(late[1])["detail"]
    assert too_much(413, "/subir/", "en") is None


def test_what_makes_no_sense_is_named_field_by_field(ana: Asker) -> None:
    told = problem(ana.get("/runs?limit=0&state=x"), 422, "bad_request")
    assert {one["field"] for one in told["errors"]} == {"query.limit", "query.state"}
    told = problem(ana.post("/runs", {"args": {}, "x": 1}), 422, "bad_request")
    assert {one["field"] for one in told["errors"]} == {"body.task", "body.x"}
    no_json = {"data": "{", "content_type": "application/json", "headers": ana.headers}
    problem(ana.client.post("/api/v1/runs", **no_json), 400, "bad_request")


def test_a_failure_of_ours_is_told_without_its_reason(ana: Asker, monkeypatch: Any) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(run_operations.runs, "list_runs", broken)
    ana.client.raise_request_exception = False
    answer = ana.get("/runs")
    problem(answer, 500, "unavailable")
    assert b"secret" not in answer.content


def test_sentences_are_in_the_language_that_is_asked_for_else_in_the_owners(
    people: People,
) -> None:
    english = people.new(idioma="en")
    for owner, language, said in (
        (english, "es", "No existe esa tarea."),
        (english, "", "There is no such task."),
        (english, "*", "There is no such task."),
        (english, "fr", "There is no such task."),
        (english, "fr, es;q=0.5, en;q=0.1", "No existe esa tarea."),
        (people.new(idioma="es-mx"), "", "No existe esa tarea."),
    ):
        program = Asker(owner)
        program.headers["Accept-Language"] = language
        assert problem(program.get("/runs/x"), 404, "not_found")["detail"] == said
        file = problem(program.get("/videos/1/files/x"), 404, "not_found")["detail"]
        assert (file == "There is no such thing.") == (said == "There is no such task.")


def test_scopes_are_asked_for(people: People) -> None:
    eva = people.new(is_staff=True)
    run = ask(eva)
    reader, narrow = Asker(eva, Scope.READ), Asker(eva, Scope.READ, Scope.WRITE)
    for answer in (
        reader.post(f"/runs/{run.pk}/cancel"),
        reader.delete("/videos/1"),
        reader.post("/uploads/", **{"Tus-Resumable": "1.0.0", "Upload-Length": "9"}),
    ):
        assert problem(answer, 403, "forbidden")["scope"] == "write"
    assert problem(narrow.get("/notifications"), 403, "forbidden")["scope"] == "staff"
    assert problem(Asker(eva, Scope.WRITE).get("/me"), 403, "forbidden")["scope"] == "read"


def test_a_token_that_asks_too_often_is_told_to_wait(
    ana: Asker, people: People, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bearer, "pace", bearer.Pace())
    settings.API_REQUESTS_PER_MINUTE = 2
    assert [ana.get("/me").status_code for _ in range(2)] == [200, 200]
    answer = ana.get("/me")
    told = problem(answer, 429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert told["retry_after"] == int(answer["Retry-After"])
    assert Asker(people.new()).get("/me").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"task": "\\ud800"}', 400),
        (b'{"task": "x", "args": {"n": NaN}}', 400),
        (b"\xff", 400),
        (b"1" * 5000, 400),
        (b"[]", 422),
        (b'"' + b"x" * 3 * 2**20 + b'"', 413),
        (b'{"task": "x", "args": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}", 400),
    ],
)
def test_a_hostile_body_is_a_problem_of_whoever_sent_it(
    ana: Asker, body: bytes, status: int
) -> None:
    for path in ("/runs", "/reports"):
        sent = {"data": body, "content_type": "application/json", "headers": ana.headers}
        answer = ana.client.post(f"/api/v1{path}", **sent)
        assert answer.status_code in {status, 422}, answer.content[:200]
        assert answer["Content-Type"] == "application/problem+json"


def test_a_note_that_no_database_takes_is_refused(eva: Asker) -> None:
    row = notice(f"run_failed:{eva.owner.pk}", "run_failed", facts={"task": "crear_pedidos"})
    path = f"/notifications/{row.pk}/resolve"
    answer = eva.post(path, {"note": "a\0b"})
    assert problem(answer, 422, "bad_request")["errors"][0]["field"] == "body.note"
    problem(eva.post(path, {"note": "\ud800"}), 400, "bad_request")
