"""Webhooks over HTTP: those of the token's owner, as far as its scopes reach."""

from typing import Any

import pytest

from proyecto.progress import webhooks
from proyecto.progress.models import IdempotencyKey, Webhook
from proyecto.progress.tokens import Scope
from tests.dashboard.api.http.conftest import Asker, problem

URL = "https://8.8.8.8/hook"
pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture(autouse=True)
def nothing_left(ana: Asker, eva: Asker) -> Any:
    yield
    Webhook.objects.filter(owner__in=[ana.owner, eva.owner]).delete()


def made(asker: Asker, **what: Any) -> dict[str, Any]:
    answer = asker.post("/webhooks", {"url": URL, **what})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_one_is_made_once_for_a_key_and_no_key_keeps_its_secret(ana: Asker) -> None:
    first, second = (ana.post("/webhooks", {"url": URL}, key="k") for _ in range(2))
    assert first.status_code == 201, first.content
    assert first.content == second.content
    assert second["Idempotent-Replayed"] == "true"
    told = first.json()
    row = Webhook.objects.get(owner=ana.owner)
    assert told["secret"] == webhooks.secret_of(row.salt)
    assert told["webhook"]["milestones"] == [str(end) for end in webhooks.ENDS]
    assert row.token == ana.token
    kept = IdempotencyKey.objects.get(owner=ana.owner, key="k")
    assert kept.answer == row.pk
    assert ana.get("/webhooks").json() == {"webhooks": [told["webhook"]]}
    assert ana.get(f"/webhooks/{row.pk}").json() == told["webhook"]


@pytest.mark.parametrize(
    "what",
    [
        {"url": "http://127.0.0.1/"},
        {"url": "https://localhost/"},
        {"url": "x"},
        {"url": URL, "tasks": ["entregar_webhook"]},
        {"url": URL, "tasks": ["no such"]},
    ],
)
def test_what_may_not_be_is_refused(ana: Asker, what: dict[str, Any]) -> None:
    problem(ana.post("/webhooks", what), 400, "bad_request")
    assert not Webhook.objects.filter(owner=ana.owner).exists()


def test_what_makes_no_sense_is_refused(ana: Asker) -> None:
    for wrong in ({"milestones": []}, {"milestones": ["x"]}, {"salt": "x"}, {"team": "?"}):
        assert ana.post("/webhooks", {"url": URL, **wrong}).status_code == 422


def test_those_for_the_team_are_for_the_scope_alone(eva: Asker, ana: Asker) -> None:
    problem(ana.post("/webhooks", {"url": URL, "team": True}), 403, "forbidden")
    hook = made(eva, team=True)["webhook"]
    narrow = Asker(eva.owner, Scope.READ, Scope.WRITE)
    assert narrow.get("/webhooks").json() == {"webhooks": []}
    for asker in (ana, narrow):
        problem(asker.get(f"/webhooks/{hook['id']}"), 404, "not_found")
        problem(asker.get(f"/webhooks/{hook['id']}/deliveries"), 404, "not_found")
        problem(asker.post(f"/webhooks/{hook['id']}/secret"), 404, "not_found")
        problem(asker.delete(f"/webhooks/{hook['id']}"), 404, "not_found")


def test_who_may_only_read_changes_nothing(ana: Asker) -> None:
    reader = Asker(ana.owner, Scope.READ)
    page = f"/webhooks/{made(ana)['webhook']['id']}"
    assert reader.get(page).status_code == 200
    for what in ("/secret", "/off", "/on", "/test"):
        problem(reader.post(page + what), 403, "forbidden")
    problem(reader.post("/webhooks", {"url": URL}), 403, "forbidden")
    problem(reader.delete(page), 403, "forbidden")


def test_what_can_be_done_with_it(ana: Asker) -> None:
    told = made(ana, tasks=["procesar_video"], milestones=["run.failed"])
    page = f"/webhooks/{told['webhook']['id']}"
    rotated = ana.post(f"{page}/secret", key="r").json()
    assert rotated["secret"] not in {told["secret"], ""}
    assert ana.post(f"{page}/secret", key="r").json() == rotated
    assert ana.post(f"{page}/off").json()["off"] == "owner"
    assert ana.post(f"{page}/on").json()["off"] == ""
    sent = ana.post(f"{page}/test").json()
    assert (sent["kind"], sent["state"]) == ("webhook.test", "waiting")
    again = ana.post(f"{page}/deliveries/{sent['id']}/again")
    assert again.json()["id"] == sent["id"]
    assert ana.get(f"{page}/deliveries").json() == {"deliveries": [again.json()], "next": ""}
    assert ana.delete(page).status_code == 204
    problem(ana.get(page), 404, "not_found")
